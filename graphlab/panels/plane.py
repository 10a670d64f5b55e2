"""A plane to draw points on, and to see what a model makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from graphlab.panels.plane_foot import PlaneFoot
from graphlab.panels.plane_hint import PlaneHint
from graphlab.panels.plane_items import PlaneItems
from graphlab.panels.plane_keys import PlaneKeys
from graphlab.panels.plane_tools import (
    BrushGesture,
    EraserGesture,
    PointGesture,
    Preview,
    SelectGesture,
)
from graphlab.panels.plane_view import PlaneView
from graphlab.picture.theme import LIGHT
from graphlab.task import strokes
from graphlab.task.points import NO_POINTS, Points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QFocusEvent, QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent

    from graphlab.panels.plane_markers import LineRole, RingRole
    from graphlab.panels.plane_tools import Gesture, Outcome, Tool
    from graphlab.picture.theme import Theme

    Pair = tuple[float, float]
    Mask = NDArray[np.bool_]

Button, Modifier = Qt.MouseButton, Qt.KeyboardModifier
REACH = 9.0  # px
NOTCH = 120.0  # what a wheel tells of one notch
FRAME = 2


class Plane(QWidget):
    """``drawn`` sends the points after a stroke, once, on release.

    The left button draws the class chosen, the right one the next class of the list; with Shift two
    classes further on. On a surface the right button paints the number with the other sign. A click
    on a point, with Ctrl from any tool, is ``point_clicked`` with its index.
    """

    drawn = Signal(object)
    hovered = Signal(float, float)
    hover_ended = Signal()
    point_clicked = Signal(int)
    tool_changed = Signal(str)
    class_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._points = NO_POINTS
        self._tool: Tool = "brush"
        self._class = 0
        self._number = 1.0
        self._radius, self._density = 18.0, 5.0
        self._seed = 0
        self._chosen: Mask = np.zeros(0, bool)
        self._gesture: Gesture | None = None
        self._button = Button.NoButton
        self._panned_from: QPointF | None = None
        self._view = PlaneView(self)
        self._items = PlaneItems(self._view.ground)
        self._foot = PlaneFoot(self)
        self._hint = PlaneHint(self)
        self._keys = PlaneKeys(self, self._view, self._items)
        column = QVBoxLayout(self)
        column.setContentsMargins(FRAME, FRAME, FRAME, FRAME)
        column.setSpacing(0)
        column.addWidget(self._view.widget, 1)
        column.addWidget(self._foot)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Plane of points")
        self._view.set_kind("classes")
        self.set_theme(LIGHT)
        self.fit()
        self._tell()

    # ── what is shown ────────────────────────────────────────────────────────────────────────

    @property
    def points(self) -> Points:
        return self._points

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of what is seen, to ask a model about."""
        return self._view.bounds

    def show_points(self, points: Points) -> None:
        """Shows a set; what was marked in another one is marked no longer."""
        if points is self._points:
            return
        self._give_up_gesture()
        self._put(points, np.zeros(len(points), bool))

    def set_theme(self, theme: Theme, pixels: int = 12) -> None:
        """Colours, and how high the numbers at the axes are; regions are asked for anew."""
        self._theme = theme
        self._view.set_theme(theme, pixels)
        self._items.set_theme(theme)
        self._foot.set_theme(theme, pixels)
        self._hint.set_theme(theme, pixels + 2)
        self.update()

    def show_regions(
        self, image: NDArray[np.uint8] | None, bounds: tuple[float, float, float, float]
    ) -> None:
        """The ground in colour, RGBA with its first row at the bottom; None takes it away."""
        self._items.show_regions(image, bounds)

    def show_lines(self, lines: Sequence[tuple[NDArray[np.float64], LineRole]]) -> None:
        """Polylines of shape (n, 2), each with what it is."""
        self._items.show_lines(lines)
        self._foot.show_roles([role for _, role in lines])

    def ring(self, indices: Sequence[int] | NDArray[np.intp], role: RingRole) -> None:
        """Marks some of the points; none takes the marks away."""
        self._items.show_ring(np.asarray(indices, np.intp), role)

    def fit(self) -> None:
        """Shows all points."""
        self._view.fit(self._points)

    def zoom(self, factor: float) -> None:
        self._view.zoom(factor)

    # ── what the hand holds ──────────────────────────────────────────────────────────────────

    @property
    def tool(self) -> Tool:
        return self._tool

    @property
    def chosen(self) -> Mask:
        """Which points are selected."""
        return self._chosen

    def set_tool(self, tool: Tool) -> None:
        self._give_up_gesture()
        if tool != self._tool:
            self._tool = tool
            if tool != "select":
                self.choose(np.zeros(len(self._points), bool))
            self._items.show_disc(None, (0, 0))
            self.tool_changed.emit(tool)
            self._tell()

    def set_class(self, place: int) -> None:
        """The class that the left button draws."""
        if place != self._class and 0 <= place < max(1, len(self._points.names)):
            self._class = place
            self.class_chosen.emit(place)
            self._tell()

    def set_number(self, number: float) -> None:
        """The number that the left button paints on a surface."""
        self._number = number

    def set_brush(self, radius: float, density: float) -> None:
        """The radius in px, of the eraser too, and points for each diameter of way."""
        self._radius, self._density = radius, density

    def set_seed(self, seed: int) -> None:
        """Where the next stroke's points lie in its disc; each stroke counts on."""
        self._seed = seed

    def choose(self, chosen: Mask) -> None:
        """Selects points."""
        self._chosen = chosen
        self._items.show_ring(np.flatnonzero(chosen), "chosen")

    def remove_chosen(self) -> None:
        self.change(strokes.removed(self._points, self._chosen))

    def change(self, points: Points, chosen: Mask | None = None) -> None:
        """Shows what a person has made of the points, and tells of it if it is new."""
        if points is self._points:
            if chosen is not None:
                self.choose(chosen)
            return
        self._put(points, np.zeros(len(points), bool) if chosen is None else chosen)
        self.drawn.emit(points)

    def draw_at(self, at: Pair, *, other: bool = False, further: bool = False) -> None:
        """One touch of the tool, as a click makes it."""
        self._finish(self._begun(at, other=other, further=further).finish())

    def _put(self, points: Points, chosen: Mask) -> None:
        if points.kind != self._points.kind:
            self._view.set_kind(points.kind)
        had = len(self._points)
        self._points = points
        self._class = min(self._class, max(0, len(points.names) - 1))
        self._items.show_points(points)
        for role in ("support", "batch", "misclassified"):
            self.ring([], role)
        self.choose(chosen)
        self._foot.show_scale(self._items.reach if points.kind == "surface" else None)
        if len(points) != had:
            self._keys.forget_choice()
        self._tell()

    def _tell(self) -> None:
        points = self._points
        words = f"{len(points):,} points"
        if points.kind == "classes":
            counts = np.bincount(points.mark.astype(int), minlength=len(points.names))
            words += ": " + ", ".join(
                f"{count:,} of class {name}"
                for name, count in zip(points.names, counts, strict=True)
            )
        self.setAccessibleDescription(f"{words}. Tool: {self._tool}.")
        self._hint.show_for(points, self._gesture is not None)

    # ── strokes ──────────────────────────────────────────────────────────────────────────────

    def _begun(self, at: Pair, *, other: bool, further: bool, adding: bool = False) -> Gesture:
        mark = self._mark(other=other, further=further)
        reach = self._view.length(REACH)
        radius = self._view.length(self._radius)
        match self._tool:
            case "brush":
                self._seed += 1
                brush = strokes.Brush(radius, self._density, self._seed)
                return BrushGesture(self._points, at, brush, mark)
            case "point":
                return PointGesture(self._points, at, reach, mark)
            case "eraser":
                return EraserGesture(self._points, at, radius)
            case "select":
                return SelectGesture(self._points, at, reach, self._chosen, adding)

    def _mark(self, *, other: bool, further: bool) -> float:
        match self._points.kind:
            case "curve":
                return 0.0
            case "surface":
                return -self._number if other else self._number
            case "classes":
                return float((self._class + other + 2 * further) % len(self._points.names))

    def _finish(self, outcome: Outcome) -> None:
        self.change(outcome.points, outcome.chosen)
        if outcome.clicked is not None:
            self.point_clicked.emit(outcome.clicked)

    def give_up(self) -> bool:
        """Ends a stroke without a trace, else lets go of the selection; whether there was one."""
        if self._gesture is not None:
            self._give_up_gesture()
            return True
        if self._chosen.any():
            self.choose(np.zeros(len(self._points), bool))
            return True
        return False

    def _give_up_gesture(self) -> None:
        if self._gesture is not None:
            self._gesture = None
            self._button = Button.NoButton
            self._items.show_drawn(Preview())
            self._tell()

    def announce_place(self, at: Pair) -> None:
        """Tells the numbers at a place, as the mouse does by being there."""
        self._foot.show_place(at, self._points.kind)
        self.hovered.emit(*at)

    def _show_hand(self, position: QPointF, at: Pair) -> None:
        inside = self._view.is_ground(position)
        is_disc = inside and self._tool in ("brush", "eraser")
        self._items.show_disc(at if is_disc else None, self._view.length(self._radius))
        if not inside:
            self.unsetCursor()
        elif self._tool == "select":
            on = strokes.nearest(self._points, at, self._view.length(REACH))
            self.setCursor(
                Qt.CursorShape.ArrowCursor if on is None else Qt.CursorShape.PointingHandCursor
            )
        else:
            self.setCursor(Qt.CursorShape.CrossCursor)

    # ── Qt ───────────────────────────────────────────────────────────────────────────────────

    @override
    def sizeHint(self) -> QSize:
        return QSize(400, 380)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(200, 180)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self._keys.are_for(event):
                event.accept()
                return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keys.press(event):
            super().keyPressEvent(event)

    @override
    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self._keys.release()
        super().keyReleaseEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._keys.leave()
        super().focusOutEvent(event)
        self.update()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._keys.leave()
        position, button = event.position(), event.button()
        if self._gesture is not None or self._panned_from is not None:
            return
        if button == Button.MiddleButton:
            self._panned_from = position
            return
        if button not in (Button.LeftButton, Button.RightButton):
            return
        if not self._view.is_ground(position):
            return
        at, keys = self._view.at(position), event.modifiers()
        if keys & Modifier.ControlModifier:
            on = strokes.nearest(self._points, at, self._view.length(REACH))
            if on is not None:
                self.point_clicked.emit(on)
            return
        shift = bool(keys & Modifier.ShiftModifier)
        self._button = button
        self._gesture = self._begun(
            at, other=button == Button.RightButton, further=shift, adding=shift
        )
        self._items.show_drawn(self._gesture.preview())
        self._hint.show_for(self._points, drawing=True)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        position = event.position()
        at = self._view.at(position)
        if self._panned_from is not None:
            before = self._view.at(self._panned_from)
            self._view.pan((before[0] - at[0], before[1] - at[1]))
            self._panned_from = position
            return
        if self._gesture is not None:
            self._gesture.to(at)
            self._items.show_drawn(self._gesture.preview())
        self._show_hand(position, at)
        if self._view.is_ground(position):
            self.announce_place(at)
        else:
            self._end_hover()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Button.MiddleButton:
            self._panned_from = None
        elif self._gesture is not None and event.button() == self._button:
            gesture = self._gesture
            gesture.to(self._view.at(event.position()))
            self._give_up_gesture()
            self._finish(gesture.finish())

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fits, from the axes with any tool; two quick dabs on the ground are two dabs."""
        position = event.position()
        if event.button() == Button.LeftButton:
            on = strokes.nearest(self._points, self._view.at(position), self._view.length(REACH))
            drawing = self._tool != "select" and self._view.is_ground(position)
            if not drawing and on is None:
                self.fit()
                return
        self.mousePressEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()
        if turned and self._gesture is None:
            self._view.zoom(1.2 ** (-turned / NOTCH), self._view.at(event.position()))
            self._show_hand(event.position(), self._view.at(event.position()))
        event.accept()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._items.show_disc(None, (0, 0))
        self._end_hover()

    def _end_hover(self) -> None:
        self._foot.show_place(None, self._points.kind)
        self.hover_ended.emit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._hint.place(self.rect())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The frame says where the keys go."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self._theme.canvas)
            color = self._theme.value_line if self.hasFocus() else self._theme.divider
            pen = QPen(color)
            pen.setWidth(2 * FRAME if self.hasFocus() else 2)
            painter.setPen(pen)
            painter.drawRect(self.rect())
