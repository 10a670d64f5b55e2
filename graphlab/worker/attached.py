"""The window's side where another Python program opened it and answers in a worker's place.

The program sends the run that it made, with the number ``GIVEN``, before it is asked anything.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import threading
from collections import deque
from typing import TYPE_CHECKING, TypeVar, cast

from graphlab.errors import WorkerError
from graphlab.worker.answers import answers
from graphlab.worker.codec import MAX_BYTES, decode, encode
from graphlab.worker.messages import Program, Ready, Recorded, Refused, Reply, Request
from graphlab.worker.sentences import STOPPED

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

GIVEN = 0
ENDED = "The Python program that opened this window has ended; its graph is still here."
OVER = (
    "The Python program that opened this window has ended and cannot answer any more; start it"
    " again, or step through a part of its code here."
)
UNREADABLE = "The Python program that opened this window said what could not be read."
_Told = TypeVar("_Told")


class Attached:
    """Sends requests to the program and hears its answers; every method returns at once.

    One request is under way at a time. What was stopped is answered "Stopped." at once, and its
    answer not heard when it comes. When the program ends, ``on_exit`` is told once, and every
    request is refused, also the one that is under way.
    """

    def __init__(
        self,
        connection: Connection,
        on_message: Callable[[Reply], None],
        on_exit: Callable[[str], None],
        on_overdue: Callable[[int], None] | None = None,
    ) -> None:
        self._connection = connection
        self._on_message = on_message
        self._on_exit = on_exit
        self._turn = threading.RLock()
        self._waiting: deque[Request] = deque()
        self._active: Request | None = None
        self._is_stopped = False
        self._is_over = False
        self._closed = False
        self._to_send: deque[bytes] = deque()
        self._something_to_send = threading.Condition(self._turn)
        self._writer = threading.Thread(target=self._write, name="attached_write", daemon=True)
        self._reader = threading.Thread(target=self._read, name="attached_read", daemon=True)

    def start(self) -> None:
        """Begins to listen."""
        self._writer.start()
        self._reader.start()

    def send(self, request: Request, *, latest: bool = False) -> None:
        """Asks; ``latest`` drops older requests that were not sent yet."""
        with self._turn:
            if latest:
                self._waiting.clear()
            self._waiting.append(request)
            self._advance()

    def stop(self) -> None:
        """Hears nothing more of what was sent; the program itself is not interrupted."""
        with self._turn:
            stopped = [*self._waiting]
            self._waiting.clear()
            if self._active is not None and not self._is_stopped:
                self._is_stopped = True
                stopped.insert(0, self._active)
            for request in stopped:
                self._tell(self._on_message, Refused(request.number, STOPPED))

    def close(self) -> None:
        """Ends the talk, which ends the program's serving; nothing is heard afterwards."""
        with self._turn:
            self._closed = self._is_over = True
            self._something_to_send.notify()
        hang_up(self._connection)

    @property
    def is_over(self) -> bool:
        """Whether the program has ended."""
        return self._is_over

    @property
    def pids(self) -> tuple[int, ...]:
        """No process belongs to this window."""
        return ()

    def _advance(self) -> None:
        while self._waiting and self._active is None:
            request = self._waiting.popleft()
            if self._is_over:
                self._tell(self._on_message, Refused(request.number, OVER))
                continue
            try:
                self._to_send.append(encode(request))
            except WorkerError as error:
                self._tell(self._on_message, Refused(request.number, str(error)))
                continue
            self._active, self._is_stopped = request, False
            self._something_to_send.notify()

    def _read(self) -> None:
        sentence = ENDED
        try:
            while True:
                reply = decode(self._connection.recv_bytes(MAX_BYTES))
                with self._turn:
                    self._hear(reply)
        except (EOFError, ConnectionError):
            pass
        except (OSError, WorkerError):
            sentence = UNREADABLE
        hang_up(self._connection)
        with self._turn:
            self._is_over = True
            if self._active is not None and not self._is_stopped:
                self._waiting.appendleft(self._active)
            self._active = None
            self._something_to_send.notify()
            self._tell(self._on_exit, sentence)
            self._advance()
        self._writer.join()  # a file closed under a write that is under way breaks the writer
        self._connection.close()

    def _hear(self, reply: object) -> None:
        given = isinstance(reply, Recorded) and reply.number == GIVEN
        if given or isinstance(reply, Ready | Program):
            self._tell(self._on_message, cast("Reply", reply))
            return
        active = self._active
        if active is None or not isinstance(reply, Reply) or not answers(reply, active):
            raise WorkerError("This is no answer.")
        self._active = None
        if not self._is_stopped:
            self._tell(self._on_message, reply)
        self._advance()

    def _write(self) -> None:
        while True:
            with self._turn:
                while not self._to_send and not self._is_over:
                    self._something_to_send.wait()
                if self._is_over:
                    return
                data = self._to_send.popleft()
            try:
                self._connection.send_bytes(data)
            except (OSError, ValueError):
                return  # the reader sees the same end and says so

    def _tell(self, listener: Callable[[_Told], None], told: _Told) -> None:
        if not self._closed:
            listener(told)


def hang_up(connection: Connection) -> None:
    """Ends a talk that another thread listens to; that thread hears the end and closes its file.

    To close the file under a thread that waits at it would not wake the thread.
    """
    if sys.platform == "win32":
        connection.close()
        return
    with contextlib.suppress(OSError), socket.socket(fileno=os.dup(connection.fileno())) as end:
        end.shutdown(socket.SHUT_RDWR)


def connection_of(number: int) -> Connection:
    """The window's end of the pipe, from the number that it was given."""
    if sys.platform == "win32":
        from multiprocessing.connection import PipeConnection

        return PipeConnection(number)
    from multiprocessing.connection import Connection

    os.set_inheritable(number, False)
    return Connection(number)
