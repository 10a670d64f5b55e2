"""Random formulas: graphlab against plain PyTorch, central differences and its own laws."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import assume, given, settings

from graphlab.engine.expressions.expression import record_expression
from graphlab.formula.evaluate import evaluate
from graphlab.formula.parser import parse
from graphlab.formula.text import text
from graphlab.formula.tree import is_constant, walk
from tests.engine.plain import derive, formulas, plain, points

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.formula.tree import Tree
    from graphlab.record import Array, Record

ODD = {"kink", "flat", "domain", "overflow", "adjoint", "formula"}


def recorded(tree: Tree, point: Mapping[str, float]) -> Record:
    """The record of a tree, typed as a person would, as a function of all three inputs."""
    assume(not has_impossible_constant(tree))
    return record_expression(f"f(x, y, z) = {text(tree)}", point)


def has_impossible_constant(tree: Tree) -> bool:
    """Whether a part without names is ∞ or NaN; such a formula is refused with its place."""
    return any(is_constant(part) and not np.isfinite(evaluate(part, {})) for part in walk(tree))


def check_everything(tree: Tree, point: Mapping[str, float]) -> None:
    record = recorded(tree, point)
    agrees_with_plain_pytorch(record, tree, point)
    agrees_with_central_differences(record, tree, point)
    adjoints_are_sums(record)
    contributions_are_products(record)


def agrees_with_plain_pytorch(record: Record, tree: Tree, point: Mapping[str, float]) -> None:
    expected = derive(tree, point)
    assert record.check.agrees, record.check
    near(float(record.outputs[0]), expected.value, abs(expected.value))
    scale = max((finite(n.adjoint) for n in record.nodes if n.adjoint is not None), default=0.0)
    for name, gradient in record.gradients.items():
        plain_gradient = expected.gradients[name]
        # The plain run makes 0·x of a number times x; the tape leaves no path there, or a zero.
        if gradient is None or plain_gradient is None:
            assert gradient is None or float(gradient) == 0 or math.isnan(float(gradient))
            assert plain_gradient is None or plain_gradient == 0 or math.isnan(plain_gradient)
        else:
            if not (math.isfinite(plain_gradient) or math.isfinite(float(gradient))):
                continue  # which of NaN and ∞ it is depends on which equal parts are joined
            near(float(gradient), plain_gradient, scale)


def agrees_with_central_differences(record: Record, tree: Tree, point: Mapping[str, float]) -> None:
    if any(event.kind in ODD for event in record.events):
        return
    import torch

    def value(name: str, change: float) -> float:
        moved = {**point, name: point[name] + change}
        leaves = {n: torch.tensor(v, dtype=torch.float64) for n, v in moved.items()}
        return float(plain(tree, leaves))

    for name, gradient in record.gradients.items():
        coarse, fine = ((value(name, h) - value(name, -h)) / (2 * h) for h in (2e-4, 1e-4))
        scale = max(1.0, abs(float(record.outputs[0])), abs(fine))
        if not math.isfinite(coarse) or abs(coarse - fine) > 1e-5 * scale:
            continue  # too steep or too near a pole for a difference of this step
        found = 0.0 if gradient is None else float(gradient)
        assert abs(found - fine) <= 1e-4 * scale, name


def adjoints_are_sums(record: Record) -> None:
    for node in record.nodes:
        shares = [
            float(e.contribution) for e in record.outgoing[node.id] if e.contribution is not None
        ]
        if node.adjoint is None:
            assert not shares
            continue
        start = 0.0 if node.cotangent is None else float(node.cotangent)
        near(float(node.adjoint), start + sum(shares), abs(start) + sum(map(abs, shares)))


def contributions_are_products(record: Record) -> None:
    values = {node.id: float(node.value) for node in record.nodes if node.value is not None}
    for edge in record.edges:
        after = record.by_id[edge.target].adjoint
        if edge.text is None or edge.contribution is None or after is None:
            continue
        printed = float(evaluate(parse(edge.text, tuple(values)).outputs[0], values))
        product = float(after) * printed
        if math.isfinite(product):  # 0·∞ is 0 to PyTorch in places
            near(float(edge.contribution), product, abs(product))


def near(found: float, expected: float, scale: float) -> None:
    if math.isfinite(expected) and math.isfinite(found):
        assert abs(found - expected) <= 1e-9 * max(scale, abs(expected)) + 1e-300
    else:
        np.testing.assert_equal(found, expected)


def finite(array: Array) -> float:
    number = abs(float(array))
    return number if math.isfinite(number) else 0.0


@settings(max_examples=150)
@given(formulas, points)
def test_a_random_formula_is_right_in_every_number(tree: Tree, point: dict[str, float]) -> None:
    check_everything(tree, point)


@pytest.mark.long
@settings(max_examples=4000)
@given(formulas, points)
def test_four_thousand_random_formulas_are_right_in_every_number(
    tree: Tree, point: dict[str, float]
) -> None:
    check_everything(tree, point)


@settings(max_examples=60)
@given(formulas, points)
def test_recording_twice_gives_the_same_numbers_to_the_last_bit(
    tree: Tree, point: dict[str, float]
) -> None:
    one, other = recorded(tree, point), recorded(tree, point)
    for first, second in zip(one.nodes, other.nodes, strict=True):
        np.testing.assert_array_equal(first.value, second.value)
        if first.adjoint is not None:
            np.testing.assert_array_equal(first.adjoint, second.adjoint)
