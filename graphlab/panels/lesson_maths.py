"""Formulas among the words of a lesson: on the baseline of the text, broken where they are wide."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QPainter,
    QPalette,
    QPyTextObject,
    QTextCharFormat,
    QTextDocument,
    QTextFormat,
)
from typing_extensions import override

from graphlab.export.paint import smooth
from graphlab.panels.mathematics import SMALLEST, Formula, formula

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QRect
    from PySide6.QtWidgets import QWidget

KIND = QTextFormat.ObjectTypes.UserObject.value + 1
_FIRST = QTextFormat.Property.UserProperty.value
LATEX, SIZE, DISPLAY, COPIED, TAKEN, ABOVE, BEFORE, AFTER = range(_FIRST, _FIRST + 8)
OBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"
BREAK = "\N{ZERO WIDTH SPACE}"
NBSP = "\N{NO-BREAK SPACE}"
LARGER = 1.16  # STIX's letters are that much smaller than those of the text
LONG = 9.0  # em from which a formula in a line may be broken
SINK, ROWS = 1.6, 0.45  # em that later rows are moved in, and between rows
_PIECE = re.compile(r"\\[A-Za-z]+|\\.|.", re.DOTALL)
_OPENING = frozenset({"{", "(", "[", r"\left", r"\begin", r"\lvert", r"\lVert", r"\langle"})
_CLOSING = frozenset({"}", ")", "]", r"\right", r"\end", r"\rvert", r"\rVert", r"\rangle"})
_RELATIONS = frozenset(
    {"=", "<", ">", r"\approx", r"\le", r"\ge", r"\leq", r"\geq", r"\ne", r"\neq", r"\equiv"}
)
_OPERATORS = frozenset({"+", "-", r"\cdot", r"\times", r"\pm", r"\odot"})


class Row(NamedTuple):
    """A formula, and where its baseline starts, in em."""

    formula: Formula
    x: float
    y: float


class Placed(NamedTuple):
    """The rows of a formula with their width, ascent and descent, in em."""

    rows: tuple[Row, ...]
    width: float
    ascent: float
    descent: float


class _Found(NamedTuple):
    """A formula in its document: its type's size, how far it reaches up, its extent in px."""

    placed: Placed
    size: float
    above: float
    extent: QSizeF


class MathObject(QPyTextObject):
    """Measures and paints the formulas of a document, in the colour of the widget's text.

    ``chosen`` are the places that are selected; Qt would lay a veil over formulas there. Qt asks
    for a formula's size four times each time it paints: whoever writes the document anew says so.
    """

    def __init__(self, of: QWidget) -> None:
        super().__init__(of)
        self._of = of
        self.chosen = range(0)
        self._found: dict[tuple[int, float], _Found] = {}

    def forget(self) -> None:
        """Other formulas stand in the document now."""
        self._found.clear()

    @override
    def intrinsicSize(self, doc: QTextDocument, place: int, style: QTextFormat) -> QSizeF:
        return QSizeF(self._at(doc, place, style).extent)

    def _at(self, doc: QTextDocument, place: int, style: QTextFormat) -> _Found:
        key = place, doc.textWidth()
        found = self._found.get(key)
        if found is None:
            placed, size = _placed_in(doc, style)
            above, below = _reach(style, placed, size)
            extent = QSizeF(placed.width * size, above + below)
            found = self._found[key] = _Found(placed, size, above, extent)
        return found

    @override
    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        doc: QTextDocument,
        place: int,
        style: QTextFormat,
    ) -> None:
        role, palette = QPalette.ColorRole, self._of.palette()
        placed, size, above, _ = self._at(doc, place, style)
        painter.save()
        smooth(painter)
        painter.setPen(Qt.PenStyle.NoPen)
        if place in self.chosen:
            painter.fillRect(rect, palette.color(role.Highlight))
        painter.setBrush(palette.color(role.HighlightedText if place in self.chosen else role.Text))
        painter.translate(QPointF(rect.x(), rect.y() + above))
        painter.scale(size, size)
        for row in placed.rows:
            painter.translate(row.x, row.y)
            painter.drawPath(row.formula.path)
            painter.translate(-row.x, -row.y)
        painter.restore()


def inline_formats(
    latex: str, font: QFont, before: str = "", after: str = ""
) -> Iterator[QTextCharFormat]:
    """One format for each object that a formula in a line of text consists of.

    A short one is one object; between those of a long one a line may be broken. Signs of the text
    ``before`` and ``after`` it are set with it.
    """
    size = font.pixelSize() * LARGER
    whole = formula(latex)
    pieces = _pieces(latex, _RELATIONS | _OPERATORS) if whole.block.width > LONG else [latex]
    for place, piece in enumerate(pieces):
        head = before if place == 0 else ""
        tail = after if place == len(pieces) - 1 else ""
        piece = "".join((_signs(head), piece, _signs(tail)))
        style = QTextCharFormat()
        style.setObjectType(KIND)
        style.setProperty(LATEX, piece)
        style.setProperty(SIZE, size)
        style.setProperty(COPIED, latex if place == 0 else "")
        style.setProperty(BEFORE, head)
        style.setProperty(AFTER, tail)
        style.setProperty(ABOVE, float(QFontMetrics(font).ascent()))
        style.setFont(_font_reaching(font, formula(piece).block.descent * size))
        style.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignBaseline)
        yield style


