"""The seed of one run, set before it and put back after.

A formula runs nothing but PyTorch, so only PyTorch's generator is touched: saving the states of
numpy and random as well took longer than recording a small formula.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

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
