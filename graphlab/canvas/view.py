"""The canvas: a surface that also answers the mouse, the wheel and the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QNativeGestureEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from typing_extensions import override

from graphlab.canvas.carry import Carry
from graphlab.canvas.following import fitted_camera
from graphlab.canvas.surface import Surface
from graphlab.picture.shapes import Bounds

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent

    from graphlab.canvas.camera import Camera
    from graphlab.picture.shapes import Picture

NOTCH = 120.0  # of a mouse wheel, in eighths of a degree
WHEEL_PAN = 64.0  # px a notch
WHEEL_ZOOM = 1.2  # a notch
LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class CanvasView(Surface):
    """Shows one Picture. A key is a Region's where there is one, else the Item's."""

    clicked = Signal(str)
    picked = Signal(str)  # the same while something is to be picked, and nothing else is meant
    activated = Signal(str)  # double click, or Enter on the card with the focus ring
    hovered = Signal(object)  # a key, or None over empty space
    taken = Signal()  # the whole picture, to be dragged into another program
    carried = Signal(str, float, float)  # a card's key, and how far it was moved in the picture

    def __init__(self, parent: QWidget | None = None, theme: str = "light") -> None:
        super().__init__(parent, theme)
        self._hover: str | None = None
        self._pressed: str | None = None
        self._clicked: str | None = None
        self._press_at = QPointF()
        self._drag_from: QPointF | None = None
        self._is_dragging = False
        self._is_taking = False
        self._picking = False
        self._told: tuple[QPointF, str] | None = None  # our last tool tip, and where
        self.carries = False
        """Whether cards can be moved by hand."""
        self.is_held = False
        """Whether the person sees what is seen now, and nothing else."""
        self._tip: Callable[[str], str] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.looked.connect(self._end_old_tip)

    def set_tip(self, tip: Callable[[str], str] | None) -> None:
        """Gives tool tips by key; where it says nothing, the item's own words are shown."""
        self._tip = tip

    def set_picking(self, on: bool) -> None:
        """Whether a click picks what is under it, and does nothing else."""
        self._picking = on

    def look_from(self, camera: Camera) -> None:
        """Sees what a person has chosen to see before."""
        self._end_motion()
        self._move(camera)

    def foresee(self, picture: Picture) -> None:
        """Paints a picture while nothing else is to be done; it is shown next, and fitted."""
        ratio = self.devicePixelRatioF()
        camera = fitted_camera(picture, self._extent(), self.readable).on_pixels(ratio)
        background = QColor(picture.background or self._colors().canvas)
        self._stage.foresee(picture, camera, self.size(), ratio, background)

    @property
    def area_in_view(self) -> Bounds:
        """The part of the picture that is seen; it may be larger than the picture."""
        return self._stage.camera.area(Bounds(0, 0, self.width(), self.height()))

    def set_pulse(self, keys: frozenset[str], strength: float) -> None:
        """Points at the items with these keys; 0 is not seen, 1 fully."""
        self._rings.pulsing, self._rings.strength = keys, strength
        self.update()

    def key_at(self, position: QPointF) -> str | None:
        """The key under a point of the view."""
        scene = self._stage.scene
        if scene is None or self._blank:
            return None
        x, y = self._stage.camera.under(position.x(), position.y())
        return scene.key_at(x, y, self.zoom)

    def _point_at(self, position: QPointF) -> None:
        """What the mouse is over, told to others and by the cursor's shape."""
        key = self.key_at(position)
        if key != self._hover:
            self._hover = key
            self.hovered.emit(key)
        if self._drag_from is not None or self._stage.carry is not None:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif key is not None:
            cross, hand = Qt.CursorShape.CrossCursor, Qt.CursorShape.PointingHandCursor
            self.setCursor(cross if self._picking else hand)
        else:
            self.unsetCursor()

    def _end_old_tip(self) -> None:
        """A tip of what was under the mouse before a step says what is not so any more."""
        if self._told is None:
            return
        position, words = self._told
        is_ours = QToolTip.isVisible() and QToolTip.text() == words
        if is_ours and self._tool_tip(position) != words:
            QToolTip.hideText()
            self._told = None

    def _tool_tip(self, position: QPointF) -> str:
        key, scene = self.key_at(position), self._stage.scene
        if key is None or scene is None:
            return ""
        x, y = self._stage.camera.under(position.x(), position.y())
        item = scene.item_at(x, y, self.zoom)
        return (self._tip(key) if self._tip else "") or (item.speech if item else "")

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        key = self.key_at(event.position())
        self._press_at = event.position()
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        self._is_taking = event.button() == LEFT and alt
        if self._is_taking:
            return
        if self.is_held and (event.button() == MIDDLE or key is None):
            return
        if event.button() == MIDDLE or (event.button() == LEFT and key is None):
            self._end_motion()
            self._drag_from = event.position()
        elif event.button() == LEFT:
            self._pressed = key
        else:
            super().mousePressEvent(event)
            return
        self._point_at(event.position())

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        way = (event.position() - self._press_at).manhattanLength()
        far = way >= QApplication.startDragDistance()
        if self._is_taking:
            if far:
                self._is_taking = False
                self.taken.emit()
            return
        if self._drag_from is not None and (far or self._is_dragging):
            self._is_dragging = True
            moved = event.position() - self._drag_from
            self._drag_from = event.position()
            self.pan_by(moved.x(), moved.y())
        elif self._stage.carry is not None or (far and self._pressed is not None):
            self._carry_to(event.position())
        self._point_at(event.position())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        self._is_taking = False
        if self._stage.carry is not None:
            self._put_down(event.position())
            return
        self._drag_from = None
        self._is_dragging = False
        self._point_at(event.position())
        self._clicked = pressed
        if event.button() == LEFT and pressed is not None:
            (self.picked if self._picking else self.clicked).emit(pressed)

    def _carry_to(self, position: QPointF) -> None:
        """A card that was pressed goes with the mouse; anything else forgets that it was."""
        pressed, self._pressed = self._pressed, None
        scene, stage = self._stage.scene, self._stage
        if stage.carry is None:
            name = (pressed or "").partition(":")[2]
            card = scene.picture.item(f"card:{name}") if scene is not None else None
            if scene is None or card is None or not self.carries or self.is_held:
                return
            self._end_motion()
            stage.carry = Carry(scene, card)
        way = position - self._press_at
        stage.carry.by = way.x() / self.zoom, way.y() / self.zoom
        self.update()

    def _put_down(self, position: QPointF) -> None:
        """Tells where the card was left; until another picture comes it stays there."""
        carry = self._stage.carry
        self._drag_from = None
        if carry is not None:
            self.carried.emit(carry.card.key, *carry.by)
        self._stage.carry = None
        self.update()
        self._point_at(position)

    def give_up_carrying(self) -> bool:
        """A card under the mouse goes back to its place; whether there was one."""
        was, self._stage.carry = self._stage.carry is not None, None
        self.update()
        return was

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        # The first click may have moved the picture: both are about what was clicked first.
        key = self._clicked or self.key_at(event.position())
        if event.button() == LEFT and key is not None:
            self.activated.emit(key)
        else:
            self.mousePressEvent(event)

    @override
    def sizeHint(self) -> QSize:
        return QSize(960, 560)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self._hover is not None:
            self._hover = None
            self.hovered.emit(None)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.is_held:
            event.accept()
            return
        notches = QPointF(event.angleDelta()) / NOTCH
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(WHEEL_ZOOM ** (notches.y() or notches.x()), event.position())
        else:
            way = QPointF(event.pixelDelta())
            if event.pixelDelta().isNull():
                way = notches * WHEEL_PAN
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not way.x():
                way = way.transposed()
            self.pan_by(way.x(), way.y())
        event.accept()
        self._point_at(event.position())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.give_up_carrying():
            return
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self._focus_item() is not None and self.focus_key is not None:
            self.activated.emit(self.focus_key)
        else:
            super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._framed = event.reason() in BY_KEYBOARD
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._framed = False
        self.update()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            position = QPointF(event.pos())
            words = self._tool_tip(position)
            self._told = position, words
            QToolTip.showText(event.globalPos(), words, self)
            return True
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom_by(1.0 + event.value(), event.position())
                return True
        return super().event(event)
