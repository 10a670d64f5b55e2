"""One field of a form, in the form that suits it: a line, a list or a switch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from graphlab.errors import InputError
from graphlab.formula.numbers import full_number
from graphlab.panels.leaving_line import LeavingLine
from graphlab.study.reading import read_number

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from graphlab.task.choice import Field, Setting

UP_DOWN = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class _Field(QWidget):
    """``taken`` sends the field's name and what was set, which need not be possible."""

    taken = Signal(str, object)

    def __init__(self, spec: Field, editor: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.editor = editor
        self.problem = QLabel(self)
        self.problem.setObjectName("fieldProblem")
        self.problem.setWordWrap(True)
        self.problem.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.problem.hide()
        editor.setAccessibleName(spec.label)
        editor.setToolTip(spec.tip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(editor)
        column.addWidget(self.problem)
        self.setFocusProxy(editor)

    def complain(self, sentence: str) -> None:
        """Says what is wrong here; "" takes it back."""
        wrong = bool(sentence)
        self.problem.setText(sentence)
        self.problem.setVisible(wrong)
        self.editor.setAccessibleDescription(sentence)
        if bool(self.editor.property("wrong")) != wrong:
            self.editor.setProperty("wrong", wrong)
            self.editor.style().unpolish(self.editor)
            self.editor.style().polish(self.editor)


def field_for(spec: Field, parent: QWidget) -> ChoiceField:
    """The widget for a field of a table."""
    match spec.form:
        case "switch":
            return SwitchField(spec, parent)
        case "option":
            return OptionField(spec, parent)
    return LineField(spec, parent)


class LineField(_Field):
    """A number or a text; Enter or leaving takes it, Escape gives back what was there."""

    def __init__(self, spec: Field, parent: QWidget | None = None) -> None:
        self.line = _Line()
        super().__init__(spec, self.line, parent)
        self._known = ""
        self.line.setMaxLength(200)
        self.line.setMinimumWidth(60)
        self.line.returnPressed.connect(self.take)
        self.line.left.connect(self.take)
        self.line.given_up.connect(self._give_up)
        self.line.stepped.connect(self._step)

    def show_value(self, value: Setting) -> None:
        is_text = isinstance(value, str)
        self._known = str(value) if is_text else full_number(float(value))
        self._give_up()

    def take(self) -> None:
        """Reads what is typed."""
        text = self.line.text()
        if text == self._known:
            self.complain("")
            return
        if self.spec.form == "text":
            self._take(text.strip())
            return
        try:
            self._take(read_number(text, self.spec.label))
        except InputError as error:
            self.complain(error.problem)

    def _take(self, value: Setting) -> None:
        self.taken.emit(self.spec.name, value)
        if not self.problem.text():
            self.show_value(value)

    def _give_up(self) -> None:
        with QSignalBlocker(self.line):
            self.line.setText(self._known)
            self.line.setCursorPosition(0)
        self.complain("")

    def _step(self, direction: int) -> None:
        """Whole numbers go by one, others along 1, 2, 5, 10 …, as rates are tried."""
        if self.spec.form == "text":
            return
        try:
            value = read_number(self.line.text(), self.spec.label)
        except InputError as error:
            self.complain(error.problem)
            return
        after = value + direction if self.spec.form == "whole" else _next(value, direction)
        after = min(max(after, self.spec.low), self.spec.high)
        if after != value:
            self._take(after)


def _next(value: float, direction: int) -> float:
    """The next of 1, 2, 5 times a power of ten away from or towards 0; 0 goes to a thousandth."""
    if value == 0:
        return direction * 1e-3
    away = direction > 0 if value > 0 else direction < 0
    lead, _, power = f"{abs(value):.15e}".partition("e")
    leads = (0.5, 1.0, 2.0, 5.0, 10.0)
    if away:
        found = next(one for one in leads if one > float(lead) * (1 + 1e-9))
    else:
        found = next(one for one in reversed(leads) if one < float(lead) * (1 - 1e-9))
    size = float(f"{found}e{power}")
    return size if value > 0 else -size


class OptionField(_Field):
    """One of several words."""

    def __init__(self, spec: Field, parent: QWidget | None = None) -> None:
        self.box = QComboBox()
        super().__init__(spec, self.box, parent)
        self.box.addItems(spec.options)
        self.box.textActivated.connect(self._chosen)

    def show_value(self, value: Setting) -> None:
        with QSignalBlocker(self.box):
            self.box.setCurrentText(str(value))
        self.complain("")

    def _chosen(self, text: str) -> None:
        self.taken.emit(self.spec.name, text)


class SwitchField(_Field):
    """On or off."""

    def __init__(self, spec: Field, parent: QWidget | None = None) -> None:
        self.box = QCheckBox(spec.label)
        super().__init__(spec, self.box, parent)
        self.box.toggled.connect(self._toggled)

    def show_value(self, value: Setting) -> None:
        with QSignalBlocker(self.box):
            self.box.setChecked(bool(value))
        self.complain("")

    def _toggled(self, is_on: bool) -> None:
        self.taken.emit(self.spec.name, is_on)


ChoiceField = LineField | OptionField | SwitchField
"""Each has ``show_value``, which shows what is set without saying so."""


class _Line(LeavingLine):
    """Tells when it is stepped up and down, too."""

    stepped = Signal(int)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if direction := UP_DOWN.get(Qt.Key(event.key())):
            self.stepped.emit(direction)
        else:
            super().keyPressEvent(event)
