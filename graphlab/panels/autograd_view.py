"""Autograd's own graph beside ours: a canvas of its own, what it is, and what its cards mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from graphlab.canvas.strip import StripView
from graphlab.canvas.view import CanvasView

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from graphlab.picture.autograd import Way
    from graphlab.picture.shapes import Picture
    from graphlab.picture.theme import Theme

WAYS: dict[int, Way] = {
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
}
LEAST = 160  # px of height that the graph keeps
TOLD_LINES = 4
LEGEND_ROOM = 10


class SmallGraph(CanvasView):
    """A canvas whose arrow keys lead from card to card; F shows the whole graph."""

    reached = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.neighbour: Callable[[str | None, Way], str | None] = _nowhere
        self.start: str | None = None
        self.setMinimumHeight(LEAST)
        self.setAccessibleName("Autograd's graph")

    @override
    def set_focus_key(self, key: str | None) -> None:
        super().set_focus_key(key)
        item = self._focus_item()
        self.setAccessibleDescription(item.speech if item is not None else "")
        self.reached.emit(key)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = WAYS.get(event.key())
        if way is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            first = self._focus_item() is None
            key = (first and self.start) or self.neighbour(self.focus_key, way)
            if key is not None:
                self.set_focus_key(key)
        elif event.key() == Qt.Key.Key_F and not event.modifiers():
            self.fit(whole=True)
        else:
            super().keyPressEvent(event)


class AutogradView(QFrame):
    """``chosen`` sends the key of a card that was clicked, or that has the ring at Enter."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("autogradView")
        self.summary, self.told = QLabel(self), QLabel(self)
        for label in (self.summary, self.told):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.told.setFixedHeight(TOLD_LINES * self.told.fontMetrics().lineSpacing() + 12)
        self.canvas = SmallGraph(self)
        self.canvas.clicked.connect(self._take_click)
        self.canvas.activated.connect(self.chosen)
        self.canvas.hovered.connect(self._tell)
        self.canvas.reached.connect(self._tell)
        self.legend = StripView(self)
        self.legend.setAccessibleName("What the cards mean")
        self._lay_out()
        self.setFocusProxy(self.canvas)
        self.show_words("")

    def set_theme(self, theme: Theme) -> None:
        """The colours while there is no graph."""
        self.canvas.set_theme(theme.name)
        self.legend.set_theme(theme.name)

    def show_words(self, words: str) -> None:
        """Shows a sentence in place of a graph."""
        self.summary.setText(words)
        self.canvas.set_picture(None)
        self.canvas.set_focus_key(None)
        for part in (self.canvas, self.told, self.legend):
            part.hide()

    def show_graph(
        self,
        summary: str,
        picture: Picture,
        legend: Picture,
        neighbour: Callable[[str | None, Way], str | None],
    ) -> None:
        """Shows a graph; what was in the ring stays in it where it is still there."""
        self.summary.setText(summary)
        self.canvas.neighbour = neighbour
        for part in (self.canvas, self.told, self.legend):
            part.show()
        self.canvas.set_picture(picture, animate=False)
        self.legend.setFixedHeight(round(legend.size[1]) + LEGEND_ROOM)
        self.legend.set_picture(legend)

    def show_picture(self, picture: Picture, *, animate: bool) -> None:
        """Shows the same graph with something else kept in view."""
        self.canvas.set_picture(picture, animate)

    def mark(self, keys: frozenset[str]) -> None:
        """Outlines the cards of what the walk is at."""
        self.canvas.set_marked(keys)
        self.canvas.start = min(keys, default=None)

    def _take_click(self, key: str) -> None:
        self.canvas.set_focus_key(key)
        self.chosen.emit(key)

    def _tell(self, key: str | None) -> None:
        """What the card under the mouse, or else in the ring, is."""
        picture = self.canvas.picture
        item = picture.item(key or self.canvas.focus_key or "") if picture is not None else None
        self.told.setText(item.speech if item is not None else "")

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.summary, self.canvas, self.legend, self.told):
            if isinstance(part, QLabel):
                inset = QVBoxLayout()
                inset.setContentsMargins(12, 8, 10, 4)
                inset.addWidget(part)
                column.addLayout(inset)
            else:
                column.addWidget(part, 1 if part is self.canvas else 0)
        column.addStretch(0)


def _nowhere(_key: str | None, _way: Way) -> str | None:
    return None
