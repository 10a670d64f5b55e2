"""Sizes of cards, labels and chips: known from the record alone, before any step."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

from graphlab.picture.fonts import text_width
from graphlab.picture.mathset import typeset
from graphlab.picture.slots import slots

if TYPE_CHECKING:
    from graphlab.picture.shapes import MathBlock
    from graphlab.picture.slots import Slots
    from graphlab.record import Edge, Node
    from graphlab.study.labels import Labels

FORMULA, NUMBER, LABEL, CHIP = 16.0, 15.0, 14.6, 14.6
"""Sizes of type in logical pixels at zoom 1.

Labels are larger than 13: at 1280×800 the lecture's graph is shown at zoom 0.77, where
13 would fall below the 11 px that can be read from the back row.
"""

SLOT = 70.0
"""Room for a number of four digits with its sign; longer ones are set smaller."""

WIDEST = "−0.5646"
CHIP_HEIGHT, CHIP_LEAST = 20.0, 28.0
CHIP_EDGE, CHIP_SIDE, CHIP_GAP, CHIP_SCALE = 6.0, 24.0, 5.0, 53.0
"""Of a tensor's chip: its padding, the side of its thumbnail, and room for ±0.003 beside it."""

WIDEST_LABEL = 190.0
OPERATOR = re.compile(r"\\operatorname\{[^{}]*\}")
PADDING = 11.0
LEAST, MOST = 120.0, 220.0
NOTE, NOTE_ROOM = 17.0, 214.0
"""Height, and most width, of a line below the formula that says what a module holds."""


class CardSize(NamedTuple):
    """``formula`` is the height of the first row; ``block`` what is set in it, at ``size``.

    ``notes`` are lines of small words at the end of this row, ``slots`` is what stands below it.
    """

    width: float
    height: float
    formula: float
    block: MathBlock
    size: float
    slots: Slots
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> float:
        """Height of the first row without its notes."""
        return self.formula - NOTE * len(self.notes)


def card_size(node: Node, labels: Labels, notes: tuple[str, ...] = ()) -> CardSize:
    """Size of a node's card. A formula that is too long is set smaller, then shortened.

    ``notes`` say what a closed module holds.
    """
    label, right = labels.latex(node.id), labels.formula(node)
    block = typeset(label if right == label else f"{label} = {right}")
    size = FORMULA
    room = MOST - 2 * PADDING
    if block.width * size > room:
        size = max(12.0, room / block.width)
    if block.width * size > room:
        block, size = typeset(f"{label} = {shortened(node)}"), FORMULA
    below = slots(node, labels)
    width = max(LEAST, block.width * size + 2 * PADDING, below.width + 2 * PADDING)
    notes = tuple(cut(note, LABEL, NOTE_ROOM) for note in notes)
    widest = max((text_width(note, LABEL, "condensed") for note in notes), default=0.0)
    width = max(width, widest + 2 * PADDING)
    tall = (block.ascent + block.descent) * size
    formula = max(32.0, tall + 14.0) + NOTE * len(notes)
    return CardSize(
        min(max(MOST, below.width + 2 * PADDING, widest + 2 * PADDING), round(width)),
        round(formula + below.height),
        round(formula),
        block,
        size,
        below,
        notes,
    )


def fitted(text: str, size: float, room: float, *, bold: bool, italic: bool = False) -> float:
    """Size at which a condensed text fits in ``room``, never below 11 px."""
    width = text_width(text, size, "condensed", bold=bold, italic=italic)
    return size if width <= room else max(11.0, size * room / width)


def cut(words: str, size: float, room: float) -> str:
    """As much as fits into ``room``, with an ellipsis where something is left out."""
    shown = words
    while len(shown) > 2 and text_width(shown, size, "condensed") > room:
        shown = shown[:-2] + "…"
    return shown


def shortened(node: Node) -> str:
    r"""``\cos(\dots)``: the operation alone."""
    head = node.formula.split("(", 1)[0]
    named = OPERATOR.fullmatch(head) is not None
    plain = (
        (named or "{" not in head) and len(head) < (40 if named else 24) and head != node.formula
    )
    return rf"{head}(\dots)" if plain else r"\dots"


def tag_size(node: str, labels: Labels) -> tuple[float, float]:
    """Size of a tag with a node's name."""
    block = typeset(labels.latex(node))
    height = (block.ascent + block.descent) * LABEL
    return max(30.0, round(block.width * LABEL + 18)), max(26.0, round(height + 10))


class LabelParts(NamedTuple):
    """``number`` is empty where the symbol is a number itself, and for tensors."""

    block: MathBlock | None
    number: str


def label_parts(edge: Edge, labels: Labels, number: str) -> LabelParts:
    """What stands at an edge: the partial and its number below, for tensors the whole product."""
    if edge.local is None:
        return LabelParts(_product(edge, labels), "")
    if edge.partial is None:
        return LabelParts(None, number)
    block = typeset(labels.rewrite(edge.partial), display=True)
    return LabelParts(block, "" if _is_number(edge.text) else f"= {number}")


def label_size(edge: Edge, labels: Labels, number: str = WIDEST) -> tuple[float, float]:
    """Room for the label with this number, mostly whatever number it will hold."""
    if edge.local is None:
        product = _product(edge, labels)
        return (0.0, 0.0) if product is None else _ink(product)
    widest = text_width(f"= {number}", LABEL, "condensed", bold=True)
    if edge.partial is None:
        return widest, LABEL * 1.25
    block = typeset(labels.rewrite(edge.partial), display=True)
    width, height = block.width * LABEL, (block.ascent + block.descent) * LABEL
    if _is_number(edge.text):
        return width + 2, height + 2
    return max(width, widest) + 2, height + 4 + LABEL * 1.1


def chip_size(shape: tuple[int, ...] | None, number: str = WIDEST) -> tuple[float, float]:
    """Room for a contribution to a node of this shape: a number, or a thumbnail and its scale."""
    if shape is None or math.prod(shape) < 2:
        words = text_width(number, CHIP, "condensed", bold=True)
        return max(CHIP_LEAST, words + 12.0), CHIP_HEIGHT
    return 2 * CHIP_EDGE + CHIP_SIDE + CHIP_GAP + CHIP_SCALE + 1, CHIP_SIDE + 8.0


def _product(edge: Edge, labels: Labels) -> MathBlock | None:
    """The vector-Jacobian product, if it is short enough to stand at an edge."""
    if edge.vjp is None or edge.contribution is None:
        return None
    block = typeset(labels.rewrite(edge.vjp), display=True)
    return block if block.width * LABEL <= WIDEST_LABEL else None


def _ink(block: MathBlock) -> tuple[float, float]:
    return block.width * LABEL + 2, (block.ascent + block.descent) * LABEL + 2


def _is_number(text: str | None) -> bool:
    return text is not None and text.lstrip("-").replace(".", "", 1).isdigit()
