"""Answers on the lecture's function: what is right, and what each wrong answer is told."""

from dataclasses import replace

import pytest

import graphlab
from graphlab.study.judging.ground import Ground
from graphlab.study.judging.judge import judge
from graphlab.study.lesson.model import Mistake, Option, Question, Run, Target

VALUE, ADJOINT, PARTIAL = "value", "adjoint", "partial"


@pytest.fixture(scope="module")
def ground():
    return Ground(graphlab.record("2*cos(x*y)**2 + ln(cos(x*y))", x=0.5, y=1.2))


def asked(kind, quantity=None, node="", other="", **fields):
    of = Target(quantity, node, other) if quantity else None
    return Question("q", kind, (), of=of, **fields)


def said(question, text, ground):
    return judge(question, None, text, ground)


W4 = asked("number", ADJOINT, "w4")
P45 = asked("formula", PARTIAL, "w4", "w5")
G = asked("formula", "gradient", "x")
NO_HINGE, NO_SQUARE = Mistake("0.16", (Run("It is 1 − m."),)), Mistake("0.6", (Run("Square it."),))

NUMBERS = [
    (W4, "4.513", "right"),
    (W4, "4,513", "right"),
    (W4, "w̄₄ = 4.51", "right"),
    (W4, "2·1.6507 + 1·1.2116", "right"),
    (W4, "w̄5*2w4 + w̄7/w4", "right"),
    (W4, "4.5", "right but rounded"),
    (W4, "4.52", "right"),  # one unit in the third digit: truncated or rounded on the way
    (W4, "4.531", "right but rounded"),
    (W4, "-4.513", "wrong sign"),
    (W4, "3.301", "successor forgotten"),
    (W4, "1.2116", "successor forgotten"),
    (W4, "3.3013*1.2116", "wrong"),
    (W4, "2.8623", "partial only"),
    (W4, "1.6507", "partial only"),
    (W4, "-2.5482", "other quantity"),
    (W4, "0.8253", "other quantity"),
    (W4, "9.02594", "factor"),
    (W4, "17", "wrong"),
    (W4, "", "unreadable"),
    (W4, "2 +", "unreadable"),
    (W4, "w̄4", "unknown name"),
    (W4, "3q", "unknown name"),
    (W4, "nan", "not finite"),
    (asked("number", VALUE, "w4"), "0.99994517", "other node inside"),  # degrees
    (asked("number", VALUE, "w7"), "-0.0834", "other node inside"),  # base 10
    (asked("number", VALUE, "w3"), "0.6", "right"),
    (asked("number", "gradient", "x"), "-3.0579", "right"),
    (asked("number", "gradient", "x"), "-0.0628", "other node inside"),  # all in degrees
    (asked("number", "gradient", "x"), "3.0579", "wrong sign"),
    (asked("number", "gradient", "x"), "5.4156", "factor"),  # −sin(w₃) left out
    (asked("number", "gradient", "x"), "-2.2369", "successor forgotten"),  # w₇ at w₄
    (asked("number", "contribution", "w4", "w5"), "3.3013", "right"),
    (asked("number", "contribution", "w4", "w5"), "1.6507", "partial only"),
    (asked("number", answer="1/3"), "0.333", "right"),
    (asked("number", answer="1/3", tolerance=0.05), "0.34", "right"),
    (asked("number", answer="1/3"), "-1/3", "wrong sign"),
    (asked("number", answer="0.36"), "0.4", "right but rounded"),
    (asked("number", answer="24"), "25", "wrong"),  # a whole number leaves nothing to rounding
    (asked("number", answer="2000"), "2001", "right but rounded"),
    (asked("number", answer="10.8"), "10.9", "right but rounded"),
    (
        asked("number", answer="2000", mistakes=(Mistake("1000", (Run("Twice."),)),)),
        "1001",
        "factor",
    ),
    (
        asked("number", answer="12.61", mistakes=(Mistake("12", (Run("That is h = 0."),)),)),
        "12",
        "expected mistake",
    ),
    (asked("number", answer="0.36"), "0", "wrong"),  # a unit of its last digit is 1
    (asked("number", answer="-0.5"), "-1", "factor"),
    (asked("number", answer="0"), "0.1", "wrong"),
    (asked("number", answer="1e-17"), "0", "right"),
    (asked("number", answer="0.36", mistakes=(NO_HINGE, NO_SQUARE)), "0", "wrong"),
    (asked("number", answer="0.17", mistakes=(NO_HINGE,)), "0.16", "expected mistake"),
    (asked("number", answer="0.17", mistakes=(NO_HINGE,)), "0.2", "right but rounded"),
    (asked("number", answer="0.36", mistakes=(NO_HINGE, NO_SQUARE)), "0.6", "expected mistake"),
    (asked("number", answer="0.58003"), "0.58", "right"),  # as graphlab itself writes it
    (asked("number", VALUE, "w5"), "68.12 %", "right"),
    (asked("number", VALUE, "w5"), "tensor(0.6812, dtype=torch.float64)", "right"),
    (asked("number", answer="80"), "80%", "right"),
    (asked("number", answer="80"), "0.8%", "wrong"),
    (asked("number", answer="2051"), "2,051", "unreadable"),
    (W4, "w5bar*2w4 + bar(w7)/w4", "right"),
    (asked("number", VALUE, "w5"), "1", "wrong"),  # w̄₆, w̄₇, w̄₈ and three partials are 1
    (asked("number", "gradient", "x"), "5", "wrong"),  # nobody rounds 5.4156, above, like this
]

