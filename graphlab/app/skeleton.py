"""What the window shows in its first moment: the empty bars and the canvas, painted by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

if TYPE_CHECKING:
    from graphlab.app.chrome import Chrome

FORMULA, INPUTS, NARRATION, TRANSPORT = 44, 36, 88, 44


class Skeleton(QWidget):
    """``painted`` is emitted once, after the first paint."""

    painted = Signal()

    def __init__(self, chrome: Chrome, panel: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chrome = chrome
        self._panel = panel
        self._is_painted = False

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        chrome, width, height = self._chrome, self.width(), self.height()
        top, bottom = FORMULA + INPUTS, TRANSPORT + NARRATION
        graph = width - self._panel
        areas = (
            (QRect(0, 0, width, FORMULA), chrome.base),
            (QRect(0, FORMULA, width, INPUTS), chrome.window),
            (QRect(0, top, graph, height - top - TRANSPORT), chrome.canvas),
            (QRect(0, height - TRANSPORT, graph, TRANSPORT), chrome.window),
            (QRect(graph, top, self._panel, height - top), chrome.base),
        )
        lines = (
            QRect(0, FORMULA - 1, width, 1),
            QRect(0, top - 1, width, 1),
            QRect(0, height - bottom, graph, 1),
            QRect(0, height - TRANSPORT, graph, 1),
            QRect(graph, top, 1, height - top),
        )
        with QPainter(self) as painter:
            for area, colour in areas:
                painter.fillRect(area, QColor(colour))
            for line in lines:
                painter.fillRect(line, QColor(chrome.line))
        if not self._is_painted:
            self._is_painted = True
            self.painted.emit()
