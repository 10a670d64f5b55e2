"""The best weights of linear and polynomial regression at once, without any step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import torch

from graphlab.task.models import model_row
from graphlab.training.features import FEATURES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graphlab.task.points import Points
    from graphlab.task.setup import Setup

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ClosedForm:
    """``weights`` by the names of the module's parameters; ``sentence`` says what they are.

    ``rows`` and ``columns`` are those of Xᵀ, N×d as in the lecture, the column of ones included.
    ``loss`` is the mean squared error on the points it was made of.
    """

    weights: dict[str, Floats]
    rows: int
    columns: int
    rank: int
    loss: float
    sentence: str

    @property
    def is_unique(self) -> bool:
        """Whether no other weights are as good."""
        return self.rank == self.columns


def closed_form(setup: Setup, points: Points, chosen: NDArray[np.intp]) -> ClosedForm | None:
    """The least-squares weights for the points ``chosen``; None for a model that has none.

    Where the points do not determine them, the shortest weights of all that are as good.
    """
    if setup.model.key not in ("linear", "polynomial") or points.kind == "classes":
        return None
    inputs = transformed(setup, points.inputs[chosen])
    matrix = np.column_stack([inputs, np.ones(len(inputs))])
    targets = points.targets[chosen]
    found, _, rank, _ = np.linalg.lstsq(matrix, targets, rcond=None)
    solution = np.asarray(found, np.float64)
    loss = float(np.mean((matrix @ solution - targets) ** 2))
    weights: dict[str, Floats] = {"w": solution[:-1].copy(), "b": solution[-1:].copy()}
    rows, columns = matrix.shape
    return ClosedForm(weights, rows, columns, int(rank), loss, _explained(rows, columns, int(rank)))


def transformed(setup: Setup, inputs: Floats) -> Floats:
    """Φ of the inputs, or the inputs themselves, in double precision."""
    if setup.model.key != "polynomial":
        return inputs
    settings = setup.model.values(model_row("polynomial"))
    phi = FEATURES[cast("str", settings["features"])]
    given = torch.tensor(inputs, dtype=torch.float64)
    found: Floats = phi(given, cast("int", settings["degree"])).numpy()
    return found


def _explained(rows: int, columns: int, rank: int) -> str:
    size = f"Xᵀ is {rows}×{columns} and has rank {rank}"
    if rank == columns:
        return f"{size}: XXᵀ can be inverted, and w = (XXᵀ)⁻¹Xt are the only best weights."
    if columns > rows:
        why = f"there are more weights ({columns}) than points ({rows})"
    else:
        why = "columns of Xᵀ depend on each other"
    return (
        f"{size}: {why}, so that XXᵀ has no inverse and many weights are equally good; these are "
        "the shortest of them, w = X⁺t."
    )
