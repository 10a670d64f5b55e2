"""The line a formula is typed in: mistakes are underlined in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QTextCharFormat,
)
from typing_extensions import override

from graphlab.panels.line_edit import LineEdit
from graphlab.study.code import looks_like_code

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

LONGEST = 4000  # more than graphlab reads, so that the reader can say so


class FormulaEdit(LineEdit):
    """One line of formula. Down asks for the recent ones; Escape gives the last entered back.

    Pasted Python is not put in: ``code_pasted`` sends it on.
    """

    recent_wanted = Signal()
    given_up = Signal()
    code_pasted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(LONGEST)
        self.setFrame(False)
        self.setAccessibleName("Formula")
        self.setPlaceholderText("Type a function, for example 2cos²(xy) + ln(cos(xy))")
        self.textEdited.connect(self._join_lines)
        self._marked: tuple[int, int] | None = None

    def mark(self, start: int, length: int, colour: QColor) -> None:
        """Underlines ``length`` characters from ``start``, counted from 0."""
        self._marked = (start, length)
        wave = QTextCharFormat()
        wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        wave.setUnderlineColor(colour)
        wave.setForeground(colour)
        self._format([(start, length, wave)])

    def unmark(self) -> None:
        """Takes the underline away."""
        if self._marked is not None:
            self._marked = None
            self._format([])

    @property
    def marked(self) -> tuple[int, int] | None:
        """Start and length of what is underlined."""
        return self._marked

    def _format(self, ranges: list[tuple[int, int, QTextCharFormat]]) -> None:
        # WORKAROUND: QLineEdit has no formats of its own; an input method may set them.
        # https://bugreports.qt.io/browse/QTBUG-1047
        kind = QInputMethodEvent.AttributeType.TextFormat
        here = self.cursorPosition()
        attributes = [
            QInputMethodEvent.Attribute(kind, start - here, length, style)
            for start, length, style in ranges
        ]
        with QSignalBlocker(self):
            QCoreApplication.sendEvent(self, QInputMethodEvent("", attributes))

    @staticmethod
    def _is_code_waiting() -> bool:
        """Whether the clipboard holds Python."""
        return looks_like_code(QGuiApplication.clipboard().text())

    def _join_lines(self, text: str) -> None:
        if ("\n" in text or "\r" in text) and self._is_code_waiting():
            self.undo()  # pasted by the mouse, or dropped
            self.code_pasted.emit(QGuiApplication.clipboard().text())
        elif "\n" in text or "\r" in text:
            place = self.cursorPosition()
            lines = [line.strip() for line in text.splitlines()]
            joined = "; ".join(line for line in lines if line)
            self.setText(joined)
            self.setCursorPosition(min(place, len(joined)))

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.ignore()  # files are for the window
        else:
            super().dragEnterEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and self._is_code_waiting():
            self.code_pasted.emit(QGuiApplication.clipboard().text())
        elif event.key() == Qt.Key.Key_Down:
            self.recent_wanted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.PaletteChange:
            self.unmark()
        return super().event(event)
