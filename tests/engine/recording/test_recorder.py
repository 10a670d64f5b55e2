"""What the recorder sees of calls that are out of the ordinary."""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from torch import Tensor
from typing_extensions import override

from graphlab.engine.call import record_call
from graphlab.engine.statements import recording_of_statements
from graphlab.errors import LimitError

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphlab.record import Record

FILE = "<your code>"
X = torch.tensor([0.5, -1.0, 2.0], dtype=torch.float64)
Pair = namedtuple("Pair", ["one", "two"])


def statements(text: str, **options: Any) -> Record:
    code = compile(text, FILE, "exec")

    def run() -> dict[str, Any]:
        names: dict[str, Any] = {"torch": torch, "Weighted": Weighted, "__name__": "code"}
        exec(code, names)
        return {name: value for name, value in names.items() if name[:2] != "__"}

    return recording_of_statements(run, user_file=FILE, **options).record


def called(function: Callable[..., Any]) -> Record:
    record = record_call(function, (X,))
    assert record.check.agrees, record.check.note
    return record


def texts(record: Record) -> list[str]:
    return [node.text for node in record.nodes]


class Weighted(torch.autograd.Function):
    """x·w, with w from a dict, where autograd cannot see it."""

    @staticmethod
    @override
    def forward(ctx: Any, x: Tensor, options: dict[str, Tensor]) -> Tensor:
        ctx.weight = options["w"].detach()
        return x * options["w"]

    @staticmethod
    @override
    def backward(ctx: Any, cotangent: Tensor) -> Any:
        return cotangent * ctx.weight, None


def test_a_tensor_in_a_dict_has_an_edge_along_which_nothing_flows() -> None:
    record = called(lambda x: Weighted.apply(x, {"w": x + 1}))
    assert texts(record)[1:] == ["w1 + 1", "Weighted(w1, dict)"]
    own, other = record.incoming["w3"]
    assert (own.source, other.source) == ("w1", "w2")
    assert own.contribution is not None
    np.testing.assert_allclose(own.contribution, X + 1)
    assert other.contribution is None


def test_tensors_in_a_named_tuple_are_arguments() -> None:
    record = called(lambda x: torch.cat(Pair(x, 2 * x)))
    assert [(e.source, e.argument) for e in record.incoming["w3"]] == [("w1", 0), ("w2", 1)]
    np.testing.assert_array_equal(record.gradients["x"], [3.0, 3.0, 3.0])


@pytest.mark.parametrize(
    "split",
    [
        lambda y: torch.ops.aten.split.Tensor(y, 2),  # a list
        lambda y: torch.split(y, 2),  # a tuple
        lambda y: torch.sort(y),  # a tuple with names
    ],
)
def test_several_results_are_items_of_one_call(split: Callable[[Tensor], Any]) -> None:
    def function(x: Tensor) -> Tensor:
        result = split(x * 2)
        return result[0].sum() * result[1].sum()

    record = called(function)
    assert [node.text for node in record.nodes if node.op == "item"] == ["w3[0]", "w3[1]"]
    assert record.by_id["w3"].value is None


def test_what_comes_back_as_it_was_makes_no_node() -> None:
    def function(x: Tensor) -> Tensor:
        c = torch.arange(3.0)
        same, vector = c.to(torch.float32), torch.atleast_1d(c, x)[1]
        return (same + c.contiguous()) * vector

    record = called(function)
    assert texts(record) == ["x", "arange(3)", "atleast_1d(w2, w1)", "w3[1]", "w2 + w2", "w5*w4"]


def test_the_first_value_that_no_grad_cuts_is_told() -> None:
    def function(x: Tensor) -> Tensor:
        with torch.no_grad():
            c = torch.ones(3) * 2  # nothing to cut
            y, z = x * c, x * 3  # told once
        v = x * 7
        with torch.no_grad():
            u = x * 5
        return v + y + z + u

    record = called(function)
    told = [event.sentence for event in record.events if event.kind == "cut"]
    assert told == ["no_grad lets no gradient through w₄.", "no_grad lets no gradient through w₇."]


