"""Lets a focused button, slider or list keep its own keys where a shortcut would take them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QComboBox, QWidget
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Iterable

Key = Qt.Key
PRESS = frozenset({Key.Key_Space})
SLIDE = frozenset(
    {
        Key.Key_Left,
        Key.Key_Right,
        Key.Key_Up,
        Key.Key_Down,
        Key.Key_Home,
        Key.Key_End,
        Key.Key_PageUp,
        Key.Key_PageDown,
    }
)


class OwnKeys(QObject):
    """Watches over widgets: a plain key that a widget uses itself is no shortcut there."""

    def watch(self, widgets: Iterable[QWidget]) -> None:
        for widget in widgets:
            widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            )
            if plain and event.key() in _own_keys(watched):
                event.accept()
                return True
        return False


def _own_keys(widget: QObject) -> frozenset[Qt.Key]:
    if isinstance(widget, QComboBox):
        return PRESS | SLIDE
    if isinstance(widget, QAbstractSlider):
        return SLIDE
    return PRESS if isinstance(widget, QAbstractButton) else frozenset()
