"""Points are frozen, checked, and hold together whatever is taken or added."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphlab.errors import InputError
from graphlab.task.points import LETTERS, MOST_CLASSES, MOST_POINTS, NO_POINTS, Points

FINITE = st.floats(allow_nan=False, allow_infinity=False)
ROWS = st.lists(st.tuples(FINITE, FINITE, st.integers(0, 2)), max_size=8)


def of(rows: list[tuple[float, float, int]]) -> Points:
    table = np.array(rows).reshape(-1, 3)
    return Points(table[:, :2], table[:, 2], names=("A", "B", "C"))


@given(ROWS, ROWS)
def test_points_added_are_behind_and_taking_them_away_gives_the_first(
    first: list[tuple[float, float, int]], more: list[tuple[float, float, int]]
) -> None:
    before = of(first)
    both = before.with_more(of(more).xy, of(more).mark)
    assert both == of(first + more)
    assert hash(both) == hash(of(first + more))
    assert both.taking(np.arange(len(first))) == before
    assert both.taking(np.arange(len(both)) < len(first)) == before
    assert (both == before) == (not more)


@given(st.permutations(range(5)))
def test_points_are_taken_in_the_order_asked_for(order: list[int]) -> None:
    points = of([(float(at), -float(at), at % 3) for at in range(5)])
    taken = points.taking(np.array(order))
    assert taken.xy[:, 0].tolist() == order
    assert taken.mark.tolist() == [at % 3 for at in order]


def test_points_cannot_be_changed_from_outside() -> None:
    given_xy = np.zeros((2, 2))
    points = Points(given_xy, np.zeros(2))
    given_xy[0, 0] = 7
    assert points.xy[0, 0] == 0
    for array in (points.xy, points.mark):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    with pytest.raises(FrozenInstanceError):
        points.kind = "curve"  # type: ignore[misc]


def test_a_curve_gives_x_and_asks_for_y_the_others_ask_for_the_mark() -> None:
    xy = np.array([[1.0, 2.0], [3.0, 4.0]])
    curve = Points(xy, np.zeros(2), "curve")
    assert (curve.inputs.tolist(), curve.targets.tolist()) == ([[1], [3]], [2, 4])
    surface = Points(xy, np.array([5.0, 6.0]), "surface")
    assert (surface.inputs.tolist(), surface.targets.tolist()) == (xy.tolist(), [5, 6])
    classes = Points(xy, np.array([1.0, 0.0]))
    assert (classes.inputs.tolist(), classes.targets.tolist()) == (xy.tolist(), [1, 0])


def test_only_classes_have_names_and_kinds_are_told_apart() -> None:
    xy, mark = np.zeros((1, 2)), np.zeros(1)
    assert Points(xy, mark, "curve").names == Points(xy, mark, "surface").names == ()
    kinds = [Points(xy, mark, kind) for kind in ("classes", "curve", "surface")]
    assert len(set(kinds)) == 3
    assert Points(xy, mark, names=("A",)) != Points(xy, mark, names=("B",))
    assert Points(xy, mark) != "points"


def test_no_points_are_points() -> None:
    assert len(NO_POINTS) == 0
    assert NO_POINTS.inputs.shape == (0, 2)
    assert NO_POINTS.with_more(np.zeros((1, 2)), np.ones(1)).mark.tolist() == [1]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_not_finite_are_refused(bad: float) -> None:
    with pytest.raises(InputError, match="not a finite number"):
        Points(np.array([[0.0, bad]]), np.zeros(1))
    with pytest.raises(InputError, match="not a finite number"):
        Points(np.zeros((1, 2)), np.array([bad]), "surface")


@pytest.mark.parametrize("mark", [-1.0, 0.5, 2.0])
def test_a_class_that_is_not_listed_is_refused(mark: float) -> None:
    with pytest.raises(InputError, match=f"of class {mark:g}, which is not in the list"):
        Points(np.zeros((2, 2)), np.array([0, mark]))
    assert Points(np.zeros((1, 2)), np.array([mark]), "surface").mark.tolist() == [mark]


def test_limits_of_points_and_classes() -> None:
    assert len(LETTERS) == MOST_CLASSES
    assert len(Points(np.zeros((MOST_POINTS, 2)), np.zeros(MOST_POINTS))) == MOST_POINTS
    with pytest.raises(InputError, match="There are 100,001 points; graphlab takes up to 100,000"):
        Points(np.zeros((MOST_POINTS + 1, 2)), np.zeros(MOST_POINTS + 1))
    assert Points(np.zeros((1, 2)), np.array([7]), names=tuple(LETTERS)).mark.tolist() == [7]
    for names in ((), (*LETTERS, "I")):
        with pytest.raises(InputError, match=f"There are {len(names)} classes; graphlab takes 1"):
            Points(np.zeros((1, 2)), np.zeros(1), names=names)
    with pytest.raises(InputError, match="There are 2 points and 1 marks for them"):
        Points(np.zeros((2, 2)), np.zeros(1))
