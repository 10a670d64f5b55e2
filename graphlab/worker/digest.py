"""What is told of an array that is too large to be sent: its range, and a coarse image of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graphlab.record import Digest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graphlab.record import Array

    Numbers = NDArray[np.float64]

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
    # Some rows of the image at a time, so that a large array is never held a second time.
    at_once = max(1, len(heights) * _AT_ONCE // max(rows.size, 1))
    with np.errstate(invalid="ignore", over="ignore"):
        for top in range(0, len(heights), at_once):
            bands = slice(top, top + at_once)
            begin, tall = tops[top], heights[bands]
            part = _real(rows[begin : begin + tall.sum()])
            ranges.append(_range(part))
            # Divided first: the sum of large numbers may overflow where their mean does not.
            part = part / np.multiply.outer(np.repeat(tall, tall), np.repeat(widths, widths))
            part = np.add.reduceat(part, tops[bands] - begin, axis=0)
            image[bands] = np.add.reduceat(part, lefts, axis=1)
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


def _real(part: Array) -> Numbers:
    real: Array = np.abs(part) if part.dtype.kind == "c" else part
    return real.astype(np.float64)


def _blocks(length: int, most: int) -> NDArray[np.intp]:
    """The lengths of at most ``most`` blocks that differ by one element."""
    count = min(length, most)
    return np.diff(np.arange(count + 1) * length // max(count, 1))


def _begins(lengths: NDArray[np.intp]) -> NDArray[np.intp]:
    return np.cumsum(lengths) - lengths


_NOTHING: Array = np.empty((0, 0))
