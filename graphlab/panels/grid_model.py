"""The numbers of a Grid as cells that can be typed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal
from typing_extensions import override

from graphlab.errors import InputError
from graphlab.formula.numbers import full_number
from graphlab.panels.table_model import NO_INDEX, Index
from graphlab.study.grid import Grid
from graphlab.study.reading import read_number

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class GridModel(QAbstractTableModel):
    """``grid`` is what the cells hold; ``refused`` tells why a cell was not taken."""

    refused = Signal(str)
    taken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.grid = Grid("", ((0.0,),))
        self.is_refused = False

    def show_grid(self, grid: Grid) -> None:
        """Other numbers, of any size."""
        self.beginResetModel()
        self.grid, self.is_refused = grid, False
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.grid.rows)

    @override
    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.grid.rows[0])

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return full_number(self.grid.rows[index.row()][index.column()])
        return RIGHT if role == Qt.ItemDataRole.TextAlignmentRole else None

    @override
    def setData(
        self, index: QModelIndex | Index, value: object, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        row, column = index.row(), index.column()
        place = (
            f"{self.grid.name}[{row}]"
            if self.grid.is_vector
            else (f"{self.grid.name}[{row}, {column}]")
        )
        try:
            number = read_number(str(value), place)
        except InputError as error:
            self.is_refused = True
            self.refused.emit(error.problem)
            return False
        self.is_refused = False
        self.grid = self.grid.at(row, column, number)
        self.dataChanged.emit(index, index)
        self.taken.emit()
        return True
