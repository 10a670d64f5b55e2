"""The rows of ``task.models`` as modules.

Each class stands by itself, for "Copy as script" writes its source out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import torch
from torch import nn
from typing_extensions import override

from graphlab.task.models import model_row, read_layers
from graphlab.task.objectives import objective_row
from graphlab.training.features import FEATURES, feature_count

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    from graphlab.task.points import Points
    from graphlab.task.setup import Setup


class Linear(nn.Module):
    """z = wᵀx + b for every row of x. It begins where nn.Linear would."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        layer = nn.Linear(inputs, 1)
        self.w = nn.Parameter(layer.weight.detach()[0].clone())
        self.b = nn.Parameter(layer.bias.detach().clone())

    @override
    def forward(self, x: Tensor) -> Tensor:
        return x @ self.w + self.b


class Features(nn.Module):
    """wᵀΦ(x) + b for every row of x."""

    def __init__(self, phi: Callable[[Tensor, int], Tensor], degree: int, count: int) -> None:
        super().__init__()
        self.phi = phi
        self.degree = degree
        layer = nn.Linear(count, 1)
        self.w = nn.Parameter(layer.weight.detach()[0].clone())
        self.b = nn.Parameter(layer.bias.detach().clone())

    @override
    def forward(self, x: Tensor) -> Tensor:
        return self.phi(x, self.degree) @ self.w + self.b


class LogisticRegression(nn.Module):
    """σ(wᵀx + b) for every row of x, from w = 1 and b = 0."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.w = nn.Parameter(torch.ones(inputs))
        self.b = nn.Parameter(torch.zeros(1))

    @override
    def forward(self, x: Tensor) -> Tensor:
        return torch.sigmoid(x @ self.w + self.b)


class SoftmaxRegression(nn.Module):
    """Wx + b for every row of x: a score for each class."""

    def __init__(self, inputs: int, classes: int) -> None:
        super().__init__()
        layer = nn.Linear(inputs, classes)
        self.W = nn.Parameter(layer.weight.detach().clone())
        self.b = nn.Parameter(layer.bias.detach().clone())

    @override
    def forward(self, x: Tensor) -> Tensor:
        return x @ self.W.T + self.b


class NeuralNetwork(nn.Module):
    """Linear layers with an activation between them; a single output is one number a row."""

    def __init__(self, sizes: list[int], activation: str) -> None:
        super().__init__()
        between = {"tanh": nn.Tanh, "relu": nn.ReLU, "sigmoid": nn.Sigmoid}[activation]
        layers: list[nn.Module] = []
        for i in range(1, len(sizes)):
            layers += [nn.Linear(sizes[i - 1], sizes[i]), between()]
        self.layers = nn.Sequential(*layers[:-1])

    @override
    def forward(self, x: Tensor) -> Tensor:
        z: Tensor = self.layers(x)
        return z.squeeze(-1) if z.shape[-1] == 1 else z


def outputs_of(setup: Setup, points: Points) -> int:
    """How many numbers the objective takes for a point: one, or one for each class."""
    per_class = objective_row(setup.objective).expects == "scores"
    return len(points.names) if per_class else 1


def _linear(setup: Setup, points: Points) -> nn.Module:
    return Linear(points.inputs.shape[1])


def _features(setup: Setup, points: Points) -> nn.Module:
    settings = setup.model.values(model_row("polynomial"))
    name, degree = cast("str", settings["features"]), cast("int", settings["degree"])
    return Features(FEATURES[name], degree, feature_count(name, points.inputs.shape[1], degree))


def _logistic(setup: Setup, points: Points) -> nn.Module:
    return LogisticRegression(points.inputs.shape[1])


def _softmax(setup: Setup, points: Points) -> nn.Module:
    return SoftmaxRegression(points.inputs.shape[1], len(points.names))


def _network(setup: Setup, points: Points) -> nn.Module:
    settings = setup.model.values(model_row("mlp"))
    hidden = read_layers(cast("str", settings["layers"]))
    sizes = [points.inputs.shape[1], *hidden, outputs_of(setup, points)]
    return NeuralNetwork(sizes, cast("str", settings["activation"]))


BUILDERS: dict[str, Callable[[Setup, Points], nn.Module]] = {
    "linear": _linear,
    "polynomial": _features,
    "linear-classifier": _linear,
    "logistic": _logistic,
    "softmax": _softmax,
    "svm": _linear,
    "mlp": _network,
}


def module_of(
    module: nn.Module | Callable[[], nn.Module] | None, setup: Setup, points: Points
) -> nn.Module:
    """The module that is given, or made by a function, or that of the set-up."""
    if module is None:
        return build(setup, points)
    return module if isinstance(module, nn.Module) else module()


def build(setup: Setup, points: Points) -> nn.Module:
    """The module of the set-up; ``typed`` has none here. Draws from the current generators."""
    return BUILDERS[setup.model.key](setup, points)
