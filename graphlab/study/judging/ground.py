"""What an answer is judged on: the run of the scene, and what the person answered before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphlab.record import Record
    from graphlab.study.lesson.model import Target


@dataclass(frozen=True, eq=False)
class Ground:
    """``carried`` are numbers that the person gave for other quantities of the same graph.

    They are used only where they are wrong, to find errors that were carried on.
    """

    record: Record | None = None
    carried: tuple[tuple[Target, float], ...] = ()
