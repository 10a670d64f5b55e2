"""What the bars and tables around the graph tell of the document and its run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from graphlab.panels.columns import edge_columns, node_columns
from graphlab.study.labels import Labels, labels_of
from graphlab.study.remarks import remarks

if TYPE_CHECKING:
    from graphlab.app.bench import Bench
    from graphlab.app.consent import Consent
    from graphlab.app.limits import Limits
    from graphlab.record import Record
    from graphlab.study.document import Document

LATE = 300  # ms that a run may take before the badge says that it is under way


class Bars(QObject):
    """The formula with its badge, the inputs, the names of columns, Undo and Redo."""

    def __init__(
        self, bench: Bench, consent: Consent, limits: Limits, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._work, self._walk = bench.desk, bench.work, bench.walk
        self._view, self._actions = bench.view, bench.actions
        self._consent = consent
        self._limits = limits
        self._late = QTimer(self, singleShot=True, interval=LATE)
        self._late.timeout.connect(bench.desk.formula.badge.show_checking)
        bench.work.document_changed.connect(self._take_document)
        bench.work.recorded.connect(self._take_record)
        bench.work.emptied.connect(self._take_nothing)
        bench.work.asked.connect(self._wait)
        bench.work.refused.connect(self._take_failure)
        bench.work.run_ended.connect(self._take_failure)
        bench.walk.begun.connect(self.show_check)
        bench.desk.formula.problem_found.connect(bench.desk.formula.badge.show_nothing)
        bench.desk.formula.problem_gone.connect(self.show_check)

    def show_check(self) -> None:
        """The badge speaks of the numbers on screen, and only while they are of this formula."""
        record, work = self._work.record, self._work
        if self._walk.player is None:
            return  # the graph is still being laid out
        if work.document.kind == "code" and work.is_ahead:
            self._desk.formula.badge.show_nothing()
        elif record is not None and work.is_checked and not work.has_failed:
            labels = labels_of(record, self._view.options.numbering)
            said = [labels.sentence(remark) for remark in remarks(record)]
            self._desk.formula.badge.show_check(record.check, said, kept=record.keeps_values)

    def _wait(self) -> None:
        if not self._work.is_idle:  # the answer may have come at once
            self._late.start()

    def _take_document(self, shown: Document) -> None:
        desk, history = self._desk, self._work.history
        desk.formula.shapes = shown.shapes
        desk.formula.set_text(shown.text, shown.inputs.keys() - shown.shapes.keys())
        desk.inputs.show_document(shown)
        if not self._has_starts(shown):
            desk.inputs.show_outputs((), None)
        if shown.kind == "code":
            self.show_check()  # what was entered may name another run than the graph is of
        for name, what in (("undo", history.undo_text), ("redo", history.redo_text)):
            action = self._actions[name]
            words = f"{name.capitalize()}: {what}" if what else name.capitalize()
            action.setText(words.replace("&", "&&"))
            action.setEnabled(what is not None)

    def _has_starts(self, shown: Document) -> bool:
        """Whether it can be said here where gradients start; statements say it themselves."""
        if shown.kind == "expression":
            return True
        part = shown.code.part
        return part is not None and part.kind != "statements" and self._consent.may_run(shown.code)

    def _take_record(self, record: Record, _fresh: bool) -> None:
        desk, work = self._desk, self._work
        desk.empty.hide()
        self._name_columns(record.source.letter)
        if work.is_checked:
            self._late.stop()
            if self._walk.player is None:
                desk.formula.badge.show_nothing()
            self.show_check()
            self._limits.say_resets()
        labels = Labels(record, self._view.options.numbering)
        names = tuple(labels.text(node) for node in record.output_ids)
        if self._has_starts(work.document):
            given = work.document.kind == "code" and work.document.code.is_given
            has_own = given and work.program.has_own_starts
            desk.inputs.show_outputs(names, work.document.cotangents, has_own=has_own)
        else:
            desk.inputs.show_outputs((), None)

    def _name_columns(self, letter: str) -> None:
        """The tables' heads and tips have the letter of the nodes."""
        nodes, edges = self._desk.values.nodes.rows, self._desk.values.edges.rows
        named, tied = node_columns(letter), edge_columns(letter)
        if nodes.columns[0].title == named[0].title:
            return
        for place in (0, len(named) - 1):
            nodes.set_column(place, named[place])
            edges.set_column(place, tied[place])

    def _take_failure(self) -> None:
        """There are no numbers to check; those on screen are of an input before."""
        self._late.stop()
        self._desk.formula.badge.show_nothing()

    def _take_nothing(self) -> None:
        self._late.stop()
        self._desk.formula.badge.show_nothing()
        self._desk.inputs.show_outputs((), None)
        if self._work.document.is_empty:
            self._desk.empty.show()
            self._desk.empty.raise_()
            self._desk.formula.edit.setFocus()
