"""A question with two or three answers, before something is done that cannot be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence


class Question(QMessageBox):
    """``answered`` sends the word behind the button; Esc and Cancel send nothing.

    The first answer is what Enter does. Letters after “&” choose one by the keyboard.
    """

    answered = Signal(str)

    def __init__(
        self,
        title: str,
        sentence: str,
        more: str,
        answers: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(sentence)
        self.setInformativeText(more)
        self.setOption(QMessageBox.Option.DontUseNativeDialog)
        roles = QMessageBox.ButtonRole
        self.answers: dict[str, QPushButton] = {}
        for place, (text, word) in enumerate(answers):
            role = roles.AcceptRole if place == 0 else roles.DestructiveRole
            self.answers[word] = self.addButton(text, role)
        self.cancel = self.addButton(QMessageBox.StandardButton.Cancel)
        self.cancel.setText("Cancel")
        self.cancel.setIcon(QIcon())  # as the others
        self.setDefaultButton(next(iter(self.answers.values())))
        self.setEscapeButton(self.cancel)
        self.finished.connect(self._answer)

    def _answer(self) -> None:
        for word, button in self.answers.items():
            if button is self.clickedButton():
                self.answered.emit(word)
