"""The size of each adjoint over the depth of a graph, on a logarithmic axis."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from graphlab.formula.numbers import format_number
from graphlab.picture.theme import LIGHT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtCore import QEvent

    from graphlab.picture.theme import Theme
    from graphlab.study.health import Point

LEFT, RIGHT, TOP, BOTTOM = 42.0, 10.0, 26.0, 22.0
MARK = 3.0
NEAR = 14.0  # px
MOST_LINES = 6
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class ProfileChart(QWidget):
    """A line for the results, a diamond for each parameter. ``chosen`` sends the node clicked."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._points: tuple[Point, ...] = ()
        self._names: Mapping[str, str] = {}
        self._active: str | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_points(self, points: Sequence[Point], names: Mapping[str, str]) -> None:
        """Shows a profile; ``names`` tells how each node is called."""
        self._points, self._names = tuple(points), names
        told = [p.rms for p in self._finite()]
        words = "No adjoints."
        if told:
            low, high = format_number(min(told), 2), format_number(max(told), 2)
            words = f"Adjoints over depth, root mean square from {low} to {high}."
        self.setAccessibleName(words)
        self.update()

    def show_active(self, node: str | None) -> None:
        """Marks the node that the walk is at."""
        if node != self._active:
            self._active = node
            self.update()

    def place_of(self, node: str) -> QPointF | None:
        """Where the mark of a node is; None where it has none."""
        for point in self._points:
            if point.node == node and self._can_be_drawn(point):
                return self._at(point)
        return None

    @override
    def sizeHint(self) -> QSize:
        return QSize(260, 170)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            font = self.font()
            font.setPixelSize(11)
            painter.setFont(font)
            if not self._finite():
                painter.setPen(QColor(self._theme.muted))
                painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "No adjoints to show")
                return
            self._paint_axis(painter)
            self._paint_line(painter)
            self._paint_marks(painter)
            self._paint_legend(painter)

    # ── places ───────────────────────────────────────────────────────────────────────────────

    def _can_be_drawn(self, point: Point) -> bool:
        return math.isfinite(point.rms) and point.rms > 0

    def _finite(self) -> list[Point]:
        return [point for point in self._points if self._can_be_drawn(point)]

    def _decades(self) -> tuple[int, int]:
        exponents = [math.log10(point.rms) for point in self._finite()]
        low, high = math.floor(min(exponents)), math.ceil(max(exponents))
        return low, max(high, low + 1)

    def _depth(self) -> int:
        return max((point.depth for point in self._points), default=0) + 1

    def _plot(self) -> QRectF:
        return QRectF(
            LEFT, TOP, max(1.0, self.width() - LEFT - RIGHT), self.height() - TOP - BOTTOM
        )

    def _height(self, exponent: float) -> float:
        low, high = self._decades()
        plot = self._plot()
        return plot.bottom() - (exponent - low) / (high - low) * plot.height()

    def _at(self, point: Point) -> QPointF:
        plot = self._plot()
        x = plot.left() + (point.depth + 0.5) / self._depth() * plot.width()
        return QPointF(x, self._height(math.log10(point.rms)))

    def _nearest(self, position: QPointF) -> Point | None:
        best, found = NEAR, None
        for point in self._points:
            if self._can_be_drawn(point):
                way = self._at(point) - position
                if (far := math.hypot(way.x(), way.y())) < best:
                    best, found = far, point
        return found

    # ── painting ─────────────────────────────────────────────────────────────────────────────

    def _paint_axis(self, painter: QPainter) -> None:
        low, high = self._decades()
        plot, step = self._plot(), max(1, math.ceil((high - low) / MOST_LINES))
        for exponent in range(low, high + 1, step):
            y = self._height(exponent)
            painter.setPen(QPen(QColor(self._theme.divider), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(QColor(self._theme.muted))
            words = f"10{str(exponent).translate(_RAISED)}"
            painter.drawText(
                QRectF(0, y - 8, LEFT - 6, 16),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                words,
            )
        below = QRectF(plot.left(), plot.bottom() + 4, plot.width(), 16)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, "first computed")
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, "last")

    def _paint_line(self, painter: QPainter) -> None:
        path, begun = QPainterPath(), False
        for point in self._points:
            if point.is_parameter:
                continue
            if not self._can_be_drawn(point):
                begun = False  # a gap: 0 and what is not finite have no place on this axis
                continue
            at = self._at(point)
            path.lineTo(at) if begun else path.moveTo(at)
            begun = True
        painter.setPen(QPen(QColor(self._theme.adjoint_line), 2))
        painter.drawPath(path)

    def _paint_marks(self, painter: QPainter) -> None:
        for point in self._points:
            if not self._can_be_drawn(point):
                continue
            at = self._at(point)
            if point.is_parameter:
                self._paint_diamond(painter, at)
            elif self._depth() < 60:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(self._theme.adjoint_line))
                painter.drawEllipse(at, MARK - 0.5, MARK - 0.5)
            if point.node == self._active:
                painter.setPen(QPen(QColor(self._theme.ink), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(at, MARK + 3, MARK + 3)

    def _paint_diamond(self, painter: QPainter, at: QPointF) -> None:
        painter.setPen(QPen(QColor(self._theme.value_line), 1.5))
        painter.setBrush(QColor(self._theme.card))
        painter.drawPolygon(
            [
                at + QPointF(0, -MARK - 1),
                at + QPointF(MARK + 1, 0),
                at + QPointF(0, MARK + 1),
                at + QPointF(-MARK - 1, 0),
            ]
        )

    def _paint_legend(self, painter: QPainter) -> None:
        painter.setPen(QPen(QColor(self._theme.adjoint_line), 2))
        painter.drawLine(QPointF(LEFT, 10), QPointF(LEFT + 16, 10))
        painter.setPen(QColor(self._theme.muted))
        first = "results"
        painter.drawText(QPointF(LEFT + 21, 14), first)
        x = LEFT + 21 + painter.fontMetrics().horizontalAdvance(first) + 14
        if any(point.is_parameter for point in self._points):
            self._paint_diamond(painter, QPointF(x, 10))
            painter.setPen(QColor(self._theme.muted))
            painter.drawText(QPointF(x + 9, 14), "parameters")

    # ── the mouse ────────────────────────────────────────────────────────────────────────────

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = self._nearest(event.position())
        if point is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(point.node)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = self._nearest(event.position())
        if point is None:
            self.unsetCursor()
            QToolTip.hideText()
            return
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        words = f"{self._names.get(point.node, point.node)}: {format_number(point.rms, 3)}"
        QToolTip.showText(event.globalPosition().toPoint(), words, self)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        QToolTip.hideText()
