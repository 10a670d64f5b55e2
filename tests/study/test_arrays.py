"""Arrays in words: written out while they are short, else told by shape and range."""

from __future__ import annotations

import math

import numpy as np
import pytest

from graphlab.record import Digest, Node
from graphlab.study.arrays import (
    cells,
    element,
    full,
    full_of,
    is_finite,
    matrix,
    number,
    short,
    short_of,
    spelled,
    summary,
    summary_of,
    type_text,
)

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("array", "text"),
    [
        (np.array(0.82534), "0.8253"),
        (np.array(True), "True"),
        (np.array([1, 2.5, -3]), "[1, 2.5, −3]"),
        (np.array([[1, 2], [3, 4]]), "[1, 2; 3, 4]"),
        (np.array([[0.5], [-1.2]]), "[0.5; −1.2]"),
        (np.array([True, False]), "[True, False]"),
        (np.array([1 + 2j, -0.5j, 3]), "[1+2i, −0.5i, 3]"),
        (np.array([NAN, INF, -INF]), "[NaN, ∞, −∞]"),
        (np.linspace(-1.1, 2.4, 6).reshape(3, 2), "3×2 · [−1.1, 2.4]"),
        (np.arange(5), "5 · [0, 4]"),
        (np.ones((4, 4)), "4×4 · all 1"),
        (np.arange(100).reshape(10, 10) % 4 == 0, "10×10 · 25 of 100 True"),
        (np.zeros((0, 3)), "0×3 · empty"),
        (np.array([1, NAN, INF, -INF, 2]), "5 · [1, 2], 1 NaN, 2 ∞"),
        (np.full(9, NAN), "9 · all NaN"),
        (np.full(9, INF), "9 · all 9 ∞"),
        (np.full(9, 3 + 4j), "9 · |·| all 5"),
        (np.ones((1, 1, 2)), "1×1×2 · all 1"),
        (np.array([0.999, 1, 1, 1, 1.001]), "5 · ≈ 1.0"),
    ],
)
def test_short(array: np.ndarray, text: str) -> None:  # type: ignore[type-arg]
    assert short(array) == text


@pytest.mark.parametrize(
    ("array", "text"),
    [
        (np.linspace(-1.1, 2.4, 6).reshape(3, 2), "3×2, from −1.1 to 2.4"),
        (np.arange(12.0), "a vector of 12, from 0 to 11"),
        (np.ones((2, 2, 2)), "2×2×2, all 1"),
        (np.array([0.999, 1, 1, 1, 1.001]), "a vector of 5, all near 1.0"),
        (np.arange(8) > 5, "a vector of 8, True at 2 of 8 places"),
        (np.array([1, NAN, 2, 3, 4]), "a vector of 5, from 1 to 4, and 1 NaN"),
        (np.full((2, 3), NAN), "2×3, all of it NaN"),
        (np.full((2, 3), INF), "2×3, all of it not finite"),
        (np.zeros((0, 3)), "0×3: empty, without any element"),
        (np.array([[3 + 4j, 1]]), "1×2, magnitudes from 1 to 5"),
    ],
)
def test_spelled(array: np.ndarray, text: str) -> None:  # type: ignore[type-arg]
    assert spelled(summary(array)) == text


def test_every_digit_is_that_of_the_tensors_own_type() -> None:
    assert full(np.array([0.1, 2.0], dtype=np.float32)) == "[0.1, 2]"
    assert full(np.array([0.1])) == "[0.1]"
    assert full(np.array([[-1 / 3]])) == "[−0.3333333333333333]"
    assert full(np.arange(6).reshape(2, 3)) == "[0, 1, 2; 3, 4, 5]"
    assert full(np.arange(10)) == short(np.arange(10))


def test_the_number_in_an_array_of_one_element() -> None:
    assert number(np.array([[2.5]])) == 2.5
    assert number(np.array(True)) == 1.0
    assert number(np.array([1.0, 2.0])) is None
    assert number(np.array(1j)) is None
    assert number(None) is None


def test_a_vector_is_a_column() -> None:
    assert cells((3,)) == (3, 1)
    assert cells((1, 3)) == (1, 3)
    assert cells((1, 1, 1)) == (1, 1)
    assert cells(()) == cells((4,)) == cells((3, 4)) == cells((0, 3)) == (0, 0)
    column = matrix(np.arange(3))
    assert column is not None
    assert column.tolist() == [[0], [1], [2]]
    assert matrix(np.arange(4)) is None


def test_what_stayed_behind_is_told_by_its_digest() -> None:
    digest = Digest(-2.0, 5.0, 1.0, 0, np.zeros((2, 2)))
    node = Node("w1", "input", "", "x", "x", shape=(400, 500), value_digest=digest)
    assert short_of(node, "value") == full_of(node, "value") == "400×500 · [−2, 5]"
    assert short_of(node, "adjoint") == "–"
    assert summary_of(node, "adjoint") is None


def test_types() -> None:
    assert type_text((3, 2), "float32") == "3×2 float32"
    assert type_text((), "int64") == "int64"
    assert is_finite(np.arange(3))
    assert not is_finite(np.array([1.0, NAN]))
    assert not is_finite(np.array([complex(1, INF)]))


def test_an_element_is_what_item_gives() -> None:
    with pytest.raises(TypeError, match="not an element"):
        element(np.zeros(2))
