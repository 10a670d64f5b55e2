from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphlab.task.points import MOST_POINTS, NO_POINTS, Points
from graphlab.task.strokes import (
    Brush,
    brushed,
    dotted,
    erased,
    inside,
    jittered,
    moved,
    nearest,
    removed,
    sprayed,
    under,
)

numbers = st.floats(-50, 50, allow_nan=False)
places = st.tuples(numbers, numbers)
paths = st.lists(places, min_size=1, max_size=20).map(np.array)
radii = st.tuples(st.floats(0.5, 5), st.floats(0.5, 5))


@st.composite
def some_points(draw):
    xy = np.array(draw(st.lists(places, max_size=30))).reshape(-1, 2)
    mark = draw(st.lists(st.integers(0, 1), min_size=len(xy), max_size=len(xy)))
    return Points(xy, np.array(mark, float))


def far_from_path(at, path, radius):
    """The least distance by trying many places of each part, written without the formula."""
    at, path = np.asarray(at) / radius, path / np.asarray(radius)
    best = np.hypot(*(at - path[0]))
    for start, end in pairwise(path):
        share = np.linspace(0, 1, 400)[:, None]
        best = min(best, np.hypot(*(start + share * (end - start) - at).T).min())
    return best


@given(some_points(), paths, radii, st.floats(1, 20), st.integers(0, 99))
def test_a_brush_adds_points_near_its_path_and_leaves_the_others(
    points, path, radius, density, seed
):
    after = brushed(points, path, Brush(radius, density, seed), 1)
    assert np.array_equal(after.xy[: len(points)], points.xy)
    assert np.array_equal(after.mark[: len(points)], points.mark)
    assert len(after) >= len(points) + 1
    assert (after.mark[len(points) :] == 1).all()
    for at in after.xy[len(points) :][:5]:
        assert far_from_path(at, path, radius) < 1.4  # between two of the tried places


@given(paths, radii, st.integers(0, 99))
def test_a_longer_path_keeps_what_was_sprayed(path, radius, seed):
    brush = Brush(radius, 5, seed)
    whole = sprayed(path, brush)
    for length in range(1, len(path)):
        part = sprayed(path[:length], brush)
        assert len(part) <= len(whole)
        np.testing.assert_allclose(part, whole[: len(part)], atol=1e-6)


def test_how_many_points_a_stroke_has_depends_on_its_way_not_on_the_events():
    brush = Brush((0.5, 0.5), 8)
    few = sprayed(np.array([[0, 0], [10, 0]]), brush)
    many = sprayed(np.stack([np.linspace(0, 10, 500), np.zeros(500)], axis=1), brush)
    assert len(few) == 8 + 80
    assert abs(len(many) - len(few)) <= 1
    np.testing.assert_allclose(few[:87], many[:87], atol=1e-9)


def test_points_lie_evenly_along_the_way():
    path = np.array([[0.0, 0], [1, 0], [1.1, 0], [20, 0]])
    along = sprayed(path, Brush((0.01, 0.01), 2))[2:, 0]
    gaps = np.diff(along)
    assert gaps.max() < 0.04
    assert abs(gaps.mean() - 0.01) < 1e-3


def test_a_dab_is_even_over_its_disc_and_another_seed_is_another_dab():
    brush = Brush((2.0, 1.0), 4000, 3)
    cloud = sprayed(np.zeros((1, 2)), brush) / (2.0, 1.0)
    far = np.hypot(*cloud.T)
    assert far.max() <= 1
    assert abs((far < np.sqrt(0.5)).mean() - 0.5) < 0.03
    assert np.abs(cloud.mean(axis=0)).max() < 0.03
    assert not np.array_equal(cloud[:5], sprayed(np.zeros((1, 2)), Brush((2.0, 1.0), 4000, 4))[:5])


