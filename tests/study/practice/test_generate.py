"""A thousand exercises a level: each can be solved, prints well, and tells mistakes apart."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest

from graphlab.engine.expressions.expression import record_expression
from graphlab.formula.evaluate import evaluate
from graphlab.formula.numbers import format_number
from graphlab.formula.parser import parse
from graphlab.formula.values import shapes_of
from graphlab.study.practice.clearness import unclear
from graphlab.study.practice.generate import LEVELS, exercise
from graphlab.study.practice.outline import outline
from graphlab.study.practice.variants import numbers_of_variants, variant

SEEDS = range(1000)
PRINTED = re.compile(r"−?\d{1,3}(\.\d{1,5})?")


@cache
def _solved(level, seed):
    found = exercise(level, seed)
    program = parse(found.text, found.values, shapes_of(found.values))
    return found, program, outline(program).run(found.values)


@pytest.mark.parametrize("level", LEVELS)
def test_a_thousand_seeds_give_numbers_that_print_well_and_are_right(level):
    shapes = set()
    for seed in SEEDS:
        found, program, numbers = _solved(level, seed)
        assert 4 <= numbers.outline.count <= 10, found
        for array in (*numbers.values, *numbers.partials.values()):
            for number in np.ravel(array).tolist():
                assert PRINTED.fullmatch(format_number(number)), (found, number)
        value = evaluate(program.outputs[0], {n: np.asarray(v) for n, v in found.at})
        assert np.allclose(value, numbers.values[-1], rtol=1e-12), found
        shapes.add(found.text)
    assert len(shapes) > (12 if level == "tensors" else 900)


@pytest.mark.parametrize("level", LEVELS)
def test_a_thousand_seeds_have_the_slopes_that_differences_have(level):
    for seed in SEEDS:
        found, program, numbers = _solved(level, seed)
        place = seed % len(program.inputs)
        name = program.inputs[place]
        at = {n: np.asarray(v, dtype=float) for n, v in found.at}
        index = (0,) * at[name].ndim
        ends = []
        for step in (1e-6, -1e-6):
            moved = at[name].copy()
            moved[index] += step
            ends.append(float(evaluate(program.outputs[0], {**at, name: moved})))
        slope = (ends[0] - ends[1]) / 2e-6
        assert abs(numbers.adjoints[place][index] - slope) < 1e-5 + 1e-4 * abs(slope), found


@pytest.mark.parametrize("level", LEVELS)
def test_a_mistake_never_gives_the_right_number(level):
    """In three digits, as they are typed: another sign, a successor left out, another node."""
    shared = 0
    for seed in SEEDS:
        found, _, numbers = _solved(level, seed)
        shown = numbers.outline
        end = shown.count - 1
        for node, adjoint in enumerate(numbers.adjoints):
            out = [use for use in shown.uses if use.source == node]
            mistakes = [-adjoint]
            mistakes += [adjoint - numbers.shares[use] for use in out if len(out) > 1]
            mistakes += [adjoint - 2 * numbers.shares[use] for use in out]
            mistakes += [
                partial
                for use, partial in numbers.partials.items()
                if use in out and shown.roots[use.target] != end
            ]
            others = set(range(shown.count)) - {
                other for other in range(shown.count) if shown.roots[other] == shown.roots[node]
            }
            mistakes += [numbers.adjoints[other] for other in others]
            assert _three(adjoint) not in map(_three, mistakes), (found, f"w{node + 1}")
            shared += len(out) > 1
        values = [_three(value) for value in numbers.values]
        assert len(set(values)) == len(values), found
        if level != "tensors":  # where −w₃ may be a node
            assert len({value[0].lstrip("−") for value in values}) == len(values), found
    assert shared >= {"chain": 0, "fan-out": 1000, "tensors": 200}[level]


def _three(array):
    """What somebody would type: each element in three digits."""
    return (*(format_number(float(number), 3) for number in np.ravel(array)), np.ndim(array))


@pytest.mark.parametrize("level", LEVELS)
def test_numbers_are_those_of_the_engine(level):
    _compare(level, range(30))


@pytest.mark.long
@pytest.mark.parametrize("level", LEVELS)
def test_all_numbers_are_those_of_the_engine(level):
    _compare(level, SEEDS)


def _compare(level, seeds):
    for seed in seeds:
        found, _, numbers = _solved(level, seed)
        record = record_expression(found.text, found.values)
        assert record.check.agrees
        assert not record.events, found
        assert len(record.nodes) == numbers.outline.count
        for node, value, adjoint in zip(
            record.nodes, numbers.values, numbers.adjoints, strict=True
        ):
            np.testing.assert_allclose(value, node.value, rtol=1e-12)
            np.testing.assert_allclose(adjoint, node.adjoint, rtol=1e-9, atol=1e-12)
        for use, partial in numbers.partials.items():
            key = f"w{use.source + 1}", f"w{use.target + 1}", use.argument
            edges = [e for e in record.edges if (e.source, e.target) == key[:2]]
            assert any(abs(edge.local - partial) < 1e-9 * abs(partial) for edge in edges), found


def test_the_same_seed_gives_the_same_exercise_for_ever():
    assert [(one.text, one.values) for one in (exercise(level, 7) for level in LEVELS)] == [
        ("f(x) = ln(ln(x) + 3)", {"x": 0.7}),
        ("f(a, b) = ln(a - b)^3 + 2*ln(a - b)", {"a": 2.7, "b": 1.9}),
        (
            "f(A, x, b) = ½ xᵀA x − bᵀx",
            {"A": [[2.0, -1.0], [2.0, -1.0]], "x": [-1.0, 2.0], "b": [1.0, 2.0]},
        ),
    ]


@pytest.mark.parametrize("level", LEVELS)
def test_variants_have_other_numbers_that_are_as_good(level):
    first = exercise(level, 3)
    found = [variant(first, number) for number in range(5)]
    assert found[0] == first
    assert len({str(one.at) for one in found}) == 5
    assert {one.text for one in found} == {first.text}
    for one in found:
        program = parse(one.text, one.values, shapes_of(one.values))
        assert unclear(outline(program).run(one.values)) == ""
    assert [one.name for one in found[:2]] == [f"{level}-3", f"{level}-3-B"]


@pytest.mark.parametrize("text", ["2*cos(x*y)^2 + ln(cos(x*y))", "x*y + cos(x*y)", "|x| + y"])
def test_no_neighbour_has_the_same_numbers_but_for_a_sign_or_their_order(text):
    found = numbers_of_variants(text, {"x": 0.5, "y": 1.2}, "own 0", 5)
    sizes = {tuple(sorted(abs(number) for number in at.values())) for at in found}
    assert len(sizes) == 5, found


def test_a_formula_with_other_functions_gets_numbers_that_are_accepted():
    found = numbers_of_variants("|x - y| + x", {"x": 1.0, "y": 2.0}, "1", 3, lambda at: at["x"] > 2)
    assert len(found) == 3
    assert all(at["x"] > 2 for at in found[1:])


@pytest.mark.parametrize(
    ("text", "at", "problem"),
    [
        ("2*x + ln(y)", {"x": 1.7, "y": -0.4}, "w4 is not finite"),
        ("exp(9*x) + y", {"x": 2.3, "y": 1.4}, "too small or too large"),
        ("x^2*y + 3.0001", {"x": 3.0, "y": 1e-5}, "too small"),
        ("sin(x + y)*x", {"x": 1.3, "y": 2.70004}, "rounder"),
        ("sin(x*y) + x", {"x": 1.0, "y": 1.7}, "w1 is ±1"),
        ("sin(x)*y^2", {"x": 0.7, "y": 0.5}, "partial"),
        ("sin(x*y) + ln(y)", {"x": 1.7, "y": 1.72}, "same value"),
        ("3*sin(x*y) + x/50", {"x": 1.6, "y": 1.7}, "a successor of w1 may be forgotten"),
        ("3*sin(x) - exp(x)", {"x": 0.54}, "a partial of w2 is as large as the adjoint of w1"),
        ("sin(x*y) - cos(x*y + 2)", {"x": 1.3, "y": 0.7}, ""),
        ("4*sin(x*y)*cos(x)", {"x": 0.4, "y": 1.3}, ""),
        ("‖A x‖", {"A": [[1, 2], [2, 1]], "x": [3, 2]}, "symmetric"),
    ],
)
def test_what_is_unfair_is_named(text, at, problem):
    found = unclear(outline(parse(text, at, shapes_of(at))).run(at))
    assert problem in found
    assert bool(problem) == bool(found)
