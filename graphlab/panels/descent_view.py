"""Gradient descent on the formula: how it walks, the plot, and the path as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from graphlab.panels.descent_form import DescentForm
from graphlab.panels.descent_plot import DescentPlot, DescentShown
from graphlab.panels.descent_table import DescentTable

if TYPE_CHECKING:
    from graphlab.picture.theme import Theme
    from graphlab.study.descent import Box

WAITING = "Walking down …"
OPEN_TIP = "Show the graph at this point of the path (Enter in the plot, or a click on the point)"
FIT_TIP = "Look at the whole path (F in the plot); the wheel zooms, a drag moves"
RESET_TIP = "Look at what the sliders reach over"
PLOT_SHARE, TABLE_SHARE = 5, 3
POINT_LINES = 2
LEAST_TABLE = 84  # px


class DescentView(QFrame):
    """``opened`` sends a step that is to be seen in the graph, ``reset`` asks for the first view.

    The parts have signals of their own.
    """

    opened = Signal(int)
    reset = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("descentView")
        self._shown: DescentShown | None = None
        self.form = DescentForm(self)
        self.sentence, self.point = QLabel(self), QLabel(self)
        for label in (self.sentence, self.point):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.point.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.point.setFixedHeight(POINT_LINES * self.point.fontMetrics().lineSpacing() + 4)
        self.plot = DescentPlot(self)
        self.table = DescentTable(self)
        self.table.setMinimumHeight(LEAST_TABLE)
        self.open, self.fit, self.back = (
            self._button(words, tip)
            for words, tip in (
                ("Open", OPEN_TIP),
                ("Fit", FIT_TIP),
                ("Reset", RESET_TIP),
            )
        )
        self.open.clicked.connect(self._open_current)
        self.fit.clicked.connect(self.plot.fit_path)
        self.back.clicked.connect(self.reset)
        self.plot.opened.connect(self.opened)
        self.plot.walked.connect(self._walk)
        self.table.opened.connect(self._open)
        self.table.walked.connect(self._walk)
        self._lay_out()
        self.setFocusProxy(self.plot)
        self.show_words("")

    def set_theme(self, theme: Theme) -> None:
        """The colours of the plot."""
        self.plot.set_theme(theme)

    def show_words(self, words: str, *, with_form: bool = False) -> None:
        """Shows a sentence in place of a path."""
        self._shown = None
        self.sentence.setText(_unbroken(words))
        self.form.setVisible(with_form)
        self._lower.hide()

    def show_waiting(self) -> None:
        """Says that a path is on its way; the one before stays."""
        self.sentence.setText(WAITING)

    def show_descent(self, shown: DescentShown, box: Box, current: int, summary: str) -> None:
        """Shows a path and what it comes to."""
        import numpy as np

        self._shown = shown
        self.sentence.setText(_unbroken(summary))
        self.form.show()
        self._lower.show()
        self.plot.show_descent(shown, box, current)
        slopes = (f"∂{shown.letter}/∂{name}" for name in shown.names)
        rows = np.column_stack([shown.path, shown.values, shown.gradients])
        heads = ("step", *shown.names, shown.letter, *slopes)
        self.table.show_path(heads, rows, self.plot.current)
        self._tell()

    def show_current(self, step: int) -> None:
        """Marks a point of the path."""
        if self._shown is not None:
            self.plot.show_current(step)
            self.table.show_current(self.plot.current)
            self._tell()

    def _walk(self, step: int) -> None:
        self.show_current(step)

    def _open(self, step: int) -> None:
        self.show_current(step)
        self.opened.emit(step)

    def _open_current(self) -> None:
        self.opened.emit(self.plot.current)

    def _tell(self) -> None:
        shown = self._shown
        if shown is not None:
            told = shown.told(self.plot.current)
            self.point.setText(_unbroken(told[0].upper() + told[1:]))

    def _button(self, words: str, tip: str) -> QPushButton:
        button = QPushButton(words, self)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        return button

    def _lay_out(self) -> None:
        head = QVBoxLayout()
        head.setContentsMargins(12, 8, 10, 6)
        head.setSpacing(8)
        head.addWidget(self.form)
        head.addWidget(self.sentence)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button in (self.open, self.fit, self.back):
            buttons.addWidget(button)
        buttons.addStretch(1)
        below = QVBoxLayout()
        below.setContentsMargins(12, 4, 10, 8)
        below.setSpacing(6)
        below.addWidget(self.point)
        below.addLayout(buttons)
        self._lower = QWidget(self)
        lower = QVBoxLayout(self._lower)
        lower.setContentsMargins(0, 0, 0, 0)
        lower.setSpacing(0)
        lower.addWidget(self.plot, PLOT_SHARE)
        lower.addLayout(below)
        lower.addWidget(self.table, TABLE_SHARE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._lower, 1)
        column.addStretch(0)  # a sentence alone stands at the top


def _unbroken(words: str) -> str:
    """No line ends between a name and its number."""
    return words.replace(" = ", "\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}")
