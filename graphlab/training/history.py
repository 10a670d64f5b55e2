"""What a run leaves behind: one row an epoch, and what one batch said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from graphlab.training.divergence import Divergence

Measure = Literal["accuracy", "r2"]


@dataclass(frozen=True, slots=True)
class Epoch:
    """Mean loss of the batches and the measure of an epoch, counted from 1.

    Without points to validate on there is no loss or score of them. ``score`` is the accuracy
    from 0 to 1, or R².
    """

    epoch: int
    train_loss: float
    train_score: float
    val_loss: float | None
    val_score: float | None

    def named(self, measure: Measure) -> dict[str, int | float | None]:
        """The row under the names of the contract."""
        return {
            "epoch": self.epoch,
            "train_loss": self.train_loss,
            f"train_{measure}": self.train_score,
            "val_loss": self.val_loss,
            f"val_{measure}": self.val_score,
        }


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
