"""Axes of plots: decades of a logarithm, round steps, and many numbers as a line of few pixels."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEWEST_DECADES = 1
MOST_DECADES = 16
"""A loss that falls to 1e−300 still shows how it began."""


def decades(numbers: Floats) -> tuple[int, int]:
    """Exponents of ten around all positive numbers; what is not positive or finite is left out."""
    kept = numbers[np.isfinite(numbers) & (numbers > 0)]
    if not kept.size:
        return -1, 0
    low = math.floor(math.log10(kept.min()) + 1e-9)
    high = math.ceil(math.log10(kept.max()) - 1e-9)
    high = max(high, low + FEWEST_DECADES)
    return max(low, high - MOST_DECADES), high


def exponents(numbers: Floats, low: int) -> Floats:
    """Logarithms to base ten; zero and less lie at ``low``, what is not finite stays so."""
    finite = np.isfinite(numbers)
    return np.where(finite, np.log10(np.where(finite, np.maximum(numbers, 10.0**low), 1.0)), np.nan)


def round_step(span: float, most: int) -> float:
    """The least of 1, 2, 5, 10 … that divides a span into at most ``most`` parts, 1 or more."""
    least = max(span / max(most, 1), 1.0)
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * lead for lead in (1, 2, 5, 10) if power * lead >= least * (1 - 1e-9))


def thinned(heights: Floats, columns: int) -> tuple[Floats, Floats]:
    """Places and heights of a line with the least and the greatest of each column of pixels.

    A spike of one number stays, whatever the width; NaN makes a gap only where a column has nothing
    else. Up to two numbers a column nothing is left out.
    """
    count = len(heights)
    places = np.arange(count, dtype=np.float64)
    if count <= 2 * columns:
        return places, heights
    starts = np.unique(np.linspace(0, count, columns + 1).astype(np.intp)[:-1])
    known = np.isfinite(heights)
    low = np.minimum.reduceat(np.where(known, heights, np.inf), starts)
    high = np.maximum.reduceat(np.where(known, heights, -np.inf), starts)
    nothing = ~np.logical_or.reduceat(known, starts)
    low, high = np.where(nothing, np.nan, low), np.where(nothing, np.nan, high)
    # Down and up in turn, so that no line goes back on itself.
    turned = np.arange(len(starts)) % 2 == 0
    pairs = np.stack([np.where(turned, high, low), np.where(turned, low, high)], axis=1)
    at = np.repeat(places[starts], 2)
    at[-1] = places[-1]
    return at, pairs.reshape(-1)
