"""Every row of the table of functions at fifty points: printed partial, PyTorch and SymPy agree."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
import sympy

from graphlab.engine.expressions.expression import record_expression
from graphlab.engine.expressions.operators import OPERATORS
from graphlab.formula.evaluate import evaluate
from graphlab.formula.functions import FUNCTIONS, ROWS
from graphlab.formula.parser import parse
from graphlab.formula.text import text
from graphlab.formula.tree import Call, Name
from tests.engine.plain import derive

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphlab.formula.functions import Function

POINTS = 50

# Where the first argument may lie, if not anywhere from −3 to 3.
DOMAINS = {
    "pow": (0.05, 3.0),
    "asin": (-0.99, 0.99),
    "acos": (-0.99, 0.99),
    "acosh": (1.05, 4.0),
    "atanh": (-0.99, 0.99),
    "ln": (0.01, 5.0),
    "log10": (0.01, 5.0),
    "log2": (0.01, 5.0),
    "sqrt": (0.01, 5.0),
}

SYMPY: dict[str, Callable[..., sympy.Expr]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "neg": lambda a: -a,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": lambda a, b: a**b,
    "ln": sympy.log,
    "log10": lambda a: sympy.log(a, 10),
    "log2": lambda a: sympy.log(a, 2),
    "cbrt": lambda a: sympy.Piecewise((sympy.root(a, 3), a > 0), (-sympy.root(-a, 3), True)),
    "abs": lambda a: sympy.Abs(a),
    "sigmoid": lambda a: 1 / (1 + sympy.exp(-a)),
    "relu": lambda a: sympy.Piecewise((a, a > 0), (0, True)),
    "softplus": lambda a: sympy.log(1 + sympy.exp(a)),
    "min": sympy.Min,
    "max": sympy.Max,
    "where": lambda c, a, b: sympy.Piecewise((a, sympy.Ne(c, 0)), (b, True)),
    **{
        name: getattr(sympy, name)
        for name in (
            *"sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp sqrt erf".split(),
        )
    },
}


def point(row: Function, chance: random.Random) -> dict[str, float]:
    low, high = DOMAINS.get(row.name, (-3.0, 3.0))
    values = [chance.uniform(low, high), *(chance.uniform(-3, 3) for _ in range(2))]
    return dict(zip("abc"[: row.arity], values, strict=False))


def formula(row: Function) -> Call:
    return Call(row.name, tuple(Name(letter) for letter in "abc"[: row.arity]))


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_the_printed_partial_gives_pytorchs_number_at_fifty_points(row: Function) -> None:
    chance, typed = random.Random(row.name), text(formula(row))
    for _ in range(POINTS):
        at = point(row, chance)
        record = record_expression(typed, at)
        values = {n.id: float(n.value) for n in record.nodes if n.value is not None}
        expected = derive(formula(row), at)
        assert values[record.output_ids[0]] == pytest.approx(expected.value, rel=1e-12)
        for edge in record.edges:
            assert edge.text is not None
            printed = evaluate(parse(edge.text, values).outputs[0], values)
            gradient = expected.gradients["abc"[edge.argument]]
            assert printed == pytest.approx(gradient or 0.0, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("name", SYMPY)
def test_the_table_differentiates_as_sympy_does_at_fifty_points(name: str) -> None:
    row, chance = FUNCTIONS[name], random.Random(name)
    symbols = sympy.symbols("a b c", real=True)[: row.arity]
    whole = SYMPY[name](*symbols)
    slopes = [sympy.lambdify(symbols, sympy.diff(whole, symbol), "math") for symbol in symbols]
    points = [point(row, chance) for _ in range(POINTS)]
    if name == "where":
        points = [{**at, "a": float(i % 2)} for i, at in enumerate(points)]
        slopes[0] = lambda *_: 0.0
    for at in points:
        values = {**at, "w": float(evaluate(formula(row), at))}
        for argument, slope in enumerate(slopes):
            form = parse(row.partials[argument][0], tuple("abcw")).outputs[0]
            assert evaluate(form, values) == pytest.approx(slope(*at.values()), rel=1e-9)


def test_every_row_has_a_function_in_pytorch_and_one_partial_an_argument() -> None:
    assert set(OPERATORS) == set(FUNCTIONS)
    for row in ROWS:
        assert 1 <= row.arity <= 3
        for candidates in row.partials:
            for candidate in candidates:
                assert (
                    parse(candidate, tuple("abcw")).inputs
                    or candidate.lstrip("-(").isdigit()
                    or (candidate == "1/2")
                )


@pytest.mark.parametrize("row", [row for row in ROWS if row.kink], ids=lambda row: row.name)
def test_at_a_kink_the_printed_partial_is_what_pytorch_uses(row: Function) -> None:
    at = dict.fromkeys("abc"[: row.arity], 0.0)
    record = record_expression(text(formula(row)), at)
    values = {n.id: float(n.value) for n in record.nodes if n.value is not None}
    for edge in record.edges:
        assert edge.text is not None
        printed = evaluate(parse(edge.text, values).outputs[0], values)
        assert printed == derive(formula(row), at).gradients["abc"[edge.argument]]
    assert [event.kind for event in record.events] == ["kink"]


def test_a_condition_that_is_any_number_but_0_and_1_still_has_a_formula() -> None:
    record = record_expression("where(c, x, y)", {"c": 1.223, "x": 2.0, "y": 3.0})
    assert [edge.text for edge in record.edges] == ["0", "w1 != 0", "w1 == 0"]


def test_a_remainder_whose_quotient_is_rounded_up_still_has_a_formula() -> None:
    record = record_expression("a % b", {"a": 2.0, "b": 0.002})
    assert [edge.text for edge in record.edges] == ["1", "-((w1 - w3)/w2)"]
