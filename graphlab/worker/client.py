"""The window's side of the worker: sends requests, hears answers, and never waits.

One worker runs what was typed, a warm spare stands by. ``stop`` hands over to the spare at once;
the stopped worker is interrupted, then killed, in the background. No Qt and no torch here.
"""

from __future__ import annotations

import queue
import sys
import threading
import time
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from graphlab.errors import WorkerError
from graphlab.worker import sentences
from graphlab.worker.answers import answers, is_code_aside, is_kept
from graphlab.worker.codec import encode
from graphlab.worker.helper import Helper
from graphlab.worker.limits import uses_more, usual_limit
from graphlab.worker.messages import (
    CodeRequest,
    Keeping,
    Printed,
    Ready,
    Refused,
    Reply,
    Request,
    Worn,
)
from graphlab.worker.training_messages import TrainingRequest

if TYPE_CHECKING:
    from collections.abc import Callable

SERVER = "graphlab.worker.server:serve"
TIME_LIMIT = 30.0
_GRACE = 0.5
_GRACE_OF_CODE = 2.0
_KEEPING = 20.0
"""Seconds in which what was recorded before Stop is put together."""
_LAST_GRACE = 5.0
_LOOK = 0.5 if sys.platform == "linux" else 0.1
"""Seconds between looks at the memory of a run; on Linux its process has a limit of its own too."""
_START_LIMIT = 120.0
_STARTS = 2
_GLANCE = 0.05
_Told = TypeVar("_Told")


