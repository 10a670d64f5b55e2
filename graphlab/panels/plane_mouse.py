"""The mouse on a plane: a gesture from press to release; wheel and middle button move the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from graphlab.panels.plane_tools import Preview
from graphlab.task import strokes

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QWheelEvent

    from graphlab.panels.plane import Plane
    from graphlab.panels.plane_items import PlaneItems
    from graphlab.panels.plane_tools import Gesture
    from graphlab.panels.plane_view import PlaneView

    Pair = tuple[float, float]

Button, Modifier = Qt.MouseButton, Qt.KeyboardModifier
REACH = 9.0  # px
NOTCH = 120.0  # what a wheel tells of one notch
ZOOM = 1.2


class PlaneMouse:
    """Hears every event of Qt itself: pyqtgraph's scene drops moves that follow fast on another."""

    def __init__(self, plane: Plane, view: PlaneView, items: PlaneItems) -> None:
        self._plane, self._view, self._items = plane, view, items
        self._gesture: Gesture | None = None
        self._button = Button.NoButton
        self._panned_from: QPointF | None = None

    @property
    def is_drawing(self) -> bool:
        return self._gesture is not None

    def give_up(self) -> bool:
        """Ends a gesture without a trace; whether there was one."""
        if self._gesture is None:
            return False
        self._gesture = None
        self._button = Button.NoButton
        self._items.show_drawn(Preview())
        self._plane.show_drawing(False)
        return True

    def press(self, event: QMouseEvent) -> None:
        position, button = event.position(), event.button()
        if self._gesture is not None or self._panned_from is not None:
            return
        if button == Button.MiddleButton:
            self._panned_from = position
            return
        is_ours = button in (Button.LeftButton, Button.RightButton)
        if not is_ours or not self._view.is_ground(position):
            return
        at, held = self._view.at(position), event.modifiers()
        if held & Modifier.ControlModifier:
            if (on := self._nearest(at)) is not None:
                self._plane.point_clicked.emit(on)
            return
        shift = bool(held & Modifier.ShiftModifier)
        self._button = button
        self._gesture = self._plane.begun(
            at, other=button == Button.RightButton, further=shift, adding=shift
        )
        self._items.show_drawn(self._gesture.preview())
        self._plane.show_drawing(True)

    def move(self, event: QMouseEvent) -> None:
        position = event.position()
        at = self._view.at(position)
        if self._panned_from is not None:
            x, y = self._view.at(self._panned_from)
            self._view.pan((x - at[0], y - at[1]))
            self._panned_from = position
            return
        if self._gesture is not None:
            self._gesture.to(at)
            self._items.show_drawn(self._gesture.preview())
        self._show_hand(position, at)
        self._plane.show_place(at if self._view.is_ground(position) else None)

    def release(self, event: QMouseEvent) -> None:
        if event.button() == Button.MiddleButton:
            self._panned_from = None
        elif self._gesture is not None and event.button() == self._button:
            gesture = self._gesture
            gesture.to(self._view.at(event.position()))
            self.give_up()
            self._plane.finish(gesture.finish())

    def fits(self, event: QMouseEvent) -> bool:
        """Shows all points after a double click on the axes, or with the tool to select on ground.

        With the other tools two quick clicks on the ground are two dabs.
        """
        position = event.position()
        on_ground = self._view.is_ground(position)
        draws = on_ground and self._plane.tool != "select"
        is_point = on_ground and self._nearest(self._view.at(position)) is not None
        if event.button() != Button.LeftButton or draws or is_point:
            return False
        self._plane.fit()
        return True

    def wheel(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()
        if turned and self._gesture is None:
            at = self._view.at(event.position())
            self._view.zoom(ZOOM ** (-turned / NOTCH), at)
            self._show_hand(event.position(), at)
        event.accept()

    def leave(self) -> None:
        self._items.show_disc(None, (0, 0))
        self._plane.show_place(None)

    def _nearest(self, at: Pair) -> int | None:
        return strokes.nearest(self._plane.points, at, self._view.length(REACH))

    def _show_hand(self, position: QPointF, at: Pair) -> None:
        inside, tool = self._view.is_ground(position), self._plane.tool
        radius = self._view.length(self._plane.radius)
        self._items.show_disc(at if inside and tool in ("brush", "eraser") else None, radius)
        shape = Qt.CursorShape.ArrowCursor
        if inside and tool != "select":
            shape = Qt.CursorShape.CrossCursor
        elif inside and self._nearest(at) is not None:
            shape = Qt.CursorShape.PointingHandCursor
        if shape != self._plane.cursor().shape():
            self._plane.setCursor(shape)
