"""A label that shows a formula set in mathematics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from graphlab.panels.mathematics import SMALLEST, Formula, formula

if TYPE_CHECKING:
    from PySide6.QtCore import QRect


class MathLabel(QWidget):
    """One formula, left-aligned; narrower than it needs, it shrinks to 11 px and is then cut."""

    def __init__(self, size: float = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.size_ = size
        self.smallest = SMALLEST
        self.formula: Formula | None = None
        self.text = ""
        self.role = QPalette.ColorRole.WindowText
        self.alignment = Qt.AlignmentFlag.AlignLeft
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def show_formula(self, latex: str | None, text: str = "") -> None:
        """Shows LaTeX; ``text`` is read aloud and stands in when there is none."""
        shown = formula(latex) if latex else None
        if (shown, text) == (self.formula, self.text):
            return
        self.formula, self.text = shown, text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def set_size(self, size: float) -> None:
        """Sets the size of the type in px."""
        self.size_ = size
        self.updateGeometry()
        self.update()

    def set_role(self, role: QPalette.ColorRole) -> None:
        """Sets the palette's colour that it is painted in."""
        if role != self.role:
            self.role = role
            self.update()

    @override
    def sizeHint(self) -> QSize:
        if self.formula is None:
            metrics = QFontMetricsF(self.font())
            return QSize(int(metrics.horizontalAdvance(self.text)) + 2, int(metrics.height()) + 2)
        width, height = self.formula.extent(self.size_)
        return QSize(int(width) + 2, int(height) + 2)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(min(24, self.sizeHint().width()), self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            colour = self.palette().color(self.role)
            paint_formula(
                painter,
                self.rect(),
                self.formula,
                self.text,
                self.size_,
                colour,
                alignment=self.alignment,
                smallest=self.smallest,
            )


def paint_formula(
    painter: QPainter,
    rect: QRect,
    shown: Formula | None,
    text: str,
    size: float,
    colour: QColor,
    *,
    alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    smallest: float = SMALLEST,
) -> None:
    """Paints a formula, or its text where there is none, into a rectangle, centred in height."""
    if shown is not None:
        shown.paint(painter, rect, size, colour, alignment=alignment, smallest=smallest)
        return
    painter.setPen(colour)
    elided = QFontMetricsF(painter.font()).elidedText(
        text, Qt.TextElideMode.ElideRight, rect.width()
    )
    painter.drawText(rect, alignment | Qt.AlignmentFlag.AlignVCenter, elided)
