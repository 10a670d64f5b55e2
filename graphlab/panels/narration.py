"""What this step does: one sentence, and the sum written out."""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from graphlab.canvas.strip import StripView
from graphlab.panels.link_label import LinkLabel

if TYPE_CHECKING:
    from graphlab.picture.shapes import Picture
    from graphlab.picture.theme import Theme

HEIGHT = 88
PRESENTING_HEIGHT = 164
PRESENTING_ZOOM = 1.6
SIDE = 16
LINES = 2  # of a sentence
TOUR = '<a href="tour">Take the tour (4 min)</a> · '
HINT = '<a href="examples">Open an example</a> · <a href="formula">Type your own</a>'


class Narration(QFrame):
    """The sentence is also announced to screen readers, where Qt can.

    Until the first step a quiet line offers what else can be done; ``offered`` sends which.
    """

    offered = Signal(str)
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("narration")
        self.setFixedHeight(HEIGHT)
        self.full = ""
        self._zoom = 1.0
        self.sentence = QLabel(self)
        self.sentence.setObjectName("sentence")
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setWordWrap(True)
        self.hint = LinkLabel(HINT, self)
        self.hint.setObjectName("hint")
        self.hint.linkActivated.connect(self.offered)
        self.written = StripView(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 2)
        column.setSpacing(0)
        self.sentence.setContentsMargins(SIDE, 0, SIDE, 0)
        self.row = QHBoxLayout()
        self.row.setContentsMargins(0, 0, SIDE, 0)
        self.row.addWidget(self.sentence, 1)
        self.row.addWidget(self.hint, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(self.row)
        column.addWidget(self.written, 1)
        self.written.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)

    @property
    def room(self) -> int:
        """The width that the written sum may take, in its own pixels."""
        return max(200, int((self.width() - 2 * SIDE) / self._zoom))

    def set_theme(self, theme: Theme) -> None:
        """The strip stands on the canvas's own colour."""
        self.written.set_theme(theme.name)

    def show_step(self, sentence: str, picture: Picture | None, *, speech: str = "") -> None:
        """Shows a step, and has ``speech`` said if that is news."""
        self.full = sentence
        self.sentence.setToolTip(sentence)
        self._set_sentence()
        self.written.set_picture(picture)
        announce_to(self, speech)

    def set_presenting(self, on: bool) -> None:
        """Larger, to be read from the last row."""
        self.setFixedHeight(PRESENTING_HEIGHT if on else HEIGHT)
        self._zoom = PRESENTING_ZOOM if on else 1.0
        self.written.set_largest(self._zoom)
        self.sentence.setProperty("presenting", on)
        self.sentence.style().unpolish(self.sentence)
        self.sentence.style().polish(self.sentence)
        self._set_sentence()
        self.resized.emit()

    def offer_tour(self) -> None:
        """To somebody who is here for the first time."""
        self.hint.setText(TOUR + HINT)
        self._set_sentence()

    def end_hint(self) -> None:
        """Takes the quiet line away for good."""
        self.hint.hide()
        self._set_sentence()

    def _set_sentence(self) -> None:
        """In one line or two; what is longer ends in dots, and is whole in the tool tip."""
        metrics = QFontMetrics(self.sentence.font())
        hint = 0 if self.hint.isHidden() else self.hint.sizeHint().width() + self.row.spacing()
        room = max(1, self.width() - 3 * SIDE - hint)
        text, lines = self.full, _lines(self.full, metrics, room)
        if lines > LINES:
            words = text.split(" ")
            fit = bisect_left(
                range(1, len(words)),
                True,
                key=lambda count: _lines(_first(words, count), metrics, room) > LINES,
            )
            text, lines = _first(words, max(1, fit)), LINES
        self.sentence.setText(text)
        self.sentence.setFixedHeight(max(1, lines) * metrics.lineSpacing() + 2)
        self.sentence.setAccessibleName(self.full)

    @override
    def sizeHint(self) -> QSize:
        return QSize(600, HEIGHT)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_sentence()
        self.resized.emit()


def announce_to(widget: QWidget, sentence: str) -> None:
    """Has a screen reader say a sentence now. Qt has announcements since 6.8."""
    if not sentence or not QAccessible.isActive():
        return
    from PySide6 import QtGui

    if event := getattr(QtGui, "QAccessibleAnnouncementEvent", None):
        QAccessible.updateAccessibility(event(widget, sentence))


def _lines(text: str, metrics: QFontMetrics, room: int) -> int:
    """How many lines this takes when it is broken between words."""
    area = QRect(0, 0, room, 1 << 16)
    height = metrics.boundingRect(area, Qt.TextFlag.TextWordWrap, text).height()
    return math.ceil(height / metrics.lineSpacing() - 0.25) if text else 1


def _first(words: list[str], count: int) -> str:
    return " ".join(words[:count]) + "…"
