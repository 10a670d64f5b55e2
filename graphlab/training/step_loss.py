"""The loss of some points as one module, so that the engine can record it like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import nn
from typing_extensions import override

if TYPE_CHECKING:
    from torch import Tensor

    from graphlab.training.feeding import Feed


class StepLoss(nn.Module):
    """``forward(x, t)`` is what the loop calls ``backward`` on; its parts are model and loss."""

    def __init__(self, model: nn.Module, loss: nn.Module, feed: Feed) -> None:
        super().__init__()
        self.model = model
        self.loss = loss
        self._feed = feed

    @override
    def forward(self, x: Tensor, t: Tensor) -> Tensor:
        found: Tensor = self.loss(self._feed(self.model, x), t)
        return found
