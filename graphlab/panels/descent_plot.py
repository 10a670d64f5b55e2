"""Gradient descent as a picture: the ground, the path over it, and the point that is current."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from graphlab.formula.numbers import format_number
from graphlab.panels.descent_ground import Frame, paint_axes, paint_curve, paint_map
from graphlab.panels.descent_path import paint_path, paint_tangent
from graphlab.picture.theme import LIGHT
from graphlab.study.contours import reach
from graphlab.study.descent import around, located, rounded, zoomed

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent

    from graphlab.picture.theme import Theme
    from graphlab.study.contours import Floats
    from graphlab.study.descent import Box

LEFT, RIGHT, TOP, BOTTOM = 46.0, 10.0, 20.0, 34.0
NEAR = 8.0  # px from a point of the path that is meant
ZOOM = 1.25


@dataclass(frozen=True, slots=True, eq=False)
class DescentShown:
    """A path, the ground in ``box``, and how the inputs and the function are called."""

    names: tuple[str, ...]
    letter: str
    box: Box
    path: Floats
    values: Floats
    gradients: Floats
    ground: Floats

    def told(self, step: int) -> str:
        """The numbers of one point."""
        where = located(self.names, self.path[step].tolist())
        return f"step {step}: {where}, {self.letter} = {format_number(float(self.values[step]))}"


class DescentPlot(QWidget):
    """``started`` sends a place that was clicked, ``opened`` a step, ``walked`` the current one.

    ``looked`` sends the box that is to be seen.
    """

    started = Signal(object)
    opened = Signal(int)
    walked = Signal(int)
    looked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.current = 0
        self.box: Box = ()
        self._theme = LIGHT
        self._shown: DescentShown | None = None
        self._ground: tuple[object, QPixmap] | None = None
        self._pressed: tuple[QPointF, Box] | None = None
        self._is_dragged = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setMinimumSize(160, 150)
        self.setAccessibleName("Plot of gradient descent")

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_descent(self, shown: DescentShown, box: Box, current: int) -> None:
        """Shows a path; ``box`` is what is seen, be the ground known there or not."""
        self._shown, self.box = shown, box
        self.setAccessibleName(
            f"Path of gradient descent on {shown.letter} over {' and '.join(shown.names)}"
        )
        self.show_current(current)

    def show_current(self, step: int) -> None:
        """Marks a point of the path without saying so."""
        if self._shown is not None:
            self.current = min(max(step, 0), len(self._shown.path) - 1)
            self.setAccessibleDescription(self._shown.told(self.current))
        self.update()

    def show_box(self, box: Box) -> None:
        """Shows another part."""
        self.box = box
        self.update()

    def place_of(self, step: int) -> QPointF:
        """Where a point of the path is, in pixels."""
        assert self._shown is not None
        return QPointF(*self._places(self._frame())[step])

    def fit_path(self) -> None:
        """Looks at the whole path."""
        if self._shown is not None:
            self.looked.emit(around(self._shown.path.tolist(), self.box))

    # ── places ───────────────────────────────────────────────────────────────────────────────

    def _frame(self) -> Frame:
        shown = self._shown
        assert shown is not None
        rect = QRectF(
            LEFT,
            TOP,
            max(1.0, self.width() - LEFT - RIGHT),
            max(1.0, self.height() - TOP - BOTTOM),
        )
        if len(shown.names) == 2:
            return Frame(rect, self.box[0], self.box[1])
        (low, high), xs = self.box[0], np.linspace(*shown.box[0], len(shown.ground))
        seen = shown.ground[(xs >= low) & (xs <= high)]
        there = (shown.path[:, 0] >= low) & (shown.path[:, 0] <= high)
        return Frame(rect, self.box[0], reach(seen, shown.values[there]))

    def _places(self, frame: Frame) -> Floats:
        """Where the points of the path are; NaN where one has no place."""
        shown = self._shown
        assert shown is not None
        points = shown.path
        if len(shown.names) == 1:
            points = np.concatenate([points, shown.values[:, None]], axis=1)
        places = frame.places(points)
        return np.where(np.isfinite(places).all(axis=1, keepdims=True), places, np.nan)

    def _near(self, position: QPointF) -> int | None:
        """The step of the path that is meant; the current one first, then the last."""
        places = self._places(self._frame())
        with np.errstate(all="ignore"):
            far = np.hypot(places[:, 0] - position.x(), places[:, 1] - position.y())
        near = np.flatnonzero(far <= NEAR)
        if not near.size:
            return None
        return int(near[np.lexsort((-near, np.round(far[near])))[0]])

    # ── painting ─────────────────────────────────────────────────────────────────────────────

    @override
    def sizeHint(self) -> QSize:
        return QSize(280, 280)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        shown = self._shown
        if shown is None:
            return
        frame = self._frame()
        places = self._places(frame)
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._ground_pixmap(shown, frame, places))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.save()
            painter.setClipRect(frame.rect.adjusted(-1, -1, 1, 1))
            if len(shown.names) == 1:
                at, slope = self.current, float(shown.gradients[self.current, 0])
                point = float(shown.path[at, 0]), float(shown.values[at])
                paint_tangent(painter, frame, point, slope, self._theme)
            paint_path(painter, places, self.current, self._theme)
            painter.restore()
            focused = self.hasFocus()
            colour = self.palette().highlight().color() if focused else QColor(self._theme.edge)
            painter.setPen(QPen(colour, 2 if focused else 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(frame.rect)

    def _ground_pixmap(self, shown: DescentShown, frame: Frame, places: Floats) -> QPixmap:
        """Drawn once for what it depends on."""
        ratio, theme = self.devicePixelRatioF(), self._theme
        key = (shown, self.size().toTuple(), ratio, theme.name, frame.across, frame.up)
        if self._ground is not None and self._ground[0] == key:
            return self._ground[1]
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(QColor(theme.canvas))
        with QPainter(pixmap) as painter:
            painter.setRenderHints(
                QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
            )
            font = self.font()
            font.setPixelSize(11)
            painter.setFont(font)
            painter.save()
            painter.setClipRect(frame.rect)
            if len(shown.names) == 1:
                paint_curve(painter, frame, shown.box, shown.ground, theme)
            else:
                clear = places[np.isfinite(places).all(axis=1)]
                paint_map(painter, frame, shown.box, shown.ground, theme, clear)
            painter.restore()
            names = shown.names if len(shown.names) == 2 else (shown.names[0], shown.letter)
            paint_axes(painter, frame, names, theme)
            self._paint_legend(painter, frame, shown)
        self._ground = key, pixmap
        return pixmap

    def _paint_legend(self, painter: QPainter, frame: Frame, shown: DescentShown) -> None:
        words = f"lines of equal {shown.letter}" if len(shown.names) == 2 else ""
        if len(shown.names) == 2 and np.isnan(shown.ground).any():
            words += "; hatched: no value"
        box = QRectF(frame.rect.left(), 2, frame.rect.width(), 15)
        painter.setPen(QColor(self._theme.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignRight, words)

    # ── mouse and keys ───────────────────────────────────────────────────────────────────────

    def _look(self, box: Box) -> None:
        if box != self.box:
            self.show_box(box)
            self.looked.emit(box)

    def _walk(self, step: int) -> None:
        self.show_current(step)
        self.walked.emit(self.current)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._shown is not None and event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._is_dragged = (event.position(), self.box), False

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        shown = self._shown
        if shown is None:
            return
        if self._pressed is not None:
            self._drag(event.position())
            return
        frame = self._frame()
        step, words = self._near(event.position()), ""
        if step is not None:
            words = f"{shown.told(step)}\nA click opens it in the graph"
        elif frame.rect.contains(event.position()):
            point = rounded(frame.meant(event.position())[: len(shown.names)], self.box)
            words = f"{located(shown.names, point)}\nA click starts here"
        pointer = Qt.CursorShape.CrossCursor if step is None else Qt.CursorShape.PointingHandCursor
        self.setCursor(pointer if words else Qt.CursorShape.ArrowCursor)
        QToolTip.showText(event.globalPosition().toPoint(), words, self)

    def _drag(self, position: QPointF) -> None:
        assert self._pressed is not None
        begun, box = self._pressed
        way = position - begun
        if not self._is_dragged and way.manhattanLength() < QApplication.startDragDistance():
            return
        self._is_dragged = True
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        rect = self._frame().rect
        shares = (way.x() / rect.width(), -way.y() / rect.height())
        self._look(
            tuple(
                (low - share * (high - low), high - share * (high - low))
                for (low, high), share in zip(box, shares, strict=False)
            )
        )

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed = None
        shown, frame = self._shown, self._frame()
        if self._is_dragged or shown is None:
            self.unsetCursor()
        elif (step := self._near(event.position())) is not None:
            self._walk(step)
            self.opened.emit(step)
        elif frame.rect.contains(event.position()):
            point = frame.meant(event.position())[: len(shown.names)]
            self.started.emit(rounded(point, self.box))

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._shown is None:
            return
        about = self._frame().meant(event.position())[: len(self._shown.names)]
        self._look(zoomed(self.box, about, ZOOM ** (-event.angleDelta().y() / 120)))
        event.accept()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        shown, plain = self._shown, not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        match Qt.Key(event.key()):
            case _ if shown is None:
                super().keyPressEvent(event)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self._zoom(1 / ZOOM)
            case Qt.Key.Key_Left if plain:
                self._walk(self.current - 1)
            case Qt.Key.Key_Right if plain:
                self._walk(self.current + 1)
            case Qt.Key.Key_Home if plain:
                self._walk(0)
            case Qt.Key.Key_End if plain:
                self._walk(len(shown.path) - 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if plain:
                self.opened.emit(self.current)
            case Qt.Key.Key_Minus if plain:
                self._zoom(ZOOM)
            case Qt.Key.Key_F if plain:
                self.fit_path()
            case _:
                super().keyPressEvent(event)

    def _zoom(self, factor: float) -> None:
        self._look(zoomed(self.box, [low / 2 + high / 2 for low, high in self.box], factor))

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        QToolTip.hideText()
