"""What one batch said, and the sums over the batches of an epoch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphlab.task.history import Measure
    from graphlab.training.divergence import Divergence


@dataclass(frozen=True, slots=True)
class Batch:
    """One update: its place, counted from 1, its points and the loss before it."""

    epoch: int
    batch: int
    points: tuple[int, ...]
    loss: float
    ends_epoch: bool
    divergence: Divergence | None = None


class Tally:
    """Sums over the batches of one pass through points.

    ``total`` is the number of points for the accuracy, Σ(t − t̄)² for R².
    """

    def __init__(self, measure: Measure, total: float) -> None:
        self.measure = measure
        self.total = total
        self.loss = 0.0
        self.batches = 0
        self.sum = 0.0

    def add(self, loss: float, part: float) -> None:
        """A batch: its loss, and how many were right or Σ(t − y)²."""
        self.loss += loss
        self.sum += part
        self.batches += 1

    @property
    def mean_loss(self) -> float:
        return self.loss / self.batches

    @property
    def score(self) -> float:
        """The accuracy, or R²; not a number where all targets are the same."""
        if not self.total:
            return float("nan")
        return self.sum / self.total if self.measure == "accuracy" else 1 - self.sum / self.total
