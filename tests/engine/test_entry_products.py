"""Recorded code has products on its edges too: layers, losses, slices and writes in place."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from graphlab.engine.call import record_call
from graphlab.engine.code.scripts import record_script
from graphlab.engine.formulas import entry_products


def told(record, target: str) -> list[str | None]:  # type: ignore[no-untyped-def]
    """The products into the first node of an operation."""
    node = next(n for n in record.nodes if n.target.endswith(target))
    return [edge.vjp_text for edge in record.incoming[node.id]]


def test_a_linear_layer_has_the_products_of_the_textbook() -> None:
    record = record_call(nn.Linear(3, 2), (torch.randn(4, 3, requires_grad=True),))
    assert told(record, "linear") == ["w̄4@w2", "w̄4ᵀ@w1", "sum(w̄4, 0)"]


def test_the_lectures_logistic_regression_has_a_product_on_every_edge_of_a_tensor() -> None:
    w, b = torch.tensor([1.0, 2.0]), torch.zeros(1)

    def regression(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
        return 1 / (1 + torch.exp(-(w @ x + b)))

    record = record_call(regression, (torch.randn(2, 1), w, b))
    assert told(record, "matmul") == ["w1@w̄4", "outer(w2, w̄4)"]
    for edge in record.edges:
        assert edge.partial or edge.vjp


def test_a_network_has_a_product_on_every_edge() -> None:
    net = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.LayerNorm(4), nn.Linear(4, 2))
    target = torch.tensor([1, 0, 1])

    def loss(x: Tensor) -> Tensor:
        return nn.functional.cross_entropy(net(x), target)

    record = record_call(loss, (torch.randn(3, 3, dtype=torch.float32),))
    for edge in record.edges:
        assert edge.contribution is None or edge.vjp


@pytest.mark.parametrize(
    ("code", "target", "products"),
    [
        (lambda x: x[0:1, 1], "__getitem__", ["w̄2 where its elements were taken, 0 elsewhere"]),
        (lambda x: x.chunk(2)[0], "chunk", [None]),
        (lambda x: x.clone().mul_(3), "mul_", ["3*w̄3"]),
        (lambda x: torch.stack([x, x]), "stack", ["w̄2[0]", "w̄2[1]"]),
    ],
)
def test_slices_parts_and_writes_in_place(  # type: ignore[no-untyped-def]
    code, target: str, products: list[str | None]
) -> None:
    record = record_call(code, (torch.randn(2, 3, dtype=torch.float64),))
    assert told(record, target) == products


def test_an_assignment_to_elements_keeps_the_rest() -> None:
    def code(x: Tensor, y: Tensor) -> Tensor:
        z = x.clone()
        z[0] = y
        return z

    record = record_call(code, (torch.randn(2, 3), torch.randn(3)))
    assert told(record, "__setitem__") == [
        "w̄4 where nothing was written, 0 elsewhere",
        "w̄4 where it was written",
    ]


def test_one_of_several_results_passes_its_adjoint_on() -> None:
    record = record_call(lambda x: x.max(dim=0).values, (torch.randn(2, 3),))
    (edge,) = [e for e in record.edges if record.by_id[e.target].op == "item" and e.vjp]
    assert edge.vjp == rf"\bar{{w}}_{{{edge.target[1:]}}}"


def test_in_a_large_graph_the_smallest_nodes_have_products(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("graphlab.engine.call.QUICK", 2 * entry_products._NODE + 1_000)
    call = (lambda x: (x.sin() * 2).sum(0).cos(), (torch.randn(400, 3),))
    told = {e.target: e.vjp for e in record_call(*call).edges}
    assert [target for target, shown in told.items() if shown] == ["w5"]


def test_where_somebody_looks_at_the_graph_the_others_have_them_too() -> None:
    chain = "x = torch.ones(3, requires_grad=True)\ny = x\nfor _ in range(400):\n    y = y.sin()"
    edges = record_script(chain).edges
    assert len(edges) == 400
    assert all(edge.vjp for edge in edges)


@pytest.mark.parametrize(
    ("function", "shape"),
    [
        (nn.Conv2d(2, 3, 3, padding="same"), (1, 2, 5, 5)),
        (lambda x: (x * 1).cumsum_(0), ()),
        (lambda x: x.cumprod(0), ()),
    ],
)
def test_a_row_that_does_not_fit_a_call_is_left_out_and_the_run_is_recorded(
    function: Any, shape: tuple[int, ...]
) -> None:
    x = torch.ones(shape, requires_grad=True)
    assert record_call(function, (x,)).check.agrees is True
