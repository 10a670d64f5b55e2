"""The seed of one run, set before it and put back after.

A formula runs nothing but PyTorch, so only PyTorch's generator is touched: saving the states of
numpy and random as well took longer than recording a small formula. Code has all three set.
"""

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
    """Seed PyTorch; restore its state on leaving."""
    state = torch.default_generator.get_state()
    plant(seed)
    try:
        yield
    finally:
        torch.default_generator.set_state(state)


def plant(seed: int) -> None:
    """Set the seed of the CPU.

    Not ``torch.manual_seed``: it formats a stack trace for devices that may be initialised later.
    """
    torch.default_generator.manual_seed(seed)


@contextmanager
def everything_seeded(seed: int) -> Iterator[None]:
    """Seed PyTorch, numpy and random; restore all three on leaving."""
    states = torch.get_rng_state(), np.random.get_state(), random.getstate()
    plant_all(seed)
    try:
        yield
    finally:
        torch.set_rng_state(states[0])
        np.random.set_state(states[1])
        random.setstate(states[2])


def plant_all(seed: int) -> None:
    """Set the seeds of PyTorch, numpy and random."""
    plant(seed)
    np.random.seed(seed % 2**32)
    random.seed(seed)
