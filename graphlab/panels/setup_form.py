"""The form of a class or function: what its constructor and its call are given, and a loss."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLabel, QToolButton, QWidget

from graphlab.errors import InputError
from graphlab.panels.spec_field import SpecField
from graphlab.panels.spec_helper import SpecHelper
from graphlab.study.code import Setup

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphlab.study.code import Part

LONGEST_SEED = 9
HINTS = {"init": "for example 2", "inputs": "randn(2, 1) or [[0.5], [1]]"}
LOSSES = {
    "": "none",
    "sum": "sum",
    "mse": "MSE",
    "bce": "BCE",
    "cross_entropy": "cross-entropy",
    "hinge": "hinge",
}
WITH_TARGET = frozenset({"mse", "bce", "cross_entropy", "hinge"})
LOSS_TIPS = {
    "": "Gradients are of the output itself",
    "sum": "The sum of all elements of the output",
    "mse": "The mean of (output − target)²",
    "bce": "−mean(t·ln p + (1 − t)·ln(1 − p)) of probabilities p",
    "cross_entropy": "−ln softmax(output)[target], averaged; the output must not be softmaxed",
    "hinge": "mean(max(0, 1 − target·output)), with targets 1 and −1",
}


class FormField(NamedTuple):
    """An argument. ``which`` is init or inputs; without a default it needs a value."""

    which: str
    name: str
    default: str | None = None
    annotation: str | None = None
    hint: str = ""


class SetupForm(QFrame):
    """``changed`` sends the Setup with what was just entered; ``seeded`` another seed.

    ``entered`` says that Enter was pressed in a field.
    """

    changed = Signal(object)
    entered = Signal()
    seeded = Signal(int)

    def __init__(self, check: Callable[[str, str], object], parent: QWidget | None = None) -> None:
        """``check`` is called with which kind of field and its text, and raises InputError."""
        super().__init__(parent)
        self.setObjectName("setupForm")
        self._check = check
        self._shown: tuple[Part, tuple[FormField, ...]] | None = None
        self._setup = Setup()
        self.fields: dict[tuple[str, str], SpecField] = {}
        self.helpers: list[SpecHelper] = []
        self.loss = QComboBox(self)
        self.loss.setAccessibleName("Loss")
        for place, (name, title) in enumerate(LOSSES.items()):
            self.loss.addItem(title, name)
            self.loss.setItemData(place, LOSS_TIPS[name], Qt.ItemDataRole.ToolTipRole)
        self.loss.activated.connect(self._take_loss)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(10, 4, 10, 6)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._extra: list[QWidget] = []
        self.loss.hide()
        self.hide()

    def show_part(
        self, part: Part | None, fields: Sequence[FormField], setup: Setup, seed: int = 0
    ) -> None:
        """Shows the fields of a part, filled as they were."""
        self._setup = setup
        if part is None:
            self._clear()
            self.hide()
            return
        if (part, tuple(fields)) != self._shown:
            self._make(part, tuple(fields))
        typed = {("init", n): text for n, text in setup.init}
        typed |= {("inputs", n): text for n, text in setup.inputs}
        for key, field in self.fields.items():
            if key[0] in ("init", "inputs"):
                field.show_text(typed.get(key, ""))
        self.fields["seed", ""].show_text(str(seed))
        with QSignalBlocker(self.loss):
            self.loss.setCurrentIndex(max(0, self.loss.findData(setup.loss)))
        self.loss.setToolTip(LOSS_TIPS.get(setup.loss, ""))
        if (target := self.fields.get(("target", ""))) is not None:
            wanted = setup.loss in WITH_TARGET
            target.setVisible(wanted)
            self._target_label.setVisible(wanted)
            target.line.setPlaceholderText("made to fit the output")
            target.show_text(setup.target)
        self.show()

    @property
    def setup(self) -> Setup:
        """What stands in the fields now."""
        setup = self._setup
        for (which, name), field in self.fields.items():
            if which != "seed":
                setup = setup.given(which, name, field.text)
        return setup

    def complete(self) -> bool:
        """Whether every field can be read; else the first that cannot has the focus."""
        wrong = [field for field in self.fields.values() if not field.require()]
        if wrong:
            wrong[0].setFocus()
        return not wrong

    def complain(self, name: str, sentence: str) -> bool:
        """Says something wrong at the field of an argument; whether there is such a field."""
        for (_, other), field in self.fields.items():
            if other == name:
                field.complain(sentence)
                return True
        return False

    def _make(self, part: Part, fields: tuple[FormField, ...]) -> None:
        self._clear()
        self._shown = (part, fields)
        row = 0
        for which, title in (("init", f"{part.name}(…)"), ("inputs", "called with")):
            chosen = [field for field in fields if field.which == which]
            if chosen:
                row = self._heading(row, title)
            for field in chosen:
                row = self._field(row, field)
        if part.kind in ("module", "function"):
            row = self._loss_rows(row)
        seed = SpecField("seed", _read_seed, self)
        seed.line.setToolTip("Random numbers are the same for the same seed")
        seed.taken.connect(self._take_seed)
        label = QLabel("seed", self)
        label.setBuddy(seed.line)
        self._place(row, label, seed)
        self.fields["seed", ""] = seed

    def _heading(self, row: int, title: str) -> int:
        label = QLabel(title, self)
        label.setObjectName("quiet")
        self._keep(label)
        self._grid.addWidget(label, row, 0, 1, 2)
        return row + 1

    def _field(self, row: int, shown: FormField) -> int:
        which = shown.which
        field = SpecField(shown.name, partial(self._check, which), self)
        field.is_needed = shown.default is None
        hint = shown.default if shown.default is not None else shown.hint or HINTS[which]
        field.line.setPlaceholderText(hint)
        tip = f"{shown.name}: {shown.annotation}" if shown.annotation else shown.name
        if shown.default is not None:
            tip += f", {shown.default} if left empty"
        field.line.setToolTip(tip)
        label = QLabel(shown.name, self)
        label.setBuddy(field.line)
        self._place(row, label, field)
        self.fields[which, shown.name] = field
        field.taken.connect(self._take)
        if which == "inputs":
            self._help(field)
        return row + 1

    def _loss_rows(self, row: int) -> int:
        label = QLabel("loss", self)
        self._keep(label)
        self.loss.show()
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(self.loss, row, 1)
        target = SpecField("target", partial(self._check, "inputs"), self)
        target.line.setToolTip("What the output is compared with")
        target.taken.connect(self._take)
        self._target_label = QLabel("target", self)
        self._target_label.setBuddy(target.line)
        self._place(row + 1, self._target_label, target)
        self.fields["target", ""] = target
        self._help(target)
        return row + 2

    def _help(self, field: SpecField) -> None:
        button = QToolButton(field)
        button.setText("…")
        button.setToolTip(f"Choose shape, numbers and dtype of {field.name}")
        button.setAccessibleName(f"Choose {field.name}")
        field.row.addWidget(button)
        self.helpers.append(SpecHelper(field, button))

    def _place(self, row: int, label: QLabel, field: SpecField) -> None:
        self._keep(label)
        self._keep(field)
        field.entered.connect(self.entered)
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(field, row, 1)
        label.show()
        field.show()

    def _keep(self, widget: QWidget) -> None:
        self._extra.append(widget)

    def _clear(self) -> None:
        self._shown = None
        for widget in self._extra:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._extra = []
        self.fields, self.helpers = {}, []
        self.loss.hide()

    def _take(self, text: str) -> None:
        field = self.sender()
        for (which, name), other in self.fields.items():
            if other is field:
                self._setup = self._setup.given(which, name, text)
                self.changed.emit(self._setup)
                return

    def _take_seed(self, text: str) -> None:
        self.seeded.emit(int(text or 0))

    def _take_loss(self, index: int) -> None:
        self._setup = self._setup.given("loss", "", self.loss.itemData(index))
        self.changed.emit(self._setup)


def _read_seed(text: str) -> int:
    if not text.isdecimal() or len(text) > LONGEST_SEED:
        raise InputError("A seed is a whole number from 0 on.")
    return int(text)
