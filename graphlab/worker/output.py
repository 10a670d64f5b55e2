"""Catches all that this process prints, at the level of file descriptors, and passes it on.

What is printed goes through a pair of sockets, and stays in it until it has been passed on: a crash
leaves it there, and the warden, which shares the pair, passes on the rest (``last_words``).
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import sys
import threading
from typing import TYPE_CHECKING, NamedTuple

from graphlab.worker.messages import MAX_PRINTED_CHARACTERS, MAX_PRINTED_LINES

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from typing import TextIO

MAX_LINE = 1_000
LEFT_OUT = f"… only the first {MAX_PRINTED_LINES:,} lines or 1 MB of output are shown\n"
_CHUNK = 65_536
_FLUSHED = b"\x00flushed\x00"
_FLUSH_SECONDS = 30.0
"""The mark always arrives; on a busy machine later than one thinks. A wait that gave up early let
an answer overtake what was printed before it, and its mark end the next wait."""


_LISTENING = 0.5
"""Seconds that the other side has to take the last words."""


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


class Ends(NamedTuple):
    """Where a worker's output is read and written."""

    reading: socket.socket
    writing: socket.socket


_prepared: list[Ends] = []


def prepare() -> Ends:
    """The ends for the Output that this process, or a fork of it, will make."""
    ends = Ends(*socket.socketpair())
    _prepared[:] = [ends]
    return ends


def last_words(ends: Ends, connection: Connection) -> None:
    """Pass on what a process that is gone had printed and nobody had read yet."""
    from graphlab.worker.codec import encode
    from graphlab.worker.messages import Printed

    ends.writing.close()
    ends.reading.setblocking(False)
    found = b""
    with contextlib.suppress(BlockingIOError):
        while len(found) < MAX_PRINTED_CHARACTERS and (data := ends.reading.recv(_CHUNK)):
            found += data
    said: list[str] = []
    lines = Lines(said.append)
    lines.add(found.replace(_FLUSHED, b""))
    lines.end_line()
    for text in said:
        if not select.select([], [connection], [], _LISTENING)[1]:
            break
        connection.send_bytes(encode(Printed(text)))
    connection.close()


class Output:
    """Takes over standard output and error of this process; ``lines`` gets what is printed."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._flushed = threading.Event()
        ends = _prepared[0] if _prepared else prepare()
        self._writing = ends.writing.fileno()
        for descriptor in (1, 2):
            os.dup2(self._writing, descriptor)
        sys.stdout, sys.stderr = _text(1), _text(2)
        threading.Thread(target=self._read, args=(ends.reading,), daemon=True).start()

    def flush(self) -> None:
        """Returns when all that was printed before has been passed on."""
        for stream in (sys.stdout, sys.stderr):
            if stream is not None and not stream.closed:
                stream.flush()
        self._flushed.clear()
        os.write(self._writing, _FLUSHED)
        self._flushed.wait(_FLUSH_SECONDS)

    def _read(self, reading: socket.socket) -> None:
        rest = b""
        while data := reading.recv(_CHUNK, socket.MSG_PEEK):
            *parts, rest = (rest + data).split(_FLUSHED)
            for part in parts:
                self._lines.add(part)
                self._lines.end_line()
                self._flushed.set()
            sure = len(rest) - _started(rest)
            self._lines.add(rest[:sure])
            rest = rest[sure:]
            reading.recv(len(data))  # only now: of what was taken too early a crash leaves nothing


def _started(data: bytes) -> int:
    """How many bytes at the end may be the beginning of the flush mark."""
    return next((n for n in range(len(_FLUSHED) - 1, 0, -1) if data.endswith(_FLUSHED[:n])), 0)


def _text(descriptor: int) -> TextIO:
    return open(
        descriptor, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False
    )
