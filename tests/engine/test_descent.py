"""Gradient descent on formulas: the steps of torch.optim, the ground, and how paths end."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from graphlab.engine.expressions.descent import Descended, descend
from graphlab.engine.expressions.expression import record_expression
from graphlab.errors import InputError
from graphlab.study.examples import LECTURE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from torch import Tensor

TWO: dict[str, Any] = {"low": [-3, -3], "high": [3, 3]}
ONE: dict[str, Any] = {"low": [-3], "high": [3]}


def walk(text: str, inputs: Mapping[str, object], *varying: str, **other: Any) -> Descended:
    box = ONE if len(varying) == 1 else TWO
    usual: dict[str, Any] = {"rate": 0.01, "momentum": 0.0, "steps": 30, "grid": 7}
    return descend(text, inputs, varying, **usual | box | other)


def lecture(cosine: Tensor) -> Tensor:
    """A graph in which the cosine is one node, as graphlab reads it."""
    return 2 * cosine**2 + torch.log(cosine)


FUNCTIONS: list[tuple[str, Callable[[Tensor, Tensor], Tensor]]] = [
    ("x^2 + 10y^2", lambda x, y: x**2 + 10 * y**2),
    ("(1 - x)^2 + 100(y - x^2)^2", lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2),
    ("2cos²(xy) + ln(cos(xy))", lambda x, y: lecture(torch.cos(x * y))),
    ("sin(x) exp(y/3)", lambda x, y: torch.sin(x) * torch.exp(y / 3)),
]


@pytest.mark.parametrize(("text", "function"), FUNCTIONS, ids=[text for text, _ in FUNCTIONS])
@pytest.mark.parametrize(("rate", "momentum"), [(0.001, 0.0), (0.0005, 0.9), (0.0, 0.5)])
def test_steps_are_those_of_torch_optim_to_the_last_bit(
    text: str, function: Callable[[Tensor, Tensor], Tensor], rate: float, momentum: float
) -> None:
    found = walk(text, {"x": 0.5, "y": 1.2}, "x", "y", rate=rate, momentum=momentum)
    leaves = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (0.5, 1.2)]
    optimiser = torch.optim.SGD(leaves, lr=rate, momentum=momentum)
    assert len(found.path) == 31
    for place, value, slope in zip(found.path, found.values, found.gradients, strict=True):
        assert place.tolist() == [leaf.item() for leaf in leaves]
        optimiser.zero_grad()
        end = function(*leaves)
        end.backward()
        assert value == pytest.approx(end.item(), rel=1e-14)
        assert slope.tolist() == [leaf.grad.item() for leaf in leaves]
        optimiser.step()
    assert found.stopped == ""


def test_the_values_and_gradients_are_those_of_the_graph() -> None:
    found = walk(LECTURE.text, LECTURE.inputs, "x", "y", rate=0.005, momentum=0.5, steps=4)
    for (x, y), value, slope in zip(found.path, found.values, found.gradients, strict=True):
        record = record_expression(LECTURE.text, {"x": x, "y": y})
        assert record.outputs[0] == value
        assert [record.gradients[name] for name in ("x", "y")] == pytest.approx(slope.tolist())


def test_other_inputs_stay_and_one_of_them_can_be_chosen() -> None:
    found = walk("a x^2 + b", {"a": 3.0, "x": 1.0, "b": 5.0}, "x", rate=0.1, steps=1, grid=3)
    assert found.path.ravel().tolist() == pytest.approx([1.0, 0.4])
    assert found.ground.tolist() == [32.0, 5.0, 32.0]


def test_the_ground_has_the_first_input_along_a_row_and_nothing_outside_the_domain() -> None:
    found = walk("ln(x) + y", {"x": 1.0, "y": 0.0}, "x", "y", grid=4)
    xs = np.linspace(-3, 3, 4)
    assert np.isnan(found.ground[:, :2]).all()
    assert np.allclose(found.ground[:, 2:], np.log(xs[2:])[None, :] + xs[:, None])


@pytest.mark.parametrize("text", ["x + 0 y", "3", "floor(y)", "x > y", "where(x > 0, x, 2)"])
def test_what_depends_on_one_or_none_has_a_ground_everywhere(text: str) -> None:
    given = {name: 0.5 for name in ("x", "y") if name in text}
    varying = tuple(given) or ("x",)
    if not given:
        with pytest.raises(InputError, match="not an input"):
            walk(text, {"x": 1.0}, *varying)
        return
    found = walk(text, given, *varying)
    assert found.ground.shape == (7,) * len(varying)
    assert np.isfinite(found.ground).all()


def test_a_formula_with_vectors_inside_is_run_point_by_point() -> None:
    found = walk("‖[x, y]‖^2", {"x": 1.0, "y": 2.0}, "x", "y", rate=0.25, steps=1, grid=100)
    assert found.path.tolist() == [[1.0, 2.0], [0.5, 1.0]]
    assert found.ground.shape == (40, 40)
    axis = np.linspace(-3, 3, 40)
    assert np.allclose(found.ground, axis[None, :] ** 2 + axis[:, None] ** 2)


def test_a_matrix_that_is_singular_somewhere_is_a_hole_in_the_ground() -> None:
    found = walk("det([x, 1; 1, 1]⁻¹)", {"x": 2.5}, "x", steps=0, grid=7)
    assert np.isnan(found.ground[4])  # x = 1
    assert found.ground[6] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("text", "inputs", "rate", "rows", "said"),
    [
        ("ln(x)", {"x": 0.01}, 0.1, 2, "Step 1 left the domain: f is not a number at x = −9.99."),
        ("g(x) = ln(x)", {"x": -1.0}, 0.1, 1, "g is not a number at x = −1. Start somewhere else."),
        ("ln(x)", {"x": 0.0}, 0.1, 1, "f is −∞ at x = 0. Start somewhere else."),
        ("√x", {"x": 0.0}, 0.1, 1, "The gradient is not finite at step 0, x = 0."),
        ("x^2", {"x": 1.0}, 2.0, 9, "Diverged at step 8, x = 6561: each step goes too far."),
        ("x^3", {"x": -1.0}, 1.0, 4, "Left for good at step 3, x = −8164: f keeps falling there"),
        ("exp(x^2)", {"x": 2.0}, 9.0, 2, "Diverged at step 1, x = −1964: each step goes too far."),
    ],
)
def test_how_a_path_ends_is_said(
    text: str, inputs: dict[str, float], rate: float, rows: int, said: str
) -> None:
    found = walk(text, inputs, "x", rate=rate)
    assert found.stopped.startswith(said)
    assert len(found.path) == len(found.values) == len(found.gradients) == rows


def test_numbers_without_end_do_not_break_it() -> None:
    found = walk("x^2", {"x": 1e300}, "x", rate=1e300)
    assert found.stopped.startswith("f is ∞ at x = 1e300.")
    assert math.isinf(found.values[0])


@pytest.mark.parametrize(
    ("text", "inputs", "varying", "other", "said"),
    [
        ("x; y", {"x": 1.0}, ("x",), {}, "Only the last line"),
        ("x, 2x", {"x": 1.0}, ("x",), {}, "The formula has 2 outputs; gradient descent makes"),
        ("‖x‖^2 + y", {"x": [1.0, 2.0], "y": 1.0}, ("y",), {}, "x is a vector or a matrix"),
        ("‖A b‖^2", {}, ("A",), {}, "is a vector or a matrix"),
        ("[x, 1]", {"x": 1.0}, ("x",), {}, "f is not one number here"),
        ("x y z", {"x": 1.0, "y": 1.0, "z": 1.0}, ("x", "y", "z"), {}, "choose which"),
        ("3", {}, (), {}, "choose which"),
        ("x", {"x": 1.0}, ("u",), {}, "“u” is not an input of this formula"),
        ("x y", {"x": 1.0}, ("x",), {}, "y has no value"),
        ("x y", {"x": 1.0, "y": 1.0}, ("x", "x"), {}, "x cannot be both"),
        ("x +", {"x": 1.0}, ("x",), {}, "Line 1"),
        ("x", {"x": 1.0}, ("x",), {"rate": math.nan}, "The learning rate must be"),
        ("x", {"x": 1.0}, ("x",), {"rate": -1.0}, "The learning rate must be"),
        ("x", {"x": 1.0}, ("x",), {"momentum": 1.5}, "Momentum must lie"),
        ("x", {"x": 1.0}, ("x",), {"steps": 1001}, "At most 1,000 steps"),
        ("x", {"x": 1.0}, ("x",), {"steps": -1}, "At most 1,000 steps"),
        ("x", {"x": 1.0}, ("x",), {"grid": 10**6}, "has no size"),
        ("x", {"x": 1.0}, ("x",), {"low": []}, "has no size"),
        ("x", {"x": 1.0}, ("x",), {"low": [3]}, "from a smaller number to a larger one"),
        ("x", {"x": 1.0}, ("x",), {"high": [math.inf]}, "from a smaller number to a larger one"),
    ],
)
def test_what_has_no_path_is_told_in_a_sentence(
    text: str, inputs: dict[str, object], varying: tuple[str, ...], other: dict[str, Any], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        walk(text, inputs, *varying, **other)
