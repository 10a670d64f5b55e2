"""Where the items of a picture lie, as arrays: what lies in a part of it is found at once.

A shelf serves all pictures of a walk. Most of their items are the same from step to step and keep
their rows, so that a step costs what it changes and one look at the order of the items.
"""

from __future__ import annotations

from functools import reduce
from itertools import repeat
from typing import TYPE_CHECKING

from graphlab.canvas.solid import FLOATING, solid
from graphlab.picture.shapes import Bounds

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from graphlab.picture.shapes import Item, Picture

    Rows = NDArray[np.intp]
    Mask = NDArray[np.bool_]
    Sides = NDArray[np.float64]

PASSIVE = 2  # the rank from which on an item is not of the active step
MOST_RUNS = 400  # so many pieces take as long to put together as all items to look up
SPARE = 200  # rows of earlier items that are kept in case they come back


class Shelf:
    """All items that were shown lately, a row each."""

    def __init__(self) -> None:
        import numpy as np

        self.items: list[Item] = []
        self.sides: Sides = np.empty((4, 0))
        self.floats: Mask = np.empty(0, bool)
        self.cards: Mask = np.empty(0, bool)
        self.ranks: Rows = np.empty(0, np.intp)
        self._row: dict[Item, int] = {}
        self._solids: Sides = np.empty((4, 0))
        self._owners: Rows = np.empty(0, np.intp)
        self._looked_at = 0

    def rows(self, items: Sequence[Item], before: Laid | None = None) -> Rows:
        """The row of each; what is new gets one.

        Runs of items that stand together ``before`` have theirs from there.
        """
        import numpy as np

        if before is not None and (alike := self._rows_like(items, before)) is not None:
            return alike
        found = np.fromiter(map(self._row.get, items, repeat(-1)), np.intp, len(items))
        new = np.flatnonzero(found < 0)
        if new.size:
            found[new] = np.arange(len(self.items), len(self.items) + new.size)
            self._add([items[place] for place in new.tolist()])
        return found

    def _rows_like(self, items: Sequence[Item], before: Laid) -> Rows | None:
        """The same where there are few runs to tell apart, else None."""
        import numpy as np

        place = np.full(len(self.items), -1)
        place[before._rows] = np.arange(len(before._rows))
        parts: list[Rows] = []
        fresh: list[Item] = []
        at = 0
        while at < len(items):
            if len(parts) > MOST_RUNS:
                return None
            row = self._row.get(items[at])
            begin = -1 if row is None else int(place[row])
            if row is None or begin < 0:
                parts.append(np.array([len(self.items) + len(fresh) if row is None else row]))
                fresh += [items[at]] if row is None else []
                at += 1
                continue
            length = _common(items, at, before._items, begin)
            parts.append(before._rows[begin : begin + length])
            at += length
        if fresh:
            self._add(fresh)
        return np.concatenate(parts) if parts else np.empty(0, np.intp)

    def row(self, item: Item) -> int | None:
        return self._row.get(item)

    def solids(self) -> tuple[Sides, Rows]:
        """The solid parts of all cards, labels and chips, and the row that each belongs to."""
        import numpy as np

        fresh = range(self._looked_at, len(self.items))
        parts = [(part, row) for row in fresh for part in solid(self.items[row])]
        if parts:
            self._solids = np.hstack([self._solids, _sides([part for part, _ in parts])])
            owners = np.array([row for _, row in parts], np.intp)
            self._owners = np.concatenate([self._owners, owners])
        self._looked_at = len(self.items)
        return self._solids, self._owners

    def _add(self, items: list[Item]) -> None:
        import numpy as np

        self._row.update((item, row) for row, item in enumerate(items, len(self.items)))
        self.items += items
        self.sides = np.hstack([self.sides, _sides([item.bounds for item in items])])
        floats = np.array([item.kind in FLOATING for item in items])
        self.floats = np.concatenate([self.floats, floats])
        cards = np.array([item.kind == "card" for item in items])
        self.cards = np.concatenate([self.cards, cards])
        ranks = np.array([2 * (not item.active) + (item.kind != "chip") for item in items])
        self.ranks = np.concatenate([self.ranks, ranks])


