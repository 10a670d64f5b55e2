"""Unsaved work: kept a second after each change, and offered again after a crash."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from graphlab.app.document_words import UNKEPT, left_sentence
from graphlab.errors import DocumentError
from graphlab.keeping.files import reason_of, sweep
from graphlab.keeping.holding import Holding, opened
from graphlab.keeping.recovery import Recovery

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from graphlab.app.desk import Desk
    from graphlab.app.documents import Documents
    from graphlab.app.settings import Settings
    from graphlab.keeping.kept import Kept
    from graphlab.keeping.recovery import Left
    from graphlab.panels.news_bar import NewsBar

FOLDER = "recovery"
SOON = 1000  # ms after a change
LATEST = 4  # seconds after the first of several that follow each other faster
OPEN, DISCARD, LATER = "open", "discard", "later"


class Rescue(QObject):
    """Only what differs from the file is kept. ``said`` sends remarks."""

    said = Signal(str)

    def __init__(
        self, documents: Documents, desk: Desk, settings: Settings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._documents = documents
        self._desk = desk
        self._settings = settings
        self._is_kept = False
        self._since = 0.0
        self._told = ""
        self._before: tuple[str, ...] = ()  # changes of the window that crashed
        self._left: list[Left] = []
        self.recovery = Recovery(settings.folder / FOLDER)
        self.bar: NewsBar | None = None
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self.keep)
        documents.changed.connect(self._notice)

    def keep(self, changed_at: datetime | None = None) -> bool:
        """Writes down what is not saved, and since when; whether that was possible."""
        documents, holding = self._documents, self._documents.holding
        done = (*self._before, *documents.history.since(holding.kept.document))
        try:
            self.recovery.keep(documents.kept, holding.path, done, holding.known, changed_at)
        except OSError as error:
            self._tell(UNKEPT.format(why=reason_of(error)))
            return False
        self._is_kept = True
        return True

    def offer(self) -> None:
        """Shows what crashed windows have left, the newest first; litter of theirs goes."""
        self._left = list(self.recovery.left())
        self._show()
        folders = {Path(path).parent for path in self._settings.recent_files()}
        folders.add(self._settings.last_folder)
        threading.Thread(target=_sweep, args=(folders,), daemon=True).start()

    def close(self) -> None:
        """The window closes, and what is not saved is not wanted."""
        self._soon.stop()
        self._clear()

    def _notice(self) -> None:
        if not self._documents.is_changed:
            self._soon.stop()
            self._clear()
        elif not self._soon.isActive():
            self._since = monotonic()
            self._soon.start()
        elif monotonic() - self._since < LATEST:
            self._soon.start()  # a slider is dragged, and must not wait for the disk

    def _clear(self) -> None:
        self._before = ()
        if self._is_kept:
            self._is_kept = False
            self.recovery.clear()

    def _tell(self, sentence: str) -> None:
        if sentence != self._told:
            self._told = sentence
            self.said.emit(sentence)

    # ── what was left ────────────────────────────────────────────────────────────────────────

    def _show(self) -> None:
        if not self._left:
            if self.bar is not None:
                self.bar.hide()
            return
        if self.bar is None:
            self.bar = self._desk.add_news()
            self.bar.answered.connect(self._take_answer)
        left = self._left[0]
        answers = [("Open", OPEN)] if left.kept is not None else []
        answers += [("Discard", DISCARD), ("Later", LATER)]
        self.bar.say(left_sentence(left, len(self._left)), answers)

    def _take_answer(self, word: str) -> None:
        left = self._left[0]
        kept = left.kept
        if word == OPEN and kept is not None:
            self._documents.unless_lost(
                "before you open what was left", lambda: self._open(left, kept)
            )
            return
        if word == DISCARD:
            self.recovery.forget(left)
        self._go_on(left)

    def _open(self, left: Left, kept: Kept) -> None:
        """It is kept by this window before that of the other goes."""
        self._documents.show(_held(left), kept)
        self._before = left.changes
        if self.keep(left.changed_at):
            self.recovery.forget(left)
        self._go_on(left)

    def _go_on(self, left: Left) -> None:
        self._left.remove(left)
        self._show()


def _held(left: Left) -> Holding:
    """What is in the file of this work: another's, if the window that crashed did not know it."""
    if left.path is None:
        return Holding()
    try:
        found = opened(left.path)
    except (OSError, DocumentError):
        return Holding(path=left.path)
    return found if found.known & left.known else replace(found, stamp=None, known=left.known)


def _sweep(folders: Iterable[Path]) -> None:
    for folder in folders:
        sweep(folder)
