"""The curve of the closed form is the one that training's own features give."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from graphlab.study.closed_form import closed_form_curve
from graphlab.task.choice import Choice
from graphlab.task.models import FEATURES as NAMES
from graphlab.task.setup import Setup
from graphlab.training.features import FEATURES
from graphlab.worker.training_messages import Fit

X = np.linspace(-4, 4, 31)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("degree", [1, 4])
def test_features(name, degree):
    setup = Setup(model=Choice("polynomial", (("degree", degree), ("features", name))))
    features = FEATURES[name](torch.tensor(X[:, None]), degree).numpy()
    w = np.random.default_rng(0).normal(size=features.shape[1])
    fit = Fit({"w": w, "b": np.array([0.5])}, "", 0.0)
    np.testing.assert_allclose(closed_form_curve(fit, setup, X), features @ w + 0.5)


def test_a_line():
    setup = Setup(model=Choice("linear"))
    fit = Fit({"w": np.array([2.0]), "b": np.array([1.0])}, "", 0.0)
    np.testing.assert_allclose(closed_form_curve(fit, setup, X), 2 * X + 1)


def test_weights_of_another_model_have_no_curve():
    fit = Fit({"w": np.array([2.0, 3.0]), "b": np.array([1.0])}, "", 0.0)
    assert closed_form_curve(fit, Setup(model=Choice("linear")), X) is None
