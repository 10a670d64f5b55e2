"""What ``parameters()`` collects: name, shape, dtype, and whether it requires grad."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHeaderView, QLabel, QVBoxLayout, QWidget

from graphlab.panels.table_model import Column, TableModel
from graphlab.panels.table_view import ROW_HEIGHT, TableView
from graphlab.record import Parameter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.picture.theme import Theme

MOST_ROWS = 6  # shown without scrolling
COLUMNS: tuple[Column[Parameter], ...] = (
    Column("name", "Its name in the module", lambda row: row.name),
    Column("shape", "Its size", lambda row: shape_text(row.shape)),
    Column("dtype", "The type of its numbers", lambda row: row.dtype),
    Column(
        "grad", "Whether it requires grad", lambda row: "yes" if row.requires_grad else "frozen"
    ),
)


class ParametersList(QFrame):
    """Hidden without parameters. ``chosen`` sends the id of the node that holds one."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("parameters")
        self.title = QLabel(self)
        self.title.setObjectName("quiet")
        self.title.setWordWrap(True)  # its width would be the least width of all that is below
        self.table = TableView(TableModel[Parameter](COLUMNS, lambda row: row.name), self)
        self.table.setAccessibleName("Parameters")
        header = self.table.horizontalHeader()
        for place in range(len(COLUMNS)):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.chosen.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 10, 6)
        column.setSpacing(2)
        column.addWidget(self.title)
        column.addWidget(self.table)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """The colours of the table."""
        self.table.set_theme(theme)

    def show_parameters(self, parameters: Sequence[Parameter]) -> None:
        """Shows these; their number of elements stands above them."""
        count = sum(_size(parameter.shape) for parameter in parameters)
        many = "1 tensor" if len(parameters) == 1 else f"{len(parameters)} tensors"
        numbers = "1 number" if count == 1 else f"{count:,} numbers".replace(",", "\u202f")
        self.title.setText(f"parameters() collects {many}, {numbers}")
        self.table.rows.show_rows(tuple(parameters), frozenset())
        height = self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(height + min(len(parameters), MOST_ROWS) * ROW_HEIGHT + 4)
        self.setVisible(bool(parameters))

    def _choose(self, name: str, _column: int) -> None:
        row = self.table.rows.row_of(name)
        node = self.table.rows.rows[row].node if row is not None else None
        if node is not None:
            self.chosen.emit(node)


def shape_text(shape: Sequence[int]) -> str:
    """``2×3``; a tensor of no dimensions is a single number."""
    return "×".join(str(side) for side in shape) or "number"


def _size(shape: Sequence[int]) -> int:
    size = 1
    for side in shape:
        size *= side
    return size
