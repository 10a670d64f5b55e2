"""Keeps the page of gradient descent with the document, and opens points of the path as graphs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer

from graphlab.panels.descent_plot import DescentShown
from graphlab.study.descent import (
    choices,
    holds,
    letter,
    obstacle,
    place,
    ranges,
    summary,
    varying,
)
from graphlab.worker.messages import Descent, DescentRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.app.work import Work
    from graphlab.panels.descent_view import DescentView
    from graphlab.study.descent import Box, Descending
    from graphlab.study.document import Document

GRID = {1: 401, 2: 101}
SOON = 60  # ms between two paths while a slider moves
CALM = 400  # ms without a change before a path that takes long is walked
LONG = 20_000  # operations
LATE = 300  # ms after which it is said that a path is on its way
SETTLING = 700  # ms after which another change of the set-up is undone by itself
NO_RUN = "The formula has no graph yet; its path is shown when it has."
LOST = "The run ended before the path was there; change an input to walk again."


class Descents(QObject):
    """One path is asked for at a time, and only while the page is seen.

    The path begins where the inputs are. When they come to lie on a point of it, because a person
    opened that or by undo, the path stays as it is and that point becomes the current one.
    """

    def __init__(self, panel: DescentView, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._panel = panel
        self._work = work
        self._studied: tuple[str, tuple[str, ...]] | None = None
        self._seen: tuple[float, ...] = ()
        self._start: tuple[float, ...] = ()
        self._box: Box = ()
        self._current = 0
        self._asked: DescentRequest | None = None
        self._is_waiting = False
        self._shown: tuple[DescentRequest, Descent] | None = None
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._ask)
        self._late = QTimer(self, singleShot=True, interval=LATE)
        self._late.timeout.connect(panel.show_waiting)
        self._settling = QTimer(self, singleShot=True, interval=SETTLING)
        self._settling.timeout.connect(work.settle)
        panel.form.changed.connect(self._set_up)
        panel.plot.started.connect(self._begin_at)
        panel.plot.looked.connect(self._look)
        panel.plot.walked.connect(self._walk)
        panel.table.walked.connect(self._walk)
        panel.opened.connect(self._open)
        panel.reset.connect(self._look_at_ranges)
        work.document_changed.connect(self._take_document)
        work.recorded.connect(self._take_record)
        work.descent_found.connect(self._take)
        work.not_found.connect(self._miss)
        work.refused.connect(self._lose)
        work.run_ended.connect(self._lose)
        work.emptied.connect(self.show)

    def close(self) -> None:
        """Nothing is asked any more."""
        for timer in (self._soon, self._late, self._settling):
            timer.stop()

    def show(self) -> None:
        """Shows the path of the document; what is not known yet is asked for, if it can be seen."""
        document = self._work.document
        if not self._panel.isVisible():
            return
        if words := obstacle(document):
            self._forget()
            self._panel.show_words(words)
            return
        self._follow(document)
        names = varying(document)
        self._panel.form.show_setup(replace(document.descent, varying=names), choices(document))
        if self._shown is None and self._panel.form.isHidden():
            self._panel.show_words(NO_RUN, with_form=True)
        if not self._work.is_checked or self._work.is_ahead:
            return  # the run that is on its way leads here again
        wanted = self._wanted(document)
        if wanted == self._asked:
            self._mark()
        elif not self._is_waiting:
            self._plan(document)

    # ── what is to be shown ──────────────────────────────────────────────────────────────────

    def _follow(self, document: Document) -> None:
        """Where the path begins, and what is seen of the ground."""
        names = varying(document)
        at, studied = place(document, names), (document.text, names)
        if studied != self._studied:
            self._studied, self._start, self._current = studied, at, 0
            self._box = ranges(document, names)
        elif at != self._seen:
            step = self._step_at(at)
            if step is None:
                self._start, self._current = at, 0
            else:
                self._current = step
        self._seen = at
        if not holds(self._box, self._start):
            self._box = ranges(document, names)

    def _step_at(self, at: Sequence[float]) -> int | None:
        """The step of the path that is shown at which it lies there."""
        if self._shown is None or self._shown[1].path.shape[1] != len(at):
            return None
        found = np.flatnonzero((self._shown[1].path == np.array(at)).all(axis=1))
        return int(found[0]) if found.size else None

    def _wanted(self, document: Document) -> DescentRequest:
        names, setup = varying(document), document.descent
        return DescentRequest(
            0,
            document.text,
            document.inputs | dict(zip(names, self._start, strict=True)),
            names,
            setup.rate,
            setup.momentum,
            setup.steps,
            tuple(low for low, _ in self._box),
            tuple(high for _, high in self._box),
            GRID[len(names)],
        )

    def _plan(self, document: Document) -> None:
        record = self._work.record
        operations = document.descent.steps * (len(record.nodes) if record is not None else 1)
        if operations > LONG:
            self._soon.start(CALM)
        elif not self._soon.isActive():
            self._soon.start(0 if self._shown is None else SOON)

    def _ask(self) -> None:
        document = self._work.document
        can = self._work.is_checked and not self._work.is_ahead and not obstacle(document)
        if not can or self._is_waiting or not self._panel.isVisible():
            return
        self._follow(document)
        self._asked, self._is_waiting = self._wanted(document), True
        self._late.start()
        self._work.ask_descent(self._asked)

    # ── the answer ───────────────────────────────────────────────────────────────────────────

    def _take(self, found: Descent) -> None:
        self._late.stop()
        self._is_waiting = False
        if self._asked is None:
            return
        self._shown = self._asked, found
        asked = self._asked
        arrays = (found.path, found.values, found.gradients, found.ground)
        shown = DescentShown(
            asked.varying,
            letter(self._work.document),
            tuple(zip(asked.low, asked.high, strict=True)),
            *(np.asarray(array, dtype=np.float64) for array in arrays),
        )
        said = summary(
            shown.letter,
            shown.names,
            found.path.tolist(),
            found.values.tolist(),
            found.stopped,
        )
        self._panel.show_descent(shown, self._box, self._current, said)
        self.show()

    def _miss(self, request: object, sentence: str) -> None:
        if isinstance(request, DescentRequest):
            self._late.stop()
            self._is_waiting, self._shown = False, None
            self._panel.show_words(sentence, with_form=True)
            self.show()

    def _lose(self, _problem: object) -> None:
        """What was asked may have gone with the run; the next run leads here again."""
        self._late.stop()
        if self._is_waiting:
            self._is_waiting, self._asked, self._shown = False, None, None
            self._panel.show_words(LOST, with_form=True)

    def _take_record(self, _record: object, _fresh: bool) -> None:
        if self._is_waiting:  # its answer would be of the run before, and is not heard
            self._is_waiting, self._asked = False, None
        self.show()

    def _take_document(self, _document: object) -> None:
        self.show()

    def _forget(self) -> None:
        self.close()
        self._asked = self._shown = self._studied = None
        self._is_waiting = False

    def _mark(self) -> None:
        if self._shown is not None:
            self._panel.plot.show_box(self._box)
            self._panel.show_current(self._current)

    # ── what a person does ───────────────────────────────────────────────────────────────────

    def _set_up(self, setup: Descending, what: str) -> None:
        self._work.set_descent(setup, what)
        self._settling.start()

    def _walk(self, step: int) -> None:
        self._current = step

    def _begin_at(self, point: tuple[float, ...]) -> None:
        names = varying(self._work.document)
        self._work.give_all(dict(zip(names, point, strict=True)), "Start elsewhere")

    def _open(self, step: int) -> None:
        if self._shown is None:
            return
        asked, found = self._shown
        point = found.path[step].tolist()
        if np.isfinite(point).all():
            given = dict(zip(asked.varying, point, strict=True))
            self._work.give_all(given, f"Open step {step}")

    def _look(self, box: Box) -> None:
        self._box = box
        self._panel.plot.show_box(box)
        self.show()

    def _look_at_ranges(self) -> None:
        document = self._work.document
        if not obstacle(document):
            self._look(ranges(document, varying(document)))
