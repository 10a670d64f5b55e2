"""What a worker prints, at the level of file descriptors: a pipe whose other end we read.

The pipe is read by the process that started the worker, so that what was printed is there however
the worker ends, and once: nobody passes it on who could be gone in the middle. All that was printed
before an answer is in the pipe, or read already, when the answer comes.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from typing import TextIO

MAX_PRINTED_LINES = 5_000
MAX_PRINTED_CHARACTERS = 1_000_000
MAX_LINE = 1_000
LEFT_OUT = f"… only the first {MAX_PRINTED_LINES:,} lines or 1 MB of output are shown\n"
_CHUNK = 65_536
_MOST_IN_A_PIPE = 1 << 20  # of a person without privileges: man 7 pipe


class Lines:
    """Cuts a stream of bytes into whole lines and stops at the limit, until ``reset``."""

    def __init__(self, passed_on: Callable[[str], None]) -> None:
        self._passed_on = passed_on
        self._rest = b""
        self._is_cut = False  # the rest of a line that was too long is left out
        self.reset()

    def reset(self) -> None:
        self._is_full = False  # and that was said
        self._lines_left = MAX_PRINTED_LINES
        self._characters_left = MAX_PRINTED_CHARACTERS

    def add(self, data: bytes) -> None:
        """Passes on the lines that are complete now."""
        if self._is_cut:
            _, newline, data = data.partition(b"\n")
            self._is_cut = not newline
        whole, newline, self._rest = (self._rest + data).rpartition(b"\n")
        if newline:
            self._pass_on(whole)
        if len(self._rest) > _CHUNK:
            self.end_line()
            self._is_cut = True

    def end_line(self) -> None:
        """Passes on what has no newline yet."""
        self._is_cut = False
        if self._rest:
            self._pass_on(self._rest)
            self._rest = b""

    def _pass_on(self, whole: bytes) -> None:
        if self._is_full:
            return
        kept = []
        for line in whole.decode("utf-8", "replace").split("\n"):
            shown = line if len(line) <= MAX_LINE else line[:MAX_LINE] + "…"
            if not self._lines_left or len(shown) >= self._characters_left:
                self._is_full = True
                kept.append(LEFT_OUT)
                break
            self._lines_left -= 1
            self._characters_left -= len(shown) + 1
            kept.append(shown + "\n")
        self._passed_on("".join(kept))


class Output:
    """Our end of the pipe: cuts what comes into lines. ``is_open`` until nobody can write more."""

    def __init__(self, reading: Connection, passed_on: Callable[[str], None]) -> None:
        self.reading = reading
        self.is_open = True
        self._lines = Lines(passed_on)
        os.set_blocking(reading.fileno(), False)

    def begin(self) -> None:
        """A run begins, of which the first lines are passed on."""
        self._lines.reset()

    def take(self) -> int:
        """Passes on the lines that have come; the number of bytes that were there."""
        if not self.is_open:
            return 0
        try:
            data = os.read(self.reading.fileno(), _CHUNK)
        except BlockingIOError:
            return 0
        except OSError:
            data = b""
        self.is_open = bool(data)
        self._lines.add(data)
        return len(data)

    def finish(self) -> None:
        """Passes on all that was printed until now; what others go on printing may come later."""
        taken = 0
        while taken < _MOST_IN_A_PIPE and (now := self.take()):
            taken += now
        self._lines.end_line()


def take_over(writing: Connection) -> None:
    """From now on, standard output and error of this process go into the pipe."""
    for descriptor in (1, 2):
        os.dup2(writing.fileno(), descriptor)
    sys.stdout, sys.stderr = _text(1), _text(2)


def flush() -> None:
    """Puts into the pipe what is printed and still waits in a buffer of Python's."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and not stream.closed:
            stream.flush()


def _text(descriptor: int) -> TextIO:
    return open(
        descriptor, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False
    )
