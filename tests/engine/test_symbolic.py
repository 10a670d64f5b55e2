"""Adjoints in symbols: in the w's as on the blackboard, in the inputs as by differentiating."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings

from graphlab.engine.expressions.expression import record_expression
from graphlab.engine.expressions.symbolic import adjoint_forms
from graphlab.formula.evaluate import evaluate
from graphlab.formula.parser import parse
from tests.engine.plain import formulas, points
from tests.engine.test_random_expressions import recorded

if TYPE_CHECKING:
    from graphlab.formula.tree import Tree

LECTURE = record_expression("f(x, y) = 2cos²(xy) + ln(cos(xy))", {"x": 0.5, "y": 1.2})


@pytest.fixture(scope="module")
def lecture() -> dict[str, tuple[str | None, ...]]:
    return {
        node: (form.in_nodes_text, form.in_inputs_text, form.factored_text)
        for node, form in adjoint_forms(LECTURE).items()
    }


def test_the_lectures_adjoints_in_the_ws(lecture: dict[str, tuple[str | None, ...]]) -> None:
    assert {node: forms[0] for node, forms in lecture.items()} == {
        "w8": "1",
        "w7": "1",
        "w6": "1",
        "w5": "2",
        "w4": "4*w4 + 1/w4",
        "w3": "-(4*w4*sin(w3)) - sin(w3)/w4",
        "w2": "-(4*w1*w4*sin(w3)) - w1*sin(w3)/w4",
        "w1": "-(4*w2*w4*sin(w3)) - w2*sin(w3)/w4",
    }


def test_the_lectures_gradient_in_x_and_y_is_not_simplified_until_asked(
    lecture: dict[str, tuple[str | None, ...]],
) -> None:
    assert lecture["w1"][1:] == (
        "-(4*y*sin(x*y)*cos(x*y)) - y*sin(x*y)/cos(x*y)",
        "-(y*sin(x*y)*(4*cos(x*y)^2 + 1)/cos(x*y))",
    )
    assert all(forms[1] is None for node, forms in lecture.items() if node not in {"w1", "w2"})


@pytest.mark.parametrize(
    ("typed", "at", "form"),
    [
        ("where(x < 0, -x, x²)", -2.0, "1 - "),
        ("max(x, 1)", 3.0, "x > 1"),
        ("relu(x)", 2.0, "x > 0"),
        ("|x|", -2.0, "sign(x)"),
        ("e^(2x)", 0.3, "2*exp(2*x)"),
        ("x^0.5", 2.0, "1/(2*sqrt(x))"),
    ],
)
def test_functions_that_sympy_spells_otherwise_keep_their_rows(
    typed: str, at: float, form: str
) -> None:
    found = adjoint_forms(record_expression(typed, {"x": at}))["w1"].in_inputs_text
    assert found is not None
    if "where" not in typed:
        assert found == form


def every_form_gives_its_adjoint(tree: Tree, point: dict[str, float]) -> None:
    record = recorded(tree, point)
    values = {node.id: float(node.value) for node in record.nodes if node.value is not None}
    for node, form in adjoint_forms(record).items():
        adjoint = float(record.by_id[node].adjoint)  # type: ignore[arg-type]
        for shown, names in ((form.in_nodes_text, values), (form.in_inputs_text, point)):
            if shown is not None:
                number = evaluate(parse(shown, tuple(names)).outputs[0], names)
                np.testing.assert_allclose(number, adjoint, rtol=1e-6, atol=1e-6)


@settings(max_examples=25)
@given(formulas, points)
def test_every_form_that_is_given_has_the_adjoints_own_number(
    tree: Tree, point: dict[str, float]
) -> None:
    every_form_gives_its_adjoint(tree, point)


@pytest.mark.long
@settings(max_examples=800)
@given(formulas, points)
def test_every_form_of_eight_hundred_formulas_has_the_adjoints_own_number(
    tree: Tree, point: dict[str, float]
) -> None:
    every_form_gives_its_adjoint(tree, point)
