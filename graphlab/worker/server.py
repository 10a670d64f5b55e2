"""The worker process: owns PyTorch, runs what was typed, and answers with data only."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Protocol

from graphlab.errors import GraphlabError, InputError, WorkerError
from graphlab.worker.codec import MAX_BYTES, decode, encode
from graphlab.worker.limits import limit_memory
from graphlab.worker.messages import (
    Answer,
    Printed,
    Ready,
    Recorded,
    RecordRequest,
    Refused,
    Reply,
    Request,
    Symbolic,
    SymbolicRequest,
)
from graphlab.worker.output import Lines, Output
from graphlab.worker.sentences import STOPPED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from multiprocessing.connection import Connection

    from graphlab.record import AdjointForms, Record

_IDLE_SECONDS = 1.0
_MAX_REASON = 300


def serve(connection: Connection) -> None:
    """Loads PyTorch, says Ready, and answers until the pipe closes."""
    turn = threading.Lock()

    def send(reply: Reply) -> None:
        data = encode(reply)
        with turn:
            connection.send_bytes(data)

    lines = Lines(lambda text: send(Printed(text)))
    output = Output(lines)
    try:
        service = Service(PyTorch())
    except Exception as error:  # noqa: BLE001 (the window tells why nothing can be computed)
        send(Refused(0, _reason(error)))
        return
    limit_memory()
    send(Ready())
    if not connection.poll(_IDLE_SECONDS):
        service.warm_up()
    while True:
        try:
            request = decode(connection.recv_bytes(MAX_BYTES))
            if not isinstance(request, Request):
                raise WorkerError("An answer came where a request was due.")
            lines.reset()
            answer = service.answer(request)
            output.flush()
            _send_answer(send, answer)
        except KeyboardInterrupt:
            continue  # Stop came just as the run ended


class Engine(Protocol):
    """What the worker needs of the engine."""

    def record(self, request: RecordRequest) -> Record: ...

    def forms(self, record: Record) -> Mapping[str, AdjointForms]: ...

    def warm_up(self) -> None: ...


class PyTorch:
    """The engine itself; making one loads PyTorch."""

    def __init__(self) -> None:
        import torch

        from graphlab.engine.expression import record_expression

        # More threads make small tensors 30 to 60 times slower on a busy machine.
        torch.set_num_threads(1)
        self._record_expression = record_expression

    def record(self, request: RecordRequest) -> Record:
        return self._record_expression(
            request.text, request.inputs, cotangents=request.cotangents, seed=request.seed
        )

    def forms(self, record: Record) -> Mapping[str, AdjointForms]:
        from graphlab.engine.symbolic import adjoint_forms

        return adjoint_forms(record)

    def warm_up(self) -> None:
        """Loads what the first formulas need."""
        from graphlab.engine.symbolic import adjoint_forms  # noqa: F401


class Service:
    """Answers one request after the other, whatever the person's code does short of a crash."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._last: tuple[int, Record] | None = None

    def warm_up(self) -> None:
        """Uses idle time; fails without a word, since a request will say what is wrong."""
        try:
            self._engine.warm_up()
        except Exception:  # noqa: BLE001 (a request will say what is wrong)
            return

    def answer(self, request: Request) -> Answer:
        """The answer; never raises."""
        try:
            match request:
                case RecordRequest():
                    record = self._engine.record(request)
                    self._last = request.number, record
                    return Recorded(request.number, record)
                case SymbolicRequest():
                    forms = self._engine.forms(self._meant(request))
                    return Symbolic(request.number, dict(forms))
        except BaseException as error:  # noqa: BLE001 (also SystemExit and Ctrl+C)
            return _refused(request.number, error)

    def _meant(self, request: SymbolicRequest) -> Record:
        if request.record is not None:
            return request.record
        if self._last is None or self._last[0] != request.number:
            raise WorkerError("This run is over; run it again to see its formulas.")
        return self._last[1]


def _refused(number: int, error: BaseException) -> Refused:
    if isinstance(error, InputError):
        return Refused(
            number, error.problem, error.line, error.column, error.length, tuple(error.fixes)
        )
    return Refused(number, _reason(error))


def _reason(error: BaseException) -> str:
    """One sentence for the person, without a traceback."""
    match error:
        case GraphlabError():
            return str(error)
        case KeyboardInterrupt():
            return STOPPED
        case SystemExit():
            return "Your code asked Python to exit, so there is no graph."
        case RecursionError():
            return "This is nested too deeply."
        case ModuleNotFoundError(name=str(name)):
            return f"The library {name} is not installed."
    said = _first_line(error)
    if isinstance(error, MemoryError) or "can't allocate memory" in said:
        return "This needs more memory than graphlab may use."
    return (
        f"Running this failed: {said}" if said else f"Running this failed: {type(error).__name__}."
    )


def _first_line(error: BaseException) -> str:
    try:
        text = str(error).strip()
    except Exception:  # noqa: BLE001 (an exception of the person's own making)
        return ""
    return text.split("\n", 1)[0][:_MAX_REASON]


def _send_answer(send: Callable[[Reply], None], answer: Answer) -> None:
    try:
        send(answer)
    except WorkerError as error:
        send(Refused(answer.number, str(error)))
