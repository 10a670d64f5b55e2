"""Where the items of a picture lie, as arrays: what lies in a part of it is found at once.

A shelf serves all pictures of a walk. Most of their items are the same from step to step and keep
their rows, so that a step costs what it changes.
"""

from __future__ import annotations

from functools import reduce
from itertools import chain, repeat
from typing import TYPE_CHECKING

from graphlab.canvas.solid import FLOATING, solid
from graphlab.picture.layers import runs_of
from graphlab.picture.shapes import Bounds

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from graphlab.picture.layers import Run
    from graphlab.picture.shapes import Item, Picture

    Rows = NDArray[np.intp]
    Mask = NDArray[np.bool_]
    Sides = NDArray[np.float64]

PASSIVE = 2  # the rank from which on an item is not of the active step
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

    def rows(self, items: Sequence[Item]) -> Rows:
        """The row of each; what is new gets one."""
        import numpy as np

        found = np.fromiter(map(self._row.get, items, repeat(-1)), np.intp, len(items))
        new = np.flatnonzero(found < 0)
        if new.size:
            found[new] = np.arange(len(self.items), len(self.items) + new.size)
            self._add([items[place] for place in new.tolist()])
        return found

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
        import numpy as np

        self._items = picture.items
        if before is not None and len(before._shelf.items) > 2 * len(self._items) + SPARE:
            before = None
        self._shelf: Shelf = before._shelf if before is not None else Shelf()
        self._runs = self._rows_of_runs(before)
        parts = [rows for _, rows in self._runs.values()]
        self._rows = np.concatenate(parts) if parts else np.empty(0, np.intp)
        self._place = np.full(len(self._shelf.items), -1)
        self._place[self._rows] = np.arange(len(self._rows))
        self._here: Mask = self._place >= 0
        self._card_sides: Sides | None = None
        if before is not None and self._has_cards_like(before):
            self._card_sides = before._card_sides

    def _rows_of_runs(self, before: Laid | None) -> dict[int, tuple[Run, Rows]]:
        """The runs by identity, with their rows: those that were there before have theirs."""
        kept = before._runs if before is not None else {}
        runs = [run for run in runs_of(self._items) if run]
        new = [run for run in runs if id(run) not in kept]
        rows, made, at = self._shelf.rows([*chain.from_iterable(new)]), {}, 0
        for run in new:
            made[id(run)] = run, rows[at : at + len(run)]
            at += len(run)
        return {id(run): kept.get(id(run)) or made[id(run)] for run in runs}

    def changes(self, before: Laid) -> tuple[list[Item], list[Item]]:
        """The items that are gone, and those that are new."""
        if before._shelf is not self._shelf:
            old, new = set(before._items), set(self._items)
        else:
            old, new = set(before._beside(self)), set(self._beside(before))
        return [*(old - new)], [*(new - old)]

    def _beside(self, other: Laid) -> list[Item]:
        """All in runs that the other picture has not."""
        runs = (run for key, (run, _) in self._runs.items() if key not in other._runs)
        return [*chain.from_iterable(runs)]

    def cards(self) -> list[Item]:
        """All cards."""
        import numpy as np

        found = np.flatnonzero(self._shelf.cards[self._rows])
        return [self._items[place] for place in found.tolist()]

    def card_sides(self) -> Sides:
        """Left, top, right and bottom of all cards."""
        if self._card_sides is None:
            rows = self._rows[self._shelf.cards[self._rows]]
            self._card_sides = self._shelf.sides[:, rows]
        return self._card_sides

    def _has_cards_like(self, before: Laid) -> bool:
        """Whether all cards stand in the same places in the same order, as they do in a walk."""
        if before._shelf is not self._shelf:
            return False
        return self._cards_beside(before) == before._cards_beside(self)

    def _cards_beside(self, other: Laid) -> list[tuple[str, Bounds]]:
        """Those in runs that the other has not."""
        items = self._beside(other)
        return [(item.key, item.bounds) for item in items if item.kind == "card"]

    def floating(self, *, all_of_them: bool) -> Inks:
        """Labels and chips, or those of the active step."""
        import numpy as np

        wanted = self._shelf.floats[self._rows]
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
        count = len(self._here)  # of the rows now; later pictures add more
        hit = overlapping(self._shelf.sides[:, :count], window) & self._here
        if floating is not None:
            hit &= self._shelf.floats[:count] == floating
        if among:
            hit[self._shelf.rows(among)] = True
        places = self._place[hit]
        places.sort()
        return [self._items[place] for place in places.tolist()]

    def solids(self) -> tuple[Sides, Mask]:
        """Left, top, right and bottom of the solid parts of all cards, among others of the shelf.

        The mask tells which are of this picture's cards.
        """
        import numpy as np

        sides, owners = self._shelf.solids()
        owners = owners[: np.searchsorted(owners, len(self._here))]
        wanted = self._here & ~self._shelf.floats[: len(self._here)]
        return sides[:, : len(owners)], wanted[owners]


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
