"""Jacobians of edges against torch.autograd.functional, and the names of their structure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional
from typing_extensions import override

from graphlab.engine.call import recording_of_call
from graphlab.engine.jacobian import edge_jacobian, structure
from graphlab.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphlab.engine.jacobian import JacobianResult


def normal(*shape: int, dtype: torch.dtype = torch.float64) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(1), dtype=dtype)


def last_edge(function: Callable[..., Tensor], *args: Tensor, argument: int = 0) -> JacobianResult:
    """The Jacobian of the operation that ran last, in one of its arguments."""
    recording = recording_of_call(function, args)
    target = recording.record.nodes[-1].id
    edges = {edge.argument: edge.source for edge in recording.record.incoming[target]}
    return edge_jacobian(recording, edges[argument], target, argument)


def refused(function: Callable[..., Any], *args: Tensor, edge: tuple[str, str, int]) -> str:
    with pytest.raises(InputError) as caught:
        edge_jacobian(recording_of_call(function, args), *edge)
    return str(caught.value)


A, X = normal(2, 3), normal(3)
B = normal(3, 4)

CALLS: dict[str, tuple[Callable[..., Tensor], tuple[Tensor, ...]]] = {
    "matrix times vector": (torch.mv, (A, X)),
    "matrix times matrix": (torch.mm, (A, B)),
    "linear": (functional.linear, (B.T.contiguous(), A, normal(2))),
    "softmax": (lambda x: torch.softmax(x, 0), (X,)),
    "outer": (torch.outer, (X, normal(2))),
    "slice": (lambda a: a[:, 1:], (A,)),
    "transpose": (torch.t, (A,)),
    "repeat": (lambda x: x.repeat(2), (X,)),
    "cumulative sum": (lambda x: torch.cumsum(x, 0), (X,)),
    "put together": (lambda x, y: torch.cat([x, y]), (X, normal(6))),
    "norm": (torch.linalg.norm, (A,)),
    "inverse": (torch.linalg.inv, (normal(3, 3),)),
    "convolution": (functional.conv1d, (normal(1, 2, 5), normal(3, 2, 2))),
    "with a number": (lambda x: x**3, (X,)),
}


@pytest.mark.parametrize("name", CALLS)
def test_every_argument_has_the_jacobian_of_pytorch(name: str) -> None:
    function, args = CALLS[name]
    wanted = torch.autograd.functional.jacobian(function, args)
    for place, arg in enumerate(args):
        found = last_edge(function, *args, argument=place)
        assert found.array is not None
        rows = wanted[place].reshape(-1, arg.numel())
        np.testing.assert_allclose(found.array, rows.numpy(), rtol=1e-12, atol=1e-15)


def test_both_uses_of_one_tensor_have_a_jacobian_of_their_own() -> None:
    found = [last_edge(lambda x: torch.mul(x, x), X, argument=place).array for place in (0, 1)]
    for array in found:  # together they are 2x on the diagonal
        np.testing.assert_allclose(array, np.diag(X.numpy()))


# structure ║ what gives it
WORDS: list[tuple[str, Callable[..., Tensor], tuple[Tensor, ...], int]] = [
    ("identity", lambda x, y: x + y, (X, X), 1),
    ("a multiple of the identity", lambda x: 3 * x, (X,), 0),
    ("diagonal", torch.sin, (X,), 0),
    ("permutation", torch.t, (A,), 0),
    ("selection: each row takes one element", lambda x: x[::2], (X,), 0),
    ("copies of elements", lambda x: x.repeat(2), (X,), 0),
    ("a itself", lambda a, x: a @ x, (A, X), 1),
    ("aᵀ", lambda x, a: x @ a, (normal(2), A), 0),
    ("I ⊗ bᵀ: 2 equal blocks of 4×3 on the diagonal", lambda a, b: a @ b, (A, B), 0),
    ("a ⊗ I: a matrix of 2×3, its elements 4 times on diagonals", lambda a, b: a @ b, (A, B), 1),
    ("I ⊗ xᵀ: 2 equal blocks of 1×3 on the diagonal", lambda w, x: w @ x, (A, X), 0),
    ("I ⊗ w4ᵀ: 2 equal blocks of 1×3 on the diagonal", lambda w: w @ (1 + w[0].detach()), (A,), 0),
    ("block diagonal: 2 blocks of 3×3", lambda a: torch.softmax(a, 1), (A,), 0),
    ("one number", torch.sin, (torch.tensor([0.3]),), 0),
    ("one row: the gradient itself", torch.linalg.norm, (X,), 0),
    ("one column", lambda s: s * torch.tensor([2.0, 3.0]), (torch.tensor(0.3),), 0),
    ("zero", torch.relu, (-torch.ones(2),), 0),
    ("not finite", torch.sqrt, (torch.zeros(2),), 0),
    ("dense", lambda x: torch.softmax(x, 0), (X,), 0),
]


@pytest.mark.parametrize(
    ("words", "function", "args", "argument"), WORDS, ids=[row[0] for row in WORDS]
)
def test_the_structure_is_named(
    words: str, function: Callable[..., Tensor], args: tuple[Tensor, ...], argument: int
) -> None:
    assert last_edge(function, *args, argument=argument).structure == words


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        # each is one number away from the row above it in the table
        ([[1, 0, 0], [0, 1, 0], [0, 1, 0]], "copies of elements"),
        ([[0, 2], [1, 0]], "dense"),
        ([[1, 1, 0, 0], [0, 0, 1, 2]], "block diagonal: 2 blocks of 1×2"),
        ([[1, 2, 0, 0], [0, 0, 1, 2]], "2 equal blocks of 1×2 on the diagonal"),
        ([[0, 0], [0, 1]], "diagonal"),
    ],
)
def test_one_number_makes_another_structure(matrix: list[list[int]], words: str) -> None:
    assert structure(np.array(matrix, dtype=float)) == words


def test_tiny_numbers_are_told_apart_like_others() -> None:
    assert structure(np.diag([1e-9, 2e-9])) == "diagonal"


class ByNumpy(torch.autograd.Function):
    """Doubles; its backward leaves PyTorch, so that it cannot run for a batch."""

    @staticmethod
    @override
    def forward(ctx: Any, x: Tensor, unused: Tensor) -> Tensor:
        return 2 * x

    @staticmethod
    @override
    def backward(ctx: Any, cotangent: Tensor) -> Any:
        return torch.from_numpy(2 * cotangent.numpy()), None


class Refuses(ByNumpy):
    """Has no backward."""

    @staticmethod
    @override
    def backward(ctx: Any, cotangent: Tensor) -> Any:
        raise RuntimeError("no way back")


def test_rows_are_asked_for_one_by_one_where_they_cannot_be_batched() -> None:
    found = last_edge(lambda x, y: ByNumpy.apply(x, y), X, X)
    np.testing.assert_array_equal(found.array, 2 * np.eye(3))


def test_an_argument_without_influence_has_a_jacobian_of_zeros() -> None:
    found = last_edge(lambda x, y: ByNumpy.apply(x, y), X, normal(2), argument=1)
    np.testing.assert_array_equal(found.array, np.zeros((3, 2)))
    assert found.structure == "zero"


LARGE = normal(1100)


@pytest.mark.parametrize(
    ("words", "function"),
    [
        ("diagonal, 1,100 × 1,100, too large to be shown", torch.relu),
        ("1,100 × 1,100, too large to be shown", lambda x: torch.softmax(x, 0)),
        # its numbers are as small as 1e-13, and none of them is zero
        (
            "1,100 × 1,100, too large to be shown",
            lambda x: functional.layer_norm(x, (1100,), normal(1100) * 1e-10),
        ),
        ("1,210,000 × 1,100, too large to be shown", lambda x: torch.outer(x, LARGE)),
    ],
)
def test_of_a_large_jacobian_only_the_structure_is_told(
    words: str, function: Callable[..., Tensor]
) -> None:
    found = last_edge(function, LARGE)
    assert found.array is None
    assert found.structure == words


def test_a_large_jacobian_of_zeros_is_told_as_well() -> None:
    found = last_edge(lambda x, y: ByNumpy.apply(x, y), LARGE, LARGE, argument=1)
    assert found.structure == "zero, 1,100 × 1,100, too large to be shown"


def test_other_kinds_of_numbers_have_jacobians_too() -> None:
    found = last_edge(lambda a, x: a @ x, A.bfloat16(), X.bfloat16(), argument=1)
    np.testing.assert_array_equal(found.array, A.bfloat16().float().numpy())
    assert found.structure == "a itself"
    empty = last_edge(torch.sin, torch.zeros(0))
    assert empty.array is not None
    assert empty.array.shape == (0, 0)


def writes(x: Tensor) -> Tensor:
    y = x * 2
    part = y[:2]
    y.mul_(3)
    return part + 1


@pytest.mark.parametrize(
    ("function", "edge", "sentence"),
    [
        (torch.sin, ("w2", "w1", 0), "There is no edge from w2 to w1."),
        (torch.sin, ("w1", "w2", 1), "There is no edge from w1 to w2."),
        (torch.sin, ("w1", "w9", 0), "There is no edge from w1 to w9."),
        (lambda x: x.detach() + x, ("w1", "w2", 0), "No gradient can flow from w2 to w1, so"),
        (
            lambda x: x.max(0),
            ("w1", "w2", 0),
            "w2 has several results; choose the edge from one of them.",
        ),
        (lambda x: x.max(0), ("w2", "w3", 0), "w2 has several results; w3 is one of them."),
        (torch.vmap(torch.sin), ("w1", "w2", 0), "What flows from w2 to w1 follows from the other"),
        (writes, ("w1", "w2", 0), "Its memory was written to afterwards"),
        (lambda x: Refuses.apply(x, x), ("w1", "w2", 0), "This Jacobian cannot be had: no way"),
    ],
)
def test_a_jacobian_that_is_not_to_be_had_says_why(
    function: Callable[..., Any], edge: tuple[str, str, int], sentence: str
) -> None:
    assert sentence in refused(function, X, edge=edge)
