"""What stands where the graph will be: six examples to click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from graphlab.errors import InputError
from graphlab.formula.parser import parse
from graphlab.panels.math_label import MathLabel
from graphlab.panels.monospace import monospace
from graphlab.study.examples import FIRST, CodeExample

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from graphlab.study.examples import Example

COLUMNS, BETWEEN, SIDE = 3, 14, 32


class EmptyState(QWidget):
    """Shown while there is no formula."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = QLabel("Type a function above, or open an example", self)
        words.setObjectName("panelTitle")
        words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.cards = [ExampleCard(example, self) for example in FIRST]
        grid = self._grid = QGridLayout()
        grid.setSpacing(BETWEEN)
        for place, card in enumerate(self.cards):
            card.clicked.connect(self._choose)
            grid.addWidget(card, place // COLUMNS, place % COLUMNS)
        column = QVBoxLayout(self)
        column.setContentsMargins(SIDE, 16, SIDE, 16)
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

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = (self.width() - 2 * SIDE - (COLUMNS - 1) * BETWEEN) // COLUMNS
        for row in range(self._grid.rowCount()):
            cards = self.cards[row * COLUMNS : (row + 1) * COLUMNS]
            self._grid.setRowMinimumHeight(row, max(card.height_for(width) for card in cards))


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
        self._column = column
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Minimum)

    def height_for(self, width: int) -> int:
        """How high it has to be for its words to be seen, which a grid does not give by itself."""
        return max(self.minimumSizeHint().height(), self._column.totalHeightForWidth(width))

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
