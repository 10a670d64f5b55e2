"""From outputs of a model to decisions: how many are right, and what is shown on the plane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import torch

from graphlab.task.models import model_row
from graphlab.task.objectives import objective_row

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from graphlab.task.points import Kind
    from graphlab.task.setup import Setup

Meaning = Literal["value", "score", "probability", "probabilities"]


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """``numbers`` of shape (N,), or (N, classes) for probabilities; ``classes`` of shape (N,).

    A probability is that of the second class. There are no classes for a curve or a surface.
    """

    meaning: Meaning
    numbers: NDArray[np.float64]
    classes: NDArray[np.intp] | None


def meaning_of(setup: Setup, kind: Kind) -> Meaning:
    """What comes out of the model: by its row, or by what the objective expects."""
    if kind != "classes":
        return "value"
    gives = model_row(setup.model.key).gives
    gives = objective_row(setup.objective).expects if gives == "any" else gives
    match gives:
        case "probability" | "probabilities":
            return gives
        case "scores":
            return "probabilities"
        case _:
            return "score"


def classes_of(outputs: Tensor, meaning: Meaning) -> Tensor:
    """Numbers of the classes that are decided for."""
    if outputs.ndim > 1:
        return outputs.argmax(dim=-1)
    return (outputs >= _THRESHOLDS[meaning]).long()


_THRESHOLDS: dict[Meaning, float] = {"probability": 0.5, "score": 0.0}


def count_right(outputs: Tensor, targets: Tensor, meaning: Meaning) -> float:
    """How many points of a batch are decided for rightly, however their labels are coded."""
    if outputs.ndim > 1:
        right = outputs.argmax(dim=-1) == targets
    else:
        right = (outputs >= _THRESHOLDS[meaning]) == (targets > 0)
    return float(right.sum().item())


def prediction(outputs: Tensor, setup: Setup, meaning: Meaning) -> Prediction:
    """What the plane shows; scores become probabilities where the objective reads them so."""
    if meaning == "value":
        return Prediction(meaning, outputs.double().numpy(), None)
    classes = classes_of(outputs, meaning).numpy()
    if meaning == "probabilities":
        gives_scores = model_row(setup.model.key).gives in ("scores", "any")
        numbers = torch.softmax(outputs.double(), dim=-1) if gives_scores else outputs.double()
        return Prediction(meaning, numbers.numpy(), classes)
    if meaning == "score" and setup.objective == "bce-logits":
        return Prediction("probability", torch.sigmoid(outputs.double()).numpy(), classes)
    return Prediction(meaning, outputs.double().numpy(), classes)