class Laid:
    """One picture's items on a shelf, back to front as they are painted."""

    def __init__(self, picture: Picture, before: Laid | None = None) -> None:
        self._items = picture.items
        if before is not None and len(before._shelf.items) > 2 * len(self._items) + SPARE:
            before = None
        self._shelf: Shelf = before._shelf if before is not None else Shelf()
        self._rows = self._shelf.rows(self._items, before)
        self._sides = self._shelf.sides[:, self._rows]
        self._floats = self._shelf.floats[self._rows]

    def changes(self, before: Laid) -> tuple[list[Item], list[Item]]:
        """The items that are gone, and those that are new."""
        import numpy as np

        if before._shelf is not self._shelf:
            old, new = set(before._items), set(self._items)
            return [*(old - new)], [*(new - old)]
        here, there = np.zeros((2, len(self._shelf.items)), bool)
        here[self._rows], there[before._rows] = True, True
        items = self._shelf.items
        gone, fresh = np.flatnonzero(there & ~here), np.flatnonzero(here & ~there)
        return [items[row] for row in gone.tolist()], [items[row] for row in fresh.tolist()]

    def cards(self) -> list[Item]:
        """All cards."""
        import numpy as np

        found = np.flatnonzero(self._shelf.cards[self._rows])
        return [self._items[place] for place in found.tolist()]

    def card_sides(self) -> Sides:
        """Left, top, right and bottom of all cards."""
        found: Sides = self._sides[:, self._shelf.cards[self._rows]]
        return found

    def floating(self, *, all_of_them: bool) -> Inks:
        """Labels and chips, or those of the active step."""
        import numpy as np

        wanted = self._floats
        if not all_of_them:
            wanted = wanted & (self._shelf.ranks[self._rows] < PASSIVE)
        places = np.flatnonzero(wanted)
        return Inks(self._shelf, self._rows[places], places)

    def within(
        self, window: Bounds, floating: bool | None = None, among: Sequence[Item] = ()
    ) -> list[Item]:
        """What lies in a part of the picture, and all of ``among``, which are of the picture.

        ``floating`` true asks for labels and chips only, false for all but them.
        """
        import numpy as np

        hit = overlapping(self._sides, window)
        if floating is not None:
            hit &= self._floats == floating
        if among:
            place = np.empty(len(self._shelf.items), np.intp)
            place[self._rows] = np.arange(len(self._rows))
            hit[place[self._shelf.rows(among)]] = True
        return [self._items[found] for found in np.flatnonzero(hit).tolist()]

    def solids(self) -> Sides:
        """Left, top, right and bottom of the solid parts of all cards."""
        import numpy as np

        sides, owners = self._shelf.solids()
        here = np.zeros(len(self._shelf.items), bool)
        here[self._rows] = ~self._floats
        found: Sides = sides[:, here[owners]]
        return found


class Inks:
    """The painted parts of some labels and chips, by number; the least in ``order`` comes first."""

    def __init__(self, shelf: Shelf, rows: Rows, places: Rows) -> None:
        import numpy as np

        self._shelf, self._rows = shelf, rows
        self.order = shelf.ranks[rows] * (places.max(initial=0) + 1) + places
        sides, owners = shelf.solids()
        self._numbers = np.full(len(shelf.items), -1)
        self._numbers[rows] = np.arange(len(rows))
        part = np.empty(len(shelf.items), np.intp)
        part[owners] = np.arange(len(owners))  # each has one, as only cards have more
        self.sides = sides[:, part[rows]]

    def item(self, number: int) -> Item:
        row: int = self._rows[number]
        return self._shelf.items[row]

    def number(self, item: Item) -> int | None:
        """The number of an item; None for one that is not among them."""
        row = self._shelf.row(item)
        if row is None or row >= len(self._numbers):
            return None
        found = int(self._numbers[row])
        return found if found >= 0 else None


def _common(items: Sequence[Item], at: int, others: Sequence[Item], begin: int) -> int:
    """How many follow one another in both, from these places on."""
    most = min(len(items) - at, len(others) - begin)
    low, step = 0, 8
    while low < most and _alike(items, at + low, others, begin + low, step):
        low, step = low + step, 2 * step
    low, high = min(low, most), min(low + step, most)
    while low < high:
        middle = (low + high + 1) // 2
        if _alike(items, at + low, others, begin + low, middle - low):
            low = middle
        else:
            high = middle - 1
    return low


def _alike(items: Sequence[Item], at: int, others: Sequence[Item], begin: int, count: int) -> bool:
    return items[at : at + count] == others[begin : begin + count]


def overlapping(sides: Sides, window: Bounds) -> Mask:
    """Which of these rectangles overlap a window."""
    left, top, right, bottom = sides
    across = (left < window.right) & (right > window.x)
    found: Mask = across & (top < window.bottom) & (bottom > window.y)
    return found


def in_any(sides: Sides, windows: Sequence[Bounds]) -> Rows:
    """The numbers of the rectangles that overlap some window."""
    import numpy as np

    whole = overlapping(sides, reduce(Bounds.united, windows))
    found = np.flatnonzero(whole)
    if len(windows) == 1:
        return found
    left, top, right, bottom = sides[:, found, None]
    x, y, beyond, below = _sides(windows)
    hit = (left < beyond) & (right > x) & (top < below) & (bottom > y)
    rows: Rows = found[hit.any(axis=1)]
    return rows


def _sides(bounds: Sequence[Bounds]) -> Sides:
    import numpy as np

    x, y, width, height = np.array(bounds, float).reshape(-1, 4).T
    return np.stack([x, y, x + width, y + height])
