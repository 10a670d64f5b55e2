"""A form for one row of a table: which one, and a field for each number that belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from graphlab.errors import InputError
from graphlab.panels.choice_field import ChoiceField, field_for
from graphlab.task.choice import Choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.task.choice import Row, Setting

ADJUST = QComboBox.SizeAdjustPolicy
TOOL_TIP = Qt.ItemDataRole.ToolTipRole


class ChoiceForm(QWidget):
    """``changed`` sends the new Choice. What cannot be is marked where it stands, and not sent.

    A row that is left keeps what was set of it for when it is chosen again.
    """

    changed = Signal(object)

    def __init__(self, title: str, rows: Sequence[Row], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = {row.key: row for row in rows}
        self._choice = Choice(rows[0].key)
        self._left: dict[str, Choice] = {}
        self._fields: dict[str, ChoiceField] = {}
        self.rows = QComboBox(self)
        self.rows.setAccessibleName(title)
        self.rows.setSizeAdjustPolicy(ADJUST.AdjustToMinimumContentsLengthWithIcon)
        self.rows.setMinimumContentsLength(8)
        for place, row in enumerate(rows):
            self.rows.addItem(row.label, row.key)
            self.rows.setItemData(place, row.tip, TOOL_TIP)
        self.rows.setVisible(len(rows) > 1)
        self._body = QWidget(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(self.rows)
        self._column.addWidget(self._body)
        self.rows.activated.connect(self._row_chosen)
        self._build()

    @property
    def choice(self) -> Choice:
        """What was last set and can be."""
        return self._choice

    @property
    def row(self) -> Row:
        return self._rows[self._choice.key]

    def field(self, name: str) -> ChoiceField:
        """The field of that name in the row that is chosen."""
        return self._fields[name]

    def show_choice(self, choice: Choice) -> None:
        """Shows what was set elsewhere, without saying so."""
        if choice == self._choice:
            return
        is_other = choice.key != self._choice.key
        self._choice = choice
        if is_other:
            self._build()
            return
        values = choice.values(self.row)
        for name, field in self._fields.items():
            field.show_value(values[name])

    def complain(self, name: str, sentence: str) -> None:
        """Says at a field what is wrong with it, as somebody else found; "" takes it back."""
        if name in self._fields:
            self._fields[name].complain(sentence)

    def _build(self) -> None:
        """Fields for the row that is chosen, in place of those of another one."""
        row = self.row
        with QSignalBlocker(self.rows):
            self.rows.setCurrentIndex(self.rows.findData(row.key))
        self.rows.setToolTip(row.tip)
        body = QWidget(self)
        form = QFormLayout(body)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(4)
        form.setHorizontalSpacing(8)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        values = self._choice.values(row)
        self._fields = {}
        for spec in row.fields:
            field = field_for(spec, body)
            field.show_value(values[spec.name])
            field.taken.connect(self._field_taken)
            self._fields[spec.name] = field
            if spec.form == "switch":
                form.addRow(field)
                continue
            label = QLabel(spec.label, body)
            label.setToolTip(spec.tip)
            label.setBuddy(field)
            form.addRow(label, field)
        self._column.replaceWidget(self._body, body)
        self._body.hide()
        self._body.deleteLater()
        self._body = body
        body.setVisible(bool(row.fields))

    def _row_chosen(self, place: int) -> None:
        key = str(self.rows.itemData(place))
        if key == self._choice.key:
            return
        self._left[self._choice.key] = self._choice
        self._choice = self._left.get(key, Choice(key))
        self._build()
        self.changed.emit(self._choice)

    def _field_taken(self, name: str, value: Setting) -> None:
        try:
            read = self.row.field(name).read(value)
        except InputError as error:
            self._fields[name].complain(error.problem)
            return
        self._fields[name].complain("")
        if self._choice.values(self.row)[name] != read:
            self._choice = self._choice.setting(name, read)
            self.changed.emit(self._choice)
