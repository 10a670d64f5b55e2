"""Writes a picture's file whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.errors import ExportError
from graphlab.keeping.files import reason_of, store

if TYPE_CHECKING:
    from pathlib import Path


def save(path: Path, data: bytes) -> None:
    """Puts ``data`` in the file ``path``; on any failure the old file stays as it was.

    Raises ExportError with one sentence.
    """
    try:
        store(path, data)
    except OSError as error:
        raise ExportError(f'"{path}" could not be written: {reason_of(error)}.') from error
