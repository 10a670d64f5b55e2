"""Asks for what holds from start to start: how graphs are shown, and how far a run may go."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QGroupBox,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Mapping

WIDTH = 440
EXPLANATION = (
    "A run that takes longer asks whether to keep waiting or to stop. One that needs more memory,"
    " together with all that it starts, is stopped. The window and the last graph stay in either"
    " case."
)


class Preferred(NamedTuple):
    """``chosen`` has the value of each choice, ``finer`` is one contribution at a time."""

    chosen: Mapping[str, str]
    finer: bool
    seconds: int
    gigabytes: float


class SettingsDialog(QDialog):
    """``taken`` sends what is Preferred.

    ``choices`` has, for each, what it is called and the words of its values; ``reach`` the least
    and the most seconds and gigabytes.
    """

    taken = Signal(object)

    def __init__(
        self,
        choices: Mapping[str, tuple[str, Mapping[str, str]]],
        now: Preferred,
        usual: Preferred,
        reach: tuple[tuple[int, int], tuple[float, float]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self._usual = usual
        self.choices = {name: QComboBox(self) for name in choices}
        self.finer = QCheckBox("One &contribution at a time", self)
        self.seconds = QSpinBox(self)
        self.memory = QDoubleSpinBox(self)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok
            | QDialogButtonBox.StandardButton.Cancel
            | QDialogButtonBox.StandardButton.RestoreDefaults,
            self,
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        usually = self.buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults)
        usually.setText("As at first")
        usually.clicked.connect(self._show_usual)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(self._graphs(choices))
        column.addWidget(self._runs(*reach))
        column.addWidget(self.buttons)
        self.setMinimumWidth(WIDTH)
        self._show(now)
        first = next(iter(self.choices.values()))
        for box in (self.seconds, self.memory):
            box.setMinimumHeight(first.sizeHint().height())  # else lower than their neighbours
        first.setFocus()

    def _graphs(self, choices: Mapping[str, tuple[str, Mapping[str, str]]]) -> QGroupBox:
        box = QGroupBox("Graphs", self)
        form = QFormLayout(box)
        for name, (called, values) in choices.items():
            for value, text in values.items():
                self.choices[name].addItem(text, value)
            form.addRow(f"&{called}", self.choices[name])
        form.addRow("", self.finer)
        return box

    def _runs(self, seconds: tuple[int, int], gigabytes: tuple[float, float]) -> QGroupBox:
        box = QGroupBox("Runs", self)
        self.seconds.setRange(*seconds)
        self.seconds.setSuffix(" s")
        self.memory.setRange(*gigabytes)
        self.memory.setDecimals(1)
        self.memory.setSingleStep(0.5)
        self.memory.setSuffix(" GB")
        words = QLabel(EXPLANATION, box)
        words.setWordWrap(True)
        form = QFormLayout(box)
        form.addRow(words)
        form.addRow("&Ask after", self.seconds)
        form.addRow("&Memory", self.memory)
        return box

    def _show(self, preferred: Preferred) -> None:
        for name, value in preferred.chosen.items():
            self.choices[name].setCurrentIndex(self.choices[name].findData(value))
        self.finer.setChecked(preferred.finer)
        self.seconds.setValue(preferred.seconds)
        self.memory.setValue(preferred.gigabytes)

    def _show_usual(self) -> None:
        self._show(self._usual)

    @override
    def accept(self) -> None:
        chosen = {name: str(box.currentData()) for name, box in self.choices.items()}
        self.taken.emit(
            Preferred(chosen, self.finer.isChecked(), self.seconds.value(), self.memory.value())
        )
        super().accept()
