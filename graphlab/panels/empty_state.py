"""What stands where the graph will be: six examples to click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from graphlab.errors import InputError
from graphlab.formula.parser import parse
from graphlab.panels.math_label import MathLabel
from graphlab.panels.monospace import monospace
from graphlab.study.examples import FIRST, CodeExample

if TYPE_CHECKING:
    from graphlab.study.examples import Example

COLUMNS = 3


class EmptyState(QWidget):
    """Shown while there is no formula."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = QLabel("Type a function above, or open an example", self)
        words.setObjectName("panelTitle")
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.cards = [ExampleCard(example, self) for example in FIRST]
        grid = QGridLayout()
        grid.setSpacing(14)
        for place, card in enumerate(self.cards):
            card.clicked.connect(self._choose)
            grid.addWidget(card, place // COLUMNS, place % COLUMNS)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 16, 32, 16)
        column.setSpacing(16)
        column.addStretch(1)
        column.addWidget(words)
        column.addLayout(grid)
        column.addStretch(2)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Shadow)  # the chrome's colour of the canvas
        words.setForegroundRole(QPalette.ColorRole.WindowText)  # a label inherits only the ground
        self.hide()

    def _choose(self) -> None:
        card = self.sender()
        if isinstance(card, ExampleCard):
            self.chosen.emit(card.example)


class ExampleCard(QPushButton):
    """One example: its title, its formula in mathematics, and what it shows."""

    def __init__(self, example: Example | CodeExample, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.example = example
        self.setAccessibleName(f"{example.title}: {example.text}")
        title = QLabel(example.title, self)
        title.setObjectName("panelTitle")
        formula = _code(example, self) if isinstance(example, CodeExample) else MathLabel(16, self)
        if isinstance(formula, MathLabel):
            try:
                formula.show_formula(parse(example.text).latex, example.text)
            except InputError:
                formula.show_formula(None, example.text)
        shows = QLabel(example.shows, self)
        shows.setObjectName("quiet")
        shows.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        for part in (title, formula, shows):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(part)

    @override
    def sizeHint(self) -> QSize:
        return QSize(260, 112)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(150, 104)


def _code(example: CodeExample, parent: QWidget) -> QLabel:
    """The first two statements, in the type of code."""
    lines = [line for line in example.text.splitlines() if line and line[0] not in " @#"]
    shown = [line.partition("#")[0].rstrip() for line in lines if not line.startswith("def ")]
    label = QLabel("; ".join(shown[:2]), parent)
    label.setFont(monospace(12))
    return label
