"""Partials are tidied for the blackboard, and never change their value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given

from graphlab.formula.evaluate import evaluate
from graphlab.formula.parser import parse
from graphlab.formula.simplify import simplify
from graphlab.formula.text import text
from tests.formula.trees import NAMES, trees

if TYPE_CHECKING:
    from graphlab.formula.tree import Tree


@pytest.mark.parametrize(
    ("long", "tidy"),
    [
        ("2*x^(2-1)", "2*x"),
        ("3*x^(3-1)", "3*x^2"),
        ("1*x", "x"),
        ("x*1", "x"),
        ("x/1", "x"),
        ("x^1", "x"),
        ("x^0", "1"),
        ("x^0.5", "sqrt(x)"),
        ("1*x^(1-1)", "1"),
        ("x*3", "3*x"),
        ("w*ln(e)", "w"),
        ("0.5*x^(0.5-1)", "0.5*x^(-0.5)"),
        ("x + 0", "x + 0"),
        ("x - x", "x - x"),
        ("x/x", "x/x"),
        ("sin(2-1)", "sin(1)"),
    ],
)
def test_a_partial_is_tidied_as_one_would_by_hand(long: str, tidy: str) -> None:
    assert text(simplify(parse(long).outputs[0])) == tidy


@given(trees())
def test_tidying_keeps_the_value_at_every_number(tree: Tree) -> None:
    for point in (-2.5, -1.0, 0.0, 0.3, 1.0, 4.0):
        values = dict.fromkeys(NAMES, point)
        before, after = evaluate(tree, values), evaluate(simplify(tree), values)
        np.testing.assert_allclose(after, before, rtol=1e-12, atol=0)
