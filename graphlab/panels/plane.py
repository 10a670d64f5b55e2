"""A plane to draw points on, and to see what a model makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from graphlab.panels.plane_foot import PlaneFoot
from graphlab.panels.plane_hint import PlaneHint
from graphlab.panels.plane_items import PlaneItems
from graphlab.panels.plane_keys import PlaneKeys
from graphlab.panels.plane_mouse import REACH, PlaneMouse
from graphlab.panels.plane_tools import (
    BrushGesture,
    EraserGesture,
    PointGesture,
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

FRAME = 2


class Plane(QWidget):
    """``drawn`` sends the points after a stroke, once, on release.

    The left button draws the class chosen, the right one the next class of the list; with Shift two
    classes further on. On a surface the right button paints the number with the other sign. A click
    on a point, with Ctrl from any tool, is ``point_clicked`` with its index. ``bounds_changed`` is
    when other regions and lines are wanted.
    """

    drawn = Signal(object)
    hovered = Signal(float, float)
    hover_ended = Signal()
    point_clicked = Signal(int)
    tool_changed = Signal(str)
    class_chosen = Signal(int)
    bounds_changed = Signal()

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
        self._view = PlaneView(self)
        self._items = PlaneItems(self._view.ground)
        self._foot = PlaneFoot(self)
        self._hint = PlaneHint(self)
        self._keys = PlaneKeys(self, self._view, self._items)
        self._mouse = PlaneMouse(self, self._view, self._items)
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
        self._view.ground.sigRangeChanged.connect(self._tell_bounds)
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

    @property
    def ground_color(self) -> QColor:
        return QColor(self._theme.canvas)

    @property
    def drawn_items(self) -> Sequence[object]:
        """What pyqtgraph draws, to be drawn elsewhere."""
        return [*self._view.widget.scene().items()]

    def show_points(self, points: Points) -> None:
        """Shows a set; what was marked in another one is marked no longer."""
        if points is self._points:
            return
        self._mouse.give_up()
        self._put(points, np.zeros(len(points), bool))

    def set_theme(self, theme: Theme, pixels: int = 12) -> None:
        """Colours, and how high the numbers at the axes are; regions are asked for anew."""
        self._theme = theme
        self._view.set_theme(theme, pixels)
        self._items.set_theme(theme)
        self._foot.set_theme(theme, pixels)
        self._hint.set_theme(theme, pixels + 1)
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
        self._foot.show_rings(self._items.rings)

    def fit(self) -> None:
        """Shows all points."""
        self._view.fit(self._points)

    def zoom(self, factor: float) -> None:
        self._view.zoom(factor)

    def _tell_bounds(self, *_: object) -> None:
        self.bounds_changed.emit()

    # ── what the hand holds ──────────────────────────────────────────────────────────────────

    @property
    def tool(self) -> Tool:
        return self._tool

    @property
    def chosen(self) -> Mask:
        """Which points are selected."""
        return self._chosen

    @property
    def radius(self) -> float:
        """Of brush and eraser, in px."""
        return self._radius

    def set_tool(self, tool: Tool) -> None:
        self._mouse.give_up()
        if tool != self._tool:
            self._tool = tool
            if tool != "select":
                self.choose(np.zeros(len(self._points), bool))
            self._mouse.leave()
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
        self.finish(self.begun(at, other=other, further=further).finish())

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
        self.show_drawing(self._mouse.is_drawing)

    def give_up(self) -> bool:
        """Ends a stroke without a trace, else lets go of the selection; whether there was one."""
        if self._mouse.give_up():
            return True
        if self._chosen.any():
            self.choose(np.zeros(len(self._points), bool))
            return True
        return False

    def begun(self, at: Pair, *, other: bool, further: bool, adding: bool = False) -> Gesture:
        """What the tool does from here on: with the other button, with Shift, to what is chosen."""
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

    def finish(self, outcome: Outcome) -> None:
        """Takes over what a gesture has made."""
        self.change(outcome.points, outcome.chosen)
        if outcome.clicked is not None:
            self.point_clicked.emit(outcome.clicked)

    def _mark(self, *, other: bool, further: bool) -> float:
        match self._points.kind:
            case "curve":
                return 0.0
            case "surface":
                return -self._number if other else self._number
            case "classes":
                return float((self._class + other + 2 * further) % len(self._points.names))

    def show_place(self, at: Pair | None) -> None:
        """Tells the numbers at a place, as the mouse does by being there; None is nowhere."""
        self._foot.show_place(at, self._points.kind)
        if at is None:
            self.hover_ended.emit()
        else:
            self.hovered.emit(*at)

    def show_drawing(self, drawing: bool) -> None:
        """An empty plane says what to do, but not while somebody does it."""
        self._hint.show_for(self._points, drawing)

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
        self._mouse.press(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse.move(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._mouse.release(event)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self._mouse.fits(event):
            self._mouse.press(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        self._mouse.wheel(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._mouse.leave()

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
