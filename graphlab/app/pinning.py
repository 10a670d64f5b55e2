"""Cards moved by hand, with the mouse or keys: kept in the document, put back by one command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from graphlab.study.pins import moved, shifts

if TYPE_CHECKING:
    from graphlab.app.bench import Bench
    from graphlab.app.views import Views
    from graphlab.study.document import Document

STEP = 20.0
"""Logical pixels that a key moves a card by."""

RESET = "unpin"


class Pinning(QObject):
    """The slots of View › Move cards."""

    def __init__(self, bench: Bench, views: Views, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._work, self._view = bench.desk, bench.work, bench.view
        self._views = views
        self._reset = bench.actions[RESET]
        bench.desk.canvas.carries = True
        bench.desk.canvas.carried.connect(self._take)
        bench.work.document_changed.connect(self._follow)
        bench.walk.moved.connect(self._offer)  # another graph comes with another place in it
        bench.work.emptied.connect(self._offer)
        self._offer()

    def left(self) -> None:
        self._push(-STEP, 0)

    def right(self) -> None:
        self._push(STEP, 0)

    def up(self) -> None:
        self._push(0, -STEP)

    def down(self) -> None:
        self._push(0, STEP)

    def reset(self) -> None:
        """Every card of the graph that is shown goes back to where the layout has it."""
        composer, record = self._views.composer, self._work.record
        if composer is not None and record is not None:
            back = shifts(self._work.document.pins, record, composer.way)
            kept = (pin for pin in self._work.document.pins if pin.node not in back)
            self._work.set_pins(tuple(kept), "Put cards back")

    def _push(self, dx: float, dy: float) -> None:
        node = self._views.chosen_node
        if node is not None:
            self._take(f"card:{node}", dx, dy)

    def _take(self, key: str, dx: float, dy: float) -> None:
        composer, record = self._views.composer, self._work.record
        node = key.partition(":")[2]
        if composer is None or record is None or node not in record.by_id:
            return
        pins = moved(self._work.document.pins, record, node, composer.way, (dx, dy))
        self._work.set_pins(pins, f"Move {node}")

    def _follow(self, document: Document) -> None:
        if document.pins != self._view.options.pins:
            self._view.set_pins(document.pins)
        self._offer()

    def _offer(self, *_: object) -> None:
        composer, record = self._views.composer, self._work.record
        there = record is not None and bool(self._work.document.pins)
        if there and composer is not None and record is not None:
            there = bool(shifts(self._work.document.pins, record, composer.way))
        self._reset.setEnabled(there)
