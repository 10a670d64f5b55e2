"""Below a plane: what its lines are, the scale of its colours, and where the mouse is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from graphlab.formula.numbers import format_number
from graphlab.panels.plane_markers import cosmetic, line_pen, marker_path, ring_look
from graphlab.picture.regions import ramp
from graphlab.picture.theme import LIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from graphlab.panels.plane_markers import LineRole, RingRole
    from graphlab.picture.theme import Theme

    Pair = tuple[float, float]

GAP, SAMPLE, BAR = 8.0, 24.0, 84.0
RING = 12.0
RING_WORDS = {"support": "support", "batch": "batch", "misclassified": "wrong"}
ONE_ROW = 27
"""From so many times the height of a letter on both fit beside each other."""
Align = Qt.AlignmentFlag


class PlaneFoot(QWidget):
    """Painted by hand: it changes with every move of the mouse."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._pixels = 12
        self._place = ""
        self._roles: tuple[LineRole, ...] = ()
        self._rings: tuple[RingRole, ...] = ()
        self._reach: float | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme, pixels: int) -> None:
        self._theme, self._pixels = theme, pixels
        self.updateGeometry()
        self.update()

    def show_place(self, at: Pair | None, kind: str) -> None:
        """The numbers at a place; None is nowhere."""
        names = ("x", "y") if kind == "curve" else ("x₁", "x₂")
        place = ""
        if at is not None:
            x, y = (format_number(number, 3) for number in at)
            place = f"{names[0]} {x}  {names[1]} {y}"
        if place != self._place:
            self._place = place
            self.update()

    def show_roles(self, roles: Sequence[LineRole]) -> None:
        """Which lines there are, each once."""
        self._roles = tuple(dict.fromkeys(roles))
        self.update()

    def show_rings(self, roles: Sequence[RingRole]) -> None:
        """What the marks around points say, as far as there is room."""
        self._rings = tuple(roles)
        self.update()

    def show_scale(self, reach: float | None) -> None:
        """The scale of painted numbers from −reach to reach; None for none."""
        self._reach = reach
        self.update()

    @property
    def text(self) -> str:
        """Where the mouse is, in words."""
        return self._place

    @property
    def _rows(self) -> int:
        return 1 if self.width() >= ONE_ROW * self._pixels else 2

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, self._rows * (self._pixels + 6))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            font = QFont(self.font())
            font.setPixelSize(self._pixels)
            painter.setFont(font)
            row = self.height() / self._rows
            painter.setPen(QColor(self._theme.ink))
            last = QRectF(0, self.height() - row, self.width() - GAP, row)
            painter.drawText(last, Align.AlignRight | Align.AlignVCenter, self._place)
            x = GAP if self._reach is None else self._paint_scale(painter, row) + 2 * GAP
            end = self.width() - GAP
            if self._rows == 1:
                # The place has its room from the start: nothing comes and goes with the mouse.
                end -= QFontMetricsF(font).horizontalAdvance("x₁ −0.00  x₂ −0.00") + GAP
            x = self._paint_roles(painter, QRectF(x, 0, end - x, row))
            self._paint_rings(painter, QRectF(x, 0, end - x, row))

    def _paint_roles(self, painter: QPainter, room: QRectF) -> float:
        letters = QFontMetricsF(painter.font())
        x, middle = room.left(), room.center().y()
        for role in self._roles:
            wide = SAMPLE + 5 + letters.horizontalAdvance(role)
            if x + wide > room.right() + 1:
                break
            painter.setPen(line_pen(role, self._theme))
            painter.drawLine(QPointF(x, middle), QPointF(x + SAMPLE, middle))
            painter.setPen(QColor(self._theme.ink))
            at = QRectF(x + SAMPLE + 5, room.top(), wide, room.height())
            painter.drawText(at, Align.AlignLeft | Align.AlignVCenter, role)
            x += wide + GAP + 4
        return x

    def _paint_rings(self, painter: QPainter, room: QRectF) -> None:
        letters = QFontMetricsF(painter.font())
        x, middle = room.left(), room.center().y()
        for role in self._rings:
            words = RING_WORDS[role]
            wide = RING + 5 + letters.horizontalAdvance(words)
            if x + wide > room.right() + 1:
                break
            shape, _, pen = ring_look(role, self._theme)
            painter.save()
            painter.translate(x + RING / 2, middle)
            painter.scale(RING, RING)
            painter.setPen(cosmetic(pen.color().name(), pen.widthF()))
            painter.drawPath(marker_path(shape))
            painter.restore()
            painter.setPen(QColor(self._theme.ink))
            at = QRectF(x + RING + 5, room.top(), wide, room.height())
            painter.drawText(at, Align.AlignLeft | Align.AlignVCenter, words)
            x += wide + GAP + 4

    def _paint_scale(self, painter: QPainter, row: float) -> float:
        """Paints −reach, the colours and reach; how far to the right that goes."""
        reach = self._reach or 1.0
        colors = ramp(self._theme)
        letters = QFontMetricsF(painter.font())
        low, high = format_number(-reach, 3), format_number(reach, 3)
        x = GAP + letters.horizontalAdvance(low) + 4
        step = BAR / len(colors)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for place, color in enumerate(colors):
            at = QRectF(x + place * step, 4, step + 1, row - 8)
            painter.fillRect(at, QColor(*map(int, color)))
        painter.setPen(QColor(self._theme.edge))
        painter.drawRect(QRectF(x, 4, BAR, row - 8))
        painter.setPen(QColor(self._theme.ink))
        painter.drawText(QRectF(GAP, 0, 200, row), Align.AlignLeft | Align.AlignVCenter, low)
        painter.drawText(
            QRectF(x + BAR + 4, 0, 200, row), Align.AlignLeft | Align.AlignVCenter, high
        )
        return x + BAR + 4 + letters.horizontalAdvance(high)
