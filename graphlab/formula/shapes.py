"""Sizes of vectors and matrices, known or to be found, and the words for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class Size:
    """A number of elements along one direction; not known yet as long as ``value`` is None.

    Sizes that must be equal are merged (union-find). ``least`` is what an index asks for.
    """

    __slots__ = ("least", "merged", "value")

    def __init__(self, value: int | None = None) -> None:
        self.value = value
        self.merged: Size | None = None
        self.least = 0

    def root(self) -> Size:
        """The size that stands for all that are equal to this one."""
        size = self
        while size.merged is not None:
            size = size.merged
        return size

    @property
    def known(self) -> int | None:
        return self.root().value

    def same(self, other: Size) -> bool:
        """Make two sizes equal; False if they are known and differ."""
        mine, its = self.root(), other.root()
        if mine is its:
            return True
        if mine.value is not None and its.value is not None:
            return mine.value == its.value
        if mine.value is None:
            mine, its = its, mine
        if mine.value is not None and mine.value < its.least:
            return False
        its.merged = mine
        mine.least = max(mine.least, its.least)
        return True


Shape = tuple[Size, ...]


def sized(shape: Sequence[int]) -> Shape:
    """A shape of known sizes."""
    return tuple(Size(count) for count in shape)


def known(shape: Shape) -> tuple[int, ...] | None:
    """The plain numbers of a shape, if all are known."""
    counts = [size.known for size in shape]
    return tuple(c for c in counts if c is not None) if None not in counts else None


def broadcast(one: Shape, other: Shape) -> Shape | None:
    """The shape of an operation element by element, by PyTorch's rule; None if they do not fit.

    Sizes that are not known are taken to be equal, not 1.
    """
    long, short = (one, other) if len(one) >= len(other) else (other, one)
    lead = len(long) - len(short)
    tail = tuple(_fitted(a, b) for a, b in zip(long[lead:], short, strict=True))
    fitted = tuple(size for size in tail if size is not None)
    return long[:lead] + fitted if len(fitted) == len(tail) else None


def _fitted(one: Size, other: Size) -> Size | None:
    if one.known == 1:
        return other
    if other.known == 1:
        return one
    return one if one.same(other) else None


def shape_words(shape: Sequence[int | None]) -> str:
    """A number, 3 elements, 2×3."""
    if not shape:
        return "a number"
    counts = ["n" if count is None else str(count) for count in shape]
    if len(shape) == 1:
        return f"{counts[0]} element{'' if shape[0] == 1 else 's'}"
    return "×".join(counts)


def has_shape(shape: Shape) -> str:
    """The predicate of a sentence: “is a number”, “has 3 elements”, “is 2×3”."""
    verb = "has" if len(shape) == 1 else "is"
    return f"{verb} {shape_words([size.known for size in shape])}"
