"""Starts child processes that cannot outlive this one, and ends them.

A child is named by its target, ``"package.module:function"``; the function is called in the child
with the given arguments and its end of a pipe. The child has a session of its own and the null
device as its input.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

_PR_SET_PDEATHSIG = 1

# Linux sends the parent-death signal when the *thread* that started the child ends, so that all
# children are started by one thread that lives as long as this process.
_starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="child-starter")


class Spawned:
    """A running child: its process, and our end of the pipe to it."""

    def __init__(self, target: str, *arguments: str) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(
            target=_enter, args=(target, arguments, theirs), daemon=True
        )
        try:
            self._process.start()
        except BaseException:
            self.connection.close()
            raise
        finally:
            theirs.close()
        self.pid = self._process.pid or 0

    def interrupt(self) -> None:
        """What Ctrl+C does: the child may still catch it. Does nothing on Windows."""
        if sys.platform != "win32" and self._process.is_alive():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGINT)

    def kill(self) -> None:
        """Ends the child and what it started in its session; may be called again."""
        if not self._process.is_alive():
            return
        if sys.platform != "win32":
            # Until the child has made its own session it has no group of this number.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
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


def _enter(target: str, arguments: tuple[str, ...], connection: Connection) -> None:
    _own_session()
    _die_with_parent()
    _no_input()
    with contextlib.suppress(EOFError, ConnectionError, KeyboardInterrupt):
        resolve(target)(*arguments, connection)


def _own_session() -> None:
    """Keeps Ctrl+C in the terminal from the child, and lets us end all it starts."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.setsid()


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    threading.Thread(target=_end_after, args=(parent.join,), daemon=True).start()
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent.pid:
            os._exit(1)


def _end_after(wait: Callable[[], None]) -> None:
    wait()
    os._exit(1)


def _no_input() -> None:
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    if null != 0:
        os.close(null)
