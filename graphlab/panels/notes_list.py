"""What a run of code had to say, sentence by sentence; a line number leads to its line."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from graphlab.panels.details import Details
from graphlab.panels.link_label import LinkLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 12


class Note(NamedTuple):
    """A sentence, the line it is about, and what Python said."""

    line: int | None
    sentence: str
    details: str = ""


class NotesList(QFrame):
    """Hidden without notes. ``asked`` sends the line that was clicked.

    Notes with something behind them stand first, each with a button of its own; ``opened`` tells
    that more room is needed, or less.
    """

    asked = Signal(int)
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notesList")
        self.notes: tuple[Note, ...] = ()
        self.detailed: list[DetailedNote] = []
        self.label = _label(self)
        self.label.setAccessibleName("Notes on this run")
        self.label.linkActivated.connect(self._ask)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 4, 10, 8)
        self._column.setSpacing(2)
        self._column.addWidget(self.label)
        self.hide()

    def show_notes(self, notes: Sequence[Note]) -> None:
        """Shows sentences with their lines."""
        notes = tuple(dict.fromkeys(notes))
        if notes == self.notes:
            return
        self.notes = notes
        shown = notes[:MOST]
        self._show_detailed([note for note in shown if note.details])
        plain = [_paragraph(note) for note in shown if not note.details]
        if len(notes) > MOST:
            plain.append(f"<p>… and {len(notes) - MOST} more</p>")
        self.label.setText("".join(plain))
        self.label.setVisible(bool(plain))
        self.setVisible(bool(notes))

    def _show_detailed(self, notes: Sequence[Note]) -> None:
        for row in self.detailed:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.detailed = [DetailedNote(note, self) for note in notes]
        for place, row in enumerate(self.detailed):
            row.label.linkActivated.connect(self._ask)
            row.details.button.toggled.connect(self._tell_opened)
            self._column.insertWidget(place, row)

    def _ask(self, link: str) -> None:
        self.asked.emit(int(link))

    def _tell_opened(self) -> None:
        self.opened.emit()


class DetailedNote(QWidget):
    """One note with what Python said behind it."""

    def __init__(self, note: Note, parent: QWidget) -> None:
        super().__init__(parent)
        self.label = _label(self)
        self.label.setText(_paragraph(note))
        self.details = Details(self)
        self.details.show_text(note.details)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.label, 1)
        row.addWidget(self.details.button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.details.page)


def _label(parent: QWidget) -> QLabel:
    label = LinkLabel(parent)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


def _paragraph(note: Note) -> str:
    place = f'<a href="{note.line}">Line {note.line}</a>: ' if note.line is not None else ""
    return f'<p style="margin: 3px 0">{place}{escape(note.sentence)}</p>'
