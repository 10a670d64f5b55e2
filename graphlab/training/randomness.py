"""The random numbers of one session, kept apart from those of everyone else in the process."""

from __future__ import annotations

import random
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

if TYPE_CHECKING:
    from collections.abc import Iterator

State = tuple[torch.Tensor, Any, Any]
"""States of PyTorch, numpy and random."""


def seed_all(seed: int) -> None:
    """Set the seeds of PyTorch, numpy and random.

    Not ``torch.manual_seed``: it formats a stack trace for devices that may be initialised later.
    """
    torch.default_generator.manual_seed(seed)
    np.random.seed(seed % 2**32)
    random.seed(seed)


def current() -> State:
    """The states as they are now."""
    return torch.default_generator.get_state(), np.random.get_state(), random.getstate()


def put_back(state: State) -> None:
    """Make the states what they were."""
    torch.default_generator.set_state(state[0])
    np.random.set_state(state[1])
    random.setstate(state[2])


class Randomness:
    """Generators that are swapped in for a while and out again; ``with`` may be nested."""

    def __init__(self, seed: int) -> None:
        before = current()
        seed_all(seed)
        self.state = current()
        put_back(before)
        self._depth = 0

    @contextmanager
    def own(self) -> Iterator[None]:
        """Numbers are drawn from this one's generators inside."""
        if self._depth:
            yield
            return
        before = current()
        put_back(self.state)
        self._depth = 1
        try:
            yield
        finally:
            self._depth = 0
            self.state = current()
            put_back(before)

    def now(self) -> State:
        """The state, inside and outside of ``own``."""
        return current() if self._depth else self.state

    def go_on_from(self, state: State) -> None:
        """Continue from a state that was kept."""
        if self._depth:
            put_back(state)
        else:
            self.state = state


def plain(state: State) -> list[object]:
    """A state as numbers, lists and tensors, which ``weights_only`` loading takes."""
    name, keys, position, has_gauss, gauss = state[1]
    version, internal, next_gauss = state[2]
    return [
        state[0],
        [str(name), torch.from_numpy(keys.astype(np.int64)), position, has_gauss, gauss],
        [version, torch.tensor(internal, dtype=torch.int64), next_gauss],
    ]


def from_plain(kept: list[Any]) -> State:
    """The state that ``plain`` made numbers of."""
    generator, of_numpy, of_random = kept
    name, keys, position, has_gauss, gauss = of_numpy
    version, internal, next_gauss = of_random
    return (
        generator,
        (name, keys.numpy().astype(np.uint32), position, has_gauss, gauss),
        (version, tuple(internal.tolist()), next_gauss),
    )
