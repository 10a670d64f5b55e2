"""A label with links in the colour of the theme."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel
from typing_extensions import override


class LinkLabel(QLabel):
    """Qt writes the palette's colour of links into the text when it is set, and leaves it there."""

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and "<a " in self.text():
            text = self.text()
            self.setText("")
            self.setText(text)
