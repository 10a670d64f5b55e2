"""Child processes that stand in for the real worker, each with one way to go wrong.

There are hundreds of them, so that what takes long to import is imported where it is needed.
"""

from __future__ import annotations

import os
import signal
import struct
import sys
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from graphlab.worker.messages import Which

MAX_BYTES = 64_000_000
MAGIC = b"graphl\x00\x01"
READY = MAGIC + struct.pack("<Q", 12) + b"\x81\xa4type\xa5ready"


class Asked:
    """A request of which only the number and the words have been read."""

    def __init__(self, data: bytes) -> None:
        import msgspec

        fields = msgspec.msgpack.decode(data[16 : 16 + struct.unpack_from("<Q", data, 8)[0]])
        self.data = data
        self.number: int = fields["number"]
        self.node: str = fields.get("node", "w1")
        said = "".join(fields.get(name, "") for name in ("text", "source", "node"))
        self.word, _, self.rest = said.partition(" ")


def send(connection: Connection, kind: str, **fields: object) -> None:
    """A message without arrays, as the codec writes it."""
    import msgspec

    index = msgspec.msgpack.encode({"type": kind} | fields)
    connection.send_bytes(MAGIC + struct.pack("<Q", len(index)) + index)


def serve(connection: Connection) -> None:
    """Does what the text of the request says."""
    connection.send_bytes(READY)
    while True:
        try:
            asked = Asked(connection.recv_bytes(MAX_BYTES))
            DEEDS.get(asked.word, answer)(connection, asked, asked.rest)
        except KeyboardInterrupt:
            send(connection, "refused", number=asked.number, problem="Stopped.")


def answer(connection: Connection, asked: Asked, _: str) -> None:
    """The right answer: the lecture's record, x and y as asked."""
    connection.send_bytes(right_answer(asked))


def right_answer(asked: Asked) -> bytes:
    import numpy as np

    from graphlab.worker import messages
    from graphlab.worker.codec import decode, encode
    from tests.lecture import lecture_record

    match decode(asked.data):
        case messages.SymbolicRequest(number):
            return encode(messages.Symbolic(number, {}))
        case messages.JacobianRequest(number, source, target, argument):
            found = messages.Jacobian(number, np.eye(2), "identity", source, target, argument)
            return encode(found)
        case messages.ArrayRequest(number, node, which, begin):
            return piece(number, node, which, begin)
        case messages.RecordRequest(number, inputs=inputs):
            record = lecture_record(inputs.get("x", 0.5), inputs.get("y", 1.2))
            return encode(messages.Recorded(number, record))
        case _:
            return encode(messages.Recorded(asked.number, lecture_record()))


def piece(number: int, node: str, which: Which, begin: int, size: int = 3) -> bytes:
    import numpy as np

    from graphlab.worker.codec import encode
    from graphlab.worker.messages import ArrayReply

    numbers = np.arange(float(size))
    return encode(ArrayReply(number, node, which, (size + begin,), "float64", begin, numbers))


def refuse(connection: Connection, asked: Asked, problem: str) -> None:
    """An answer too, which costs little."""
    send(connection, "refused", number=asked.number, problem=problem)


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
    send(connection, "printed", text="begun\n")
    loop_that_catches_everything()


def keep(connection: Connection, asked: Asked, _: str) -> None:
    """Keeps what it has when it is stopped."""
    try:
        send(connection, "printed", text="begun\n")
        loop()
    except KeyboardInterrupt:
        send(connection, "keeping", number=asked.number)
    answer(connection, asked, "")


def promise(connection: Connection, asked: Asked, _: str) -> None:
    """Says that it keeps what it has, and does not come to an end with that."""
    try:
        send(connection, "printed", text="begun\n")
        loop()
    except KeyboardInterrupt:
        send(connection, "keeping", number=asked.number)
    loop_that_catches_everything()


def leave(_: Connection, __: object, status: str) -> None:
    os._exit(int(status))


def signalled(_: Connection, __: object, name: str) -> None:
    os.kill(os.getpid(), getattr(signal, name))


def half(connection: Connection, asked: Asked, _: str) -> None:
    """Dies in the middle of its answer."""
    data = right_answer(asked)
    os.write(connection.fileno(), struct.pack("!i", len(data)) + data[: len(data) // 2])
    os._exit(0)


def answer_and_leave(connection: Connection, asked: Asked, _: str) -> None:
    answer(connection, asked, "")
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


def wrong_number(connection: Connection, asked: Asked, _: str) -> None:
    send(connection, "refused", number=asked.number + 1, problem="not for you")
    loop()


def wrong_kind(connection: Connection, asked: Asked, _: str) -> None:
    send(connection, "symbolic", number=asked.number, forms={})
    loop()


def other_edge(connection: Connection, asked: Asked, _: str) -> None:
    import numpy as np

    from graphlab.worker.codec import encode
    from graphlab.worker.messages import Jacobian

    connection.send_bytes(encode(Jacobian(asked.number, np.eye(2), "identity", "w7", "w8", 0)))
    loop()


def too_much(connection: Connection, asked: Asked, _: str) -> None:
    """A longer piece than was asked for."""
    connection.send_bytes(piece(asked.number, asked.node, "value", 0, 100))
    loop()


def worn_for_ever(connection: Connection, *_: object) -> None:
    for _ in range(3):
        send(connection, "worn")
    os._exit(3)


def ready_again(connection: Connection, _: object, __: str) -> None:
    connection.send_bytes(READY)
    loop()


def request_back(connection: Connection, asked: Asked, _: str) -> None:
    connection.send_bytes(asked.data)
    loop()


def answer_twice(connection: Connection, asked: Asked, _: str) -> None:
    answer(connection, asked, "")
    answer(connection, asked, "")


def chatter(connection: Connection, asked: Asked, count: str) -> None:
    """Prints through the pipe, many lines more than are kept."""
    for number in range(int(count)):
        send(connection, "printed", text=f"{number}\n" * 100)
    answer(connection, asked, "")


def sleep(connection: Connection, asked: Asked, seconds: str) -> None:
    time.sleep(float(seconds))
    answer(connection, asked, "")


def deaf(connection: Connection, _: object, __: str) -> None:
    connection.close()
    loop()


def environment(connection: Connection, asked: Asked, _: str) -> None:
    """What the child was given: is there anything to read, and has it a session of its own."""
    said = f"{sys.stdin.read()!r} {os.getsid(0) == os.getpid()} {'torch' in sys.modules}"
    send(connection, "refused", number=asked.number, problem=said)


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
        refuse,
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
    connection.send_bytes(READY)


def cannot_load(connection: Connection) -> None:
    send(connection, "refused", number=0, problem="The library torch is not installed.")


def garbage_before_ready(connection: Connection) -> None:
    connection.send_bytes(b"hello")
    loop()


def answers_before_ready(connection: Connection) -> None:
    connection.send_bytes(piece(1, "w1", "value", 0))
    loop()


def never_ready(_: Connection) -> None:
    loop()


def stubborn_thread(connection: Connection) -> None:
    """Leaves a thread that would keep Python alive for ever."""
    threading.Thread(target=loop_that_catches_everything).start()
    serve(connection)
