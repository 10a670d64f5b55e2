"""A child process that answers bytes with bytes within a budget of seconds, or is ended.

For work that holds Python's lock or may never end, such as a layout by Graphviz. The target is a
function of bytes that returns bytes; its module is imported in the child only.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from graphlab.worker.process import Spawned, resolve, spawn

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

MAX_BYTES = 64_000_000
START_SECONDS = 10.0
_DONE, _FAILED = b"\x01", b"\x00"


class Child:
    """One child at a time, started when first needed; safe to use from several threads.

    Never ask from a thread that must stay responsive: ``ask`` waits.
    """

    def __init__(self, target: str) -> None:
        self._target = target
        self._turn = threading.Lock()
        self._guard = threading.Lock()
        self._spawned: Spawned | None = None
        self._closed = False

    def start(self) -> bool:
        """Makes the child ready; True when it is."""
        with self._turn:
            return self._running() is not None

    def ask(self, data: bytes, budget: float) -> bytes | None:
        """The answer, or None: over budget, cancelled, failed or too large.

        The budget begins when the child is ready; a fresh one may take up to ten seconds more.
        """
        with self._turn:
            spawned = self._running()
            if spawned is None:
                return None
            answer = self._exchange(spawned, data, budget)
            if answer is None:
                self._discard(spawned)
                return None
        return answer[1:] if answer[:1] == _DONE else None

    def cancel(self) -> None:
        """Ends the child, so that an ``ask`` in another thread returns None. Never waits."""
        with self._guard:
            spawned = self._spawned
        if spawned is not None:
            spawned.kill()

    def close(self) -> None:
        """Ends the child for good; any later ``ask`` gives None."""
        with self._guard:
            self._closed = True
        self.cancel()
        with self._turn:
            if self._spawned is not None:
                self._discard(self._spawned)

    def _running(self) -> Spawned | None:
        if self._spawned is not None and self._spawned.wait(0) is not None:
            self._discard(self._spawned)
        if self._spawned is not None:
            return self._spawned
        try:
            spawned = spawn("graphlab.worker.child:answer", self._target)
        except OSError:
            return None
        with self._guard:
            self._spawned = spawned
            closed = self._closed
        if closed or self._exchange(spawned, None, START_SECONDS) is None:
            self._discard(spawned)
            return None
        return spawned

    def _exchange(self, spawned: Spawned, data: bytes | None, budget: float) -> bytes | None:
        """Sends, waits for the answer, and ends the child when the time is over."""
        alarm = threading.Timer(budget, spawned.kill)
        alarm.daemon = True
        alarm.start()
        try:
            if data is not None:
                spawned.connection.send_bytes(data)
            return spawned.connection.recv_bytes(MAX_BYTES)
        except (EOFError, OSError, ValueError):
            return None
        finally:
            alarm.cancel()

    def _discard(self, spawned: Spawned) -> None:
        spawned.kill()
        spawned.wait(START_SECONDS)
        spawned.connection.close()
        with self._guard:
            self._spawned = None


def answer(target: str, connection: Connection) -> None:
    """Runs in the child: imports the target, says so, and answers until the pipe closes."""
    function = resolve(target)
    connection.send_bytes(_DONE)
    while True:
        data = connection.recv_bytes(MAX_BYTES)
        try:
            result = function(data)
            reply = _DONE + result if isinstance(result, bytes) else _FAILED
        except Exception:  # noqa: BLE001 (whatever it was, the asker falls back)
            reply = _FAILED
        connection.send_bytes(reply)
