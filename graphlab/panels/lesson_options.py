"""Options to tick, with mathematics in them: one, or all that are right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from graphlab.panels.lesson_text import LessonText
from graphlab.panels.own_keys import OwnKeys
from graphlab.study.lesson.model import Paragraph, Run
from graphlab.study.lesson.spoken import spoken_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from graphlab.study.lesson.model import Line, Question


def option_lines(question: Question) -> tuple[tuple[Line, ...], tuple[str, ...], bool]:
    """What can be ticked, what each is called in an answer, and whether only one can be."""
    if question.kind == "memory":
        lines = tuple((Run(name, "code"),) for name in question.among)
        return lines, question.among, False
    names = tuple(str(place) for place in range(len(question.options)))
    is_one = sum(option.is_right for option in question.options) == 1
    return tuple(option.line for option in question.options), names, is_one


class OptionsEntry(QWidget):
    """``text`` has the names of what is ticked, with commas."""

    entered = Signal()
    edited = Signal()

    def __init__(
        self,
        lines: Sequence[Line],
        names: Sequence[str],
        is_one: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._names = tuple(names)
        self._group = QButtonGroup(self)
        self._group.setExclusive(is_one)
        self.rows = [_Row(line, is_one, self) for line in lines]
        self._keys = OwnKeys(self)
        self._keys.watch(row.button for row in self.rows)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for row in self.rows:
            column.addWidget(row)
            self._group.addButton(row.button)
            row.button.clicked.connect(self.edited)
        if self.rows:
            self.setFocusProxy(self.rows[0].button)

    @property
    def text(self) -> str:
        ticked = zip(self._names, self.rows, strict=True)
        return ",".join(name for name, row in ticked if row.button.isChecked())

    def set_text(self, text: str) -> None:
        ticked = {name.strip() for name in text.split(",")}
        is_one = self._group.exclusive()
        self._group.setExclusive(False)  # else the last one cannot be taken back
        for name, row in zip(self._names, self.rows, strict=True):
            row.button.setChecked(name in ticked)
        self._group.setExclusive(is_one)

    def lock(self, is_locked: bool) -> None:
        for row in self.rows:
            row.lock(is_locked)

    def show_right(self, right: Sequence[str]) -> None:
        """Marks what would have been right, by name."""
        for name, row in zip(self._names, self.rows, strict=True):
            row.mark(name in right)

    def set_theme(self, theme: str) -> None:
        for row in self.rows:
            row.words.set_theme(theme)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class _Row(QWidget):
    """A button and its words; a click on the words is one on the button."""

    def __init__(self, line: Line, is_one: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.button: QAbstractButton = QRadioButton(self) if is_one else QCheckBox(self)
        self._line = line
        self.words = LessonText(self, selectable=False)
        self.mark(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)

    def lock(self, is_locked: bool) -> None:
        self.button.setEnabled(not is_locked)

    def mark(self, is_right: bool) -> None:
        """A tick behind the words."""
        tick = (Run(" \N{CHECK MARK}", "strong"),) if is_right else ()
        self.words.show_blocks((Paragraph((*self._line, *tick)),))
        said = spoken_line(self._line)
        self.button.setAccessibleName(f"{said}, right" if is_right else said)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.button.setFocus(Qt.FocusReason.MouseFocusReason)
            self.button.click()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # or the release would not come
