"""Real code, recorded: what lecturers show, for pictures without a single overlap."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import torch
from torch import nn

import graphlab

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    from graphlab.record import Record


class CNN(nn.Module):
    """Two convolutions with batch normalisation and pooling."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Conv2d(1, 4, 3), nn.Conv2d(4, 8, 3)
        self.normal = nn.BatchNorm2d(4)
        self.last = nn.Linear(8, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = torch.max_pool2d(torch.relu(self.normal(self.first(x))), 2)
        x = torch.relu(self.second(x)).mean((2, 3))
        return torch.log_softmax(self.last(x), 1)


class Loop(nn.Module):
    """An LSTM cell in a loop, and a read-out."""

    def __init__(self) -> None:
        super().__init__()
        self.cell, self.out = nn.LSTMCell(3, 4), nn.Linear(4, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = c = torch.zeros(2, 4)
        for t in range(x.shape[0]):
            h, c = self.cell(x[t], (h, c))
        return self.out(h).mean()


class HandMade(nn.Module):
    """A recurrent cell written out, its weights used at every step."""

    def __init__(self) -> None:
        super().__init__()
        self.u, self.v = nn.Parameter(torch.randn(4, 3)), nn.Parameter(torch.randn(4, 4))
        self.b = nn.Parameter(torch.zeros(4))

    def forward(self, x: Tensor) -> Tensor:
        h = torch.zeros(4)
        for row in x:
            h = torch.tanh(self.u @ row + self.v @ h + self.b)
        return (h**2).sum()


def _mlp() -> Record:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 2))
    return graphlab.record(model, torch.randn(5, 4))


def _normalised() -> Record:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Linear(6, 1))
    return graphlab.record(model, torch.randn(5, 4))


def _cnn() -> Record:
    torch.manual_seed(0)
    return graphlab.record(CNN(), torch.randn(2, 1, 10, 10))


def _loop(steps: int) -> Record:
    torch.manual_seed(0)
    return graphlab.record(Loop(), torch.randn(steps, 2, 3))


def _hand_made() -> Record:
    torch.manual_seed(0)
    return graphlab.record(HandMade(), torch.randn(4, 3))


def _encoder() -> Record:
    torch.manual_seed(0)
    layer = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0, batch_first=True)
    return graphlab.record(layer, torch.randn(1, 5, 8))


def _function(function: Callable[..., Tensor], *shapes: tuple[int, ...]) -> Record:
    torch.manual_seed(0)
    return graphlab.record(function, *(torch.randn(shape) for shape in shapes))


def _half_norm(a: Tensor, x: Tensor) -> Tensor:
    return 0.5 * torch.linalg.vector_norm(a @ x) ** 2


def _in_place(x: Tensor) -> Tensor:
    y = 2 * x
    upper, lower = y[:2], y[1:]
    upper.mul_(3)
    lower.add_(x[0])
    y[0, 0] = 0.0
    return (upper.sum() * lower).sum() + y.sin().sum()


def _slices(a: Tensor) -> Tensor:
    block = a[0:2, 1:3]
    return (block @ block.T).sum() + a[a > 0].prod()


def _own_loss(x: Tensor, w: Tensor, t: Tensor) -> Tensor:
    margin = 1 - t * (x @ w)
    hinge = torch.clamp(margin, min=0)
    return (hinge**2).mean() + 0.1 * w.abs().sum() + 0.01 * (w * w).sum()


RUNS: dict[str, Callable[[], Record]] = {
    "MLP": _mlp,
    "BatchNorm": _normalised,
    "CNN": _cnn,
    "LSTM cell 3 times": lambda: _loop(3),
    "LSTM cell 8 times": lambda: _loop(8),
    "hand-made cell": _hand_made,
    "encoder layer": _encoder,
    "half norm": lambda: _function(_half_norm, (3, 3), (3,)),
    "in place": lambda: _function(_in_place, (3, 4)),
    "slices": lambda: _function(_slices, (4, 4)),
    "own loss": lambda: _function(_own_loss, (6, 3), (3,), (6,)),
}


@cache
def run(name: str) -> Record:
    """The run with this name."""
    return RUNS[name]()
