"""What a crash left: each window keeps its unsaved work in a file of its own until it is saved.

A file is offered again at each start until the person has taken or declined it: what is taken is
first kept by the new window, so that a second crash loses nothing either.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import psutil

from graphlab.errors import DocumentError
from graphlab.keeping.files import SYSTEM, store, sweep
from graphlab.keeping.reading import MAX_BYTES, read_document
from graphlab.keeping.writing import document_bytes

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from graphlab.keeping.files import System
    from graphlab.keeping.kept import Kept

SUFFIX = ".unsaved"
MOST_CHANGES = 5
"""Changes that are named to the person, the newest last."""


class _File(msgspec.Struct, kw_only=True):
    graphlab: str
    pid: int
    started: float
    changed_at: float
    path: str = ""
    changes: list[str] = []
    known: list[bytes] = []
    document: bytes = b""


@dataclass(frozen=True)
class Left:
    """One window's unsaved work. ``path`` is its file's, None for work that was never saved.

    ``known`` are digests of what the window had read from the file or written there. ``kept`` is
    None where it cannot be read any more, and ``problem`` says why.
    """

    file: Path
    changed_at: datetime
    changes: tuple[str, ...]
    path: Path | None
    kept: Kept | None
    problem: str = ""
    known: frozenset[bytes] = frozenset()

    @property
    def saved_at(self) -> datetime | None:
        """When the file of the same work was written last; None if there is none."""
        if self.path is None:
            return None
        try:
            return datetime.fromtimestamp(self.path.stat().st_mtime, UTC)
        except OSError:
            return None

    @property
    def is_newer_than_file(self) -> bool:
        """Whether the unsaved work is newer than what is in the file."""
        saved = self.saved_at
        return saved is None or self.changed_at >= saved


class Recovery:
    """The unsaved work of one window, and what others left in the same folder."""

    def __init__(self, folder: Path, system: System = SYSTEM) -> None:
        self._folder = folder
        self._system = system
        self._started = _started(os.getpid())
        self.file = folder / f"{os.getpid()}-{secrets.token_hex(4)}{SUFFIX}"

    def keep(
        self,
        kept: Kept,
        path: Path | None,
        changes: Sequence[str],
        known: Collection[bytes] = (),
        changed_at: datetime | None = None,
    ) -> None:
        """Writes the unsaved work, of now if nothing else is said. Raises OSError.

        ``known`` are digests of what this window knows of its file.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        entry = _File(
            graphlab="unsaved",
            pid=os.getpid(),
            started=self._started,
            changed_at=(changed_at or datetime.now(UTC)).timestamp(),
            path="" if path is None else str(path.absolute()),
            changes=list(changes[-MOST_CHANGES:]),
            known=sorted(known),
            document=document_bytes(kept),
        )
        store(self.file, msgspec.json.encode(entry), self._system)

    def clear(self) -> None:
        """Forgets this window's unsaved work: it is saved, or not wanted."""
        with contextlib.suppress(OSError):
            self.file.unlink(missing_ok=True)

    def left(self) -> tuple[Left, ...]:
        """What windows that are no more have left, the newest first; litter goes."""
        sweep(self._folder)
        found = [
            left
            for file in sorted(self._folder.glob(f"*{SUFFIX}"))
            if file != self.file and (left := self._read(file)) is not None
        ]
        return tuple(sorted(found, key=lambda left: left.changed_at, reverse=True))

    def forget(self, left: Left) -> None:
        """The person has taken it, and this window keeps it, or has declined it."""
        with contextlib.suppress(OSError):
            left.file.unlink(missing_ok=True)

    def _read(self, file: Path) -> Left | None:
        """None while the window that wrote it is still there."""
        try:
            if file.stat().st_size > 2 * MAX_BYTES:
                raise DocumentError(f"{file.name} is too large.")
            entry = msgspec.json.decode(file.read_bytes(), type=_File)
        except FileNotFoundError:
            return None
        except (OSError, DocumentError, msgspec.MsgspecError, ValueError) as error:
            when = _modified(file)
            return Left(file, when, (), None, None, f"It cannot be read: {error}".rstrip(".") + ".")
        if _started(entry.pid) == entry.started:
            return None
        path = Path(entry.path) if entry.path else None
        when = datetime.fromtimestamp(min(max(entry.changed_at, 0.0), 4e9), UTC)
        name = path.name if path is not None else "The unsaved work"
        try:
            kept = read_document(entry.document, name)
        except DocumentError as error:
            return Left(file, when, tuple(entry.changes), path, None, str(error))
        known = frozenset(entry.known)
        return Left(file, when, tuple(entry.changes), path, kept, known=known)


def _started(pid: int) -> float:
    """When a process began; 0 if there is none of this number."""
    try:
        return float(psutil.Process(pid).create_time())
    except (psutil.Error, ValueError, OverflowError):
        return 0.0


def _modified(file: Path) -> datetime:
    try:
        return datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except OSError:
        return datetime.now(UTC)
