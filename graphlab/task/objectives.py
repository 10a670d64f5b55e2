"""What is made small in training, one row each: label coding, reduction, what it expects.

``graphlab.training.objectives`` builds them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from graphlab.errors import InputError
from graphlab.task.choice import Row, row_of
from graphlab.task.models import model_row

if TYPE_CHECKING:
    from graphlab.task.models import Gives
    from graphlab.task.points import Kind
    from graphlab.task.setup import Reduction

Coding = Literal["0/1", "±1", "classes from 0", "y"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective(Row):
    """``expects`` is what a model is to give; the first of ``reductions`` is the usual one."""

    expects: Gives
    coding: Coding
    kinds: tuple[Kind, ...] = ("classes",)
    reductions: tuple[Reduction, ...] = ("mean", "sum")


OBJECTIVES: tuple[Objective, ...] = (
    Objective(
        "mse",
        "Squared error (MSE)",
        "(y − t)², the mean over the batch. It expects the value itself. For two classes t is −1 "
        "and +1 for a score, 0 and 1 for a probability.",
        expects="value",
        coding="y",
        kinds=("classes", "curve", "surface"),
    ),
    Objective(
        "bce",
        "Binary cross-entropy (BCE)",
        "−t ln p − (1 − t) ln(1 − p), the mean over the batch. t is 0 or 1. It expects the "
        "probability p, after the sigmoid.",
        expects="probability",
        coding="0/1",
    ),
    Objective(
        "bce-logits",
        "BCE with logits",
        "Binary cross-entropy of σ(z), the mean over the batch. t is 0 or 1. It expects the score "
        "z and applies the sigmoid itself: a sigmoid in the model would be the second.",
        expects="score",
        coding="0/1",
    ),
    Objective(
        "cross-entropy",
        "Cross-entropy",
        "−ln softmax(z)ₜ; PyTorch takes the mean over the batch, the lecture the sum. t is the "
        "number of the class from 0. It expects scores and applies the softmax itself: a softmax "
        "in the model would be the second.",
        expects="scores",
        coding="classes from 0",
    ),
    Objective(
        "hinge",
        "Hinge",
        "max(0, 1 − t·z), the mean over the batch. t is −1 or +1. It expects the score z. Points "
        "beyond the margin cost nothing and have no gradient.",
        expects="score",
        coding="±1",
    ),
    Objective(
        "squared-hinge",
        "Squared hinge",
        "max(0, 1 − t·z)², the mean over the batch. t is −1 or +1. It expects the score z. Smooth "
        "at the margin, and harder on points far on the wrong side.",
        expects="score",
        coding="±1",
    ),
    Objective(
        "svm",
        "Support vector machine",
        "½‖w‖² + C·Σ max(0, 1 − tᵢzᵢ): a wide margin against points inside it, summed over the "
        "batch. t is −1 or +1, z is the score, and the bias is not penalised.",
        expects="score",
        coding="±1",
        reductions=("sum", "mean"),
    ),
    Objective(
        "svm-printed",
        "SVM as the lecture prints it",
        "‖w‖/2 + C·Σ max(0, t·z)², summed over the batch; t is −1 or +1, and it expects the score. "
        "Both terms are misprints: being right costs, so w shrinks to 0 and its side is chance: "
        "1.5 % accuracy where the SVM has 99 % (two Gaussians, σ 0.6, seed 0).",
        expects="score",
        coding="±1",
        reductions=("sum", "mean"),
    ),
)


def objective_row(key: str) -> Objective:
    """The row of that key; raises InputError, with the keys there are, if there is none."""
    return row_of(OBJECTIVES, key, "objective")


def usual_objective(model: str, kind: Kind) -> Objective:
    """The first objective that fits the model and these points; raises InputError for none."""
    row = model_row(model)
    for key in row.objectives:
        if kind in row.kinds and kind in objective_row(key).kinds:
            return objective_row(key)
    what = {"classes": "classes", "curve": "a curve", "surface": "a surface"}[kind]
    raise InputError(f"{row.label} does not learn {what}; choose another model or other data.")


def coding_of(model: str, objective: str, kind: Kind) -> Coding:
    """How labels are told to the objective; squared error of classes has a coding of its own."""
    row = objective_row(objective)
    if row.coding != "y" or kind != "classes":
        return row.coding
    return "0/1" if model_row(model).gives == "probability" else "±1"
