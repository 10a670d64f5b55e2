"""The training run that a worker keeps, advanced a slice at a time."""

from __future__ import annotations

import io
import time
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from graphlab.errors import InputError, WorkerError
from graphlab.worker.training_messages import (
    GONE,
    LARGEST_GROUND,
    MOST_WEIGHTS,
    AdvanceRequest,
    ChangeRequest,
    Drawn,
    Fit,
    PhaseNumbers,
    PhaseOf,
    PointsRequest,
    Script,
    ScriptRequest,
    Slow,
    SlowRequest,
    Trained,
    TrainRequest,
    UpdateRequest,
    Weights,
    WeightsRequest,
)
from graphlab.worker.typed_code import TypedCode, without_arguments

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager

    from numpy.typing import NDArray

    from graphlab.engine.call import Recording
    from graphlab.record import Array
    from graphlab.training.closed_form import ClosedForm
    from graphlab.training.parts import Parts
    from graphlab.training.phases import Phase
    from graphlab.training.session import Session
    from graphlab.worker.training_messages import (
        Ground,
        StepRequest,
        TrainingAnswer,
        TrainingRequest,
    )

LONGEST_SLICE = 1.0
SECONDS_BETWEEN_CHECKPOINTS = 1.0
MOST_LOOKED_AT = 20_000
"""Points up to which it is told what the model says at each of them."""

NOTHING_NAMED = "None of these points is in this training run."


class Trainer:
    """Has at most one run; requests about another are refused."""

    def __init__(self) -> None:
        self._session: Session | None = None
        self._number = 0
        self._told = 0
        self._kept_at = 0.0
        self._kept_epoch = 0
        self._parts: Parts | None = None
        self._fit: ClosedForm | None = None
        self._typed: TypedCode | None = None

    def answer(self, request: TrainingRequest) -> TrainingAnswer:
        """Does what is asked. Raises InputError for what cannot be trained."""
        if isinstance(request, TrainRequest):
            return self._begin(request)
        with self._code_running():
            return self._answer(request)

    def _answer(self, request: TrainingRequest) -> TrainingAnswer:
        match request:
            case AdvanceRequest():
                self._advance(self._meant(request.session), request)
                return self._trained(request.number, request.ground)
            case ChangeRequest():
                self._change(self._meant(request.session), request)
                return self._trained(request.number, request.ground)
            case PointsRequest():
                self._meant(request.session).take(request.points.points)
                return self._trained(request.number, None)
            case UpdateRequest():
                session = self._meant(request.session)
                if request.points:
                    session.update_on(_within(request.points, session))
                else:
                    _give_more(session).advance()
                return self._trained(request.number, request.ground)
            case SlowRequest():
                phases = _give_more(self._meant(request.session)).phases()
                after = self._trained(request.number, request.ground)
                return Slow(request.number, self._number, tuple(map(_phase, phases)), after)
            case ScriptRequest():
                from graphlab.training.script_out import script_of

                typed, setup = TypedCode(request), request.setup
                plain, points = without_arguments(setup), request.points.points
                drawn, made = typed.calls(setup)
                source = typed.source() if typed.is_needed else ""
                text = script_of(plain, points, source=source, made=made, drawn=drawn)
                return Script(request.number, text)
            case WeightsRequest():
                import torch

                file = io.BytesIO()
                torch.save(self._meant(request.session).module.state_dict(), file)
                return Weights(request.number, self._number, file.getvalue())
        raise WorkerError("A request about training cannot be answered so.")

    def record_step(self, request: StepRequest) -> Recording:
        """The loss of the batch that comes next, or of the points named, verified."""
        from graphlab.engine.call import recording_of_call
        from graphlab.record import Source

        session = self._meant(request.session)
        if request.points:
            batch = session.of_points(_within(request.points, session))
        else:
            batch = _give_more(session).upcoming()
        source = Source(kind="module", text="")
        with self._code_running():
            return recording_of_call(
                session.step_loss(), batch, seed=session.setup.seed, source=source
            )

    def _code_running(self) -> AbstractContextManager[object]:
        """Python as a person's classes need it, if there are any in the run."""
        return nullcontext() if self._typed is None else self._typed.running()

    def _meant(self, number: int) -> Session:
        if self._session is None or number != self._number:
            raise WorkerError(GONE)
        return self._session

    # ── what is done ─────────────────────────────────────────────────────────────────────────

    def _begin(self, request: TrainRequest) -> Trained:
        from graphlab.training.session import Session

        self._session = self._typed = None
        setup, typed = request.setup, TypedCode(request, request.folder)
        plain = without_arguments(setup)
        if typed.is_needed:
            with typed.running() as code:
                session = Session(
                    plain,
                    partial(typed.points, code, setup) if typed.data else request.points.points,
                    partial(typed.module, code, setup) if typed.model else None,
                )
            self._typed = typed
        else:
            session = Session(plain, request.points.points)
        if request.checkpoint:
            session.restore(request.checkpoint)
        session.leaves_out_zero_grad = request.leaves_out
        self._session, self._number = session, request.number
        self._told, self._kept_epoch = 0, session.epoch
        self._parts = None
        with self._code_running():
            return self._trained(request.number, request.ground)

    def _advance(self, session: Session, request: AdvanceRequest) -> None:
        end = time.perf_counter() + min(request.seconds, LONGEST_SLICE)
        if request.until > session.epochs:
            session.epochs = request.until
        done = 0
        with session.working():
            while not session.is_over and not 0 < request.until <= session.epoch:
                session.advance()
                done += 1
                if done == request.batches or time.perf_counter() >= end:
                    return

    def _change(self, session: Session, request: ChangeRequest) -> None:
        match request.change:
            case "closed form":
                if self._fit is None:
                    raise InputError("This model has no closed form; linear and polynomial have.")
                session.set_weights(self._fit.weights)
            case "leave out zero_grad":
                session.leaves_out_zero_grad = True
            case "with zero_grad":
                session.leaves_out_zero_grad = False

    # ── what is told ─────────────────────────────────────────────────────────────────────────

    def _trained(self, number: int, ground: Ground | None) -> Trained:
        session = self._session
        assert session is not None
        are_new = self._look_at_parts(session)
        rows = tuple(session.history[self._told :])
        self._told = len(session.history)
        diverged = session.divergence
        said = None if ground is None else _said(session, ground)
        at_points = decided = None
        if ground is not None and len(session.parts.points) <= MOST_LOOKED_AT:
            found = session.predict(session.parts.points.inputs)
            at_points, decided = found.numbers, found.classes
        weights = session.weights()
        is_small = sum(array.size for array in weights.values()) <= MOST_WEIGHTS
        gradients = {n: g for n, g in session.gradients().items() if g is not None}
        drawn = session.batch_points()
        return Trained(
            number,
            self._number,
            session.epoch,
            session.batch,
            session.updates,
            session.batches,
            session.is_over,
            session.meaning,
            rows=rows,
            loss=session.last_loss,
            drawn=np.array(drawn, np.int64) if drawn else None,
            weights=dict(weights) if is_small else {},
            gradients=dict(gradients) if is_small else {},
            said=said,
            at_points=at_points,
            decided=decided,
            parts=tuple(session.parts.indices) if are_new else (),
            points=self._points_made(session) if are_new else None,
            fit=self._fit_told() if are_new else None,
            test=session.test() if session.is_over and diverged is None else None,
            checkpoint=self._checkpoint(session),
            problem="" if diverged is None else diverged.sentence,
            place="" if diverged is None else diverged.place,
        )

    def _look_at_parts(self, session: Session) -> bool:
        """Whether other points are trained on than were told; theirs is the closed form then."""
        if session.parts is self._parts:
            return False
        from graphlab.training.closed_form import closed_form

        self._parts = session.parts
        self._fit = closed_form(session.setup, session.parts.points, session.parts.train)
        return True

    def _points_made(self, session: Session) -> Drawn | None:
        """Points that the person's own class made."""
        is_typed = self._typed is not None and bool(self._typed.data)
        return Drawn.of(session.parts.points) if is_typed else None

    def _fit_told(self) -> Fit | None:
        fit = self._fit
        return None if fit is None else Fit(dict(fit.weights), fit.sentence, fit.loss)

    def _checkpoint(self, session: Session) -> bytes:
        """At the end of an epoch, once a second at most, and of the end."""
        now = time.monotonic()
        waits = now - self._kept_at < SECONDS_BETWEEN_CHECKPOINTS and not session.is_over
        if session.batch or session.epoch <= self._kept_epoch or waits:
            return b""
        self._kept_at, self._kept_epoch = now, session.epoch
        return session.checkpoint()


