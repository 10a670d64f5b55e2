"""Formulas for widgets: typeset once, then painted at any size and colour."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter

from graphlab.export.paint import block_path, smooth
from graphlab.picture.mathset import typeset

if TYPE_CHECKING:
    from PySide6.QtCore import QRect

    from graphlab.picture.shapes import MathBlock

SMALLEST = 11.0
FADE = 24.0
AXIS = 0.33  # em that the baseline lies below the middle of a line


class Formula:
    """A typeset formula that knows how to be painted into a rectangle."""

    __slots__ = ("block", "path")

    def __init__(self, block: MathBlock) -> None:
        self.block = block
        self.path = block_path(block)

    def extent(self, size: float) -> tuple[float, float]:
        """Width and height in px at a size of type."""
        return self.block.width * size, (self.block.ascent + self.block.descent) * size

    def fitted(self, size: float, width: float, height: float, smallest: float) -> float:
        """The largest size up to ``size`` at which it fits, not below ``smallest``."""
        wide, high = self.extent(1.0)
        fitting = min(size, width / max(wide, 1e-6), height / max(high, 1e-6))
        return max(fitting, min(size, smallest))

    def _baseline(self, room: float, size: float) -> float:
        """Where the baseline lies in a line ``room`` high: as for text, if all of it fits."""
        above, below = self.block.ascent * size, self.block.descent * size
        if above + below > room:
            return (room - above - below) / 2 + above
        return min(max(room / 2 + AXIS * size, above), room - below)

    def paint(
        self,
        painter: QPainter,
        rect: QRect | QRectF,
        size: float,
        colour: QColor,
        *,
        alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        smallest: float = SMALLEST,
    ) -> None:
        """Paints it centred in height; what is too wide even at ``smallest`` fades out."""
        size = self.fitted(size, rect.width(), rect.height(), smallest)
        width, _ = self.extent(size)
        x = float(rect.x())
        if alignment & Qt.AlignmentFlag.AlignRight:
            x += max(0.0, rect.width() - width)
        elif alignment & Qt.AlignmentFlag.AlignHCenter:
            x += max(0.0, (rect.width() - width) / 2)
        y = rect.y() + self._baseline(rect.height(), size)
        painter.save()
        smooth(painter)
        painter.setClipRect(rect)
        painter.translate(x, y)
        painter.scale(size, size)
        painter.setPen(Qt.PenStyle.NoPen)
        if width > rect.width() + 0.5:
            painter.setBrush(_fading(colour, rect.width() / size, FADE / size))
        else:
            painter.setBrush(colour)
        painter.drawPath(self.path)
        painter.restore()


@lru_cache(maxsize=2048)
def formula(latex: str, *, display: bool = False) -> Formula:
    """The formula of this LaTeX; ``display`` gives fractions their full size."""
    return Formula(typeset(latex, display=display))


def _fading(colour: QColor, width: float, fade: float) -> QLinearGradient:
    clear = QColor(colour)
    clear.setAlpha(0)
    gradient = QLinearGradient(width - fade, 0, width, 0)
    gradient.setColorAt(0, colour)
    gradient.setColorAt(1, clear)
    return gradient
