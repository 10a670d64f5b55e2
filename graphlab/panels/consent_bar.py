"""Asks before code that came from a file runs, once per content."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

SENTENCE = "This code came from a file. Read it, then run it."
BESIDE = "It imports {files}, beside it, which you cannot see here and which {run} too."


class ConsentBar(QFrame):
    """``agreed`` tells that the person wants it to run."""

    agreed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("consentBar")
        words = self.words = QLabel(SENTENCE, self)
        words.setWordWrap(True)
        words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.run = QPushButton("Run", self)
        self.run.setToolTip("Run this code now and whenever it is the same (Ctrl+Enter asks again)")
        self.run.setAccessibleDescription(SENTENCE)
        self.run.clicked.connect(self.agreed)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 10, 6)
        row.addWidget(words, 1)
        row.addWidget(self.run)
        self.hide()

    def show_beside(self, files: tuple[str, ...]) -> None:
        """Names the files in the same folder that would run as well."""
        said = SENTENCE
        if files:
            run = "runs" if len(files) == 1 else "run"
            said += " " + BESIDE.format(files=" and ".join(files), run=run)
        self.words.setText(said)
        self.run.setAccessibleDescription(said)

    def ask(self) -> None:
        """Shows itself and takes the focus: the next Enter answers this question."""
        self.show()
        self.run.setFocus()
