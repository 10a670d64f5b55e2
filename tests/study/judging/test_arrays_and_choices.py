"""Vectors, matrices, shapes, ticks, clicks and printed text, judged."""

from dataclasses import replace

import numpy as np
import pytest

import graphlab
from graphlab.engine.code.scripts import record_script
from graphlab.study.judging.choices import right_nodes
from graphlab.study.judging.ground import Ground
from graphlab.study.judging.judge import judge
from graphlab.study.lesson.model import Condition, Mistake, Option, Question, Run, Target


@pytest.fixture(scope="module")
def ground():
    return Ground(graphlab.record("½‖Ax‖²", A=[[1.0, 2.0], [3.0, 4.0]], x=[1.0, 2.0]))


def asked(kind, quantity=None, node="", **fields):
    return Question("q", kind, (), of=Target(quantity, node) if quantity else None, **fields)


G = asked("tensor", "gradient", "x")
A = asked("tensor", "gradient", "A")
SHAPE = asked("tensor", "shape", "A")
FORMULA = asked("formula", "gradient", "x", answer="Aᵀ A x")

TENSORS = [
    (G, "[38, 54]", "right"),
    (G, "tensor([38., 54.], dtype=torch.float64)", "right"),
    (G, "∂f/∂x = [38 54]", "right"),
    (G, "[-38, -54]", "wrong sign"),
    (G, "[38, 55]", "elements"),
    (G, "[[38], [54]]", "wrong shape"),
    (G, "[1, 2, 3]", "wrong shape"),
    (G, "[5, 11]", "other quantity"),
    (G, "[0, 0]", "wrong"),
    (G, "[a, b]", "unreadable"),
    (G, "", "unreadable"),
    (A, "[5, 10; 11, 22]", "right"),
    (A, "[5, 11; 10, 22]", "transposed"),
    (SHAPE, "(2, 2)", "right"),
    (SHAPE, "torch.Size([2, 2])", "right"),
    (SHAPE, "2×2", "right"),
    (SHAPE, "(2,)", "wrong shape"),
    (SHAPE, "square", "unreadable"),
    (FORMULA, "AᵀA x", "right"),
    (FORMULA, "xᵀAᵀA", "right"),
    (FORMULA, "A Aᵀ x", "wrong"),
    (FORMULA, "-AᵀAx", "wrong sign"),
    (FORMULA, "A x", "other quantity"),
    (FORMULA, "[38, 54]", "only for these inputs"),
    (FORMULA, "B x", "unknown name"),
    (FORMULA, "½‖Ax‖²", "wrong shape"),
    (G, "[76/2, 108/2]", "right"),
    (G, "[76, 108]", "factor"),
    (G, "[37.9, 54]", "elements"),  # whole numbers leave nothing to rounding
    (G, "[inf, 54]", "unreadable"),
    (SHAPE, "1" * 5000, "unreadable"),
    (G, "1" * 100_000, "unreadable"),
    (FORMULA, "A.T @ A @ x", "right"),
    (FORMULA, "A' A.mT.t() x", "right"),
    (FORMULA, "Aᵀ w3", "right"),
    (FORMULA, "Aᵀ w̄₃", "right"),
    (FORMULA, "w̄2", "unknown name"),
    (FORMULA, "2AᵀAx", "factor"),
    (FORMULA, "Aᵀ·A·x", "unreadable"),  # element by element
    (replace(FORMULA, within="inputs"), "Aᵀ w3", "unknown name"),
    (replace(FORMULA, within="nodes"), "Aᵀ w3", "unknown name"),
    (replace(FORMULA, within="nodes"), "w1ᵀ w3", "right"),
    (asked("formula", "value", "w3"), "A x", "right"),
    (asked("formula", "value", "w3"), "[5, 11]", "only for these inputs"),
]


@pytest.mark.parametrize(("question", "text", "finding"), TENSORS)
def test_tensors_are_understood(ground, question, text, finding):
    verdict = judge(question, None, text, ground)
    expected = {"wrong": {"wrong", "elements"}}.get(finding, {finding})
    assert verdict.finding in expected, verdict
    assert verdict.is_right == (finding == "right")


@pytest.mark.parametrize("text", ["b", "[1, b]", "[1, 2; b, 4]"])
def test_a_name_among_numbers_is_named_alone(ground, text):
    verdict = judge(G, None, text, ground)
    words = "“b” is not a number. Numbers are asked for, as [1, 2; 3, 4]."
    assert verdict.sentence == words


