"""What went wrong in a run, as one sentence for the person."""

from __future__ import annotations

import traceback
from pathlib import Path

import graphlab.worker
from graphlab.errors import GraphlabError, InputError, RecordingError
from graphlab.worker.messages import Refused
from graphlab.worker.sentences import STOPPED

_MAX_REASON = 300
_MAX_DETAILS = 20_000
_FRAMES = 60
_OWN = str(Path(graphlab.worker.__file__).parents[1])


def refused(number: int, error: BaseException) -> Refused:
    """The refusal that tells of this error."""
    if isinstance(error, InputError):
        return Refused(
            number,
            error.problem,
            error.line,
            error.column,
            error.length,
            tuple(error.fixes),
            error.details[:_MAX_DETAILS],
        )
    if isinstance(error, RecordingError):
        return Refused(number, error.problem, error.line, details=error.details[-_MAX_DETAILS:])
    return Refused(number, reason(error), details=details(error))


def reason(error: BaseException) -> str:
    """One sentence for the person, without a traceback."""
    match error:
        case GraphlabError():
            return str(error)
        case KeyboardInterrupt():
            return STOPPED
        case SystemExit():
            return "Your code asked Python to exit, so there is no graph."
        case RecursionError():
            return "This is nested too deeply."
        case ModuleNotFoundError(name=str(name)):
            return f"The library {name} is not installed."
    said = _first_line(error)
    if isinstance(error, EOFError) and "reading a line" in said:
        return NO_KEYBOARD
    if isinstance(error, MemoryError) or "can't allocate memory" in said:
        return "This needs more memory than graphlab may use."
    return (
        f"Running this failed: {said}" if said else f"Running this failed: {type(error).__name__}."
    )


NO_KEYBOARD = (
    "Your code asks for keyboard input, which it cannot get here; write the value into the code."
)


def details(error: BaseException) -> str:
    """The traceback of the person's own code, without graphlab's part of it."""
    if isinstance(error, GraphlabError | KeyboardInterrupt | SystemExit):
        return ""
    # Not by the engine's own: what is imported only now may find no memory left.
    try:
        told = traceback.TracebackException.from_exception(error, limit=-_FRAMES)
        told.stack = traceback.StackSummary.from_list(
            [frame for frame in told.stack if not frame.filename.startswith(_OWN)]
        )
        return "".join(told.format(chain=False))[:_MAX_DETAILS]
    except Exception:  # noqa: BLE001 (attributes of an exception of the person's own making)
        return ""


def _first_line(error: BaseException) -> str:
    try:
        text = str(error).strip()
    except Exception:  # noqa: BLE001 (an exception of the person's own making)
        return ""
    return text.split("\n", 1)[0][:_MAX_REASON]
