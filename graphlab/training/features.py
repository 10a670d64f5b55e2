"""Transformations Φ of the inputs, for one input and for two; one row each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor


def powers(x: Tensor, degree: int) -> Tensor:
    """x, x² … of one input; x₁, x₂, x₁², x₁x₂, x₂² … of two. Shape (N, inputs) to (N, features)."""
    if x.shape[1] == 1:
        return torch.cat([x**power for power in range(1, degree + 1)], dim=1)
    columns = [
        x[:, 0] ** (power - second) * x[:, 1] ** second
        for power in range(1, degree + 1)
        for second in range(power + 1)
    ]
    return torch.stack(columns, dim=1)


def waves(x: Tensor, degree: int) -> Tensor:
    """The sine and cosine of 1, 2 … ``degree`` times every input."""
    columns = [f(k * x) for k in range(1, degree + 1) for f in (torch.sin, torch.cos)]
    return torch.cat(columns, dim=1)


def bumps(x: Tensor, degree: int) -> Tensor:
    """Bells exp(−(x − c)²/2s²) with ``degree`` centres between −3 and 3, on a grid for two."""
    centres = torch.linspace(-3.0, 3.0, degree, dtype=x.dtype) if degree > 1 else x.new_zeros(1)
    width = 6.0 / max(degree - 1, 1)
    bells = [
        torch.exp(-((x[:, i : i + 1] - centres) ** 2) / (2 * width**2)) for i in range(x.shape[1])
    ]
    if len(bells) == 1:
        return bells[0]
    return (bells[0].unsqueeze(2) * bells[1].unsqueeze(1)).flatten(1)


FEATURES: dict[str, Callable[[Tensor, int], Tensor]] = {
    "powers": powers,
    "waves": waves,
    "bumps": bumps,
}


def feature_count(name: str, inputs: int, degree: int) -> int:
    """How many columns Φ has."""
    return FEATURES[name](torch.zeros(1, inputs), degree).shape[1]
