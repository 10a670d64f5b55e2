"""Contour lines: where they lie, for which levels, and the marks on axes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from graphlab.study.contours import levels, ranks, reach, segments, ticks

AXIS = np.linspace(-3, 3, 61)
X, Y = np.meshgrid(AXIS, AXIS)


def ends(pieces: np.ndarray) -> list[list[tuple[float, float]]]:
    return sorted(sorted(map(tuple, piece.round(9).tolist())) for piece in pieces)


def test_a_circle_is_a_circle_and_closes() -> None:
    pieces = segments(X**2 + Y**2, 4.005)  # which no point of the grid has
    radius = np.hypot(*np.moveaxis(pieces / 10 - 3, 2, 0))
    assert np.abs(radius - 4.005**0.5).max() < 2e-3
    met = [tuple(end) for piece in pieces.round(9).tolist() for end in piece]
    assert all(met.count(end) == 2 for end in met)


@pytest.mark.parametrize(
    ("corners", "lines"),
    [
        ([[1, 0], [0, 0]], [[(0, 0.5), (0.5, 0)]]),
        ([[0, 1], [0, 0]], [[(0.5, 0), (1, 0.5)]]),
        ([[0, 0], [0, 1]], [[(0.5, 1), (1, 0.5)]]),
        ([[0, 0], [1, 0]], [[(0, 0.5), (0.5, 1)]]),
        ([[1, 1], [0, 0]], [[(0, 0.5), (1, 0.5)]]),
        ([[1, 0], [1, 0]], [[(0.5, 0), (0.5, 1)]]),
        ([[1, 1], [1, 1]], []),
        ([[0, 0], [0, 0]], []),
    ],
)
@pytest.mark.parametrize("sign", [1, -1])
def test_each_cell_has_its_lines(
    corners: list[list[int]], lines: list[list[tuple[float, float]]], sign: int
) -> None:
    assert ends(segments(sign * np.array(corners, float), sign * 0.5)) == lines


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(("level", "apart"), [(0.4, False), (0.6, True)])
def test_at_a_saddle_the_middle_decides(level: float, apart: bool, turned: bool) -> None:
    """The two high corners are joined where the middle is high, else each has a line around it."""
    saddle = np.array([[1.0, 0.0], [0.0, 1.0]])
    pieces = segments(saddle[::-1] if turned else saddle, level)
    high = [(0.0, 1.0), (1.0, 0.0)] if turned else [(0.0, 0.0), (1.0, 1.0)]
    low = [(1.0 - x, y) for x, y in high]
    assert len(pieces) == 2
    for piece in pieces:
        near = [np.abs(piece - corner).sum(axis=1).max() for corner in (high if apart else low)]
        assert min(near) == pytest.approx(0.4)


def test_there_are_no_lines_at_holes() -> None:
    ground = np.where(X > 0, np.log(np.abs(X) + (X == 0)), np.nan) + Y
    pieces = segments(ground, 0.0)
    assert len(pieces)
    assert np.isfinite(pieces).all()
    assert (pieces[..., 0] >= 31).all()
    assert len(segments(np.full((3, 3), np.nan), 0.0)) == 0


@given(npst.arrays("f8", (5, 4), elements=st.floats(-1e6, 1e6) | st.just(float("nan"))))
def test_lines_lie_in_their_grid_whatever_the_ground_is(ground: np.ndarray) -> None:
    at = levels(ground)
    assert list(at) == sorted(set(at))
    for level in at:
        pieces = segments(ground, level)
        assert (pieces >= 0).all()
        assert (pieces[..., 0] <= 3).all()
        assert (pieces[..., 1] <= 4).all()
    ranked = ranks(ground, at)
    assert (np.isnan(ranked) == np.isnan(ground)).all()
    assert ((ranked >= 0) & (ranked <= 1) | np.isnan(ranked)).all()


@pytest.mark.parametrize(
    "ground", [X**2 + 10 * Y**2, (1 - X) ** 2 + 100 * (Y - X**2) ** 2, X * Y, 1e6 + X]
)
def test_levels_are_round_and_part_the_ground_evenly(ground: np.ndarray) -> None:
    at = levels(ground)
    assert 8 <= len(at) <= 12
    shares = [(ground < level).mean() for level in at]
    assert np.diff(shares, prepend=0, append=1).max() < 0.25
    assert all(len(f"{level - round(ground.min()):.6g}".lstrip("-")) <= 5 for level in at)


def test_a_flat_ground_has_no_levels() -> None:
    assert levels(np.ones((4, 4))) == ()
    assert levels(np.full((4, 4), np.nan)) == ()
    assert ranks(np.ones((2, 2)), ()).tolist() == [[0, 0], [0, 0]]


def test_a_pole_does_not_flatten_a_curve_and_a_path_that_ran_away_neither() -> None:
    low, high = reach(np.tan(AXIS), np.array([1e9, 2.0]))
    assert -60 < low < -2
    assert 2 < high < 60
    low, high = reach(AXIS**2, np.array([10.0]))
    assert low < 0
    assert 10 < high < 11
    low, high = reach(np.full(9, 4.0), np.array([4.0]))
    assert low < 4 < high
    assert reach(np.full(9, np.nan), np.array([np.nan])) == (-1.0, 1.0)


def test_marks_on_an_axis_are_round() -> None:
    assert ticks(-3, 3, 4) == (-2, 0, 2)
    assert ticks(0.001, 0.0017, 5) == (0.001, 0.0012, 0.0014, 0.0016)
    assert ticks(-1e7, 1e7, 2) == (-1e7, 0, 1e7)
