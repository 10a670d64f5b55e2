"""One worker process as the client sees it: what it is doing, and the threads at its pipe."""

from __future__ import annotations

import queue
import threading
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from graphlab.errors import WorkerError
from graphlab.worker.answers import is_code_aside
from graphlab.worker.codec import MAX_BYTES, decode
from graphlab.worker.messages import Printed, Reply, Request
from graphlab.worker.output import MAX_PRINTED_CHARACTERS, MAX_PRINTED_LINES, Output
from graphlab.worker.process import spawn

if TYPE_CHECKING:
    from collections.abc import Callable

_UNREAD = 32


class Helper:
    """A process, the request it works on, and one thread each for reading and writing.

    ``heard`` and ``ended`` are called from the reading thread, which waits while 32 replies have
    not been handled (``room``). ``proven`` means that it has answered once, ``worn`` that it should
    run nothing else, ``stopping`` that its run was asked to end. ``deadline`` is when the start,
    the run or the grace is over; ``fate`` says why it was ended, where that is known.
    """

    def __init__(
        self,
        target: str,
        heard: Callable[[Helper, Reply], None],
        ended: Callable[[Helper, bool], None],
        deadline: float,
        *arguments: str,
    ) -> None:
        self.spawned = spawn(target, *arguments)
        self.deadline = deadline
        self.ready = False
        self.proven = False
        self.request: Request | None = None
        self.epoch = 0
        self.complaint = ""
        self.worn = False
        self.stopping = False
        self.fate = ""
        self.room = threading.Semaphore(_UNREAD)
        self._lines = 0
        self._characters = 0
        self._gone = False
        self._heard = heard
        self._said_end = ended
        self._output = Output(self.spawned.output, lambda text: self._pass_on(Printed(text)))
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        for work in (self._read, self._write):
            threading.Thread(target=work, name=f"worker{work.__name__}", daemon=True).start()

    def become_ready(self) -> None:
        self.ready = True
        self.deadline = float("inf")

    def begin(self, request: Request, epoch: int, deadline: float, data: bytes) -> None:
        self.request = request
        self.epoch = epoch
        self.deadline = deadline
        self._lines = self._characters = 0
        self._output.begin()
        self._outbox.put(data)

    def finish(self) -> None:
        self.request = None
        self.proven = True
        self.stopping = False
        self.deadline = float("inf")

    def may_print(self, printed: Printed) -> bool:
        """Whether this is of a run that is shown, and still fits into what is kept of it."""
        if is_code_aside(self.request):
            return False
        self._lines += printed.text.count("\n")
        self._characters += len(printed.text)
        # One line more than the server sends: it says that the rest is left out.
        return self._lines <= MAX_PRINTED_LINES + 1 and self._characters <= (
            MAX_PRINTED_CHARACTERS + 1_000
        )

    def release(self, seconds: float) -> None:
        """Lets the threads end, once the process is gone or the seconds are over."""
        if self.spawned.wait(seconds) is None:
            self.spawned.kill(at_once=True)
        self._gone = True
        self._outbox.put(None)

    def _read(self) -> None:
        readable = True
        connection = self.spawned.connection
        try:
            while not self._gone:
                printed = [self._output.reading] if self._output.is_open else []
                if connection not in wait([connection, *printed]):
                    self._output.take()
                    continue
                reply = decode(connection.recv_bytes(MAX_BYTES))
                if not isinstance(reply, Reply):
                    raise WorkerError("A request came where an answer was due.")
                self._output.finish()  # what was printed before comes first
                self._pass_on(reply)
        except EOFError:
            self._output.finish()
        except (OSError, WorkerError) as error:
            # A pipe that breaks off is an end; a length beyond the limit is nonsense.
            readable = isinstance(error, ConnectionError)
        finally:
            self._said_end(self, readable)
            connection.close()
            self.spawned.output.close()

    def _pass_on(self, reply: Reply) -> None:
        while not self.room.acquire(timeout=0.5):
            if self._gone:
                return
        self._heard(self, reply)

    def _write(self) -> None:
        while (data := self._outbox.get()) is not None:
            try:
                self.spawned.connection.send_bytes(data)
            except (OSError, ValueError, TypeError):
                return  # the reader sees the same end of the pipe and reports it
