"""The export dialog: what, as which format, where to; then progress, and a way to stop."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
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
from graphlab.export.registry import MEANING, TELLERS, WRITERS
from graphlab.export.sizing import LARGEST_TYPE
from graphlab.panels.export_preview import ExportPreview
from graphlab.panels.export_wish import WALKS, WHATS, What, Wish, problem_of
from graphlab.panels.paper_form import PaperForm
from graphlab.picture.theme import THEMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.export.prospects import Prospect
    from graphlab.export.registry import Teller, Writer
    from graphlab.study.player import Player

COPY, SAVE_AND_COPY = "Copy as command", "Save and copy as command"
FORMATS: dict[str, Writer | Teller] = {**WRITERS, **TELLERS}


class ExportDialog(QDialog):
    """Emits ``wished``; whoever exports calls ``show_progress`` and ``show_end``.

    ``preview_wanted`` sends what is chosen so far; the answer goes to ``show_prospect``.
    ``command_wanted`` sends it too, to have it as a line for the terminal; ``saving_wanted`` to
    have the document saved first, where a line has to name it.
    """

    wished = Signal(object)
    command_wanted = Signal(object)
    saving_wanted = Signal(object)
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
        self.type = QDoubleSpinBox(self)
        self.type.setRange(1, LARGEST_TYPE)
        self.type.setSingleStep(0.25)
        self.type.setPrefix("× ")
        self.type.setToolTip("Cards and type so much larger, the gaps between them as they are")
        self.step = QSpinBox(self)
        self.step.setRange(0, player.count)
        self.step.setValue(player.index)
        self.format = QComboBox(self)
        for suffix, form in FORMATS.items():
            self.format.addItem(form.label, suffix)
        self.theme = QComboBox(self)
        for name in THEMES:
            self.theme.addItem(name.capitalize(), name)
        self.theme.setCurrentIndex(self.theme.findData(theme))
        self.scale = QDoubleSpinBox(self)
        self.scale.setRange(0.5, 8)
        self.scale.setSingleStep(0.5)
        self.scale.setValue(2)
        self.scale.setSuffix(" pixels to a point")
        self.steps = QLineEdit(self)
        self.steps.setPlaceholderText("3,7,9 or 0-8")
        self.by = QCheckBox("One contribution at a time", self)
        self.numbered = QCheckBox("A file a step", self)
        self.delay = QDoubleSpinBox(self)
        self.delay.setRange(0.1, 60)
        self.delay.setSingleStep(0.1)
        self.delay.setDecimals(1)
        self.delay.setValue(1.2)
        self.delay.setSuffix(" s a step")
        self.width_ = QLineEdit(self)
        self.width_.setPlaceholderText("As it is; or 12cm, 800px")
        for box in (self.step, self.type, self.scale, self.delay):
            box.setMinimumHeight(self.theme.sizeHint().height())  # else lower than its neighbours
        self.transparent = QCheckBox("Transparent background", self)
        self.outlines = QCheckBox("Text as outlines (looks the same without our font)", self)
        self.paper = PaperForm(self)
        self.paper.choose(paper)
        self.preview = ExportPreview(self)
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
        self._saves = False
        self.command = QPushButton(COPY, self)
        self.command.setToolTip("The line that writes this in a terminal, or from a makefile")
        for button in (self.browse, self.cancel, self.command):
            button.setAutoDefault(False)
        self.buttons.addButton(self.command, QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.addButton(self.export, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(self.cancel, QDialogButtonBox.ButtonRole.RejectRole)
        self._lay_out()
        self.what.currentIndexChanged.connect(self._adapt)
        self.format.currentIndexChanged.connect(self._change_suffix)
        for combo in (self.what, self.format, self.theme):
            combo.currentIndexChanged.connect(self._ask_soon)
        for spin in (self.step, self.type, self.scale):
            spin.valueChanged.connect(self._ask_soon)
        self.transparent.toggled.connect(self._ask_soon)
        self.numbered.toggled.connect(self._adapt)
        self.numbered.toggled.connect(self._ask_soon)
        self.by.toggled.connect(self._begin_walk)
        self.what.currentIndexChanged.connect(self._begin_walk)
        self.preview.turned.connect(self._ask_soon)
        self.paper.changed.connect(self._ask_soon)
        self.paper.changed.connect(self._adapt)
        self.path.textChanged.connect(self._adapt)
        for edit in (self.steps, self.width_):
            edit.textChanged.connect(self._adapt)
            edit.textChanged.connect(self._ask_soon)
        self.command.clicked.connect(self._want_command)
        self.browse.clicked.connect(self._browse)
        self.export.clicked.connect(self._wish)
        self.cancel.clicked.connect(self.reject)
        self.path.setText(str(free_path(folder, self.format.currentData())))
        self.export.setFocus()

    def choose(self, what: What, suffix: str) -> None:
        """Preselects what is exported and as which format."""
        self.what.setCurrentIndex(self.what.findData(what))
        self.format.setCurrentIndex(self.format.findData(suffix))

    def recall(self, last: Mapping[str, object]) -> None:
        """Chooses what was chosen before; what is not known stays as it is."""
        for combo, name in ((self.what, "what"), (self.format, "suffix"), (self.theme, "theme")):
            place = combo.findData(last.get(name))
            if place >= 0:
                combo.setCurrentIndex(place)
        for spin, name in ((self.type, "type"), (self.scale, "scale"), (self.delay, "delay")):
            if isinstance(number := last.get(name), float):
                spin.setValue(number)
        for name in ("numbered", "transparent", "outlines"):
            tick: QCheckBox = getattr(self, name)
            tick.setChecked(last.get(name) is True)
        for edit, name in ((self.steps, "steps"), (self.width_, "width")):
            edit.setText(str(last.get(name, "")))
        self.by.setChecked(last.get("by") == "contribution")

    @property
    def wish(self) -> Wish:
        """What is chosen; what means nothing to the format is as it would be without a choice."""
        return Wish(
            Path(self.path.text()).expanduser(),
            self.what.currentData(),
            self.step.value(),
            self.theme.currentData(),
            self.scale.value(),
            self._means("transparent") and self.transparent.isChecked(),
            self._means("outlines") and self.outlines.isChecked(),
            self.paper.wish if self._on_paper else OWN_SIZE,
            self.steps.text(),
            "contribution" if self.by.isChecked() else "step",
            self.delay.value(),
            self.width_.text() if self._means("width") and not self._has_paper else "",
            self.type.value() if self._means("type") and self.what.currentData() != "seen" else 1.0,
            self.preview.number,
            self._means("numbered")
            and self.what.currentData() in WALKS
            and self.numbered.isChecked(),
        )

    def show_prospect(self, prospect: Prospect | None, words: str = "") -> None:
        """Shows the pages that would be written, and says how large type would be; or why not."""
        if self._is_drawn:
            self.preview.show_prospect(prospect, words)

    @property
    def _is_drawn(self) -> bool:
        return self.format.currentData() in WRITERS

    @property
    def _on_paper(self) -> bool:
        suffix = self.format.currentData()
        return suffix in WRITERS and WRITERS[suffix].on_paper

    @property
    def _has_paper(self) -> bool:
        return self._on_paper and bool(self.paper.wish)

    @property
    def _has_pixels(self) -> bool:
        return self.width_.text().strip().lower().endswith("px")

    def _means(self, name: str) -> bool:
        return self.format.currentData() in MEANING[name]

    def _ask_for_preview(self) -> None:
        if self._is_drawn and not self._running:
            self.preview_wanted.emit(self.wish)

    def _ask_soon(self) -> None:
        """Once for all that changes at a time."""
        self._asked.start()

    def _begin_walk(self) -> None:
        self.preview.begin()
        self._ask_soon()

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

    def show_command(self, said: str, *, save_first: bool) -> None:
        """What became of the line; the button may save what it needs to name."""
        self._saves = save_first
        self.command.setText(SAVE_AND_COPY if save_first else COPY)
        self.sentence.setText(said)

    def _want_command(self) -> None:
        wanted = self.saving_wanted if self._saves else self.command_wanted
        wanted.emit(self.wish)

    def _wish(self) -> None:
        self._running = True
        self.sentence.clear()
        self.bar.show()
        self.export.setEnabled(False)
        self.wished.emit(self.wish)

    def _adapt(self) -> None:
        self.paper.show_rows(self._on_paper)
        what, suffix, drawn = self.what.currentData(), self.format.currentData(), self._is_drawn
        self.preview.setVisible(drawn)
        for row, shown in (
            (self.what, drawn),
            (self.theme, drawn),
            (self.step, drawn and what == "step"),
            (self.steps, drawn and what == "chosen"),
            (self.by, drawn and what in WALKS and what != "forward"),
            (self.numbered, self._means("numbered") and what in WALKS),
            (self.type, drawn and what != "seen"),
            (self.scale, self._means("scale") and not self._has_pixels),
            (self.delay, self._means("delay")),
            (self.width_, self._means("width") and not self._has_paper),
            (self.transparent, self._means("transparent")),
            (self.outlines, self._means("outlines")),
        ):
            self._form.setRowVisible(row, shown)
        path = Path(self.path.text()).expanduser()
        self.export.setVisible(True)
        self.export.setDefault(True)  # a good end gave that to Close
        self.cancel.setText("Cancel")
        problem = problem_of(self.wish) if drawn else ""
        if not self._running:
            self.export.setEnabled(not problem)
        if problem:
            self.sentence.setText(problem)
        elif what == "all" and drawn and (self.wish.numbered or not WRITERS[suffix].many_pages):
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
        if path.suffix.lower() in FORMATS:
            self.path.setText(str(path.with_suffix(self.format.currentData())))
        self._adapt()

    def _browse(self) -> None:
        suffix = self.format.currentData()
        name, _ = QFileDialog.getSaveFileName(
            self, "Export to", self.path.text(), f"{FORMATS[suffix].label} (*{suffix})"
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
        self._form.addRow("Steps", self.steps)
        self._form.addRow("", self.by)
        self._form.addRow("Format", self.format)
        self._form.addRow("", self.numbered)
        self._form.addRow("Theme", self.theme)
        self._form.addRow("Type", self.type)
        self.paper.add_to(self._form)
        self._form.addRow("Width", self.width_)
        self._form.addRow("Pixels", self.scale)
        self._form.addRow("Pace", self.delay)
        self._form.addRow("", self.transparent)
        self._form.addRow("", self.outlines)
        self._form.addRow("File", where)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        upper = QHBoxLayout()
        upper.setSpacing(18)
        upper.addLayout(self._form)
        upper.addWidget(self.preview)
        column.addLayout(upper)
        column.addWidget(self.sentence)
        column.addWidget(self.bar)
        column.addWidget(self.buttons)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        self.sentence.setMinimumHeight(self.fontMetrics().height() * 2)
        fields = (
            self.what, self.step, self.steps, self.by, self.format, self.numbered, self.theme,
            self.type, *self.paper.fields, self.width_, self.scale, self.delay, self.transparent,
            self.outlines, self.path, self.browse, self.preview.sheets, self.preview.back,
            self.preview.on, self.export, self.command, self.cancel,
        )  # fmt: skip
        for field, after in pairwise(fields):
            self.setTabOrder(field, after)
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
