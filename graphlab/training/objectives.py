"""The rows of ``task.objectives`` as loss modules; those of PyTorch where it has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import torch
from torch import nn
from typing_extensions import override

from graphlab.errors import InputError
from graphlab.task.models import model_row
from graphlab.task.objectives import objective_row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch import Tensor

    from graphlab.task.setup import Setup


class HingeLoss(nn.Module):
    """max(0, 1 − t·z) to a power, for t = ±1."""

    def __init__(self, power: int = 1, reduction: str = "mean") -> None:
        super().__init__()
        self.power = power
        self.reduction = reduction

    @override
    def forward(self, z: Tensor, t: Tensor) -> Tensor:
        each = torch.clamp(1 - t * z, min=0) ** self.power
        return each.sum() if self.reduction == "sum" else each.mean()


class SVMLoss(nn.Module):
    """½‖w‖² + cost·Σ max(0, 1 − t·z), for t = ±1; the bias is not among ``weights``."""

    def __init__(self, weights: Sequence[Tensor], cost: float, reduction: str = "sum") -> None:
        super().__init__()
        self.weights = tuple(weights)
        self.cost = cost
        self.reduction = reduction

    @override
    def forward(self, z: Tensor, t: Tensor) -> Tensor:
        each = torch.clamp(1 - t * z, min=0)
        fit: Tensor = each.sum() if self.reduction == "sum" else each.mean()
        width: Tensor = 0.5 * torch.stack([(w * w).sum() for w in self.weights]).sum()
        loss: Tensor = width + self.cost * fit
        return loss


class PrintedSVMLoss(nn.Module):
    """‖w‖/2 + cost·Σ max(0, t·z)², for t = ±1: two misprints, kept to be tried."""

    def __init__(self, weights: Sequence[Tensor], cost: float, reduction: str = "sum") -> None:
        super().__init__()
        self.weights = tuple(weights)
        self.cost = cost
        self.reduction = reduction

    @override
    def forward(self, z: Tensor, t: Tensor) -> Tensor:
        each = torch.clamp(t * z, min=0) ** 2
        fit: Tensor = each.sum() if self.reduction == "sum" else each.mean()
        norm = torch.linalg.vector_norm(torch.cat([w.flatten() for w in self.weights]))
        loss: Tensor = norm / 2 + self.cost * fit
        return loss


def weights_without_bias(module: nn.Module) -> list[Tensor]:
    """Parameters that are penalised: all but those called b or bias."""
    return [
        parameter
        for name, parameter in module.named_parameters()
        if name.rpartition(".")[2] not in ("b", "bias")
    ]


def margin_cost(setup: Setup) -> float:
    """C of the set-up, 1 for a model that has none."""
    row = model_row(setup.model.key)
    return cast("float", setup.model.values(row).get("C", 1.0))


LOSSES: dict[str, Callable[[str, Sequence[Tensor], float], nn.Module]] = {
    "mse": lambda reduction, weights, cost: nn.MSELoss(reduction=reduction),
    "bce": lambda reduction, weights, cost: nn.BCELoss(reduction=reduction),
    "bce-logits": lambda reduction, weights, cost: nn.BCEWithLogitsLoss(reduction=reduction),
    "cross-entropy": lambda reduction, weights, cost: nn.CrossEntropyLoss(reduction=reduction),
    "hinge": lambda reduction, weights, cost: HingeLoss(1, reduction),
    "squared-hinge": lambda reduction, weights, cost: HingeLoss(2, reduction),
    "svm": lambda reduction, weights, cost: SVMLoss(weights, cost, reduction),
    "svm-printed": lambda reduction, weights, cost: PrintedSVMLoss(weights, cost, reduction),
}


def build_loss(setup: Setup, module: nn.Module) -> nn.Module:
    """The loss of the set-up for that module. Raises InputError where they do not go together."""
    row = objective_row(setup.objective)
    if setup.reduction not in row.reductions:
        raise InputError(f"{row.label} is not reduced by {setup.reduction!r}.")
    weights = weights_without_bias(module)
    if row.key.startswith("svm") and not weights:
        raise InputError(f"{row.label} penalises weights, and the model has none but biases.")
    return LOSSES[row.key](setup.reduction, weights, margin_cost(setup))
