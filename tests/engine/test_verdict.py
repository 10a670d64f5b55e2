"""What is said of a run that cannot be held against plain PyTorch, and of one that differs."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from graphlab.engine.call import record_call
from graphlab.engine.expressions.expression import record_expression
from graphlab.engine.invariant import adds_up, tensors_add_up
from graphlab.engine.verdict import NOT_DETERMINISTIC, OVERWRITTEN
from graphlab.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphlab.record import Record

X = torch.tensor([0.5, -1.0, 2.0], dtype=torch.float64)


def wanted(x: Tensor = X) -> Tensor:
    return x.clone().requires_grad_()


def changing(*results: Callable[[Tensor], Any]) -> Callable[[Tensor], Any]:
    """A function that does something else at each call; then the last for ever."""
    calls = count()
    return lambda x: results[min(next(calls), len(results) - 1)](x)


def stops(x: Tensor) -> Tensor:
    raise ValueError("at once\nand more")


@pytest.mark.parametrize(
    ("runs", "agrees", "note"),
    [
        # plain, recorded, plain again
        ((lambda x: x, lambda x: 2 * x, lambda x: 3 * x), None, NOT_DETERMINISTIC),
        ((lambda x: x, lambda x: 2 * x, stops), None, NOT_DETERMINISTIC),
        ((lambda x: x, lambda x: 2 * x, lambda x: (x, x)), None, NOT_DETERMINISTIC),
        ((lambda x: x, lambda x: 2 * x, lambda x: x), False, "does not reproduce plain PyTorch"),
        ((lambda x: x, lambda x: (x, x), lambda x: x), False, "another number of outputs"),
        ((stops, lambda x: x), None, "plain PyTorch stopped: ValueError: at once"),
    ],
)
def test_runs_that_differ_are_told_apart(
    runs: tuple[Callable[[Tensor], Any], ...], agrees: bool | None, note: str
) -> None:
    check = record_call(changing(*runs), (wanted(),)).check
    assert check.agrees is agrees
    assert note in check.note


class NoCopy(nn.Linear):
    """Cannot be copied."""

    def __deepcopy__(self, memo: object) -> NoCopy:
        raise TypeError("one of a kind")


def test_a_module_that_cannot_be_copied_is_recorded_with_a_note() -> None:
    record = record_call(NoCopy(3, 2).double(), (X,))
    assert record.check.agrees is None
    assert record.check.note == (
        "the module cannot be copied: its class has a __deepcopy__ that fails"
    )
    np.testing.assert_array_equal(record.gradients["bias"], [1.0, 1.0])


def overwrites(x: Tensor, y: Tensor) -> Tensor:
    x.mul_(2)
    return y * 3


def test_inputs_that_share_written_memory_cannot_be_checked() -> None:
    memory = X.clone()
    check = record_call(overwrites, (memory, memory[:2])).check
    assert (check.agrees, check.note) == (None, OVERWRITTEN)


class Scaled(nn.Module):
    """Has a method besides forward."""

    def __init__(self) -> None:
        super().__init__()
        self.w = nn.Parameter(torch.full((3,), 2.0, dtype=torch.float64))

    def forward(self, x: Tensor) -> Tensor:
        return x

    def other(self, x: Tensor) -> Tensor:
        with torch.no_grad():
            self.w.mul_(2)
        return x * self.w


def test_any_method_of_a_module_is_recorded_and_the_module_left_alone() -> None:
    module = Scaled()
    record = record_call(module.other, (X,))
    assert record.check.agrees
    np.testing.assert_array_equal(record.outputs[0], 4 * X)
    np.testing.assert_array_equal(record.gradients["w"], X)
    assert module.w.tolist() == [2.0] * 3


def test_an_input_that_cannot_have_a_gradient_is_left_without_one() -> None:
    # only the second has a derivative; only one counts with Python's numbers
    record = record_call(torch.igamma, (X.abs(), X.abs()))
    assert record.check.agrees
    assert list(record.gradients) == ["x2"]
    record = record_call(lambda a: torch.from_numpy(a.numpy() * 2), (X,))
    assert record.check.agrees
    assert record.gradients == {}
    np.testing.assert_array_equal(record.outputs[0], 2 * X)


def test_an_operation_without_a_derivative_leaves_the_forward_pass() -> None:
    record = record_call(lambda a: torch.igamma(a.abs(), a.abs()), (X,))
    assert record.check.agrees is None
    assert "the derivative for 'igamma: input' is not implemented" in record.check.note
    assert [g for g in record.gradients.values() if g is not None] == []
    assert record.nodes[-1].value is not None


@pytest.mark.parametrize("nothing", [None, 3, [], "text"])
def test_code_that_returns_no_tensor_has_no_graph(nothing: object) -> None:
    with pytest.raises(InputError, match="Nothing that is returned is a tensor"):
        record_call(lambda x: nothing, (X,))


def test_code_that_stops_at_once_leaves_its_inputs() -> None:
    record = record_call(stops, (X,), keep_partial=True)
    assert [node.text for node in record.nodes] == ["x"]
    assert record.outputs == ()
    assert record.check.note == "the code stopped with an error"
    assert [e.sentence for e in record.events] == ["The code stopped here: ValueError: at once"]
    with pytest.raises(ValueError, match="at once"):
        record_call(stops, (X,))


# ── the law of the backward pass ─────────────────────────────────────────────────────────────────


def changed(record: Record, node: str, **what: Any) -> bool:
    nodes = tuple(replace(n, **what) if n.id == node else n for n in record.nodes)
    law = adds_up if record.source.kind == "expression" else tensors_add_up
    return law(nodes, record.edges)


@pytest.mark.parametrize("kind", ["numbers", "tensors"])
def test_an_adjoint_that_is_not_the_sum_of_its_shares_breaks_the_law(kind: str) -> None:
    if kind == "numbers":
        record, scale = record_expression("x*y + sin(x)", {"x": 0.5, "y": 2.0}), 1.0
    else:
        record = record_call(lambda x, y: x * y + torch.sin(x), (X, 2 * X))
        scale = np.ones(3)
    adjoint = record.by_id["w1"].adjoint
    assert adjoint is not None
    assert changed(record, "w1")
    assert changed(record, "w1", adjoint=adjoint * (1 + 1e-12))
    assert not changed(record, "w1", adjoint=adjoint * (1 + 1e-8))
    assert not changed(record, "w1", adjoint=adjoint + np.inf * scale)
    assert not changed(record, "w1", adjoint=None)
    assert not changed(record, "w1", cotangent=np.asarray(scale))


def test_an_adjoint_without_shares_is_zero() -> None:
    record = record_call(lambda x, y: x * 2, (X, 2 * X))
    unused = next(node.id for node in record.nodes if node.name == "y")
    assert changed(record, unused, adjoint=np.zeros(3))
    assert not changed(record, unused, adjoint=np.array([0.0, 1e-30, 0.0]))
