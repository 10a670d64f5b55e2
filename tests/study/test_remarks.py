"""What needs attention, and what is there for whoever wants to know."""

from __future__ import annotations

from dataclasses import replace

from graphlab.record import Event
from graphlab.study.remarks import alarms, remarks
from tests.lecture import lecture_record

RUN = replace(
    lecture_record(),
    events=(
        Event("same_graph", "The graph is the same for every input."),
        Event("domain", "ln needs a number above 0."),
        Event("random", "randn draws random numbers; seed 0 was used.", 2),
        Event("random", "randn draws random numbers; seed 0 was used.", 3),
        Event("raised", "The code stopped here."),
        Event("some_new_kind", "Nobody knows yet."),
    ),
)


def test_what_is_wrong_or_unknown_needs_attention() -> None:
    assert alarms(RUN) == (
        "ln needs a number above 0.",
        "The code stopped here.",
        "Nobody knows yet.",
    )


def test_what_merely_tells_how_the_run_went_is_a_remark_said_once() -> None:
    assert remarks(RUN) == (
        "The graph is the same for every input.",
        "randn draws random numbers; seed 0 was used.",
    )


def test_of_many_of_one_kind_the_first_two_are_told() -> None:
    kinks = tuple(Event("kink", f"relu has a kink at 0 (w{n}).", None, f"w{n}") for n in range(5))
    assert alarms(replace(RUN, events=(*kinks, Event("raised", "It stopped.")))) == (
        "relu has a kink at 0 (w0).",
        "relu has a kink at 0 (w1).",
        "So it is at 3 more nodes.",
        "It stopped.",
    )
