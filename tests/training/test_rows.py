"""Every row of the tables trains with every objective that fits, on every kind of points."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import torch
from torch import nn

from graphlab.errors import InputError
from graphlab.task.choice import Choice
from graphlab.task.data_sets import made
from graphlab.task.models import MODELS, read_layers
from graphlab.task.objectives import OBJECTIVES, coding_of, objective_row, usual_objective
from graphlab.task.optimizers import OPTIMIZERS
from graphlab.task.setup import Setup
from graphlab.training.features import FEATURES, feature_count
from graphlab.training.models import BUILDERS
from graphlab.training.objectives import LOSSES
from graphlab.training.session import Session

POINTS = {
    "classes": made(Choice("two-class", (("n", 20),)), 0),
    "curve": made(Choice("sine"), 0),
    "surface": made(Choice("hill"), 0),
}
FITTING = [
    (model.key, kind, objective)
    for model in MODELS
    for kind, objective in product(model.kinds, model.objectives)
    if model.key != "typed" and kind in objective_row(objective).kinds
]


def test_every_row_has_its_builder() -> None:
    assert set(BUILDERS) == {row.key for row in MODELS} - {"typed"}
    assert set(LOSSES) == {row.key for row in OBJECTIVES}


@pytest.mark.parametrize(("model", "kind", "objective"), FITTING)
def test_it_trains(model: str, kind: str, objective: str) -> None:
    setup = Setup(
        model=Choice(model),
        objective=objective,
        reduction=objective_row(objective).reductions[0],
        optimizer=Choice("adam", (("lr", 0.01),)),
        batch_size=0,
        epochs=12,
    )
    session = Session(setup, POINTS[kind])
    while not session.is_over:
        session.advance()
    assert session.divergence is None
    first, last = session.history[0], session.history[-1]
    if objective != "svm-printed":
        assert last.train_loss < first.train_loss
    shown = session.predict(POINTS[kind].inputs)
    assert len(shown.numbers) == len(POINTS[kind])
    assert (shown.classes is None) == (kind != "classes")


@pytest.mark.parametrize("row", OBJECTIVES, ids=lambda row: row.key)
def test_a_tip_says_coding_reduction_and_what_is_expected(row: object) -> None:
    tip = row.tip  # type: ignore[attr-defined]
    assert "expects" in tip or "z is the score" in tip
    assert "the mean" in tip or "summed" in tip
    assert " t is " in tip or "classes t" in tip


def test_squared_error_of_classes_is_coded_by_what_the_model_gives() -> None:
    assert coding_of("linear-classifier", "mse", "classes") == "±1"
    assert coding_of("logistic", "mse", "classes") == "0/1"
    assert coding_of("linear", "mse", "curve") == "y"
    assert coding_of("softmax", "cross-entropy", "classes") == "classes from 0"


def test_the_usual_objective_is_the_first_that_fits() -> None:
    assert usual_objective("mlp", "classes").key == "cross-entropy"
    assert usual_objective("mlp", "curve").key == "mse"
    with pytest.raises(InputError, match="does not learn a curve"):
        usual_objective("logistic", "curve")


@pytest.mark.parametrize("row", OPTIMIZERS, ids=lambda row: row.key)
def test_a_default_lies_in_its_room(row: object) -> None:
    for field in row.fields:  # type: ignore[attr-defined]
        assert field.read(field.default) == field.default


@pytest.mark.parametrize(("text", "layers"), [("16,16", (16, 16)), ("", ()), (" 3  4 ", (3, 4))])
def test_layers_are_read(text: str, layers: tuple[int, ...]) -> None:
    assert read_layers(text) == layers


@pytest.mark.parametrize("text", ["a", "0", "16,-1", "513", "1.5", "1," * 9])
def test_layers_that_cannot_be_read_are_told(text: str) -> None:
    with pytest.raises(InputError, match="hidden layers"):
        read_layers(text)


@pytest.mark.parametrize(("name", "inputs"), list(product(FEATURES, (1, 2))))
def test_features_are_as_many_as_told_and_are_those_of_each_row(name: str, inputs: int) -> None:
    x = torch.randn(5, inputs, generator=torch.Generator().manual_seed(0))
    for degree in (1, 3):
        phi = FEATURES[name](x, degree)
        assert phi.shape == (5, feature_count(name, inputs, degree))
        one_by_one = torch.cat([FEATURES[name](row[None], degree) for row in x])
        assert torch.allclose(phi, one_by_one)


def test_powers_of_two_inputs_are_the_monomials() -> None:
    found = FEATURES["powers"](torch.tensor([[2.0, 3.0]]), 2)
    assert found.tolist() == [[2.0, 3.0, 4.0, 6.0, 9.0]]


def test_weights_of_a_model_without_any_but_a_bias_cannot_be_penalised() -> None:
    class Bias(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.b = nn.Parameter(torch.zeros(1))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.b + 0 * x[..., 0]

    setup = Setup(model=Choice("typed"), objective="svm", reduction="sum")
    with pytest.raises(InputError, match="none but biases"):
        Session(setup, POINTS["classes"], Bias())


def test_labels_do_not_change_how_many_are_right() -> None:
    """The same weights decide the same, whether classes are told as 0 and 1 or as −1 and +1."""
    scores = {}
    for objective in ("svm", "hinge"):
        setup = Setup(
            model=Choice("svm"),
            objective=objective,
            reduction="sum",
            optimizer=Choice("sgd", (("lr", 0.0),)),
            epochs=1,
        )
        session = Session(setup, POINTS["classes"])
        session.set_weights({"w": np.array([-1.0, 1.0]), "b": np.zeros(1)})
        while not session.is_over:
            session.advance()
        scores[objective] = session.history[0].train_score
    assert scores["svm"] == scores["hinge"] > 0.7
