"""Graphs that will be shown soon, laid out and drawn on a thread of their own meanwhile."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from graphlab.picture.compose import Composer
from graphlab.picture.layout.giving_up import GivingUpError, until
from graphlab.picture.layout.graphviz import GraphvizLayouter
from graphlab.study.moment import NOTHING

if TYPE_CHECKING:
    from graphlab.picture.options import Options
    from graphlab.picture.theme import Theme
    from graphlab.record import Record

MOST = 30


class Ready(QObject):
    """Composers by their runs, the newest kept."""

    _done = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._done.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="ready")
        self._layouter = GraphvizLayouter()
        self._is_closed = False
        self._made: list[Composer] = []

    def make(self, record: Record, theme: Theme, options: Options) -> None:
        """Has this run's graph ready when it is wanted."""
        if self.composer(record, theme, options) is None and not self._is_closed:
            self._threads.submit(self._work, record, theme, options)

    def composer(self, record: Record, theme: Theme, options: Options) -> Composer | None:
        """The graph of a run as it would be drawn now, if it is ready."""
        for made in self._made:
            if made.record is record and made.keeps_layout(record, options):
                return made.updated(record, theme, options)
        return None

    def keep(self, composer: Composer) -> None:
        """Has this composer ready, in place of another of the same run."""
        self._take(composer)

    def exactly(self, record: Record, theme: Theme, options: Options) -> Composer | None:
        """A composer of just this that is ready: what it has drawn is drawn."""
        for made in self._made:
            if made.record is record and (made.theme, made.options) == (theme, options):
                return made
        return None

    def close(self) -> None:
        """Nothing is made afterwards."""
        self._is_closed = True
        self._layouter.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _work(self, record: Record, theme: Theme, options: Options) -> None:
        with contextlib.suppress(GivingUpError), until(lambda: self._is_closed):
            composer = Composer(record, theme, options, self._layouter)
            composer.picture(NOTHING)
            self._done.emit(composer)

    def _take(self, made: Composer) -> None:
        others = [other for other in self._made if other.record is not made.record]
        self._made = [*others, made][-MOST:]
