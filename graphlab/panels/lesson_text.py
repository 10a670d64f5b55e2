"""Text of a lesson with its mathematics: as high as it needs, to be selected and copied."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QFont, QFontInfo, QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit
from typing_extensions import override

from graphlab.panels.lesson_document import Look, write
from graphlab.panels.lesson_maths import BREAK, COPIED, KIND, OBJECT, MathObject
from graphlab.study.lesson.spoken import spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QTextDocument, QWheelEvent
    from PySide6.QtWidgets import QWidget

    from graphlab.study.lesson.model import Block

NARROWEST = 120
Standard = QKeySequence.StandardKey


class LessonText(QTextEdit):
    """Never scrolls: what it stands on does. Follows fonts and colours of the application."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lessonText")
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUndoRedoEnabled(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.viewport().setAutoFillBackground(False)
        self._maths = MathObject(self)
        self.document().documentLayout().registerHandler(KIND, self._maths)
        self._blocks: tuple[Block, ...] = ()
        self._theme = "light"
        self._scale = 1.0
        self._heights: dict[int, int] = {}

    def show_blocks(self, blocks: Sequence[Block]) -> None:
        """Shows these, unless they are shown already."""
        if tuple(blocks) != self._blocks:
            self._blocks = tuple(blocks)
            self.setAccessibleName(spoken(self._blocks))
            self._write()

    def set_theme(self, theme: str) -> None:
        """Colours of code, by the name of a theme; all others are the palette's."""
        if theme != self._theme:
            self._theme = theme
            self._write()

    def set_scale(self, scale: float) -> None:
        """Sets its text in the size of the application's times this."""
        self._scale = scale
        self._write()

    def _write(self) -> None:
        self._heights.clear()
        font = QFont(self.font())
        font.setPixelSize(round(QFontInfo(font).pixelSize() * self._scale))
        write(self.document(), self._blocks, Look(font, self.palette(), self._theme))
        start = self.textCursor()
        start.movePosition(QTextCursor.MoveOperation.Start)  # else Qt scrolls to what was written
        self.setTextCursor(start)
        self.updateGeometry()

    @property
    def plain(self) -> str:
        """All of it as it is copied."""
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        return copied(cursor)

    # ── Qt ───────────────────────────────────────────────────────────────────────────────────

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            document = self.document()
            before = document.textWidth()
            with QSignalBlocker(document.documentLayout()):  # else Qt puts its own width back
                document.setTextWidth(width)
                self._heights[width] = math.ceil(document.size().height())
                document.setTextWidth(before)
        return self._heights[width]

    @override
    def sizeHint(self) -> QSize:
        width = max(NARROWEST, self.width())
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(NARROWEST, 0)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and self._blocks:
            self._write()

    @override
    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        data.setText(copied(self.textCursor()))
        return data

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(Standard.Copy) or event.matches(Standard.SelectAll):
            super().keyPressEvent(event)
        else:
            event.ignore()  # the page scrolls

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def copied(cursor: QTextCursor) -> str:
    """What is selected, with formulas as LaTeX: between dollar signs unless they stand alone."""
    text = cursor.selectedText()
    if OBJECT not in text:
        return _lines(text)
    document: QTextDocument = cursor.document()
    start = cursor.selectionStart()
    latex = [_copied_at(document, start + at) for at, c in enumerate(text) if c == OBJECT]
    words = text.replace(BREAK, "")
    if not words.replace(OBJECT, "").strip():
        return "\n".join(each for each in latex if each)
    parts = words.split(OBJECT)
    said = [f"${each}$" if each else "" for each in latex]
    return _lines("".join(a + b for a, b in zip(parts, [*said, ""], strict=True)))


def _copied_at(document: QTextDocument, place: int) -> str:
    cursor = QTextCursor(document)
    cursor.setPosition(place + 1)
    return str(cursor.charFormat().property(COPIED) or "")


def _lines(text: str) -> str:
    return text.translate({0x2029: "\n", 0x2028: "\n", 0xFDD0: "", 0xFDD1: "\n"})
