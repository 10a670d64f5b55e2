"""The export dialog: what, as which format, where to; then progress, and a way to stop."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from graphlab.export.paper import OWN_SIZE, OnPaper
from graphlab.export.registry import WRITERS
from graphlab.panels.paper_form import PaperForm
from graphlab.panels.sheet_preview import SheetPreview
from graphlab.picture.theme import THEMES

if TYPE_CHECKING:
    from graphlab.export.advice import Prospect
    from graphlab.study.player import Player

What = Literal["present", "step", "all", "whole"]
WHATS: dict[What, str] = {
    "present": "What is shown now",
    "step": "One step",
    "all": "All steps",
    "whole": "The whole graph, everything revealed",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be written."""

    path: Path
    what: What
    step: int
    theme: str
    scale: float
    transparent: bool
    outlines: bool
    paper: OnPaper = OWN_SIZE


class ExportDialog(QDialog):
    """Emits ``wished``; whoever exports calls ``show_progress`` and ``show_end``.

    ``preview_wanted`` sends what is chosen so far; the answer goes to ``show_prospect``.
    """

    wished = Signal(object)
    preview_wanted = Signal(object)
    stop_wanted = Signal()

    def __init__(
        self,
        player: Player,
        folder: Path,
        theme: str,
        parent: QWidget | None = None,
        paper: OnPaper = OWN_SIZE,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export")
        self._folder = folder
        self._running = False
        self.what = QComboBox(self)
        for word, text in WHATS.items():
            self.what.addItem(text, word)
        self.step = QSpinBox(self)
        self.step.setRange(0, player.count)
        self.step.setValue(player.index)
        self.format = QComboBox(self)
        for suffix, writer in WRITERS.items():
            self.format.addItem(writer.label, suffix)
        self.theme = QComboBox(self)
        for name in THEMES:
            self.theme.addItem(name.capitalize(), name)
        self.theme.setCurrentIndex(self.theme.findData(theme))
        self.scale = QDoubleSpinBox(self)
        self.scale.setRange(0.5, 8)
        self.scale.setSingleStep(0.5)
        self.scale.setValue(2)
        self.scale.setSuffix(" pixels to a point")
        for box in (self.step, self.scale):
            box.setMinimumHeight(self.theme.sizeHint().height())  # else lower than its neighbours
        self.transparent = QCheckBox("Transparent background", self)
        self.outlines = QCheckBox("Text as outlines (looks the same without our font)", self)
        self.paper = PaperForm(self)
        self.paper.choose(paper)
        self.preview = SheetPreview(self)
        self.pages = QLabel(self)
        self.pages.setWordWrap(True)
        self.pages.setFixedWidth(self.preview.sizeHint().width())
        self.pages.setMinimumHeight(self.fontMetrics().height() * 4)
        self.pages.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._asked = QTimer(self, singleShot=True, interval=0)
        self._asked.timeout.connect(self._ask_for_preview)
        self.path = QLineEdit(self)
        self.path.setMinimumWidth(320)
        self.browse = QPushButton("Browse…", self)
        self.sentence = QLabel(self)
        self.sentence.setWordWrap(True)
        self.bar = QProgressBar(self)
        self.bar.hide()
        self.buttons = QDialogButtonBox(self)
        self.export = QPushButton("Export", self)
        self.export.setDefault(True)
        self.cancel = QPushButton("Cancel", self)
        for button in (self.browse, self.cancel):
            button.setAutoDefault(False)
        self.buttons.addButton(self.export, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(self.cancel, QDialogButtonBox.ButtonRole.RejectRole)
        self._lay_out()
        self.what.currentIndexChanged.connect(self._adapt)
        self.format.currentIndexChanged.connect(self._change_suffix)
        for combo in (self.what, self.format, self.theme):
            combo.currentIndexChanged.connect(self._asked.start)
        self.step.valueChanged.connect(self._asked.start)
        self.paper.changed.connect(self._asked.start)
        self.path.textChanged.connect(self._adapt)
        self.browse.clicked.connect(self._browse)
        self.export.clicked.connect(self._wish)
        self.cancel.clicked.connect(self.reject)
        self.path.setText(str(free_path(folder, self.format.currentData())))
        self.export.setFocus()

    def choose(self, what: What, suffix: str) -> None:
        """Preselects what is exported and as which format."""
        self.what.setCurrentIndex(self.what.findData(what))
        self.format.setCurrentIndex(self.format.findData(suffix))

    @property
    def wish(self) -> Wish:
        return Wish(
            Path(self.path.text()).expanduser(),
            self.what.currentData(),
            self.step.value(),
            self.theme.currentData(),
            self.scale.value(),
            self.transparent.isChecked(),
            self.outlines.isChecked(),
            self.paper.wish if self._on_paper else OWN_SIZE,
        )

    def show_prospect(self, prospect: Prospect | None) -> None:
        """Shows the pages that would be written, and says how large type would be."""
        if self._on_paper:
            self.preview.show_pages(prospect)
            self.pages.setText("" if prospect is None else prospect.words)

    @property
    def _on_paper(self) -> bool:
        return WRITERS[self.format.currentData()].on_paper

    def _ask_for_preview(self) -> None:
        if self._on_paper and not self._running:
            self.preview_wanted.emit(self.wish)

    def show_progress(self, done: int, total: int) -> None:
        """How many pictures are written."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def show_end(self, sentence: str, *, well: bool) -> None:
        """Says how it ended; a good end closes the dialog's work."""
        self._running = False
        self.bar.hide()
        self.export.setEnabled(True)
        self.export.setVisible(not well)
        self.cancel.setText("Close" if well else "Cancel")
        self.cancel.setDefault(well)
        self.cancel.setFocus() if well else self.export.setFocus()
        self.sentence.setText(sentence)

    def _wish(self) -> None:
        self._running = True
        self.sentence.clear()
        self.bar.show()
        self.export.setEnabled(False)
        self.wished.emit(self.wish)

    def _adapt(self) -> None:
        self.paper.show_rows(self._on_paper)
        self.preview.setVisible(self._on_paper)
        self.pages.setVisible(self._on_paper)
        what, suffix = self.what.currentData(), self.format.currentData()
        self._form.setRowVisible(self.step, what == "step")
        self._form.setRowVisible(self.scale, suffix == ".png")
        self._form.setRowVisible(self.outlines, suffix == ".svg")
        path = Path(self.path.text()).expanduser()
        self.export.setVisible(True)
        self.cancel.setText("Cancel")
        if what == "all" and not WRITERS[suffix].many_pages:
            last = f"{path.stem}-{self.step.maximum():02d}{suffix}"
            self.sentence.setText(
                f"{self.step.maximum() + 1} files: {path.stem}-00{suffix} … {last}"
            )
        elif path.is_file():
            self.sentence.setText(f"{path.name} is there already and will be replaced.")
        else:
            self.sentence.clear()

    def _change_suffix(self) -> None:
        path = Path(self.path.text())
        if path.suffix.lower() in WRITERS:
            self.path.setText(str(path.with_suffix(self.format.currentData())))
        self._adapt()

    def _browse(self) -> None:
        suffix = self.format.currentData()
        name, _ = QFileDialog.getSaveFileName(
            self, "Export to", self.path.text(), f"{WRITERS[suffix].label} (*{suffix})"
        )
        if name:
            path = Path(name)
            self.path.setText(str(path if path.suffix else path.with_suffix(suffix)))

    def _lay_out(self) -> None:
        where = QHBoxLayout()
        where.addWidget(self.path, 1)
        where.addWidget(self.browse)
        self._form = QFormLayout()
        self._form.setSpacing(10)
        self._form.addRow("What", self.what)
        self._form.addRow("Step", self.step)
        self._form.addRow("Format", self.format)
        self._form.addRow("Theme", self.theme)
        self.paper.add_to(self._form)
        self._form.addRow("Pixels", self.scale)
        self._form.addRow("", self.transparent)
        self._form.addRow("", self.outlines)
        self._form.addRow("File", where)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        seen = QVBoxLayout()
        seen.addWidget(self.preview)
        seen.addWidget(self.pages)
        seen.addStretch()
        upper = QHBoxLayout()
        upper.setSpacing(18)
        upper.addLayout(self._form)
        upper.addLayout(seen)
        column.addLayout(upper)
        column.addWidget(self.sentence)
        column.addWidget(self.bar)
        column.addWidget(self.buttons)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        self.sentence.setMinimumHeight(self.fontMetrics().height() * 2)
        self._adapt()
        self._asked.start()

    @override
    def reject(self) -> None:
        if self._running:
            self.stop_wanted.emit()
        else:
            super().reject()


def free_path(folder: Path, suffix: str, stem: str = "graph") -> Path:
    """A name in a folder that no file has yet."""
    path, count = folder / f"{stem}{suffix}", 2
    while path.exists() and count < 1000:
        path, count = folder / f"{stem}-{count}{suffix}", count + 1
    return path
