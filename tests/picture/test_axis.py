import numpy as np
import pytest

from graphlab.picture.axis import decades, exponents, round_step, thinned


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([0.5, 20], (-1, 2)),
        ([1.0], (0, 1)),
        ([10, 1000], (1, 3)),
        ([], (-1, 0)),
        ([0, -3, np.nan, np.inf], (-1, 0)),
        ([0, 0.02], (-2, -1)),
        ([1e-300, 1], (-16, 0)),
    ],
)
def test_decades_hold_what_is_positive_and_finite(numbers, expected):
    assert decades(np.array(numbers, float)) == expected


def test_zero_and_less_lie_on_the_floor_and_what_is_not_finite_is_a_gap():
    heights = exponents(np.array([100, 0, -5, 1e-9, np.nan, np.inf]), -3)
    assert heights[:4].tolist() == [2, -3, -3, -3]
    assert np.isnan(heights[4:]).all()


@pytest.mark.parametrize(
    ("span", "most", "step"), [(10, 5, 2), (1, 8, 1), (99, 4, 50), (10_000, 4, 5000), (100, 10, 10)]
)
def test_steps_are_round(span, most, step):
    assert round_step(span, most) == step


def test_a_thinned_line_keeps_every_spike():
    heights = np.zeros(10_000)
    heights[[1234, 7777]] = 5, -3
    places, kept = thinned(heights, 300)
    assert len(places) == len(kept) == 600
    assert kept.max() == 5
    assert kept.min() == -3
    assert (np.diff(places) >= 0).all()
    assert abs(places[kept.argmax()] - 1234) < 10_000 / 300
    assert (places[0], places[-1]) == (0, 9_999)


def test_a_short_line_is_left_alone_and_gaps_stay_gaps():
    heights = np.array([1, np.nan, 3.0])
    places, kept = thinned(heights, 300)
    assert kept is heights
    assert places.tolist() == [0, 1, 2]
    heights = np.arange(1000.0)
    heights[400:600] = np.nan
    _, kept = thinned(heights, 10)
    assert np.isnan(kept[8:12]).all()
    assert np.isfinite(kept[:8]).all()
    assert kept[0] == 99
    assert kept[1] == 0
