"""Parameters of a module as arrays, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from torch import Tensor, nn

    Floats = NDArray[np.float64]


def array_of(tensor: Tensor) -> Floats:
    """A copy in double precision."""
    return tensor.detach().double().numpy().copy()


def weights_of(module: nn.Module) -> dict[str, Floats]:
    """Every parameter by its name."""
    return {name: array_of(p) for name, p in module.named_parameters()}


def gradients_of(module: nn.Module) -> dict[str, Floats | None]:
    """The ``.grad`` of every parameter, None where there is none."""
    return {
        name: None if p.grad is None else array_of(p.grad) for name, p in module.named_parameters()
    }


def put_weights(module: nn.Module, weights: Mapping[str, Floats]) -> None:
    """Puts numbers into the parameters of these names."""
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            if name in weights:
                parameter.copy_(torch.from_numpy(np.array(weights[name])))
