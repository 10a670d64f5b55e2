"""What goes together in a set-up: the objective with a model, both with the points."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graphlab.errors import InputError
from graphlab.task.choice import Choice
from graphlab.task.models import model_row
from graphlab.task.objectives import OBJECTIVES, objective_row, usual_objective

if TYPE_CHECKING:
    from graphlab.task.objectives import Objective
    from graphlab.task.points import Kind, Points
    from graphlab.task.setup import Setup


def fitting_objectives(model: str, kind: Kind) -> tuple[Objective, ...]:
    """Those that the model can have on such points, in the order of the table."""
    row = model_row(model)
    return tuple(each for each in OBJECTIVES if each.key in row.objectives and kind in each.kinds)


def with_model(setup: Setup, model: Choice, kind: Kind) -> Setup:
    """With another model, and its usual objective where the present one does not fit."""
    after = replace(setup, model=model)
    if setup.objective in [each.key for each in fitting_objectives(model.key, kind)]:
        return after
    try:
        usual = usual_objective(model.key, kind)
    except InputError:  # the model is for other points: what it has is told, the rest stays
        usual = objective_row(model_row(model.key).objectives[0])
    return with_objective(after, usual.key)


def with_objective(setup: Setup, objective: str) -> Setup:
    """With another objective and its usual reduction."""
    return replace(setup, objective=objective, reduction=objective_row(objective).reductions[0])


def simplest_model(points: Points) -> str:
    """Linear regression, logistic regression, or softmax for more than two classes."""
    if points.kind != "classes":
        return "linear"
    return "softmax" if len(points.names) > 2 else "logistic"


def fitted_to(setup: Setup, points: Points) -> Setup:
    """The same with a model and an objective that can learn these points.

    The model stays where it can. One class is a class to come: two are told apart.
    """
    model = model_row(setup.model.key)
    many = len(points.names) > 2
    if points.kind not in model.kinds or (model.takes_two and many):
        setup = replace(setup, model=Choice(simplest_model(points)))
    fitting = fitting_objectives(setup.model.key, points.kind)
    objective = objective_row(setup.objective)
    if objective in fitting and not (many and objective.coding in ("0/1", "±1")):
        return setup
    return with_objective(setup, usual_objective(setup.model.key, points.kind).key)
