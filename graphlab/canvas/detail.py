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

from graphlab.picture.fonts import ASCENT, DESCENT, text_width
from graphlab.picture.shapes import Box, Cells, Math, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphlab.picture.shapes import Bounds, Item, Picture, Shape

SMALLEST = 11.0  # px on the screen
LABEL = 13.0  # px of a label or chip at zoom 1
ONLY_ACTIVE = 0.75
ROUNDING = 0.01
FLOATING = ("label", "chip")
SHARES = {"start": 0.0, "middle": 0.5, "end": 1.0}
SHIFTS = (
    (0.0, 0.0),
    *((x * by, y * by) for by in (3, 6, 10, 15, 21) for x, y in ((0, -1), (0, 1), (1, 0), (-1, 0))),
)
FARTHEST = 21.0
CLEAR = 2.0
CELL = 160.0  # about a card


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


def detail(picture: Picture, zoom: float) -> Detail:
    """The detail that this picture is painted with at this zoom."""
    least = SMALLEST / (LABEL * zoom)
    if least <= 1.0:
        return Detail(zoom)
    sizes = (least,) if zoom >= ONLY_ACTIVE else (1 / zoom, least)
    afloat = [
        item
        for item in picture.items
        if item.kind in FLOATING and (item.active or zoom >= ONLY_ACTIVE)
    ]
    if not afloat:
        return Detail(zoom, {})
    afloat.sort(key=lambda item: (not item.active, item.kind != "chip"))
    taken = _Taken(part for item in picture.items if item.kind == "card" for part in _solid(item))
    places: dict[Item, Place] = {}
    for item in afloat:
        ink = _ink(item)
        found = _free_place(item, sizes, taken)
        if found is None and item.active and item.kind == "chip":
            found = Place(least)
        if found is not None:
            places[item] = found
            taken.add(found.of(ink))
    return Detail(zoom, places)


class _Taken:
    """Rectangles, sorted into cells: what lies near is found without a look at all of them."""

    def __init__(self, taken: Iterable[Bounds]) -> None:
        self._cells: defaultdict[tuple[int, int], list[Bounds]] = defaultdict(list)
        for bounds in taken:
            self.add(bounds)

    def add(self, bounds: Bounds) -> None:
        for cell in _cells(bounds):
            self._cells[cell].append(bounds)

    def near(self, reach: Bounds, cells: Iterable[tuple[int, int]]) -> list[Bounds]:
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
    ink = _ink(item)
    for size in sizes:
        near = taken.near(*_reach(item, size))
        if not near:
            return Place(size)
        for dx, dy in SHIFTS:
            place = Place(size, dx, dy)
            mine = place.of(ink)
            if not any(mine.overlaps(bounds) for bounds in near):
                return place
    return None


@lru_cache(maxsize=2048)
def _reach(item: Item, size: float) -> tuple[Bounds, list[tuple[int, int]]]:
    """As far as an item of this size may be moved, and the cells of it."""
    reach = Place(size).of(_ink(item)).grown(FARTHEST)
    return reach, _cells(reach)


@lru_cache(maxsize=2048)
def _solid(card: Item) -> list[Bounds]:
    """A card's outline and what sticks out of it; its bounds also hold room for marks to come."""
    outline = next((_extent(s, card.bounds) for s in card.shapes), card.bounds).grown(CLEAR)
    return [
        outline,
        *(
            shape.bounds
            for shape in card.shapes
            if isinstance(shape, Box) and not outline.united(shape.bounds) == outline
        ),
    ]


@lru_cache(maxsize=2048)
def _ink(item: Item) -> Bounds:
    """The painted part of a label or chip; its bounds also hold the room kept for other numbers."""
    found: Bounds | None = None
    for shape in item.shapes:
        bounds = _extent(shape, item.bounds)
        found = found.united(bounds) if found else bounds
    return found or item.bounds


def _extent(shape: Shape, otherwise: Bounds) -> Bounds:
    if isinstance(shape, Box | Cells):
        return shape.bounds
    if isinstance(shape, Text):
        size = shape.size
        width = text_width(shape.text, size, shape.font, bold=shape.bold, italic=shape.italic)
        return otherwise._replace(
            x=shape.x - SHARES[shape.anchor] * width,
            y=shape.y - ASCENT * size,
            width=width,
            height=(ASCENT + DESCENT) * size,
        )
    if isinstance(shape, Math):
        size, block = shape.size, shape.block
        return otherwise._replace(
            x=shape.x,
            y=shape.y - block.ascent * size,
            width=block.width * size,
            height=(block.ascent + block.descent) * size,
        )
    return otherwise
