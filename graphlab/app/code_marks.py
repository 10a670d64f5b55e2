"""What the code panel shows of a run: the active line, notes, mistakes, parameters, progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from graphlab.errors import InputError
from graphlab.panels.notes_list import Note
from graphlab.study.labels import labels_of
from graphlab.study.passes import whole_of

if TYPE_CHECKING:
    from graphlab.app.bench import Bench
    from graphlab.record import Record
    from graphlab.study.player import Player

RAISED = "raised"


class CodeMarks(QObject):
    """Follows work and walk once there is a panel. ``taken`` tells of a run that was shown."""

    taken = Signal()

    def __init__(self, bench: Bench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        work, walk = bench.work, bench.walk
        self._desk, self._work, self._walk, self._view = bench.desk, work, walk, bench.view
        self.ran = ""  # the text that the lines of the graph count in
        work.recorded.connect(self._take_record)
        work.asked.connect(self._take_run)
        work.stopping.connect(self._take_stop)
        work.refused.connect(self._take_refusal)
        work.run_ended.connect(self._take_end)
        walk.moved.connect(self._follow)

    @property
    def is_shown(self) -> bool:
        """Whether the editor holds the text that the graph is of."""
        return self._desk.code is not None and self._desk.code.edit.text == self.ran

    def catch_up(self) -> None:
        """Shows the run that there is, in a panel that was made or filled just now."""
        if self._work.record is not None:
            self._take_record(self._work.record, False)
        if self._walk.player is not None:
            self._follow(self._walk.player, False)

    def forget(self) -> None:
        """Nothing is left of the run before: other code has come, which has not run yet."""
        self.ran = ""
        if (panel := self._desk.code) is not None:
            panel.parameters.show_parameters(())
            panel.notes.show_notes(())
            panel.edit.show_step(None)

    def _take_run(self) -> None:
        if self._desk.code is not None and self._work.document.kind == "code":
            self._desk.code.show_running(True)

    def _take_stop(self) -> None:
        if self._desk.code is not None and self._work.document.kind == "code":
            self._desk.code.show_stopping()

    def _take_record(self, record: Record, _fresh: bool) -> None:
        panel = self._desk.code
        if panel is None:
            return
        panel.show_running(False)
        if record.source.kind == "expression":
            panel.parameters.show_parameters(())
            panel.notes.show_notes(())
            panel.edit.show_step(None)
            panel.fit()
            return
        self.ran = record.source.text
        panel.parameters.show_parameters(record.parameters)
        labels = labels_of(record, self._view.options.numbering)
        said = [
            Note(e.line, labels.sentence(e.sentence), e.details)
            for e in record.events
            if e.kind != RAISED
        ]
        panel.notes.show_notes(said)
        if self.is_shown:
            panel.edit.show_notes([(n.line, n.sentence) for n in said if n.line is not None])
            raised = _raised(record)
            panel.show_problem(raised, raised.details if raised else "")
        panel.fit()
        player = self._walk.player
        if player is not None and whole_of(player.record) is whole_of(record):
            self._follow(player, False)  # who put it at a step may have heard of the run before
        self.taken.emit()

    def _take_refusal(self, error: InputError) -> None:
        self._show_end(error)

    def _take_end(self, sentence: str) -> None:
        self._show_end(InputError(sentence))

    def _show_end(self, error: InputError) -> None:
        panel = self._desk.code
        if panel is None:
            return
        panel.show_running(False)
        if self._work.document.kind == "code":
            panel.show_problem(error, error.details)

    def _follow(self, player: Player, _animate: bool) -> None:
        """Lights the line of the active node."""
        if self._desk.code is None:
            return
        step, record = player.step, player.record
        line = record.by_id[step.node].line if step is not None else None
        if record.source.kind == "expression" or not self.is_shown:
            line = None
        self._desk.code.edit.show_step(line, player.phase or "forward")


def _raised(record: Record) -> InputError | None:
    """The mistake that ended the code midway."""
    for event in record.events:
        if event.kind == RAISED:
            return InputError(
                event.sentence, line=event.line, column=event.column, details=event.details
            )
    return None
