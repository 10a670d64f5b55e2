"""Gradient health: a ranked list, why the chosen one ranks there, and the profile over depth."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from graphlab.panels.math_label import MathLabel
from graphlab.panels.plain_table import plain_table
from graphlab.panels.profile_chart import ProfileChart

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphlab.picture.theme import Theme
    from graphlab.study.health import Point, Reason

HEADS = ("where", "×", "zeros")
TIPS = (
    "The operation or module that the gradient goes back through",
    "Root mean square of what is passed on, over that of what arrives",
    "How much of what is passed on is exactly 0",
)
NODE = Qt.ItemDataRole.UserRole
NOTHING = "No gradient flows in this graph."


class HealthRow(NamedTuple):
    """One line of the list, in words."""

    node: str
    where: str
    ratio: str
    zeros: str
    is_odd: bool


class HealthView(QFrame):
    """``chosen`` sends the node of a row or a mark, ``asked`` that of the row that is current."""

    chosen = Signal(str)
    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("healthView")
        self.summary = QLabel(self)
        self.summary.setWordWrap(True)
        self.table = plain_table("healthTable", HEADS, TIPS, self)
        self.table.setAccessibleName("Largest changes of the gradient first")
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTextElideMode(Qt.TextElideMode.ElideLeft)  # the operation stands last
        self.table.itemClicked.connect(self._choose)
        self.table.itemActivated.connect(self._choose)
        self.table.currentItemChanged.connect(self._ask)
        self.rule = MathLabel(14, self)
        self.words, self.notes = QLabel(self), QLabel(self)
        for label in (self.words, self.notes):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.chart = ProfileChart(self)
        self.chart.chosen.connect(self.chosen)
        self._lay_out()

    def set_theme(self, theme: Theme) -> None:
        """The colours of the chart."""
        self.chart.set_theme(theme)

    def show_rows(self, summary: str, rows: Sequence[HealthRow], notes: Sequence[str]) -> None:
        """Shows the list of a run, and what is to be said of all of it."""
        self.summary.setText(summary or NOTHING)
        with QSignalBlocker(self.table):
            self.table.setRowCount(len(rows))
            for line, row in enumerate(rows):
                self._fill(line, row)
            if rows:
                self.table.setCurrentCell(0, 0)
        self.table.setVisible(bool(rows))
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))
        if rows:
            self.asked.emit(rows[0].node)
        else:
            self.show_reason(None)

    def show_points(self, points: Sequence[Point], names: Mapping[str, str]) -> None:
        """Shows the profile."""
        self.chart.setVisible(bool(points))
        self.chart.show_points(points, names)

    def show_reason(self, reason: Reason | None) -> None:
        """Why the row that is current ranks there."""
        self.rule.setVisible(reason is not None and bool(reason.latex))
        self.words.setVisible(reason is not None)
        if reason is not None:
            self.rule.show_formula(reason.latex or None, reason.text)
            self.words.setText(reason.words)

    def _fill(self, line: int, row: HealthRow) -> None:
        for column, text in enumerate((row.where, row.ratio, row.zeros)):
            item = QTableWidgetItem(text)
            item.setData(NODE, row.node)
            item.setToolTip(f"{row.where}: {row.ratio}")
            if column:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if row.is_odd and column == 1:
                font = item.font()
                font.setBold(True)
                item.setFont(font)
            self.table.setItem(line, column, item)

    def _choose(self, item: QTableWidgetItem) -> None:
        self.chosen.emit(item.data(NODE))

    def _ask(self, item: QTableWidgetItem | None) -> None:
        if item is not None:
            self.asked.emit(item.data(NODE))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part, stretch in (
            (self.summary, 0),
            (self.table, 1),
            (self.rule, 0),
            (self.words, 0),
            (self.chart, 0),
            (self.notes, 0),
        ):
            if isinstance(part, QTableWidget | ProfileChart):
                column.addWidget(part, stretch)
                continue
            inset = QVBoxLayout()
            inset.setContentsMargins(12, 8, 10, 4)
            inset.addWidget(part)
            column.addLayout(inset, stretch)
