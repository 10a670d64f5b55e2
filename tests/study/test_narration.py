"""The sentence of each moment, as it is shown and as it is read aloud."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from graphlab.engine.expressions.expression import record_expression
from graphlab.study.moment import EVERYTHING, NOTHING, Moment
from graphlab.study.narration import narrate, spoken
from tests.engine.plain import formulas, points
from tests.engine.test_random_expressions import recorded
from tests.lecture import lecture_record

if TYPE_CHECKING:
    from graphlab.formula.tree import Tree

LECTURE = lecture_record()

# step.fine ║ sentence
TOLD = """
0    ║ Press Space to walk through it: eight values forward, then eight adjoints backward.
1    ║ w₁ is the input x; its value is 0.5.
3    ║ w₁ and w₂ are known, so w₃ is 0.6.
4    ║ w₃ is known, so w₄ is 0.8253.
8    ║ w₆ and w₇ are known, so w₈ is 1.17. That is the output; now the way back.
9    ║ How much does f change per unit of w₈? Exactly 1: the way back starts here.
10   ║ Only w₈ uses w₇, so w̄₇ is its one contribution: 1.
13.1 ║ w₅ contributes 3.301 to w̄₄: 1 of 2.
13   ║ w₅ and w₇ use w₄, so the contributions add up: w̄₄ = 3.301 + 1.212 = 4.513.
14   ║ Only w₄ uses w₃, so w̄₃ is its one contribution: −2.548.
"""


@pytest.mark.parametrize(
    ("at", "sentence"),
    [tuple(c.strip() for c in line.split("║")) for line in TOLD.splitlines() if line],
)
def test_the_lectures_walk_is_told_step_by_step(at: str, sentence: str) -> None:
    step, _, fine = at.partition(".")
    assert narrate(LECTURE, Moment(int(step), int(fine or 0))).sentence == sentence


def test_the_end_says_that_everything_is_shown() -> None:
    assert narrate(LECTURE, EVERYTHING).sentence == "Every value and every adjoint is shown."


@pytest.mark.parametrize("step", range(17))
def test_what_is_read_aloud_has_no_subscripts_bars_or_typographic_signs(step: int) -> None:
    speech = narrate(LECTURE, Moment(step)).speech
    assert not re.search("[₀-₉−·\u0304]", speech)


def test_an_adjoint_is_read_aloud_as_one() -> None:
    assert spoken("w̄₄ = −2·3") == "adjoint of w 4 = -2×3"


@pytest.mark.parametrize("step", range(1, 17))
def test_the_hidden_answer_is_not_given_away(step: int) -> None:
    told = narrate(LECTURE, Moment(step), hide=True)
    assert "?" in told.sentence
    if step != 9:  # the pass starts from a known 1
        assert not re.search(r"\d\.\d", told.sentence)


def test_a_product_with_itself_is_used_twice() -> None:
    record = record_expression("x*x", {"x": 3.0})
    assert narrate(record, Moment(4)).sentence == (
        "w₂ uses w₁ twice, so the contributions add up: w̄₁ = 3 + 3 = 6."
    )


def test_a_negative_contribution_stands_in_brackets() -> None:
    record = record_expression("x*y - x", {"x": 2.0, "y": 5.0})
    assert narrate(record, Moment(len(record.steps))).sentence.endswith("w̄₁ = 5 + (−1) = 4.")


def test_where_the_shown_digits_do_not_add_up_it_does_not_say_equal() -> None:
    record = record_expression("a*x + b*x", {"a": 0.33334, "x": 1.0, "b": 0.33334})
    step = next(s.index for s in record.steps if s.phase == "backward" and s.node == "w2")
    assert narrate(record, Moment(step)).sentence.endswith("0.3333 + 0.3333 ≈ 0.6667.")


def test_a_starting_gradient_is_named() -> None:
    record = record_expression("x", {"x": 2.0}, cotangents=[0.5])
    assert narrate(record, Moment(2)).sentence == (
        "The backward pass starts here with the starting gradient 0.5."
    )


def test_an_output_that_is_used_again_adds_its_starting_gradient() -> None:
    record = record_expression("u = x*x; u, 3u", {"x": 2.0}, cotangents=[5.0, 7.0])
    assert narrate(record, Moment(5)).sentence == (
        "w₂ is an output and w₃ uses it, so the contributions add up: w̄₂ = 5 + 21 = 26."
    )


def test_without_a_backward_pass_the_start_says_so() -> None:
    record = record_expression("2π", {})
    assert narrate(record, NOTHING).sentence == (
        "Press Space to walk through it: one value and no backward pass."
    )


def test_numbers_above_twelve_are_written_in_digits() -> None:
    record = record_expression("+".join(f"sin({n}x)" for n in range(2, 9)), {"x": 1.0})
    assert "21 values" in narrate(record, NOTHING).sentence


@pytest.mark.parametrize(
    ("typed", "at", "step", "words"),
    [
        ("ln(x)", -1.0, 2, "ln needs a number above 0"),
        ("|x|", 0.0, 3, "kink"),
        ("sign(x)*x", 2.0, 5, "no gradient gets through"),
        ("sqrt(x)", 0.0, 4, "the first adjoint"),
    ],
)
def test_what_is_odd_is_a_warning_at_its_own_step(
    typed: str, at: float, step: int, words: str
) -> None:
    record = record_expression(typed, {"x": at})
    warned = [s.index for s in record.steps if narrate(record, Moment(s.index)).warning]
    assert warned == [step]
    assert words in narrate(record, Moment(step)).warning


@settings(max_examples=40)
@given(formulas, points)
def test_every_moment_of_every_record_has_a_sentence(tree: Tree, point: dict[str, float]) -> None:
    record = recorded(tree, point)
    for step in record.steps:
        for fine in range(len(step.edges)):
            told = narrate(record, Moment(step.index, fine), numbering="level")
            assert told.sentence.endswith(".")
            assert told.speech
