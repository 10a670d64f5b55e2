"""Child processes that stand in for the real worker, each with one way to go wrong."""

from __future__ import annotations

import dataclasses
import os
import signal
import struct
import sys
import threading
import time
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

import graphlab.worker.server
from graphlab.errors import InputError
from graphlab.record import AdjointForms, AutogradGraph, AutogradLink, AutogradNode, Source
from graphlab.worker.codec import MAX_BYTES, decode, encode
from graphlab.worker.messages import (
    ArrayReply,
    ArrayRequest,
    CodeRequest,
    Descent,
    DescentRequest,
    Jacobian,
    JacobianRequest,
    Keeping,
    Printed,
    Ready,
    Recorded,
    RecordRequest,
    Refused,
    Request,
    SamenessRequest,
    Symbolic,
    SymbolicRequest,
    Worn,
)
from tests.lecture import lecture_record

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from graphlab.record import Record


PATH = np.array([[1.0], [0.5]]), np.array([1.0, 0.25]), np.array([[2.0], [1.0]]), np.ones(3)
"""Of x² with the learning rate ¼: places, values, gradients and a ground."""


def serve(connection: Connection) -> None:
    """Does what the text of the request says."""
    connection.send_bytes(encode(Ready()))
    while True:
        try:
            request = decode(connection.recv_bytes(MAX_BYTES))
            said = [getattr(request, name, "") for name in ("text", "source", "node")]
            word, _, rest = "".join(said).partition(" ")
            DEEDS.get(word, answer)(connection, request, rest)
        except KeyboardInterrupt:
            connection.send_bytes(encode(Refused(request.number, "Stopped.")))


def answer(connection: Connection, request: Request, _: str) -> None:
    """The right answer: the lecture's record, x and y as asked."""
    match request:
        case SymbolicRequest(number):
            reply = Symbolic(number, {})
        case JacobianRequest(number, source, target, argument):
            reply = Jacobian(number, np.eye(2), "identity", source, target, argument)
        case ArrayRequest(number, node, which, begin):
            reply = ArrayReply(number, node, which, (9,), "float64", begin, np.arange(3.0))
        case DescentRequest(number):
            reply = Descent(number, *PATH)
        case RecordRequest(number, inputs=inputs):
            reply = Recorded(number, lecture_record(inputs.get("x", 0.5), inputs.get("y", 1.2)))
        case _:
            reply = Recorded(request.number, lecture_record())
    connection.send_bytes(encode(reply))


def loop(*_: object) -> None:
    while True:
        time.sleep(0.01)


def loop_that_catches_everything(*_: object) -> None:
    while True:
        try:
            time.sleep(0.01)
        except BaseException:  # noqa: BLE001
            continue


def defy(connection: Connection, *_: object) -> None:
    """Says that it has begun, then cannot be interrupted."""
    connection.send_bytes(encode(Printed("begun\n")))
    loop_that_catches_everything()


def keep(connection: Connection, request: Request, _: str) -> None:
    """Keeps what it has when it is stopped."""
    try:
        connection.send_bytes(encode(Printed("begun\n")))
        loop()
    except KeyboardInterrupt:
        connection.send_bytes(encode(Keeping(request.number)))
    answer(connection, request, "")


def promise(connection: Connection, request: Request, _: str) -> None:
    """Says that it keeps what it has, and does not come to an end with that."""
    try:
        connection.send_bytes(encode(Printed("begun\n")))
        loop()
    except KeyboardInterrupt:
        connection.send_bytes(encode(Keeping(request.number)))
    loop_that_catches_everything()


def leave(_: Connection, __: object, status: str) -> None:
    os._exit(int(status))


def signalled(_: Connection, __: object, name: str) -> None:
    os.kill(os.getpid(), getattr(signal, name))