FORMULAS = [
    (P45, "2*w4", "right"),
    (P45, "∂w₅/∂w₄ = 2w₄", "right"),
    (P45, "w4 + w4", "right in another form"),
    (P45, "2cos(xy)", "right in another form"),
    (P45, "2cos(w3)", "right in another form"),
    (P45, "-2w4", "wrong sign"),
    (P45, "2*w5", "other node inside"),
    (P45, "w4^2", "other quantity"),
    (P45, "2*w4*w̄5", "contribution only"),
    (P45, "6*w4", "factor"),
    (P45, "1.65067", "only for these inputs"),
    (P45, "2w4 + 1", "wrong"),
    (P45, "2z", "unknown name"),
    (P45, "[1, 2]", "unreadable"),
    (asked("formula", PARTIAL, "w3", "w4"), "sin(w3)", "wrong sign"),
    (asked("formula", PARTIAL, "w3", "w4"), "-sqrt(1-w4^2)", "only for these inputs"),  # w₃ > 0
    (asked("formula", ADJOINT, "w4"), "w̄5*2*w4 + w̄7/w4", "right in another form"),
    (asked("formula", ADJOINT, "w4"), "w̄5*2*w4", "successor forgotten"),
    (G, "-4*y*cos(x*y)*sin(x*y)", "successor forgotten"),  # w₇ at w₄
    (asked("formula", ADJOINT, "w4"), "w̄5 + w̄7", "wrong"),
    (G, "-sin(xy)*y*(4cos(xy) + 1/cos(xy))", "right in another form"),
    (G, "sin(xy)*y*(4cos(xy) + 1/cos(xy))", "wrong sign"),
    (G, "-sin(xy)*(4cos(xy) + 1/cos(xy))", "factor"),  # the inner derivative y
    (G, "y*(4cos(xy) + 1/cos(xy))", "factor"),
    (asked("formula", PARTIAL, "w4", "w5", within="nodes"), "2cos(xy)", "unknown name"),
    (asked("formula", "gradient", "x", within="inputs"), "w̄3*w2", "unknown name"),
    (asked("formula", answer="3t^2"), "3*t*t", "right in another form"),
    (asked("formula", answer="3t^2"), "t^2", "factor"),
    (asked("formula", answer="ln(t)"), "ln t", "right"),
    (asked("formula", answer="t/3"), "0.333t", "right in another form"),
    (asked("formula", answer="t/3"), "0.3345t", "right but rounded"),
    (asked("formula", answer="1/3"), "0.33", "right but rounded"),
    (asked("formula", answer="1/3"), "0.3", "wrong"),
    (asked("formula", VALUE, "w4"), "1", "wrong"),
]


@pytest.mark.parametrize(("question", "text", "finding"), NUMBERS + FORMULAS)
def test_each_answer_is_understood(ground, question, text, finding):
    verdict = said(question, text, ground)
    assert verdict.finding == finding, verdict
    assert verdict.is_right == finding.startswith("right") * (finding != "right but rounded")
    assert verdict.sentence.endswith((".", "?", "here.", "well"))


