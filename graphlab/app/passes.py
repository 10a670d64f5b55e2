"""Whether all passes of a loop are shown, or one of those that are alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from graphlab.study.passes import folded, whole_of

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from graphlab.app.walk import Walk
    from graphlab.app.work import Work
    from graphlab.record import Record, Step


class Passes(QObject):
    """Decides what of a run is shown. ``action`` is there only while something folds."""

    def __init__(
        self, work: Work, walk: Walk, action: QAction, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._work = work
        self._walk = walk
        self._action = action
        self._all = False
        self._place: Step | None = None
        work.shown = self._shown
        work.recorded.connect(self._take_record)
        work.emptied.connect(self._take_nothing)
        walk.begun.connect(self._go_back)
        action.setVisible(False)

    def set_all(self, wanted: bool) -> None:
        """Shows all passes, or one of those that are alike; the walk stays where it was."""
        self._all = wanted
        player = self._walk.player
        self._place = player.step if player is not None else None
        self._work.show_again()

    def _shown(self, record: Record) -> Record:
        return record if self._all else folded(record)

    def _take_record(self, record: Record, _fresh: bool) -> None:
        whole = whole_of(record)
        self._offer(folded(whole) is not whole)

    def _take_nothing(self) -> None:
        self._offer(False)

    def _offer(self, offered: bool) -> None:
        self._action.setVisible(offered)
        self._action.setEnabled(offered)

    def _go_back(self) -> None:
        """To the step that was active, or to the one before it that is shown."""
        step, player = self._place, self._walk.player
        self._place = None
        if step is None or player is None:
            return
        number = whole_of(player.record).by_id[step.node].number
        before = [node.id for node in player.record.nodes if node.number <= number]
        if before:
            place = player.to_adjoint if step.phase == "backward" else player.to_value
            self._walk.scrub(place(before[-1]).index)
