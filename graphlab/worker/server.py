"""The worker process: owns PyTorch, runs what was typed, and answers with data only."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from graphlab.errors import WorkerError
from graphlab.worker.codec import MAX_BYTES, decode, encode
from graphlab.worker.limits import limit_memory, usual_limit
from graphlab.worker.messages import (
    Answer,
    CodeRequest,
    Keeping,
    Ready,
    Refused,
    Reply,
    Request,
    Worn,
)
from graphlab.worker.output import flush
from graphlab.worker.pytorch import PyTorch
from graphlab.worker.refusals import reason
from graphlab.worker.service import Service
from graphlab.worker.traces import traces

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

_IDLE_SECONDS = 1.0


def serve(connection: Connection, memory_limit: str = "") -> None:
    """Loads PyTorch, says Ready, and answers until the pipe closes."""
    turn = threading.Lock()

    def send(reply: Reply) -> None:
        data = encode(reply)
        with turn:
            connection.send_bytes(data)

    try:
        engine = PyTorch(keeping=lambda number: send(Keeping(number)))
        service = Service(engine)
    except Exception as error:  # noqa: BLE001 (the window tells why nothing can be computed)
        send(Refused(0, reason(error)))
        return
    limit = int(memory_limit) if memory_limit else None
    engine.hold_to(limit or usual_limit(), limit_memory(limit))
    send(Ready())
    if not connection.poll(_IDLE_SECONDS):
        service.warm_up()
    while True:
        try:
            request = decode(connection.recv_bytes(MAX_BYTES))
            if not isinstance(request, Request):
                raise WorkerError("An answer came where a request was due.")
            before = traces() if isinstance(request, CodeRequest) else None
            answer = service.answer(request)
            flush()
            if before is not None and (traces() != before or service.is_heavy):
                send(Worn())  # before the answer, after which another run may begin at once
            _send_answer(send, answer)
        except KeyboardInterrupt:
            continue  # Stop came just as the run ended


def _send_answer(send: Callable[[Reply], None], answer: Answer) -> None:
    try:
        send(answer)
    except WorkerError as error:
        send(Refused(answer.number, str(error)))
