"""Windows with all numbers of a tensor, opened from Why?."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from graphlab.record import NOT_KEPT
from graphlab.study.labels import labels_of
from graphlab.worker.messages import ArrayReply, ArrayRequest

if TYPE_CHECKING:
    from graphlab.app.desk import Desk
    from graphlab.app.view import View
    from graphlab.app.work import Work
    from graphlab.panels.tensor_table import TensorTable
    from graphlab.record import Array, Node, Record
    from graphlab.worker.messages import Which

KINDS = ("value", "adjoint")
STALE = "These numbers are of an earlier run."


def is_table(record: Record, key: str) -> bool:
    """Whether what a key names has several elements."""
    kind, _, name = key.partition(":")
    node = record.by_id.get(name)
    if node is None or kind not in KINDS:
        return False
    return _has(node, kind) and math.prod(node.shape or ()) > 1


class TensorTables(QObject):
    """One window at a time; numbers that stayed with the worker are asked for."""

    def __init__(self, desk: Desk, work: Work, view: View, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._work = work
        self._view = view
        self.table: TensorTable | None = None
        self._node, self._kind = "", ""
        desk.why.numbers_wanted.connect(self.open)
        work.array_found.connect(self._take)
        work.not_found.connect(self._miss)
        work.recorded.connect(self._take_record)
        work.emptied.connect(self.close)

    def open(self, key: str) -> None:
        """Shows the numbers of a key such as ``adjoint:w4``."""
        record = self._work.record
        if record is None or not is_table(record, key):
            return
        self._kind, _, self._node = key.partition(":")
        if self.table is None:
            from graphlab.panels.tensor_table import TensorTable

            self.table = TensorTable(self._desk.window())
            self.table.set_theme(self._view.theme)
            self.table.destroyed.connect(self._forget)
            self.table.wanted.connect(self._ask)
        self._show(record)
        self.table.show()
        self.table.activateWindow()

    def close(self) -> None:
        """Closes the window, if there is one."""
        if self.table is not None:
            self.table.close()

    def _show(self, record: Record, array: Array | None = None) -> None:
        node = record.by_id[self._node]
        labels = labels_of(record, self._view.options.numbering)
        of_value = self._kind == "value"
        if array is None:
            array = node.value if of_value else node.adjoint
        if self.table is not None:
            self.table.show_array(
                array,
                latex=labels.latex(node.id) if of_value else labels.bar(node.id),
                name=labels.text(node.id) if of_value else labels.bar_text(node.id),
                dtype=node.dtype or "",
                shape=node.shape or (),
            )

    def _ask(self) -> None:
        record = self._work.record
        if record is not None and not record.keeps_values and self.table is not None:
            self.table.note(NOT_KEPT)
            return
        which: Which = "value" if self._kind == "value" else "adjoint"
        self._work.ask_array(self._node, which)

    def _take(self, reply: ArrayReply) -> None:
        record = self._work.record
        if (
            self.table is None
            or record is None
            or (reply.node, reply.which)
            != (
                self._node,
                self._kind,
            )
        ):
            return
        whole = math.prod(reply.shape)
        if reply.piece.size == whole:
            self._show(record, reply.piece.reshape(reply.shape))
        else:
            self._show(record, reply.piece)
            self.table.note(f"the first {reply.piece.size:,} of {whole:,} elements")

    def _miss(self, request: object, sentence: str) -> None:
        if isinstance(request, ArrayRequest) and self.table is not None:
            self.table.note(sentence)

    def _take_record(self, record: Record, fresh: bool) -> None:
        if self.table is None:
            return
        if fresh or self._node not in record.by_id:
            self.table.note(STALE)
        else:
            self._show(record)

    def _forget(self) -> None:
        self.table = None


def _has(node: Node, kind: str) -> bool:
    if kind == "value":
        return node.value is not None or node.value_digest is not None
    return node.adjoint is not None or node.adjoint_digest is not None