def _give_more(session: Session) -> Session:
    """A run that is over can be looked at for a batch more."""
    if session.is_over and session.divergence is None:
        session.epochs = session.epoch + 1
    return session


def _within(points: tuple[int, ...], session: Session) -> list[int]:
    count = len(session.parts.points)
    chosen = [point for point in points if 0 <= point < count]
    if not chosen:
        raise InputError(NOTHING_NAMED)
    return chosen


def _said(session: Session, ground: Ground) -> Array:
    """What the model says at the middles of the cells."""
    columns, rows = ground.columns, ground.rows
    if columns < 1 or rows < 1 or columns * rows > LARGEST_GROUND:
        raise WorkerError("The ground of a training run has too many places, or none.")
    x = _middles(ground.left, ground.right, columns)
    if session.parts.points.kind == "curve":
        return session.predict(x[:, None]).numbers[None]
    y = _middles(ground.bottom, ground.top, rows)
    places: NDArray[np.float64] = np.stack([np.tile(x, rows), np.repeat(y, columns)], axis=-1)
    found = session.predict(places).numbers
    return found.reshape(rows, columns, *found.shape[1:])


def _middles(low: float, high: float, count: int) -> NDArray[np.float64]:
    edges = np.linspace(low, high, count + 1)
    middles: NDArray[np.float64] = (edges[:-1] + edges[1:]) / 2
    return middles


def _phase(phase: Phase) -> PhaseOf:
    parameters: Mapping[str, PhaseNumbers] = {
        name: PhaseNumbers(held.w, held.grad, held.update)
        for name, held in phase.parameters.items()
    }
    return PhaseOf(phase.name, dict(parameters), phase.outputs, phase.loss, phase.is_left_out)
