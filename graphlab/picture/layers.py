"""The items of a picture in layers, of which two frames share what is the same in both.

A layer is told in runs: what changes between two frames makes a few of them new, and all others are
the very same objects again. So a canvas sees what is new without a look at every item.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Self, TypeVar

from graphlab.picture.shapes import Item

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

RUN = 128  # places: half as many or twice as many take as long

_Key = TypeVar("_Key", bound="Hashable")
Run = tuple[Item, ...]


class Layer(Generic[_Key]):
    """One kind of items back to front; each key has its place, which may be empty."""

    def __init__(self, keys: Iterable[_Key]) -> None:
        self.place = {key: place for place, key in enumerate(keys)}
        self._items: list[Item | None] = [None] * len(self.place)
        self._runs: list[Run | None] = [None] * -(-len(self.place) // RUN)

    def put(self, key: _Key, item: Item | None) -> None:
        """Has this item at the place of ``key``; None leaves it empty."""
        place = self.place[key]
        if item is not self._items[place]:
            self._items[place] = item
            self._runs[place // RUN] = None

    def get(self, key: _Key) -> Item | None:
        """What is at the place of ``key``."""
        return self._items[self.place[key]]

    def runs(self) -> Iterable[Run]:
        """All that are there, in their order."""
        for number, run in enumerate(self._runs):
            if run is None:
                begin = number * RUN
                run = self._runs[number] = tuple(filter(None, self._items[begin : begin + RUN]))
            yield run


class Stack(tuple[Item, ...]):
    """All items of a picture, which remember the ``runs`` that they came in."""

    runs: tuple[Run, ...]

    def __new__(cls, runs: Iterable[Run]) -> Self:
        runs = tuple(runs)
        items: list[Item] = []
        for run in runs:
            items += run
        made = super().__new__(cls, items)
        made.runs = runs
        return made


def runs_of(items: Run) -> tuple[Run, ...]:
    """The runs of a picture's items; one of all where they are no stack."""
    return items.runs if isinstance(items, Stack) else (items,)
