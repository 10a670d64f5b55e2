"""What a person sets, and taking it back."""

from __future__ import annotations

from math import nan

import pytest

from graphlab.study.document import Document, dial_at, document
from graphlab.study.history import History

LECTURE = document("2cos²(xy) + ln(cos(xy))", {"x": 0.5, "y": 1.2})


def test_an_input_known_by_name_keeps_its_value_when_the_text_changes() -> None:
    read = LECTURE.setting("y", 2.5).reading("x + y + t", ("x", "y", "t"))
    assert read.inputs == {"x": 0.5, "y": 2.5, "t": 0.8}


def test_reading_the_same_text_again_changes_nothing() -> None:
    assert LECTURE.reading(LECTURE.text, ("x", "y")) is LECTURE


def test_another_text_forgets_the_starting_gradients() -> None:
    assert LECTURE.starting((2.0,)).reading("x, y", ("x", "y")).cotangents is None


@pytest.mark.parametrize(
    ("value", "reach", "quantum"),
    [
        (0.5, 3, 0.01),
        (-3, 3, 0.01),
        (4, 10, 0.1),
        (-123.4, 200, 1),
        (1e6, 2e6, 1e4),
        (1.7e308, 1.7e308, 1e306),
    ],
)
def test_a_range_holds_its_value_and_has_round_ends(
    value: float, reach: float, quantum: float
) -> None:
    dial = dial_at("x", value)
    assert (dial.low, dial.high) == (-reach, reach)
    assert dial.quantum == pytest.approx(quantum)


def test_a_range_does_not_shrink_while_dragging() -> None:
    assert dial_at("x", 123.4).at(0.1).high == 200


def test_a_value_that_is_no_number_leaves_the_range() -> None:
    assert dial_at("x", 1.0).at(nan).high == 3


def test_a_drag_is_undone_as_a_whole() -> None:
    history = History(LECTURE)
    for value in (0.6, 0.7, 0.8):
        history = history.changed(LECTURE.setting("x", value), "Change x", merge="x")
    history = history.settled().changed(LECTURE.setting("x", 0.9), "Change x", merge="x")
    assert history.undone().present.inputs["x"] == 0.8
    assert history.undone().undone().present == LECTURE
    assert history.undone().undone().undone().present == LECTURE


def test_redo_goes_the_same_way_until_something_else_is_done() -> None:
    other = Document("x·x")
    history = History(LECTURE).changed(other, "Type x·x")
    assert history.undo_text == "Type x·x"
    back = history.undone()
    assert (back.undo_text, back.redo_text) == (None, "Type x·x")
    assert back.redone().present == other
    assert back.redone().redone().present == other
    assert back.changed(Document("y"), "Type y").redo_text is None


def test_a_change_to_the_same_state_is_no_change() -> None:
    history = History(LECTURE)
    assert history.changed(LECTURE, "Nothing") is history


def test_vectors_and_matrices_begin_with_numbers_that_fit_and_keep_theirs() -> None:
    begun = Document().reading("A x", ("A", "x"), {"A": [[1.0, 2.0]], "x": [3.0, 4.0]})
    assert begun.inputs == {"A": [[1.0, 2.0]], "x": [3.0, 4.0]}
    assert begun.shapes == {"A": (1, 2), "x": (2,)}
    own = begun.setting("x", [5.0, 6.0])
    again = own.reading("A x + b", ("A", "x", "b"), {"A": [[0.0, 0.0]], "x": [0.0, 0.0]})
    assert again.inputs == {"A": [[1.0, 2.0]], "x": [5.0, 6.0], "b": 0.8}
    assert again.reading("x²", ("x",)).inputs == {"x": 0.5}
    assert again.reading("B x", ("x",), {"x": [1.0]}).inputs == {"x": [1.0]}
