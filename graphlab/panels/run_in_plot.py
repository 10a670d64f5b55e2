"""The epochs of a run as the curves of the plot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graphlab.panels.loss_plot import Curves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.panels.loss_plot import LossPlot
    from graphlab.study.training import Run
    from graphlab.task.history import Epoch
    from graphlab.task.points import Points


def show_history(plot: LossPlot, run: Run, points: Points) -> None:
    """Adds the epochs that are new, or shows another run from its first one on."""
    shown = plot.curves.loss
    known = max(0, len(shown) - 1)  # before the first epoch nothing is measured
    rows = run.rows
    goes_on = 0 < known <= len(rows) and bool(
        shown[known] == rows[known - 1].train_loss and shown[1] == rows[0].train_loss
    )
    if goes_on:
        for row in rows[known:]:
            plot.add(*_numbers(row))
    elif rows or known:
        plot.show_curves(curves_of(rows))
    ghosts = tuple(curves_of(ghost) for ghost in run.ghosts)
    if [len(ghost.loss) for ghost in ghosts] != [len(ghost.loss) for ghost in plot.ghosts]:
        plot.show_ghosts(ghosts)
    plot.set_score("accuracy" if points.kind == "classes" else "R²")
    plot.show_epoch(run.epoch if rows else None)


def curves_of(rows: Sequence[Epoch]) -> Curves:
    """One number an epoch from epoch 0 on, which has none; nothing at all without epochs."""
    if not rows:
        nothing = np.empty(0)
        return Curves(nothing, nothing, nothing, nothing)
    table = np.array([(np.nan,) * 4, *map(_numbers, rows)], np.float64)
    return Curves(*table.T)


def _numbers(row: Epoch) -> tuple[float, float, float, float]:
    unknown = float("nan")
    return (
        row.train_loss,
        unknown if row.val_loss is None else row.val_loss,
        row.train_score,
        unknown if row.val_score is None else row.val_score,
    )
