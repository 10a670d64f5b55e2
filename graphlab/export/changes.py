"""Pictures of one walk as what stays and what changes: each item once, with the steps it is in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphlab.picture.shapes import Item, Picture


@dataclass(frozen=True)
class Kept:
    """An item, and the numbers of the pictures that show it, from 0."""

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

    Items that two pictures share are the same object; a key keeps its place among the others.
    """
    order: list[str] = []
    variants: dict[str, dict[int, Item]] = {}
    shown: dict[int, list[int]] = {}
    titles: list[str] = []
    first: Picture | None = None
    for number, picture in enumerate(pictures):
        first = first or picture
        titles.append(_spoken(picture))
        before = -1
        for item in picture.items:
            if item.key not in variants:
                variants[item.key] = {}
                order.insert(before + 1, item.key)
                before += 1
            else:
                before = max(before, order.index(item.key, 0))
            variants[item.key][id(item)] = item
            shown.setdefault(id(item), []).append(number)
    assert first is not None
    items = (Kept(item, tuple(shown[id_])) for key in order for id_, item in variants[key].items())
    return Walk(first.size, first.background, tuple(items), tuple(titles), first.theme)


def _spoken(picture: Picture) -> str:
    """What a picture is about, as it would be read aloud."""
    said = [item.speech for item in picture.actives if item.speech and item.kind == "card"]
    return said[0] if said else picture.title
