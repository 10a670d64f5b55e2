"""What is said of an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from graphlab.study.lesson.model import plain

if TYPE_CHECKING:
    from graphlab.record import EdgeKey
    from graphlab.study.lesson.model import Line

Finding = Literal[
    "right",
    "right in another form",
    "right but rounded",
    "carried on",
    "unreadable",
    "unknown name",
    "wrong sign",
    "successor forgotten",
    "contribution only",
    "partial only",
    "other quantity",
    "other node inside",
    "only for these inputs",
    "factor",
    "wrong shape",
    "transposed",
    "elements",
    "expected mistake",
    "not finite",
    "too few",
    "too many",
    "not judged",
    "wrong",
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One judged answer.

    ``sentence`` is for the person, in plain characters; where a lesson has its own words for this
    answer, ``line`` has them with their mathematics, and is shown instead. ``counterexample`` says
    a point where the answer differs and both numbers there. ``nodes`` and ``edges`` are what the
    sentence speaks of, to be pointed at in the graph. A carried-on error counts as right: the step
    itself is.
    """

    is_right: bool
    finding: Finding
    sentence: str
    counterexample: str = ""
    nodes: tuple[str, ...] = ()
    edges: tuple[EdgeKey, ...] = ()
    line: Line = ()

    @property
    def counts(self) -> bool:
        """Whether it was an answer at all: what could not be read is no try."""
        return self.finding not in {"unreadable", "unknown name", "not judged"}


def expected(line: Line) -> Verdict:
    """On a mistake that the lesson itself expects, in its own words."""
    return Verdict(False, "expected mistake", plain(line), line=line)
