"""What is worth painting at a zoom: nothing that holds words is ever painted under 11 px.

Labels and chips float: their type stays readable while cards shrink. Where they would then touch
a card or one another they give way a little, and where that does not help they are left out. Down
to zoom 0.75 all of them have at least 11 px; below, only those of the active step are painted, at
13 px where there is room.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from graphlab.canvas.shelf import Laid, overlapping
from graphlab.canvas.solid import FLOATING, ink
from graphlab.picture.shapes import Bounds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from graphlab.canvas.shelf import Sides
    from graphlab.picture.shapes import Item, Picture

SMALLEST = 11.0  # px on the screen
LABEL = 13.0  # px of a label or chip at zoom 1
ONLY_ACTIVE = 0.75
ROUNDING = 0.01
SHIFTS = (
    (0.0, 0.0),
    *((x * by, y * by) for by in (3, 6, 10, 15, 21) for x, y in ((0, -1), (0, 1), (1, 0), (-1, 0))),
)
FARTHEST = 21.0
CELL = 160.0  # about a card
MANY = 100  # labels and chips for which cards are sorted into cells, too


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


@dataclass(frozen=True, slots=True)
class Detail:
    """How a picture is painted at a zoom. ``places`` is of its floating items, None at home."""

    zoom: float
    places: Mapping[Item, Place] | None = field(default=None)

    def place(self, item: Item) -> Place | None:
        """Where and how large an item is painted; None if it is left out."""
        if self.places is None or item.kind not in FLOATING:
            return AT_HOME
        return self.places.get(item)

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
    laid = laid or Laid(picture)
    afloat = laid.floating(all_of_them=zoom >= ONLY_ACTIVE)
    if not afloat:
        return Detail(zoom, {})
    afloat.sort(key=lambda item: (not item.active, item.kind != "chip"))
    taken = _Taken(laid.solids(), sorted_=len(afloat) > MANY)
    places: dict[Item, Place] = {}
    for item in afloat:
        found = _free_place(item, sizes, taken)
        if found is None and item.active and item.kind == "chip":
            found = Place(least)
        if found is not None:
            places[item] = found
            taken.add(found.of(ink(item)))
    return Detail(zoom, places)


class _Taken:
    """Solid parts of cards, and what was given a place since.

    Where many ask they are ``sorted_`` into cells: what lies near is found without a look at all.
    """

    def __init__(self, solids: Sides, *, sorted_: bool) -> None:
        self._solids = solids
        self._sorted = sorted_
        self._added: list[Bounds] = []
        self._cells: defaultdict[tuple[int, int], list[Bounds]] = defaultdict(list)
        if sorted_:
            for left, top, right, bottom in solids.T.tolist():
                self.add(Bounds(left, top, right - left, bottom - top))

    def add(self, bounds: Bounds) -> None:
        if not self._sorted:
            self._added.append(bounds)
            return
        for cell in _cells(bounds):
            self._cells[cell].append(bounds)

    def near(self, item: Item, size: float) -> Callable[[Bounds], bool]:
        """Says whether bounds within an item's reach overlap anything."""
        if self._sorted:
            reach, cells = _reach(item, size)
            near = self._near(reach, cells)
            return lambda mine: any(map(mine.overlaps, near))
        reach = Place(size).of(ink(item)).grown(FARTHEST)
        added = [bounds for bounds in self._added if bounds.overlaps(reach)]
        solids = self._solids[:, overlapping(self._solids, reach)]
        return lambda mine: any(map(mine.overlaps, added)) or bool(overlapping(solids, mine).any())

    def _near(self, reach: Bounds, cells: Iterable[tuple[int, int]]) -> list[Bounds]:
        """Those that overlap ``reach``; one that lies in several cells may be named twice."""
        left, top, width, height = reach
        right, bottom = left + width, top + height
        found = []
        for cell in cells:
            for bounds in self._cells.get(cell, ()):
                x, y, wide, high = bounds  # what ``overlaps`` says, without a call for each
                if x < right and left < x + wide and y < bottom and top < y + high:
                    found.append(bounds)
        return found


def _cells(bounds: Bounds) -> list[tuple[int, int]]:
    x, y, width, height = bounds
    columns = range(int(x // CELL), int((x + width) // CELL) + 1)
    rows = range(int(y // CELL), int((y + height) // CELL) + 1)
    return [(column, row) for column in columns for row in rows]


def _free_place(item: Item, sizes: Iterable[float], taken: _Taken) -> Place | None:
    """The largest of these sizes, and the least shift, at which nothing is touched."""
    own = ink(item)
    for size in sizes:
        touches = taken.near(item, size)
        for dx, dy in SHIFTS:
            place = Place(size, dx, dy)
            if not touches(place.of(own)):
                return place
    return None


@lru_cache(maxsize=2048)
def _reach(item: Item, size: float) -> tuple[Bounds, list[tuple[int, int]]]:
    """As far as an item of this size may be moved, and the cells of it."""
    reach = Place(size).of(ink(item)).grown(FARTHEST)
    return reach, _cells(reach)
