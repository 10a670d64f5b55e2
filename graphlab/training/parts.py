"""The points of a run in their parts: to train on, to validate, to test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.task.objectives import coding_of
from graphlab.training.data import PointsDataset, loader_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import torch
    from numpy.typing import NDArray

    from graphlab.task.points import Points
    from graphlab.task.setup import Setup

    Indices = NDArray[np.intp]


class Parts:
    """Dataset, loaders and indices; ``unused`` are the points that the split leaves over."""

    def __init__(
        self,
        setup: Setup,
        points: Points,
        dtype: torch.dtype,
        indices: Sequence[Indices],
    ) -> None:
        coding = coding_of(setup.model.key, setup.objective, points.kind)
        self.points = points
        self.dataset = PointsDataset(points, coding, dtype)
        self.train, self.validation, self.test, self.unused = indices
        loader = loader_of(self.dataset, self.train, setup.batch_size)
        assert loader is not None  # a split that leaves none to train on is refused
        self.loader = loader
        self.validation_loader = loader_of(self.dataset, self.validation, setup.batch_size)

    @property
    def indices(self) -> tuple[Indices, ...]:
        return self.train, self.validation, self.test, self.unused

    def total(self, indices: Indices) -> float:
        """What a measure is relative to: the number of points, or Σ(t − t̄)²."""
        if self.points.kind == "classes":
            return float(len(indices))
        targets = self.points.targets[indices]
        return float(((targets - targets.mean()) ** 2).sum()) if len(targets) else 0.0
