"""One class in a list: its marker to choose it, its name to type over, its points, and away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from graphlab.panels.icons import icon
from graphlab.panels.leaving_line import LeavingLine
from graphlab.panels.plane_markers import marker_icon
from graphlab.picture.classes import class_look

if TYPE_CHECKING:
    from graphlab.picture.theme import Theme


class ClassRow(QWidget):
    """Sends its number with ``chosen``, ``removed`` and, with what was typed, ``named``."""

    chosen = Signal(int)
    named = Signal(int, str)
    removed = Signal(int)

    def __init__(self, place: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        self._known = ""
        self.mark = QToolButton(self)
        self.mark.setCheckable(True)
        self.mark.setIconSize(QSize(18, 18))
        self.name = LeavingLine(self)
        self.name.setMinimumWidth(50)
        self.name.setMaxLength(60)
        self.count = QLabel(self)
        self.count.setObjectName("quiet")
        self.count.setMinimumWidth(36)
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.away = QToolButton(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.mark)
        row.addWidget(self.name, 1)
        row.addWidget(self.count)
        row.addWidget(self.away)
        self.mark.toggled.connect(self._toggled)
        self.name.returnPressed.connect(self._take)
        self.name.left.connect(self._take)
        self.name.given_up.connect(self._escape)
        self.away.clicked.connect(self._remove)

    def show_look(self, theme: Theme) -> None:
        """The marker and the cross in the colours of a theme."""
        self.mark.setIcon(marker_icon(self._place, theme))
        self.away.setIcon(icon("close"))

    def show_class(self, name: str, count: int) -> None:
        """Its name, and how many points it has; what is being typed gives way if it is another."""
        if name != self._known or not self.name.hasFocus():
            self.show_name(name)
        self.count.setText(f"{count:,}")
        look = class_look(self._place).words
        key = f" (key {self._place + 1} on the plane)"
        self.mark.setToolTip(f"The left button draws class {name}, a {look}{key}")
        self.mark.setAccessibleName(f"Draw class {name}, a {look}")
        self.name.setAccessibleName(f"Name of class {name}")
        self.count.setAccessibleName(f"{count:,} points")
        self.count.setToolTip("Points of this class")
        points = "no points" if not count else "1 point" if count == 1 else f"{count:,} points"
        self.away.setToolTip(f"Remove class {name} with its {points}; Undo brings them back")
        self.away.setAccessibleName(f"Remove class {name}")

    def show_name(self, name: str) -> None:
        self._known = name
        self._give_up()

    def show_wrong(self, wrong: bool) -> None:
        """Marks a name that cannot be; the old one is kept until there is another."""
        if bool(self.name.property("wrong")) != wrong:
            self.name.setProperty("wrong", wrong)
            self.name.style().unpolish(self.name)
            self.name.style().polish(self.name)

    def _toggled(self, is_on: bool) -> None:
        if is_on:
            self.chosen.emit(self._place)

    def _take(self) -> None:
        if self.name.text() != self._known or self.name.property("wrong"):
            self.named.emit(self._place, self.name.text())

    def _give_up(self) -> None:
        with QSignalBlocker(self.name):
            self.name.setText(self._known)
            self.name.setCursorPosition(0)
        self.show_wrong(False)

    def _escape(self) -> None:
        self._give_up()
        self.named.emit(self._place, self._known)

    def _remove(self) -> None:
        self.removed.emit(self._place)
