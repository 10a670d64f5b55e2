"""Who is to blame for what a recorded run raised: the person's code, or graphlab's recorder."""

from __future__ import annotations

import ast
import linecache
import os
from pathlib import Path
from typing import TYPE_CHECKING

from graphlab.engine.mistakes.complaints import first_line
from graphlab.engine.mistakes.explained import entries, failing, whole_traceback
from graphlab.errors import GraphlabError, RecordingError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

_OWN = str(Path(__file__).parents[2]) + os.sep


def answerable(
    recorded: Exception, plain: Exception | None, line: int | None, plain_again: Callable[[], bool]
) -> Exception:
    """What is to be told of a recorded run that raised, once ``plain`` is what a plain one raised.

    It is the person's own exception, unless graphlab's lines raised it, or a plain run would go
    through like the first one (``plain_again``, which is asked only where the lines do not tell).
    Then it is a RecordingError; or what plain PyTorch raises, where that stops too, elsewhere.
    """
    if isinstance(recorded, GraphlabError) or is_about_memory(recorded):
        return recorded
    ours = is_ours(recorded)
    if plain is not None:
        return plain if ours and type(plain) is not type(recorded) else recorded
    if not ours and not plain_again():
        return recorded  # code that does not do the same twice
    return RecordingError(
        "graphlab could not follow this code, though plain PyTorch runs it. The fault is"
        f" graphlab's own ({first_line(recorded)}); please report it.",
        line=line,
        details=whole_traceback(recorded),
    )


def slip(error: Exception) -> RecordingError:
    """What is told of a fault of graphlab's after the person's code had run."""
    return RecordingError(
        "graphlab made a mistake of its own after your code had run, so there is no graph"
        f" ({first_line(error)}); please report it.",
        details=whole_traceback(error),
    )


def is_ours(error: BaseException) -> bool:
    """Whether graphlab's own lines raised it, and no function that they were given to call."""
    last = next(reversed([*entries(error)]), None)
    if last is None or not last.tb_frame.f_code.co_filename.startswith(_OWN):
        return False
    return not _calls_what_was_given(last)


def is_refusal(error: Exception) -> bool:
    """Whether a backward pass was refused: by PyTorch, or by what the person's own part raises."""
    return isinstance(error, RuntimeError) or not is_ours(error)


def _calls_what_was_given(place: TracebackType) -> bool:
    """A function in C has no frame: what it raises comes out of the line that calls it."""
    text = "".join(linecache.getlines(place.tb_frame.f_code.co_filename))
    node = failing(text, place)
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return False
    called = place.tb_frame.f_locals.get(node.func.id)
    home = getattr(called, "__module__", None)
    return called is not None and not (isinstance(home, str) and home.split(".")[0] == "graphlab")


def is_about_memory(error: BaseException) -> bool:
    """A recording holds more than a plain run does, and there is a limit."""
    return isinstance(error, MemoryError) or "allocate memory" in first_line(error)
