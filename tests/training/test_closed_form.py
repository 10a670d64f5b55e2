"""The closed form against numpy's least squares, and where points do not determine it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from graphlab.task.choice import Choice
from graphlab.task.data_sets import made
from graphlab.task.points import Points
from graphlab.task.setup import Setup, Split
from graphlab.training.closed_form import closed_form, transformed
from graphlab.training.session import Session

LINE = Setup(model=Choice("linear"), objective="mse", batch_size=0)
CUBIC = replace(LINE, model=Choice("polynomial", (("degree", 3),)))
ALL = np.arange


def test_a_cubic_is_numpys_least_squares() -> None:
    points = made(Choice("cubic"), 0)
    form = closed_form(CUBIC, points, ALL(len(points)))
    assert form is not None
    x, y = points.xy.T
    wanted = np.polyfit(x, y, 3)
    assert [*form.weights["w"][::-1], *form.weights["b"]] == pytest.approx(wanted)
    assert (form.rows, form.columns, form.rank) == (len(points), 4, 4)
    assert form.is_unique
    assert form.loss == pytest.approx(np.mean((np.polyval(wanted, x) - y) ** 2))
    assert "can be inverted" in form.sentence


def test_a_plane_is_numpys_least_squares_on_the_points_that_train() -> None:
    points = made(Choice("plane"), 0)
    chosen = np.arange(0, len(points), 2)
    form = closed_form(LINE, points, chosen)
    assert form is not None
    matrix = np.column_stack([points.xy[chosen], np.ones(len(chosen))])
    wanted, *_ = np.linalg.lstsq(matrix, points.mark[chosen], rcond=None)
    assert [*form.weights["w"], *form.weights["b"]] == pytest.approx(wanted)


def test_more_weights_than_points_gives_the_shortest_and_says_so() -> None:
    points = Points(np.array([[-1.0, 2.0], [0.0, 1.0], [2.0, -1.0]]), np.zeros(3), "curve")
    setup = replace(CUBIC, model=Choice("polynomial", (("degree", 5),)))
    form = closed_form(setup, points, ALL(3))
    assert form is not None
    matrix = np.column_stack([transformed(setup, points.inputs), np.ones(3)])
    found = np.array([*form.weights["w"], *form.weights["b"]])
    assert matrix @ found == pytest.approx(points.targets)
    assert found == pytest.approx(np.linalg.pinv(matrix) @ points.targets)
    assert (form.rows, form.columns, form.rank, form.is_unique) == (3, 6, 3, False)
    assert "more weights (6) than points (3)" in form.sentence


def test_columns_that_depend_on_each_other_are_told_apart_from_too_few_points() -> None:
    xy = np.column_stack([np.arange(5.0), 2 * np.arange(5.0)])
    form = closed_form(LINE, Points(xy, np.arange(5.0), "surface"), ALL(5))
    assert form is not None
    assert (form.rank, form.columns) == (2, 3)
    assert "depend on each other" in form.sentence


def test_at_the_closed_form_every_gradient_is_nearly_zero() -> None:
    points = made(Choice("cubic"), 0)
    setup = replace(CUBIC, split=Split(100, 0), optimizer=Choice("sgd", (("lr", 0.0),)))
    session = Session(setup, points)
    form = closed_form(setup, points, session.parts.train)
    assert form is not None
    session.advance()
    assert max(np.abs(g).max() for g in session.gradients().values() if g is not None) > 1e-2
    session.set_weights(form.weights)
    batch = session.advance()
    assert batch.loss == pytest.approx(form.loss, rel=1e-5)
    assert max(np.abs(g).max() for g in session.gradients().values() if g is not None) < 1e-3


def test_gradient_descent_comes_to_the_closed_form() -> None:
    points = made(Choice("plane"), 0)
    optimizer = Choice("sgd", (("lr", 0.05), ("momentum", 0.9)))
    session = Session(replace(LINE, optimizer=optimizer, epochs=200), points)
    while not session.is_over:
        session.advance()
    form = closed_form(LINE, points, session.parts.train)
    assert form is not None
    for name, array in session.weights().items():
        assert array == pytest.approx(form.weights[name], abs=1e-4)


@pytest.mark.parametrize("key", ["logistic", "mlp", "polynomial"])
def test_models_without_one_have_none(key: str) -> None:
    points = made(Choice("two-class"), 0)
    assert closed_form(replace(LINE, model=Choice(key)), points, ALL(len(points))) is None
