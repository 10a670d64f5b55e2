"""Looks after the document's file when the person comes back to the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from typing_extensions import override

from graphlab.app.document_words import CHANGED, GONE

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

    from graphlab.app.desk import Desk
    from graphlab.app.documents import Documents
    from graphlab.keeping.holding import Holding
    from graphlab.panels.news_bar import NewsBar

READ, SAVE, CLOSE = "read", "save", "close"


class FileWatch(QObject):
    """A line tells that others changed or removed the file, once for each time they did."""

    def __init__(
        self,
        window: QMainWindow,
        documents: Documents,
        desk: Desk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._documents = documents
        self._desk = desk
        self._about: tuple[Holding, object] | None = None
        self.bar: NewsBar | None = None
        documents.changed.connect(self._settle)
        window.installEventFilter(self)

    def look(self) -> None:
        """Whether the file is still the one that was read or saved here."""
        documents = self._documents
        outside = documents.look_outside()
        about = documents.holding, outside
        if outside == "same" or about == self._about or documents.holding.path is None:
            return
        self._about = about
        if self.bar is None:
            self.bar = self._desk.add_news()
            self.bar.answered.connect(self._take_answer)
        name = documents.holding.path.name
        if outside == "gone":
            self.bar.say(GONE.format(name=name), [("Save", SAVE), ("Close", CLOSE)])
        else:
            answers = [("Open it", READ), ("Keep what is here", CLOSE)]
            self.bar.say(CHANGED.format(name=name), answers)

    def _settle(self) -> None:
        """It was saved, or another is open."""
        if self._about is not None and self._documents.holding is not self._about[0]:
            self._about = None
            if self.bar is not None:
                self.bar.hide()

    def _take_answer(self, word: str) -> None:
        documents, path = self._documents, self._documents.holding.path
        if word == SAVE:
            documents.save()
        elif word == READ and path is not None:
            documents.open_path(path)
        elif self.bar is not None:
            self.bar.hide()
            self._desk.canvas.setFocus()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowActivate:
            self.look()
        return False
