"""The weights with their gradients, and beside them the closed form where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from graphlab.formula.numbers import format_number, full_number
from graphlab.panels.own_keys import OwnKeys
from graphlab.panels.plain_table import plain_table
from graphlab.picture.theme import LIGHT
from graphlab.study.weight_rows import element_rows

if TYPE_CHECKING:
    from graphlab.picture.theme import Theme
    from graphlab.study.training import Run

HEADS = ("", "w", ".grad", "closed form")
TIPS = (
    "The parameter of the model, and which of its elements",
    "The weight as it is now",
    "The gradient that backward put into the slot of the parameter last",
    "The best weight, from all training points at once",
)
SET_TIP = "Takes the weights of the closed form: there every adjoint is 0, up to rounding"
NONE_YET = "Weights are shown once a run has begun."
TOO_MANY = "There are too many weights to be shown one by one."


class WeightsTable(QWidget):
    """``fit_asked`` is when the weights of the closed form are to be taken."""

    fit_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self.table = plain_table("weightsTable", HEADS, TIPS, self)
        self.table.setAccessibleName("Weights and gradients")
        self.table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setMinimumSectionSize(44)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.more = _words("quiet", self)
        self.sentence = _words("", self)
        self.take = QPushButton("Set weights to the closed form", self)
        self.take.setToolTip(SET_TIP)
        self.take.setMinimumWidth(1)
        self._keys = OwnKeys(self)
        self._keys.watch([self.take])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self.table, self.more, self.sentence, self.take):
            column.addWidget(part)
        self.take.clicked.connect(self.fit_asked)
        self.show_run(None)

    @property
    def summary(self) -> str:
        """The first weights in a line."""
        said = []
        for row in range(min(3, self.table.rowCount())):
            said.append(f"{self._text(row, 0)} {self._text(row, 1)}")
        return " · ".join(said)

    def set_theme(self, theme: Theme) -> None:
        """The colours of values and adjoints."""
        self._theme = theme
        for row in range(self.table.rowCount()):
            for column in range(1, len(HEADS)):
                if (item := self.table.item(row, column)) is not None:
                    item.setForeground(self._ink(column))

    def show_run(self, run: Run | None) -> None:
        """The numbers of a run; None before there is one."""
        last, fit = (None, None) if run is None else (run.last, run.fit)
        weights = {} if last is None else last.weights
        fitted = {} if fit is None else fit.weights
        gradients = {} if last is None else last.gradients
        rows, more = element_rows(weights, [gradients, fitted])
        self.table.setRowCount(len(rows))
        for place, row in enumerate(rows):
            self._show_cell(place, 0, row.name, f"{row.name} of the model")
            for column, number in enumerate(row.numbers, 1):
                text = "–" if number is None else format_number(number)
                full = "nothing in the slot" if number is None else full_number(number)
                self._show_cell(place, column, text, f"{HEADS[column]}: {full}")
        self.table.setColumnHidden(3, not fitted)
        self.table.setFixedHeight(
            self.table.horizontalHeader().sizeHint().height()
            + len(rows) * self.table.verticalHeader().defaultSectionSize()
            + 2
        )
        self.table.setVisible(bool(rows))
        words = f"and {more:,} more" if more else ""
        if not rows:
            words = NONE_YET if last is None else TOO_MANY
        self.more.setText(words)
        self.more.setVisible(bool(words))
        self.sentence.setText(
            "" if fit is None else f"{fit.sentence} Its loss is {format_number(fit.loss)}."
        )
        self.sentence.setVisible(fit is not None)
        self.take.setVisible(fit is not None)

    def _show_cell(self, row: int, column: int, text: str, tip: str) -> None:
        item = self.table.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            if column:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                item.setForeground(self._ink(column))
            self.table.setItem(row, column, item)
        if item.text() != text:
            item.setText(text)
        item.setToolTip(tip)

    def _ink(self, column: int) -> QColor:
        theme = self._theme
        return QColor((theme.ink, theme.value_text, theme.adjoint_text, theme.ink)[column])

    def _text(self, row: int, column: int) -> str:
        item = self.table.item(row, column)
        return "" if item is None else item.text()


def _words(name: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label
