"""A run as a file: made where the model is, opened where the window is. Nothing in it can run.

After a line that says what it is, the file is the message that would bring the run to a window:
an index and its arrays, where large ones are left out but for their digests. Reading checks it as
messages are checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.errors import DocumentError, WorkerError
from graphlab.worker.codec import MAX_BYTES, decode, encode
from graphlab.worker.messages import Recorded

if TYPE_CHECKING:
    from pathlib import Path

    from graphlab.record import Record

SUFFIX = ".graphlab"
_MAGIC = b"graphlab run 1\n"


def recorded_bytes(record: Record) -> bytes:
    """What a file of this run holds; DocumentError where it is too much for one."""
    try:
        return _MAGIC + encode(Recorded(0, record))
    except WorkerError as error:
        raise DocumentError(f"This run cannot be written to a file: {error}") from None


def read_recorded(path: Path) -> Record:
    """The run in a file; DocumentError says what is wrong with it, OSError that it is not there."""
    with path.open("rb") as file:
        data = file.read(len(_MAGIC) + MAX_BYTES + 1)
    if not data.startswith(_MAGIC):
        raise DocumentError(f"{path.name} is no run that graphlab recorded.")
    if len(data) > len(_MAGIC) + MAX_BYTES:
        raise DocumentError(f"{path.name} is larger than {MAX_BYTES // 1_000_000} MB.")
    try:
        message = decode(data[len(_MAGIC) :])
    except WorkerError as error:
        raise DocumentError(f"{path.name} is damaged: {error}") from None
    if not isinstance(message, Recorded):
        raise DocumentError(f"{path.name} is no run that graphlab recorded.")
    return message.record
