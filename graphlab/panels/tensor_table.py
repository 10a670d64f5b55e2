"""All numbers of a tensor in a window of their own, slice by slice, to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from graphlab.panels.math_label import MathLabel
from graphlab.panels.number_grid import NumberGrid
from graphlab.study.arrays import type_text

if TYPE_CHECKING:
    from graphlab.picture.theme import Theme
    from graphlab.record import Array

MOST_COPIED = 1_000_000


class TensorTable(QDialog):
    """``wanted`` asks for numbers that did not come along with the graph."""

    wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("tensorTable")
        self.array: Array | None = None
        self.title = MathLabel(19, self)
        self.kind = QLabel(self)
        self.kind.setObjectName("quiet")
        self.grid = NumberGrid("Numbers", self)
        self.slices: list[QSpinBox] = []
        self.copy_table = QPushButton("Copy table", self)
        self.copy_table.setToolTip("What is shown, for a spreadsheet")
        self.copy_table.clicked.connect(self.grid.copy)
        self.copy_list = QPushButton("Copy as list", self)
        self.copy_list.setToolTip("All numbers as nested lists, for Python")
        self.copy_list.clicked.connect(self._copy_list)
        self._sides = QHBoxLayout()
        self._sides.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(10)
        for part in (self.title, self.kind):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self.copy_table)
        head.addWidget(self.copy_list)
        column = QVBoxLayout(self)
        column.addLayout(head)
        column.addLayout(self._sides)
        column.addWidget(self.grid, 1)
        self.resize(QSize(640, 460))

    def show_array(
        self, array: Array | None, *, latex: str, name: str, dtype: str, shape: tuple[int, ...]
    ) -> None:
        """Shows an array; None: it is on its way."""
        self.array = array
        self.title.show_formula(latex, name)
        self.setWindowTitle(f"{name}: {type_text(shape, dtype)}")
        self.kind.setText(type_text(shape, dtype) + (" …" if array is None else ""))
        for button in (self.copy_table, self.copy_list):
            button.setEnabled(array is not None)
        if array is None:
            self.grid.show_array(None)
            self.wanted.emit()
            return
        self._make_slices(array)
        self._show_slice()

    def note(self, sentence: str) -> None:
        """Says why there are no numbers, or not all of them."""
        self.kind.setText(sentence)

    def set_theme(self, theme: Theme) -> None:
        """The colours of the tints."""
        self.grid.set_theme(theme)

    def _make_slices(self, array: Array) -> None:
        for box in self.slices:
            self._sides.removeWidget(box)
            box.deleteLater()
        self.slices = []
        for place, side in enumerate(array.shape[:-2]):
            box = QSpinBox(self)
            box.setRange(0, max(0, side - 1))
            box.setPrefix(f"dimension {place}:  ")
            box.setSuffix(f"  of {side}")
            box.valueChanged.connect(self._show_slice)
            self._sides.insertWidget(place, box)
            self.slices.append(box)

    def _show_slice(self) -> None:
        if self.array is None:
            return
        part = self.array[tuple(box.value() for box in self.slices)]
        if part.ndim < 2:
            part = part.reshape(-1, 1)
        self.grid.show_array(part)

    def _copy_list(self) -> None:
        if self.array is None:
            return
        data = QMimeData()
        data.setText(repr(self.array.tolist()))
        QGuiApplication.clipboard().setMimeData(data)
