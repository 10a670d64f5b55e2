"""Two formulas are the same function only if that is proved, and in time."""

import time

import pytest

import graphlab
from graphlab.engine.expressions import sameness
from graphlab.engine.expressions.sameness import same_function
from graphlab.errors import InputError
from graphlab.study.judging.ground import Ground
from graphlab.study.judging.judge import judge
from graphlab.study.judging.proof import claim_of, proved
from graphlab.study.lesson.model import Question, Target


@pytest.mark.parametrize(
    ("left", "right", "definitions", "same"),
    [
        ("2x", "x + x", {}, True),
        ("sin(x)^2 + cos(x)^2", "1", {}, True),
        ("1/(1+exp(-x))", "exp(x)/(exp(x)+1)", {}, True),
        ("2*w4", "2*cos(x*y)", {"w3": "x*y", "w4": "cos(w3)"}, True),
        ("2x", "3x", {}, False),
        ("sqrt(x^2)", "x", {}, False),
        ("relu(x)", "relu(x)", {}, True),
        ("2x + 1/9^9^9^9", "2x", {}, False),  # not in the time of the universe
    ],
)
def test_what_is_proved(left, right, definitions, same):
    assert same_function(left, right, definitions) is same


def test_it_gives_up_when_the_time_is_over(monkeypatch):
    def forever(_):
        while True:
            time.sleep(0.001)

    monkeypatch.setattr(sameness, "SECONDS", 0.02)
    monkeypatch.setattr(sameness.sympy, "expand", forever)
    assert same_function("2x", "x + x", {}) is False


def test_a_text_that_cannot_be_read_is_refused():
    with pytest.raises(InputError):
        same_function("2x +", "x", {})


W4 = "w̄₅·(2·w₄) + w̄₇·(1/w₄)."


def test_claims_of_right_answers_are_proved_with_the_graph_s_own_definitions():
    ground = Ground(graphlab.record("2*cos(x*y)**2 + ln(cos(x*y))", x=0.5, y=1.2))
    for target, text, words in (
        (Target("partial", "w4", "w5"), "w4 + w4", "Right. Simplified, it is 2·w₄."),
        (Target("partial", "w4", "w5"), "2cos(xy)", "Right. It is the same as 2·w₄."),
        (
            Target("adjoint", "w4"),
            "wbar5*w4 + w4*wbar5 + wbar7/w4",
            f"Right. Simplified, it is {W4}",
        ),
        (Target("adjoint", "w4"), "4*w4 + 1/w4", f"Right. It is the same as {W4}"),
        (Target("gradient", "x"), "-sin(xy)*y*(4cos(xy) + 1/cos(xy))", "Right."),
    ):
        within = "inputs" if target.quantity == "gradient" else None
        question = Question("q", "formula", (), of=target, within=within)
        claim = claim_of(question, None, text, ground)
        assert same_function(claim.left, claim.right, claim.definitions)
        first = judge(question, None, text, ground)
        assert proved(first, claim).sentence == words
        assert "w̄₃" not in first.sentence
    assert claim_of(Question("q", "number", (), of=target), None, "2", ground) is None
