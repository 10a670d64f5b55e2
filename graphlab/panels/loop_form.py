"""How the loop goes: batch size, epochs, split and seed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from graphlab.errors import InputError
from graphlab.panels.choice_form import ChoiceForm
from graphlab.task.choice import Choice, Field, Row
from graphlab.task.problems import MOST_SEED
from graphlab.task.setup import Setup, Split

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.task.choice import Setting

USUAL = 8
ALL = "all: gradient descent"
LOOP = Row(
    "loop",
    "Loop",
    "",
    (
        Field(
            "batch_size",
            "batch size",
            "Points of each update. Small batches have noisy gradients and many updates an epoch; "
            "the last batch may be shorter.",
            USUAL,
            "whole",
            low=1,
        ),
        Field(
            "all",
            ALL,
            "One update an epoch, with the gradient of all training points: no noise.",
            False,
            "switch",
        ),
        Field(
            "epochs",
            "epochs",
            "Passes through the training points, each in a new random order.",
            100,
            "whole",
            low=1,
            high=1_000_000,
        ),
        Field(
            "split",
            "split",
            "Points to train on, to validate on while training, and to test on at the end: counts "
            "such as 60,20,rest or shares such as 60%,20%,20%.",
            str(Split()),
            "text",
        ),
        Field(
            "seed",
            "seed",
            "What all chance follows from: made points, split, order of batches, starting weights. "
            "The same seed gives the same run.",
            0,
            "whole",
            high=MOST_SEED,
        ),
    ),
)
WORDS = {
    "batch_size": "Change the batch size",
    "all": "Change the batch size",
    "epochs": "Change the epochs",
    "split": "Change the split",
    "seed": "Change the seed",
}


class LoopForm(QWidget):
    """``changed`` sends the set-up with what was entered, and what that was."""

    changed = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._setup = Setup()
        self._size = USUAL
        self.form = ChoiceForm("Loop", [LOOP], self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        self.form.changed.connect(self._take)

    def show_setup(self, setup: Setup) -> None:
        """Shows what is set, without saying so."""
        self._setup = setup
        self._size = setup.batch_size or self._size
        values: dict[str, Setting] = {
            "batch_size": self._size,
            "all": not setup.batch_size,
            "epochs": setup.epochs,
            "split": str(setup.split),
            "seed": setup.seed,
        }
        try:
            self.form.show_choice(Choice("loop", tuple(sorted(values.items()))))
        except InputError:
            return  # from a file; the problem says at the head which it is
        self.form.field("batch_size").setEnabled(bool(setup.batch_size))

    def complain(self, name: str, sentence: str) -> None:
        """Says at a field what is wrong with it; "" takes it back."""
        self.form.complain(name, sentence)

    def _take(self, choice: Choice) -> None:
        values = choice.values(LOOP)
        try:
            after = self._read(values)
        except InputError as error:
            self.form.complain("split", error.problem)
            return
        if after != self._setup:
            before = self._setup
            what = next(
                word for name, word in WORDS.items() if _of(before, name) != _of(after, name)
            )
            self.changed.emit(after, what)

    def _read(self, values: Mapping[str, object]) -> Setup:
        size = 0 if values["all"] else int(str(values["batch_size"]))
        return replace(
            self._setup,
            batch_size=size,
            epochs=int(str(values["epochs"])),
            split=Split.read(str(values["split"])),
            seed=int(str(values["seed"])),
        )


def _of(setup: Setup, name: str) -> object:
    return setup.batch_size if name == "all" else getattr(setup, name)
