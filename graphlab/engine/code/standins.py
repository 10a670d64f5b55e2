"""Typed examples to tensors and values: what a form holds becomes what the code is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import torch

from graphlab.errors import InputError
from graphlab.script.specs import Constant, Group, Spec, Typed

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Generator, Tensor

    Maker = Callable[[Spec, Generator, torch.dtype | None], Tensor]


def made(typed: Typed, generator: Generator) -> object:
    """The value of one entry; random numbers come from ``generator``."""
    match typed:
        case Spec():
            return tensor(typed, generator)
        case Constant(value=value):
            return value
        case Group(kind=kind, items=items, keys=keys):
            parts = [made(item, generator) for item in items]
            if kind == "dict":
                return dict(zip(keys, parts, strict=True))
            return tuple(parts) if kind == "tuple" else parts


def tensor(spec: Spec, generator: Generator) -> Tensor:
    """The tensor of one Spec."""
    dtype = getattr(torch, spec.dtype) if spec.dtype else None
    try:
        result = _MAKERS[spec.generator](spec, generator, dtype)
        if spec.requires_grad is not None:
            result.requires_grad_(spec.requires_grad)
    except (RuntimeError, TypeError, ValueError, OverflowError) as error:
        said = str(error).split("\n", 1)[0].rstrip(".")
        raise InputError(f"PyTorch makes no such tensor: {said}.") from error
    return result


def _drawn(draw: Callable[..., Tensor]) -> Maker:
    """Drawn in the default type first, so that whole numbers and truth values work as well."""

    def make(spec: Spec, generator: Generator, dtype: torch.dtype | None) -> Tensor:
        if dtype is None or dtype.is_floating_point or dtype.is_complex:
            return draw(spec.shape, generator=generator, dtype=dtype)
        return draw(spec.shape, generator=generator).to(dtype)

    return make


def _whole(spec: Spec, generator: Generator, dtype: torch.dtype | None) -> Tensor:
    low, high = map(int, _real(spec))
    return torch.randint(low, high, spec.shape, generator=generator).to(dtype or torch.int64)


def _spaced(spec: Spec, generator: Generator, dtype: torch.dtype | None) -> Tensor:
    start, end = _real(spec)
    return torch.linspace(start, end, spec.shape[0], dtype=dtype)


def _real(spec: Spec) -> tuple[float, ...]:
    """The numbers of any generator but ``tensor``: reading them has refused complex ones."""
    return cast("tuple[float, ...]", spec.values)


_MAKERS: Final[dict[str, Maker]] = {
    "randn": _drawn(torch.randn),
    "rand": _drawn(torch.rand),
    "randint": _whole,
    "ones": lambda spec, _, dtype: torch.ones(spec.shape, dtype=dtype),
    "zeros": lambda spec, _, dtype: torch.zeros(spec.shape, dtype=dtype),
    "full": lambda spec, _, dtype: torch.full(spec.shape, _real(spec)[0], dtype=dtype),
    "eye": lambda spec, _, dtype: torch.eye(*spec.shape, dtype=dtype),
    "arange": lambda spec, _, dtype: torch.arange(*_real(spec), dtype=dtype),
    "linspace": _spaced,
    "tensor": lambda spec, _, dtype: torch.tensor(spec.values, dtype=dtype).reshape(spec.shape),
}
