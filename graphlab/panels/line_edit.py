"""A line to type in that leaves the keys to the window which it has no use for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit
from typing_extensions import override

Standard = QKeySequence.StandardKey
FROM_ANYWHERE = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_E)


class LineEdit(QLineEdit):
    """QLineEdit takes Ctrl+Z with nothing to undo, Ctrl+arrows, which step, and Ctrl+E."""

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self._is_for_the_window(event):
                event.ignore()
                return False
        return super().event(event)

    def _is_for_the_window(self, event: QKeyEvent) -> bool:
        if event.matches(Standard.Undo):
            return not self.isUndoAvailable()
        if event.matches(Standard.Redo):
            return not self.isRedoAvailable()
        return (
            event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            == Qt.KeyboardModifier.ControlModifier
            and event.key() in FROM_ANYWHERE
        )
