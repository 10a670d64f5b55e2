"""A training run and its set-up in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from graphlab.study.training import Run
from graphlab.study.training_words import (
    counted,
    data_told,
    loop_told,
    model_told,
    objective_told,
    optimizer_told,
    said_at,
    standing,
)
from graphlab.task.choice import Choice
from graphlab.task.data_sets import made
from graphlab.task.history import Epoch
from graphlab.task.presets import LECTURE
from graphlab.task.problems import Problem
from graphlab.task.setup import Setup
from graphlab.worker.training_messages import Trained

POINTS = made(LECTURE.data, 0)


def told(**more) -> Trained:
    numbers = {"epoch": 12, "batch": 3, "updates": 99, "batches": 8, "is_over": False}
    return Trained(1, 1, **{**numbers, "meaning": "probability", **more})


ROW = Epoch(12, 0.25, 0.94, 0.3, 0.92)


def test_where_a_run_stands():
    run = Run("paused", rows=(ROW,), last=told(loss=0.2131))
    assert standing(run, LECTURE, "classes") == (
        "Epoch 12 of 100 · batch 3 of 8 · loss 0.213 · train 94 % · validation 92 %"
    )


def test_between_epochs_the_loss_is_that_of_the_epoch_and_at_the_end_there_is_a_test():
    run = Run("over", rows=(ROW,), last=told(batch=0, epoch=100, loss=9.0), test=(0.5, 0.875))
    assert standing(run, LECTURE, "classes") == (
        "Epoch 100 of 100 · loss 0.25 · train 94 % · validation 92 % · test 87.5 %, loss 0.5"
    )


def test_a_curve_has_r_squared_and_a_longer_run_more_epochs():
    row = replace(ROW, val_loss=None, val_score=None)
    run = Run("paused", rows=(row,), last=told(batch=0, epoch=120))
    assert standing(run, LECTURE, "curve") == "Epoch 120 of 120 · loss 0.25 · train R² 0.94"


def test_before_the_first_batch():
    assert standing(Run(), LECTURE, "classes") == "Not trained yet."
    assert standing(Run("beginning"), LECTURE, "classes") == "Beginning …"
    first = Run("new", last=told(updates=0, epoch=0, batch=0))
    assert standing(first, LECTURE, "classes") == "Not trained yet."


def test_problems_are_counted():
    problem, remark = Problem("model", "no"), Problem("loop", "well", blocks=False)
    assert counted(()) == ""
    assert counted((problem,)) == "1 problem"
    assert counted((problem, problem, remark)) == "2 problems and 1 remark"


def test_the_lectures_set_up_in_five_lines():
    assert data_told(LECTURE, POINTS) == "Two Gaussians · 200 points"
    assert model_told(LECTURE) == "Logistic regression"
    assert objective_told(LECTURE) == "Binary cross-entropy (BCE) · mean"
    assert optimizer_told(LECTURE) == "SGD · α 0.01 · momentum 0.99 · weight decay 0.001"
    assert loop_told(LECTURE) == "batches of 8 · 100 epochs · split 60,20,rest · seed 0"


def test_other_set_ups():
    network = Setup(model=Choice("mlp"), batch_size=0, epochs=1)
    assert model_told(network) == "Neural network · 16,16 · tanh"
    assert loop_told(network).startswith("gradient descent · 1 epoch · ")
    assert model_told(Setup(model=Choice("polynomial"))) == "Features Φ(x) · powers · degree 3"
    typed = Setup(model=Choice("typed"), typed_model="Mine", feeding="column")
    assert model_told(typed) == "Mine · fed as model(x.unsqueeze(-1)).squeeze(-1)"


def test_rows_that_do_not_exist_are_called_by_their_keys():
    strange = Setup(model=Choice("tree"), objective="gini", optimizer=Choice("guess"))
    assert model_told(strange) == "tree"
    assert objective_told(strange) == "gini"
    assert optimizer_told(strange) == "guess"


@pytest.mark.parametrize(
    ("meaning", "number", "words"),
    [
        ("probability", 0.83, "P(positive) 0.83"),
        ("score", -1.5, "score z −1.5: class negative"),
        ("score", 0.0, "score z 0: class positive"),
        ("value", 2.25, "the model gives 2.25"),
    ],
)
def test_what_the_model_says_at_a_place(meaning, number, words):
    said = np.full((4, 5), -9.0)
    said[1, 3] = number
    run = Run("paused", last=told(meaning=meaning), said=said, ground=(0, 0, 5, 4))
    assert said_at(run, POINTS, (3.2, 1.9)) == words
    assert said_at(run, POINTS, (5.2, 1.9)) == ""
    assert said_at(Run(), POINTS, (3.2, 1.9)) == ""


def test_of_several_classes_the_two_likeliest_are_told():
    said = np.array([[[0.2, 0.7, 0.1]]])
    run = Run("paused", last=told(meaning="probabilities"), said=said, ground=(0, 0, 1, 1))
    points = made(Choice("blobs"), 0)
    assert said_at(run, points, (0.5, 0.5)) == "P(B) 0.7 · P(A) 0.2"


def test_on_a_curve_the_height_does_not_matter():
    run = Run("paused", last=told(meaning="value"), said=np.array([[1.0, 2.0]]))
    assert said_at(run, made(Choice("line"), 0), (0.9, 77.0)) == "the model gives 2"
