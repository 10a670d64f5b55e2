"""A large array is told by its range and a coarse image, whatever its shape and type."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from graphlab.digest import SIDE, digest


def test_range_and_mean_are_of_the_finite_elements() -> None:
    told = digest(np.array([[1.0, np.nan, -2.0], [np.inf, -np.inf, 4.0]]))
    assert (told.low, told.high, told.mean, told.not_finite) == (-2.0, 4.0, 1.0, 3)


def test_without_finite_elements_there_is_no_range() -> None:
    for array in (np.full(5, np.nan), np.zeros((3, 0, 2))):
        told = digest(array)
        assert (told.low, told.high, told.mean) == (None, None, None)
        assert told.not_finite == array.size


def test_the_image_has_the_mean_of_each_block_and_says_where_it_is_not_finite() -> None:
    array = np.repeat(np.arange(2 * SIDE), 3).reshape(1, -1) * np.ones((4 * SIDE, 1))
    array[5, 7] = np.nan
    image = digest(array).thumbnail
    assert image.shape == (SIDE, SIDE)
    np.testing.assert_allclose(image[0], 2 * np.arange(SIDE) + 0.5)
    assert np.isnan(image[1, 1])
    assert np.isnan(image).sum() == 1


@pytest.mark.parametrize(
    ("shape", "image"),
    [((), (1, 1)), ((5,), (1, 5)), ((70_000,), (1, 48)), ((9, 100, 30), (48, 30))],
)
def test_leading_dimensions_are_laid_under_each_other(
    shape: tuple[int, ...], image: tuple[int, int]
) -> None:
    assert digest(np.ones(shape)).thumbnail.shape == image


@pytest.mark.parametrize("dtype", ["bool", "int8", "float16", "float32", "complex64"])
def test_every_type_is_told(dtype: str) -> None:
    told = digest(np.ones((100, 100), dtype))
    assert (told.low, told.high, told.mean, told.not_finite) == (1.0, 1.0, 1.0, 0)


def test_numbers_whose_sum_overflows_have_a_mean() -> None:
    told = digest(np.full((100, 700), 1e308))
    assert told.mean == pytest.approx(1e308)
    assert np.isfinite(told.thumbnail).all()


@given(
    npst.arrays(
        st.sampled_from(["float64", "float16", "int64"]),
        npst.array_shapes(max_dims=3, max_side=60),
        elements={"min_value": -100, "max_value": 100},
    ),
    st.integers(1, 6),
)
def test_the_image_lies_within_the_range(array: np.ndarray, side: int) -> None:
    told = digest(array, side)
    assert max(told.thumbnail.shape) <= side
    assert told.low == array.min()
    assert told.high == array.max()
    assert told.thumbnail.min() >= told.low - 1e-9
    assert told.thumbnail.max() <= told.high + 1e-9
    assert told.mean == pytest.approx(float(array.astype(float).mean()), abs=1e-9)


def test_the_root_mean_square_and_the_zeros_are_of_the_finite_elements() -> None:
    told = digest(np.array([[3.0, np.nan, -4.0], [np.inf, 0.0, 0.0]]))
    assert told.rms == pytest.approx(2.5)
    assert told.zeros == 2
    assert digest(np.full(5, np.nan)).rms is None
    assert digest(np.zeros((50, 50))).rms == 0.0
    large = np.random.default_rng(0).standard_normal((3_000, 400))
    assert digest(large).rms == pytest.approx(float(np.sqrt(np.mean(large**2))))
    assert digest(np.full((100, 700), 1e300)).rms == pytest.approx(1e300)


@pytest.mark.parametrize("shape", [(700,), (3, 500), (100, 7), (1, 1, 300)])
def test_large_arrays_are_looked_at_in_pieces_and_told_alike(
    monkeypatch: pytest.MonkeyPatch, shape: tuple[int, ...]
) -> None:
    array = np.random.default_rng(0).normal(size=shape)
    whole = digest(array)
    monkeypatch.setattr("graphlab.digest._AT_ONCE", 40)
    told = digest(array)
    np.testing.assert_allclose(told.thumbnail, whole.thumbnail, rtol=1e-12, atol=1e-15)
    assert (told.low, told.high, told.zeros) == (whole.low, whole.high, whole.zeros)
    np.testing.assert_allclose((told.mean, told.rms), (whole.mean, whole.rms))
