"""Where a card shows value and adjoint: as numbers, in cells, or as thumbnails.

Sizes follow from shapes alone, so that room is there before any number is known.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from graphlab.picture.heat import SIDE, Frame, frame
from graphlab.picture.mathset import typeset
from graphlab.picture.shapes import Bounds
from graphlab.study.arrays import cells, type_text

if TYPE_CHECKING:
    from graphlab.record import Node
    from graphlab.study.labels import Labels

Form = Literal["number", "cells", "thumbnails", "outputs"]

SYMBOL = 15.0
CELL_HEIGHT = 21.0
CELL_WIDTHS = {1: 68.0, 2: 70.0, 3: 58.0}
SINGLE = 76.0
"""The only cell of a card has room for one digit more."""


BESIDE = 5.0
TOP, BETWEEN, BOTTOM = 9.0, 9.0, 10.0
COLUMN = 93.0
BAR = 19.0
CAPTION = 18.0
NUMBER_HEIGHT, OUTPUTS_HEIGHT = 52.0, 28.0


class Slot(NamedTuple):
    """A place for one array: its symbol's left end and baseline, and the box of its elements.

    ``column`` is what belongs to it, words under a thumbnail included. All is relative to the
    upper left corner of the area below the formula.
    """

    symbol: tuple[float, float]
    box: Bounds
    column: Bounds


class Slots(NamedTuple):
    """``value`` and ``adjoint`` are None where the card has plain numbers or none at all."""

    form: Form
    width: float
    height: float
    value: Slot | None = None
    adjoint: Slot | None = None
    frame: Frame | None = None


def shape_of(node: Node) -> tuple[int, ...] | None:
    """The shape of a node's value; None for an operation with several outputs."""
    if node.shape is not None:
        return node.shape
    return None if node.value is None else node.value.shape


def form_of(node: Node) -> Form:
    """How a node's numbers are shown."""
    shape = shape_of(node)
    if shape is None:
        return "outputs"
    if not shape:
        return "number"
    return "cells" if cells(shape)[0] else "thumbnails"


def slots(node: Node, labels: Labels) -> Slots:
    """The area below the formula of a node's card."""
    form = form_of(node)
    symbol = max(typeset(labels.latex(node.id)).width, typeset(labels.bar(node.id)).width) * SYMBOL
    if form == "outputs":
        return Slots(form, 90.0, OUTPUTS_HEIGHT)
    if form == "number":
        return Slots(form, symbol + 8 + 70.0, NUMBER_HEIGHT)
    shape = shape_of(node)
    assert shape is not None
    if form == "cells":
        return _cells(*cells(shape), round(symbol, 3))
    return _thumbnails(frame_of(node), round(symbol, 3))


def frame_of(node: Node) -> Frame:
    """The frame of a node's thumbnails; of a large array only a coarse image is there."""
    digest = node.value_digest or node.adjoint_digest
    shape = shape_of(node) or ()
    if digest is not None and node.value is None:
        rows, columns = digest.thumbnail.shape
        return frame((columns, rows) if len(shape) == 1 else (rows, columns))
    return frame(shape)


def type_line(node: Node) -> str:
    """``3×2 float32``."""
    return type_text(shape_of(node) or (), node.dtype)


@lru_cache(maxsize=256)
def _cells(rows: int, columns: int, symbol: float) -> Slots:
    """The adjoint's cells stand under the value's, beside them if they are high and narrow."""
    wide, tall = CELL_WIDTHS[columns], rows * CELL_HEIGHT
    if rows == columns == 1:
        wide = SINGLE
    lead = symbol + BESIDE
    beside = columns == 1 and rows > 1
    width = lead + columns * wide
    across = width + 14.0 if beside else 0.0
    down = 0.0 if beside else tall + BETWEEN

    def slot(x: float, y: float) -> Slot:
        box = Bounds(x + lead, y, columns * wide, tall)
        return Slot((x, y + tall / 2 + SYMBOL * 0.33), box, Bounds(x, y, width, tall))

    height = TOP + tall + down + BOTTOM
    return Slots("cells", width + across, height, slot(0, TOP), slot(across, TOP + down))


@lru_cache(maxsize=1024)
def _thumbnails(at: Frame, symbol: float) -> Slots:
    """Side by side, each with its colours and range below; the type, being one, below both."""
    lead = max((COLUMN - SIDE) / 2, symbol + 4)
    height = TOP + SIDE + BAR + 2 * CAPTION + BOTTOM - 3
    width = max(COLUMN, lead + SIDE)

    def slot(x: float) -> Slot:
        middle = x + lead + SIDE / 2
        box = Bounds(middle - at.width / 2, TOP + (SIDE - at.height) / 2, at.width, at.height)
        column = Bounds(x, TOP, width, height - TOP - BOTTOM)
        return Slot((middle - SIDE / 2 - 4 - symbol, TOP + SYMBOL * 0.75), box, column)

    return Slots("thumbnails", 2 * width + 12.0, height, slot(0), slot(width + 12.0), at)


def outputs_of(count: int) -> str:
    """``2 outputs``."""
    return f"{count} output" if count == 1 else f"{count} outputs"
