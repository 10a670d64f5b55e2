"""Catches all that this process prints, at the level of file descriptors, and passes it on."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING

from graphlab.worker.messages import MAX_PRINTED_CHARACTERS, MAX_PRINTED_LINES

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

MAX_LINE = 1_000
LEFT_OUT = f"… only the first {MAX_PRINTED_LINES:,} lines or 1 MB of output are shown\n"
_CHUNK = 65_536
_FLUSHED = b"\x00flushed\x00"
_FLUSH_SECONDS = 30.0
"""The mark always arrives; on a busy machine later than one thinks. A wait that gave up early let
an answer overtake what was printed before it, and its mark end the next wait."""


class Lines:
    """Cuts a stream of bytes into whole lines and stops at the limit, until ``reset``."""

    def __init__(self, passed_on: Callable[[str], None]) -> None:
        self._passed_on = passed_on
        self._rest = b""
        self._is_cut = False  # the rest of a line that was too long is left out
        self.reset()

    def reset(self) -> None:
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
        if not self._lines_left:
            return
        kept = []
        for line in whole.decode("utf-8", "replace").split("\n"):
            shown = line if len(line) <= MAX_LINE else line[:MAX_LINE] + "…"
            if not self._lines_left or len(shown) >= self._characters_left:
                self._lines_left = 0
                kept.append(LEFT_OUT)
                break
            self._lines_left -= 1
            self._characters_left -= len(shown) + 1
            kept.append(shown + "\n")
        self._passed_on("".join(kept))


class Output:
    """Takes over standard output and error of this process; ``lines`` gets what is printed."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._flushed = threading.Event()
        reading, self._writing = os.pipe()
        for descriptor in (1, 2):
            os.dup2(self._writing, descriptor)
        sys.stdout, sys.stderr = _text(1), _text(2)
        threading.Thread(target=self._read, args=(reading,), daemon=True).start()

    def flush(self) -> None:
        """Returns when all that was printed before has been passed on."""
        for stream in (sys.stdout, sys.stderr):
            if stream is not None and not stream.closed:
                stream.flush()
        self._flushed.clear()
        os.write(self._writing, _FLUSHED)
        self._flushed.wait(_FLUSH_SECONDS)

    def _read(self, reading: int) -> None:
        rest = b""
        while data := os.read(reading, _CHUNK):
            *parts, rest = (rest + data).split(_FLUSHED)
            for part in parts:
                self._lines.add(part)
                self._lines.end_line()
                self._flushed.set()
            sure = len(rest) - _started(rest)
            self._lines.add(rest[:sure])
            rest = rest[sure:]


def _started(data: bytes) -> int:
    """How many bytes at the end may be the beginning of the flush mark."""
    return next((n for n in range(len(_FLUSHED) - 1, 0, -1) if data.endswith(_FLUSHED[:n])), 0)


def _text(descriptor: int) -> TextIO:
    return open(
        descriptor, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False
    )
