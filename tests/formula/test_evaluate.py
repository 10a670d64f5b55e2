"""The numbers of a formula in numpy, row by row against Python's own mathematics."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from graphlab.formula.evaluate import evaluate
from graphlab.formula.functions import FUNCTIONS, ROWS
from graphlab.formula.parser import parse
from graphlab.formula.tree import Call, Name

if TYPE_CHECKING:
    from collections.abc import Callable

PYTHON: dict[str, Callable[..., float]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "neg": lambda a: -a,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": lambda a, b: a**b,
    "asin": math.asin,
    "ln": math.log,
    "abs": abs,
    "sigmoid": lambda a: 1 / (1 + math.exp(-a)),
    "relu": lambda a: max(a, 0.0),
    "softplus": lambda a: math.log(1 + math.exp(a)),
    "sign": lambda a: math.copysign(1, a),
    "step": lambda a: float(a >= 0),
    "remainder": lambda a, b: a - b * math.floor(a / b),
    "min": min,
    "max": max,
    "where": lambda c, a, b: a if c else b,
    "lt": lambda a, b: float(a < b),
    "le": lambda a, b: float(a <= b),
    "gt": lambda a, b: float(a > b),
    "ge": lambda a, b: float(a >= b),
    "eq": lambda a, b: float(a == b),
    "ne": lambda a, b: float(a != b),
}
POINTS = {"acosh": (1.7,), "where": (1.0, 0.4, -0.3)}


@pytest.mark.parametrize("name", [row.name for row in ROWS])
def test_each_row_has_the_value_that_python_gives(name: str) -> None:
    point = POINTS.get(name, (0.6, -0.35)[: FUNCTIONS[name].arity])
    known = PYTHON.get(name) or getattr(math, name)
    names = "abc"[: len(point)]
    tree = Call(name, tuple(map(Name, names)))
    value = evaluate(tree, dict(zip(names, point, strict=True)))
    assert value == pytest.approx(known(*point), rel=1e-15, abs=1e-15)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1/0", math.inf),
        ("-1/0", -math.inf),
        ("0/0", math.nan),
        ("ln(0)", -math.inf),
        ("ln(-1)", math.nan),
        ("sqrt(-1)", math.nan),
        ("exp(1000)", math.inf),
        ("9**9**9**9", math.inf),
        ("softplus(1000)", 1000.0),
        ("sigmoid(-1000)", 0.0),
        ("sigmoid(1000)", 1.0),
        ("step(0)", 1.0),
        ("cbrt(-8)", -2.0),
        ("(-8)^(1/3)", math.nan),
        ("0^0", 1.0),
        ("-7 % 3", 2.0),
    ],
)
def test_outside_a_domain_the_value_is_that_of_ieee_754(typed: str, value: float) -> None:
    np.testing.assert_array_equal(evaluate(parse(typed).outputs[0], {}), value)


def test_arrays_are_evaluated_element_by_element() -> None:
    (tree,) = parse("where(x < 0, x², sin(x))").outputs
    values = evaluate(tree, {"x": np.array([-2.0, 0.0, 1.0])})
    np.testing.assert_allclose(values, [4.0, 0.0, math.sin(1)])


def test_a_name_without_a_value_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="y"):
        evaluate(parse("x + y").outputs[0], {"x": 1.0})
