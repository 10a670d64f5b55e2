"""What of a run is shown: passes of loops that are alike, and modules that are closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from graphlab.record import Step
from graphlab.study.boxes import boxes_of, closed, standing_for
from graphlab.study.modules import tree_of
from graphlab.study.opening import around, first_closed, level_of, opened
from graphlab.study.passes import folded, whole_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction

    from graphlab.app.views import Views
    from graphlab.app.walk import Walk
    from graphlab.app.work import Work
    from graphlab.record import Phase, Record

MODULES = ("open-module", "close-module", "deeper", "shallower")
PASSES = "all-passes"
BOXED = frozenset({"module", "item"})
"""What is shown under the name of a closed module's result."""


class Folding(QObject):
    """Decides what of a run is shown. Its commands are there only while there is something to fold.

    The walk stays where it was, or at what now stands for that place. There is nothing to undo.
    """

    def __init__(
        self,
        work: Work,
        walk: Walk,
        views: Views,
        actions: Mapping[str, QAction],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._work = work
        self._walk = walk
        self._views = views
        self._actions = {name: actions[name] for name in (PASSES, *MODULES)}
        self._all_passes = False
        self._closed: frozenset[str] = frozenset()
        self._parts: tuple[str, ...] = ()
        self._place: Step | None = None
        self._sought: str | None = None
        work.shown = self._shown
        work.recorded.connect(self._take_record)
        work.emptied.connect(self._take_nothing)
        walk.begun.connect(self._go_back)
        walk.begun.connect(self._seek, Qt.ConnectionType.QueuedConnection)
        walk.missed.connect(self._go_inside)
        views.module_activated.connect(self._open)
        views.frame_activated.connect(self._close)
        self._take_nothing()

    def set_all_passes(self, wanted: bool) -> None:
        """Shows all passes, or one of those that are alike."""
        self._all_passes = wanted
        self._show_again(None)

    def open_module(self) -> None:
        """Opens the closed module that has the focus or is active."""
        node = self._chosen
        if node is not None:
            self._open(node)

    def close_module(self) -> None:
        """Closes the module around what has the focus or is active."""
        record, node = self._work.record, self._chosen
        if record is not None and node is not None:
            part = around(record, node)
            if part is not None:
                self._change(self._closed | {part.key}, node)

    def deeper(self) -> None:
        """Opens all modules one level further."""
        self._to_level(1)

    def shallower(self) -> None:
        """Closes all modules one level further out."""
        self._to_level(-1)

    @property
    def closed(self) -> frozenset[str]:
        """The modules that are closed."""
        return self._closed

    @property
    def all_passes(self) -> bool:
        """Whether passes of loops that are alike are all shown."""
        return self._all_passes

    def show(self, closed: frozenset[str], all_passes: bool) -> bool:
        """Closes these modules and no others; whether that is not what is shown already."""
        if (closed, all_passes) == (self._closed, self._all_passes):
            return False
        self._closed, self._all_passes = closed, all_passes
        self._actions[PASSES].setChecked(all_passes)
        self._show_again(None)
        return True

    def reveal(self, node: str) -> None:
        """Opens the modules that hide a node of the run; the walk stays where it was."""
        record = self._work.record
        if record is None or (node in record.by_id and record.by_id[node].op not in BOXED):
            return
        if self._hiding(node):
            self._change(self._closed - self._hiding(node), None)

    def lead_to(self, node: str) -> None:
        """The same, and puts the keyboard's ring around it, which brings it into view."""
        self._sought = node
        self.reveal(node)
        self._seek()

    def _seek(self) -> None:
        """Where the graph is still being laid out, later."""
        record, node = self._work.record, self._sought
        if record is None or node is None or self._views.composer is None:
            return
        self._sought = None
        shown = standing_for(record, node)
        if shown in record.by_id:
            self._views.focus_on(shown)

    @property
    def _chosen(self) -> str | None:
        """What has the focus or is active, or will be active once the graph is laid out."""
        record, node = self._work.record, self._views.chosen_node
        if node is not None or record is None or self._place is None:
            return node
        later = standing_for(record, self._place.node)
        return later if later in record.by_id else None

    # ── what is shown ────────────────────────────────────────────────────────────────────────

    def _hiding(self, node: str) -> frozenset[str]:
        """The closed modules around a node of the run."""
        whole = whole_of(self._work.record) if self._work.record is not None else None
        if whole is None or node not in whole.by_id:
            return frozenset()
        around = tree_of(whole).around(whole.by_id[node])
        return self._closed & {part.key for part in around}

    def _go_inside(self, node: str, phase: Phase) -> None:
        """Opens the modules that hide a node of the run, and goes to its step.

        While a layout is under way, whichever, the walk goes there after it.
        """
        hiding = self._hiding(node)
        if hiding or (self._walk.player is None and self._work.record is not None):
            self._place = Step(0, phase, node, ())
        if hiding:
            self._closed -= hiding
            self._work.show_again()

    def _shown(self, record: Record) -> Record:
        left = record if self._all_passes else folded(record)
        parts = tuple(tree_of(record).parts)
        if parts != self._parts:
            self._parts, self._closed = parts, first_closed(left)
        return closed(left, self._closed)

    def _open(self, node: str) -> None:
        record = self._work.record
        if record is not None and node in boxes_of(record):
            self._change(opened(record, node, self._closed), node)

    def _close(self, key: str) -> None:
        record = self._work.record
        if record is None:
            return
        tree = tree_of(whole_of(record))
        for node in record.nodes:
            if any(part.key == key for part in tree.around(node)):
                self._change(self._closed | {key}, node.id)
                return

    def _to_level(self, by: int) -> None:
        record = self._work.record
        if record is None or not self._parts:
            return
        tree = tree_of(whole_of(record))
        level = level_of(record) + by
        if 0 <= level <= tree.depth:
            self._change(tree.beyond(level), self._chosen)

    def _change(self, keys: frozenset[str], held: str | None) -> None:
        if keys != self._closed:
            self._closed = keys
            self._show_again(held)

    def _show_again(self, held: str | None) -> None:
        player = self._walk.player
        if player is not None:  # else a layout is under way, and the walk goes back after it
            self._place = player.step
        self._views.hold(held)
        self._work.show_again()

    # ── what comes of it ─────────────────────────────────────────────────────────────────────

    def _take_record(self, record: Record, _fresh: bool) -> None:
        whole = whole_of(record)
        self._offer((PASSES,), there=folded(whole) is not whole)
        self._offer(MODULES, there=bool(self._parts))

    def _take_nothing(self) -> None:
        self._parts = ()
        self._offer((PASSES, *MODULES), there=False)

    def _offer(self, names: tuple[str, ...], *, there: bool) -> None:
        for name in names:
            self._actions[name].setVisible(there)
            self._actions[name].setEnabled(there)

    def _go_back(self) -> None:
        """To the step that was active, to what stands for it, or to the last one before it."""
        step, player = self._place, self._walk.player
        self._place = None
        if step is None or player is None:
            return
        record = player.record
        node = standing_for(record, step.node)
        if node not in record.by_id:
            if step.node not in whole_of(record).by_id:
                return  # another run has come meanwhile
            number = whole_of(record).by_id[step.node].number
            before = [n.id for n in record.nodes if n.number <= number]
            if not before:
                return
            node = before[-1]
        place = player.to_adjoint if step.phase == "backward" else player.to_value
        self._walk.place(player.at(place(node).index))
