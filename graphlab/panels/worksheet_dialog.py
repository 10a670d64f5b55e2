"""Asks what a worksheet is to hold, and how it is to be written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_EXERCISES, MOST_VARIANTS = 20, 26
WIDTH = 440
NO_VARIANTS = "Only a formula with inputs can have variants."
EXPLANATION = (
    "Blank sheets with the graph, a table of its nodes, one of its edges, and room for (a) to (d);"
    " beside each its key. Variants have other numbers."
)


@dataclass(frozen=True, slots=True)
class SheetWish:
    """``level`` is empty for the graph that is shown."""

    level: str
    count: int
    variants: int
    title: str
    paper: Literal["a4", "letter"]
    suffix: Literal[".pdf", ".tex"]


class WorksheetDialog(QDialog):
    """``wanted`` sends a SheetWish."""

    wanted = Signal(object)

    def __init__(
        self,
        levels: Mapping[str, str],
        *,
        has_graph: bool,
        can_vary: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._can_vary = can_vary
        self.setWindowTitle("Make a worksheet")
        self.source = QComboBox(self)
        if has_graph:
            self.source.addItem("This graph", "")
        for level, words in levels.items():
            self.source.addItem(f"Exercises: {words}", level)
        self.count = QSpinBox(self)
        self.count.setRange(1, MOST_EXERCISES)
        self.variants = QSpinBox(self)
        self.variants.setRange(1, MOST_VARIANTS)
        self.title = QLineEdit(self)
        self.title.setPlaceholderText("Computational graph")
        self.paper = QComboBox(self)
        self.paper.addItem("A4", "a4")
        self.paper.addItem("Letter", "letter")
        self.format = QComboBox(self)
        self.format.addItem("PDF", ".pdf")
        self.format.addItem("LaTeX", ".tex")
        about = QLabel(EXPLANATION, self)
        about.setWordWrap(True)
        form = QFormLayout()
        form.addRow("&Of", self.source)
        form.addRow("&Exercises", self.count)
        form.addRow("&Variants", self.variants)
        form.addRow("&Title", self.title)
        form.addRow("&Paper", self.paper)
        form.addRow("&Format", self.format)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.write = buttons.addButton("Write…", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(about)
        column.addLayout(form)
        column.addWidget(buttons)
        self.source.currentIndexChanged.connect(self._show_numbers)
        self._show_numbers()
        self.resize(WIDTH, self.sizeHint().height())

    @property
    def wish(self) -> SheetWish:
        """What is chosen."""
        level = self.source.currentData()
        return SheetWish(
            level,
            self.count.value() if level else 1,
            self.variants.value() if self.variants.isEnabled() else 1,
            self.title.text().strip(),
            self.paper.currentData(),
            self.format.currentData(),
        )

    def _show_numbers(self) -> None:
        is_set = bool(self.source.currentData())
        self.count.setEnabled(is_set)
        self.variants.setEnabled(is_set or self._can_vary)
        self.variants.setToolTip("" if self.variants.isEnabled() else NO_VARIANTS)

    def _accept(self) -> None:
        self.accept()
        self.wanted.emit(self.wish)
