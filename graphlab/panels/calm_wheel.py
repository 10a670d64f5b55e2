"""Lets the wheel scroll a page where it would otherwise change a list it goes over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QWidget
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Iterable


class CalmWheel(QObject):
    """Lists and spin boxes turn by the wheel only while they have the keys."""

    def watch(self, page: QWidget) -> None:
        """All that are on a page now; once more when there are others."""
        found: Iterable[QWidget] = (
            *page.findChildren(QComboBox),
            *page.findChildren(QAbstractSpinBox),
        )
        for widget in found:
            widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget):
            if not watched.hasFocus():
                event.ignore()
                return True
        return False
