"""The pages of the side panel: one is seen, and where it is higher than its place, it scrolls."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget
from typing_extensions import override

LEAST = 120
"""Pixels of height that are always left to a page."""


class Stack(QStackedWidget):
    """As small as the page that is seen, where Qt's own is as large as the largest of all."""

    @override
    def minimumSizeHint(self) -> QSize:
        page = self.currentWidget()
        return page.minimumSizeHint() if page is not None else super().minimumSizeHint()

    @override
    def sizeHint(self) -> QSize:
        page = self.currentWidget()
        return page.sizeHint() if page is not None else super().sizeHint()


class StackArea(QScrollArea):
    """Holds the stack. It is as wide as the page needs, so that it scrolls up and down only."""

    def __init__(self, stack: Stack, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stack = stack
        self.setObjectName("sideArea")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(stack)
        stack.setAutoFillBackground(False)  # which setWidget has set
        stack.currentChanged.connect(self._turn)

    @override
    def minimumSizeHint(self) -> QSize:
        page = self._stack.minimumSizeHint()
        return QSize(page.width(), min(page.height(), LEAST))

    @override
    def sizeHint(self) -> QSize:
        return self._stack.sizeHint()

    def _turn(self, _place: int) -> None:
        self._stack.updateGeometry()
        self.updateGeometry()
        self.verticalScrollBar().setValue(0)
