"""Corners of the language: LaTeX as pasted, names, sizes, and what is refused with a sentence."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from graphlab.errors import InputError
from graphlab.formula.evaluate import evaluate
from graphlab.formula.latex import latex, name_latex
from graphlab.formula.lexer import canonical
from graphlab.formula.parser import parse
from graphlab.formula.simplify import simplify
from graphlab.formula.text import text
from graphlab.formula.tree import Call, Name, Num

A = np.array([[1.0, 2.0], [3.0, 4.0]])
X = np.array([0.5, -1.0])


def shown(typed: str, **shapes: tuple[int, ...]) -> str:
    return text(parse(typed, tuple(shapes), shapes or None).outputs[0])


@pytest.mark.parametrize(
    ("name", "inside"),
    [("σ", "sigma"), ("x₁", "x1"), ("rate", "rate"), ("x + y", "x + y"), ("", "")],
)
def test_a_name_is_spelled_one_way_inside(name: str, inside: str) -> None:
    assert canonical(name) == inside


@pytest.mark.parametrize(
    ("name", "shape"),
    [("w12", "w_{12}"), ("alpha", r"\alpha"), ("omicron", "o"), ("x'", "x'")],
)
def test_a_name_is_set_as_mathematics(name: str, shape: str) -> None:
    assert name_latex(name) == shape


@pytest.mark.parametrize(
    ("pasted", "typed"),
    [
        (r"\mathrm{rate} x", "rate*x"),
        (r"\operatorname{sin} x", "sin(x)"),
        ("ｘ＋2", "x + 2"),
        ("x²＊3", "x^2*3"),
    ],
)
def test_what_is_pasted_is_read_as_it_looks(pasted: str, typed: str) -> None:
    assert shown(pasted) == typed


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("x + \\", "A backslash stands alone at the end."),
        ("sin(x) = 3", "“=” gives a name to a result"),
        ("eye(65) x", "The size of eye is from 1 to 64."),
        ("zeros(0)", "The size of zeros is from 1 to 64."),
    ],
)
def test_a_mistake_is_named(typed: str, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(typed)
    assert sentence in str(caught.value)


@pytest.mark.parametrize("name", ["sin", "pi", "e", "σ", "dot"])
def test_a_name_that_is_given_beats_its_old_meaning(name: str) -> None:
    assert text(parse(f"{name} = 3\n{name} + 1").outputs[0]) == f"{canonical(name)} + 1"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("dot(x, y)", "x has 2 elements and y has 3 elements: dot needs equal sizes."),
        ("cross(x, y)", "cross needs two vectors of 3 elements, and x has 2 elements."),
        ("cross(x, x)", "cross needs two vectors of 3 elements, and x has 2 elements."),
    ],
)
def test_vectors_of_other_lengths_do_not_fit(typed: str, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(typed, ("x", "y"), {"x": (2,), "y": (3,)})
    assert caught.value.problem == sentence


@pytest.mark.parametrize(
    ("tree", "simple"),
    [
        (Call("neg", (Num(2.0),)), "-2"),
        (Call("mul", (Num(0.0), Call("pow", (Name("x"), Num(3.0))))), "0"),
        (Call("pow", (Name("x"), Num(0.5))), "sqrt(x)"),
        (Call("pow", (Name("x"), Num(0.0))), "1"),
        (Call("div", (Name("x"), Num(1.0))), "x"),
    ],
)
def test_a_partial_is_shortened_as_on_the_blackboard(tree: Call, simple: str) -> None:
    assert text(simplify(tree)) == simple


@pytest.mark.parametrize("typed", ["logsoftmax(x)", "logsoftmax(A, 0)", "softmax(A, 0)"])
def test_softmax_and_its_logarithm_are_those_of_pytorch(typed: str) -> None:
    (tree,) = parse(typed, ("A", "x"), {"A": (2, 2), "x": (2,)}).outputs
    found = evaluate(tree, {"A": A, "x": X})
    function = torch.log_softmax if "log" in typed else torch.softmax
    given = torch.tensor(X if "x)" in typed else A)
    np.testing.assert_allclose(found, function(given, 0 if ", 0" in typed else -1), rtol=1e-14)


def test_logsoftmax_does_not_overflow() -> None:
    (tree,) = parse("logsoftmax(x)", ("x",), {"x": (2,)}).outputs
    np.testing.assert_array_equal(evaluate(tree, {"x": np.array([1e4, 0.0])}), [0.0, -1e4])


def test_a_matrix_product_beside_an_elementwise_one_is_set_without_brackets() -> None:
    (tree,) = parse("A ⊙ (A A)", ("A",), {"A": (2, 2)}).outputs
    assert latex(tree) == r"A \odot A A"


def test_a_superscript_t_in_braces_is_a_transpose() -> None:
    for typed in ("A^{T} x", "A^T x", "Aᵀ x", r"A^{\top} x"):
        (tree,) = parse(typed, ("A", "x"), {"A": (2, 2), "x": (2,)}).outputs
        np.testing.assert_array_equal(evaluate(tree, {"A": A, "x": X}), A.T @ X)
