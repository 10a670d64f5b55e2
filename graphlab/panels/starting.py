"""Several outputs: which one gradients are of, or the starting gradient of each."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from graphlab.panels.number_field import NumberField

ALL = "all outputs, added"
OWN = "own starting gradients"
AS_GIVEN = "as your program gave them"
TIP = (
    "The starting gradient (cotangent) multiplies each output; 1 starts there, 0 leaves it out."
    " For a vector or a matrix it is that of every element."
)


class StartingGradients(QWidget):
    """``changed`` sends a tuple of numbers, or None for all ones.

    Where a Python program has tensors of its own, None stands for these. Hidden for one output,
    unless it has them.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = QComboBox(self)
        self.choice.setAccessibleName("Gradients of")
        self.choice.setToolTip(TIP)
        self.choice.activated.connect(self._chosen)
        self.fields: list[NumberField] = []
        self._names: tuple[str, ...] = ()
        self._has_own = False
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self._row.addWidget(QLabel("Gradients of", self))
        self._row.addWidget(self.choice)
        self.hide()

    def show_outputs(
        self,
        names: tuple[str, ...],
        cotangents: tuple[float, ...] | None,
        *,
        has_own: bool = False,
    ) -> None:
        """Shows these outputs and where gradients start now."""
        shown = len(names) > 1 or has_own
        self.setVisible(shown)
        if not shown:
            return
        if names != self._names or has_own != self._has_own:
            self._offer(names, has_own)
        numbers = cotangents or (1.0,) * len(names)
        with QSignalBlocker(self.choice):
            given = has_own and cotangents is None
            self.choice.setCurrentIndex(0 if given else self._entry(numbers))
        own = self.choice.currentText() == OWN
        for field, number in zip(self.fields, numbers, strict=True):
            field.show_value(number)
            field.setVisible(own)

    def _offer(self, names: tuple[str, ...], has_own: bool) -> None:
        self._names, self._has_own = names, has_own
        with QSignalBlocker(self.choice):
            self.choice.clear()
            self.choice.addItems([*([AS_GIVEN] if has_own else []), ALL, *names, OWN])
        for field in self.fields:
            self._row.removeWidget(field)
            field.hide()
            field.deleteLater()
        self.fields = [NumberField(f"the gradient of {name}", self) for name in names]
        for field, name in zip(self.fields, names, strict=True):
            field.setToolTip(f"Starting gradient of {name}")
            field.setFixedWidth(56)
            field.taken.connect(self._typed)
            self._row.addWidget(field)

    def _entry(self, numbers: tuple[float, ...]) -> int:
        if self.fields and any(field.hasFocus() for field in self.fields):
            return self.choice.count() - 1
        if all(number == 1 for number in numbers):
            return int(self._has_own)
        if sorted(numbers) == [0.0] * (len(numbers) - 1) + [1.0]:
            return numbers.index(1.0) + 1 + self._has_own
        return self.choice.count() - 1

    def _chosen(self, index: int) -> None:
        count = len(self._names)
        place = index - self._has_own  # 0 is all of them, before it what the program gave
        if index == 0:
            self.changed.emit(None)
        elif place == 0:
            self.changed.emit((1.0,) * count)
        elif place <= count:
            self.changed.emit(tuple(float(i == place - 1) for i in range(count)))
        else:
            for field in self.fields:
                field.show()
            self.fields[0].setFocus()

    def _typed(self) -> None:
        self.changed.emit(tuple(field.value for field in self.fields))
