"""A worksheet as PDF: our own picture of the graph, tables and room to write, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from graphlab.export.paper import read_paper
from graphlab.export.pdf import pages_pdf
from graphlab.export.sheets import Page, Sheet
from graphlab.export.worksheet_flow import BODY, MARGIN, Flow
from graphlab.export.worksheet_graph import THEME, graphs_of
from graphlab.picture.shapes import Bounds
from graphlab.study.practice.worksheet import NODE_HEAD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphlab.export.worksheet_graph import Graph
    from graphlab.picture.shapes import Picture
    from graphlab.study.practice.worksheet import Problem, Worksheet

BETWEEN = 14.0
NODE_COLUMNS = (0.12, 0.36, 0.26, 0.26)
EDGE_COLUMNS = (0.16, 0.5, 0.34)


def worksheet_pdf(sheet: Worksheet, paper: str = "a4") -> bytes:
    """The whole file. Raises MissingLibraryError without Qt."""
    size = read_paper(paper).ways("portrait")[0]
    return pages_pdf(_leaves(sheet, size), transparent=False, title=sheet.heading)


def _leaves(sheet: Worksheet, size: tuple[float, float]) -> Iterator[tuple[Picture, Page]]:
    laid = [_laid(sheet, number, size) for number in range(len(sheet.problems))]
    pages = sum(len(one.flow.pages) for one in laid)
    page = 0
    for problem, one in zip(sheet.problems, laid, strict=True):
        for at, marks in enumerate(one.flow.pages):
            page += 1
            # Italic letters of formulas have no code in a PDF of Qt: this text is found and copied.
            typed = "" if at else "; ".join(problem.text.split("\n"))
            names = page > 1 and not sheet.is_key
            one.flow.foot(at, typed, sheet.heading, f"{page} of {pages}", names=names)
            if at in one.graphs:
                graph, part, top = one.graphs[at]
                yield one.picture, Page(size, graph, part, (MARGIN, top), tuple(marks))
            else:
                nothing = Bounds(0, 0, *size)
                yield one.picture, Page(size, Sheet(size, ()), nothing, marks=tuple(marks))


class _Laid(NamedTuple):
    """A problem on its pages; ``graphs`` has what is seen of the picture, and its upper edge."""

    flow: Flow
    picture: Picture
    graphs: dict[int, tuple[Sheet, Bounds, float]]


def _laid(sheet: Worksheet, number: int, size: tuple[float, float]) -> _Laid:
    """On as few pages as there can be, with the graph as large as it can be there."""
    width, height = (side - 2 * MARGIN for side in size)
    graphs = graphs_of(sheet.problems[number], width, height, is_key=sheet.is_key)
    tried = (_laid_with(graph, sheet, number, size) for graph in reversed(graphs))
    return min(tried, key=lambda one: len(one.flow.pages))


def _laid_with(graph: Graph, sheet: Worksheet, number: int, size: tuple[float, float]) -> _Laid:
    problem = sheet.problems[number]
    flow = Flow(size, THEME.ink, THEME.muted)
    laid = _Laid(flow, graph.picture, {})
    if not number:
        _head(flow, sheet)
    _function(flow, problem)
    for sheet_of_graph, part in graph.parts:
        top = flow.reserve(part.height)
        laid.graphs[len(flow.pages) - 1] = sheet_of_graph, part, top
    _rest(flow, problem, is_key=sheet.is_key)
    return laid


def _head(flow: Flow, sheet: Worksheet) -> None:
    flow.words(sheet.heading, BODY * 1.6, bold=True)
    if not sheet.is_key:
        flow.gap(14)
        flow.blanks((("Name:", 0.6), ("Date:", 0.34)))
    flow.gap(8)


def _function(flow: Flow, problem: Problem) -> None:
    if problem.heading:
        flow.words(problem.heading, BODY * 1.25, bold=True)
    if problem.latex:
        flow.formulas((problem.latex,), BODY * 1.25)
    flow.formulas(problem.at, BODY, lead="at")


def _rest(flow: Flow, problem: Problem, *, is_key: bool) -> None:
    flow.gap(6)
    flow.table(NODE_HEAD, problem.nodes, NODE_COLUMNS)
    flow.gap(BETWEEN)
    flow.table(problem.edge_head, problem.edges, EDGE_COLUMNS)
    for space in problem.spaces:
        flow.gap(BETWEEN)
        room = 0 if is_key else 26.0 * space.room
        task = space.task.replace("$", "")
        flow.keep_space(space.part, task, space.lines, room)
        flow.paragraph(space.part, task)
        for front, cell in space.lines:
            flow.answer(front, cell)
        flow.gap(room)
