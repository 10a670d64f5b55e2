from __future__ import annotations

import copy
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from graphlab.engine.call import record_call
from graphlab.engine.recording.tape import tensors_in
from graphlab.engine.seeds import plant_all
from graphlab.engine.verdict import OVERWRITTEN
from tests.engine.constructs import CONSTRUCTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphlab.record import Record


@pytest.fixture(autouse=True)
def _float64() -> Iterator[None]:
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def eager(function: Any, args: list[Any], wants: list[Tensor]) -> tuple[list[Tensor], list[Any]]:
    """Outputs and gradients from PyTorch itself, in a few lines of its own."""
    plant_all(0)
    made: dict[int, Tensor] = {}
    leaves = []
    for tensor in wants:
        leaf = tensor.detach().clone().requires_grad_(True)
        leaves.append(leaf)
        made[id(tensor)] = leaf.clone()

    def swap(value: Any) -> Any:
        if isinstance(value, Tensor):
            return made.get(id(value), value)
        if isinstance(value, dict):
            return {k: swap(v) for k, v in value.items()}
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            return type(value)(*map(swap, value))
        if isinstance(value, list | tuple):
            return type(value)(swap(v) for v in value)
        return value

    outputs = list(tensors_in(function(*map(swap, args))))
    if isinstance(function, nn.Module):
        leaves += [p for p in function.parameters() if p.requires_grad]
    ends = [o for o in outputs if o.requires_grad]
    found: Any = [None] * len(leaves)
    if ends and leaves:
        found = torch.autograd.grad(
            ends, leaves, [torch.ones_like(e) for e in ends], allow_unused=True
        )
    return outputs, list(found)


def made(name: str) -> tuple[Any, list[Any]]:
    torch.manual_seed(1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        function, *args = CONSTRUCTS[name]()
    return function, args


def record(name: str) -> tuple[Record, Any, list[Any]]:
    function, args = made(name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = record_call(function, args)
    return found, function, args


def unbalanced(record: Record) -> list[str]:
    """Nodes whose adjoint is not their starting gradient plus all contributions."""
    wrong = []
    for node in record.nodes:
        edges = record.outgoing[node.id]
        if node.adjoint is None or any(
            e.origin == "residual" and e.contribution is None for e in edges
        ):
            continue
        total: Any = np.zeros_like(node.adjoint)
        for share in [node.cotangent, *(edge.contribution for edge in edges)]:
            if share is not None:
                total = total + share
        if not np.allclose(total, node.adjoint, rtol=1e-9, atol=1e-9, equal_nan=True):
            wrong.append(node.id)
    return wrong


SHARED_MEMORY = {"overlapping_inputs_written"}
OWN_GRADIENTS = {"inner_autograd_grad"}


@pytest.mark.parametrize("name", sorted(CONSTRUCTS))
def test_a_construct_records_as_plain_pytorch_computes_it(name: str) -> None:
    record_, function, args = record(name)
    assert unbalanced(record_) == []
    if name in SHARED_MEMORY:
        assert record_.check.note == OVERWRITTEN
        return
    assert record_.check.agrees is True, record_.check.note
    tensors = list(dict.fromkeys(tensors_in(args)))
    parameters = list(function.parameters()) if isinstance(function, nn.Module) else []
    wants = [t for t in tensors if t.requires_grad]
    if not wants and not any(p.requires_grad for p in parameters):
        wants = [t for t in tensors if t.is_floating_point()]
    plain = copy.deepcopy(function) if isinstance(function, nn.Module) else function
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        outputs, gradients = eager(plain, args, wants)
    assert len(outputs) == len(record_.outputs)
    for mine, theirs in zip(record_.outputs, outputs, strict=True):
        np.testing.assert_allclose(mine, theirs.detach().numpy(), rtol=1e-8, equal_nan=True)
    assert len(record_.gradients) == len(gradients)
    for mine_, theirs_ in zip(record_.gradients.values(), gradients, strict=True):
        assert (mine_ is None) == (theirs_ is None)
        if mine_ is not None:
            np.testing.assert_allclose(mine_, theirs_.numpy(), rtol=1e-8, atol=1e-8, equal_nan=True)


def test_there_are_more_than_a_hundred_constructs() -> None:
    assert len(CONSTRUCTS) >= 150


def test_most_edges_are_measured() -> None:
    edges = [e for name in CONSTRUCTS for e in record(name)[0].edges]
    measured = sum(edge.origin == "measured" for edge in edges)
    assert measured / len(edges) > 0.9
