"""Makes composers: at once for plain graphs, on a thread of its own for those that take longer."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from typing_extensions import override

from graphlab.app.ready import Ready
from graphlab.picture.compose import Composer, takes_long
from graphlab.picture.layout.giving_up import GivingUpError, until
from graphlab.picture.layout.graphviz import GraphvizLayouter
from graphlab.study.moment import NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphlab.picture.options import Options
    from graphlab.picture.theme import Theme
    from graphlab.record import Record


LARGE = 1_000
"""Nodes from which on it takes a second to draw all cards, even where they stand already."""


class Background(QObject):
    """Makes one thing at a time, which ``made`` sends; a newer wish ends the older one."""

    made = Signal(object)

    _done = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._done.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="layout")
        self.layouter = GraphvizLayouter()
        self._wish = 0
        self._pending = False

    @property
    def is_pending(self) -> bool:
        """Whether something is being made."""
        return self._pending

    def make(self, make: Callable[[], object], *, at_once: bool) -> None:
        """Ends in ``made``, at once or when a thread has made it."""
        self.give_up_older()
        if at_once:
            self.made.emit(make())
            return
        wish, self._pending = self._wish, True

        def work() -> None:
            with contextlib.suppress(GivingUpError), until(lambda: wish != self._wish):
                if wish == self._wish:
                    self._done.emit(wish, make())

        self._threads.submit(work)

    def give_up_older(self) -> None:
        """What is being made is no longer wanted."""
        self._wish += 1
        self._pending = False
        self.layouter.cancel()

    def close(self) -> None:
        """Nothing is made afterwards."""
        self.give_up_older()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _take(self, wish: int, made: object) -> None:
        if wish == self._wish:
            self._pending = False
            self.made.emit(made)


class Drawing(Background):
    """One layout of a graph at a time; ``ready`` are those that were made before."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ready = Ready(self)

    def draw(self, record: Record, theme: Theme, options: Options) -> None:
        """Ends in ``made`` with a Composer for this record, at once if that is quick or ready."""
        ready = self.ready.composer(record, theme, options)
        if ready is not None:
            self.make(lambda: ready, at_once=True)
            return
        self._compose(record, lambda: Composer(record, theme, options, self.layouter))

    def draw_again(
        self, composer: Composer, record: Record, theme: Theme, options: Options
    ) -> None:
        """The same from a composer whose layout may still serve."""
        exact = self.ready.exactly(record, theme, options)
        if exact is not None:
            self.make(lambda: exact, at_once=True)
        elif composer.keeps_layout(record, options) and len(record.nodes) < LARGE:
            self.make(lambda: composer.updated(record, theme, options), at_once=True)
        else:
            self._compose(record, lambda: composer.updated(record, theme, options))

    def _compose(self, record: Record, compose: Callable[[], Composer]) -> None:
        if not takes_long(record):
            self.make(compose, at_once=True)
            return

        def whole() -> Composer:
            composer = compose()
            composer.picture(NOTHING)  # its shapes are made here, and only kept elsewhere
            return composer

        self.make(whole, at_once=False)

    @override
    def close(self) -> None:
        super().close()
        self.ready.close()
