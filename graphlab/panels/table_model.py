"""A table of rows that others compute: text for screen readers and copying, LaTeX for the eye."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
Tone = Literal["plain", "value", "adjoint"]

LATEX = Qt.ItemDataRole.UserRole
KEY = Qt.ItemDataRole.UserRole + 1
FULL = Qt.ItemDataRole.UserRole + 2
TONE = Qt.ItemDataRole.UserRole + 3
ACTIVE = Qt.ItemDataRole.UserRole + 4
NO_INDEX = QModelIndex()


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column. ``key`` is what Why? is asked about; ``full`` has every digit.

    The tool tip of a cell is ``hint``, else what is in ``full``, else the text.
    """

    title: str
    tip: str
    text: Callable[[Row], str]
    latex: Callable[[Row], str | None] | None = None
    full: Callable[[Row], str] | None = None
    key: Callable[[Row], str] | None = None
    tone: Tone = "plain"
    right: bool = False
    hint: Callable[[Row], str] | None = None


class TableModel(QAbstractTableModel, Generic[Row]):
    """Rows of one kind under fixed columns."""

    def __init__(self, columns: Sequence[Column[Row]], name: Callable[[Row], str]) -> None:
        super().__init__()
        self.columns = list(columns)
        self.name = name
        self.rows: tuple[Row, ...] = ()
        self.active: frozenset[str] = frozenset()
        self._places: dict[str, int] = {}

    def show_rows(self, rows: Sequence[Row], active: frozenset[str]) -> None:
        """Shows rows; ``active`` names those that this step is about.

        Only rows that look different are painted again.
        """
        before, turned = self.rows, self.active ^ active
        # A row that looks the same is the same object, so that most need no second look.
        pairs = zip(before, rows, strict=False)
        other = [(place, old, new) for place, (old, new) in enumerate(pairs) if old is not new]
        if len(before) != len(rows) or any(self.name(o) != self.name(n) for _, o, n in other):
            self.beginResetModel()
            self.rows, self.active = tuple(rows), active
            self._places = {self.name(row): place for place, row in reversed([*enumerate(rows)])}
            self.endResetModel()
            return
        self.rows, self.active = tuple(rows), active
        last = len(self.columns) - 1
        changed = {place for place, old, new in other if old != new}
        turned -= {self.name(rows[place]) for place in changed}
        changed |= {place for name in turned if (place := self.row_of(name)) is not None}
        for place in sorted(changed):
            self.dataChanged.emit(self.index(place, 0), self.index(place, last))

    def set_column(self, place: int, column: Column[Row]) -> None:
        """Shows something else in one column."""
        self.columns[place] = column
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, place, place)
        if self.rows:
            self.dataChanged.emit(self.index(0, place), self.index(len(self.rows) - 1, place))

    def row_of(self, name: str) -> int | None:
        """Which row has this name."""
        return self._places.get(name)

    @override
    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.rows)

    @override
    def columnCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation == Qt.Orientation.Vertical or section >= len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.tip
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row, column = self.rows[index.row()], self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.text(row)
            case Qt.ItemDataRole.ToolTipRole:
                return (column.hint or column.full or column.text)(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{column.title} of {self.name(row)}: {column.text(row)}"
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
        return self._own_data(row, column, role)

    def _own_data(self, row: Row, column: Column[Row], role: int) -> object:
        match role:
            case _ if role == LATEX:
                return column.latex(row) if column.latex else None
            case _ if role == KEY:
                return column.key(row) if column.key else None
            case _ if role == FULL:
                return column.full(row) if column.full else None
            case _ if role == TONE:
                return column.tone
            case _ if role == ACTIVE:
                return self.name(row) in self.active
        return None
