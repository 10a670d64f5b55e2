"""One input: its name, a slider and a number field."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QToolButton, QWidget

from graphlab.formula.latex import name_latex
from graphlab.panels.math_label import MathLabel
from graphlab.panels.number_field import NumberField

if TYPE_CHECKING:
    from graphlab.study.document import Dial

SETTLING = 700  # ms after the last key on the slider


class DialRow(QWidget):
    """Emits ``moved`` while the person moves, ``settled`` when they are done.

    ``opened`` asks for the grid editor.
    """

    moved = Signal(str, float)
    settled = Signal()
    refused = Signal(object)
    opened = Signal(str)

    def __init__(self, dial: Dial, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.dial = dial
        self.label = MathLabel(16, self)
        self.label.show_formula(name_latex(dial.name), dial.name)
        self.label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setAccessibleName(f"Slider of {dial.name}")
        self.slider.setMinimumWidth(64)
        self.slider.setMaximumWidth(180)
        self.field = NumberField(dial.name, self)
        self.grid = QToolButton(self)
        self.grid.setText("[ ]")
        self.grid.setAutoRaise(True)
        self.grid.setObjectName("gridButton")
        self.grid.setToolTip(f"Make {dial.name} a vector or a matrix")
        self.grid.setAccessibleName(f"Make {dial.name} a vector or a matrix")
        self.grid.clicked.connect(self._open)
        self._settling = QTimer(self, singleShot=True, interval=SETTLING)
        self._settling.timeout.connect(self.settled)
        self.slider.valueChanged.connect(self._slid)
        self.slider.sliderReleased.connect(self.settled)
        self.field.taken.connect(self._typed)
        self.field.refused.connect(self.refused)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.label)
        row.addWidget(self.slider, 1)
        row.addWidget(self.field)
        row.addWidget(self.grid)
        self.setFocusProxy(self.slider)
        self.show_dial(dial)

    def show_dial(self, dial: Dial) -> None:
        """Shows another value or range of the same input."""
        self.dial = dial
        self.field.quantum = dial.quantum
        if not self.field.hasFocus() or self.field.value != dial.value:
            self.field.show_value(dial.value)
        quantum = dial.quantum
        with QSignalBlocker(self.slider):
            self.slider.setRange(round(dial.low / quantum), round(dial.high / quantum))
            self.slider.setPageStep(max(1, self.slider.maximum() // 10))
            if not isnan(dial.value):
                value = min(max(dial.value, dial.low), dial.high)
                self.slider.setValue(round(value / quantum))
        self.slider.setToolTip(f"{dial.name} from {dial.low:g} to {dial.high:g}".replace("-", "−"))

    def _slid(self, position: int) -> None:
        value = float(f"{position * self.dial.quantum:.12g}")
        self.field.show_value(value)
        self.moved.emit(self.dial.name, value)
        if not self.slider.isSliderDown():
            self._settling.start()

    def _open(self) -> None:
        self.opened.emit(self.dial.name)

    def _typed(self, value: float) -> None:
        self.moved.emit(self.dial.name, value)
        self._settling.start()
