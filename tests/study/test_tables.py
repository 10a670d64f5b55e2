"""The two tables beside the graph, moment by moment."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from graphlab.engine.expressions.expression import record_expression
from graphlab.study.moment import EVERYTHING, NOTHING, Moment
from graphlab.study.tables import Tables, tables_of
from tests.lecture import lecture_record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.record import Record
    from graphlab.study.labels import Numbering
    from graphlab.study.tables import EdgeRow, NodeRow

LECTURE = lecture_record()


def node_rows(
    record: Record, moment: Moment, *, hide: bool = False, numbering: Numbering = "evaluation"
) -> tuple[NodeRow, ...]:
    return Tables(record, hide=hide, numbering=numbering).at(moment)[0]


def edge_rows(record: Record, moment: Moment, *, hide: bool = False) -> tuple[EdgeRow, ...]:
    return Tables(record, hide=hide).at(moment)[1]


def nodes(record: Record, moment: Moment, *, hide: bool = False) -> list[str]:
    return [
        f"{r.label_text} | {r.formula_text} | {r.value} | {r.adjoint}"
        for r in node_rows(record, moment, hide=hide)
    ]


def edges(record: Record, moment: Moment, *, hide: bool = False) -> list[str]:
    return [
        f"{r.label_text} | {r.partial_text} | {r.value} | {r.contribution}"
        for r in edge_rows(record, moment, hide=hide)
    ]


def test_the_whole_node_table_of_the_lecture() -> None:
    assert nodes(LECTURE, EVERYTHING) == [
        "w₁ | x | 0.5 | −3.058",
        "w₂ | y | 1.2 | −1.274",
        "w₃ | w1*w2 | 0.6 | −2.548",
        "w₄ | cos(w3) | 0.8253 | 4.513",
        "w₅ | w4^2 | 0.6812 | 2",
        "w₆ | 2*w5 | 1.362 | 1",
        "w₇ | ln(w4) | −0.192 | 1",
        "w₈ | w6 + w7 | 1.17 | 1",
    ]


def test_the_whole_edge_table_of_the_lecture_begins_with_the_last_edge() -> None:
    assert edges(LECTURE, EVERYTHING) == [
        "∂w₈/∂w₇ | 1 | 1 | 1",
        "∂w₈/∂w₆ | 1 | 1 | 1",
        "∂w₇/∂w₄ | 1/w4 | 1.212 | 1.212",
        "∂w₆/∂w₅ | 2 | 2 | 2",
        "∂w₅/∂w₄ | 2*w4 | 1.651 | 3.301",
        "∂w₄/∂w₃ | -sin(w3) | −0.5646 | −2.548",
        "∂w₃/∂w₂ | w1 | 0.5 | −1.274",
        "∂w₃/∂w₁ | w2 | 1.2 | −3.058",
    ]


def test_at_the_start_formulas_stand_without_numbers() -> None:
    assert nodes(LECTURE, NOTHING)[3] == "w₄ | cos(w3) | – | –"
    assert edges(LECTURE, NOTHING)[4] == "∂w₅/∂w₄ | 2*w4 | – | –"


def test_a_partial_has_its_number_as_soon_as_its_target_has() -> None:
    assert edges(LECTURE, Moment(4))[4] == "∂w₅/∂w₄ | 2*w4 | – | –"
    assert edges(LECTURE, Moment(5))[4] == "∂w₅/∂w₄ | 2*w4 | 1.651 | –"


def test_halfway_through_w4_one_contribution_is_in_and_the_adjoint_is_not() -> None:
    assert nodes(LECTURE, Moment(13, 1))[3] == "w₄ | cos(w3) | 0.8253 | …"
    assert edges(LECTURE, Moment(13, 1))[4] == "∂w₅/∂w₄ | 2*w4 | 1.651 | 3.301"
    assert edges(LECTURE, Moment(13, 1))[2] == "∂w₇/∂w₄ | 1/w4 | 1.212 | –"


@pytest.mark.parametrize("step", range(1, 17))
def test_exactly_the_active_node_is_marked(step: int) -> None:
    marked = [(r.id, r.state) for r in node_rows(LECTURE, Moment(step)) if r.state]
    active = LECTURE.steps[step - 1]
    assert marked == [(active.node, active.phase)]


def test_the_edges_of_a_backward_step_are_marked() -> None:
    marked = [r.label_text for r in edge_rows(LECTURE, Moment(13)) if r.state]
    assert marked == ["∂w₇/∂w₄", "∂w₅/∂w₄"]


def test_full_numbers_have_every_digit() -> None:
    row = node_rows(LECTURE, EVERYTHING)[3]
    assert float(row.full_value.replace("−", "-")) == float(LECTURE.by_id["w4"].value)  # type: ignore[arg-type]
    assert float(row.full_adjoint) == float(LECTURE.by_id["w4"].adjoint)  # type: ignore[arg-type]


def test_the_hidden_answer_is_a_question_mark_also_in_full() -> None:
    forward = node_rows(LECTURE, Moment(4), hide=True)[3]
    assert (forward.value, forward.full_value) == ("?", "?")
    backward = node_rows(LECTURE, Moment(13), hide=True)[3]
    assert (backward.adjoint, backward.full_adjoint) == ("?", "?")
    assert backward.value == "0.8253"
    assert {r.contribution for r in edge_rows(LECTURE, Moment(13), hide=True) if r.state} == {"?"}


def test_no_gradient_is_said_in_words_and_zero_is_a_number() -> None:
    record = record_expression("f(x, y, z) = relu(x) + (y < 1)", {"x": -1.0, "y": 0.0, "z": 0.0})
    shown = {r.label_text: r.adjoint for r in node_rows(record, EVERYTHING)}
    assert shown["w₁"] == "0"
    assert shown["w₂"] == shown["w₃"] == "no gradient"
    contributions = {r.label_text: r.contribution for r in edge_rows(record, EVERYTHING)}
    assert contributions["∂w₄/∂w₁"] == "0"
    assert contributions["∂w₅/∂w₂"] == "no gradient"


def test_by_level_labels_and_formulas_change_together_and_rows_stay() -> None:
    record = record_expression("f(x1, x2) = ln(x1) + x1*x2 - sin(x2)", {"x1": 2.0, "x2": 5.0})
    rows = node_rows(record, EVERYTHING, numbering="level")
    assert [(r.id, r.label_text, r.formula_text) for r in rows[4:]] == [
        ("w5", "w₆", "w3 + w4"),
        ("w6", "w₅", "sin(w2)"),
        ("w7", "w₇", "w6 - w5"),
    ]


def test_not_finite_numbers_are_shown_as_such() -> None:
    record = record_expression("ln(x) + 1/x", {"x": 0.0})
    assert [r.value for r in node_rows(record, EVERYTHING)] == ["0", "−∞", "∞", "NaN"]


# ── from step to step ────────────────────────────────────────────────────────────────────────

WALKED = {
    "the lecture": LECTURE,
    "no gradient": record_expression(
        "f(x, y, z) = relu(x) + (y < 1)", {"x": -1.0, "y": 0.0, "z": 0.0}
    ),
    "a chain": record_expression(f"{'sin cos ' * 20}x", {"x": 0.5}),
}


def moments(record: Record) -> list[Moment]:
    """Every stop of the walk, the finer ones too."""
    return [
        Moment(step, fine)
        for step in range(len(record.steps) + 1)
        for fine in range(max(1, len(record.steps[step - 1].edges) if step else 1))
    ]


def walks(record: Record) -> dict[str, list[Moment]]:
    stops = moments(record)
    jumps = random.Random(1).choices([*stops, EVERYTHING], k=200)
    return {"forward": stops, "back": stops[::-1], "jumps": jumps}


@pytest.mark.parametrize("hide", [False, True])
@pytest.mark.parametrize("way", ["forward", "back", "jumps"])
@pytest.mark.parametrize("record", WALKED.values(), ids=WALKED)
def test_rows_reached_by_steps_are_those_of_a_jump(record: Record, way: str, hide: bool) -> None:
    tables = Tables(record, hide=hide)
    for moment in walks(record)[way]:
        assert tables.at(moment) == Tables(record, hide=hide).at(moment)


@pytest.mark.parametrize("way", [1, -1])
def test_a_step_of_a_long_walk_touches_few_rows(way: int) -> None:
    record = WALKED["a chain"]
    tables = Tables(record)
    turn = record.border + 0.5
    rows = None
    for step in range(len(record.steps) + 1)[::way]:
        before, rows = rows, tables.at(Moment(step))
        inside = 1 < step < len(record.steps) and abs(step - turn) > 1
        if before is not None and inside:
            assert sum(map(changed, before, rows)) <= 4


def changed(before: Sequence[object], after: Sequence[object]) -> int:
    return sum(old is not new for old, new in zip(before, after, strict=True))


def test_the_tables_of_other_choices_or_numbers_are_others() -> None:
    tables = tables_of(LECTURE, hide=False, numbering="evaluation", digits=4)
    assert tables_of(LECTURE, hide=False, numbering="evaluation", digits=4) is tables
    shown = tables.at(Moment(13))[0][3]
    other = tables_of(LECTURE, hide=False, numbering="evaluation", digits=6).at(Moment(13))[0][3]
    assert (shown.adjoint, other.adjoint) == ("4.513", "4.51297")
    again = lecture_record()
    assert tables_of(again, hide=False, numbering="evaluation", digits=4) is not tables
