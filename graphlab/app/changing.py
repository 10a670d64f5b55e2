"""The document with its history: what a person changes of it without a run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from graphlab.study.history import History

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphlab.study.bookmarks import Bookmark
    from graphlab.study.code import Code
    from graphlab.study.descent import Descending
    from graphlab.study.document import Document
    from graphlab.study.pins import Pins
    from graphlab.task.points import Points
    from graphlab.task.setup import Setup as TrainingSetup


class Changing(QObject):
    """Each change is one step of undo; ``document_changed`` sends what there is then.

    ``allows`` says whether one document may become another by what a person does; where it may
    not, all stays as it is, and ``barred`` tells so.
    """

    document_changed = Signal(object)
    barred = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.history = History(document)
        self.allows: Callable[[Document, Document], bool] = _anything

    @property
    def document(self) -> Document:
        return self.history.present

    def begin(self, document: Document) -> None:
        """The first document, which undo does not leave."""
        self.history = History(document)
        self.document_changed.emit(document)

    def set_code(self, code: Code, what: str) -> None:
        """Keeps what was chosen or entered for code; nothing runs."""
        self._change(replace(self.document, code=code), what)

    def set_bookmarks(self, bookmarks: tuple[Bookmark, ...], what: str) -> None:
        """Keeps views of what is studied; nothing runs."""
        self._change(replace(self.document, bookmarks=bookmarks), what)

    def set_pins(self, pins: Pins, what: str) -> None:
        """Keeps cards where a person put them; nothing runs."""
        self._change(replace(self.document, pins=pins), what)

    def set_training(self, points: Points, setup: TrainingSetup, what: str) -> None:
        """Keeps what is to be trained, and on what; nothing runs."""
        self._change(replace(self.document, points=points, training=setup), what)

    def set_descent(self, descent: Descending, what: str) -> None:
        """How gradient descent walks; nothing runs."""
        self._change(replace(self.document, descent=descent), what, what)

    def settle(self) -> None:
        """Ends a drag: what follows is undone separately."""
        self.history = self.history.settled()

    def _change(self, document: Document, what: str, merge: str | None = None) -> None:
        before = self.history
        if not self.allows(before.present, document):
            self.barred.emit()
            self.document_changed.emit(before.present)  # to those that show what was typed
            return
        self.history = before.changed(document, what, merge)
        if self.history is not before:
            self.document_changed.emit(document)


def _anything(_before: Document, _after: Document) -> bool:
    return True
