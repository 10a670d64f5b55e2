"""Finds nodes in the window: marks them, leads from one to the next, inside closed modules too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from graphlab.study.boxes import standing_for
from graphlab.study.find import find
from graphlab.study.labels import labels_of
from graphlab.study.passes import whole_of

if TYPE_CHECKING:
    from graphlab.app.bench import Bench
    from graphlab.app.folding import Folding
    from graphlab.app.views import Views
    from graphlab.record import Record
    from graphlab.study.labels import Labels


class Finding(QObject):
    """What is found has dashed outlines and marks on the slider; the walk stays where it is.

    Without a search the marks are those of what is lit.
    """

    def __init__(
        self, bench: Bench, views: Views, folding: Folding, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._work = bench.desk, bench.work
        self._walk, self._view = bench.walk, bench.view
        self._views = views
        self._folding = folding
        self._found: tuple[str, ...] = ()
        self._at: str | None = None
        bar = self._bar = bench.desk.finder
        bar.changed.connect(self._search)
        bar.wanted.connect(self._go)
        bar.closed.connect(self.close)
        bench.work.recorded.connect(self._search_again)
        bench.work.emptied.connect(self.close)
        bench.walk.begun.connect(self._mark)
        bench.view.options_changed.connect(self._take_options)

    def open(self) -> None:
        """Shows the line to type in."""
        if self._work.record is not None:
            self._bar.begin()
            self._desk.stage.map.settle()
            if self._desk.notice.isVisible():
                self._desk.notice.keep_clear([self._bar.geometry()])
            self._search(self._bar.line.text())

    def close(self) -> None:
        """Takes the marks away; the next time the same text stands there."""
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self._bar.isAncestorOf(focused)
        self._bar.hide()
        self._found, self._at = (), None
        self._mark()
        if had_focus:
            self._desk.canvas.setFocus()

    def next_mark(self) -> None:
        """The walk goes on to the next mark on the slider."""
        self._to_mark(1)

    def previous_mark(self) -> None:
        """The walk goes back to the mark before."""
        self._to_mark(-1)

    def _to_mark(self, by: int) -> None:
        player = self._walk.player
        if player is None:
            return
        steps = self._desk.transport.bar.marks
        beyond = [step for step in steps if (step - player.index) * by > 0]
        if beyond:
            self._walk.scrub(beyond[0] if by > 0 else beyond[-1])

    # ── finding ──────────────────────────────────────────────────────────────────────────────

    def _search(self, query: str) -> None:
        record = self._whole()
        self._found = () if record is None else find(record, query, self._labels(record))
        self._at = self._at if self._at in self._found else None
        self._mark()

    def _search_again(self) -> None:
        if self._bar.isVisible():
            self._search(self._bar.line.text())

    def _take_options(self) -> None:
        """Nodes have other names, or others are lit."""
        self._search_again()
        if not self._bar.isVisible():
            self._mark()

    def _lit_steps(self) -> tuple[int, ...]:
        """While nothing is looked for, the marks lead along what is lit."""
        record, light = self._work.record, self._view.options.light
        if record is None or light is None:
            return ()
        return tuple(step.index for step in record.steps if step.node in light.nodes)

    def _go(self, by: int) -> None:
        """To the next of those found, or the one before; its module opens if need be."""
        if not self._found:
            return
        place = self._found.index(self._at) + by if self._at is not None else min(by, 0)
        self._at = self._found[place % len(self._found)]
        self._folding.lead_to(self._at)
        self._mark()

    def _mark(self) -> None:
        record = self._work.record
        if record is None or not self._bar.isVisible():
            self._desk.canvas.set_marked(frozenset())
            self._desk.transport.bar.show_marks(self._lit_steps())
            return
        shown = {standing_for(record, node) for node in self._found}
        self._desk.canvas.set_marked(frozenset(f"card:{node}" for node in shown))
        steps = (step.index for step in record.steps if step.node in shown)
        self._desk.transport.bar.show_marks(tuple(steps))
        if self._at is not None:
            self._views.focus_on(standing_for(record, self._at))
        place = self._found.index(self._at) + 1 if self._at is not None else 0
        self._bar.show_count(place, len(self._found))

    def _whole(self) -> Record | None:
        record = self._work.record
        return None if record is None else whole_of(record)

    def _labels(self, record: Record) -> Labels:
        return labels_of(record, self._view.options.numbering)
