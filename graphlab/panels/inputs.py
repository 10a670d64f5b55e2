"""The inputs' row: a slider and a number for each, where gradients start, and the examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QToolButton,
    QWidget,
)
from typing_extensions import override

from graphlab.panels.dial_row import DialRow
from graphlab.panels.starting import StartingGradients

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from graphlab.study.document import Document

HEIGHT = 36
WIDEST_DIAL = 300


class Inputs(QFrame):
    """Shows the numbers of a Document and says what the person changed.

    ``left`` tells that the slider with the focus goes away.
    """

    moved = Signal(str, float)
    settled = Signal()
    refused = Signal(object)
    started = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inputsBar")
        self.setFixedHeight(HEIGHT)
        self.rows: dict[str, DialRow] = {}
        self.nothing = QLabel("This formula has no inputs.", self)
        self.nothing.setObjectName("quiet")
        self.starting = StartingGradients(self)
        self.starting.changed.connect(self.started)
        self.examples = QToolButton(self)
        self.examples.setText("Examples")
        self.examples.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._shelf = QWidget(self)
        self._dials = QHBoxLayout(self._shelf)
        self._dials.setContentsMargins(12, 0, 8, 0)
        self._dials.setSpacing(20)
        self._dials.addWidget(self.nothing)
        self._dials.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._shelf)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(scroll, 1)
        row.addWidget(self.starting)
        row.addWidget(self.examples)

    def set_examples(self, menu: QMenu) -> None:
        """The menu behind the Examples button."""
        self.examples.setMenu(menu)

    def show_document(self, document: Document) -> None:
        """Shows a document's inputs; rows stay while their names do."""
        if list(document.inputs) != list(self.rows):
            self._make_rows(document)
        for dial in document.dials:
            self.rows[dial.name].show_dial(dial)

    def show_outputs(self, names: tuple[str, ...], cotangents: tuple[float, ...] | None) -> None:
        """Offers the outputs to choose from, if there are several."""
        self.starting.show_outputs(names, cotangents)

    def _make_rows(self, document: Document) -> None:
        focus = QApplication.focusWidget()
        if focus is not None and any(row.isAncestorOf(focus) for row in self.rows.values()):
            self.left.emit()  # Qt would give the focus to the formula, and Space would erase it
        for row in self.rows.values():
            self._dials.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = {dial.name: DialRow(dial, self._shelf) for dial in document.dials}
        for place, row in enumerate(self.rows.values()):
            row.setMaximumWidth(WIDEST_DIAL)
            row.moved.connect(self.moved)
            row.settled.connect(self.settled)
            row.refused.connect(self.refused)
            self._dials.insertWidget(place, row, 1)
        self.nothing.setVisible(not self.rows and bool(document.text))

    @override
    def sizeHint(self) -> QSize:
        return QSize(600, HEIGHT)
