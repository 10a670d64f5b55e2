"""What is wrong, or worth knowing, of a set-up and its points before they are trained."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from graphlab.errors import InputError
from graphlab.task.data_sets import data_row
from graphlab.task.models import model_row, read_layers
from graphlab.task.objectives import coding_of, objective_row
from graphlab.task.optimizers import optimizer_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graphlab.task.choice import Choice, Row, Setting
    from graphlab.task.models import Gives, Model
    from graphlab.task.objectives import Objective
    from graphlab.task.points import Kind, Points
    from graphlab.task.setup import Setup

LARGE_RATE = 10.0
MOST_SEED = 2**32 - 1
"""What ``numpy.random.seed`` takes."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence about one ``field`` of the set-up; if it ``blocks``, training cannot begin."""

    field: str
    sentence: str
    blocks: bool = True


def problems(setup: Setup, points: Points, gives: Gives | None = None) -> tuple[Problem, ...]:
    """All that can be told before training, in the order of the panel.

    ``gives`` is what a typed model was found to give, where that is known.
    """
    unreadable = tuple(_unreadable(setup))
    if unreadable:
        return unreadable
    model, objective = model_row(setup.model.key), objective_row(setup.objective)
    return (
        *_of_points(points, model),
        *_of_classes(setup, points, model, objective),
        *_of_fit(model, objective, points, gives or model.gives),
        *_of_optimizer(setup),
        *_of_loop(setup, len(points)),
    )


def labels_told(setup: Setup, points: Points) -> str:
    """How the objective is told the classes, for example ``Labels A/B become −1/+1``.

    Empty where there are no classes, or where rows do not exist.
    """
    if any(_unreadable(setup)):
        return ""
    coding = coding_of(setup.model.key, setup.objective, points.kind)
    if points.kind != "classes" or coding == "y":
        return ""
    counted = tuple(str(number) for number in range(len(points.names)))
    codes = {"0/1": ("0", "1"), "±1": ("−1", "+1"), "classes from 0": counted}[coding]
    names = points.names if coding == "classes from 0" else points.names[:2]
    codes = codes[: len(names)]
    if tuple(name.replace("-", "−") for name in names) == codes:
        return f"Labels are {'/'.join(codes)}"
    return f"Labels {'/'.join(names)} become {'/'.join(codes)}"


def _unreadable(setup: Setup) -> Iterator[Problem]:
    """Keys that are in no table, and settings that their rows do not take."""
    try:
        _values(setup.data, data_row(setup.data.key))
    except InputError as error:
        yield Problem("data", str(error))
    try:
        values = _values(setup.model, model_row(setup.model.key))
        read_layers(str(values.get("layers", "")))
    except InputError as error:
        yield Problem("model", str(error))
    try:
        objective_row(setup.objective)
    except InputError as error:
        yield Problem("objective", str(error))
    try:
        setup.optimizer.values(optimizer_row(setup.optimizer.key))
    except InputError as error:
        yield Problem("optimizer", str(error))


def _values(choice: Choice, row: Row) -> Mapping[str, Setting]:
    """The values of the row's own fields; the rest of a typed class are constructor arguments."""
    if row.key == "typed":
        own = {field.name for field in row.fields}
        choice = replace(choice, settings=tuple(pair for pair in choice.settings if pair[0] in own))
    return choice.values(row)


def _of_points(points: Points, model: Model) -> Iterator[Problem]:
    if not len(points):
        yield Problem("data", "There are no points: draw some, or choose a data set.")
        return
    if points.kind in model.kinds:
        return
    told: dict[Kind, str] = {
        "classes": f"{model.label} predicts a number, and these points have classes: choose a "
        "classifier, or a data set with numbers.",
        "curve": f"{model.label} tells classes apart, and here y of x is to be found: choose a "
        "regression, or points of two classes.",
        "surface": f"{model.label} tells classes apart, and these points have numbers: choose a "
        "regression, or points of two classes.",
    }
    yield Problem("model", told[points.kind])


def _of_classes(
    setup: Setup, points: Points, model: Model, objective: Objective
) -> Iterator[Problem]:
    if points.kind != "classes" or "classes" not in model.kinds or not len(points):
        return
    used = [points.names[int(mark)] for mark in np.unique(points.mark)]
    if len(used) == 1:
        yield Problem(
            "data",
            f"All points are of the class {used[0]}: a classifier needs points of another one too.",
        )
        return
    coding = coding_of(setup.model.key, setup.objective, points.kind)
    takes_two = model.takes_two or coding in ("0/1", "±1")
    if not takes_two or len(points.names) < 3:
        return
    field, label = ("model", model.label) if model.takes_two else ("objective", objective.label)
    if len(used) == 2:
        empty = ", ".join(name for name in points.names if name not in used)
        yield Problem(
            field,
            f"{label} is for two classes and the list has {len(points.names)}: take {empty}, "
            "without points, out of the list.",
        )
        return
    instead = "Softmax regression" if model.takes_two else "Cross-entropy"
    yield Problem(field, f"{label} is for two classes and there are {len(used)}: choose {instead}.")


