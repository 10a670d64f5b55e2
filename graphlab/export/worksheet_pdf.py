"""A worksheet as PDF: our own picture of the graph, tables and room to write, page by page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graphlab.export.paper import read_paper
from graphlab.export.pdf import pages_pdf
from graphlab.export.rows import wrapped
from graphlab.export.sheets import Page, Sheet, fitted, printed
from graphlab.export.worksheet_flow import BODY, SMALL, Flow
from graphlab.picture.compose import Composer
from graphlab.picture.layout.graphviz import GraphvizLayouter
from graphlab.picture.options import Options
from graphlab.picture.shapes import Bounds, Line, Move, Path, Picture, Text
from graphlab.picture.theme import THEMES
from graphlab.study.moment import EVERYTHING, NOTHING
from graphlab.study.practice.worksheet import NODE_HEAD
from graphlab.study.tables import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphlab.picture.shapes import Item, Shape
    from graphlab.study.practice.worksheet import Problem, Worksheet

THEME = THEMES["print"]
HIGHEST = 0.42
"""Part of a page that a graph may take."""

AROUND = 6.0
BLANK = 46.0
NODE_COLUMNS = (0.12, 0.36, 0.26, 0.26)
EDGE_COLUMNS = (0.16, 0.5, 0.34)


def worksheet_pdf(sheet: Worksheet, paper: str = "a4") -> bytes:
    """The whole file. Raises MissingLibraryError without Qt."""
    size = read_paper(paper).ways("portrait")[0]
    return pages_pdf(_leaves(sheet, size), transparent=False, title=sheet.heading)


def _leaves(sheet: Worksheet, size: tuple[float, float]) -> Iterator[tuple[Picture, Page]]:
    for number, problem in enumerate(sheet.problems):
        picture = _graph(problem, is_key=sheet.is_key)
        graph, part = _rows(picture, (size[0], HIGHEST * size[1]))
        flow = Flow(size, THEME.ink, THEME.muted)
        if not number:
            _head(flow, sheet)
        top = _problem(flow, problem, part.height, is_key=sheet.is_key)
        for at, marks in enumerate(flow.pages):
            if at == flow.page_of_graph:
                yield picture, Page(size, graph, part, (0.0, top), tuple(marks))
            else:
                nothing = Sheet(size, ())
                yield picture, Page(size, nothing, Bounds(0, 0, *size), marks=tuple(marks))


def _rows(picture: Picture, room: tuple[float, float]) -> tuple[Sheet, Bounds]:
    """The graph as wide as the page, in rows if it is long; and the part of it with something."""
    sheets = wrapped(picture, room, trimmed=True)
    sheet = sheets[0] if len(sheets) == 1 else fitted(picture, room)
    part = printed(sheet)
    return sheet, Bounds(0, part.y - AROUND, room[0], part.height + 2 * AROUND)


def _head(flow: Flow, sheet: Worksheet) -> None:
    flow.words(sheet.heading, BODY * 1.6, bold=True)
    if not sheet.is_key:
        flow.gap(14)
        flow.blanks((("Name:", 0.6), ("Date:", 0.34)))
    flow.gap(12)


def _problem(flow: Flow, problem: Problem, height: float, *, is_key: bool) -> float:
    """Lets everything flow; the upper edge of the graph, which has this height."""
    if problem.heading:
        flow.words(problem.heading, BODY * 1.25, bold=True)
    flow.formulas((problem.latex,), BODY * 1.25)
    if problem.text:  # italic letters of formulas have no code in a PDF of Qt
        flow.words(problem.text, SMALL)
    flow.formulas(problem.at, BODY, lead="at")
    top = flow.reserve(height, mark=True)
    flow.gap(6)
    flow.table(NODE_HEAD, problem.nodes, NODE_COLUMNS)
    flow.gap(10)
    flow.table(problem.edge_head, problem.edges, EDGE_COLUMNS)
    for space in problem.spaces:
        flow.gap(8)
        room = 0 if is_key else 26.0 * space.room
        flow.keep(70)
        flow.paragraph(space.part, space.task.replace("$", ""))
        for front, cell in space.lines:
            flow.answer(front, cell)
        flow.gap(room)
    return top


def _graph(problem: Problem, *, is_key: bool) -> Picture:
    """With all numbers on the key; else with formulas, and lines where numbers go."""
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
    end = shape.x if shape.anchor == "end" else shape.x + BLANK / 2
    y = shape.y + SMALL / 4
    return Path((Move(end - BLANK, y), Line(end, y)), stroke=THEME.muted, width=0.8)
