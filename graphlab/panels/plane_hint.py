"""What an empty plane says to the one who sits before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLabel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from graphlab.picture.theme import Theme
    from graphlab.task.points import Points

SIDE = 60
"""Room that is left for the numbers at the axis."""


class PlaneHint(QLabel):
    """A sentence in the middle of the ground, gone with the first stroke."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_theme(self, theme: Theme, pixels: int) -> None:
        self.setStyleSheet(
            f"background: {theme.canvas}; color: {theme.ink}; font-size: {pixels}px;"
            f" border: 1px solid {theme.divider}; border-radius: 4px; padding: 6px;"
        )

    def show_for(self, points: Points, drawing: bool) -> None:
        """Says what the buttons do, as long as there is nothing."""
        self.setVisible(not len(points) and not drawing)
        match points.kind:
            case "curve":
                words = "Draw here: y is what is learned."
            case "surface":
                words = "Draw here. Left button: the number, right button: its negative."
            case "classes" if len(points.names) > 1:
                one, other = points.names[:2]
                words = f"Draw here. Left button: class_{one}, right button: class_{other}."
            case _:
                words = "Draw here."
        self.setText(words.replace("class_", "class\N{NO-BREAK SPACE}"))
        parent = self.parentWidget()
        if parent is not None:
            self.place(parent.rect())

    def place(self, room: QRect) -> None:
        wide = max(80, min(260, room.width() - SIDE - 24))
        tall = self.heightForWidth(wide)
        x = SIDE + (room.width() - SIDE - wide) // 2
        self.setGeometry(x, max(8, room.height() // 3 - tall // 2), wide, tall)
