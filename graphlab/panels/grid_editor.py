"""The small window in which a vector or a matrix is typed, resized or pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from graphlab.errors import InputError
from graphlab.panels.grid_model import GridModel
from graphlab.study.grid import MOST, Grid, read_grid

if TYPE_CHECKING:
    from graphlab.panels.table_model import Index
    from graphlab.study.grid import Numbers

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
KINDS = ("number", "vector", "matrix")
CELL = QSize(64, 26)
SEEN = (8, 6)  # rows and columns shown without scrolling
HINT = "Tab: next number · Ctrl+V: paste a table or [[1, 2], [3, 4]] · Enter: use it · Esc: leave"


class GridEditor(QFrame):
    """``applied`` sends the numbers as nested lists, or one number. Escape sends nothing."""

    applied = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popover")
        self.model = GridModel(self)
        self.kind = QComboBox(self)
        self.kind.addItems(list(KINDS))
        self.kind.setAccessibleName("Number, vector or matrix")
        self.rows = _side("Rows", self)
        self.columns = _side("Columns", self)
        self._times = QLabel("×", self)
        self.table = _Table(self)
        self.table.setModel(self.model)
        self.note = QLabel(HINT, self)
        self.note.setObjectName("quiet")
        self.note.setWordWrap(True)
        self.use = QPushButton("Use it", self)
        self.use.setDefault(True)
        self.use.clicked.connect(self.apply)
        self.kind.activated.connect(self._resize)
        self.rows.valueChanged.connect(self._resize)
        self.columns.valueChanged.connect(self._resize)
        self.model.refused.connect(self._complain)
        self.model.taken.connect(self._forgive)
        self.table.pasted.connect(self.paste)
        self.table.finished.connect(self.apply)
        self._lay_out()

    def open(self, grid: Grid, *, below: QWidget, is_number: bool = False) -> None:
        """Shows these numbers under a widget."""
        self._show(grid, "number" if is_number else "vector" if grid.is_vector else "matrix")
        self._forgive()
        self.move(below.mapToGlobal(QPoint(0, below.height() + 3)))
        self.show()
        self.table.setFocus()
        self.table.setCurrentIndex(self.model.index(0, 0))

    @property
    def value(self) -> float | Numbers:
        """What is shown."""
        grid = self.model.grid
        return grid.rows[0][0] if self.kind.currentText() == "number" else grid.value

    def apply(self) -> None:
        """Sends all numbers, unless the one typed last is none."""
        if not self.model.is_refused:
            self.close()
            self.applied.emit(self.value)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() in ENTER:
            self.apply()
        else:
            super().keyPressEvent(event)

    def paste(self) -> None:
        """What is on the clipboard takes the place of everything."""
        try:
            before = self.model.grid
            grid = read_grid(before.name, QGuiApplication.clipboard().text(), like=before)
        except InputError as error:
            self._complain(error.problem)
            return
        self._show(grid, "vector" if grid.is_vector else "matrix")
        self._forgive()

    def _show(self, grid: Grid, kind: str) -> None:
        self.model.show_grid(grid)
        with QSignalBlocker(self.kind), QSignalBlocker(self.rows), QSignalBlocker(self.columns):
            self.kind.setCurrentText(kind)
            self.rows.setValue(len(grid.rows))
            self.columns.setValue(len(grid.rows[0]))
        self._fit()

    def _resize(self) -> None:
        kind, rows = self.kind.currentText(), self.rows.value()
        if kind == "number":
            grid = self.model.grid.sized(1, None)
        elif kind == "vector":
            grid = self._turned().sized(max(rows, 2) if self._was_number else rows, None)
        else:
            grid = self.model.grid.sized(rows, self.columns.value())
            if self._was_number:
                grid = grid.sized(2, 2)
        self._show(grid, kind)

    @property
    def _was_number(self) -> bool:
        return self.model.grid.shape == (1,)

    def _turned(self) -> Grid:
        """A row of a matrix is the vector that it looks like."""
        grid = self.model.grid
        if len(grid.rows) == 1 and len(grid.rows[0]) > 1:
            with QSignalBlocker(self.rows):
                self.rows.setValue(len(grid.rows[0]))
            return Grid(grid.name, tuple((number,) for number in grid.rows[0]), is_vector=True)
        return grid

    def _fit(self) -> None:
        kind = self.kind.currentText()
        self.rows.setVisible(kind != "number")
        for part in (self.columns, self._times):
            part.setVisible(kind == "matrix")
        rows, columns = len(self.model.grid.rows), len(self.model.grid.rows[0])
        self.table.setFixedHeight(min(rows, SEEN[0]) * CELL.height() + 14)
        self.table.setMinimumWidth(min(columns, SEEN[1]) * CELL.width() + 14)
        self.adjustSize()

    def _complain(self, sentence: str) -> None:
        self._say(sentence, "fieldProblem")

    def _forgive(self) -> None:
        self._say(HINT, "quiet")

    def _say(self, sentence: str, name: str) -> None:
        self.note.setText(sentence)
        if self.note.objectName() != name:
            self.note.setObjectName(name)
            self.note.style().unpolish(self.note)
            self.note.style().polish(self.note)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        for part in (self.kind, self.rows, self._times, self.columns):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self.use)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 8)
        column.addLayout(head)
        column.addWidget(self.table)
        column.addWidget(self.note)
        self.setMinimumWidth(300)


class _Table(QTableView):
    """Enter is for the whole grid, Ctrl+V too."""

    pasted = Signal()
    finished = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Numbers")
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.horizontalHeader().setDefaultSectionSize(CELL.width())
        self.verticalHeader().setDefaultSectionSize(CELL.height())
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            trigger.AnyKeyPressed | trigger.DoubleClicked | trigger.SelectedClicked
        )
        self._cells = _Cells(self)
        self._cells.finished.connect(self.finished)
        self.setItemDelegate(self._cells)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit()
        elif event.key() in ENTER:
            self.finished.emit()
        else:
            super().keyPressEvent(event)


class _Cells(QStyledItemDelegate):
    """The number under the cursor is typed over; Enter ends it and the whole grid."""

    finished = Signal()

    @override
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setFrame(False)
        return editor

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and isinstance(watched, QLineEdit):
            if event.type() == QEvent.Type.KeyPress and event.key() in ENTER:
                self.commitData.emit(watched)
                self.closeEditor.emit(watched, QStyledItemDelegate.EndEditHint.NoHint)
                self.finished.emit()
                return True
        return super().eventFilter(watched, event)


def _side(name: str, parent: QWidget) -> QSpinBox:
    box = QSpinBox(parent)
    box.setRange(1, MOST)
    box.setAccessibleName(name)
    box.setToolTip(name)
    return box
