"""Writes a picture's file whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from graphlab.errors import ExportError
from graphlab.keeping.files import reason_of, store, sweep


def save(path: Path, data: bytes) -> None:
    """Puts ``data`` in the file ``path``; on any failure the old file stays as it was.

    What a process that was killed left half-written beside it goes. Raises ExportError with one
    sentence.
    """
    sweep(Path(os.path.realpath(path)).parent)
    try:
        store(path, data)
    except OSError as error:
        raise ExportError(f'"{path}" could not be written: {reason_of(error)}.') from error