def display_format(latex: str, font: QFont, taken: float) -> QTextCharFormat:
    """A formula on its own; ``taken`` px of the document's width are not its."""
    style = QTextCharFormat()
    style.setFont(font)
    style.setObjectType(KIND)
    style.setProperty(LATEX, latex)
    style.setProperty(SIZE, font.pixelSize() * LARGER)
    style.setProperty(DISPLAY, True)
    style.setProperty(COPIED, latex)
    style.setProperty(TAKEN, taken)
    return style


def placed(latex: str, room: float, *, display: bool = False) -> Placed:
    """A formula in rows of at most ``room`` em, as far as it can be broken."""
    whole = formula(latex, display=display)
    if whole.block.width <= room or not display:
        block = whole.block
        return Placed((Row(whole, 0, 0),), block.width, block.ascent, block.descent)
    rows = list[Row]()
    width = y = 0.0
    for place, text in enumerate(_rows(latex, room)):
        set_ = formula(text, display=True)
        x = SINK if place else 0.0
        if rows:
            y += rows[-1].formula.block.descent + ROWS + set_.block.ascent
        rows.append(Row(set_, x, y))
        width = max(width, x + set_.block.width)
    return Placed(
        tuple(rows), width, rows[0].formula.block.ascent, y + rows[-1].formula.block.descent
    )


def _placed_in(doc: QTextDocument, style: QTextFormat) -> tuple[Placed, float]:
    """The rows and the size of type: smaller where even broken it does not fit."""
    latex, size = str(style.property(LATEX)), style.doubleProperty(SIZE)
    display = style.boolProperty(DISPLAY)
    room = doc.textWidth() - style.doubleProperty(TAKEN) - 2 * doc.documentMargin()
    if room <= 0:
        room = math.inf
    first = _placed(latex, room / size, display)
    if first.width * size <= room:
        return first, size
    for smaller in (0.9, 0.8):
        if (tried := max(size * smaller, SMALLEST)) < size:
            first = _placed(latex, room / tried, display)
            if first.width * tried <= room:
                return first, tried
    return first, room / first.width


@lru_cache(maxsize=1024)
def _placed(latex: str, room: float, display: bool) -> Placed:
    return placed(latex, room, display=display)


def _rows(latex: str, room: float) -> list[str]:
    """Broken before relations; where that is not enough, before operators too."""
    rows = list[str]()
    for part in _pieces(latex, _RELATIONS):
        pieces = [part]
        if formula(part, display=True).block.width > room - SINK:
            pieces = _pieces(part, _OPERATORS)
        for piece in pieces:
            longer = f"{rows[-1]} {piece.removeprefix('{}')}" if rows else ""
            left = room - (SINK if len(rows) > 1 else 0.0)
            if rows and formula(longer, display=True).block.width <= left:
                rows[-1] = longer
            else:
                rows.append(piece)
    return rows


def _pieces(latex: str, before: frozenset[str]) -> list[str]:
    """Cut before these signs where no bracket is open. ``{}`` keeps the space on their left."""
    cuts, depth, is_after = [0], 0, False
    for match in _PIECE.finditer(latex):
        token = match[0]
        if token in _OPENING:
            depth += 1
        elif token in _CLOSING:
            depth -= 1
        elif depth == 0 and token in before and is_after:
            cuts.append(match.start())
        if not token.isspace():
            # a sign right after another one, or at the beginning, belongs to what follows
            is_after = token not in _RELATIONS | _OPERATORS and token not in {"^", "_"}
    ends = [*cuts[1:], len(latex)]
    pieces = [latex[start:end].strip() for start, end in zip(cuts, ends, strict=True)]
    return [pieces[0], *("{}" + piece for piece in pieces[1:])]


def _reach(style: QTextFormat, placed: Placed, size: float) -> tuple[float, float]:
    """What an object takes above and below its baseline: in a line, at least what words do."""
    above, below = placed.ascent * size, placed.descent * size
    if style.boolProperty(DISPLAY):
        return above, below
    # Qt puts that much below the baseline of an object that is aligned to it
    reached = QFontMetrics(style.toCharFormat().font()).descent()
    return max(above, style.doubleProperty(ABOVE)), float(reached)


def _signs(text: str) -> str:
    return rf"\text{{{text}}}" if text else ""


def _font_reaching(font: QFont, depth: float) -> QFont:
    """The text's font, or as large as it must be to reach ``depth`` px below the baseline.

    Qt places the bottom of an object at the descent of its own font, which paints nothing.
    """
    reaching = QFont(font)
    while QFontMetrics(reaching).descent() < depth:
        reaching.setPixelSize(reaching.pixelSize() + 1)
    return reaching