def test_a_forgotten_successor_is_named_and_pointed_at(ground):
    verdict = said(W4, "3.301", ground)
    assert verdict.sentence == "You have w₅'s share (3.301); which other node uses w₄?"
    assert verdict.nodes == ("w7",)
    assert [edge[:2] for edge in verdict.edges] == [("w4", "w7")]


def test_a_sign_that_was_turned_on_the_way_is_found(ground):
    verdict = said(W4, "2.0897", ground)  # 3.3013 − 1.2116
    assert verdict.finding == "wrong sign"
    assert "∂w₇/∂w₄" in verdict.sentence
    assert [edge[:2] for edge in verdict.edges] == [("w4", "w7")]


def test_an_answer_of_the_lesson_s_own_has_no_name_to_be_said(ground):
    assert said(asked("number", answer="3"), "3", ground).sentence == "Right. It is 3."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("aᵀb", "a is more than one number: work the answer out, and type that."),
        ("w1 w2", "w1 is more than one number: work the answer out, and type that."),
        ("3q", "There is no q here. Type a number."),
    ],
)
def test_what_is_no_number_is_not_said_to_be_missing(text, sentence):
    ground = Ground(graphlab.record("a @ b", a=[1.0, 2.0, 3.0], b=[4.0, -1.0, 2.0]))
    assert said(asked("number", VALUE, "w3"), text, ground).sentence == sentence


def test_a_counterexample_says_a_point_and_both_numbers(ground):
    verdict = said(P45, "2w4 + 1", ground)
    assert verdict.counterexample.startswith("At x = ")
    assert "yours gives" in verdict.counterexample
    assert "∂w₅/∂w₄ is" in verdict.counterexample
    assert "no value" in said(P45, "2*sqrt(w4-0.5)*0 + 2*w4", ground).counterexample


def test_the_numbers_of_a_counterexample_differ_as_they_are_shown():
    run = Ground(graphlab.record("1/(1 + exp(-x))", x=-30.0))
    said_of = said(asked("formula", PARTIAL, "w4", "w5"), "-1/w3^2", run).counterexample
    ours, theirs = said_of.removesuffix(".").split(" yours gives ")[1].split("; ∂w₅/∂w₄ is ")
    assert ours != theirs
    # A logarithm has no value at many points: one where it has some is shown.
    run = Ground(graphlab.record("x^2", x=0.5))
    assert "yours gives" in said(asked("formula", VALUE, "w2"), "ln(x)", run).counterexample


@pytest.mark.parametrize(
    ("formula", "text", "words"),
    [
        ("ln(x^2)", "2*ln(x)", "That is right where it has a value"),
        ("abs(x)", "(x + abs(x))/2", "That is right at some inputs only"),
        ("abs(x)", "x + 0*sqrt(x) + (x - 0.5)", "That is right at x = 0.5 only"),
    ],
)
def test_where_a_formula_is_right_is_said_as_it_is(formula, text, words):
    run = graphlab.record(formula, x=0.5)
    verdict = said(asked("formula", VALUE, run.nodes[-1].id), f"{text} + 0*w1", Ground(run))
    assert verdict.finding == "only for these inputs"
    assert verdict.sentence == f"{words}; the formula must hold for other inputs too."


def test_of_equal_shares_none_is_said_to_be_the_forgotten_one():
    run = graphlab.record("x*y + x*z", x=1.0, y=2.0, z=2.0)
    verdict = said(asked("number", ADJOINT, "w1"), "2", Ground(run))
    assert verdict.sentence == "A share is missing from the sum: every node that uses it has one."
    assert set(verdict.nodes) == {"w4", "w5"}


def test_a_lost_minus_is_looked_for_where_one_stands():
    run = graphlab.record("y*ln(x) - 3*sin(x)", x=2.0, y=5.0)
    verdict = said(asked("number", "gradient", "x"), "1.2516", Ground(run))
    assert "∂w₇/∂w₆" in verdict.sentence


def test_a_wrong_logarithm_is_found_wherever_it_was_taken():
    run = Ground(graphlab.record("ln(x)*y + x/y", x=2.0, y=4.0))
    for kind, text in (("number", "0.1760"), ("formula", "log10(x) - x/y^2")):
        verdict = said(asked(kind, "gradient", "y"), text, run)
        assert "logarithm to base 10" in verdict.sentence


def test_a_graph_without_derivatives_is_judged_at_its_inputs():
    assert said(asked("number", VALUE, "w1"), "2", Ground(graphlab.record("x", x=2.0))).is_right