@pytest.mark.parametrize(
    "text", ["[2.574, −1.03]", "[2.574, -.103e1]", "x = [2.5744, -1.030]", "tensor([2.574, -1.03])"]
)
def test_each_element_is_as_exact_as_it_was_typed(text):
    """Four digits, as graphlab itself writes them."""
    run = graphlab.record("2.57444681*x[0] - 1.02977872*x[1]", x=[0.5, 1.0])
    assert judge(asked("tensor", "gradient", "x"), None, text, Ground(run)).is_right
    close = text.replace("03", "05")
    assert not judge(asked("tensor", "gradient", "x"), None, close, Ground(run)).is_right


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[2.585, -1.034]", "Close, but off in the last digits: keep four digits or more"),
        ("[2.574, -1.034]", "Close, but off in the last digits"),
        ("[25.74, -10.30]", "Yours is 10 times too large: look for a constant factor."),
        ("[0.8582, -0.3433]", "Yours is 1/3 of it"),
        ("[6.436, -2.575]", "Yours is 2.5 times too large"),
        ("2.574", "Yours is one number; a vector of 2 is asked for."),
        ("[1, 2; 3, 4]", "Yours is a 2×2 matrix; a vector of 2 is asked for."),
    ],
)
def test_wrong_vectors_are_told_in_words_for_people(text, sentence):
    run = graphlab.record("2.57444681*x[0] - 1.02977872*x[1]", x=[0.5, 1.0])
    found = judge(asked("tensor", "gradient", "x"), None, text, Ground(run))
    assert not found.is_right
    assert found.sentence.startswith(sentence)


def test_a_matrix_that_is_right_is_said_in_full():
    run = graphlab.record("A x", A=[[1.0, 2.0, 3.0], [3.0, 4.0, 5.0]], x=[1.0, 2.5, 3.0])
    verdict = judge(asked("tensor", "gradient", "A"), None, "[1, 2.5, 3; 1, 2.5, 3]", Ground(run))
    assert verdict.sentence == "Right: ∂f/∂A = [1, 2.5, 3; 1, 2.5, 3]."


def test_a_tensor_s_forgotten_successor_is_named():
    run = graphlab.record("sum(x * x) + sum(sin(x))", x=[0.5, 1.0])
    partly = next(e for e in run.edges if e.source == "w1" and e.target == "w4")
    text = str(np.round(partly.contribution, 4).tolist())
    verdict = judge(asked("tensor", "gradient", "x"), None, text, Ground(run))
    assert verdict.finding == "successor forgotten"
    assert verdict.nodes == ("w2",)


def test_a_scalar_partial_in_a_graph_of_tensors_is_a_formula_in_nodes(ground):
    question = Question("q", "formula", (), of=Target("partial", "w4", "w5"))
    assert judge(question, None, "2*w4", ground).is_right
    assert not judge(question, None, "2*w5", ground).is_right


def test_expected_mistakes_of_tensors(ground):
    line = (Run("The transpose is missing."),)
    typed = asked("formula", "gradient", "x", answer="AᵀAx", mistakes=(Mistake("AAx", line),))
    assert judge(typed, None, "A A x", ground).line == line
    number = asked("tensor", "gradient", "x", mistakes=(Mistake(Target("value", "w3"), line),))
    assert judge(number, None, "[5, 11]", ground).line == line


OPTIONS = (
    Option((Run("a"),), True),
    Option((Run("b"),), False, (Run("Not b."),)),
    Option((Run("c"),), True),
    Option((Run("d"),), False),
)


@pytest.mark.parametrize(
    ("text", "finding", "sentence"),
    [
        ("0,2", "right", "Right."),
        ("0", "too few", "All of that is right, but something is missing."),
        ("0,1,2", "wrong", "Not b."),
        ("0,2,3", "too many", "One too many is ticked, or more."),
        ("3", "wrong", "Something that is ticked is wrong, and something is missing."),
        ("", "unreadable", "Tick an option first."),
        ("7", "unreadable", "Tick an option first."),
        ("x", "unreadable", "Tick an option."),
    ],
)
def test_choices(text, finding, sentence):
    verdict = judge(asked("choice", options=OPTIONS), None, text, Ground())
    assert (verdict.finding, verdict.sentence) == (finding, sentence)


def test_why_an_option_is_right_keeps_its_mathematics():
    why = (Run("It is "), Run("w_1", "math"))
    options = (Option((Run("a"),), True, why), Option((Run("b"),), False))
    assert judge(asked("choice", options=options), None, "0", Ground()).line == why