class Worker:
    """Answers requests in a process of its own; every method returns at once but ``close``.

    Each request ends in exactly one of: its answer or ``Refused`` (``on_message``), a crash
    (``on_exit``, with a sentence for the person), or silence when a later one replaced it.
    ``Ready`` is heard whenever a worker is there to begin at once. ``on_overdue`` is called once
    when a run passes the time limit. All are called from one background thread, one at a time.
    """

    def __init__(
        self,
        on_message: Callable[[Reply], None],
        on_exit: Callable[[str], None],
        on_overdue: Callable[[int], None] | None = None,
        *,
        target: str = SERVER,
        time_limit: float = TIME_LIMIT,
        memory_limit: int | None = None,
    ) -> None:
        self._on_message = on_message
        self._on_exit = on_exit
        self._on_overdue = on_overdue
        self._target = target
        self._time_limit = time_limit
        self._memory_limit = memory_limit
        self._events: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._keeper = threading.Thread(target=self._keep, name="worker-keeper", daemon=True)
        self._started = False
        self._closed = False
        self._epoch = 0  # grows with each stop; what began in an earlier one is no longer heard

        # Touched by the keeper thread only.
        self._waiting: deque[tuple[Request, int]] = deque()
        self._active: Helper | None = None
        self._spare: Helper | None = None
        self._retired: list[Helper] = []
        self._failed_starts = 0
        self._next_look = float("inf")

    def start(self) -> None:
        """Begins to load PyTorch in the background."""
        if not self._started and not self._closed:
            self._started = True
            self._keeper.start()

    def send(self, request: Request, *, latest: bool = False) -> None:
        """Asks; ``latest`` drops older requests that no worker has begun. Ignored once closed.

        What belongs to a training run is never dropped.
        """
        self._events.put(partial(self._accept, request, latest, self._epoch))

    def stop(self) -> None:
        """Ends the run: all that was sent is answered "Stopped.", the next request may follow.

        Code is given a moment to keep what was recorded of its run, which is its answer then; with
        a second call it is not.
        """
        self._epoch += 1
        self._events.put(self._stop)

    def set_limits(self, time_limit: float, memory_limit: int | None) -> None:
        """Seconds that a run may take, and bytes (None: the usual limit), from the next run on."""
        if self._started:
            self._events.put(partial(self._limit, time_limit, memory_limit))
        else:
            self._time_limit, self._memory_limit = time_limit, memory_limit

    def keep_waiting(self) -> None:
        """Gives the run that is overdue the time limit once more."""
        self._events.put(self._extend)

    def close(self) -> None:
        """Ends all processes and returns when they are gone; nothing is heard afterwards."""
        self._closed = True
        self._events.put(lambda: None)
        if self._started and threading.current_thread() is not self._keeper:
            self._keeper.join()

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that are running: the worker, its spare, and those being ended."""
        helpers = [self._active, self._spare, *self._retired]
        return tuple(helper.spawned.pid for helper in helpers if helper is not None)

    # Below, all runs in the keeper thread.

    def _keep(self) -> None:
        while not self._closed:
            self._advance()
            try:
                event = self._events.get(timeout=self._patience())
            except queue.Empty:
                continue
            if not self._closed:
                event()
        for helper in (self._active, self._spare, *self._retired):
            if helper is not None:
                helper.spawned.kill()
        for helper in (self._active, self._spare, *self._retired):
            if helper is not None:
                helper.release(_LAST_GRACE)
        self._active = self._spare = None
        self._retired.clear()

    def _accept(self, request: Request, latest: bool, epoch: int) -> None:
        if latest:
            kept = [one for one in self._waiting if isinstance(one[0], TrainingRequest)]
            self._waiting = deque(kept)
        self._waiting.append((request, epoch))
        self._failed_starts = 0

    def _stop(self) -> None:
        stopped = [request for request, _ in self._waiting]
        self._waiting.clear()
        active = self._active
        if active is not None and isinstance(active.request, CodeRequest) and not active.stopping:
            active.stopping = True
            active.spawned.interrupt()
            active.deadline = time.monotonic() + _GRACE_OF_CODE
        elif active is not None and active.request is not None:
            stopped.insert(0, active.request)
            active.spawned.interrupt()
            active.deadline = time.monotonic() + _GRACE
            self._retired.append(active)
            self._active = None
        for request in stopped:
            self._tell(self._on_message, Refused(request.number, sentences.STOPPED))

    def _extend(self) -> None:
        active = self._active
        if active is not None and active.request is not None and not active.stopping:
            active.deadline = time.monotonic() + self._time_limit

    def _limit(self, time_limit: float, memory_limit: int | None) -> None:
        self._time_limit = time_limit
        if memory_limit == self._memory_limit:
            return
        self._memory_limit = memory_limit
        if self._active is not None:
            self._active.worn = True
        if self._spare is not None:
            self._retire(self._spare)
            self._spare = None

    def _heard(self, helper: Helper, reply: Reply) -> None:
        """A helper said something that could be read."""
        if helper in self._retired:
            if not isinstance(reply, Printed):
                helper.spawned.kill()
        elif isinstance(reply, Printed):
            if helper is self._active and helper.epoch == self._epoch and helper.may_print(reply):
                self._tell(self._on_message, reply)
        elif not helper.ready:
            self._heard_first(helper, reply)
        elif isinstance(reply, Worn):
            helper.worn = True
        elif isinstance(reply, Keeping):
            if helper.stopping:
                helper.deadline = time.monotonic() + _KEEPING
                self._tell(self._on_message, reply)
        elif helper.stopping and helper.request is not None and answers(reply, helper.request):
            self._heard_end(helper, reply)
        elif helper.request is None or not answers(reply, helper.request):
            self._ended(helper, readable=False)
        elif helper.epoch == self._epoch or isinstance(helper.request, CodeRequest):
            helper.finish()
            self._failed_starts = 0
            self._tell(self._on_message, reply)

    def _heard_end(self, helper: Helper, reply: Reply) -> None:
        """What a run that was stopped left: its recording, which can be asked about, or nothing."""
        helper.finish()
        self._failed_starts = 0
        if isinstance(reply, Refused):
            self._retire(helper)
            self._active = None
        helper.worn = True
        self._tell(self._on_message, reply)

    def _heard_first(self, helper: Helper, reply: Reply) -> None:
        match reply:
            case Ready():
                helper.become_ready()
                if helper is self._active:
                    self._tell(self._on_message, reply)
            case Refused():
                helper.complaint = reply.problem
            case _:
                self._ended(helper, readable=False)

    def _ended(self, helper: Helper, readable: bool = True) -> None:
        """A helper's pipe closed, or what came out of it made no sense."""
        if helper is not self._active and helper is not self._spare:
            return
        status = helper.spawned.wait(_GRACE if readable else _GLANCE)
        self._retire(helper)
        if helper is self._active:
            self._active = None
        else:
            self._spare = None
        if helper.request is None:
            if not helper.proven:  # else one that dies as soon as it is ready returns for ever
                self._failed_to_start(helper.complaint)
        elif helper.stopping or helper.epoch != self._epoch:
            self._tell(self._on_message, Refused(helper.request.number, sentences.STOPPED))
        else:
            said = sentences.exit_sentence(status, readable=readable or bool(status))
            self._tell(self._on_exit, helper.fate or said)

    def _retire(self, helper: Helper) -> None:
        """Ends a helper that nothing is expected of any more."""
        helper.spawned.kill()
        helper.deadline = time.monotonic()
        self._retired.append(helper)

    def _failed_to_start(self, reason: str) -> None:
        self._failed_starts += 1
        if self._failed_starts >= _STARTS and self._active is None and self._spare is None:
            self._waiting.clear()
            self._tell(self._on_exit, sentences.start_sentence(reason))

    def _advance(self) -> None:
        now = time.monotonic()
        for helper in self._retired.copy():
            if now >= helper.deadline:
                helper.spawned.kill()
            if helper.spawned.wait(0) is not None:
                helper.release(0)
                self._retired.remove(helper)
        self._watch_time(now)
        self._watch_memory(now)
        if self._active is not None and self._waits_for_another(self._active):
            self._retire(self._active)
            self._active = None
        if self._active is None:
            self._promote()
        active = self._active
        if active is None or not active.ready or active.request is not None:
            return
        while self._waiting:
            if self._begin(active):
                return
        if self._spare is None and self._failed_starts < _STARTS:
            self._spare = self._spawned()

    def _watch_time(self, now: float) -> None:
        active = self._active
        if active is not None and active.stopping and now >= active.deadline:
            self._retire(active)
            self._active = None
            if active.request is not None:
                self._tell(self._on_message, Refused(active.request.number, sentences.NOT_KEPT))
        elif active is not None and active.request is not None and now >= active.deadline:
            active.deadline = float("inf")
            if self._on_overdue is not None:
                self._tell(self._on_overdue, active.request.number)
        for helper in (self._active, self._spare):
            if helper is not None and not helper.ready and now >= helper.deadline:
                helper.complaint = helper.complaint or "it took more than two minutes"
                self._ended(helper, readable=False)

    def _watch_memory(self, now: float) -> None:
        """Ends a run that, with all it started, uses more than it may."""
        active = self._active
        if active is None or active.request is None or now < self._next_look:
            return
        self._next_look = now + _LOOK
        limit = self._memory_limit or usual_limit()
        if not active.fate and uses_more(active.spawned.pid, limit):
            active.fate = sentences.memory_sentence(limit)
            active.spawned.kill()

    def _waits_for_another(self, active: Helper) -> bool:
        """Whether the next run must not begin in a process where another has left something."""
        if not active.worn or active.request is not None or not self._waiting:
            return False
        return is_kept(self._waiting[0][0])

    def _promote(self) -> None:
        self._active, self._spare = self._spare, None
        if self._active is not None and self._active.ready:
            self._tell(self._on_message, Ready())
        while self._active is None and self._failed_starts < _STARTS:
            self._active = self._spawned()

    def _begin(self, helper: Helper) -> bool:
        request, epoch = self._waiting.popleft()
        if helper.worn and is_code_aside(request):
            self._tell(self._on_message, Refused(request.number, sentences.NOT_ASIDE))
            return False
        try:
            data = encode(request)
        except WorkerError as error:
            self._tell(self._on_message, Refused(request.number, str(error)))
            return False
        now = time.monotonic()
        helper.begin(request, epoch, now + self._time_limit, data)
        self._next_look = now + _LOOK
        return True

    def _spawned(self) -> Helper | None:
        def heard(helper: Helper, reply: Reply) -> None:
            self._events.put(partial(self._handle, helper, reply))

        def ended(helper: Helper, readable: bool) -> None:
            self._events.put(partial(self._ended, helper, readable))

        try:
            deadline = time.monotonic() + _START_LIMIT
            limit = () if self._memory_limit is None else (str(self._memory_limit),)
            return Helper(self._target, heard, ended, deadline, *limit)
        except OSError as error:
            self._failed_to_start(error.strerror or "the system allows no more processes")
            return None

    def _handle(self, helper: Helper, reply: Reply) -> None:
        try:
            self._heard(helper, reply)
        finally:
            helper.room.release()

    def _patience(self) -> float | None:
        """Seconds until something is due without an event."""
        if self._retired:
            return _GLANCE
        helpers = [helper for helper in (self._active, self._spare) if helper is not None]
        soonest = min((helper.deadline for helper in helpers), default=float("inf"))
        if self._active is not None and self._active.request is not None:
            soonest = min(soonest, self._next_look)
        if soonest == float("inf"):
            return None
        return max(0.0, soonest - time.monotonic())

    def _tell(self, listener: Callable[[_Told], None], told: _Told) -> None:
        if self._closed:
            return
        try:
            listener(told)
        except Exception as error:  # noqa: BLE001 (a listener's mistake must not stop the keeper)
            threading.excepthook(
                threading.ExceptHookArgs((type(error), error, error.__traceback__, self._keeper))
            )