def test_a_stroke_ends_where_there_is_no_more_room():
    full = Points(np.zeros((MOST_POINTS - 3, 2)), np.zeros(MOST_POINTS - 3))
    after = brushed(full, np.array([[0, 0], [100, 0]]), Brush((0.1, 0.1), 10))
    assert len(after) == MOST_POINTS
    assert dotted(after, (0, 0)) is after
    endless = sprayed(np.array([[0, 0], [1e8, 0]]), Brush((0.01, 0.01), 20))
    assert len(endless) == MOST_POINTS


def test_what_is_drawn_beyond_all_measure_stays_finite():
    after = dotted(NO_POINTS, (1e300, -1e300))
    assert np.isfinite(after.xy**2).all()


@given(some_points(), paths, radii)
def test_an_eraser_takes_what_its_disc_goes_over(points, path, radius):
    hit = under(points.xy, path, radius)
    for at, was_hit in zip(points.xy, hit, strict=True):
        far = far_from_path(at, path, radius)
        assert far > 1 - 1e-9 or was_hit
        assert not was_hit or far <= 1.4  # between two of the tried places
    after = erased(points, path, radius)
    assert np.array_equal(after.xy, points.xy[~hit])


def test_a_fast_eraser_leaves_no_point_between_two_events():
    line = np.stack([np.linspace(-5, 5, 101), np.full(101, 0.05)], axis=1)
    points = Points(line, np.zeros(101))
    assert len(erased(points, np.array([[-6, 0], [6, 0]]), (0.1, 0.1))) == 0
    assert len(erased(points, np.array([[-6, 0], [-3, 0]]), (0.1, 0.1))) > 70
    assert erased(points, np.array([[0, 3.0]]), (0.1, 0.1)) is points


@given(some_points(), places, places)
def test_a_rectangle_has_the_same_points_from_every_corner(points, a, b):
    chosen = inside(points, a, b)
    assert np.array_equal(chosen, inside(points, b, a))
    assert np.array_equal(chosen, inside(points, (a[0], b[1]), (b[0], a[1])))
    for at, has in zip(points.xy, chosen, strict=True):
        expected = min(a[0], b[0]) <= at[0] <= max(a[0], b[0])
        expected &= min(a[1], b[1]) <= at[1] <= max(a[1], b[1])
        assert has == expected


@given(some_points(), places, st.data())
def test_only_the_chosen_move_or_go(points, by, data):
    size = len(points)
    chosen = np.array(data.draw(st.lists(st.booleans(), min_size=size, max_size=size)), bool)
    after = moved(points, chosen, by)
    np.testing.assert_allclose(after.xy[chosen], points.xy[chosen] + by)
    assert np.array_equal(after.xy[~chosen], points.xy[~chosen])
    assert np.array_equal(after.mark, points.mark)
    left = removed(points, chosen)
    assert np.array_equal(left.xy, points.xy[~chosen])


def test_the_nearest_is_found_within_reach_and_of_equal_ones_the_last():
    points = Points(np.array([[0, 0], [1, 0], [1, 0.0]]), np.zeros(3))
    assert nearest(points, (0.1, 0), (0.5, 0.5)) == 0
    assert nearest(points, (0.9, 0), (0.5, 0.5)) == 2
    assert nearest(points, (0.5, 3), (0.5, 0.5)) is None
    assert nearest(points, (0, 2), (0.5, 3)) == 0
    assert nearest(NO_POINTS, (0, 0), (1, 1)) is None


@pytest.mark.parametrize("part", [None, np.array([True, False] * 1000)])
def test_jitter_is_normal_noise_and_repeats_with_its_seed(part):
    points = Points(np.ones((2000, 2)), np.zeros(2000))
    after = jittered(points, (0.5, 0.1), 7, part)
    away = after.xy - points.xy
    if part is not None:
        assert not away[~part].any()
        away = away[part]
    np.testing.assert_allclose(away.std(axis=0), (0.5, 0.1), rtol=0.1)
    assert after == jittered(points, (0.5, 0.1), 7, part)
    assert after != jittered(points, (0.5, 0.1), 8, part)
