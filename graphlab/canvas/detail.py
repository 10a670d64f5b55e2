"""What is worth painting at a zoom: nothing that holds words is ever painted under 11 px.

Labels and chips float: their type stays readable while cards shrink. Where they would then touch
a card or one another they give way a little, and where that does not help they are left out. Down
to zoom 0.75 all of them have at least 11 px; below, only those of the active step are painted, at
13 px where there is room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from graphlab.canvas.shelf import Laid, in_any, overlapping
from graphlab.canvas.solid import FLOATING, ink

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graphlab.canvas.shelf import Rows
    from graphlab.picture.shapes import Bounds, Item, Picture

SMALLEST = 11.0  # px on the screen
LABEL = 13.0  # px of a label or chip at zoom 1
ONLY_ACTIVE = 0.75
ROUNDING = 0.01
SHIFTS = (
    (0.0, 0.0),
    *((x * by, y * by) for by in (3, 6, 10, 15, 21) for x, y in ((0, -1), (0, 1), (1, 0), (-1, 0))),
)
FARTHEST = 21.0


class Place(NamedTuple):
    """How much larger than the picture says an item is painted, and how far it is moved."""

    growth: float = 1.0
    dx: float = 0.0
    dy: float = 0.0

    def of(self, bounds: Bounds) -> Bounds:
        """Where these bounds of the item lie then."""
        x, y, width, height = bounds
        more = (self.growth - 1) / 2
        return bounds._replace(
            x=x - width * more + self.dx,
            y=y - height * more + self.dy,
            width=width * self.growth,
            height=height * self.growth,
        )


AT_HOME = Place()


class Detail:
    """How a picture is painted at a zoom; ``afloat`` has the floating items, None at home."""

    def __init__(self, zoom: float, afloat: Afloat | None = None) -> None:
        self.zoom = zoom
        self.afloat = afloat

    def place(self, item: Item) -> Place | None:
        """Where and how large an item is painted; None if it is left out."""
        if self.afloat is None or item.kind not in FLOATING:
            return AT_HOME
        return self.afloat.place(item)

    def covered(self, item: Item) -> Bounds | None:
        """The part of the picture that an item covers."""
        place = self.place(item)
        return item.bounds if place is AT_HOME else place and place.of(item.bounds)


def readable(type_size: float, zoom: float) -> bool:
    """Whether type of this size is painted; geometry (size 0) always is."""
    return not type_size or type_size * zoom >= SMALLEST - ROUNDING


def detail(picture: Picture, zoom: float, laid: Laid | None = None) -> Detail:
    """The detail that this picture is painted with at this zoom."""
    least = SMALLEST / (LABEL * zoom)
    if least <= 1.0:
        return Detail(zoom)
    sizes = (least,) if zoom >= ONLY_ACTIVE else (1 / zoom, least)
    return Detail(zoom, Afloat(laid or Laid(picture), sizes, all_of_them=zoom >= ONLY_ACTIVE))


class Afloat:
    """Labels and chips that are larger than the picture says, each placed when it is asked for.

    The active step's come first, chips before labels: one gives way to cards and to those before
    it. So a place depends only on what lies near, and is the same in whatever order one asks.
    """

    def __init__(self, laid: Laid, sizes: tuple[float, ...], *, all_of_them: bool) -> None:
        import numpy as np

        self._sizes = sizes
        self._solids, self._of_cards = laid.solids()
        self._inks = laid.floating(all_of_them=all_of_them)
        left, top, right, bottom = self._inks.sides
        more = (sizes[0] - 1) / 2
        wide, high = (right - left) * more + FARTHEST, (bottom - top) * more + FARTHEST
        self._reach = np.stack([left - wide, top - high, right + wide, bottom + high])
        self._places: dict[int, Place | None] = {}

    def place(self, item: Item) -> Place | None:
        """Where an item is painted; None if there is no room for it, or it is not shown."""
        number = self._inks.number(item)
        if number is None:
            return None
        if number not in self._places:
            self._settle(number)
        return self._places[number]

    def reaching(self, areas: Sequence[Bounds]) -> list[Item]:
        """All that may have their place, or may have to give way, in parts of the picture."""
        return [self._inks.item(number) for number in in_any(self._reach, areas).tolist()]

    def _near(self, area: Bounds) -> Rows:
        import numpy as np

        return np.flatnonzero(overlapping(self._reach, area))

    def _settle(self, number: int) -> None:
        """Places an item, and before it all that it gives way to."""
        before: dict[int, list[int]] = {}
        order, waiting = self._inks.order, [number]
        while waiting:
            one = waiting.pop()
            if one in before or one in self._places:
                continue
            near = self._near(self._extent(one))
            before[one] = near[order[near] < order[one]].tolist()
            waiting += before[one]
        for one in sorted(before, key=order.__getitem__):
            self._places[one] = self._free_place(one, before[one])

    def _extent(self, number: int) -> Bounds:
        left, top, right, bottom = self._reach[:, number].tolist()
        return ink(self._inks.item(number))._replace(
            x=left, y=top, width=right - left, height=bottom - top
        )

    def _free_place(self, number: int, before: Iterable[int]) -> Place | None:
        """The largest size, and the least shift, at which nothing is touched."""
        item = self._inks.item(number)
        own = ink(item)
        placed = [(self._places[other], ink(self._inks.item(other))) for other in before]
        taken = [place.of(other) for place, other in placed if place is not None]
        for size in self._sizes:
            reach = Place(size).of(own).grown(FARTHEST)
            solids = self._solids[:, overlapping(self._solids, reach) & self._of_cards]
            for dx, dy in SHIFTS:
                place = Place(size, dx, dy)
                mine = place.of(own)
                if not overlapping(solids, mine).any() and not any(map(mine.overlaps, taken)):
                    return place
        if item.active and item.kind == "chip":
            return Place(self._sizes[-1])
        return None
