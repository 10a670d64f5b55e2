"""Writing in place, held against plain PyTorch: values, gradients, versions, and the fx graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from graphlab.engine.call import recording_of_call
from graphlab.engine.recording.fx_graph import run_fx

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphlab.record import Record

X = torch.tensor([0.5, -1.0, 2.0, 3.0], dtype=torch.float64)


def recorded(function: Callable[..., Tensor], x: Tensor = X) -> Record:
    """The Record, after its values and gradients were compared with a plain run."""
    leaf = x.clone().requires_grad_(x.is_floating_point())
    plain = function(leaf.clone())
    recording = recording_of_call(function, (x.clone(),))
    record = recording.record
    assert record.check.agrees, record.check.note
    np.testing.assert_array_equal(record.outputs[0], plain.detach().numpy())
    (again,) = run_fx(recording.graph, recording.tape, recording.numbering)
    np.testing.assert_array_equal(again.numpy(force=True), plain.detach().numpy())
    if plain.requires_grad:
        (gradient,) = torch.autograd.grad(plain.sum(), leaf)
        np.testing.assert_allclose(record.gradients["x"], gradient.numpy(), rtol=1e-12)
    return record


def texts(record: Record) -> list[str]:
    return [node.text for node in record.nodes]


def contributions(record: Record, target: str) -> list[Any]:
    return [
        None if edge.contribution is None else edge.contribution.tolist()
        for edge in record.incoming[target]
    ]


def beside(x: Tensor) -> Tensor:
    y = x * 2
    even, odd = y[::2], y[1::2]
    even.mul_(3)
    return y.sum() * y + odd.sum()


def test_a_view_beside_what_was_written_keeps_its_share() -> None:
    record = recorded(beside)
    assert texts(record)[4:7] == ["mul_(w3, 3)", "written(w2, w5)", "written(w4, w5)"]
    # odd got nothing new: what it asks for goes to its old version
    assert contributions(record, "w7") == [[4.0, 4.0], [0.0, 0.0]]
    np.testing.assert_array_equal(record.by_id["w7"].value, [-2.0, 6.0])


def both_halves(x: Tensor) -> Tensor:
    y = x * 2
    one, two = y[:2], y[2:]
    one.mul_(3)
    two.mul_(5)
    one.mul_(7)
    return (one * two).sum() + y


def test_halves_of_one_memory_may_be_written_in_turn() -> None:
    record = recorded(both_halves)
    assert [n.version for n in record.nodes if n.text.startswith("mul_")] == [1, 2, 3]


def whole_numbers(x: Tensor) -> Tensor:
    part, other = x[:2], x[2:]
    x.add_(1)
    part[0] = 7
    return part * other + x[0]


def test_views_of_whole_numbers_get_what_was_written() -> None:
    record = recorded(whole_numbers, torch.arange(4))
    assert texts(record)[4:6] == ["written(w2, w4)", "written(w3, w4)"]
    np.testing.assert_array_equal(record.by_id["w5"].value, [1, 2])
    # part[0] lies outside the other half, which thus stays as it is
    assert [n.text for n in record.nodes if n.op == "update"][2:] == ["written(w4, w7)"]


def by_name(x: Tensor) -> Tensor:
    y = x * 2
    torch.relu_(input=y)
    return y * y


def test_a_write_whose_tensor_is_passed_by_name_is_a_write() -> None:
    record = recorded(by_name)
    assert texts(record) == ["x", "w1*2", "relu_(w2)", "w3*w3"]
    np.testing.assert_array_equal(record.by_id["w2"].value, [1.0, -2.0, 4.0, 6.0])
    assert contributions(record, "w3") == [[2.0, 0.0, 8.0, 12.0]]


@pytest.mark.parametrize(
    "code",
    [
        lambda y: functional.relu(y, inplace=True),
        lambda y: functional.relu(y, True),
        lambda y: functional.relu(input=y, inplace=True),
        nn.ReLU(inplace=True),
    ],
)
def test_a_flag_makes_an_operation_write_however_it_is_given(
    code: Callable[[Tensor], Tensor],
) -> None:
    def function(x: Tensor) -> Tensor:
        y = x * 2
        code(y)
        return y * x

    record = recorded(function)
    assert [(n.op, n.version) for n in record.nodes][2] == ("inplace", 1)


@pytest.mark.parametrize("flag", [{}, {"inplace": False}])
def test_without_the_flag_it_does_not_write(flag: dict[str, bool]) -> None:
    record = recorded(lambda x: functional.relu(x, **flag))
    assert texts(record) == ["x", "relu(w1)"]


def other_data(x: Tensor) -> Tensor:
    y = x * 2
    y.data = torch.ones(4, dtype=torch.float64)
    return y * x


def test_other_data_are_a_new_version_that_autograd_does_not_know_of() -> None:
    record = recorded(other_data)
    assert texts(record)[3] == "data(w2, w3)"
    # the gradient goes on to 2x as if nothing had happened, and none to the ones
    assert contributions(record, "w4") == [X.tolist(), None]
    np.testing.assert_array_equal(record.by_id["w2"].value, 2 * X)


def other_form(x: Tensor) -> Tensor:
    w = nn.Parameter(torch.ones(4, dtype=torch.float64))
    w.data = torch.full((2,), 3.0, dtype=torch.float64)
    return (w * x[:2]).sum() + x


def test_data_of_another_form_begin_anew() -> None:
    record = recorded(other_form)
    (new,) = [node for node in record.nodes if node.text.startswith("data(")]
    assert new.adjoint is not None
    assert new.adjoint.tolist() == (4 * X[:2]).tolist()
    assert contributions(record, new.id) == [None, None]


def turned(x: Tensor) -> Tensor:
    y = (x * 2).reshape(2, 2)
    y.t_()
    y.unsqueeze_(0)
    return y * torch.arange(4).reshape(1, 2, 2)


def test_a_change_of_form_in_place_leaves_the_numbers_as_they_were() -> None:
    record = recorded(turned)
    assert texts(record)[3:5] == ["t_(w3)", "unsqueeze_(w4, 0)"]
    assert record.by_id["w3"].shape == (2, 2)
    assert record.by_id["w5"].shape == (1, 2, 2)
    assert contributions(record, "w4") == [[[0.0, 2.0], [1.0, 3.0]]]


def of_nothing(x: Tensor) -> Tensor:
    nothing = x[4:]
    nothing.mul_(2)
    nothing.unsqueeze_(0)
    return nothing.sum() + x


def test_a_write_to_no_elements_changes_nothing() -> None:
    record = recorded(of_nothing)
    assert not any(node.op == "update" for node in record.nodes)


def sparse(x: Tensor) -> Tensor:
    table = torch.sparse_coo_tensor(torch.tensor([[0, 1], [1, 0]]), x[:2], (2, 2))
    table.mul_(2)
    return table.to_dense() @ x[2:]


def test_a_sparse_tensor_may_be_written_to() -> None:
    record = recording_of_call(sparse, (X.clone(),)).record
    assert record.check.agrees
    assert any(node.op == "inplace" for node in record.nodes)


def grown(x: Tensor) -> Tensor:
    table = torch.sparse_coo_tensor(torch.tensor([[0], [1]]), torch.ones(1), (2, 2))
    table.sparse_resize_((3, 3), 2, 0)
    return table.to_dense().sum() * x


def test_a_sparse_tensor_may_grow_in_place() -> None:
    record = recorded(grown)
    assert [n.shape for n in record.nodes if n.op == "inplace"] == [(3, 3)]


def into_another(x: Tensor) -> Tensor:
    with torch.no_grad():
        out = torch.zeros(4, dtype=torch.float64)
        head = out[:2]
        torch.add(x, 1, out=out)
    return head.sum() * x


def test_out_writes_into_a_tensor_and_its_views() -> None:
    record = recorded(into_another)
    (written,) = [node for node in record.nodes if node.op == "inplace"]
    np.testing.assert_array_equal(written.value, X + 1)
    (update,) = [node for node in record.nodes if node.op == "update"]
    np.testing.assert_array_equal(update.value, X[:2] + 1)


def random_numbers(x: Tensor) -> Tensor:
    y = x * 0
    y.uniform_()
    return y * x


def test_random_numbers_in_place_are_told_with_the_seed() -> None:
    record = recording_of_call(random_numbers, (X.clone(),), seed=3).record
    assert record.check.agrees
    torch.manual_seed(3)
    np.testing.assert_array_equal(record.gradients["x"], X.clone().uniform_())
    assert "uniform_ draws random numbers; seed 3 was used." in [e.sentence for e in record.events]


def test_a_write_that_widens_its_tensor_is_recorded() -> None:
    one, two = torch.ones(2, 3, 4), torch.ones(2, 4, 2)
    record = recording_of_call(lambda x: x.addbmm_(one, two), (torch.ones(1),)).record
    assert record.check.agrees
    assert record.outputs[0].tolist() == [[9, 9]] * 3
