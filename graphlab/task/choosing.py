"""What follows from a choice: the objective that goes with a model, the model with a data set."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graphlab.errors import InputError
from graphlab.task.choice import Choice
from graphlab.task.data_sets import data_row
from graphlab.task.models import model_row
from graphlab.task.objectives import OBJECTIVES, objective_row, usual_objective

if TYPE_CHECKING:
    from graphlab.task.objectives import Objective
    from graphlab.task.points import Kind
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


def with_data(setup: Setup, data: Choice) -> Setup:
    """With another data set, and the simplest model that fits where the present one does not."""
    after = replace(setup, data=data)
    row = data_row(data.key)
    if row.kind is None:
        return after
    classes = int(data.values(row).get("k", 2)) if row.kind == "classes" else 0
    model = model_row(setup.model.key)
    if row.kind not in model.kinds or (model.takes_two and classes > 2):
        key = "linear" if row.kind != "classes" else "softmax" if classes > 2 else "logistic"
        return with_model(after, Choice(key), row.kind)
    return with_model(after, setup.model, row.kind)
