"""The graph of a worksheet: blank or with all numbers, and how it stands on paper."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from graphlab.export.rows import wrapped
from graphlab.export.sheets import margin, printed
from graphlab.picture.compose import Composer
from graphlab.picture.layout.graphviz import GraphvizLayouter
from graphlab.picture.options import Options
from graphlab.picture.shapes import Bounds, Line, Move, Path, Picture, Text
from graphlab.picture.theme import THEMES
from graphlab.study.moment import EVERYTHING, NOTHING
from graphlab.study.tables import UNKNOWN

if TYPE_CHECKING:
    from graphlab.export.sheets import Sheet
    from graphlab.picture.shapes import Item, Shape
    from graphlab.study.practice.worksheet import Problem

THEME = THEMES["print"]
SHARES = (0.47, 0.55, 0.62, 0.7, 0.9)
"""Parts of the room that a graph may take."""

LARGEST = 1.25
AROUND = 6.0
BLANK, BLANK_IN_CELL = 66.0, 46.0
BELOW = 3.0


class Graph(NamedTuple):
    """A picture, and what of it stands together, from margin to margin: a part of a sheet."""

    picture: Picture
    parts: tuple[tuple[Sheet, Bounds], ...]


def graphs_of(problem: Problem, width: float, height: float, *, is_key: bool) -> list[Graph]:
    """The graph from the smallest size at which it is read to the largest; one at least.

    It stands in rows if it is long, and what is larger than most of a page on several of them. The
    room is that between the margins. With all numbers on the key, else with formulas, and lines
    where numbers go.
    """
    picture = _picture(problem, is_key=is_key)
    found = []
    for share in SHARES:
        high = share * height
        edge = margin((width, high))
        sheets = wrapped(picture, (width + 2 * edge, high), trimmed=True)
        if len(sheets) == 1 or share == SHARES[-1]:
            found.append(Graph(picture, tuple(_part(sheet, edge, width) for sheet in sheets)))
    return [one for one in found if len(one.parts) == 1] or found


def _part(sheet: Sheet, edge: float, width: float) -> tuple[Sheet, Bounds]:
    sheet = _not_huge(sheet)
    seen = printed(sheet)
    return sheet, Bounds(edge, seen.y - AROUND, width, seen.height + 2 * AROUND)


def _not_huge(sheet: Sheet) -> Sheet:
    """Two cards do not fill a page."""
    piece = sheet.pieces[0]
    if len(sheet.pieces) > 1 or piece.scale <= LARGEST:
        return sheet
    shrunk, middle = LARGEST / piece.scale, sheet.size[0] / 2
    x = middle + (piece.x - middle) * shrunk
    return replace(sheet, pieces=(piece._replace(scale=LARGEST, x=x),))


def _picture(problem: Problem, *, is_key: bool) -> Picture:
    options = Options(labels="all" if is_key else "active", aspect=1.9)
    composer = Composer(problem.record, THEME, options, GraphvizLayouter())
    if is_key:
        return composer.picture(EVERYTHING)
    picture = composer.picture(NOTHING)
    items = tuple(_with_blanks(item) for item in picture.items)
    return replace(picture, items=items)


def _with_blanks(item: Item) -> Item:
    if item.kind != "card":
        return item
    shapes = tuple(_line_for(shape) for shape in item.shapes)
    return replace(item, shapes=shapes)


def _line_for(shape: Shape) -> Shape:
    """A line to write on in place of the dash of a number that is not known yet."""
    if not isinstance(shape, Text) or shape.text != UNKNOWN:
        return shape
    is_cell = shape.anchor != "end"
    width = BLANK_IN_CELL if is_cell else BLANK
    end = shape.x + width / 2 if is_cell else shape.x
    y = shape.y + BELOW
    return Path((Move(end - width, y), Line(end, y)), stroke=THEME.muted, width=0.8)
