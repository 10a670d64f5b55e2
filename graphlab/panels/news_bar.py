"""A line above everything: what happened to the person's work, with what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent


class NewsBar(QFrame):
    """``answered`` sends the word behind the button that was pressed. It takes no keys itself."""

    answered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("newsBar")
        self.sentence = QLabel(self)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setWordWrap(True)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.buttons: dict[str, QPushButton] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 6, 10, 6)
        self._row.setSpacing(8)
        self._row.addWidget(self.sentence, 1)
        self.hide()

    def say(self, sentence: str, answers: Sequence[tuple[str, str]]) -> None:
        """Shows a sentence, and a button for each pair of its text and what it sends."""
        for button in self.buttons.values():
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = {}
        for text, word in answers:
            button = QPushButton(text, self)
            button.setProperty("word", word)
            button.setAccessibleDescription(sentence)
            button.clicked.connect(self._answer)
            self._row.addWidget(button)
            self.buttons[word] = button
        self.setFocusProxy(next(iter(self.buttons.values())))
        self.sentence.setText(sentence)
        self.setAccessibleName(sentence)
        self.show()

    def _answer(self) -> None:
        self.answered.emit(self.sender().property("word"))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.focusWidget()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and isinstance(focused, QPushButton):
            focused.click()  # outside dialogs a button leaves Enter alone
        else:
            super().keyPressEvent(event)
