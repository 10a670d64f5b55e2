"""What a run of code had to say, sentence by sentence; a line number leads to its line."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 12


class NotesList(QFrame):
    """Hidden without notes. ``asked`` sends the line that was clicked."""

    asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notesList")
        self.notes: tuple[tuple[int | None, str], ...] = ()
        self.label = QLabel(self)
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.RichText)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.label.setAccessibleName("Notes on this run")
        self.label.linkActivated.connect(self._ask)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 10, 8)
        column.addWidget(self.label)
        self.hide()

    def show_notes(self, notes: Sequence[tuple[int | None, str]]) -> None:
        """Shows sentences with their lines."""
        self.notes = tuple(dict.fromkeys(notes))
        shown = [_paragraph(line, said) for line, said in self.notes[:MOST]]
        if len(self.notes) > MOST:
            shown.append(f"<p>… and {len(self.notes) - MOST} more</p>")
        self.label.setText("".join(shown))
        self.setVisible(bool(self.notes))

    def _ask(self, link: str) -> None:
        self.asked.emit(int(link))


def _paragraph(line: int | None, said: str) -> str:
    place = f'<a href="{line}">Line {line}</a>: ' if line is not None else ""
    return f'<p style="margin: 3px 0">{place}{escape(said)}</p>'
