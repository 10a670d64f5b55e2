"""A worksheet as LaTeX that compiles unchanged, with amsmath, booktabs, geometry and tikz."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graphlab.study.labels import labels_of
from graphlab.study.practice.worksheet import NODE_HEAD, cell_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphlab.picture.shapes import Bounds
    from graphlab.record import Edge, Record
    from graphlab.study.practice.worksheet import Cell, Problem, Row, Space, Worksheet

WIDTH, HEIGHT = 16.5, 11.0
"""Centimetres that a graph may take."""

PIXEL = 0.026
LATIN = 0x180
"""Characters below this have letters and accents in any font."""

LINE = r"\par\vspace{8mm}"
PAPERS = {"a4": "a4paper", "letter": "letterpaper"}

_UPRIGHT = re.compile(r"(\\text\{[^{}]*\})")
_SPECIAL = re.compile(r"[\\{}$&#^_%~]")
_ESCAPED = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}
_SIGNS = {
    "½": r"\tfrac{1}{2}", "¼": r"\tfrac{1}{4}", "¾": r"\tfrac{3}{4}", "⅓": r"\tfrac{1}{3}",
    "−": "-", "·": r"\cdot ", "×": r"\times ", "∞": r"\infty ", "∂": r"\partial ", "…": r"\dots ",
    "≤": r"\le ", "≥": r"\ge ", "≠": r"\ne ", "≈": r"\approx ", "𝜕": r"\partial ", "–": "-",
}  # fmt: skip


def worksheet_tex(sheet: Worksheet, paper: str = "a4") -> str:
    """The whole document."""
    lines = [
        rf"\documentclass[11pt,{PAPERS[paper]}]{{article}}",
        r"\usepackage[margin=20mm]{geometry}",
        r"\usepackage{amsmath}",
        r"\usepackage{booktabs}",
        r"\usepackage{tikz}",
        r"\setlength{\parindent}{0pt}",
        r"\setlength{\parskip}{6pt}",
        r"\renewcommand{\arraystretch}{1.6}",
        r"\newcommand{\blank}[1]{\underline{\hspace{#1}}}",
        r"\begin{document}",
        rf"{{\Large\bfseries {_words(sheet.heading)}}}",
    ]
    if not sheet.is_key:
        lines.append(r"Name: \blank{75mm}\hfill Date: \blank{35mm}")
    for number, problem in enumerate(sheet.problems):
        if number:
            lines.append(r"\clearpage")
        lines += _problem(problem, sheet.is_key)
    return "\n\n".join([*lines, r"\end{document}"]) + "\n"


def _problem(problem: Problem, is_key: bool) -> Iterator[str]:
    if problem.heading:
        yield rf"\section*{{{_words(problem.heading)}}}"
    yield rf"\[ {_formula(problem.latex)} \]"
    if problem.at:
        yield "at " + r", \quad ".join(f"${_formula(one)}$" for one in problem.at)
    yield "\n".join(_graph(problem.record, is_key))
    yield _table(NODE_HEAD, problem.nodes, "llcc")
    yield _table(problem.edge_head, problem.edges, "lcc")
    for space in problem.spaces:
        yield "\n\n".join(_space(space, is_key))


def _space(space: Space, is_key: bool) -> Iterator[str]:
    yield rf"\textbf{{{_words(space.part)}}} {_task(space.task)}"
    for front, cell in space.lines:
        right = _cell(cell) if is_key else r"\blank{90mm}"
        yield rf"$\displaystyle {_formula(front)}$ \ {right}"
    if not is_key and space.room:
        yield LINE * space.room


def _task(task: str) -> str:
    words = task.split("$")
    return "".join(f"${_formula(w)}$" if i % 2 else _words(w) for i, w in enumerate(words))


def _table(head: Sequence[str], rows: Sequence[Row], columns: str) -> str:
    body = [
        " & ".join([*(f"${_formula(one)}$" for one in row.printed), *map(_cell, row.cells)])
        + r" \\[2pt]"
        for row in rows
    ]
    top = [
        r"\begin{center}",
        rf"\begin{{tabular}}{{{columns}}}",
        r"\toprule",
        " & ".join(map(_words, head)) + r" \\",
        r"\midrule",
    ]
    bottom = [r"\bottomrule", r"\end{tabular}", r"\end{center}"]
    return "\n".join([*top, *body, *bottom])


def _cell(cell: Cell) -> str:
    """Matrices in small type, whose rows do not stand as far apart as those of a table."""
    small = cell.latex.replace(r"\begin{bmatrix}", r"\left[\begin{smallmatrix}")
    small = small.replace(r"\end{bmatrix}", r"\end{smallmatrix}\right]")
    return f"${_formula(small)}$" if cell.latex else r"\blank{25mm}"


# ── the graph ────────────────────────────────────────────────────────────────────────────────


def _graph(record: Record, is_key: bool) -> Iterator[str]:
    """Cards where our own picture has them; on the key with their numbers."""
    cards, size = _places(record)
    unit = min(PIXEL, WIDTH / size[0], HEIGHT / size[1])
    yield r"\begin{center}"
    yield (
        rf"\begin{{tikzpicture}}[x={unit:.4f}cm, y=-{unit:.4f}cm, "
        r"card/.style={draw, rounded corners=2pt, align=center, font=\scriptsize, inner sep=2.5pt},"
        r" every edge/.append style={->, >=latex}]"
    )
    labels = labels_of(record)
    for node in record.nodes:
        x, y = cards[node.id].centre
        lines = [rf"${labels.latex(node.id)} = {_formula(labels.formula(node))}$"]
        for symbol, array in (
            (labels.latex(node.id), node.value),
            (labels.bar(node.id), node.adjoint),
        ):
            lines.append(rf"${symbol}$: {_cell(cell_of(array)) if is_key else BLANK_IN_CARD}")
        text = r" \\ ".join(lines)
        style = "card, double" if node.is_output else "card"
        yield rf"\node[{style}] ({node.id}) at ({x:.1f},{y:.1f}) {{{text}}};"
    for edge in record.edges:
        yield rf"\draw ({edge.source}) edge{_bend(record, edge)} ({edge.target});"
    yield r"\end{tikzpicture}"
    yield r"\end{center}"


BLANK_IN_CARD = r"\underline{\hspace{9mm}}"


def _places(record: Record) -> tuple[dict[str, Bounds], tuple[float, float]]:
    from graphlab.picture.compose import Composer
    from graphlab.picture.layout.graphviz import GraphvizLayouter
    from graphlab.picture.options import Options
    from graphlab.picture.theme import THEMES

    options = Options(aspect=WIDTH / HEIGHT)
    geometry = Composer(record, THEMES["print"], options, GraphvizLayouter()).geometry
    return geometry.cards, geometry.size


def _bend(record: Record, edge: Edge) -> str:
    """Parallel edges bend to both sides."""
    beside = [e for e in record.incoming[edge.target] if e.source == edge.source]
    if len(beside) < 2:
        return ""
    return f"[bend {'left' if beside.index(edge) % 2 else 'right'}]"


# ── text ─────────────────────────────────────────────────────────────────────────────────────


def _words(text: str) -> str:
    """Plain text; a character that LaTeX's own fonts do not have becomes a question mark."""
    known = "".join(c if ord(c) < LATIN or c in "–—‘’“”…" else "?" for c in text)
    return _SPECIAL.sub(lambda found: _ESCAPED.get(found[0], "\\" + found[0]), known)


def _formula(latex: str) -> str:
    """A formula in ASCII; what has no sign in LaTeX's own fonts is left out."""
    pieces = _UPRIGHT.split(latex)
    for index, piece in enumerate(pieces):
        for sign, command in _SIGNS.items():
            # Within upright text, signs of mathematics need a mode of their own.
            piece = piece.replace(sign, f"${command}$" if index % 2 else command)
        pieces[index] = piece
    return "".join(pieces).encode("ascii", "ignore").decode()
