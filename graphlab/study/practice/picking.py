"""Choices that follow from a seed alone, on every machine and version of Python."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


class Picking:
    """Only ``random()`` is promised to stay what it is; all else is made of it here."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed)

    def of(self, choices: Sequence[T]) -> T:
        """One of these."""
        return choices[self.below(len(choices))]

    def below(self, count: int) -> int:
        """A whole number from 0, less than ``count``."""
        return int(self._random.random() * count)
