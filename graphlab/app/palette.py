"""The command palette: every command by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from typing_extensions import override

from graphlab.app.commands import COMMANDS

if TYPE_CHECKING:
    from graphlab.app.actions import Actions
    from graphlab.app.commands import Command

WIDTH, HEIGHT = 520, 380
LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class CommandPalette(QDialog):
    """Type a part of a name, Enter does it."""

    chosen = Signal(str)

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("palette")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._actions = actions
        self.line = QLineEdit(self)
        self.line.setPlaceholderText("Type a command")
        self.line.setAccessibleName("Command")
        self.list = QListWidget(self)
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.line)
        column.addWidget(self.list)
        self.line.textChanged.connect(self.offer)
        self.line.installEventFilter(self)
        self.list.itemClicked.connect(self._do)
        self.resize(WIDTH, HEIGHT)
        top = parent.mapToGlobal(parent.rect().topLeft())
        self.move(top.x() + (parent.width() - WIDTH) // 2, top.y() + 60)
        self.offer("")
        self.line.setFocus()

    def offer(self, typed: str) -> None:
        """Lists the commands that have all typed words in their names."""
        words = typed.lower().split()
        self.list.clear()
        for command in COMMANDS:
            action = self._actions[command.id]
            title = title_of(command)
            if action.isEnabled() and all(word in title.lower() for word in words):
                keys = keys_of(command)
                entry = QListWidgetItem(f"{title}    {keys}" if keys else title)
                entry.setData(Qt.ItemDataRole.UserRole, command.id)
                entry.setToolTip(command.tip)
                self.list.addItem(entry)
        self.list.setCurrentRow(0)

    def _do(self, entry: QListWidgetItem | None) -> None:
        if entry is not None:
            self.close()
            self.chosen.emit(entry.data(Qt.ItemDataRole.UserRole))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in LIST_KEYS:
                self.list.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._do(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)


def title_of(command: Command) -> str:
    """``View › Theme › Dark``."""
    parts = [command.menu, command.submenu, command.text.rstrip("…")]
    return " › ".join(part for part in parts if part)


def keys_of(command: Command) -> str:
    """All keys of a command, as this system writes them."""
    form = QKeySequence.SequenceFormat.NativeText
    keys = [QKeySequence(key).toString(form) for key in (*command.keys, *command.anywhere)]
    return ", ".join(key.replace("Left", "←").replace("Right", "→") for key in keys)
