"""The objective that goes with a model chosen by hand."""

from __future__ import annotations

import pytest

from graphlab.task.choice import Choice
from graphlab.task.choosing import fitting_objectives, with_model, with_objective
from graphlab.task.setup import Setup


def test_an_objective_that_fits_stays():
    before = Setup(model=Choice("logistic"), objective="mse", reduction="sum")
    after = with_model(before, Choice("linear-classifier"), "classes")
    assert (after.model.key, after.objective, after.reduction) == (
        "linear-classifier",
        "mse",
        "sum",
    )


@pytest.mark.parametrize(
    ("model", "kind", "objective", "reduction"),
    [
        ("svm", "classes", "svm", "sum"),
        ("softmax", "classes", "cross-entropy", "mean"),
        ("linear", "curve", "mse", "mean"),
        ("mlp", "surface", "mse", "mean"),
        ("svm", "curve", "svm", "sum"),  # which is told to be for other points
    ],
)
def test_else_the_usual_one_is_taken(model, kind, objective, reduction):
    after = with_model(Setup(), Choice(model), kind)
    assert (after.objective, after.reduction) == (objective, reduction)


def test_only_those_that_fit_are_offered():
    assert [row.key for row in fitting_objectives("logistic", "classes")] == ["mse", "bce"]
    assert [row.key for row in fitting_objectives("mlp", "curve")] == ["mse"]
    assert fitting_objectives("svm", "curve") == ()


def test_an_objective_comes_with_its_usual_reduction():
    assert with_objective(Setup(), "svm").reduction == "sum"
    assert with_objective(Setup(reduction="sum"), "hinge").reduction == "mean"
