"""One input that is a vector or a matrix: its name, its size, and its first numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from graphlab.formula.latex import name_latex
from graphlab.panels.math_label import MathLabel

if TYPE_CHECKING:
    from graphlab.study.grid import Grid

LONGEST = 22


class GridRow(QWidget):
    """A button that opens the grid editor; ``opened`` sends the name."""

    opened = Signal(str)

    def __init__(self, grid: Grid, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = grid
        self.label = MathLabel(16, self)
        self.label.show_formula(name_latex(grid.name), grid.name)
        self.label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.button = QToolButton(self)
        self.button.setObjectName("gridButton")
        self.button.clicked.connect(self._open)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.label)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        self.setFocusProxy(self.button)
        self.show_dial(grid)

    def show_dial(self, grid: Grid) -> None:
        """Shows other numbers of the same input."""
        self.grid = grid
        text = grid.text
        shown = text if len(text) <= LONGEST else grid.size_text
        self.button.setText(shown)
        self.button.setToolTip(f"{grid.name} is {grid.size_text}: {text}")
        self.button.setAccessibleName(f"Numbers of {grid.name}, {grid.size_text}")

    def _open(self) -> None:
        self.opened.emit(self.grid.name)
