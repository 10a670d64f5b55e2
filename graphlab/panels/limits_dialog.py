"""Asks how long a run may take and how much memory it may use."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

WIDTH = 420
EXPLANATION = (
    "A run that takes longer asks whether to keep waiting or to stop. One that needs more memory,"
    " together with all that it starts, is stopped. The window and the last graph stay in either"
    " case."
)


class LimitsDialog(QDialog):
    """``chosen`` sends seconds and gigabytes. ``reach`` has the least and the most of each."""

    chosen = Signal(int, float)

    def __init__(
        self,
        now: tuple[int, float],
        usual: tuple[int, float],
        reach: tuple[tuple[int, int], tuple[float, float]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Limits")
        self._usual = usual
        seconds, gigabytes = reach
        self.seconds = QSpinBox(self)
        self.seconds.setRange(*seconds)
        self.seconds.setSuffix(" s")
        self.memory = QDoubleSpinBox(self)
        self.memory.setRange(*gigabytes)
        self.memory.setDecimals(1)
        self.memory.setSingleStep(0.5)
        self.memory.setSuffix(" GB")
        words = QLabel(EXPLANATION, self)
        words.setWordWrap(True)
        form = QFormLayout()
        form.addRow("&Ask after", self.seconds)
        form.addRow("&Memory", self.memory)
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
        column.addWidget(words)
        column.addLayout(form)
        column.addWidget(self.buttons)
        self.setMinimumWidth(WIDTH)
        self._show(now)
        self.seconds.selectAll()
        self.seconds.setFocus()

    def _show(self, limits: tuple[int, float]) -> None:
        self.seconds.setValue(limits[0])
        self.memory.setValue(limits[1])

    def _show_usual(self) -> None:
        self._show(self._usual)

    @override
    def accept(self) -> None:
        self.chosen.emit(self.seconds.value(), self.memory.value())
        super().accept()
