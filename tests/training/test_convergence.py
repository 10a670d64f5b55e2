"""At convergence the weights are those of solutions that are written here, without PyTorch."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from graphlab.task.choice import Choice
from graphlab.task.data_sets import made
from graphlab.task.setup import Setup, Split
from graphlab.training.session import Session

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graphlab.task.points import Points

    Floats = NDArray[np.float64]

ALL = Split(100.0, 0.0)
FULL = Setup(split=ALL, batch_size=0)


def converged(setup: Setup, points: Points) -> dict[str, Floats]:
    session = Session(setup, points)
    with session.working():
        while not session.is_over:
            session.advance()
    assert session.divergence is None
    return session.weights()


def test_logistic_regression_is_newtons() -> None:
    points = made(Choice("two-class", (("n", 40),)), 1)
    x, t = np.column_stack([points.xy, np.ones(80)]), points.mark
    theta = np.zeros(3)
    for _ in range(20):
        p = 1 / (1 + np.exp(-x @ theta))
        theta -= np.linalg.solve((x.T * (p * (1 - p))) @ x, x.T @ (p - t))
    sgd = Choice("sgd", (("lr", 1.0), ("momentum", 0.9)))
    found = converged(replace(FULL, optimizer=sgd, epochs=300), points)
    assert [*found["w"], *found["b"]] == pytest.approx(theta, abs=2e-4)


def test_softmax_regression_is_newtons() -> None:
    """With weight decay, for without it a number may be added to all scores."""
    points = made(Choice("blobs", (("n", 20), ("sigma", 1.5))), 1)
    decay, n, k = 0.01, 60, 3
    x = np.column_stack([points.xy, np.ones(n)])
    t = np.eye(k)[points.mark.astype(int)]
    theta = np.zeros((k, 3))
    for _ in range(20):
        z = np.exp(x @ theta.T)
        p = z / z.sum(axis=1, keepdims=True)
        gradient = (p - t).T @ x / n + decay * theta
        hessian = decay * np.eye(k * 3)
        for row, probabilities in zip(x, p, strict=True):
            spread = np.diag(probabilities) - np.outer(probabilities, probabilities)
            hessian += np.kron(spread, np.outer(row, row)) / n
        theta -= np.linalg.solve(hessian, gradient.ravel()).reshape(k, 3)
    sgd = Choice("sgd", (("lr", 0.5), ("momentum", 0.9), ("weight_decay", decay)))
    setup = replace(
        FULL, model=Choice("softmax"), objective="cross-entropy", optimizer=sgd, epochs=400
    )
    found = converged(setup, points)
    assert np.column_stack([found["W"], found["b"]]) == pytest.approx(theta, abs=2e-4)


def dual_svm(x: Floats, t: Floats, cost: float) -> tuple[Floats, float]:
    """Weights and bias of the SVM by its dual: pairs of multipliers are set to their optimum.

    Platt 1998, always the pair that violates the conditions most.
    """
    kernel = x @ x.T
    a = np.zeros(len(t))
    for _ in range(20_000):
        error = kernel @ (a * t) - t
        up = ((t > 0) & (a < cost)) | ((t < 0) & (a > 0))
        down = ((t > 0) & (a > 0)) | ((t < 0) & (a < cost))
        i = int(np.flatnonzero(up)[np.argmin(error[up])])
        j = int(np.flatnonzero(down)[np.argmax(error[down])])
        if error[j] - error[i] < 1e-10:
            break
        step = (error[j] - error[i]) / (kernel[i, i] + kernel[j, j] - 2 * kernel[i, j])
        step = min(
            step,
            cost - a[i] if t[i] > 0 else a[i],
            a[j] if t[j] > 0 else cost - a[j],
        )
        a[i] += t[i] * step
        a[j] -= t[j] * step
    return x.T @ (a * t), -(error[i] + error[j]) / 2


def svm_objective(x: Floats, t: Floats, cost: float, w: Floats, b: float) -> float:
    return float(0.5 * w @ w + cost * np.maximum(0, 1 - t * (x @ w + b)).sum())


@pytest.mark.parametrize("cost", [0.1, 1.0])
def test_the_support_vector_machine_is_its_duals(cost: float) -> None:
    points = made(Choice("two-class", (("n", 20), ("sigma", 1.0))), 1)
    x, t = points.xy, 2 * points.mark - 1
    w, b = dual_svm(x, t, cost)
    sgd = Choice("sgd", (("lr", 0.001), ("momentum", 0.9)))
    setup = replace(
        FULL,
        model=Choice("svm", (("C", cost),)),
        objective="svm",
        reduction="sum",
        optimizer=sgd,
        epochs=1000,
    )
    found = converged(setup, points)
    best = svm_objective(x, t, cost, w, b)
    reached = svm_objective(x, t, cost, found["w"], found["b"][0])
    assert best <= reached + 1e-9
    assert reached == pytest.approx(best, rel=1e-3)
    assert found["w"] == pytest.approx(w, abs=0.02)


def test_the_svm_as_printed_lets_the_weights_shrink_to_nothing_and_the_svm_does_not() -> None:
    """What is left of them is a side by chance: 1.5 % or 98.5 % of two clear classes are right."""
    points = made(Choice("two-class", (("n", 100), ("sigma", 0.6))), 0)
    sgd = Choice("sgd", (("lr", 0.001),))
    setup = replace(FULL, model=Choice("svm"), reduction="sum", optimizer=sgd, epochs=150)
    sizes = {}
    for objective in ("svm", "svm-printed"):
        session = Session(replace(setup, objective=objective, batch_size=40), points)
        while not session.is_over:
            session.advance()
        sizes[objective] = np.linalg.norm(session.weights()["w"])
        if objective == "svm":
            assert session.history[-1].train_score > 0.97
    assert sizes["svm"] > 0.5
    assert sizes["svm-printed"] < 0.01


@pytest.mark.parametrize(("objective", "better"), [("svm", -1.0), ("svm-printed", 1.0)])
def test_the_svm_as_printed_prefers_the_wrong_side(objective: str, better: float) -> None:
    points = made(Choice("two-class", (("n", 100), ("sigma", 0.6))), 0)
    still = Choice("sgd", (("lr", 0.0),))
    session = Session(
        replace(FULL, model=Choice("svm"), objective=objective, reduction="sum", optimizer=still),
        points,
    )
    loss = {}
    for side in (-1.0, 1.0):  # the positive class lies about (−1, 1)
        session.set_weights({"w": np.array([side, -side]), "b": np.zeros(1)})
        loss[side] = session.advance().loss
    assert min(loss, key=loss.__getitem__) == better
