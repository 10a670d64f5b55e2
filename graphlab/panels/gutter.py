"""The strip left of the code: line numbers, and a sign at lines that something is said of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QHelpEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QToolTip, QWidget
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.panels.code_edit import CodeEdit

MARK, PAD = 14, 6


class Gutter(QWidget):
    """Asks the editor which lines are where. ``marks`` has a sign and a colour for a line."""

    def __init__(self, editor: CodeEdit) -> None:
        super().__init__(editor)
        self._editor = editor
        self.marks: Mapping[int, tuple[str, QColor]] = {}
        self.tips: Mapping[int, str] = {}
        self.setAccessibleName("Line numbers")

    @property
    def room(self) -> int:
        """The width that the numbers of all lines need."""
        digits = max(2, len(str(self._editor.blockCount())))
        return MARK + digits * self._editor.fontMetrics().horizontalAdvance("9") + PAD

    def line_at(self, y: float) -> int | None:
        """The number of the line at a height."""
        for line, top, height in self._editor.lines_in_view():
            if top <= y < top + height:
                return line
        return None

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.room, 0)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            line = self.line_at(event.pos().y())
            QToolTip.showText(event.globalPos(), self.tips.get(line or 0, ""), self)
            return True
        return super().event(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        editor, palette = self._editor, self._editor.palette()
        quiet, ink = (
            palette.color(QPalette.ColorRole.PlaceholderText),
            palette.color(QPalette.ColorRole.Text),
        )
        here = editor.textCursor().blockNumber() + 1
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        middle = Qt.AlignmentFlag.AlignCenter
        with QPainter(self) as painter:
            painter.fillRect(
                event.rect(), QGuiApplication.palette().color(QPalette.ColorRole.Window)
            )
            painter.setFont(editor.font())
            for line, top, height in editor.lines_in_view():
                painter.setPen(ink if line == here else quiet)
                painter.drawText(QRectF(0, top, self.width() - PAD, height), right, str(line))
                if line in self.marks:
                    sign, colour = self.marks[line]
                    painter.setPen(colour)
                    painter.drawText(QRectF(0, top, MARK, height), middle, sign)
