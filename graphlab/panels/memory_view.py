"""Shared memory: which tensors live in which storage, and whether two of them meet there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from graphlab.panels.plain_table import plain_table
from graphlab.picture.theme import LIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.picture.theme import Theme
    from graphlab.study.memory import Group, MemoryRow

HEADS = ("", "tensor", "dtype", "shape", "stride", "offset", "bytes")
TIPS = (
    "Equal letters: one piece of memory (storage)",
    "The node",
    "The type of its numbers",
    "Its size",
    "How many elements of the storage lie between neighbours, for each dimension",
    "Where in the storage it begins, in elements",
    "The bytes of its elements; the whole storage may be larger",
)
NODE = Qt.ItemDataRole.UserRole
NOTHING = "No tensor of this graph tells where it is in memory."


class _Cell(NamedTuple):
    group: Group
    place: int
    row: MemoryRow


class MemoryView(QFrame):
    """``chosen`` sends the node of the row that was clicked, ``asked`` two nodes."""

    chosen = Signal(str)
    asked = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("memoryView")
        self._theme = LIGHT
        self._groups: tuple[Group, ...] = ()
        self._ids: tuple[str, ...] = ()
        self._names: tuple[str, ...] = ()
        self.first, self.second = QComboBox(self), QComboBox(self)
        for box, name in ((self.first, "One tensor"), (self.second, "The other tensor")):
            box.setAccessibleName(name)
            box.setMinimumContentsLength(4)
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            box.activated.connect(self._ask)
        self.answer = QLabel(self)
        self.answer.setWordWrap(True)
        self.answer.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.table = plain_table("memoryTable", HEADS, TIPS, self)
        self.table.setAccessibleName("Memory of each tensor")
        self.table.horizontalHeader().setMinimumSectionSize(22)
        self.table.itemClicked.connect(self._choose)
        self.table.itemSelectionChanged.connect(self._take_selection)
        self._lay_out()
        self.setFocusProxy(self.first)

    def set_theme(self, theme: Theme) -> None:
        """The colours of the storages."""
        self._theme = theme
        self._fill()

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Shows the storages of a run; the question stays while it is about the same graph."""
        before = self._names, self.first.currentData(), self.second.currentData()
        self._groups = tuple(groups)
        self._fill()
        rows = sorted((row for g in groups for row in g.rows), key=lambda row: int(row.id[1:]))
        self._ids = tuple(row.id for row in rows)
        self._names = tuple(row.name for row in rows)
        wanted = before[1:] if self._names == before[0] else self._usual()
        for box, node in zip((self.first, self.second), wanted, strict=True):
            with QSignalBlocker(box):
                box.clear()
                for row in rows:
                    box.addItem(row.name, row.id)
                box.setCurrentIndex(box.findData(node))
        self._ask()

    def show_answer(self, sentence: str) -> None:
        """The answer to the question above the table."""
        self.answer.setText(sentence)

    def _usual(self) -> tuple[str, str]:
        """Two tensors to begin with: the first that share, else the first two."""
        shared = next((g for g in self._groups if g.shared), None)
        if shared is not None:
            return shared.rows[0].id, shared.rows[1].id
        return (self._ids[0], self._ids[-1]) if self._ids else ("", "")

    def _fill(self) -> None:
        cells = [
            _Cell(group, place, row)
            for place, group in enumerate(self._groups)
            for row in group.rows
        ]
        with QSignalBlocker(self.table):
            self.table.setRowCount(len(cells))
            for line, cell in enumerate(cells):
                self._fill_row(line, cell)

    def _fill_row(self, line: int, cell: _Cell) -> None:
        row, group = cell.row, cell.group
        written = f", written over {row.version}×" if row.version else ""
        texts = (group.letter, row.name, row.dtype, row.shape, row.stride, row.offset, row.bytes)
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setData(NODE, row.id)
            whole = "" if group.bytes is None else f", {group.bytes} bytes"
            item.setToolTip(f"Storage {group.letter}{whole}{written}")
            if column == 0:
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                if group.shared:
                    item.setBackground(QColor(self._theme.storage(cell.place)))
            elif column > 3:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(line, column, item)

    def _choose(self, item: QTableWidgetItem) -> None:
        self.chosen.emit(item.data(NODE))

    def _take_selection(self) -> None:
        """Two selected rows are a question."""
        lines = [index.row() for index in self.table.selectionModel().selectedRows()]
        if len(lines) == 2:
            for box, line in zip((self.first, self.second), sorted(lines), strict=True):
                item = self.table.item(line, 0)
                if item is not None:
                    box.setCurrentIndex(box.findData(item.data(NODE)))
            self._ask()

    def _ask(self) -> None:
        one, other = self.first.currentData(), self.second.currentData()
        if one is None or other is None:
            self.answer.setText(NOTHING)
        else:
            self.asked.emit(one, other)

    def _lay_out(self) -> None:
        question = QHBoxLayout()
        question.setSpacing(6)
        for part in (QLabel("Do", self), self.first, QLabel("and", self), self.second):
            question.addWidget(part, 1 if isinstance(part, QComboBox) else 0)
        head = QVBoxLayout()
        head.setContentsMargins(12, 8, 8, 8)
        head.addLayout(question)
        head.addWidget(QLabel("share memory?", self))
        head.addWidget(self.answer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.table, 1)
