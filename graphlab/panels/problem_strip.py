"""The sentence about a mistake in the code; a click goes to its line, another shows details."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from graphlab.panels.details import Details

if TYPE_CHECKING:
    from graphlab.errors import InputError


class ProblemStrip(QFrame):
    """Hidden while nothing is wrong. ``asked`` sends the line to go to."""

    asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("problemStrip")
        self._line = 0
        self.sentence = QLabel(self)
        self.sentence.setWordWrap(True)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.go = QToolButton(self)
        self.go.clicked.connect(self._ask)
        self.details = Details(self)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.go, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.details.button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 5, 8, 5)
        column.addLayout(row)
        column.addWidget(self.details.page)
        self.hide()

    def show_problem(self, error: InputError | None, details: str = "") -> None:
        """Shows a mistake, or nothing; ``details`` is a traceback."""
        self.details.show_text(details)
        if error is None:
            self.hide()
            return
        self._line = error.line or 0
        self.go.setVisible(bool(self._line))
        self.go.setText(f"Line {self._line}")
        self.go.setToolTip(f"Go to line {self._line}")
        self.sentence.setText(error.problem)
        self.setAccessibleName(error.sentence)
        self.show()

    def _ask(self) -> None:
        self.asked.emit(self._line)
