"""Answers one request after the other, whatever the person's code does short of a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from graphlab.digest import digest
from graphlab.errors import WorkerError
from graphlab.record import NOT_KEPT, EdgeKey
from graphlab.worker.messages import (
    MOST_ELEMENTS,
    Answer,
    ArrayReply,
    ArrayRequest,
    Autograd,
    AutogradRequest,
    CodeRequest,
    Descent,
    DescentRequest,
    GivenRequest,
    Jacobian,
    JacobianRequest,
    Recorded,
    RecordRequest,
    Request,
    Sameness,
    SamenessRequest,
    Symbolic,
    SymbolicRequest,
)
from graphlab.worker.refusals import refused
from graphlab.worker.training_messages import StepRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.record import AdjointForms, Array, AutogradGraph, Record
    from graphlab.worker.messages import RunRequest
    from graphlab.worker.training_messages import TrainingAnswer, TrainingRequest

LARGEST_JACOBIAN = 1 << 18
_HEAVY = 100_000_000
_OVER = "This run is over; run it again to see"


class Recording(Protocol):
    """A run that is kept, to be asked about."""

    @property
    def record(self) -> Record: ...


class JacobianResult(Protocol):
    """The Jacobian of an edge, and what its numbers show it to be."""

    @property
    def array(self) -> Array | None: ...

    @property
    def structure(self) -> str: ...


class DescentResult(Protocol):
    """A path downwards and the ground that it goes over."""

    @property
    def path(self) -> Array: ...

    @property
    def values(self) -> Array: ...

    @property
    def gradients(self) -> Array: ...

    @property
    def ground(self) -> Array: ...

    @property
    def stopped(self) -> str: ...


class Engine(Protocol):
    """What the worker needs of the engine."""

    def record(self, request: RunRequest) -> Recording: ...

    def forms(self, record: Record) -> Mapping[str, AdjointForms]: ...

    def same(self, request: SamenessRequest) -> bool: ...

    def jacobian(
        self, recording: Recording, source: str, target: str, argument: int
    ) -> JacobianResult: ...

    def autograd(self, recording: Recording) -> AutogradGraph: ...

    def train(self, request: TrainingRequest) -> TrainingAnswer: ...

    def record_step(self, request: StepRequest) -> Recording: ...

    def descent(self, request: DescentRequest) -> DescentResult: ...

    def warm_up(self) -> None: ...


class Service:
    """Keeps the last recording, which later requests are about."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._last: tuple[int, Recording] | None = None

    def warm_up(self) -> None:
        """Uses idle time; fails without a word, since a request will say what is wrong."""
        try:
            self._engine.warm_up()
        except Exception:  # noqa: BLE001 (a request will say what is wrong)
            return

    def keep(self, number: int, recording: Recording) -> Recorded:
        """Takes a recording that was made elsewhere for the last one."""
        self._last = number, recording
        return Recorded(number, recording.record)

    @property
    def is_heavy(self) -> bool:
        """Whether the last recording is so large that its memory will not be had back in one piece.

        What is small and stays lies between its arrays in the heap.
        """
        return self._last is not None and _is_heavy(self._last[1].record)

    def answer(self, request: Request) -> Answer:
        """The answer; never raises."""
        try:
            match request:
                case RecordRequest(aside=True) | CodeRequest(aside=True):
                    return Recorded(request.number, self._engine.record(request).record)
                case RecordRequest() | CodeRequest() | GivenRequest():
                    if self.is_heavy:
                        self._last = None  # the next run needs the room
                    return self.keep(request.number, self._engine.record(request))
                case SymbolicRequest():
                    record = request.record or self._meant(request, "its formulas").record
                    return Symbolic(request.number, dict(self._engine.forms(record)))
                case SamenessRequest():
                    return Sameness(request.number, self._engine.same(request))
                case JacobianRequest():
                    return self._jacobian(request)
                case AutogradRequest():
                    recording = self._meant(request, "autograd's graph of it")
                    return Autograd(request.number, self._engine.autograd(recording))
                case ArrayRequest():
                    return self._piece(request)
                case StepRequest():
                    return self.keep(request.number, self._engine.record_step(request))
                case DescentRequest():
                    return self._descent(request)
                case _:
                    return self._engine.train(request)
        except BaseException as error:  # noqa: BLE001 (also SystemExit and Ctrl+C)
            return refused(request.number, error)

    def _meant(self, request: Request, what: str) -> Recording:
        if self._last is None or self._last[0] != request.number:
            raise WorkerError(f"{_OVER} {what}.")
        return self._last[1]

    def _jacobian(self, request: JacobianRequest) -> Jacobian:
        recording = self._meant(request, "its Jacobians")
        edge = EdgeKey(request.source, request.target, request.argument)
        if edge not in recording.record.by_key:
            raise WorkerError("There is no such edge in this graph.")
        found = self._engine.jacobian(recording, *edge)
        array, image = found.array, None
        if array is not None and array.size > LARGEST_JACOBIAN:
            image, array = digest(array), None
        return Jacobian(request.number, array, found.structure, *edge, image)

    def _descent(self, request: DescentRequest) -> Descent:
        """It is of no recording: the request holds all that it depends on."""
        found = self._engine.descent(request)
        arrays = found.path, found.values, found.gradients, found.ground
        return Descent(request.number, *arrays, found.stopped)

    def _piece(self, request: ArrayRequest) -> ArrayReply:
        record = self._meant(request, "these numbers").record
        array, dtype = _array(record, request)
        if array is None and not record.keeps_values:
            raise WorkerError(NOT_KEPT)
        if array is None:
            raise WorkerError("There are no such numbers in this graph.")
        begin, count = request.begin, min(request.count, MOST_ELEMENTS)
        if not 0 <= begin <= array.size or count < 0:
            raise WorkerError(f"There are only {array.size:,} elements.")
        return ArrayReply(
            request.number,
            request.node,
            request.which,
            array.shape,
            dtype,
            begin,
            array.reshape(-1)[begin : begin + count],
            request.target,
            request.argument,
        )


def _is_heavy(record: Record) -> bool:
    """Whether the values alone are too much to be held beside another run."""
    values = (node.value for node in record.nodes)
    return sum(value.nbytes for value in values if value is not None) > _HEAVY


def _array(record: Record, request: ArrayRequest) -> tuple[Array | None, str]:
    """The array that is meant, and the name of its type."""
    node = record.by_id.get(request.node)
    dtype = (node.dtype if node is not None else None) or ""
    if request.which in ("contribution", "taken"):
        edge = record.by_key.get(EdgeKey(request.node, request.target, request.argument))
        if edge is None:
            return None, dtype
        if request.which == "taken":
            return edge.taken, "int64"
        return edge.contribution, dtype
    if node is None or request.target:
        return None, dtype
    array: Array | None = getattr(node, request.which)
    return array, dtype
