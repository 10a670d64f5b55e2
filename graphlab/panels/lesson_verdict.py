"""What is said of an answer: a sign and a word in its colour, the sentence, the counterexample."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from graphlab.panels.lesson_text import LessonText
from graphlab.study.lesson.model import Paragraph, Run
from graphlab.study.lesson.spoken import spoken_line

if TYPE_CHECKING:
    from graphlab.study.judging.verdict import Finding, Verdict
    from graphlab.study.lesson.model import Line

Tone = Literal["right", "almost", "wrong", "unread", "quiet"]
_LEAD = re.compile(r"Right[.:]\s*")


class Said(NamedTuple):
    """A verdict in words; ``head`` begins with its sign."""

    tone: Tone
    head: str
    sentence: Line = ()
    example: str = ""


GIVEN = Said("quiet", "• Kept", (Run("It is judged when you hand in."),))
NONE = Said("quiet", "– No answer")
DONE = Said("right", "✓ Done")
RIGHT: tuple[Tone, str] = ("right", "✓ Right")
_HEADS: dict[Finding, tuple[Tone, str]] = {
    "unreadable": ("unread", "? Not readable yet"),
    "unknown name": ("unread", "? An unknown name"),
    "not judged": ("unread", "? Not judged"),
    "carried on": ("right", "✓ This step is right"),
    "right but rounded": ("almost", "≈ Almost"),
    "too few": ("almost", "≈ Not all yet"),
}


def said(verdict: Verdict) -> Said:
    """The verdict as it is shown; “Right.” is not said twice."""
    sentence = verdict.sentence
    if verdict.is_right:
        tone, head = _HEADS.get(verdict.finding, RIGHT)
        tone, head = (tone, head) if head.startswith("✓") else RIGHT
        sentence = _LEAD.sub("", sentence, count=1)
    else:
        tone, head = _HEADS.get(verdict.finding, ("wrong", "✗ Not yet"))
    words = verdict.line or ((Run(sentence),) if sentence else ())
    return Said(tone, head, words, verdict.counterexample)


class VerdictBox(QFrame):
    """Hidden while nothing is to be said."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lessonVerdict")
        self.head = QLabel(self)
        self.head.setObjectName("lessonVerdictHead")
        self.head.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence, self.example = LessonText(self), LessonText(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 4, 4)
        column.setSpacing(3)
        for label in (self.head, self.sentence, self.example):
            column.addWidget(label)
        self._said: Said | None = None
        self.hide()

    def show_said(self, what: Said | None) -> None:
        """Shows a verdict; None takes it away."""
        if what is not None and what != self._said:
            self.head.setText(what.head)
            example = (Run(what.example),) if what.example else ()
            for words, line in ((self.sentence, what.sentence), (self.example, example)):
                words.show_blocks((Paragraph(line),))
                words.setVisible(bool(line))
            for widget in (self, self.head):
                widget.setProperty("tone", what.tone)
                widget.style().unpolish(widget)
                widget.style().polish(widget)
            self.update()  # its line at the left: nothing else asks for that to be painted
        self._said = what
        self.setVisible(what is not None)

    @property
    def speech(self) -> str:
        """What a screen reader is told."""
        if self._said is None:
            return ""
        parts = (self._said.head[2:], spoken_line(self._said.sentence), self._said.example)
        return ". ".join(part.rstrip(".") for part in parts if part)
