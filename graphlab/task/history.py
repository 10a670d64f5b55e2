"""The history of a training run: one row an epoch, and the file of it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

Measure = Literal["accuracy", "r2"]


@dataclass(frozen=True, slots=True)
class Epoch:
    """Mean loss of the batches and the measure of an epoch, counted from 1.

    A score is the accuracy from 0 to 1, or R². Without points to validate on, loss and score of
    the validation are None.
    """

    epoch: int
    train_loss: float
    train_score: float
    val_loss: float | None
    val_score: float | None

    def named(self, measure: Measure) -> dict[str, int | float | None]:
        """The row under the names that files and the command line have."""
        return {
            "epoch": self.epoch,
            "train_loss": self.train_loss,
            f"train_{measure}": self.train_score,
            "val_loss": self.val_loss,
            f"val_{measure}": self.val_score,
        }


def history_csv(rows: Sequence[Epoch], measure: Measure) -> str:
    """A line of names and a line for each epoch, every digit kept; what is not there is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Epoch(0, 0.0, 0.0, None, None).named(measure))
    for row in rows:
        writer.writerow(["" if cell is None else cell for cell in row.named(measure).values()])
    return text.getvalue()
