"""What is told of an array that is not kept or not sent: its range, and a coarse image of it."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graphlab.record import Digest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graphlab.record import Array

    Numbers = NDArray[np.float64]
    Lengths = NDArray[np.intp]

SIDE = 48
_AT_ONCE = 1 << 18


def digest(array: Array, side: int = SIDE) -> Digest:
    """Range, mean and image of an array of any shape and type.

    The image has at most ``side`` rows and columns: leading dimensions are laid under each other,
    and each element is the mean of its block, NaN or infinite where the block holds such a number.
    Truth values count as 0 and 1; of complex numbers the magnitude is told.
    """
    rows = array.reshape(-1, array.shape[-1] if array.ndim else 1) if array.size else _NOTHING
    heights, widths = _blocks(rows.shape[0], side), _blocks(rows.shape[1], side)
    tops, lefts = _begins(heights), _begins(widths)
    image = np.empty((len(heights), len(widths)))
    ranges = []
    # A piece of the image at a time, so that a large array is never held a second time.
    tall, wide = _at_once(rows.shape, heights, widths)
    with np.errstate(invalid="ignore", over="ignore"):
        for top, left in product(range(0, len(heights), tall), range(0, len(widths), wide)):
            bands, columns = slice(top, top + tall), slice(left, left + wide)
            deep, broad = heights[bands], widths[columns]
            down, along = tops[top], lefts[left]
            part = _real(rows[down : down + deep.sum(), along : along + broad.sum()])
            ranges.append(_range(part))
            # Divided first: the sum of large numbers may overflow where their mean does not.
            part = part / np.multiply.outer(np.repeat(deep, deep), np.repeat(broad, broad))
            part = np.add.reduceat(part, tops[bands] - down, axis=0)
            image[bands, columns] = np.add.reduceat(part, lefts[columns] - along, axis=1)
    told = [part for part in ranges if part.counted]
    counted = sum(part.counted for part in told)
    low = min((part.low for part in told), default=None)
    high = max((part.high for part in told), default=None)
    mean = None
    if low is not None and high is not None:  # between which rounding must not lead
        mean = min(max(sum(part.mean * (part.counted / counted) for part in told), low), high)
    most = max((part.rms for part in told), default=0.0) or 1.0
    square = sum((part.rms / most) ** 2 * (part.counted / counted) for part in told)
    rms = most * square**0.5 if told else None
    return Digest(
        low, high, mean, rows.size - counted, image, rms, sum(part.zeros for part in told)
    )


class _Range(NamedTuple):
    low: float
    high: float
    mean: float
    counted: int
    rms: float
    zeros: int


def _range(numbers: Numbers) -> _Range:
    finite = numbers
    if not np.isfinite(numbers.sum()):  # also where the sum of finite numbers overflows
        finite = numbers[np.isfinite(numbers)]
    if not finite.size:
        return _Range(0.0, 0.0, 0.0, 0, 0.0, 0)
    mean = float(finite.mean())
    if not np.isfinite(mean):
        mean = float((finite / finite.size).sum())
    low, high = float(finite.min()), float(finite.max())
    most = max(-low, high) or 1.0  # squares of what is divided by it do not overflow
    rms = most * float(np.sqrt(np.mean(np.square(finite / most))))
    zeros = finite.size - int(np.count_nonzero(finite))
    return _Range(low, high, mean, finite.size, rms, zeros)


def _at_once(shape: tuple[int, ...], heights: Lengths, widths: Lengths) -> tuple[int, int]:
    """How many rows of blocks are looked at together, and how many blocks of these."""
    tall = len(heights) * _AT_ONCE // max(shape[0] * shape[1], 1)
    if tall or not len(heights):
        return max(tall, 1), max(len(widths), 1)
    return 1, max(1, len(widths) * _AT_ONCE // (int(heights.max()) * shape[1]))


def _real(part: Array) -> Numbers:
    real: Array = np.abs(part) if part.dtype.kind == "c" else part
    return real.astype(np.float64)


def _blocks(length: int, most: int) -> Lengths:
    """The lengths of at most ``most`` blocks that differ by one element."""
    count = min(length, most)
    return np.diff(np.arange(count + 1) * length // max(count, 1))


def _begins(lengths: Lengths) -> Lengths:
    return np.cumsum(lengths) - lengths


_NOTHING: Array = np.empty((0, 0))
