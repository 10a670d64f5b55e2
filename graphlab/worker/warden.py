"""A small process between the window and the worker, which lets nothing outlive the two.

The person's code may start processes in sessions of their own, or detach them by forking twice; on
Linux they all become children of the warden, a subreaper. When the worker ends, for whatever
reason, when the window wants it to end, or when the window is gone, the warden ends everything
below it and then itself with the status of the worker. It runs nothing of the person's, so that it
can always be reached.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import signal
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_SECONDS = 3.0  # in which all below is gone, or given up


def fork_below_warden(window: int, window_gone: int, release: Callable[[], None]) -> None:
    """Returns in a new process, the worker; this one becomes its warden and never returns.

    ``window`` is the process whose end ends us and ``window_gone`` can be read once it has ended;
    ``release`` gives up what only the worker needs. Nothing happens where processes cannot fork.
    """
    if sys.platform == "win32":
        return
    _own_session()
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)
    # Before the fork, so that no signal is lost; what comes early waits in the pipe.
    awake, wake = os.pipe()
    os.set_blocking(wake, False)
    before = {number: signal.signal(number, _nothing) for number in _HEARD}
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != window:
        os._exit(1)
    warden = os.getpid()
    worker = os.fork()
    if worker:
        release()
        _watch(worker, awake, window_gone)
    signal.set_wakeup_fd(-1)
    for number, handler in before.items():
        signal.signal(number, handler)
    os.close(awake)
    os.close(wake)
    _own_session()  # so that what the code sends to its group does not reach the warden
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != warden:
        os._exit(1)


_HEARD = () if sys.platform == "win32" else (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT)


def _watch(worker: int, awake: int, window_gone: int) -> None:
    while True:
        ready, _, _ = select.select([awake, window_gone], [], [])
        if window_gone in ready:
            _end(worker, None)
        for number in os.read(awake, 4096):
            if number == signal.SIGINT:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGINT)
            elif number == signal.SIGTERM:
                _end(worker, None)
        status = _reaped(worker)
        if status is not None:
            _end(worker, status)


def _reaped(worker: int) -> int | None:
    """Collects what has ended; the status of the worker if it is among them."""
    status = None
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, ended = os.waitpid(-1, os.WNOHANG)
            if not pid:
                break
            if pid == worker:
                status = ended
    return status


def _end(worker: int, status: int | None) -> None:
    """Ends everything below, then this process as the worker ended."""
    if status is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(worker, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(Exception):
            end_below(os.getpid())
        ended = _reaped(worker)
        status = ended if status is None else status
        if not _has_children():
            break
        time.sleep(0.005)
    if status is not None and os.WIFSIGNALED(status):
        _end_by(os.WTERMSIG(status))
    os._exit(1 if status is None else os.waitstatus_to_exitcode(status))


def end_below(pid: int) -> None:
    """Ends all descendants of a process; they are frozen first, so that they start no others."""
    import psutil

    process = psutil.Process(pid)
    frozen: dict[int, psutil.Process] = {}
    while new := [p for p in process.children(recursive=True) if p.pid not in frozen]:
        for child in new:
            frozen[child.pid] = child
            with contextlib.suppress(psutil.Error):
                child.suspend()
    for child in frozen.values():
        with contextlib.suppress(psutil.Error):
            child.kill()


def _has_children() -> bool:
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def _end_by(number: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # the worker has left one if at all
    with contextlib.suppress(OSError, ValueError):
        signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    os._exit(1)


def _own_session() -> None:
    with contextlib.suppress(OSError):
        os.setsid()


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _nothing(*_: object) -> None:
    """A handler, so that the signal wakes the warden and does not end it."""
