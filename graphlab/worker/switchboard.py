"""A window that another Python program opened: who answers what.

The program answers about its own run and runs its own module or function again; formulas too, as
long as it lives. Other code does not run in it: a worker of the window's own does that, and is
started when it is first needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.worker.attached import Attached
from graphlab.worker.client import TIME_LIMIT, Worker
from graphlab.worker.messages import CodeRequest, RecordRequest
from graphlab.worker.training_messages import TrainingRequest

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from graphlab.worker.messages import Reply, Request


class Switchboard:
    """Has the methods of ``client.Worker``; ``on_left`` is told when the program has ended."""

    def __init__(
        self,
        connection: Connection,
        on_message: Callable[[Reply], None],
        on_exit: Callable[[str], None],
        on_overdue: Callable[[int], None],
        on_left: Callable[[str], None],
    ) -> None:
        self._heard = on_message, on_exit, on_overdue
        self._program = Attached(connection, on_message, on_left)
        self._own: Worker | None = None
        self._ours: set[int] = set()  # numbers of the runs that our own worker made
        self._limits: tuple[float, int | None] = TIME_LIMIT, None
        self._is_closed = False

    def start(self) -> None:
        """Begins to listen to the program."""
        self._program.start()

    def send(self, request: Request, *, latest: bool = False) -> None:
        """Asks the one who can answer."""
        if self._is_closed:
            return
        runs_here = isinstance(request, CodeRequest | TrainingRequest) or (
            isinstance(request, RecordRequest) and self._program.is_over
        )
        if runs_here:
            self._ours.add(request.number)
        if request.number in self._ours:
            self._worker().send(request, latest=latest)
        else:
            self._program.send(request, latest=latest)

    def stop(self) -> None:
        """Ends what our worker runs; the program is not interrupted, only not listened to."""
        self._program.stop()
        if self._own is not None:
            self._own.stop()

    def keep_waiting(self) -> None:
        """Gives our worker's run more time; there is no limit for the program's."""
        if self._own is not None:
            self._own.keep_waiting()

    def set_limits(self, time_limit: float, memory_limit: int | None) -> None:
        """For our worker; the program has limits of its own."""
        self._limits = time_limit, memory_limit
        if self._own is not None:
            self._own.set_limits(time_limit, memory_limit)

    def close(self) -> None:
        """Ends the talk and our worker; nothing is heard afterwards."""
        self._is_closed = True
        self._program.close()
        if self._own is not None:
            self._own.close()

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that belong to this window."""
        return self._own.pids if self._own is not None else ()

    def _worker(self) -> Worker:
        if self._own is None:
            self._own = Worker(*self._heard)
            self._own.set_limits(*self._limits)
            self._own.start()
        return self._own
