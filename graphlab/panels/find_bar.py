"""The line in which one types what is to be found, over a corner of the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget
from typing_extensions import override

from graphlab.panels.icons import icon
from graphlab.panels.line_edit import LineEdit

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

WIDTH, MARGIN = 330, 10
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
HINT = "name, sigmoid, 4×8, layers.3, line 7"


class FindBar(QFrame):
    """``changed`` sends what is typed; ``wanted`` 1 for the next and −1 for the one before."""

    changed = Signal(str)
    wanted = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findBar")
        self.line = FindLine(self)
        self.line.setPlaceholderText(HINT)
        self.line.setAccessibleName("Find in the graph")
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self.changed)
        self.count = QLabel(self)
        self.count.setObjectName("quiet")
        self.back = self._button("up", "The one before (Shift+Enter)")
        self.on = self._button("down", "The next one (Enter)")
        self.close_ = self._button("close", "Close (Esc)")
        self.back.clicked.connect(self._go_back)
        self.on.clicked.connect(self._go_on)
        self.close_.clicked.connect(self.closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 6, 6)
        row.setSpacing(4)
        row.addWidget(self.line, 1)
        row.addWidget(self.count)
        for button in (self.back, self.on, self.close_):
            row.addWidget(button)
        self.hide()

    def begin(self) -> None:
        """Shows the bar with its text selected."""
        self.settle()
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def settle(self) -> None:
        """Stands at the top right of what it lies over."""
        within = self.parentWidget()
        if within is not None:
            width = min(WIDTH, within.width() - 2 * MARGIN)
            height = self.sizeHint().height()
            self.setGeometry(within.width() - width - MARGIN, MARGIN, width, height)

    def show_count(self, place: int, count: int) -> None:
        """``3 of 12``; a place of 0 stands before the first."""
        words = "" if not self.line.text().strip() else "nothing" if not count else str(count)
        self.count.setText(f"{place} of {count}" if place else words)
        for button in (self.back, self.on):
            button.setEnabled(count > 0)

    def set_theme(self) -> None:
        """Tints the buttons."""
        for button in (self.back, self.on, self.close_):
            button.setIcon(icon(button.objectName()))

    def _button(self, name: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setAutoRaise(True)
        button.setIcon(icon(name))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        return button

    def _go_back(self) -> None:
        self.wanted.emit(-1)

    def _go_on(self) -> None:
        self.wanted.emit(1)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.wanted.emit(-1 if back else 1)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.wanted.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)


class FindLine(LineEdit):
    """Leaves the window the keys that lead from mark to mark, which are there while it is."""

    @override
    def _is_for_the_window(self, event: QKeyEvent) -> bool:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers == CTRL_SHIFT and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            return True
        return super()._is_for_the_window(event)
