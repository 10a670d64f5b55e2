"""What code prints is heard as it comes and once, though the code is run several times."""

from __future__ import annotations

import contextlib
import re
import sys
import threading
from typing import TYPE_CHECKING, TextIO, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PIECE = re.compile(r"[^\n]*\n|[^\n]+")


class Heard:
    """The first run is heard; of a later one only what goes on beyond the lines heard before.

    A run that never comes to its end is heard too, and so is one that ends the whole process.
    """

    def __init__(self) -> None:
        self._fronts = _Front(), _Front()

    @contextlib.contextmanager
    def run(self) -> Iterator[None]:
        """While one run of the code is under way, in this thread."""
        front, of_errors = self._fronts
        out, errors = _once(sys.stdout, front), _once(sys.stderr, of_errors)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
            yield

    def close(self) -> None:
        """Runs from now on are not heard."""
        for front in self._fronts:
            front.is_closed = True


class _Front:
    """How far a stream has been heard: whole lines, and characters of the next one."""

    def __init__(self) -> None:
        self.at = 0, 0
        self.is_closed = False


def _once(stream: TextIO | None, front: _Front) -> TextIO | None:
    """None where there is no stream, as in a program without a console."""
    return None if stream is None else cast("TextIO", _Once(stream, front))


class _Once:
    """Like the stream below. Other threads of the program go on being heard."""

    def __init__(self, stream: TextIO, front: _Front) -> None:
        self._stream = stream
        self._front = front
        self._at = 0, 0
        self._thread = threading.get_ident()

    def write(self, text: str) -> int:
        new = text
        if threading.get_ident() == self._thread:
            new = "".join(map(self._new, _PIECE.findall(text)))
        if new:
            self._stream.write(new)
        return len(text)

    def _new(self, piece: str) -> str:
        """What no run has printed yet of a line, or of a part of one."""
        (line, column), heard = self._at, self._front.at
        ends = piece.endswith("\n")
        self._at = (line + 1, 0) if ends else (line, column + len(piece))
        if self._front.is_closed or self._at <= heard:
            return ""
        self._front.at = self._at
        known = max(0, heard[1] - column) if line == heard[0] else 0
        return piece[min(known, len(piece) - ends) :]

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)
