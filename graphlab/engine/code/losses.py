"""A loss on top of a module or function, with a target that is an input of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import torch
from torch.nn import functional

from graphlab.engine.mistakes.complaints import complaint
from graphlab.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor


def apply_loss(name: str, output: Tensor, target: Tensor | None) -> Tensor:
    """The loss of one output. Raises InputError, with the shapes that met."""
    shapes = f"The output has the shape {list(output.shape)}"
    if target is not None:
        shapes += f" and the target {list(target.shape)}"
        if name != "cross_entropy" and target.shape != output.shape:
            # For some losses PyTorch would repeat one of them, which is hardly ever meant.
            raise InputError(f"This loss needs equal shapes. {shapes}.")
    try:
        return _LOSSES[name](output, target)
    except (RuntimeError, ValueError, IndexError, TypeError) as error:
        said = complaint(error, None, ()).sentence
        raise InputError(f"This loss cannot be computed. {said} {shapes}.") from error


def fitting_target(name: str, output: Tensor) -> Tensor:
    """A target in the right shape, for a person who has typed none."""
    if name == "cross_entropy":
        shape = output.shape[:1] + output.shape[2:] if output.dim() > 1 else torch.Size()
        return torch.zeros(shape, dtype=torch.int64)
    fill = 0.0 if name == "mse" else 1.0
    return torch.full(output.shape, fill, dtype=output.dtype)


def in_type(name: str, target: Tensor, dtype: torch.dtype) -> Tensor:
    """A typed target in the type of the output; numbers of classes stay whole."""
    if name == "cross_entropy" or target.is_floating_point():
        return target
    return target.to(dtype)


def _hinge(output: Tensor, target: Tensor) -> Tensor:
    return functional.relu(1 - target * output).mean()


_LOSSES: Final[dict[str, Callable[..., Tensor]]] = {
    "mse": functional.mse_loss,
    "bce": functional.binary_cross_entropy,
    "cross_entropy": functional.cross_entropy,
    "hinge": _hinge,
    "sum": lambda output, _: output.sum(),
}
