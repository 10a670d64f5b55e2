"""A worksheet as LaTeX that compiles unchanged, with amsmath, booktabs, geometry and tikz."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.export.paper import read_paper
from graphlab.export.worksheet_graph import graphs_of
from graphlab.export.worksheet_tikz import graph_tex, preamble
from graphlab.formula.latex_signs import math_latex, text_latex
from graphlab.study.practice.worksheet import NODE_HEAD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphlab.export.worksheet_graph import Graph
    from graphlab.study.practice.worksheet import Cell, Problem, Row, Space, Worksheet

LINE = r"\par\vspace{8mm}"
MOST = 210
"""Millimetres of a page that rows of a table may take."""

PAPERS = {"a4": "a4paper", "letter": "letterpaper"}
MARGIN = 20 * 96 / 25.4 + 1
"""In pixels: what \\geometry is told, and a hair that no rounding exceeds."""


def worksheet_tex(sheet: Worksheet, paper: str = "a4") -> str:
    """The whole document."""
    size = read_paper(paper).ways("portrait")[0]
    width, height = (side - 2 * MARGIN for side in size)
    graphs = [graphs_of(one, width, height, is_key=sheet.is_key)[0] for one in sheet.problems]
    lines = [
        rf"\documentclass[11pt,{PAPERS[paper]}]{{article}}",
        r"\usepackage[margin=20mm]{geometry}",
        r"\usepackage{amsmath,amssymb}",
        r"\usepackage{booktabs}",
        r"\usepackage{tikz}",
        r"\setlength{\parindent}{0pt}",
        r"\setlength{\parskip}{6pt}",
        r"\renewcommand{\arraystretch}{1.6}",
        r"\newcommand{\blank}[1]{\underline{\hspace{#1}}}",
        *preamble(graphs),
        *_foot(sheet),
        r"\begin{document}",
        rf"{{\Large\bfseries {text_latex(sheet.heading)}}}",
    ]
    if not sheet.is_key:
        lines.append(r"Name: \blank{75mm}\hfill Date: \blank{35mm}")
    for number, (problem, graph) in enumerate(zip(sheet.problems, graphs, strict=True)):
        if number:
            lines.append(r"\clearpage")
        lines += _problem(problem, graph, is_key=sheet.is_key)
    return "\n\n".join([*lines, r"\end{document}"]) + "\n"


def _problem(problem: Problem, graph: Graph, *, is_key: bool) -> Iterator[str]:
    if problem.heading:
        yield rf"\section*{{{text_latex(problem.heading)}}}"
    if problem.latex:
        yield rf"\[ {math_latex(problem.latex)} \]"
    if problem.at:
        yield "at " + r", \quad ".join(f"${math_latex(one)}$" for one in problem.at)
    yield from graph_tex(graph)
    tables = [
        *(_table(NODE_HEAD, rows, "llcc") for rows in _pages(problem.nodes)),
        *(_table(problem.edge_head, rows, "lcc") for rows in _pages(problem.edges)),
    ]
    # Beside each other if there is room, for they stand in a line like words.
    beside = "\n\\hspace{4mm plus 1fil}\n".join(tables)
    yield rf"{{\centering\lineskip=4mm\relax {beside}\par}}"
    for space in problem.spaces:
        yield "\n\n".join(_space(space, is_key))


def _foot(sheet: Worksheet) -> Iterator[str]:
    """What says to which sheet a page belongs, with a line for a name from the second on."""
    name = "" if sheet.is_key else r"\ifnum\value{page}>1 Name: \blank{60mm}\fi\hfil "
    yield r"\makeatletter"
    yield rf"\def\@oddfoot{{\small {text_latex(sheet.heading)}\hfil {name}\thepage}}"
    yield r"\makeatother"


def _space(space: Space, is_key: bool) -> Iterator[str]:
    """In a box, which no page breaks."""
    yield r"\medskip"
    yield r"\begin{minipage}{\linewidth}\setlength{\parskip}{6pt}"
    yield rf"\textbf{{{text_latex(space.part)}}} {_task(space.task)}"
    for front, cell in space.lines:
        right = rf"$\displaystyle {math_latex(cell.latex)}$" if is_key else r"\blank{90mm}"
        yield rf"$\displaystyle {math_latex(front)}$ \ {right}"
    if not is_key and space.room:
        yield LINE * space.room
    yield r"\end{minipage}"


def _task(task: str) -> str:
    words = task.split("$")
    return "".join(f"${math_latex(w)}$" if i % 2 else text_latex(w) for i, w in enumerate(words))


def _pages(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """As many rows together as stand on a page."""
    first, high = 0, 0
    for number, row in enumerate(rows):
        high += _height(row)
        if high > MOST:
            yield rows[first:number]
            first, high = number, _height(row)
    yield rows[first:]


def _height(row: Row) -> int:
    """In millimetres, about."""
    return 4 + 5 * max(1, row.lines)


def _table(head: Sequence[str], rows: Sequence[Row], columns: str) -> str:
    body = [_row(row) + r" \\[2pt]" for row in rows]
    top = [
        rf"\begin{{tabular}}[t]{{{columns}}}",
        r"\toprule",
        " & ".join(map(text_latex, head)) + r" \\",
        r"\midrule",
    ]
    return "\n".join([*top, *body, r"\bottomrule", r"\end{tabular}"])


def _row(row: Row) -> str:
    """A row to be filled in with a matrix is as high as one."""
    high = "" if row.lines < 2 or row.cells[-1].latex else rf"\rule{{0pt}}{{{5 * row.lines}mm}}"
    printed = (f"${math_latex(one)}$" for one in row.printed)
    return high + " & ".join([*printed, *map(_cell, row.cells)])


def _cell(cell: Cell) -> str:
    """Matrices in small type, whose rows do not stand as far apart as those of a table."""
    small = cell.latex.replace(r"\begin{bmatrix}", r"\left[\begin{smallmatrix}")
    small = small.replace(r"\end{bmatrix}", r"\end{smallmatrix}\right]")
    return f"${math_latex(small)}$" if cell.latex else r"\blank{22mm}"
