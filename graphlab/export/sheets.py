"""From a picture and a wish to pages: what lies where, at which scale. All in logical pixels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from graphlab.errors import ExportError
from graphlab.picture.fonts import text_width
from graphlab.picture.shapes import Bounds, Math, Text

if TYPE_CHECKING:
    from graphlab.picture.shapes import Picture, Shape

READABLE = 8.0
"""px on paper: 6 pt, the smallest type that is still read."""

MOST_PAGES = 500


class Piece(NamedTuple):
    """A part of the picture, scaled, with its upper left corner at (x, y) of the sheet."""

    source: Bounds
    scale: float
    x: float
    y: float

    @property
    def target(self) -> Bounds:
        """Where it lies on the sheet."""
        width, height = self.source.width * self.scale, self.source.height * self.scale
        return Bounds(self.x, self.y, width, height)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is looked at in one piece: a page, or a poster before it is cut into pages.

    ``rows``: how many of its pieces are rows of a picture, or columns if ``down``.
    """

    size: tuple[float, float]
    pieces: tuple[Piece, ...]
    marks: tuple[Shape, ...] = ()
    rows: int = 0
    down: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What leaves the printer: ``part`` of a sheet, its upper left corner at ``at`` of the page."""

    size: tuple[float, float]
    sheet: Sheet
    part: Bounds
    at: tuple[float, float] = (0.0, 0.0)
    marks: tuple[Shape, ...] = ()


def whole(sheet: Sheet) -> Page:
    """A page that is the sheet."""
    return Page(sheet.size, sheet, Bounds(0, 0, *sheet.size))


def natural(picture: Picture) -> Sheet:
    """A sheet as large as the picture."""
    return Sheet(picture.size, (Piece(Bounds(0, 0, *picture.size), 1.0, 0.0, 0.0),))


def fitted(picture: Picture, way: tuple[float, float]) -> Sheet:
    """The picture in the middle of a sheet, as large as its margins let it be."""
    width, height = way
    edge = margin(way)
    scale = min(
        (room - 2 * edge) / side for room, side in zip(way, picture.size, strict=True)
    )  # fmt: skip
    across, down = (side * scale for side in picture.size)
    whole_of_it = Bounds(0, 0, *picture.size)
    piece = Piece(whole_of_it, scale, (width - across) / 2, (height - down) / 2)
    return Sheet(way, (piece,))


def printed(sheet: Sheet) -> Bounds:
    """The part of a sheet with something on it: nobody glues white pages together."""
    boxes = [piece.target for piece in sheet.pieces]
    boxes += [_around(mark) for mark in sheet.marks if isinstance(mark, Text)]
    return reduce(Bounds.united, boxes)


def _around(text: Text) -> Bounds:
    width = text_width(text.text, text.size, text.font)
    left = text.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[text.anchor] * width
    return Bounds(left, text.y - text.size, width, 1.4 * text.size)


def margin(way: tuple[float, float]) -> float:
    """White around a picture: 10 mm on paper for desks, more on posters."""
    return max(min(10 * 96 / 25.4, min(way) / 10), min(way) * 0.03)


def smallest_type(picture: Picture) -> float:
    """The smallest type of a picture in px at scale 1; 0 where there is none."""
    sizes = (
        shape.size
        for item in picture.items
        for shape in item.shapes
        if isinstance(shape, Text | Math)
    )
    return min(sizes, default=0.0)


def check_count(count: int) -> None:
    """Refuses what nobody would print. Raises ExportError."""
    if count > MOST_PAGES:
        raise ExportError(
            f"This would take {count:,} pages, and graphlab writes at most {MOST_PAGES}:"
            " fold modules, show only a part, or take larger sheets."
        )
