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


def test_claims_of_right_answers_are_proved_with_the_graph_s_own_definitions():
    ground = Ground(graphlab.record("2*cos(x*y)**2 + ln(cos(x*y))", x=0.5, y=1.2))
    for target, text in (
        (Target("partial", "w4", "w5"), "w4 + w4"),
        (Target("partial", "w4", "w5"), "2cos(xy)"),
        (Target("gradient", "x"), "-sin(xy)*y*(4cos(xy) + 1/cos(xy))"),
        (Target("adjoint", "w4"), "wbar5*w4 + w4*wbar5 + wbar7/w4"),
    ):
        question = Question("q", "formula", (), of=target)
        claim = claim_of(question, None, text, ground)
        assert same_function(claim.left, claim.right, claim.definitions)
        verdict = proved(judge(question, None, text, ground), claim)
        assert verdict.sentence.startswith("Right. Simplified, it is ")
    shorter = claim_of(question, None, "4*w4 + 1/w4", ground)
    assert proved(verdict, shorter).sentence.startswith("Right. It is the same as w̄₅·")
    assert claim_of(Question("q", "number", (), of=target), None, "2", ground) is None
