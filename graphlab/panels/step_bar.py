"""The slider over the steps, with the border between forward and backward marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSlider, QWidget
from typing_extensions import override

if TYPE_CHECKING:
    from graphlab.picture.theme import Theme
    from graphlab.study.player import Player

ROOM = 11.0
GROOVE = 5.0
HANDLE = 8.0


class StepBar(QSlider):
    """Keys are a slider's own; a click anywhere goes there."""

    scrubbed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.border = 0
        self.marks: tuple[int, ...] = ()
        self._forward = QColor("#0072B2")
        self._backward = QColor("#D55E00")
        self.setRange(0, 0)
        self.setPageStep(4)
        self.setMinimumWidth(64)
        self.setAccessibleName("Step")
        self.setToolTip("Drag or click to go to a step; the mark is where the backward pass begins")
        self.valueChanged.connect(self.scrubbed)

    def set_theme(self, theme: Theme) -> None:
        """The two passes' colours."""
        self._forward, self._backward = QColor(theme.value_line), QColor(theme.adjoint_line)
        self.update()

    def show_player(self, player: Player) -> None:
        """Shows where a walk stands."""
        self.border = player.border
        with QSignalBlocker(self):
            self.setRange(0, player.count)
            self.setValue(player.index)
        self.update()

    def show_marks(self, steps: tuple[int, ...]) -> None:
        """Shows small marks at steps, such as those of nodes that were found."""
        if steps != self.marks:
            self.marks = steps
            self.update()

    def show_nothing(self) -> None:
        """Shows an empty bar."""
        self.border = 0
        with QSignalBlocker(self):
            self.setRange(0, 0)
        self.update()

    @property
    def border_x(self) -> float:
        """Where the mark is painted: half-way between the two passes."""
        return self._x(self.border + 0.5)

    def _x(self, step: float) -> float:
        span = max(1, self.maximum())
        return ROOM + (self.width() - 2 * ROOM) * min(step, span) / span

    def _step_at(self, x: float) -> int:
        share = (x - ROOM) / max(1.0, self.width() - 2 * ROOM)
        return round(share * self.maximum())

    @override
    def sizeHint(self) -> QSize:
        return QSize(240, 30)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setValue(self._step_at(event.position().x()))

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setValue(self._step_at(event.position().x()))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            middle = self.height() / 2
            self._paint_groove(painter, middle)
            self._paint_marks(painter, middle)
            self._paint_border(painter, middle)
            self._paint_handle(painter, middle)

    def _paint_groove(self, painter: QPainter, middle: float) -> None:
        line = self.palette().color(QPalette.ColorRole.Mid)
        here, turn = self._x(self.value()), self.border_x
        for start, end, colour in (
            (self._x(0), self._x(self.maximum()), line),
            (self._x(0), min(here, turn), self._forward),
            (turn, here, self._backward),
        ):
            if end > start:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                bar = QRectF(start, middle - GROOVE / 2, end - start, GROOVE)
                painter.drawRoundedRect(bar, GROOVE / 2, GROOVE / 2)

    def _paint_marks(self, painter: QPainter, middle: float) -> None:
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        painter.setPen(QPen(ink, 1.5))
        for step in self.marks:
            x = self._x(step)
            painter.drawLine(QPointF(x, middle - 9), QPointF(x, middle - 5))

    def _paint_border(self, painter: QPainter, middle: float) -> None:
        if 0 < self.border < self.maximum():
            ink = self.palette().color(QPalette.ColorRole.WindowText)
            painter.setPen(QPen(ink, 2))
            x = self.border_x
            painter.drawLine(QPointF(x, middle - 8), QPointF(x, middle + 8))

    def _paint_handle(self, painter: QPainter, middle: float) -> None:
        place = QPointF(self._x(self.value()), middle)
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        colour = self._forward if self.value() <= self.border else self._backward
        if self.hasFocus():
            painter.setPen(QPen(ink, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(place, HANDLE + 2, HANDLE + 2)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Window), 2))
        painter.setBrush(colour if self.isEnabled() else ink)
        painter.drawEllipse(place, HANDLE, HANDLE)
