"""The PyTorch function behind each row of the table of functions of vectors and matrices."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray


class Literal:
    """A vector or matrix of numbers that was typed: an argument, but no node."""

    __slots__ = ("tensor",)

    def __init__(self, array: NDArray[np.float64]) -> None:
        self.tensor = torch.tensor(array, dtype=torch.float64)

    def key(self) -> tuple[object, ...]:
        """Equal for the same numbers, bit for bit."""
        return tuple(self.tensor.shape), self.tensor.numpy().tobytes()


@cache
def on_literals(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """``function`` for arguments of which some are typed vectors or matrices."""

    def run(*args: object) -> Tensor:
        return function(*(a.tensor if isinstance(a, Literal) else a for a in args))

    run.__name__ = getattr(function, "__name__", "run")
    return run


def index(base: Tensor, *places: Any) -> Tensor:
    """``base[places]`` with whole numbers, slices, or one mask."""
    return base[tuple(_place(place) for place in places)]


def _place(place: Any) -> Any:
    if isinstance(place, Tensor):
        return place if place.dtype == torch.bool else place != 0
    return place if isinstance(place, slice) else int(place)


def vector(*elements: Tensor | float) -> Tensor:
    """Numbers side by side."""
    return torch.stack([_tensor(element) for element in elements])


def matrix(*rows: Tensor) -> Tensor:
    """Vectors as the rows of a matrix."""
    return torch.stack(rows)


def _tensor(value: Tensor | float) -> Tensor:
    return value if isinstance(value, Tensor) else torch.tensor(value, dtype=torch.float64)


def _over(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """A function over all elements, or along one direction."""

    def run(a: Tensor, axis: float | None = None) -> Tensor:
        return function(a) if axis is None else function(a, dim=int(axis))

    run.__name__ = function.__name__
    return run


def softmax(a: Tensor, axis: float = -1) -> Tensor:
    """Along the last direction, if no other is said."""
    return torch.softmax(a, int(axis))


def logsoftmax(a: Tensor, axis: float = -1) -> Tensor:
    """Along the last direction, if no other is said."""
    return torch.log_softmax(a, int(axis))


def _norm(order: float | str | None) -> Callable[[Tensor], Tensor]:
    return lambda a: torch.linalg.vector_norm(a, 2 if order is None else order)


TENSOR_OPERATORS: dict[str, tuple[str, Callable[..., Tensor]]] = {
    "matmul": ("torch.matmul", torch.matmul),
    "hadamard": ("torch.mul", torch.mul),
    "transpose": ("torch.transpose", lambda a: a.transpose(-1, -2)),
    "power": ("torch.pow", torch.pow),
    "matpow": ("torch.linalg.matrix_power", lambda a, n: torch.linalg.matrix_power(a, int(n))),
    "vector": ("torch.stack", vector),
    "matrix": ("torch.stack", matrix),
    "index": ("torch.Tensor.__getitem__", index),
    "norm": ("torch.linalg.norm", _norm(None)),
    "norm1": ("torch.linalg.vector_norm", _norm(1)),
    "norm2": ("torch.linalg.vector_norm", _norm(2)),
    "norminf": ("torch.linalg.vector_norm", _norm(torch.inf)),
    "normF": ("torch.linalg.norm", _norm(None)),
    "colnorm": ("torch.linalg.matrix_norm", lambda a: torch.linalg.matrix_norm(a, 1)),
    "spectral": ("torch.linalg.matrix_norm", lambda a: torch.linalg.matrix_norm(a, 2)),
    "sum": ("torch.sum", _over(torch.sum)),
    "sums": ("torch.sum", lambda a, axis: torch.sum(a, int(axis), keepdim=True)),
    "mean": ("torch.mean", _over(torch.mean)),
    "prod": ("torch.prod", torch.prod),
    "amax": ("torch.amax", torch.amax),
    "amin": ("torch.amin", torch.amin),
    "dot": ("torch.dot", torch.dot),
    "outer": ("torch.outer", torch.outer),
    "cross": ("torch.linalg.cross", torch.linalg.cross),
    "inv": ("torch.linalg.inv", torch.linalg.inv),
    "solve": ("torch.linalg.solve", torch.linalg.solve),
    "det": ("torch.linalg.det", torch.linalg.det),
    "trace": ("torch.trace", torch.trace),
    "eigvalsh": ("torch.linalg.eigvalsh", torch.linalg.eigvalsh),
    "softmax": ("torch.softmax", softmax),
    "logsoftmax": ("torch.log_softmax", logsoftmax),
    "logsumexp": ("torch.logsumexp", lambda a: torch.logsumexp(a, tuple(range(a.ndim)))),
    "diag": ("torch.diag", torch.diag),
}
"""Row name → (the name shown, the callable). ``row``, ``slice`` and constants make no node."""
