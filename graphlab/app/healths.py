"""Keeps the page of gradient health with what is shown, and leads from it into the graph."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from graphlab.panels.health_view import HealthRow, HealthView
from graphlab.study.health import Health, health_of, reason, times, title
from graphlab.study.labels import labels_of
from graphlab.study.passes import whole_of

if TYPE_CHECKING:
    from graphlab.app.view import View
    from graphlab.app.walk import Walk
    from graphlab.app.work import Work
    from graphlab.record import Record
    from graphlab.study.health import Passage
    from graphlab.study.labels import Labels
    from graphlab.study.player import Player

MOST_ROWS = 200
LARGE = math.log(4)
"""A change of this many powers of e is worth a word: a sigmoid's at best."""


class Healths(QObject):
    """Works only while its page is seen."""

    def __init__(
        self, panel: HealthView, work: Work, walk: Walk, view: View, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._work = work
        self._walk = walk
        self._view = view
        self._shown: tuple[Record, str] | None = None
        panel.chosen.connect(walk.to_adjoint)
        panel.asked.connect(self._answer)
        work.recorded.connect(self.show)
        work.emptied.connect(self._clear)
        view.options_changed.connect(self.show)
        walk.moved.connect(self._follow)

    def show(self) -> None:
        """Shows what is known of the run, if that is not there already."""
        record = self._work.record
        if record is None:
            self._clear()
            return
        record = whole_of(record)  # what is in closed modules counts too
        wanted = record, self._view.options.numbering
        if wanted == self._shown or not self._panel.isVisible():
            return
        self._shown = wanted
        labels, health = self._labels(record), health_of(record)
        rows = [_row(record, passage, labels) for passage in health.passages[:MOST_ROWS]]
        self._panel.show_rows(_summary(record, health, labels), rows, _notes(health, labels))
        names = {point.node: title(record, point.node, labels) for point in health.points}
        self._panel.show_points(health.points, names)
        self._panel.chart.show_active(self._active())

    def _labels(self, record: Record) -> Labels:
        return labels_of(record, self._view.options.numbering)

    def _answer(self, node: str) -> None:
        record = self._work.record
        if record is None:
            return
        whole = whole_of(record)
        for passage in health_of(whole).passages:
            if passage.node == node:
                self._panel.show_reason(reason(whole, passage, self._labels(whole)))

    def _active(self) -> str | None:
        player = self._walk.player
        return player.step.node if player is not None and player.step is not None else None

    def _follow(self, _player: Player, _animate: bool) -> None:
        self._panel.chart.show_active(self._active())

    def _clear(self) -> None:
        self._shown = None
        self._panel.show_rows("", (), ())
        self._panel.show_points((), {})


def _row(record: Record, passage: Passage, labels: Labels) -> HealthRow:
    zeros = f"{passage.zeros:.0%}" if passage.zeros else "–"
    return HealthRow(
        passage.node,
        title(record, passage.node, labels),
        times(passage.ratio),
        zeros,
        passage.change >= LARGE,
    )


def _summary(record: Record, health: Health, labels: Labels) -> str:
    """What the whole way does to the gradient, and where most of it happens."""
    if not health.passages:
        return ""
    worst = health.passages[0]
    if math.isnan(worst.ratio):
        return f"The gradient is not finite at {title(record, worst.node, labels)}."
    if worst.shares_out or worst.change < LARGE:
        said = "No node changes the size of the gradient by more than a factor of 4."
    else:
        what = "drop" if worst.ratio < 1 else "rise"
        said = f"Biggest {what}: {title(record, worst.node, labels)}, {times(worst.ratio)}."
    return f"{said} {_whole_way(health, labels)}".rstrip()


def _whole_way(health: Health, labels: Labels) -> str:
    """How large the adjoint of what was computed first is beside the one of the result."""
    results = [p for p in health.points if not p.is_parameter and math.isfinite(p.rms)]
    if len(results) < 2 or not results[-1].rms:
        return ""
    ratio = times(results[0].rms / results[-1].rms)
    first, last = labels.bar_text(results[0].node), labels.bar_text(results[-1].node)
    return f"Over the whole way, from {last} to {first}: {ratio}."


def _notes(health: Health, labels: Labels) -> list[str]:
    notes = []
    if health.first_value is not None:
        notes.append(f"First value that is not finite: {labels.text(health.first_value)}.")
    if health.first_adjoint is not None:
        bar = labels.bar_text(health.first_adjoint)
        notes.append(f"First adjoint that is not finite: {bar}.")
    for cut in health.cuts:
        place = f"Line {cut.line}: " if cut.line is not None else ""
        notes.append(place + labels.sentence(cut.sentence))
    return notes
