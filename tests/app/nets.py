"""What the programs of ``test_given`` show: a file of its own, since the window shows all of it."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(2, 3)

    def forward(self, x: Tensor) -> Tensor:
        return torch.tanh(self.first(x))


def pair(a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    return a * b, (a + torch.rand(())).sum()
