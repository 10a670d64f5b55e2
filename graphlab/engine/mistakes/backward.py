"""The sentence about a backward pass that PyTorch refuses, and the line that is to blame."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graphlab.engine.mistakes.complaints import complaint
from graphlab.record import Event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphlab.engine.recording.tape import Tape

_SAVED = re.compile(r"which is output \d+ of (\w+?)(?:Backward\d*)?,")


def refused(error: BaseException, tape: Tape) -> Event:
    """An event "backward": what PyTorch said, at the write or the operation that it is about."""
    sentence = complaint(error, None, ()).sentence
    saved = _SAVED.search(str(error))
    lines = list(_writes(tape, saved[1].lower())) if saved else []
    return Event("backward", f"There is no backward pass. {sentence}", lines[0] if lines else None)


def _writes(tape: Tape, made_by: str) -> Iterator[int | None]:
    """Lines of the writes into memory that an operation of this name had filled."""
    filled: set[int] = set()
    for entry in tape.entries:
        result = entry.result
        if result is None:
            continue
        memory = result.untyped_storage().data_ptr()
        if entry.op == "inplace" and memory in filled:
            yield entry.line
        if getattr(entry.function, "__name__", "").strip("_").replace("_", "") == made_by:
            filled.add(memory)
