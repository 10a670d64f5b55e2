"""Which moments of a walk an export means, and what their files are called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graphlab.errors import ExportError
from graphlab.study.moment import Moment

if TYPE_CHECKING:
    from pathlib import Path

    from graphlab.record import Record

RANGE = re.compile(r"\s*(\d{1,9})\s*(?:[-–−]\s*(\d{1,9})\s*)?")


def single(record: Record, step: int | Moment | None) -> Moment:
    """The moment of one step; None is the whole graph with everything revealed."""
    moment = step if isinstance(step, Moment) else Moment(step)
    if moment.step is not None:
        _check(record, moment.step)
    return moment


def several(record: Record, steps: str) -> tuple[Moment, ...]:
    """The moments of ``all``, ``forward``, ``backward``, ``A-B`` or ``A``, in order."""
    last = len(record.steps)
    named = {"all": (0, last), "forward": (0, record.border), "backward": (record.border + 1, last)}
    word = steps.strip().lower()
    if word in named:
        first, end = named[word]
    elif match := RANGE.fullmatch(steps):
        first, end = int(match[1]), int(match[2] or match[1])
    else:
        raise ExportError(
            f'"{steps}" does not name steps; write all, forward, backward, or a range such as'
            f" 0-{last}."
        )
    if first > end and word not in named:
        raise ExportError(f"Steps {first}-{end} run backwards; write {end}-{first}.")
    if first > end:
        raise ExportError("This graph has no backward steps: nothing in it has a gradient.")
    _check(record, first)
    _check(record, end)
    return tuple(Moment(step) for step in range(first, end + 1))


def numbered(path: Path, moment: Moment, record: Record) -> Path:
    """``f.svg`` at step 3 is ``f-03.svg``: as many digits as the last step needs, at least two."""
    digits = max(2, len(str(len(record.steps))))
    return path.with_name(f"{path.stem}-{moment.step:0{digits}d}{path.suffix}")


def _check(record: Record, step: int) -> None:
    last = len(record.steps)
    if not 0 <= step <= last:
        raise ExportError(f"There is no step {step}: this graph has steps 0 to {last}.")
