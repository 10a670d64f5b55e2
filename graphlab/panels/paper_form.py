"""The rows of the export dialog about paper: one page, a poster, rows, pages to be glued."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QWidget,
)

from graphlab.export.paper import (
    LEAST,
    MOST,
    PAGES,
    PAPERS,
    POSTERS,
    TURNS,
    OnPaper,
    Turn,
    read_paper,
)

Kind = Literal["own", "page", "poster"]
KINDS: dict[Kind, str] = {
    "own": "As large as the picture",
    "page": "One page",
    "poster": "Poster",
}
TURN_WORDS: dict[Turn, str] = {
    "auto": "As it fits",
    "portrait": "Portrait",
    "landscape": "Landscape",
}
OWN = "own"


class PaperForm(QObject):
    """Fields for an ``OnPaper``. ``changed`` says that the person chose something else."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.kind = QComboBox(parent)
        for kind, text in KINDS.items():
            self.kind.addItem(text, kind)
        self.page = QComboBox(parent)
        for name in PAGES:
            self.page.addItem(PAPERS[name].name, name)
        self.poster = QComboBox(parent)
        for name in POSTERS:
            self.poster.addItem(PAPERS[name].name, name)
        self.poster.addItem("Own size", OWN)
        self.width, self.height = QSpinBox(parent), QSpinBox(parent)
        for box, usual in ((self.width, 1200), (self.height, 800)):
            box.setRange(int(LEAST), int(MOST))
            box.setValue(usual)
            box.setSuffix(" mm")
            box.setMinimumHeight(self.kind.sizeHint().height())
        self.tiles = QComboBox(parent)
        self.tiles.addItem("In one piece", "")
        for name in PAGES:
            self.tiles.addItem(f"Cut into {PAPERS[name].name} pages", name)
        self.turn = QComboBox(parent)
        for turn in TURNS:
            self.turn.addItem(TURN_WORDS[turn], turn)
        self.rows = QCheckBox("In rows, like lines of text", parent)
        self._sheet = _beside(parent, self.page, self.poster)
        self._own = _beside(parent, self.width, QLabel("×", parent), self.height)
        for combo in (self.kind, self.page, self.poster, self.tiles, self.turn):
            combo.currentIndexChanged.connect(self._change)
        for box in (self.width, self.height):
            box.valueChanged.connect(self._change)
        self.rows.toggled.connect(self._change)
        self._form: QFormLayout | None = None
        self._shown = True

    @property
    def fields(self) -> tuple[QWidget, ...]:
        """All of them, from top to bottom."""
        sheet = (self.kind, self.page, self.poster, self.width, self.height)
        return *sheet, self.tiles, self.turn, self.rows

    def add_to(self, form: QFormLayout) -> None:
        """Puts the rows into a form."""
        self._form = form
        form.addRow("Size", self.kind)
        form.addRow("Sheet", self._sheet)
        form.addRow("", self._own)
        form.addRow("Pages", self.tiles)
        form.addRow("Turned", self.turn)
        form.addRow("", self.rows)
        self._adapt()

    def show_rows(self, shown: bool) -> None:
        """Shows the rows that say something, or none."""
        self._shown = shown
        self._adapt()

    @property
    def wish(self) -> OnPaper:
        """What is chosen."""
        kind: Kind = self.kind.currentData()
        tiles = self.tiles.currentData() if kind != "page" else ""
        sheet = None
        if kind == "page":
            sheet = PAPERS[self.page.currentData()]
        elif kind == "poster":
            sheet = PAPERS.get(self.poster.currentData()) or read_paper(
                f"{self.width.value()}x{self.height.value()}"
            )
        turned: Turn = self.turn.currentData() if sheet or tiles else "auto"
        rows = sheet is not None and self.rows.isChecked()
        return OnPaper(sheet, turned, PAPERS.get(tiles), rows)

    def choose(self, wish: OnPaper) -> None:
        """Sets all fields."""
        sheet = wish.sheet
        kind: Kind = "own" if sheet is None else "page" if sheet.key in PAGES else "poster"
        if kind == "page" and wish.tiles:
            kind, sheet = "own", None
        self.kind.setCurrentIndex(self.kind.findData(kind))
        if sheet is not None and kind == "page":
            self.page.setCurrentIndex(self.page.findData(sheet.key))
        elif sheet is not None:
            name = sheet.key if sheet.key in POSTERS else OWN
            self.poster.setCurrentIndex(self.poster.findData(name))
            if name == OWN:
                self.width.setValue(round(sheet.width))
                self.height.setValue(round(sheet.height))
        self.tiles.setCurrentIndex(self.tiles.findData(wish.tiles.key if wish.tiles else ""))
        self.turn.setCurrentIndex(self.turn.findData(wish.turn))
        self.rows.setChecked(wish.rows)

    def _change(self) -> None:
        self._adapt()
        self.changed.emit()

    def _adapt(self) -> None:
        if self._form is None:
            return
        kind: Kind = self.kind.currentData()
        own = kind == "poster" and self.poster.currentData() == OWN
        self.page.setVisible(kind == "page")
        self.poster.setVisible(kind == "poster")
        turns = bool(self.tiles.currentData()) if kind == "own" or own else True
        for row, needed in (
            (self.kind, True),
            (self._sheet, kind != "own"),
            (self._own, own),
            (self.rows, kind != "own"),
            (self.tiles, kind != "page"),
            (self.turn, turns),
        ):
            self._form.setRowVisible(row, self._shown and needed)


def _beside(parent: QWidget, *widgets: QWidget) -> QWidget:
    """Widgets in one row of a form."""
    box = QWidget(parent)
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        row.addWidget(widget, 0 if isinstance(widget, QLabel) else 1)
    return box
