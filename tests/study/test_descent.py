"""The set-up of gradient descent, what is seen of the ground, and what is said of a path."""

from __future__ import annotations

import pytest

from graphlab.study.code import Code
from graphlab.study.descent import (
    CODE,
    EMPTY,
    NO_INPUTS,
    USUAL,
    Descending,
    around,
    choices,
    holds,
    letter,
    obstacle,
    place,
    ranges,
    rounded,
    stepped,
    summary,
    varying,
    zoomed,
)
from graphlab.study.document import Document, document

TWO = document("x^2 + 10y^2", {"x": 0.5, "y": 1.2})
THREE = document("x y z", {"x": 1.0, "y": 2.0, "z": 9.0})


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (Document(), EMPTY),
        (TWO.coding(Code("x = 1")), CODE),
        (document("3", {}), NO_INPUTS),
        (document("‖x‖", {"x": [1.0, 2.0]}), "x is a vector or a matrix"),
        (TWO, ""),
    ],
)
def test_what_there_is_no_path_on_is_said(shown: Document, said: str) -> None:
    assert obstacle(shown).startswith(said)
    assert bool(obstacle(shown)) == bool(said)


def test_two_of_several_inputs_vary_or_the_one_that_was_chosen() -> None:
    assert choices(THREE) == (("x", "y"), ("x", "z"), ("y", "z"), ("x",), ("y",), ("z",))
    assert varying(THREE) == ("x", "y")
    chosen = Document(THREE.text, THREE.dials, descent=Descending(("z",)))
    assert varying(chosen) == ("z",)
    assert (place(chosen, ("z",)), ranges(chosen, ("z",))) == ((9.0,), ((-20.0, 20.0),))
    gone = Document(TWO.text, TWO.dials, descent=Descending(("z",)))
    assert varying(gone) == ("x", "y")
    assert varying(document("x^2", {"x": 1.0})) == ("x",)


def test_the_set_up_is_undone_but_runs_nothing() -> None:
    other = Document(TWO.text, TWO.dials, descent=Descending(rate=0.5))
    assert other != TWO
    assert other.runs_like(TWO)
    assert TWO.descent == USUAL


def test_the_arrows_of_the_learning_rate_go_by_1_2_and_5() -> None:
    rates = [0.1]
    for _ in range(4):
        rates.append(stepped(rates[-1], 1))
    assert rates == [0.1, 0.2, 0.5, 1.0, 2.0]
    for rate in (1000.0, 0.001, 7.0, 1e-7, 3e5):
        assert stepped(stepped(rate, 1), -1) <= rate
    assert stepped(0.1, -10) == pytest.approx(5e-5)
    assert stepped(0.0, 1) == 1e-4
    assert stepped(0.0, -1) == 0.0
    assert stepped(1e6, 3) == 1e6


def test_a_zoom_keeps_the_point_under_the_mouse_and_stops_before_numbers_end() -> None:
    box = ((-3.0, 3.0), (0.0, 4.0))
    assert zoomed(box, (1.0, 1.0), 0.5) == ((-1.0, 2.0), (0.5, 2.5))
    near = far = box
    for _ in range(300):
        near, far = zoomed(near, (1.0, 1.0), 0.5), zoomed(far, (1.0, 1.0), 2.0)
    assert all(low < high for low, high in (*near, *far))
    assert holds(near, (1.0, 1.0))
    assert zoomed(far, (1.0, 1.0), 2.0) == far


def test_a_box_around_a_path_holds_it_and_leaves_out_what_is_not_finite() -> None:
    path = [[0.0, 1.0], [2.0, 1.0], [float("inf"), 1.0]]
    (low, high), (bottom, top) = around(path, ((-3.0, 3.0), (-3.0, 3.0)))
    assert low < 0 < 2 < high < 3
    assert bottom < 1 < top
    assert top - bottom == pytest.approx(0.06)
    assert not holds(((0.0, 1.0),), (2.0,))


def test_a_click_means_as_many_digits_as_a_pixel() -> None:
    assert rounded((0.123456, -0.00001), ((-3.0, 3.0), (-300.0, 300.0))) == (0.12, 0.0)
    assert rounded((1234.56,), ((0.0, 1e5),)) == (1000.0,)


def test_the_formula_says_what_it_is_called() -> None:
    assert letter(document("g(x) = x^2", {"x": 1.0})) == "g"
    assert letter(TWO) == "f"
    assert letter(document("x +", {"x": 1.0})) == "f"


@pytest.mark.parametrize(
    ("path", "values", "stopped", "said"),
    [
        ([[1.0], [0.5]], [1.0, 0.25], "", "1 step: f falls from 1 to 0.25, at x = 0.5."),
        ([[1.0], [3.0]], [1.0, 9.0], "", "After 1 step f has risen from 1 to 9, at x = 3."),
        ([[1.0]], [1.0], "", "f = 1 at the start, x = 1."),
        ([[1.0], [1.0]], [1.0, 1.0], "", "The path stays at the start, x = 1: the gradient or"),
        ([[1.0], [1e9]], [1.0, 1e18], "Diverged.", "Diverged."),
    ],
)
def test_what_a_path_comes_to_is_one_sentence(
    path: list[list[float]], values: list[float], stopped: str, said: str
) -> None:
    assert summary("f", ("x",), path, values, stopped).startswith(said)
