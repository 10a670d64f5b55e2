"""The inputs' row: a slider and a number for each, where gradients start, and the examples."""

from __future__ import annotations

from dataclasses import replace
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
from graphlab.panels.grid_row import GridRow
from graphlab.panels.kind_switch import KindSwitch
from graphlab.panels.starting import StartingGradients
from graphlab.study.document import Dial, Document
from graphlab.study.grid import Grid

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from graphlab.panels.grid_editor import GridEditor

HEIGHT = 36
NOTHING = "This formula has no inputs."
OF_CODE = "Inputs are in the form below the code."
WIDEST_DIAL = 300
MOST_KEPT = 12  # rows that are not shown


class Inputs(QFrame):
    """Shows the numbers of a Document and says what the person changed.

    ``left`` tells that the slider with the focus goes away.
    """

    moved = Signal(str, float)
    given = Signal(str, object)
    settled = Signal()
    refused = Signal(object)
    started = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inputsBar")
        self.setFixedHeight(HEIGHT)
        self.rows: dict[str, DialRow | GridRow] = {}
        self._kept: dict[tuple[str, bool], DialRow | GridRow] = {}
        self.grid: GridEditor | None = None
        self._opened = ""
        self._document = Document()
        self.nothing = QLabel(NOTHING, self)
        self.nothing.setObjectName("quiet")
        self.starting = StartingGradients(self)
        self.starting.changed.connect(self.started)
        self.kind = KindSwitch(self)
        self.examples = QToolButton(self)
        self.examples.setText("Examples")
        self.examples.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.shelf = QWidget(self)
        self._dials = QHBoxLayout(self.shelf)
        self._dials.setContentsMargins(12, 0, 8, 0)
        self._dials.setSpacing(20)
        self._dials.addWidget(self.nothing)
        self._dials.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.shelf)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(scroll, 1)
        row.addWidget(self.starting)
        row.addWidget(self.kind)
        row.addWidget(self.examples)

    def set_examples(self, menu: QMenu) -> None:
        """The menu behind the Examples button."""
        self.examples.setMenu(menu)

    def show_document(self, document: Document) -> None:
        """Shows a document's inputs; rows stay while their names and kinds do."""
        if document.kind == "code":
            document = replace(document, dials=())
        self._document = document
        kinds = {name: isinstance(row, GridRow) for name, row in self.rows.items()}
        wanted = {dial.name: isinstance(dial, Grid) for dial in document.dials}
        if list(wanted.items()) != list(kinds.items()) or not wanted:
            self._make_rows(document)
        for dial in document.dials:
            row = self.rows[dial.name]
            if isinstance(row, GridRow) and isinstance(dial, Grid):
                row.show_dial(dial)
            elif isinstance(row, DialRow) and isinstance(dial, Dial):
                row.show_dial(dial)

    def show_outputs(
        self,
        names: tuple[str, ...],
        cotangents: tuple[float, ...] | None,
        *,
        has_own: bool = False,
    ) -> None:
        """Offers the outputs to choose from, if there are several."""
        self.starting.show_outputs(names, cotangents, has_own=has_own)

    def _make_rows(self, document: Document) -> None:
        focus = QApplication.focusWidget()
        if focus is not None and any(row.isAncestorOf(focus) for row in self.rows.values()):
            self.left.emit()  # Qt would give the focus to the formula, and Space would erase it
        for row in self.rows.values():
            self._dials.removeWidget(row)
            row.hide()
        self.rows = {dial.name: self._row_of(dial) for dial in document.dials}
        for place, row in enumerate(self.rows.values()):
            self._dials.insertWidget(place, row, 0 if isinstance(row, GridRow) else 1)
            row.show()
        self._let_go()
        self.nothing.setText(OF_CODE if document.kind == "code" else NOTHING)
        self.nothing.setVisible(not self.rows and not document.is_empty)

    def prepare(self, document: Document) -> None:
        """Has the rows of a document made that will be shown soon."""
        if document.kind != "code":
            for dial in document.dials[:MOST_KEPT]:
                self._row_of(dial)

    def _row_of(self, dial: Dial | Grid) -> DialRow | GridRow:
        """A row of this name and kind: making one takes as long as painting it ten times."""
        key = dial.name, isinstance(dial, Grid)
        row = self._kept.pop(key, None)
        if row is None:
            row = self._made(dial)
            row.hide()
            row.setMaximumWidth(WIDEST_DIAL)
            row.opened.connect(self.open_grid)
        self._kept[key] = row  # the newest at the end
        return row

    def _let_go(self) -> None:
        shown = [*self.rows.values()]
        for key in [key for key, row in self._kept.items() if row not in shown][:-MOST_KEPT]:
            self._kept.pop(key).deleteLater()

    def open_grid(self, name: str) -> None:
        """Opens the editor in which an input becomes a vector or matrix, or gets other numbers."""
        dial = next((dial for dial in self._document.dials if dial.name == name), None)
        if dial is None:
            return
        if self.grid is None:
            from graphlab.panels.grid_editor import GridEditor

            self.grid = GridEditor(self)
            self.grid.applied.connect(self._give)
        self._opened = name
        row = self.rows[name]
        if isinstance(dial, Dial):
            one = Grid(name, ((dial.value,),), is_vector=True)
            self.grid.open(one, below=row, is_number=True)
        else:
            self.grid.open(dial, below=row)

    def _give(self, value: object) -> None:
        self.given.emit(self._opened, value)
        if (row := self.rows.get(self._opened)) is not None:
            row.setFocus()

    def _made(self, dial: Dial | Grid) -> DialRow | GridRow:
        if isinstance(dial, Grid):
            return GridRow(dial, self.shelf)
        row = DialRow(dial, self.shelf)
        row.moved.connect(self.moved)
        row.settled.connect(self.settled)
        row.refused.connect(self.refused)
        return row

    @override
    def sizeHint(self) -> QSize:
        return QSize(600, HEIGHT)
