"""Mistakes that can be told before training: each has its sentence, and says whether it blocks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from graphlab.task.choice import Choice
from graphlab.task.data_sets import DATA_SETS, made
from graphlab.task.models import MODELS
from graphlab.task.objectives import OBJECTIVES, usual_objective
from graphlab.task.points import NO_POINTS, Points
from graphlab.task.problems import Problem, labels_told, problems
from graphlab.task.setup import Setup, Split

LECTURE = made(Choice("two-class"), 0)
LINE = made(Choice("line"), 0)
PLANE = made(Choice("plane"), 0)
BLOBS = made(Choice("blobs"), 0)
REGRESSION = Setup(model=Choice("linear"), objective="mse")
SOFTMAX = Setup(model=Choice("softmax"), objective="cross-entropy")


def only(found: tuple[Problem, ...]) -> Problem:
    assert len(found) == 1, found
    return found[0]


def test_the_lectures_run_has_none() -> None:
    optimizer = Choice("sgd", (("lr", 0.01), ("momentum", 0.99), ("weight_decay", 1e-3)))
    setup = Setup(optimizer=optimizer, split=Split.read("60,20,rest"))
    assert problems(setup, LECTURE) == ()


FITTING = [
    (model.key, row.key)
    for model in MODELS
    for row in DATA_SETS
    if model.key != "typed" and row.kind in model.kinds
    if not (model.takes_two and row.key == "blobs")
]


@pytest.mark.parametrize(("model", "data"), FITTING)
def test_a_model_with_its_usual_objective_has_none_on_points_of_its_kind(
    model: str, data: str
) -> None:
    points = made(Choice(data), 1)
    objective = usual_objective(model, points.kind).key
    assert problems(Setup(model=Choice(model), objective=objective), points) == ()


@pytest.mark.parametrize(
    ("setup", "points", "problem"),
    [
        (Setup(), NO_POINTS, Problem("data", "There are no points: draw some, or choose a data "
         "set.")),
        (REGRESSION, NO_POINTS, Problem("data", "There are no points: draw some, or choose a data "
         "set.")),
        (Setup(), Points(np.zeros((40, 2)), np.ones(40)), Problem("data", "All points are of the "
         "class B: a classifier needs points of another one too.")),
        (REGRESSION, LECTURE, Problem("model", "Linear regression predicts a number, and these "
         "points have classes: choose a classifier, or a data set with numbers.")),
        (Setup(), LINE, Problem("model", "Logistic regression tells classes apart, and here y of x "
         "is to be found: choose a regression, or points of two classes.")),
        (Setup(), PLANE, Problem("model", "Logistic regression tells classes apart, and these "
         "points have numbers: choose a regression, or points of two classes.")),
        (Setup(), BLOBS, Problem("model", "Logistic regression is for two classes and there are 3: "
         "choose Softmax regression.")),
        (Setup(model=Choice("mlp"), objective="hinge"), BLOBS, Problem("objective", "Hinge is for "
         "two classes and there are 3: choose Cross-entropy.")),
        (Setup(model=Choice("mlp"), objective="mse"), BLOBS, Problem("objective", "Squared error "
         "(MSE) is for two classes and there are 3: choose Cross-entropy.")),
        (Setup(), Points(np.zeros((40, 2)), np.resize([0, 2], 40), names=("A", "B", "C")),
         Problem("model", "Logistic regression is for two classes and the list has 3: take B, "
         "without points, out of the list.")),
        (Setup(model=Choice("mlp"), objective="hinge"),
         Points(np.zeros((40, 2)), np.resize([0, 1], 40), names=("A", "B", "C", "D")),
         Problem("objective", "Hinge is for two classes and the list has 4: take C, D, without "
         "points, out of the list.")),
        (Setup(model=Choice("mlp"), objective="bce-logits"), LINE, Problem("objective", "BCE with "
         "logits is for classes, and these points have none: choose Squared error (MSE).")),
        (Setup(objective="bce-logits"), LECTURE, Problem("objective", "Sigmoid before "
         "BCE-with-logits: the objective applies the sigmoid itself, so that it is applied twice "
         "and gradients are small. Choose Binary cross-entropy (BCE), or leave the sigmoid out of "
         "the model.", blocks=False)),
        (Setup(objective="cross-entropy"), LECTURE, Problem("objective", "Cross-entropy expects a "
         "score for every class and Logistic regression gives one probability: choose Binary "
         "cross-entropy (BCE) or Squared error (MSE).")),
        (replace(SOFTMAX, objective="bce"), LECTURE, Problem("objective", "Binary cross-entropy "
         "(BCE) expects one probability and Softmax regression gives a score for every class: "
         "choose Cross-entropy.")),
        (Setup(model=Choice("linear-classifier"), objective="svm"), LECTURE, Problem("objective",
         "Support vector machine does not fit Linear classifier: choose Squared error (MSE) or "
         "Hinge or Squared hinge or BCE with logits.")),
        (Setup(split=Split.read("300,20,rest")), LECTURE, Problem("split", "The split 300,20,rest "
         "asks for 320 points and there are 200.")),
        (Setup(split=Split.read("0,20,rest")), LECTURE, Problem("split", "The split 0,20,rest "
         "leaves no point of 200 to train on.")),
        (Setup(split=Split.read("60,0,rest")), LECTURE, Problem("split", "No point is left for "
         "validation: whether the model fits new points will not be seen.", blocks=False)),
        (Setup(split=Split.read("60,20,rest"), batch_size=64), LECTURE, Problem("batch_size", "The "
         "batch size is 64 and 60 points train: one batch of 60 an epoch.", blocks=False)),
        (Setup(batch_size=-1), LECTURE, Problem("batch_size", "The batch size cannot be -1: write "
         "1 or more, or 0 for all points at once.")),
        (Setup(epochs=0), LECTURE, Problem("epochs", "0 epochs train nothing: write 1 or more.")),
        (Setup(seed=-1), LECTURE, Problem("seed", "The seed cannot be -1: it is a whole number "
         "from 0 to 4294967295.")),
        (Setup(optimizer=Choice("adam", (("lr", 0.0),))), LECTURE, Problem("optimizer", "The "
         "learning rate is 0: no step changes a weight.", blocks=False)),
        (Setup(optimizer=Choice("sgd", (("lr", 1e6),))), LECTURE, Problem("optimizer", "The "
         "learning rate is 1e+06: the loss will most likely grow without bound. Usual rates are "
         "from 0.0001 to 1.", blocks=False)),
        (Setup(optimizer=Choice("sgd", (("nesterov", True),))), LECTURE, Problem("optimizer",
         "Nesterov needs a momentum above 0.")),
    ],
)  # fmt: skip
def test_a_mistake_is_told(setup: Setup, points: Points, problem: Problem) -> None:
    assert only(problems(setup, points)) == problem


@pytest.mark.parametrize(
    ("setup", "field", "part"),
    [
        (Setup(data=Choice("moon")), "data", "no data set called 'moon'"),
        (Setup(data=Choice("moons", (("n", 0),))), "data", "Points per class cannot be 0"),
        (Setup(model=Choice("forest")), "model", "no model called 'forest'"),
        (Setup(model=Choice("mlp", (("layers", "16,x"),))), "model", "hidden layers '16,x'"),
        (Setup(objective="0-1"), "objective", "no objective called '0-1'"),
        (Setup(optimizer=Choice("lbfgs")), "optimizer", "no optimiser called 'lbfgs'"),
        (Setup(optimizer=Choice("sgd", (("lr", -1.0),))), "optimizer", "cannot be -1.0"),
    ],
)
def test_what_is_in_no_table_blocks(setup: Setup, field: str, part: str) -> None:
    problem = only(problems(setup, LECTURE))
    assert problem.field == field
    assert part in problem.sentence
    assert problem.blocks
    assert labels_told(setup, LECTURE) == ""


TYPED = Setup(model=Choice("typed"))


def test_a_typed_model_is_held_to_what_it_was_found_to_give() -> None:
    softmax = only(problems(replace(TYPED, objective="cross-entropy"), BLOBS, "probabilities"))
    assert softmax.sentence.startswith("Softmax before cross-entropy: ")
    assert not softmax.blocks
    sigmoid = only(problems(replace(TYPED, objective="bce-logits"), LECTURE, "probability"))
    assert sigmoid.sentence.startswith("Sigmoid before BCE-with-logits: ")
    assert not sigmoid.blocks
    score = only(problems(replace(TYPED, objective="bce"), LECTURE, "score"))
    assert score == Problem(
        "objective",
        "Binary cross-entropy (BCE) expects one probability and Your nn.Module gives one score.",
        blocks=False,
    )
    assert only(problems(replace(TYPED, objective="bce"), LECTURE, "scores")).blocks
    for row in OBJECTIVES:
        assert problems(replace(TYPED, objective=row.key), LECTURE) == ()
        assert problems(replace(TYPED, objective=row.key), LECTURE, row.expects) == ()


def test_constructor_arguments_of_typed_classes_are_not_taken_for_settings() -> None:
    setup = replace(
        TYPED,
        model=Choice("typed", (("C", 2.0), ("N", 2))),
        objective="bce",
        data=Choice("typed", (("N", 100), ("sigma", 1.5))),
    )
    assert problems(setup, LECTURE) == ()
    wrong = only(problems(replace(setup, model=Choice("typed", (("C", -1.0),))), LECTURE))
    assert wrong.sentence.startswith("C cannot be -1.0")


def test_all_is_told_at_once_in_the_order_of_the_panel() -> None:
    setup = Setup(
        optimizer=Choice("sgd", (("lr", 0.0),)),
        epochs=0,
        split=Split.read("500,0,rest"),
        batch_size=-2,
    )
    found = problems(setup, BLOBS)
    assert [each.field for each in found] == ["model", "optimizer", "batch_size", "epochs", "split"]


@pytest.mark.parametrize(
    ("setup", "points", "told"),
    [
        (Setup(), LECTURE, "Labels negative/positive become 0/1"),
        (Setup(model=Choice("svm"), objective="svm"), LECTURE,
         "Labels negative/positive become −1/+1"),
        (Setup(model=Choice("linear-classifier"), objective="mse"), LECTURE,
         "Labels negative/positive become −1/+1"),
        (Setup(objective="mse"), LECTURE, "Labels negative/positive become 0/1"),
        (SOFTMAX, BLOBS, "Labels A/B/C become 0/1/2"),
        (Setup(), Points(np.zeros((2, 2)), np.arange(2), names=("0", "1")), "Labels are 0/1"),
        (Setup(model=Choice("svm"), objective="hinge"),
         Points(np.zeros((2, 2)), np.arange(2), names=("0", "1")), "Labels 0/1 become −1/+1"),
        (Setup(model=Choice("svm"), objective="hinge"),
         Points(np.zeros((2, 2)), np.arange(2), names=("-1", "+1")), "Labels are −1/+1"),
        (REGRESSION, LINE, ""),
        (REGRESSION, PLANE, ""),
    ],
)  # fmt: skip
def test_the_coding_of_labels_is_told(setup: Setup, points: Points, told: str) -> None:
    assert labels_told(setup, points) == told
