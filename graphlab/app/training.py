"""A training run in the worker: begun, advanced, paused, and taken up again after a loss."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from graphlab.study.training import Run
from graphlab.task.choice import Choice
from graphlab.worker.messages import Recorded, Refused
from graphlab.worker.training_messages import (
    GONE,
    AdvanceRequest,
    ChangeRequest,
    Drawn,
    Ground,
    PointsRequest,
    Script,
    ScriptRequest,
    Slow,
    SlowRequest,
    StepRequest,
    Trained,
    TrainRequest,
    UpdateRequest,
    Weights,
    WeightsRequest,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphlab.app.questions import Link
    from graphlab.study.training import State
    from graphlab.task.points import Points
    from graphlab.task.setup import Setup
    from graphlab.worker.training_messages import Change, TrainingRequest

FIRST_NUMBER = 1 << 40
"""Numbers of these requests are never those of other runs."""

SLICE = 0.04  # seconds: 25 pictures a second
AHEAD = 2  # slices that wait with the worker, so that it never waits for the window
BETWEEN_GROUNDS = 0.1  # seconds between two looks at the ground while training
WHOLE = 1e9  # seconds of a slice that ends by itself


class Training(QObject):
    """At most one run. ``changed`` is sent whenever ``run`` is another one.

    ``recorded`` sends the loss of a batch or of points as a Recorded, with the points that were
    named; ``refused`` a sentence about a question; ``scripted`` the run as a script;
    ``weights_found`` a state_dict as PyTorch writes it; ``points_made`` the points that a typed
    class made. ``ground`` tells where the model is looked at, None: nowhere; ``code`` gives text
    and folder of typed classes.
    """

    changed = Signal()
    recorded = Signal(object, object)
    refused = Signal(str)
    scripted = Signal(str)
    weights_found = Signal(bytes)
    points_made = Signal(object)

    def __init__(self, link: Link, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.run = Run()
        self.clock: Callable[[], float] = time.monotonic
        self.ground: Callable[[], Ground | None] = _nowhere
        self.code: Callable[[], tuple[str, str]] = _no_code
        self._link = link
        self._task: tuple[Setup, Points] | None = None
        self._number = FIRST_NUMBER
        self._session = 0
        self._waiting: dict[int, TrainingRequest] = {}
        self._slices = 0
        self._goal = 0
        self._looked_at = float("-inf")
        link.message.connect(self._hear)
        link.gone.connect(self._lose)

    @property
    def is_running(self) -> bool:
        return self.run.state == "running"

    @property
    def is_begun(self) -> bool:
        """Whether there is a run that has batches behind it."""
        return bool(self.run.last and self.run.last.updates)

    # ── what is trained ──────────────────────────────────────────────────────────────────────

    def set_task(self, setup: Setup, points: Points) -> None:
        """Another set-up ends the run; other points of the same kind join it at the next epoch."""
        before, self._task = self._task, (setup, points)
        if before == self._task:
            return
        is_same = before is not None and _trained_alike(before[0]) == _trained_alike(setup)
        if not is_same or before is None:
            self._forget()
        elif points != before[1]:
            fits = (points.kind, len(points.names)) == (before[1].kind, len(before[1].names))
            if fits and self.is_begun and self._session and len(points):
                self._send(PointsRequest(self._next(), self._session, Drawn.of(points)))
            else:
                self._forget()
        elif self.run.state == "over" and setup.epochs > self.run.epoch and not self.run.problem:
            self._show(self.run.in_state("paused"))

    def prepare(self) -> None:
        """Begins, without a batch, so that the first weights are seen."""
        if self._task is not None and not self._session and self.run.state == "new":
            self._begin()

    def _forget(self) -> None:
        """The run is of something else than what is set now."""
        self._session = 0
        self._waiting.clear()
        self._slices = 0
        self._show(self.run.anew())

    # ── what a person asks for ───────────────────────────────────────────────────────────────

    def go(self, until: int = 0) -> None:
        """Trains on until this epoch (0: to the end); a run that is over begins anew."""
        if self._task is None:
            return
        self._goal = until or max(self._task[0].epochs, 1)
        if self.run.state == "over" and (self.run.problem or self._goal <= self.run.epoch):
            self._forget()  # once more, from the same weights
        self._ensure()
        self._show(self.run.in_state("running"))
        self._pump()

    def pause(self) -> None:
        """After the slices that are under way."""
        if self.is_running:
            self._show(self.run.in_state("paused"))

    def one_batch(self) -> None:
        self._ask(lambda number, session: self._slice(number, session, batches=1))

    def one_epoch(self) -> None:
        self.go(self.run.epoch + 1)

    def reset(self) -> None:
        """Back to the very same first weights; what there was stays as a ghost."""
        self._forget()
        self.prepare()

    def look(self) -> None:
        """Asks what the model says where one looks now."""
        if self._session and not self.is_running and self.ground() is not None:
            self._change("look")

    def slowly(self) -> None:
        """The next batch in slow motion."""
        self._ask(lambda number, session: SlowRequest(number, session, self.ground()))

    def open_step(self, points: tuple[int, ...]) -> None:
        """The loss of these points, or of the next batch, as a graph."""
        self._ask(lambda number, session: StepRequest(number, session, points))

    def update(self, points: tuple[int, ...]) -> None:
        """Applies the step on these points, or on the next batch."""
        self._ask(lambda number, session: UpdateRequest(number, session, points, self.ground()))

    def to_closed_form(self) -> None:
        self._ask(
            lambda number, session: ChangeRequest(number, session, "closed form", self.ground())
        )

    def leave_out_zero_grad(self, left_out: bool) -> None:
        """Whether gradients add up from batch to batch."""
        self._show(replace(self.run, zero_grad_left_out=left_out))
        if self._session:
            self._change("leave out zero_grad" if left_out else "with zero_grad")

    def ask_script(self) -> None:
        """The run as a script."""
        if self._task is not None:
            setup, points = self._task
            is_typed = "typed" in (setup.model.key, setup.data.key)
            text = self.code()[0] if is_typed else ""
            self._send(ScriptRequest(self._next(), setup, Drawn.of(points), text))

    def ask_weights(self) -> None:
        """The weights as they are now, as a file of PyTorch's."""
        self._ask(WeightsRequest)

    # ── requests ─────────────────────────────────────────────────────────────────────────────

    def _ask(self, make: Callable[[int, int], TrainingRequest]) -> None:
        """Something that is done between batches; a run that goes on pauses."""
        if self._task is None:
            return
        self.pause()
        self._ensure()
        self._send(make(self._next(), self._session))

    def _change(self, change: Change) -> None:
        self._send(ChangeRequest(self._next(), self._session, change, self.ground()))

    def _ensure(self) -> None:
        if not self._session:
            self._begin()

    def _begin(self) -> None:
        """A run from its start, or from the last epoch of one that was lost."""
        assert self._task is not None
        setup, points = self._task
        number = self._session = self._next()
        is_typed = "typed" in (setup.model.key, setup.data.key)
        text, folder = self.code() if is_typed else _no_code()
        self._slices = 0
        self._send(
            TrainRequest(
                number,
                setup,
                Drawn.of(points),
                self.run.checkpoint,
                text,
                folder,
                self.run.zero_grad_left_out,
                self.ground(),
            )
        )
        if self.run.state in ("new", "lost"):
            self._show(replace(self.run, state="beginning", problem="", rows=()))

    def _pump(self) -> None:
        """Keeps the worker supplied with slices."""
        while self.is_running and self._session and self._slices < AHEAD:
            self._slices += 1
            self._send(self._slice(self._next(), self._session))

    def _slice(self, number: int, session: int, batches: int = 0) -> AdvanceRequest:
        now, ground = self.clock(), None
        if batches or now - self._looked_at >= BETWEEN_GROUNDS:
            self._looked_at, ground = now, self.ground()
        if batches:
            until = self.run.epoch + 1  # also of a run that is over
            return AdvanceRequest(number, session, WHOLE, batches, until, ground)
        return AdvanceRequest(number, session, SLICE, until=self._goal, ground=ground)

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _send(self, request: TrainingRequest) -> None:
        self._waiting[request.number] = request
        self._link.send(request)

    # ── answers ──────────────────────────────────────────────────────────────────────────────

    def _hear(self, reply: object) -> None:
        if not isinstance(reply, Trained | Slow | Script | Weights | Recorded | Refused):
            return
        request = self._waiting.pop(reply.number, None)
        if request is None:
            return
        if isinstance(request, AdvanceRequest) and not request.batches:
            self._slices -= 1
        match reply:
            case Trained():
                self._take(reply, request)
            case Slow():
                self._show(self.run.slowly(reply, _box(getattr(request, "ground", None))))
            case Recorded():
                named = request.points if isinstance(request, StepRequest) else ()
                self.recorded.emit(reply, named)
            case Script():
                self.scripted.emit(reply.text)
            case Weights():
                self.weights_found.emit(reply.data)
            case Refused():
                self._miss(reply, request)

    def _take(self, told: Trained, request: TrainingRequest) -> None:
        if told.points is not None and self._task is not None:
            self._task = self._task[0], told.points.points
            self.points_made.emit(self._task[1])
        run = self.run.heard(told, _box(getattr(request, "ground", None)))
        if run.state in ("new", "beginning"):
            run = run.in_state("paused" if told.updates else "new")
        reached = told.epoch >= self._goal and not told.batch
        if run.state == "running" and reached and isinstance(request, AdvanceRequest):
            run = run.in_state("paused")
        had_ground = run.said is not self.run.said
        self._show(run)
        self._pump()
        if not self.is_running and not had_ground and not self._waiting:
            self.look()

    def _miss(self, refused: Refused, request: TrainingRequest) -> None:
        if refused.problem == GONE:
            self._again(request)
            return
        if isinstance(request, TrainRequest):
            self._session = 0
            self._waiting.clear()
            self._slices = 0
            state: State = "lost" if self.run.checkpoint else "new"
            self._show(self.run.in_state(state, refused.problem))
        elif isinstance(request, AdvanceRequest):
            self._lose(refused.problem)
        else:
            self.pause()
            self.refused.emit(refused.problem)

    def _again(self, request: TrainingRequest) -> None:
        """Another process answers now: the run goes on there from its last epoch."""
        if getattr(request, "session", 0) != self._session:
            return  # of what was noticed before
        was_running = self.is_running
        self._waiting.clear()
        self._session = 0
        self._show(self.run.in_state("lost"))
        self._begin()
        if was_running:
            self._show(self.run.in_state("running"))
            self._pump()

    def _lose(self, sentence: str) -> None:
        """The process that trained has ended."""
        if not self._session:
            return
        was_asked = bool(self._waiting)
        self._session = 0
        self._waiting.clear()
        self._slices = 0
        if not self.is_begun and not was_asked:
            self._show(self.run.in_state("new"))
            return
        place = "the beginning"
        if self.run.checkpoint:
            place = "the last epoch that was kept"
        told = f"{sentence} Run goes on from {place}." if was_asked else ""
        self._show(self.run.in_state("lost", told))

    def _show(self, run: Run) -> None:
        if run is not self.run:
            self.run = run
            self.changed.emit()


def _trained_alike(setup: Setup) -> Setup:
    """What makes another run: not how long it is, nor where its points come from."""
    data = setup.data if setup.data.key == "typed" else Choice("drawn")
    return replace(setup, epochs=0, data=data)


def _box(ground: Ground | None) -> tuple[float, float, float, float] | None:
    if ground is None:
        return None
    return ground.left, ground.bottom, ground.right, ground.top


def _no_code() -> tuple[str, str]:
    return "", ""


def _nowhere() -> Ground | None:
    return None
