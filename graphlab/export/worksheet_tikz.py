"""The graph of a worksheet in LaTeX: our own picture as TikZ, in the rows that it has on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.export.tikz import DESIGN, PIXEL, POINTS, definitions, shape_tex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graphlab.export.sheets import Piece, Sheet
    from graphlab.export.worksheet_graph import Graph
    from graphlab.picture.shapes import Bounds, Picture


def preamble(graphs: Sequence[Graph]) -> Iterator[str]:
    """What the pictures of these graphs need."""
    shapes = [
        *(shape for graph in graphs for item in graph.picture.items for shape in item.shapes),
        *(mark for graph in graphs for sheet, _ in graph.parts for mark in sheet.marks),
    ]
    yield "".join(definitions(shapes, None, PIXEL)).rstrip()


def graph_tex(graph: Graph) -> Iterator[str]:
    """A centred picture for each part."""
    for sheet, part in graph.parts:
        yield "\n".join([r"\begin{center}", *_part(graph.picture, sheet, part), r"\end{center}"])


def _part(picture: Picture, sheet: Sheet, part: Bounds) -> Iterator[str]:
    yield r"\begin{tikzpicture}[x=\gl,y=-\gl,line cap=butt,line join=round]"
    yield rf"\useasboundingbox (0,0) rectangle ({part.width:.2f},{part.height:.2f});"
    yield rf"\begin{{scope}}[shift={{({-part.x:.2f},{-part.y:.2f})}}]"
    for mark in sheet.marks:
        yield from _lines(shape_tex(mark))
    for piece in sheet.pieces:
        yield from _piece(picture, piece)
    yield r"\end{scope}"
    yield r"\end{tikzpicture}"


def _piece(picture: Picture, piece: Piece) -> Iterator[str]:
    """What is seen of the picture in a row, in pixels of its own size."""
    box, scale = piece.source, piece.scale
    x, y = piece.x - box.x * scale, piece.y - box.y * scale
    yield rf"\begin{{scope}}[shift={{({x:.2f},{y:.2f})}}]\setlength{{\gl}}{{{scale:.4f}\gl}}"
    yield rf"\renewcommand{{\glscale}}{{{scale * PIXEL * POINTS / DESIGN:.5f}}}"
    yield r"\begin{scope}[x=\gl,y=-\gl]"
    yield rf"\clip ({box.x:.2f},{box.y:.2f}) rectangle ({box.right:.2f},{box.bottom:.2f});"
    for item in picture.items:
        if item.bounds.overlaps(box):
            yield from _lines(line for shape in item.shapes for line in shape_tex(shape))
    yield r"\end{scope}\end{scope}"


def _lines(written: Iterable[str]) -> Iterator[str]:
    return (line.rstrip() for line in written)