def test_the_number_that_is_asked_is_not_given_away_by_a_wrong_one(ground):
    for question, text, _ in NUMBERS:
        verdict = said(question, text, ground)
        if not verdict.is_right:
            assert not verdict.counterexample


def test_a_wrong_adjoint_is_no_reason_for_the_same_wrong_gradient(ground):
    own = replace(ground, carried=((Target(ADJOINT, "w1"), 9.9),))
    assert not said(asked("number", "gradient", "x"), "9.9", own).is_right
    assert not said(asked("number", "gradient", "w1"), "9.9", own).is_right


def test_an_error_that_was_carried_on_counts_as_right(ground):
    wrong = (Target(VALUE, "w4"), 0.5646)
    own = replace(ground, carried=(wrong,))
    question = asked("number", VALUE, "w5")
    verdict = said(question, "0.3188", own)
    assert (verdict.is_right, verdict.finding) == (True, "carried on")
    assert "your own w₄ = 0.5646" in verdict.sentence
    assert not said(question, "0.3188", ground).is_right
    assert said(question, "0.6812", own).finding == "right"
    bar = (Target(ADJOINT, "w5"), 1.0)
    carried = replace(ground, carried=(bar,))
    assert said(W4, "2.8623", carried).finding == "carried on"  # 1·2w₄ + 1/w₄


def test_a_right_number_of_before_is_no_error_to_carry_on(ground):
    own = replace(ground, carried=((Target(VALUE, "w4"), 0.8253),))
    assert said(asked("number", VALUE, "w5"), "0.6813", own).finding == "right but rounded"


def test_the_lesson_has_the_first_word_on_the_mistakes_that_it_expects(ground):
    line = (Run("Look at "), Run("w_5", "math"))
    one = Mistake(Target(ADJOINT, "w5"), line)
    other = Mistake("3.3013", (Run("Half of it."),))
    question = replace(W4, mistakes=(one, other))
    assert said(question, "2", ground).line == line
    assert said(question, "3.301", ground).sentence == "Half of it."
    assert said(question, "3.301", ground).finding == "expected mistake"


def test_what_a_lesson_expects_of_its_question_is_not_said_of_a_similar_one(ground):
    number = Mistake("3.3013", (Run("Half."),))
    question = replace(W4, answer="4w4 + 1/w4", mistakes=(number,))
    of = Target(VALUE, "w5")
    assert judge(question, of, "3.3013", ground).finding != "expected mistake"
    assert judge(question, of, "0.6812", ground).is_right


def test_not_finite_truths_are_typed_as_such():
    run = graphlab.record("ln(x)", x=0.0)
    question = asked("number", VALUE, "w2")
    for text in ("-inf", "−∞"):
        assert said(question, text, Ground(run)).is_right
    assert said(question, "5", Ground(run)).finding == "not finite"


def test_parallel_edges_are_one_partial():
    ground = Ground(graphlab.record("x*x", x=0.7))
    question = asked("formula", PARTIAL, "w1", "w2")
    assert said(question, "2x", ground).is_right
    assert said(question, "w1", ground).finding == "successor forgotten"


def test_a_share_that_is_near_the_whole_sum_is_not_taken_for_rounding():
    ground = Ground(graphlab.record("f(u, v) = u + sqrt(1 + cos(u*v))/9", u=0.5, v=1.2))
    question = asked("number", ADJOINT, "w1")
    found = said(question, "1", ground)
    assert found.sentence == "You have w₈'s share (1); which other node uses w₁?"


HOSTILE = [
    "(" * 400,
    "1" * 5000,
    "__import__('os')",
    "x\0",
    "9" * 300,
    "1e999999",
    "1e-999999",
    "w" * 1999,
    "²",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("kind", ["number", "formula", "tensor", "printed", "choice", "click"])
def test_whatever_is_typed_gets_a_verdict(ground, kind, text):
    question = asked(kind, ADJOINT, "w4", options=(Option((), True),), nodes=("w4",), answer="")
    assert not said(question, text, ground).is_right


def test_a_path_that_is_forgotten_on_the_way_is_named_where_it_leaves(ground):
    verdict = said(G, "-y*tan(x*y)", ground)
    assert verdict.sentence == "w₅ uses w₄ too: its share is missing there."
    assert verdict.nodes == ("w5",)
