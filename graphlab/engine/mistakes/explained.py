"""What went wrong in a person's code: one sentence at its line, with the shapes that met."""

from __future__ import annotations

import ast
import os
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from graphlab.engine.mistakes.complaints import complaint, readable
from graphlab.engine.mistakes.meeting import shapes_that_met
from graphlab.errors import GraphlabError, InputError, RecordingError
from graphlab.script.reading import USER_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

_OWN = str(Path(__file__).parents[2]) + os.sep
_MAX_DETAILS = 20_000


def explained(error: BaseException, text: str, file: str = USER_FILE) -> InputError:
    """The sentence about an exception of the person's code ``text``, which was run as ``file``.

    The place is the innermost one within that file; without one there is no line.
    """
    if isinstance(error, InputError) and error.line is not None:
        return error
    own = [entry for entry in entries(error) if entry.tb_frame.f_code.co_filename == file]
    place = own[-1] if own else None
    files = [entry.tb_frame.f_code.co_filename for entry in entries(error)]
    said = complaint(error, place.tb_frame if place else None, files)
    problem = said.sentence
    line = column = None
    length = 1
    if place is not None:
        line, column, length = _span(place, text)
        if said.about_shapes and (node := failing(text, place)) is not None:
            problem = f"{problem}{shapes_that_met(node, place.tb_frame)}"
    return InputError(
        problem, line=line, column=column, length=length, details=details(error, file)
    )


def details(error: BaseException, file: str | None = USER_FILE) -> str:
    """The traceback from the person's first line on, without graphlab's part of it.

    Without a ``file`` whatever is not graphlab's counts as the person's.
    """
    if isinstance(error, GraphlabError):
        return error.details if isinstance(error, InputError | RecordingError) else ""
    return _told(error, _start(error, file), lambda name: not name.startswith(_OWN))


def whole_traceback(error: BaseException) -> str:
    """The same with graphlab's part of it, which is needed where the fault is graphlab's."""
    return _told(error, _start(error, None), lambda name: True)


def _start(error: BaseException, file: str | None) -> TracebackType | None:
    names = ((entry, entry.tb_frame.f_code.co_filename) for entry in entries(error))
    own = (e for e, name in names if (name == file if file else not name.startswith(_OWN)))
    return next(own, error.__traceback__)


def _told(error: BaseException, start: TracebackType | None, keeps: Callable[[str], bool]) -> str:
    try:
        told = traceback.TracebackException(type(error), error, start, compact=True)
        told.stack = traceback.StackSummary.from_list(
            [frame for frame in told.stack if keeps(frame.filename)]
        )
        return readable("".join(told.format(chain=False))[-_MAX_DETAILS:])
    except Exception:  # noqa: BLE001 (attributes of an exception of the person's own making)
        return ""


def entries(error: BaseException) -> Iterator[TracebackType]:
    """Its traceback, outermost first."""
    entry = error.__traceback__
    while entry is not None:
        yield entry
        entry = entry.tb_next


def _positions(entry: TracebackType) -> tuple[int | None, int | None, int | None, int | None]:
    found = list(entry.tb_frame.f_code.co_positions())
    place = entry.tb_lasti // 2
    return found[place] if 0 <= place < len(found) else (entry.tb_lineno, None, None, None)


def _span(entry: TracebackType, text: str) -> tuple[int, int | None, int]:
    """Line, column and length of the expression that failed, in characters."""
    first, last, start, stop = _positions(entry)
    line = entry.tb_lineno
    lines = text.split("\n")
    if first != line or start is None or not 0 < line <= len(lines):
        return line, None, 1
    own = lines[line - 1]
    column = _characters(own, start)
    end = _characters(own, stop) if last == line and stop is not None else len(own)
    return line, column + 1, max(1, end - column)


def _characters(line: str, offset: int) -> int:
    return len(line.encode()[:offset].decode(errors="ignore"))


def failing(text: str, entry: TracebackType) -> ast.AST | None:
    """The smallest part of a file's text that covers what failed."""
    first, last, start, stop = _positions(entry)
    if first is None or last is None or start is None or stop is None:
        return None
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    found: ast.AST | None = None
    for node in ast.walk(tree):  # from the whole to its parts
        if not isinstance(node, ast.expr | ast.stmt) or node.end_lineno is None:
            continue
        begins = (node.lineno, node.col_offset)
        ends = (node.end_lineno, node.end_col_offset or 0)
        if begins <= (first, start) and ends >= (last, stop):
            found = node
    return found
