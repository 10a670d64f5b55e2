"""A sentence that floats over the graph: a mistake with its fixes, or a note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from graphlab.panels.details import Details

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Tone = Literal["mistake", "differs", "note"]
LONGEST_FIX = 40
MARGIN = 10
LOWEST = 36
WIDEST = 560
SIDES = 20
LONG = 100
"""Characters of a sentence that has its buttons below, if there are several."""


class Notice(QFrame):
    """Does not move the graph: it lies over it. A button sends the word that stands behind it."""

    answered = Signal(str)

    def __init__(self, stage: QWidget) -> None:
        super().__init__(stage)
        self._stage = stage
        self.setObjectName("notice")
        self.sentence = QLabel(self)
        self.sentence.setWordWrap(True)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.buttons: list[QPushButton] = []
        self.busy: Callable[[], Sequence[QRect]] = tuple
        self.details = Details(self)
        self.details.button.toggled.connect(self.settle)
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        self._row.addWidget(self.sentence, 1)
        self._row.addWidget(self.details.button)
        self._below = QVBoxLayout()  # for buttons that would leave a long sentence no room
        self._below.setSpacing(6)
        self._lines: list[QHBoxLayout] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, SIDES - 12, 6)
        column.setSpacing(6)
        column.addLayout(self._row)
        column.addLayout(self._below)
        column.addWidget(self.details.page)
        self.hide()

    def say(
        self,
        sentence: str,
        tone: Tone = "note",
        answers: Sequence[tuple[str, str]] = (),
        details: str = "",
    ) -> None:
        """Shows a sentence; ``answers`` are pairs of a button's text and what it sends.

        ``details`` is what Python said, behind a button.
        """
        for button in self.buttons:
            for row in (self._row, *self._lines):
                row.removeWidget(button)
            button.hide()
            button.deleteLater()
        for line in self._lines:
            self._below.removeItem(line)
            line.deleteLater()
        self._lines = []
        self.buttons = [self._button(text, word) for text, word in answers]
        if len(answers) > 1 and len(sentence) > LONG:
            self._put_below()
        else:
            for button in self.buttons:
                self._row.addWidget(button)
        for button in self.buttons:
            button.show()  # Qt would do so only later, and until then it takes no room
        self.details.show_text(details)
        self.sentence.setText(sentence)
        self.setAccessibleName(sentence)
        self.setProperty("tone", tone)
        for widget in (self, self.sentence):
            self.style().unpolish(widget)
            self.style().polish(widget)
        self.show()
        self.settle()
        self.raise_()

    def settle(self) -> None:
        """Takes its place: what is wrong at the top, a note where least of the graph is covered."""
        room = self._stage.width() - 2 * MARGIN
        note = self.property("tone") == "note"
        width = min(room, self._width_needed()) if note else room
        height = max(LOWEST, self.heightForWidth(width))
        lowest, farthest = (
            self._stage.height() - MARGIN - height,
            self._stage.width() - MARGIN - width,
        )
        places = [QRect(MARGIN, MARGIN, width, height)]
        if note:
            corners = ((MARGIN, lowest), (farthest, lowest), (MARGIN, MARGIN), (farthest, MARGIN))
            places = [QRect(x, y, width, height) for x, y in corners]
        busy = self.busy()
        self.setGeometry(min(places, key=lambda place: _covered(place, busy)))

    def keep_clear(self, places: Sequence[QRect]) -> None:
        """Moves only if it lies over one of these, such as what the step is about."""
        if any(self.geometry().intersects(place) for place in places):
            self.settle()

    def _width_needed(self) -> int:
        words = self.sentence.fontMetrics().horizontalAdvance(self.sentence.text())
        if self._lines:
            return WIDEST + 28
        words = WIDEST if self.details.button.isChecked() else min(words + 4, WIDEST)
        buttons = [
            *self.buttons,
            *([self.details.button] if self.details.page.toPlainText() else []),
        ]
        return words + sum(button.sizeHint().width() + 8 for button in buttons) + 28

    def _put_below(self) -> None:
        """The buttons in lines of their own, as many in each as there is room for."""
        room, left = min(self._stage.width() - 2 * MARGIN, WIDEST + 28) - SIDES, 0
        for button in self.buttons:
            needed = button.sizeHint().width() + 8
            if left < needed:
                self._lines.append(QHBoxLayout())
                self._lines[-1].setSpacing(8)
                self._lines[-1].addStretch(1)
                self._below.addLayout(self._lines[-1])
                left = room + 8
            left -= needed
            self._lines[-1].addWidget(button)

    def _button(self, text: str, word: str) -> QPushButton:
        short = text if len(text) <= LONGEST_FIX else text[: LONGEST_FIX - 1] + "…"
        button = QPushButton(short.replace("&", "&&"), self)
        button.setToolTip(text)
        button.setProperty("word", word)
        button.clicked.connect(self._answer)
        return button

    def _answer(self) -> None:
        self.answered.emit(self.sender().property("word"))


def _covered(place: QRect, busy: Sequence[QRect]) -> int:
    """How much of these rectangles a place covers."""
    parts = (place & rect for rect in busy)
    return sum(part.width() * part.height() for part in parts if not part.isEmpty())