_WORDS: dict[Gives, str] = {
    "value": "a value",
    "score": "one score",
    "scores": "a score for every class",
    "probability": "one probability",
    "probabilities": "a probability for every class",
    "any": "what it is made to give",
}
_FOR_EVERY_CLASS = ("scores", "probabilities")


def _of_fit(model: Model, objective: Objective, points: Points, gives: Gives) -> Iterator[Problem]:
    """Whether the objective is one for these points, and for what comes out of the model."""
    kind = points.kind
    if not len(points) or kind not in model.kinds:
        return
    if kind not in objective.kinds:
        yield Problem(
            "objective",
            f"{objective.label} is for classes, and these points have none: choose "
            f"{objective_row('mse').label}.",
        )
        return
    twice = _twice(objective, gives)
    if twice:
        yield Problem("objective", twice, blocks=False)
        return
    if objective.key in model.objectives and _agree(objective, gives):
        return
    fitting = [
        objective_row(key).label for key in model.objectives if kind in objective_row(key).kinds
    ]
    is_one_number = (gives in _FOR_EVERY_CLASS) == (objective.expects in _FOR_EVERY_CLASS)
    can_run = is_one_number and objective.key in model.objectives
    told = f"{objective.label} expects {_WORDS[objective.expects]}"
    if gives == "any" or objective.expects == gives:
        told = f"{objective.label} does not fit {model.label}"
    else:
        told += f" and {model.label} gives {_WORDS[gives]}"
    if fitting and objective.key not in model.objectives:
        told += f": choose {' or '.join(fitting)}"
    yield Problem("objective", f"{told}.", blocks=not can_run)


def _agree(objective: Objective, gives: Gives) -> bool:
    """Squared error takes any one number; the rest what they expect, or what fits itself."""
    if objective.expects == "value":
        return gives not in _FOR_EVERY_CLASS
    return gives in ("any", objective.expects)


def _twice(objective: Objective, gives: Gives) -> str:
    """The sentence for a function that would be applied a second time by the objective."""
    if (objective.key, gives) == ("bce-logits", "probability"):
        return (
            "Sigmoid before BCE-with-logits: the objective applies the sigmoid itself, so that it "
            "is applied twice and gradients are small. Choose "
            f"{objective_row('bce').label}, or leave the sigmoid out of the model."
        )
    if (objective.key, gives) == ("cross-entropy", "probabilities"):
        return (
            "Softmax before cross-entropy: the objective applies the softmax itself, so that it is "
            "applied twice and the loss cannot come near 0. Leave the softmax out of the model."
        )
    return ""


def _of_optimizer(setup: Setup) -> Iterator[Problem]:
    values = setup.optimizer.values(optimizer_row(setup.optimizer.key))
    rate = float(values["lr"])
    if rate == 0:
        yield Problem(
            "optimizer", "The learning rate is 0: no step changes a weight.", blocks=False
        )
    elif rate > LARGE_RATE:
        yield Problem(
            "optimizer",
            f"The learning rate is {rate:g}: the loss will most likely grow without bound. Usual "
            "rates are from 0.0001 to 1.",
            blocks=False,
        )
    if values.get("nesterov") and not values["momentum"]:
        yield Problem("optimizer", "Nesterov needs a momentum above 0.")


def _of_loop(setup: Setup, count: int) -> Iterator[Problem]:
    if setup.batch_size < 0:
        yield Problem(
            "batch_size",
            f"The batch size cannot be {setup.batch_size}: write 1 or more, or 0 for all points "
            "at once.",
        )
    if setup.epochs < 1:
        yield Problem("epochs", f"{setup.epochs} epochs train nothing: write 1 or more.")
    if not 0 <= setup.seed <= MOST_SEED:
        yield Problem(
            "seed", f"The seed cannot be {setup.seed}: it is a whole number from 0 to {MOST_SEED}."
        )
    if not count:
        return
    try:
        train, validation, _ = setup.split.counts(count)
    except InputError as error:
        yield Problem("split", str(error))
        return
    if setup.batch_size > train:
        points = "1 point" if train == 1 else f"{train:,} points"
        yield Problem(
            "batch_size",
            f"The batch size is {setup.batch_size:,} and {points} train: one batch of {train:,} an "
            "epoch.",
            blocks=False,
        )
    if not validation:
        yield Problem(
            "split",
            "No point is left for validation: whether the model fits new points will not be seen.",
            blocks=False,
        )
