"""Starts child processes that cannot outlive this one, and ends them.

A child is named by its target, ``"package.module:function"``; the function is called in the child
with its end of a pipe and the given arguments. The child has a session of its own, the null device
as its input, and a warden that sees to it that nothing it started is left when it ends.
"""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from graphlab.worker.output import take_over
from graphlab.worker.warden import end_below, fork_below_warden

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

_PATIENCE = 4.0
"""Seconds that a warden has to end what is below it; it gives up a little earlier itself."""

# Linux sends the parent-death signal when the *thread* that started the child ends, so that all
# children are started by one thread that lives as long as this process.
_starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="child-starter")


class Spawned:
    """A running child: its process, our end of the pipe to it, and of that with what it prints."""

    def __init__(self, target: str, *arguments: str) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.output, printed = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_enter, args=(target, arguments, theirs, printed), daemon=True
        )
        try:
            self._process.start()
        except BaseException:
            self.connection.close()
            self.output.close()
            raise
        finally:
            theirs.close()
            printed.close()
        self.pid = self._process.pid or 0
        self._asked: float | None = None

    def interrupt(self) -> None:
        """What Ctrl+C does: the child may still catch it. Does nothing on Windows."""
        if sys.platform != "win32" and self._process.is_alive():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGINT)

    def kill(self, *, at_once: bool = False) -> None:
        """Ends the child and all that it started; may be called again until it is gone."""
        if not self._process.is_alive():
            return
        now = time.monotonic()
        if self._asked is None:
            self._asked = now
            if sys.platform != "win32" and not at_once:
                self._process.terminate()  # its warden ends what is below
                return
        if at_once or sys.platform == "win32" or now > self._asked + _PATIENCE:
            with contextlib.suppress(Exception):
                end_below(self.pid)
            self._process.kill()

    def wait(self, seconds: float) -> int | None:
        """The exit status, negative for a signal, once the child is gone; else None."""
        self._process.join(seconds)
        return self._process.exitcode


def spawn(target: str, *arguments: str) -> Spawned:
    """A new child; OSError when there can be none."""
    try:
        return _starter.submit(Spawned, target, *arguments).result()
    except RuntimeError as error:  # Python is ending, or still loading the main program
        raise OSError(str(error)) from error


def resolve(target: str) -> Callable[..., object]:
    """The function that ``"package.module:function"`` names."""
    module, _, name = target.partition(":")
    function: Callable[..., object] = getattr(importlib.import_module(module), name)
    return function


def _enter(
    target: str, arguments: tuple[str, ...], connection: Connection, printed: Connection
) -> None:
    window = multiprocessing.parent_process()
    if window is not None:

        def release() -> None:
            connection.close()
            printed.close()

        fork_below_warden(window.pid or 0, window.sentinel, release)
        threading.Thread(target=_end_after, args=(window.join,), daemon=True).start()
    _no_input()
    take_over(printed)
    with contextlib.suppress(EOFError, ConnectionError, KeyboardInterrupt):
        resolve(target)(connection, *arguments)


def _end_after(wait: Callable[[], None]) -> None:
    wait()
    os._exit(1)


def _no_input() -> None:
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    if null != 0:
        os.close(null)
