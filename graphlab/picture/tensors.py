"""One array on a card: its elements in cells, or a thumbnail with type and range below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphlab.formula.numbers import format_number
from graphlab.making import maker
from graphlab.picture.fonts import text_width
from graphlab.picture.heat import SIDE, border, hatching, heat_map, outline, scale_bar
from graphlab.picture.mathset import typeset
from graphlab.picture.measure import LABEL, fitted
from graphlab.picture.shapes import Bounds, Line, Move, new_box, new_math, new_path, new_text
from graphlab.picture.slots import BAR, CAPTION, SYMBOL
from graphlab.study.arrays import element, matrix, odd_text, ranged

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from graphlab.picture.heat import Frame
    from graphlab.picture.shapes import Shape
    from graphlab.picture.slots import Slot
    from graphlab.picture.theme import Theme
    from graphlab.record import Array
    from graphlab.study.arrays import Summary

SPARE = 4.0
"""How far words below a thumbnail may reach out of their column on either side."""

SCALE_BAR = 32.0
NO_GRADIENT = "no gradient"
TINY = 1e-6
"""Below it a number without room for its digits is "≈0"."""


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """How an array is shown: ``array`` and ``summary`` are None before it is known.

    ``taken`` marks elements that an index took.
    """

    symbol: str
    color: str
    accent: str
    array: Array | None = None
    summary: Summary | None = None
    hidden: bool = False
    none: bool = False
    bold: bool = False
    italic: bool = False
    taken: NDArray[np.bool_] | None = None

    @property
    def known(self) -> bool:
        return self.summary is not None or self.hidden


new_look = maker(Look)


def cells_shapes(
    look: Look, slot: Slot, size: tuple[int, int], theme: Theme, digits: int
) -> Iterator[Shape]:
    """A matrix of numbers; dashed and empty until they are known."""
    yield _symbol(look, slot, theme)
    box = slot.box
    rows, columns = size
    if look.none:
        yield from _no_gradient(box, theme)
        return
    dash = () if look.known else (3.0, 3.0)
    stroke = theme.edge
    found = None if look.array is None or look.hidden else matrix(look.array)
    wide, tall = box.width / columns, box.height / rows
    if found is not None and found.dtype.kind == "b":
        yield from _black_cells(found, box)
    if rows * columns > 1:
        yield new_path(_rules(box, rows, columns), stroke=stroke, width=0.75, dash=dash)
    yield new_box(box, 2.0, None, stroke, 1.0, dash)
    if look.hidden or found is not None:
        texts, type_size = _texts(found, size, wide - 5, look, digits)
        for place, text in enumerate(texts):
            row, column = divmod(place, columns)
            color = look.color
            if found is not None and found.dtype.kind == "b":
                color = "#FFFFFF" if bool(found[row, column]) else "#000000"
            yield new_text(
                box.x + (column + 1) * wide - 3,
                box.y + (row + 0.5) * tall + type_size * 0.365,
                text,
                type_size,
                color,
                "condensed",
                bold=look.bold,
                italic=look.italic,
                anchor="end",
                wanted=LABEL,
            )
    if look.taken is not None:
        marks = tuple(border(look.taken.reshape(size), box))
        if marks:
            yield new_path(marks, stroke=look.accent, width=2.0)


def thumbnail_shapes(
    look: Look, slot: Slot, at: Frame, image: Array | None, theme: Theme, *, bar: bool = True
) -> Iterator[Shape]:
    """A heat map with its scale and its range below; a dashed frame until it is known.

    Without the ``bar`` of colours the scale is told by its ends alone.
    """
    yield _symbol(look, slot, theme)
    box, middle = slot.box, slot.box.centre[0]
    if look.none:
        left = slot.symbol[0] + typeset(look.symbol).width * SYMBOL + 3
        width = max(slot.column.right + SPARE - left, 66.0)
        yield from _no_gradient(Bounds(left, slot.column.y, width, SIDE + 6), theme)
        return
    if not look.known or look.hidden:
        yield new_box(box, 0, None, theme.edge, 1.0, (3.0, 3.0))
        if look.hidden:
            y = box.centre[1] + LABEL * 0.365
            yield new_text(
                middle, y, "?", LABEL, look.color, "condensed", bold=True, anchor="middle"
            )
        return
    found = look.summary
    assert found is not None
    reach = found.reach
    if image is None or not image.size:
        yield new_box(box, 0, None, theme.edge, 1.0)
    else:
        yield from heat_map(image, at, box.x, box.y, reach, theme)
        if look.taken is not None:
            yield from outline(look.taken, at, box.x, box.y, look.accent)
        if found.true is None and reach:
            yield from _scale(reach, middle, slot.column.y + SIDE + 9.5, theme, bar=bar)
    room = slot.column.width + 2 * SPARE
    text = _range(found, room)
    size = fitted(text, LABEL, room, bold=look.bold, italic=look.italic)
    half = text_width(text, size, "condensed", bold=look.bold, italic=look.italic) / 2
    left, right = slot.column.x - SPARE, slot.column.right + SPARE
    yield new_text(
        min(max(middle, left + half), max(right - half, left + half)),
        slot.column.y + SIDE + BAR + CAPTION * 0.72,
        text,
        size,
        look.color,
        "condensed",
        bold=look.bold,
        italic=look.italic,
        anchor="middle",
    )


def type_shape(words: str, middle: float, bottom: float, room: float, theme: Theme) -> Shape:
    """The one line that says shape and type of value and adjoint."""
    size = fitted(words, LABEL, room, bold=False)
    y = bottom - CAPTION * 0.12
    return new_text(middle, y, words, size, theme.muted, "condensed", anchor="middle")


def _symbol(look: Look, slot: Slot, theme: Theme) -> Shape:
    color = look.color if look.known and not look.none else theme.muted
    return new_math(*slot.symbol, typeset(look.symbol), SYMBOL, color)


def _rules(box: Bounds, rows: int, columns: int) -> tuple[Move | Line, ...]:
    lines: list[Move | Line] = []
    for column in range(1, columns):
        x = box.x + column * box.width / columns
        lines += [Move(x, box.y), Line(x, box.bottom)]
    for row in range(1, rows):
        y = box.y + row * box.height / rows
        lines += [Move(box.x, y), Line(box.right, y)]
    return tuple(lines)


def _texts(
    found: Array | None, size: tuple[int, int], room: float, look: Look, digits: int
) -> tuple[list[str], float]:
    """The elements in one size of type, each with as many digits as it has room for."""
    if found is None:
        return ["?"] * (size[0] * size[1]), LABEL
    texts = [_element(value, room, digits) for value in found.ravel().tolist()]
    sizes = (fitted(text, LABEL, room, bold=look.bold, italic=look.italic) for text in texts)
    return texts, min(sizes)


def _element(value: object, room: float, digits: int) -> str:
    """With as many digits as have room, the same whether the element is active or not."""
    for count in range(digits, 0, -1):
        text = element(value, count)
        if text_width(text, LABEL, "condensed", bold=True) <= room:
            return text
    if isinstance(value, float) and 0 < abs(value) < TINY:
        return "≈0"  # all digits are in the table
    return text


def _black_cells(found: Array, box: Bounds) -> Iterator[Shape]:
    rows, columns = found.shape
    wide, tall = box.width / columns, box.height / rows
    for place, value in enumerate(found.ravel().tolist()):
        row, column = divmod(place, columns)
        fill = "#000000" if value else "#FFFFFF"
        yield new_box(Bounds(box.x + column * wide, box.y + row * tall, wide, tall), 0, fill)


def _no_gradient(box: Bounds, theme: Theme) -> Iterator[Shape]:
    """A hatched box with the words in it."""
    words = [NO_GRADIENT]
    if text_width(NO_GRADIENT, LABEL, "condensed") > box.width and box.height > 2 * LABEL + 6:
        words = NO_GRADIENT.split()
    size = min(fitted(word, LABEL, box.width - 1, bold=False) for word in words)
    width = max(text_width(word, size, "condensed") for word in words)
    x, y = box.centre
    tall = len(words) * (size + 2)
    lines = hatching(box, around=Bounds(x - width / 2 - 2, y - tall / 2 - 1, width + 4, tall + 2))
    yield new_path(lines, stroke=theme.edge, width=0.5)
    for place, word in enumerate(words):
        baseline = y - tall / 2 + (place + 0.5) * (size + 2) + size * 0.365
        yield new_text(x, baseline, word, size, theme.muted, "condensed", anchor="middle")


def _scale(reach: float, middle: float, y: float, theme: Theme, *, bar: bool) -> Iterator[Shape]:
    """The colours and where they end: ±2.4."""
    ends = f"±{format_number(reach, 2)}"
    size = fitted(ends, LABEL, SIDE + 12.0, bold=False)
    width = text_width(ends, size, "condensed")
    wide = SCALE_BAR + 4 if bar else 0.0
    left = middle - (wide + width) / 2
    if bar:
        yield from scale_bar(Bounds(left, y - 3, SCALE_BAR, 6), theme)
    yield new_text(left + wide, y + size * 0.365, ends, size, theme.muted, "condensed")


def _range(found: Summary, room: float) -> str:
    """With fewer digits where there is no room for two; what is not finite comes first."""
    for digits in (2, 1):
        text = ranged(found, digits)
        if text_width(text, LABEL, "condensed", bold=True) <= room:
            return text
    return odd_text(found) or text
