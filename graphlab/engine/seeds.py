"""Seeds for one run, set before it and put back after."""

from __future__ import annotations

import random
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import torch

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Seed torch, numpy and random; restore their states on leaving."""
    states = random.getstate(), np.random.get_state(), torch.default_generator.get_state()
    plant(seed)
    try:
        yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])
        torch.default_generator.set_state(states[2])


def plant(seed: int) -> None:
    """Set all three seeds.

    Not ``torch.manual_seed``: it formats a stack trace for devices that may be initialised later,
    which takes longer than recording a small formula.
    """
    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.default_generator.manual_seed(seed)
