"""Whether a model, an objective and points go together; one sentence where they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from graphlab.errors import InputError, MisfitError
from graphlab.task.models import model_row
from graphlab.task.objectives import objective_row
from graphlab.training import feeding
from graphlab.training.models import outputs_of

if TYPE_CHECKING:
    from torch import nn

    from graphlab.task.points import Points
    from graphlab.task.setup import Setup

_KINDS = {"classes": "classes", "curve": "a curve", "surface": "a surface"}


def refuse_what_does_not_fit(setup: Setup, points: Points, *, is_typed: bool) -> None:
    """Raises InputError for rows that cannot be trained together on these points."""
    model, objective = model_row(setup.model.key), objective_row(setup.objective)
    for row in (model, objective):
        if points.kind not in row.kinds:
            raise InputError(f"{row.label} does not learn {_KINDS[points.kind]}.")
    if setup.epochs < 1:
        raise InputError(
            f"There are {setup.epochs} epochs to train for; there must be one or more."
        )
    if setup.batch_size < 0:
        raise InputError(f"A batch cannot have {setup.batch_size} points; 0 is all of them.")
    if (model.key == "typed") != is_typed:
        raise InputError("There is no typed model to train; choose one of the others.")
    if points.kind != "classes":
        return
    if len(points.names) < 2:
        raise InputError("There is one class only, and nothing to tell it apart from.")
    if model.takes_two and len(points.names) > 2:
        raise InputError(
            f"{model.label} tells two classes apart and there are {len(points.names)}; choose "
            "softmax regression or a neural network."
        )
    per_class = objective.expects == "scores"
    if per_class not in {objective_row(key).expects == "scores" for key in model.objectives}:
        gives = "one number a point" if per_class else "a score for every class"
        takes = "a score for every class" if per_class else "one number a point"
        raise InputError(f"{model.label} gives {gives}, and {objective.label} takes {takes}.")


def dtype_of(module: nn.Module) -> torch.dtype:
    """The type of numbers a module computes with, that of its first parameter numpy has too."""
    for parameter in module.parameters():
        if parameter.dtype in (torch.float16, torch.float32, torch.float64):
            return parameter.dtype
    return torch.float32


def check_module(module: nn.Module, setup: Setup, points: Points) -> None:
    """Raises InputError for a typed module without parameters, or that a batch does not fit."""
    if not any(parameter.requires_grad for parameter in module.parameters()):
        raise MisfitError("The model has no parameter that could be trained.")
    report = feeding.check(
        module,
        setup.feeding,
        points.inputs.shape[1],
        outputs_of(setup, points),
        dtype_of(module),
    )
    if not report.agrees:
        raise MisfitError(report.sentence) from report.error
