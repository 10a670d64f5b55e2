"""How gradient descent walks: which inputs vary, learning rate, momentum, number of steps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QWidget,
)
from typing_extensions import override

from graphlab.errors import InputError
from graphlab.formula.numbers import full_number
from graphlab.panels.line_edit import LineEdit
from graphlab.study.descent import LARGEST_RATE, MOST_STEPS, USUAL, stepped
from graphlab.study.reading import read_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.study.descent import Descending

RATE_TIP = (
    "How far one step goes for each unit of the gradient; the arrows go 0.1, 0.2, 0.5, 1 …\n"
    "Too large, and each step goes farther beyond the minimum than the one before."
)
MOMENTUM_TIP = (
    "How much of the last step is kept in the next one: v ← momentum·v + gradient, x ← x − rate·v."
    "\n0 is plain gradient descent; 0.9 runs along valleys, and swings."
)
HEIGHT = 26
STEPS_TIP = "How many steps are taken"
VARYING_TIP = "The inputs that gradient descent changes; the others stay where their sliders are"


class NumberBox(QDoubleSpinBox):
    """A number as people type it, shown with no more digits than it has."""

    def __init__(self, name: str, tip: str, highest: float, parent: QWidget) -> None:
        super().__init__(parent)
        self.setLineEdit(LineEdit(self))
        self.setDecimals(12)
        self.setRange(0.0, highest)
        self.setKeyboardTracking(False)
        self.setAccessibleName(name)
        self.setToolTip(tip)
        _let_shrink(self)

    @override
    def textFromValue(self, value: float) -> str:
        return full_number(value)

    @override
    def valueFromText(self, text: str) -> float:
        try:
            return read_number(text)
        except InputError:
            return self.value()

    @override
    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        try:
            right = 0 <= read_number(text) <= self.maximum()
        except InputError:
            right = False
        state = QValidator.State.Acceptable if right else QValidator.State.Intermediate
        return state, text, position


class RateBox(NumberBox):
    """The learning rate, whose arrows go by the digits 1, 2 and 5."""

    @override
    def stepBy(self, steps: int) -> None:
        self.setValue(stepped(self.value(), steps))
        self.selectAll()


class DescentForm(QWidget):
    """``changed`` sends what is set now, and what was done as the undo menu says it."""

    changed = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._set = USUAL
        self._choices: tuple[tuple[str, ...], ...] = ()
        self.varying = QComboBox(self)
        self.varying.setAccessibleName("Inputs that vary")
        self.varying.setToolTip(VARYING_TIP)
        _let_shrink(self.varying)
        self.varying.activated.connect(self._choose)
        self.rate = RateBox("Learning rate", RATE_TIP, LARGEST_RATE, self)
        self.rate.valueChanged.connect(self._take_rate)
        self.momentum = NumberBox("Momentum", MOMENTUM_TIP, 0.999, self)
        self.momentum.setSingleStep(0.1)
        self.momentum.valueChanged.connect(self._take_momentum)
        self.steps = QSpinBox(self)
        self.steps.setLineEdit(LineEdit(self.steps))
        self.steps.setRange(1, MOST_STEPS)
        self.steps.setSingleStep(10)
        self.steps.setKeyboardTracking(False)
        self.steps.setAccessibleName("Number of steps")
        self.steps.setToolTip(STEPS_TIP)
        self.steps.valueChanged.connect(self._take_steps)
        _let_shrink(self.steps)
        self._lay_out()

    def show_setup(self, setup: Descending, choices: Sequence[tuple[str, ...]]) -> None:
        """Shows what is set; ``choices`` are the inputs that may vary."""
        self._set = setup
        boxes = self.varying, self.rate, self.momentum, self.steps
        blockers = [QSignalBlocker(box) for box in boxes]
        if self._choices != tuple(choices):
            self._choices = tuple(choices)
            self.varying.clear()
            self.varying.addItems([" and ".join(names) for names in choices])
        if setup.varying in self._choices:
            self.varying.setCurrentIndex(self._choices.index(setup.varying))
        self.varying.setEnabled(len(self._choices) > 1)
        self.rate.setValue(setup.rate)
        self.momentum.setValue(setup.momentum)
        self.steps.setValue(setup.steps)
        for blocker in blockers:
            blocker.unblock()

    def _choose(self, place: int) -> None:
        self._send(replace(self._set, varying=self._choices[place]), "Choose the inputs")

    def _take_rate(self, rate: float) -> None:
        self._send(replace(self._set, rate=rate), "Change the learning rate")

    def _take_momentum(self, momentum: float) -> None:
        self._send(replace(self._set, momentum=momentum), "Change the momentum")

    def _take_steps(self, steps: int) -> None:
        self._send(replace(self._set, steps=steps), "Change the number of steps")

    def _send(self, setup: Descending, what: str) -> None:
        self._set = setup
        self.changed.emit(setup, what)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        boxes = (
            ("inputs", self.varying, VARYING_TIP),
            ("learning rate", self.rate, RATE_TIP),
            ("momentum", self.momentum, MOMENTUM_TIP),
            ("steps", self.steps, STEPS_TIP),
        )
        for column, (words, box, tip) in enumerate(boxes):
            label = QLabel(words, self)
            label.setObjectName("quiet")
            label.setToolTip(tip)
            label.setBuddy(box)
            label.setMinimumWidth(1)
            row = 2 * (column // 2)
            grid.addWidget(label, row, column % 2)
            grid.addWidget(box, row + 1, column % 2)
            grid.setColumnStretch(column % 2, 1)


def _let_shrink(box: QWidget) -> None:
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    box.setMinimumHeight(HEIGHT)
