"""A field for one number, as people type it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from typing_extensions import override

from graphlab.errors import InputError
from graphlab.formula.numbers import full_number
from graphlab.panels.line_edit import LineEdit
from graphlab.study.reading import read_number

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent
    from PySide6.QtWidgets import QWidget

UP_DOWN = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class NumberField(LineEdit):
    """Enter or leaving takes the number; Up and Down change it by ``quantum``."""

    taken = Signal(float)
    refused = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.quantum = 0.01
        self._value = 0.0
        self.setAccessibleName(f"Value of {name}")
        self.setFixedWidth(76)
        self.setMaxLength(60)
        self.returnPressed.connect(self.take)

    @property
    def value(self) -> float:
        return self._value

    def show_value(self, value: float) -> None:
        """Shows a number without saying that it was taken."""
        self._value = value
        self._mark(False)
        with QSignalBlocker(self):
            self.setText(full_number(value))
            self.setCursorPosition(0)

    def take(self) -> None:
        """Reads what is typed."""
        if self.text() == full_number(self._value):
            self._mark(False)
            return
        try:
            value = read_number(self.text(), self.name)
        except InputError as error:
            self._mark(True)
            self.refused.emit(error)
            return
        self.show_value(value)
        self.taken.emit(value)

    def _mark(self, wrong: bool) -> None:
        if bool(self.property("wrong")) != wrong:
            self.setProperty("wrong", wrong)
            self.style().unpolish(self)
            self.style().polish(self)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if direction := UP_DOWN.get(Qt.Key(event.key())):
            steps = round(self._value / self.quantum) + direction
            value = float(f"{steps * self.quantum:.12g}")
            self.show_value(value)
            self.taken.emit(value)
        elif event.key() == Qt.Key.Key_Escape:
            self.show_value(self._value)
        else:
            super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.selectAll()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.take()
