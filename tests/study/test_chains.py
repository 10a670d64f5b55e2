"""Lines of equal numbers on a grid, joined from their pieces."""

from __future__ import annotations

import numpy as np
import pytest

from graphlab.study.chains import chained
from graphlab.study.contours import segments

SIDE = np.linspace(-2, 2, 41)


def contour(numbers, level, x, y):
    """As the plane draws them."""
    return [
        np.stack(
            [np.interp(line[:, 0], range(len(x)), x), np.interp(line[:, 1], range(len(y)), y)], 1
        )
        for line in chained(segments(numbers, level))
    ]


def on_grid(of):
    return of(*np.meshgrid(SIDE, SIDE))


def test_a_plane_has_one_straight_line_from_edge_to_edge():
    (line,) = contour(on_grid(lambda x, y: 2 * x - y), 0.5, SIDE, SIDE)
    np.testing.assert_allclose(2 * line[:, 0] - line[:, 1], 0.5, atol=1e-12)
    assert sorted(line[[0, -1], 1].tolist()) == [-2, 2]


def test_a_circle_is_closed_and_round():
    (line,) = contour(on_grid(lambda x, y: x**2 + y**2), 1.0, SIDE, SIDE)
    np.testing.assert_array_equal(line[0], line[-1])
    np.testing.assert_allclose(np.hypot(*line.T), 1, atol=2e-3)


def test_a_saddle_has_two_lines_that_do_not_meet():
    lines = contour(on_grid(lambda x, y: x * y), 0.05, SIDE, SIDE)
    assert len(lines) == 2
    signs = {tuple(np.sign(line.mean(axis=0))) for line in lines}
    assert signs == {(1, 1), (-1, -1)}


@pytest.mark.parametrize("middle", [1.0, -1.0])
def test_a_saddle_in_one_cell_is_parted_by_its_middle(middle):
    corners = np.array([[1.0, -1.0], [-1.0, 1.0]]) + 0.1 * middle
    lines = contour(corners, 0.0, np.array([0.0, 1.0]), np.array([0.0, 1.0]))
    assert len(lines) == 2
    # Above the level in the middle, the lines cut off the corners that are below it.
    cut = sorted(tuple(np.round(line.mean(axis=0))) for line in lines)
    assert cut == ([(0, 1), (1, 0)] if middle > 0 else [(0, 0), (1, 1)])


def test_every_piece_of_a_line_is_drawn_once():
    rng = np.random.default_rng(0)
    numbers = rng.normal(size=(30, 40))
    lines = contour(numbers, 0.0, np.arange(40.0), np.arange(30.0))
    pieces = [
        tuple(sorted(map(tuple, pair)))
        for line in lines
        for pair in zip(line[:-1].tolist(), line[1:].tolist(), strict=True)
    ]
    assert len(pieces) == len(set(pieces))
    inside = numbers >= 0
    cells = inside[:-1, :-1] * 1 + inside[:-1, 1:] + inside[1:, 1:] + inside[1:, :-1]
    saddles = (inside[:-1, :-1] == inside[1:, 1:]) & (inside[:-1, 1:] == inside[1:, :-1])
    expected = (cells % 4 != 0).sum() + ((cells == 2) & saddles).sum()
    assert len(pieces) == expected


def test_where_nothing_is_known_there_is_no_line():
    numbers = on_grid(lambda x, y: x)
    numbers[20:] = np.nan
    (line,) = contour(numbers, 0.01, SIDE, SIDE)
    assert line[:, 1].max() < 0


def test_without_a_crossing_there_is_no_line():
    assert contour(np.ones((5, 5)), 0.5, SIDE[:5], SIDE[:5]) == []


def test_lines_that_cross_in_a_point_keep_all_their_pieces():
    middle = [0.0, 0.0]
    ends = [[-1.0, 0.0], [1.0, 0.0], [0.0, -1.0], [0.0, 1.0]]
    lines = chained(np.array([[end, middle] for end in ends]))
    assert sum(len(line) - 1 for line in lines) == 4
