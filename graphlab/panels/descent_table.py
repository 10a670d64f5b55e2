"""The path of gradient descent as a table, the plot's twin for those who do not see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QHeaderView, QTableView
from typing_extensions import override

from graphlab.formula.numbers import format_number, full_number
from graphlab.panels.plain_table import ROW_HEIGHT
from graphlab.panels.table_model import NO_INDEX, Index

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from graphlab.study.contours import Floats

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
DIGITS = 4
SAMPLE = 200
"""Rows whose width counts."""


class PathModel(QAbstractTableModel):
    """A row a step: where it is, the value there, and the gradient."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.heads: tuple[str, ...] = ()
        self._rows: Floats | None = None

    def show_rows(self, heads: Sequence[str], rows: Floats | None) -> None:
        """Other numbers; the step is counted from 0."""
        self.beginResetModel()
        self.heads, self._rows = tuple(heads), rows
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() or self._rows is None else len(self._rows)

    @override
    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.heads)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self.heads[section]
        return RIGHT if role == Qt.ItemDataRole.TextAlignmentRole else None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self._rows is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if index.column() == 0:
            return str(index.row())
        value = float(self._rows[index.row(), index.column() - 1])
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{self.heads[index.column()]} = {full_number(value)}"
        return format_number(value, DIGITS)

    def text(self) -> str:
        """All of it for the clipboard, every digit."""
        if self._rows is None:
            return ""
        rows = ["\t".join(map(repr, (step, *row.tolist()))) for step, row in enumerate(self._rows)]
        return "\n".join(["\t".join(self.heads), *rows])


class DescentTable(QTableView):
    """``walked`` sends the row that is current, ``opened`` one that was clicked or at Enter."""

    walked = Signal(int)
    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("descentTable")
        self.setAccessibleName("Path of gradient descent")
        self.rows = PathModel(self)
        self.setModel(self.rows)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setResizeContentsPrecision(SAMPLE)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setStretchLastSection(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.clicked.connect(self._open)
        self.activated.connect(self._open)

    def show_path(self, heads: Sequence[str], rows: Floats | None, current: int) -> None:
        """Shows a path."""
        with QSignalBlocker(self):
            self.rows.show_rows(heads, rows)
        self.show_current(current)

    def show_current(self, step: int) -> None:
        """Chooses a row without saying so."""
        index = self.rows.index(step, 0)
        if index.row() != self.currentIndex().row():
            with QSignalBlocker(self):
                self.setCurrentIndex(index)

    @override
    def currentChanged(self, current: QModelIndex | Index, previous: QModelIndex | Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != previous.row():
            self.walked.emit(current.row())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QApplication.clipboard().setText(self.rows.text())
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.row())
