"""Pictures of one walk as what stays and what changes, with the steps that show each item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphlab.picture.shapes import Item, Picture


@dataclass(frozen=True)
class Kept:
    """An item, and the numbers of the pictures that show it here, from 0."""

    item: Item
    shown: tuple[int, ...]

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """The pictures as first and last of each unbroken row.

        >>> Kept(None, (0, 1, 4)).spans
        ((0, 1), (4, 4))
        """
        found: list[tuple[int, int]] = []
        for number in self.shown:
            if found and found[-1][1] == number - 1:
                found[-1] = found[-1][0], number
            else:
                found.append((number, number))
        return tuple(found)


@dataclass(frozen=True)
class Walk:
    """Everything to paint over all pictures, back to front, and each picture's title."""

    size: tuple[float, float]
    background: str | None
    items: tuple[Kept, ...]
    titles: tuple[str, ...]
    theme: str

    @property
    def count(self) -> int:
        """How many pictures there are."""
        return len(self.titles)


def walk_of(pictures: Iterable[Picture]) -> Walk:
    """The pictures taken together. All must have one size, as those of one layout have.

    What a picture shows of ``items`` is in its own order, so that all lies above and below as in
    it. Items that two pictures share are the same object, and stand here once, but for those that
    change places with each other.
    """
    order: list[_Place] = []
    places: dict[int, list[_Place]] = {}
    titles: list[str] = []
    first: Picture | None = None
    for number, picture in enumerate(pictures):
        first = first or picture
        titles.append(_spoken(picture))
        new: dict[int, list[_Place]] = {}
        at = -1
        for item in picture.items:
            known = places.setdefault(id(item), [])
            place = next((one for one in known if one.at > at), None)
            if place is None:
                place = _Place(item, at)
                known.append(place)
                new.setdefault(at, []).append(place)
            at = place.at
            place.shown.append(number)
        if new:
            order = [*new.get(-1, ()), *(p for old in order for p in (old, *new.get(old.at, ())))]
            for at, place in enumerate(order):
                place.at = at
    assert first is not None
    items = tuple(Kept(place.item, tuple(place.shown)) for place in order)
    return Walk(first.size, first.background, items, tuple(titles), first.theme)


class _Place:
    """Where an item stands among all; while new, behind the one that is ``at`` this place."""

    __slots__ = ("at", "item", "shown")

    def __init__(self, item: Item, at: int) -> None:
        self.item = item
        self.at = at
        self.shown: list[int] = []


def _spoken(picture: Picture) -> str:
    """What a picture is about, as it would be read aloud."""
    said = [item.speech for item in picture.actives if item.speech and item.kind == "card"]
    return said[0] if said else picture.title
