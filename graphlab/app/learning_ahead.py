"""Runs that a lesson will show: asked for one by one while nothing else is to be done, and kept."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from msgspec import structs
from PySide6.QtCore import QObject, Signal

from graphlab.app.comparing import runs_differently
from graphlab.app.requests import request_for
from graphlab.study.passes import whole_of
from graphlab.worker.messages import CodeRequest, Recorded, RecordRequest, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphlab.app.questions import Link
    from graphlab.app.work import Work
    from graphlab.record import Record
    from graphlab.study.document import Document

_NUMBERS = count(1 << 50)
"""Numbers of these requests are never those of other runs."""

MOST, MOST_BYTES = 30, 64_000_000


class Ahead(QObject):
    """``found`` sends a document whose run has come, or which has none.

    The wanted ones are kept, and of those that are not wanted any more the newest. Code is run
    ahead only where it is ours; runs of other code are kept when the window has made them.
    """

    found = Signal(object)

    def __init__(self, work: Work, link: Link, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._link = link
        self._wanted: tuple[Document, ...] = ()
        self._runs_code = False
        self._kept: list[tuple[Document, Record | None]] = []
        self._asked: tuple[int, Document] | None = None
        link.message.connect(self._hear)
        link.gone.connect(self._lose)
        work.recorded.connect(self._take_run)
        work.refused.connect(self._take_idle)

    def want(self, documents: Iterable[Document], *, runs_code: bool = False) -> None:
        """These will be shown, the first ones soonest; their code may be run, or not."""
        self._wanted, self._runs_code = tuple(documents)[:MOST], runs_code
        self._keep_shown()
        self._go_on()

    def record(self, document: Document) -> Record | None:
        """The run of a document, if it is kept."""
        return next((run for known, run in self._kept if _same(known, document)), None)

    def is_known(self, document: Document) -> bool:
        """Whether its run has come, or cannot be had."""
        return any(_same(known, document) for known, _ in self._kept)

    def forget(self) -> None:
        """Nothing is wanted or kept."""
        self._wanted, self._kept, self._asked = (), [], None

    def _go_on(self) -> None:
        if self._asked is not None or not self._work.is_idle:
            return
        document = next((one for one in self._wanted if self._is_missing(one)), None)
        if document is None:
            return
        number = next(_NUMBERS)
        request = request_for(number, document)
        assert isinstance(request, RecordRequest | CodeRequest)
        self._asked = number, document
        self._link.send(structs.replace(request, aside=True))

    def _is_missing(self, document: Document) -> bool:
        may_run = document.kind == "expression" or self._runs_code
        return may_run and not document.is_empty and not self.is_known(document)

    def _hear(self, reply: object) -> None:
        asked = self._asked
        if asked is None or not isinstance(reply, Recorded | Refused) or reply.number != asked[0]:
            return
        self._asked = None
        self._keep(asked[1], reply.record if isinstance(reply, Recorded) else None)
        self._go_on()

    def _take_run(self, _record: Record, _fresh: bool) -> None:
        """What had waited behind it is asked for anew."""
        self._keep_shown()
        self._take_idle()

    def _keep_shown(self) -> None:
        """What the window has run counts too."""
        work, document = self._work, self._work.document
        is_wanted = any(_same(one, document) for one in self._wanted)
        if is_wanted and work.record is not None and work.is_checked and not work.is_ahead:
            record = whole_of(work.record)
            if self.record(document) is not record:
                self._keep(document, record)

    def _take_idle(self) -> None:
        """A newer run drops what no worker has begun; whatever was begun is answered before it."""
        if self._work.is_idle:
            self._asked = None
            self._go_on()

    def _lose(self, _sentence: str) -> None:
        self._asked = None

    def _keep(self, document: Document, record: Record | None) -> None:
        others = [pair for pair in self._kept if not _same(pair[0], document)]
        self._kept = [*others, (document, record)]
        while len(self._kept) > 1 and (len(self._kept) > 2 * MOST or self._bytes > MOST_BYTES):
            self._kept.pop(self._least_wanted)
        self.found.emit(document)

    @property
    def _least_wanted(self) -> int:
        """The place of the oldest one that is not wanted, else of the one wanted last."""
        ranks = [
            next((at for at, one in enumerate(self._wanted) if _same(one, known)), MOST)
            for known, _ in self._kept[:-1]
        ]
        return ranks.index(max(ranks))

    @property
    def _bytes(self) -> int:
        return sum(_bytes(record) for _, record in self._kept if record is not None)


def _same(one: Document, other: Document) -> bool:
    return one is other or not runs_differently(one, other)


def _bytes(record: Record) -> int:
    arrays = (array for node in record.nodes for array in (node.value, node.adjoint))
    return sum(array.nbytes for array in arrays if array is not None)
