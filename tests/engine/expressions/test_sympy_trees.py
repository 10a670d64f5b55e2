"""What sympy gives comes back as it would stand on the blackboard, or not at all."""

from __future__ import annotations

import pytest
import sympy

from graphlab.engine.expressions.expression import record_expression
from graphlab.engine.expressions.symbolic import adjoint_forms
from graphlab.engine.expressions.sympy_trees import to_sympy, to_tree
from graphlab.formula.parser import parse
from graphlab.formula.text import text

X, Y = sympy.symbols("x y")


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        (sympy.Rational(1, 4), "0.25"),
        (sympy.Rational(1, 3), "1/3"),
        (sympy.Rational(-1, 3) * X, "-(x/3)"),
        (-2 * X * Y, "-(2*x*y)"),
        (sympy.E, "e"),
        (sympy.E**X, "exp(x)"),
        (sympy.E * X, "e*x"),
        (sympy.Float(0.1) + X, "x + 0.1"),
        (1 / sympy.sqrt(X), "1/sqrt(x)"),
        (X**-3, "1/x^3"),
        (-X + sympy.sin(Y), "sin(y) - x"),
    ],
)
def test_an_expression_is_written_as_on_the_blackboard(expression: sympy.Expr, shown: str) -> None:
    tree = to_tree(expression)
    assert tree is not None
    assert text(tree) == shown
    difference = to_sympy(parse(shown).outputs[0]) - expression
    assert abs(float(difference.subs({X: 0.7, Y: 0.3}))) < 1e-12


@pytest.mark.parametrize("expression", [sympy.gamma(X), X + sympy.zeta(X), sympy.I])
def test_what_the_table_does_not_know_has_no_tree(expression: sympy.Expr) -> None:
    assert to_tree(expression) is None


def test_a_number_as_typed_stays_exact() -> None:
    assert to_sympy(parse("0.1").outputs[0]) == sympy.Rational(1, 10)
    assert to_sympy(parse("1e-3").outputs[0]) == sympy.Rational(1, 1000)


LONG = " + ".join(f"sin({k}x)cos({k}y)" for k in range(1, 30))


def test_of_a_function_that_nobody_could_read_only_the_steps_are_written() -> None:
    forms = adjoint_forms(record_expression(LONG, {"x": 0.3, "y": 0.2}))
    assert forms
    assert all(form.in_inputs is None and form.factored is None for form in forms.values())


def test_a_formula_too_long_to_factor_is_written_as_it_is() -> None:
    product = "(" + " + ".join(f"y^{k}" for k in range(2, 45)) + ")x"
    record = record_expression(product, {"x": 0.3, "y": 0.9})
    (x,) = [node.id for node in record.nodes if node.name == "x"]
    form = adjoint_forms(record)[x]
    assert form.in_inputs_text is not None
    assert form.in_inputs_text.startswith("y^44 + y^43 + ")
    assert form.factored is None


def test_a_number_of_a_million_digits_is_not_computed() -> None:
    record = record_expression("x*(1/9^9^9) + x", {"x": 2.0})
    assert adjoint_forms(record)["w1"].in_nodes
    shown = "1/9^387420489"
    tree = to_tree(to_sympy(parse(shown).outputs[0]))
    assert tree is not None
    assert text(tree) == shown
