"""Which code the person agreed to run: a local store of SHA-256 hashes, outside any document.

Code that came from a file runs once its content was agreed to; changed code is asked about again.
What cannot be read or understood counts as not agreed to.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

MOST = 10_000
MAX_BYTES = 2_000_000
VERSION = 1
UNREADABLE = (
    "The list of code that you agreed to run could not be read; you are asked about each file anew."
)
UNWRITABLE = (
    "What you agreed to run could not be remembered; the next time you are asked again ({why})."
)
_HASH = re.compile(r"[0-9a-f]{64}")


def may_run(
    text: str, store: ConsentStore | None, *, folder: str = "", own: Collection[str] = ()
) -> bool:
    """The one place that decides whether code may run; in doubt it may not.

    ``own`` holds the subjects that the person typed, or agreed to in this session.
    """
    try:
        asked = subject(text, folder)
        return asked in own or (store is not None and store.is_agreed(asked))
    except Exception:  # noqa: BLE001 (whatever goes wrong, nothing runs)
        return False


def subject(text: str, folder: str = "") -> str:
    """What one agrees to: a content, and the folder that it may import from, if it may."""
    return f"{text}\0{folder}" if folder else text


class ConsentStore:
    """Hashes of agreed contents in one JSON file, oldest first; at most 10,000.

    ``problem`` is a sentence for the person when the file could not be read or written. Several
    windows may use the same file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.problem = ""
        self._is_ours = True
        self._agreed = self._read()

    def __len__(self) -> int:
        return len(self._agreed)

    def is_agreed(self, text: str) -> bool:
        """Whether just this text was agreed to, now or in an earlier session."""
        return _hash(text) in self._agreed

    def agree(self, text: str) -> None:
        """Remembers that the person has read this text and wants it to run."""
        mine, key = self._agreed, _hash(text)
        others = self._read()  # another window may have written meanwhile
        kept = [known for known in (*others, *mine) if known != key]
        self._agreed = dict.fromkeys([*dict.fromkeys(kept), key][-MOST:])
        self._write()

    def _read(self) -> dict[str, None]:
        try:
            if self._path.stat().st_size > MAX_BYTES:
                raise ValueError("too large")
            whole = json.loads(self._path.read_text("utf-8"))
            agreed = whole["agreed"]
            self._is_ours = whole["version"] == VERSION
            if not self._is_ours or not all(_HASH.fullmatch(known) for known in agreed):
                raise ValueError("not a list of hashes")
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            self.problem = UNREADABLE
            return {}
        return dict.fromkeys(agreed[-MOST:])

    def _write(self) -> None:
        if not self._is_ours:  # of a later graphlab, which will want to read it
            return
        data = json.dumps({"version": VERSION, "agreed": list(self._agreed)}).encode()
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            _replace(self._path, data)
        except OSError as error:
            self.problem = UNWRITABLE.format(why=(error.strerror or "writing failed").lower())


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _replace(path: Path, data: bytes) -> None:
    """Puts the new file in the place of the old one, whole or not at all."""
    handle, name = tempfile.mkstemp(prefix=".agreed-", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