def test_detach_in_place_cuts_and_is_told() -> None:
    def function(x: Tensor) -> Tensor:
        y = torch.sin(x) * 2
        y.detach_()
        return x * y

    record = called(function)
    np.testing.assert_allclose(record.gradients["x"], 2 * np.sin(X.numpy()))
    assert [e.sentence for e in record.events if e.kind == "cut"] == [
        "detach_ lets no gradient through w₄."
    ]


def test_a_tensor_that_asks_for_a_gradient_later_has_an_adjoint() -> None:
    record = statements(
        "a = torch.ones(3)\n"
        "a.requires_grad_()\n"
        "b = torch.ones(3)*3\n"
        "b.requires_grad = True\n"
        "(a*b).sum().backward()\n"
    )
    assert record.check.agrees
    by_name = {node.name: node for node in record.nodes if node.name}
    assert {n: None if g is None else g.tolist() for n, g in record.gradients.items()} == {
        "a": [3.0] * 3
    }
    assert by_name["b"].op == "call"  # it was computed
    assert by_name["b"].adjoint.tolist() == [1.0] * 3


BACKWARD = """\
x = torch.tensor([1., 2.], requires_grad=True)
y = x*x
z = 3*x
{way}
after = Weighted.apply(x, {{"w": x}})
"""


@pytest.mark.parametrize(
    ("way", "gradient"),
    [
        ("y.sum().backward()", [2.0, 4.0]),
        ("y.backward(torch.tensor([1., 10.]))", [2.0, 40.0]),
        ("y.backward(gradient=torch.tensor([1., 10.]))", [2.0, 40.0]),
        ("torch.autograd.backward(y.sum())", [2.0, 4.0]),
        ("torch.autograd.backward([y.sum(), z.sum()])", [5.0, 7.0]),
        ("torch.autograd.backward([y, z], [torch.ones(2), torch.tensor([1., 2.])])", [5.0, 10.0]),
        ("torch.autograd.backward(tensors=y, grad_tensors=torch.ones(2))", [2.0, 4.0]),
        ("torch.autograd.grad(y.sum(), x)", [2.0, 4.0]),
        ("torch.autograd.grad([y, z], [x], [torch.ones(2), torch.ones(2)])", [5.0, 7.0]),
        ("torch.autograd.grad(outputs=z, inputs=x, grad_outputs=2*torch.ones(2))", [6.0, 6.0]),
    ],
)
def test_every_way_to_start_a_backward_pass_is_followed(way: str, gradient: list[float]) -> None:
    record = statements(BACKWARD.format(way=way))
    assert record.check.agrees, record.check.note
    found = record.gradients["x"]
    assert found is not None
    assert found.tolist() == gradient
    assert not any("Weighted" in node.target for node in record.nodes)  # came after it


def test_a_backward_pass_that_cannot_start_is_no_end_of_the_graph() -> None:
    record = statements(
        "x = torch.tensor(2., requires_grad=True)\n"
        "try:\n"
        "    torch.ones(2).sum().backward()\n"
        "except RuntimeError:\n"
        "    pass\n"
        "y = x*x\n"
        "y.backward()\n"
    )
    assert record.check.agrees
    assert record.gradients["x"] == 4.0


def test_more_operations_than_can_be_drawn_are_refused() -> None:
    loop = "x = torch.ones(2, requires_grad=True)\ny = x\nfor _ in range(50):\n    y = y*2\n"
    with pytest.raises(LimitError, match="This runs more than 10 operations, more than can be"):
        statements(loop, max_nodes=10)
    record = statements(loop, max_nodes=10, keep_partial=True)
    assert len(record.nodes) == 10
    assert [event.line for event in record.events if event.kind == "halted"] == [4]
