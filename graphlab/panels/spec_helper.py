"""Builds the text of an input: a generator, a shape, a dtype, and whether it requires grad."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSignalBlocker, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QFrame, QPushButton, QWidget

from graphlab.panels.line_edit import LineEdit

if TYPE_CHECKING:
    from PySide6.QtWidgets import QToolButton

    from graphlab.panels.spec_field import SpecField

GENERATORS = {
    "randn": "normal random numbers",
    "rand": "random numbers from 0 to 1",
    "ones": "ones",
    "zeros": "zeros",
    "arange": "0, 1, 2, …",
}
DTYPES = ("", "float32", "float64", "int64", "bool", "complex64", "bfloat16")
USUAL = "usual"
WRITTEN = re.compile(r"^\s*(?:torch\.)?(\w+)\s*\(([^=]*?)(?:,\s*(\w+\s*=.*))?\)\s*$")


class SpecHelper(QFrame):
    """Opens below its button; every choice is written into the field at once."""

    def __init__(self, field: SpecField, button: QToolButton) -> None:
        super().__init__(field, Qt.WindowType.Popup)
        self.setObjectName("popover")
        self._field = field
        self._button = button
        self.generator = QComboBox(self)
        for name, title in GENERATORS.items():
            self.generator.addItem(title, name)
        self.shape_ = LineEdit(self)
        self.shape_.setPlaceholderText("2, 1")
        self.shape_.setToolTip("The size of each dimension; empty for a single number")
        self.dtype = QComboBox(self)
        for name in DTYPES:
            self.dtype.addItem(name or USUAL, name)
        self.grad = QCheckBox("requires grad", self)
        self.done = QPushButton("Done", self)
        self.done.setDefault(True)
        rows = QFormLayout(self)
        rows.setContentsMargins(12, 10, 12, 10)
        rows.addRow("Numbers", self.generator)
        rows.addRow("Shape", self.shape_)
        rows.addRow("dtype", self.dtype)
        rows.addRow("", self.grad)
        rows.addRow("", self.done)
        self.generator.activated.connect(self._write)
        self.dtype.activated.connect(self._write)
        self.shape_.textEdited.connect(self._write)
        self.grad.clicked.connect(self._write)
        self.shape_.returnPressed.connect(self.finish)
        self.done.clicked.connect(self.finish)
        button.clicked.connect(self.open)

    def open(self) -> None:
        """Reads the field as far as it can and opens."""
        self._read(self._field.text)
        self.adjustSize()
        below = QPoint(self._button.width() - self.width(), self._button.height() + 2)
        self.move(self._button.mapToGlobal(below))
        self.show()
        self.shape_.setFocus()

    def finish(self) -> None:
        """Takes what is written."""
        self._write()
        self.close()
        self._field.take()

    @property
    def text(self) -> str:
        """The choices as they are written into the field."""
        parts = [part.strip() for part in self.shape_.text().split(",") if part.strip()]
        if self.dtype.currentData():
            parts.append(f"dtype={self.dtype.currentData()}")
        if self.grad.isChecked():
            parts.append("requires_grad=True")
        return f"{self.generator.currentData()}({', '.join(parts)})"

    def _write(self) -> None:
        self._field.line.setText(self.text)
        self._field.read()

    def _read(self, text: str) -> None:
        found = WRITTEN.match(text)
        name, shape, more = found.groups() if found else ("randn", "", "")
        dtype = re.search(r"dtype\s*=\s*(?:torch\.)?(\w+)", more or "")
        parts: list[QWidget] = [self.generator, self.dtype, self.grad]
        blockers = [QSignalBlocker(part) for part in parts]
        self.generator.setCurrentIndex(max(0, self.generator.findData(name)))
        self.shape_.setText(shape.strip(" ()[],"))
        self.dtype.setCurrentIndex(max(0, self.dtype.findData(dtype[1] if dtype else "")))
        self.grad.setChecked(bool(re.search(r"requires_grad\s*=\s*True", more or "")))
        for blocker in blockers:
            blocker.unblock()