CODE = """
import torch
a = torch.zeros(3, 2)
b = a.cos_()
c = a + b
d = a.t()
"""


def test_memory_is_judged_by_storages():
    run = record_script(CODE)
    question = asked("memory", share="a", among=("b", "c", "d"))
    ground = Ground(run)
    assert judge(question, None, "b, d", ground).is_right
    assert judge(question, None, "b", ground).finding == "too few"
    verdict = judge(question, None, "b, c, d", ground)
    assert verdict.sentence == "c has memory of its own: writing to it leaves a alone."
    assert judge(question, None, "e", ground).finding == "unreadable"
    assert judge(question, None, "b", Ground()).finding == "not judged"


@pytest.mark.parametrize(
    ("answer", "text", "finding"),
    [
        ("True\nFalse", "True False", "right"),
        ("True", "true", "right in another form"),
        ("tensor([1., 2.])", "tensor([1.,2.])", "right"),
        ("tensor([1., 2.])", "[1, 2]", "right in another form"),
        ("tensor([1., 2.])", "[1., 3.]", "elements"),
        ("tensor([1., 2.])", "tensor([1., 3.])", "elements"),
        ("torch.Size([3, 2])", "(3, 2)", "right in another form"),
        ("True", "", "unreadable"),
        ("2", "3", "elements"),
        ("2", "-2", "elements"),
        ("tensor([1., nan])", "[1., nan]", "right in another form"),
        ("tensor([[1],\n        [2]])", "[[1], [2]]", "right in another form"),
        ("tensor([[1],\n        [2]])", "[[1, 2]]", "wrong shape"),
        ("tensor([[1],\n        [2]])", "1 2", "right in another form"),
        ("tensor([[1, 2],\n        [3, 4]])", "[1, 2; 3, 4]", "right in another form"),
        ("tensor(3)", "tensor([3])", "wrong shape"),
        ("tensor([1., 2.])", "[1., 2.", "wrong shape"),
        ("tensor([])", "[]", "right in another form"),
        ("[]", "()", "wrong"),
    ],
)
def test_printed_text(answer, text, finding):
    verdict = judge(asked("printed", answer=answer), None, text, Ground())
    assert verdict.finding == finding, verdict


@pytest.mark.parametrize(
    ("where", "nodes"),
    [
        ([("successors", ">", 1.0)], ("w4",)),
        ([("adjoint", "=", "largest")], ("w4",)),
        ([("kind", "=", "call"), ("value", "<", 0.0)], ("w7",)),
        ([("function", "=", "cos")], ("w4",)),
        ([("value", "=", "smallest"), ("kind", "!=", "call")], ()),
        ([("predecessors", "=", 0.0)], ("w1", "w2")),
    ],
)
def test_nodes_are_found_by_what_they_are(where, nodes):
    run = graphlab.record("2*cos(x*y)**2 + ln(cos(x*y))", x=0.5, y=1.2)
    question = asked("click", where=tuple(Condition(*one) for one in where))
    assert right_nodes(question, run) == nodes


def test_clicks():
    run = graphlab.record("2*cos(x*y)**2 + ln(cos(x*y))", x=0.5, y=1.2)
    question = asked("click", nodes=("w4",))
    assert judge(question, None, "w4", Ground(run)).sentence == "Right: w₄ = cos(w3)."
    assert judge(question, None, "w5", Ground(run)).finding == "wrong"
    assert judge(question, None, "w99", Ground(run)).finding == "unreadable"


@pytest.mark.parametrize(
    ("question", "wrong", "text"),
    [
        (asked("printed", answer="tensor([1., 2.])"), "tensor([2., 1.])", "[2., 1.]"),
        (asked("click", nodes=("w3",)), "w1", "w1"),
        (asked("memory", share="w3", among=("w1", "w2", "w3")), "w2, w1", "w1,w2"),
        (SHAPE, "(2, 1)", "2 x 1"),
        (G, "[1, 2, 3]", "[1, 2, 3]"),
        (FORMULA, "A Aᵀ", "AAᵀ"),
    ],
)
def test_a_mistake_that_a_lesson_expects_is_said_in_its_words(ground, question, wrong, text):
    expected = replace(question, mistakes=(Mistake(wrong, (Run("Look at "), Run("w_1", "math"))),))
    verdict = judge(expected, None, text, ground)
    assert (verdict.finding, verdict.sentence) == ("expected mistake", "Look at w_1")
    assert verdict.line == expected.mistakes[0].line
    assert judge(question, None, text, ground).finding != "expected mistake"
