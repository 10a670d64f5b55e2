"""The parts of fused layers, for whoever wants to see inside: the same mathematics, step by step.

Definitions as PyTorch documents them; softmax and cross-entropy subtract the largest element first,
as every implementation does, so that the exponentials stay finite.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Callable


def linear(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """Y = x Wᵀ + b."""
    product = x @ weight.T
    return product if bias is None else product + bias


def softmax(
    x: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: torch.dtype | None = None
) -> Tensor:
    """e^{x − max x} over its sum along ``dim``."""
    x = x if dtype is None else x.to(dtype)
    place = _dim(x, dim)
    powers = torch.exp(x - x.detach().amax(place, keepdim=True))
    return powers / powers.sum(place, keepdim=True)


def log_softmax(
    x: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: torch.dtype | None = None
) -> Tensor:
    """X − max x − ln Σ e^{x − max x} along ``dim``."""
    x = x if dtype is None else x.to(dtype)
    place = _dim(x, dim)
    centred = x - x.detach().amax(place, keepdim=True)
    return centred - torch.log(torch.exp(centred).sum(place, keepdim=True))


def layer_norm(
    x: Tensor,
    normalized_shape: Any,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """(x − mean) / √(variance + eps) over the last dimensions, scaled and shifted."""
    count = len(normalized_shape) if isinstance(normalized_shape, list | tuple) else 1
    over = tuple(range(-count, 0))
    centred = x - x.mean(over, keepdim=True)
    variance = (centred * centred).mean(over, keepdim=True)
    result = centred / torch.sqrt(variance + eps)
    result = result if weight is None else result * weight
    return result if bias is None else result + bias


def cross_entropy(x: Tensor, target: Tensor, **options: Any) -> Tensor:
    """−ln softmax(x) at the target's class, averaged or summed over the batch."""
    logs = log_softmax(x, dim=-1)
    chosen = logs.gather(-1, target.unsqueeze(-1)).squeeze(-1)
    return -chosen.sum() if options.get("reduction") == "sum" else -chosen.mean()


def mse_loss(x: Tensor, target: Tensor, **options: Any) -> Tensor:
    """(x − t)², averaged or summed."""
    squares = (x - target) ** 2
    return squares.sum() if options.get("reduction") == "sum" else squares.mean()


def _dim(x: Tensor, dim: int | None) -> int:
    if dim is not None:
        return dim
    return 0 if x.dim() in (0, 1, 3) else 1  # PyTorch's own guess when none is given


_PARTS: dict[Any, Callable[..., Tensor]] = {
    functional.linear: linear,
    functional.softmax: softmax,
    torch.softmax: softmax,
    torch.Tensor.softmax: softmax,
    functional.log_softmax: log_softmax,
    torch.log_softmax: log_softmax,
    torch.Tensor.log_softmax: log_softmax,
    functional.layer_norm: layer_norm,
    functional.cross_entropy: cross_entropy,
    functional.mse_loss: mse_loss,
}


def parts_of(
    function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Callable[..., Tensor] | None:
    """The function that computes the same in parts, if these very arguments can be."""
    parts = _PARTS.get(function)
    if parts is None or not args or not isinstance(args[0], Tensor):
        return None
    if parts in (cross_entropy, mse_loss):
        known = {"reduction", "weight", "ignore_index", "label_smoothing", "size_average", "reduce"}
        plain = all(
            kwargs.get(key) in (None, default)
            for key, default in (
                ("weight", None),
                ("ignore_index", -100),
                ("label_smoothing", 0.0),
                ("size_average", None),
                ("reduce", None),
            )
        )
        whole = len(args) == 2 and set(kwargs) <= known and kwargs.get("reduction") != "none"
        if not (plain and whole):
            return None
    if parts is cross_entropy and not _classes(args):
        return None
    return parts


def _classes(args: tuple[Any, ...]) -> bool:
    x, target = args
    return bool(
        x.dim() in (1, 2)
        and isinstance(target, Tensor)
        and not target.is_floating_point()
        and bool((target >= 0).all())
    )
