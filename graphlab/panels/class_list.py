"""The list of classes on the plane: what each looks like, its name and how many points it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from graphlab.errors import InputError
from graphlab.panels.class_row import ClassRow
from graphlab.panels.number_field import NumberField
from graphlab.picture.theme import LIGHT
from graphlab.task.classes import class_renamed
from graphlab.task.points import MOST_CLASSES, NO_POINTS

if TYPE_CHECKING:
    from graphlab.picture.theme import Theme
    from graphlab.task.points import Points

CURVE = "One class: regression. The height y of each point is what is learned from x."
SURFACE = "Each point has a number, shown by its colour: it is what is learned from x₁ and x₂."
PAINT_TIP = "A number at each place instead of a class, as for the plane of best fit"


class ClassList(QFrame):
    """Tells what the person wants, by the number of the class; others change the points.

    ``renamed`` sends a name that can be, ``removed`` a class whose points go with it, ``painting``
    whether numbers are painted, and ``number_taken`` which one the left button paints.
    """

    chosen = Signal(int)
    added = Signal()
    renamed = Signal(int, str)
    removed = Signal(int)
    painting = Signal(bool)
    number_taken = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._points = NO_POINTS
        self._chosen = 0
        self._rows: list[ClassRow] = []
        self._group = QButtonGroup(self)
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        self.sentence = _sentence("quiet", self)
        self.problem = _sentence("fieldProblem", self)
        self.problem.hide()
        self.more = QPushButton("Add a class", self)
        self.more.setToolTip(f"Up to {MOST_CLASSES} classes, each with its colour and marker")
        self.paint = QCheckBox("Paint numbers", self)
        self.paint.setToolTip(PAINT_TIP)
        self.number = NumberField("the number painted", self)
        self.number.show_value(1.0)
        self.number.setToolTip("What the left button paints; the right button paints its negative")
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.more)
        foot.addWidget(self.paint)
        foot.addWidget(self.number)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._list)
        column.addWidget(self.sentence)
        column.addWidget(self.problem)
        column.addLayout(foot)
        self.setAccessibleName("Classes")
        self.more.clicked.connect(self.added)
        self.paint.toggled.connect(self.painting)
        self.number.taken.connect(self._take_number)
        self.number.refused.connect(self._refuse_number)
        self._show_rows()

    @property
    def rows(self) -> tuple[ClassRow, ...]:
        return tuple(self._rows)

    def set_theme(self, theme: Theme) -> None:
        """Markers in the colours that the plane has."""
        self._theme = theme
        for row in self._rows:
            row.show_look(theme)

    def show_points(self, points: Points) -> None:
        """Shows the classes of a set of points, and how many each has."""
        self._points = points
        self._show_rows()

    def show_chosen(self, place: int) -> None:
        """Which class the left button draws."""
        self._chosen = place
        if place < len(self._rows):
            with QSignalBlocker(self._group):
                self._rows[place].mark.setChecked(True)

    def _show_rows(self) -> None:
        points = self._points
        names = points.names if points.kind == "classes" else ()
        while len(self._rows) > len(names):
            row = self._rows.pop()
            self._group.removeButton(row.mark)
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        while len(self._rows) < len(names):
            self._rows.append(self._new_row(len(self._rows)))
        counts = np.bincount(points.mark.astype(int), minlength=len(names)) if names else ()
        for row, name, count in zip(self._rows, names, counts, strict=True):
            row.show_class(name, int(count))
        if names:
            self.show_chosen(min(self._chosen, len(names) - 1))
        self.sentence.setText({"curve": CURVE, "surface": SURFACE}.get(points.kind, ""))
        self.sentence.setVisible(not names)
        self.more.setVisible(points.kind != "surface")
        self.more.setEnabled(len(names) < MOST_CLASSES)
        self.number.setVisible(points.kind == "surface")
        with QSignalBlocker(self.paint):
            self.paint.setChecked(points.kind == "surface")
        self._complain("")

    def _new_row(self, place: int) -> ClassRow:
        row = ClassRow(place, self)
        row.show_look(self._theme)
        self._group.addButton(row.mark)
        self._list.addWidget(row)
        row.chosen.connect(self._choose)
        row.named.connect(self._rename)
        row.removed.connect(self.removed)
        return row

    def _choose(self, place: int) -> None:
        if place != self._chosen:
            self._chosen = place
            self.chosen.emit(place)

    def _rename(self, place: int, name: str) -> None:
        try:
            after = class_renamed(self._points, place, name)
        except InputError as error:
            self._rows[place].show_wrong(True)
            self._complain(error.problem)
            return
        self._rows[place].show_wrong(False)
        self._complain("")
        if after.names != self._points.names:
            self.renamed.emit(place, after.names[place])
        else:
            self._rows[place].show_name(after.names[place])

    def _take_number(self, number: float) -> None:
        self._complain("")
        self.number_taken.emit(number)

    def _refuse_number(self, error: InputError) -> None:
        self._complain(error.problem)

    def _complain(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))


def _sentence(name: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label
