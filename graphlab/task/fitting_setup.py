"""A set-up made to fit other points: the model stays where it can, else the simplest is taken."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graphlab.errors import InputError
from graphlab.task.choice import Choice
from graphlab.task.models import model_row
from graphlab.task.objectives import objective_row, usual_objective

if TYPE_CHECKING:
    from graphlab.task.points import Points
    from graphlab.task.setup import Setup


def simplest_model(points: Points) -> str:
    """Linear regression, logistic regression, or softmax for more than two classes."""
    if points.kind != "classes":
        return "linear"
    return "softmax" if len(points.names) > 2 else "logistic"


def fitted_to(setup: Setup, points: Points) -> Setup:
    """The same with a model and an objective that can learn these points.

    One class is a class to come: two are told apart.
    """
    model = model_row(setup.model.key)
    too_many = model.takes_two and len(points.names) > 2
    if points.kind not in model.kinds or too_many:
        setup = replace(setup, model=Choice(simplest_model(points)))
        model = model_row(setup.model.key)
    objective = objective_row(setup.objective)
    fits = points.kind in objective.kinds and setup.objective in model.objectives
    pairs = objective.coding in ("0/1", "±1") and len(points.names) > 2
    if fits and not pairs:
        return setup
    try:
        usual = usual_objective(setup.model.key, points.kind)
    except InputError:
        return setup
    return replace(setup, objective=usual.key, reduction=usual.reductions[0])
