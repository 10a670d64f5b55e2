"""Which moments of a walk an export means, and what their files are called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, get_args

from graphlab.errors import ExportError
from graphlab.study.moment import Moment

if TYPE_CHECKING:
    from pathlib import Path

    from graphlab.record import Record

By = Literal["step", "contribution"]
BYS: tuple[By, ...] = get_args(By)
RANGE = re.compile(r"\s*(\d{1,9})\s*(?:[-–−]\s*(\d{1,9})\s*)?")


def single(record: Record, step: int | Moment | None) -> Moment:
    """The moment of one step; None is the whole graph with everything revealed."""
    moment = step if isinstance(step, Moment) else Moment(step)
    if moment.step is not None:
        _check(record, moment.step)
    return moment


def several(record: Record, steps: str, by: By = "step") -> tuple[Moment, ...]:
    """The moments of ``all``, ``forward``, ``backward``, ``A-B`` or ``3,7,9``, in order.

    By ``contribution`` a step that adds up several is first shown with one, two … of them.
    """
    numbers = _numbers(record, steps)
    return tuple(moment for number in numbers for moment in _moments(record, number, by))


def _numbers(record: Record, steps: str) -> list[int]:
    last = len(record.steps)
    word = steps.strip().lower()
    named = {"all": (0, last), "forward": (0, record.border), "backward": (record.border + 1, last)}
    if word in named:
        first, end = named[word]
        if first > end:
            raise ExportError("This graph has no backward steps: nothing in it has a gradient.")
        return [*range(first, end + 1)]
    chosen: set[int] = set()
    for piece in steps.split(","):
        match = RANGE.fullmatch(piece)
        if match is None:
            raise ExportError(
                f'"{steps}" does not name steps; write all, forward, backward, a range such as'
                f" 0-{last}, or several such as 1,{last}."
            )
        first, end = int(match[1]), int(match[2] or match[1])
        if first > end:
            raise ExportError(f"Steps {first}-{end} run backwards; write {end}-{first}.")
        _check(record, first)
        _check(record, end)
        chosen.update(range(first, end + 1))
    return sorted(chosen)


def _moments(record: Record, number: int, by: By) -> list[Moment]:
    parts = 0
    if by == "contribution" and record.border < number:
        parts = len(record.steps[number - 1].edges)
    return [*(Moment(number, part) for part in range(1, parts)), Moment(number)]


def numbered(path: Path, moment: Moment, record: Record) -> Path:
    """``f.svg`` at step 3 is ``f-03.svg``: as many digits as the last step needs, at least two.

    With its first two contributions it is ``f-03-2.svg``, which file lists have before it.
    """
    digits = max(2, len(str(len(record.steps))))
    fine = f"-{moment.fine}" if moment.fine else ""
    return path.with_name(f"{path.stem}-{moment.step:0{digits}d}{fine}{path.suffix}")


def _check(record: Record, step: int) -> None:
    last = len(record.steps)
    if not 0 <= step <= last:
        raise ExportError(f"There is no step {step}: this graph has steps 0 to {last}.")
