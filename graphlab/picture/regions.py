"""The ground of a plane as an image: classes shaded by probability, numbers by colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graphlab.picture.classes import class_color

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graphlab.picture.theme import Theme

    Floats = NDArray[np.float64]
    Image = NDArray[np.uint8]

PALEST, STRONGEST = 0.10, 0.42
"""How much of its colour a region has where the model is unsure, and where it is certain."""

LEVELS = 24
"""Steps of colour from 0 to either end of the scale of numbers."""


def region_image(probabilities: Floats, theme: Theme) -> Image:
    """RGBA of shape (rows, columns, 4); pale where the most likely class is hardly so.

    ``probabilities`` are of shape (rows, columns, classes), or (rows, columns) for the second of
    two classes. What is not finite stays clear.
    """
    shares = np.asarray(probabilities, np.float64)
    if shares.ndim == 2:
        shares = np.stack([1 - shares, shares], axis=-1)
    known = np.asarray(np.isfinite(shares).all(axis=-1))
    shares = np.where(known[..., None], shares, 0.0)
    classes = shares.shape[-1]
    best = shares.argmax(axis=-1)
    least = 1 / classes
    sure = np.clip((shares.max(axis=-1) - least) / max(1 - least, 1e-12), 0, 1)
    colors = np.array([rgb(class_color(place, theme)) for place in range(classes)], np.uint8)
    image = np.empty((*best.shape, 4), np.uint8)
    image[..., :3] = colors[best]
    image[..., 3] = np.where(known, np.rint(255 * (PALEST + (STRONGEST - PALEST) * sure)), 0)
    return image


def number_image(numbers: Floats, reach: float, theme: Theme) -> Image:
    """RGBA of fitted numbers, pale so that points stand out on it; full colour at ±``reach``."""
    numbers = np.asarray(numbers, np.float64)
    image = np.empty((*numbers.shape, 4), np.uint8)
    image[..., :3] = ramp(theme)[number_levels(numbers, reach)]
    image[..., 3] = np.where(np.isfinite(numbers), 150, 0)
    return image


def number_levels(numbers: Floats, reach: float) -> NDArray[np.intp]:
    """The place of each number in the ``ramp``; NaN has that of 0."""
    share = np.nan_to_num(np.asarray(numbers, np.float64) / (reach or 1.0), nan=0.0)
    return (np.rint(np.clip(share, -1, 1) * LEVELS) + LEVELS).astype(np.intp)


def ramp(theme: Theme) -> Image:
    """Colours from the most negative number by way of 0 to the most positive one, (levels, 3)."""
    share = np.linspace(-1, 1, 2 * LEVELS + 1)[:, None]
    middle = np.array(rgb(theme.zero))
    ends = np.where(share < 0, rgb(theme.negative), rgb(theme.positive))
    colors: Image = np.rint(middle + (ends - middle) * np.abs(share)).astype(np.uint8)
    return colors


def reach_of(numbers: Floats) -> float:
    """The end of a scale that is symmetric about 0 and holds all numbers; 1 without any."""
    finite = np.abs(numbers[np.isfinite(numbers)])
    return float(finite.max()) if finite.size and finite.max() > 0 else 1.0


def rgb(color: str) -> tuple[int, int, int]:
    """The three bytes of ``#RRGGBB``."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
