"""The sentence about a backward pass that PyTorch refuses, and the line that is to blame."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graphlab.engine.mistakes.complaints import complaint, first_line
from graphlab.engine.mistakes.explained import details, entries, whole_traceback
from graphlab.record import Event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphlab.engine.recording.tape import Tape

_SAVED = re.compile(r"which is output \d+ of (\w+?)(?:Backward\d*)?,")


def refused(
    error: BaseException, tape: Tape, file: str | None, *, runs_plainly: bool = False
) -> Event:
    """An event "backward": what was said, at the write, the operation or the line it is about.

    With ``runs_plainly`` plain PyTorch has a backward pass, and only ours failed.
    """
    own = [e for e in entries(error) if file and e.tb_frame.f_code.co_filename == file]
    place = own[-1] if own else None
    said = complaint(error, place.tb_frame if place else None, ()).sentence
    saved = _SAVED.search(first_line(error))
    lines = list(_writes(tape, saved[1].lower())) if saved else []
    line = lines[0] if lines else place.tb_lineno if place else None
    start, behind = "There is no backward pass.", details(error, file)
    if runs_plainly:
        start = "graphlab could not follow the backward pass, though plain PyTorch has one."
        behind = whole_traceback(error)
    return Event("backward", f"{start} {said}", line, details=behind)


def stopped_plainly(error: BaseException, file: str | None) -> Event:
    """An event "stopped": where plain PyTorch ends with an error, though recorded code goes on."""
    own = [e for e in entries(error) if file and e.tb_frame.f_code.co_filename == file]
    place = own[-1] if own else None
    said = complaint(error, place.tb_frame if place else None, ()).sentence
    line = place.tb_lineno if place else None
    return Event("stopped", f"Plain PyTorch stops here. {said}", line, details=details(error, file))


def _writes(tape: Tape, made_by: str) -> Iterator[int | None]:
    """Lines of the writes into memory that an operation of this name had filled."""
    filled: set[int] = set()
    for entry in tape.entries:
        if entry.form is None:
            continue
        memory = entry.form.memory
        if entry.op == "inplace" and memory in filled:
            yield entry.line
        if getattr(entry.function, "__name__", "").strip("_").replace("_", "") == made_by:
            filled.add(memory)