def half(connection: Connection, request: RecordRequest, _: str) -> None:
    """Dies in the middle of its answer."""
    data = encode(Recorded(request.number, lecture_record()))
    os.write(connection.fileno(), struct.pack("!i", len(data)) + data[: len(data) // 2])
    os._exit(0)


def answer_and_leave(connection: Connection, request: RecordRequest, _: str) -> None:
    answer(connection, request, "")
    os._exit(3)


def garbage(connection: Connection, _: object, __: str) -> None:
    connection.send_bytes(bytes(range(256)) * 4)


def raw_garbage(connection: Connection, _: object, __: str) -> None:
    os.write(connection.fileno(), b"\x00\x00\x00\x05hello\x7f\xff\xff\xff" + b"A" * 1000)
    loop()


def oversize(connection: Connection, _: object, __: str) -> None:
    os.write(connection.fileno(), struct.pack("!i", MAX_BYTES + 1) + b"A" * 1000)
    loop()


def never_ending(connection: Connection, _: object, __: str) -> None:
    os.write(connection.fileno(), struct.pack("!i", 1_000_000))
    while True:
        os.write(connection.fileno(), b"A")
        time.sleep(0.01)


def wrong_number(connection: Connection, request: RecordRequest, _: str) -> None:
    connection.send_bytes(encode(Refused(request.number + 1, "not for you")))
    loop()


def wrong_kind(connection: Connection, request: RecordRequest, _: str) -> None:
    connection.send_bytes(encode(Symbolic(request.number, {})))
    loop()


def other_edge(connection: Connection, request: Request, _: str) -> None:
    connection.send_bytes(encode(Jacobian(request.number, np.eye(2), "identity", "w7", "w8", 0)))
    loop()


def too_much(connection: Connection, request: Request, _: str) -> None:
    """A longer piece than was asked for."""
    piece, node = np.zeros(100), getattr(request, "node", "w1")
    reply = ArrayReply(request.number, node, "value", (100,), "float64", 0, piece)
    connection.send_bytes(encode(reply))
    loop()


def worn_for_ever(connection: Connection, *_: object) -> None:
    for _ in range(3):
        connection.send_bytes(encode(Worn()))
    os._exit(3)


def ready_again(connection: Connection, _: object, __: str) -> None:
    connection.send_bytes(encode(Ready()))
    loop()


def request_back(connection: Connection, request: RecordRequest, _: str) -> None:
    connection.send_bytes(encode(request))
    loop()


def answer_twice(connection: Connection, request: RecordRequest, _: str) -> None:
    answer(connection, request, "")
    answer(connection, request, "")


def chatter(connection: Connection, request: RecordRequest, count: str) -> None:
    """Prints through the pipe, many lines more than are kept."""
    for number in range(int(count)):
        connection.send_bytes(encode(Printed(f"{number}\n" * 100)))
    answer(connection, request, "")


def sleep(connection: Connection, request: RecordRequest, seconds: str) -> None:
    time.sleep(float(seconds))
    answer(connection, request, "")


def deaf(connection: Connection, _: object, __: str) -> None:
    connection.close()
    loop()


def environment(connection: Connection, request: RecordRequest, _: str) -> None:
    """What the child was given: is there anything to read, and has it a session of its own."""
    said = f"{sys.stdin.read()!r} {os.getsid(0) == os.getpid()} {'torch' in sys.modules}"
    connection.send_bytes(encode(Refused(request.number, said)))


DEEDS: dict[str, Callable[..., None]] = {
    deed.__name__: deed
    for deed in (
        answer,
        answer_and_leave,
        answer_twice,
        chatter,
        deaf,
        defy,
        environment,
        garbage,
        half,
        keep,
        leave,
        loop,
        never_ending,
        other_edge,
        oversize,
        promise,
        raw_garbage,
        ready_again,
        request_back,
        signalled,
        sleep,
        too_much,
        worn_for_ever,
        wrong_kind,
        wrong_number,
    )
}


def dies_before_ready(_: Connection) -> None:
    os._exit(1)


def dies_once_ready(connection: Connection) -> None:
    connection.send_bytes(encode(Ready()))


def cannot_load(connection: Connection) -> None:
    connection.send_bytes(encode(Refused(0, "The library torch is not installed.")))


def garbage_before_ready(connection: Connection) -> None:
    connection.send_bytes(b"hello")
    loop()


def answers_before_ready(connection: Connection) -> None:
    connection.send_bytes(encode(Recorded(1, lecture_record())))
    loop()


def never_ready(_: Connection) -> None:
    loop()


def stubborn_thread(connection: Connection) -> None:
    """Leaves a thread that would keep Python alive for ever."""
    threading.Thread(target=loop_that_catches_everything).start()
    serve(connection)


def server(connection: Connection, memory_limit: str = "") -> None:
    """The real server around an engine that does what the text says."""
    graphlab.worker.server.PyTorch = Scripted
    graphlab.worker.server.serve(connection, memory_limit)


def server_without_engine(connection: Connection) -> None:
    """The real server where the engine cannot be imported."""
    sys.modules["torch"] = None
    graphlab.worker.server.serve(connection)


class Kept(NamedTuple):
    """A recording of which nothing but the Record is kept."""

    record: Record


class Matrix(NamedTuple):
    array: np.ndarray
    structure: str = "dense"


class Walked(NamedTuple):
    path: np.ndarray
    values: np.ndarray
    gradients: np.ndarray
    ground: np.ndarray
    stopped: str = ""


class Scripted:
    """An engine that prints, fails and leaves as the text says; code it simply runs."""

    def __init__(self, **_: object) -> None:
        """Takes what the engine takes, and keeps nothing of a run that is stopped."""

    def hold_to(self, most: int, mapped: int | None) -> None:
        """Needs no more than a little."""

    def record(self, request: RecordRequest | CodeRequest) -> Kept:
        if isinstance(request, CodeRequest):
            exec(compile(request.text, "<code>", "exec"), {"__name__": "code"})
            return Kept(lecture_record())
        return Kept(self._formula(request))

    def _formula(self, request: RecordRequest) -> Record:
        word, _, rest = request.text.partition(" ")
        match word:
            case "print":
                sys.stdout.writelines(f"{number}\n" for number in range(int(rest)))
            case "whisper":
                os.write(2, b"no newline, \xff")
            case "exit":
                sys.exit(4)
            case "loop":
                sys.stdout.write("looping\n")
                loop()
            case "input":
                raise InputError("no", line=2, column=3, length=4, fixes=("a", "b"))
            case "large":
                return dataclasses.replace(lecture_record(), source=Source("x" * MAX_BYTES))
            case "hoard":
                np.ones(int(rest))
        return lecture_record()

    def forms(self, record: Record) -> dict[str, AdjointForms]:
        return {node.id: AdjointForms(node.formula, node.text) for node in record.nodes}

    def same(self, request: SamenessRequest) -> bool:
        return request.left == request.right

    def jacobian(self, recording: Kept, source: str, target: str, argument: int) -> Matrix:
        return Matrix(np.asarray(recording.record.by_key[source, target, argument].local))

    def autograd(self, _: Kept) -> AutogradGraph:
        nodes = AutogradNode("MulBackward0", "function", "w3"), AutogradNode("()", "output")
        return AutogradGraph(nodes, (AutogradLink(0, 1),))

    def descent(self, request: DescentRequest) -> Walked:
        if not request.varying:
            raise InputError("Choose an input.")
        return Walked(*PATH, stopped=f"Left at {request.inputs['x']}.")

    def warm_up(self) -> None:
        raise ImportError("no formulas")


class Raising(Scripted):
    """An engine whose every run fails in one way."""

    def __init__(self, error: BaseException | None = None, **_: object) -> None:
        self.error = error

    def record(self, request: RecordRequest | CodeRequest) -> Kept:
        if self.error is not None:
            raise self.error
        return Kept(lecture_record(**request.inputs))

    def warm_up(self) -> None:
        if self.error is not None:
            raise self.error
