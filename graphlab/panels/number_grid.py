"""A matrix of numbers to read: tinted by size and sign, every digit in tool tips and copies."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QMimeData, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget
from typing_extensions import override

from graphlab.panels.table_model import NO_INDEX, Index
from graphlab.picture.theme import LIGHT
from graphlab.study.arrays import element, full, summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphlab.picture.theme import Theme
    from graphlab.record import Array

STRONGEST = 0.42  # of the tint, so that numbers can be read on it
WIDTHS = (44, 150)
SAMPLES = 200
ROW = 24
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class NumberModel(QAbstractTableModel):
    """A 2-d array; ``row_name`` and ``column_name`` make the headers."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.array: Array | None = None
        self.row_name: Callable[[int], str] = str
        self.column_name: Callable[[int], str] = str
        self._reach = 0.0
        self._digits = 4
        self._theme = LIGHT

    def show_array(self, array: Array | None, digits: int = 4) -> None:
        """Shows other numbers."""
        self.beginResetModel()
        self.array, self._digits = array, digits
        self._reach = summary(array).reach if array is not None and array.size else 0.0
        self.endResetModel()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme

    @override
    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() or self.array is None else int(self.array.shape[0])

    @override
    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() or self.array is None else int(self.array.shape[1])

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        name = self.column_name if orientation == Qt.Orientation.Horizontal else self.row_name
        return name(section)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.array is None or not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return element(self._item(index), self._digits)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return full(self.array[index.row() : index.row() + 1, index.column()].reshape(()))
            case Qt.ItemDataRole.TextAlignmentRole:
                return RIGHT
            case Qt.ItemDataRole.BackgroundRole:
                return self._tint(self._item(index))
        return None

    def _item(self, index: Index) -> object:
        assert self.array is not None
        return self.array[index.row(), index.column()].item()

    def _tint(self, item: object) -> QColor | None:
        if isinstance(item, bool) or not isinstance(item, int | float) or not self._reach:
            return None
        if not math.isfinite(item):
            colour = QColor(self._theme.fault)
            colour.setAlphaF(0.25)
            return colour
        colour = QColor(self._theme.positive if item > 0 else self._theme.negative)
        colour.setAlphaF(STRONGEST * min(1.0, abs(item) / self._reach))
        return colour


class NumberGrid(QTableView):
    """Read-only; Ctrl+C copies what is selected, or everything."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.numbers = NumberModel(self)
        self.setModel(self.numbers)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setHighlightSections(False)
        self.verticalHeader().setDefaultSectionSize(ROW)

    def show_array(self, array: Array | None, digits: int = 4) -> None:
        """Shows a 2-d array, its columns as wide as their numbers."""
        self.numbers.show_array(array, digits)
        if array is not None and array.size:
            flat = array.reshape(-1)
            some = flat[:: max(1, flat.size // SAMPLES)]
            texts = [element(item, digits) for item in some.tolist()]
            wide = max(map(self.fontMetrics().horizontalAdvance, texts)) + 16
            self.horizontalHeader().setDefaultSectionSize(min(max(wide, WIDTHS[0]), WIDTHS[1]))

    def set_theme(self, theme: Theme) -> None:
        """The colours of the tints."""
        self.numbers.set_theme(theme)
        self.viewport().update()

    @property
    def whole_height(self) -> int:
        """What it takes to show all rows."""
        return self.verticalHeader().length() + self.horizontalHeader().sizeHint().height() + 14

    def copy(self) -> None:
        """The selected cells, or all of them, tab-separated with every digit."""
        array = self.numbers.array
        if array is None:
            return
        chosen = self.selectionModel().selectedIndexes()
        rows = sorted({index.row() for index in chosen}) or range(array.shape[0])
        columns = sorted({index.column() for index in chosen}) or range(array.shape[1])
        lines = ("\t".join(_exact(array[row, column]) for column in columns) for row in rows)
        data = QMimeData()
        data.setText("\n".join(lines) + "\n")
        QGuiApplication.clipboard().setMimeData(data)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(80, 2 * ROW)


def _exact(item: Array) -> str:
    """A number as Python and spreadsheets read it."""
    return full(item.reshape(())).replace("\N{MINUS SIGN}", "-")
