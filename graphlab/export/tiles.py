"""A sheet cut into pages with overlap, to be printed at a desk and glued together."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from graphlab.export.marks import crop_marks, glue_marks, key_map, page_label
from graphlab.export.paper import MM
from graphlab.export.sheets import Page, check_count, printed
from graphlab.picture.shapes import Bounds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphlab.export.paper import Paper, Turn
    from graphlab.export.sheets import Sheet

EDGE = 10 * MM
"""What most printers leave white, with the marks in it."""

FOOT = 16 * MM
OVERLAP = 10 * MM


def tiled(sheet: Sheet, paper: Paper, turn: Turn, lead: str = "") -> tuple[Page, ...]:
    """Pages row by row; of the two ways that paper may lie, the one that needs fewer.

    ``lead`` stands in front of each page's number. Raises ExportError if there are too many.
    """
    ways = paper.ways(turn)
    area = printed(sheet)
    way = min(ways, key=lambda way: math.prod(grid(area, way)))
    columns, rows = grid(area, way)
    check_count(columns * rows)
    return tuple(_pages(sheet, way, columns, rows, lead))


def grid(area: Bounds, way: tuple[float, float]) -> tuple[int, int]:
    """How many columns and rows of pages this part of a sheet takes."""
    columns, rows = (
        max(1, math.ceil((side - OVERLAP) / (room - OVERLAP) - 1e-9))
        for side, room in zip((area.width, area.height), inside(way), strict=True)
    )
    return columns, rows


def inside(way: tuple[float, float]) -> tuple[float, float]:
    """The room on a page between its margins."""
    return max(2 * OVERLAP, way[0] - 2 * EDGE), max(2 * OVERLAP, way[1] - EDGE - FOOT)


def _pages(
    sheet: Sheet, way: tuple[float, float], columns: int, rows: int, lead: str
) -> Iterator[Page]:
    wide, tall = inside(way)
    area = printed(sheet)
    for row in range(rows):
        for column in range(columns):
            x, y = area.x + column * (wide - OVERLAP), area.y + row * (tall - OVERLAP)
            part = Bounds(x, y, min(wide, area.right - x), min(tall, area.bottom - y))
            kept = Bounds(EDGE, EDGE, part.width, part.height)
            words = (
                f"{lead}{row * columns + column + 1} of {rows * columns}"
                f" (row {row + 1}, column {column + 1})"
            )
            foot = EDGE + tall + (FOOT - 8 * MM) / 2
            corner = Bounds(way[0] / 2, foot, way[0] / 2 - EDGE, 8 * MM)
            marks = [
                *crop_marks(kept),
                *glue_marks(kept, OVERLAP, right=column + 1 < columns, below=row + 1 < rows),
                page_label(words, EDGE + 6 * MM, foot + 5 * MM),
                *(key_map(rows, columns, (row, column), (wide, tall), corner)),
            ]
            yield Page(way, sheet, part, (EDGE, EDGE), tuple(marks))
