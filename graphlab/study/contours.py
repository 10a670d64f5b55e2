"""Lines of equal value on a grid, the levels that they are drawn for, and marks on an axis."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEVELS = 12
BEND = 1.6
"""Above 1, levels lie closer together where the values are low: there a descent ends."""

# Corners of a cell: 1 at (column, row), 2 at its right, 4 across, 8 above it. Sides: 0 below, from
# 1 to 2; 1 right, from 2 to 4; 2 above, from 8 to 4; 3 left, from 1 to 8.
_LINES: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((3, 0),),
    2: ((0, 1),),
    3: ((3, 1),),
    4: ((1, 2),),
    6: ((0, 2),),
    7: ((3, 2),),
}
_CORNERS = ((0, 0), (1, 0), (1, 1), (0, 1))
_APART, _TOGETHER = ((3, 0), (1, 2)), ((0, 1), (2, 3))


def levels(ground: Floats, most: int = LEVELS) -> tuple[float, ...]:
    """Round numbers that part the ground into areas alike, smaller ones where it is low.

    Shares of the area, not of the height: a function that rises to 10⁴ at the corners would have
    all its lines there.
    """
    finite = np.sort(ground[np.isfinite(ground)])
    if finite.size < 2 or finite[0] == finite[-1]:
        return ()
    shares = ((np.arange(most) + 0.5) / most) ** BEND
    found = np.unique(np.quantile(finite, shares))
    steps = np.diff(found, prepend=finite[0], append=finite[-1])
    near = np.minimum(steps[:-1], steps[1:])
    told = {
        _round(level, gap)
        for level, gap in zip(found.tolist(), near.tolist(), strict=True)
        if gap > 1e-12 * abs(level)
    }
    return tuple(sorted(level for level in told if finite[0] < level < finite[-1]))


def segments(ground: Floats, level: float) -> Floats:
    """Marching squares: straight pieces of the line of this level, (count, 2 ends, column and row).

    Cells with a corner that is not finite have none. Where two ways are possible, at a saddle, the
    mean of the corners decides.
    """
    above = ground > level
    case = above[:-1, :-1] + 2 * above[:-1, 1:] + 4 * above[1:, 1:] + 8 * above[1:, :-1]
    rows, columns = np.nonzero((case > 0) & (case < 15))
    corners = np.stack([ground[rows + dy, columns + dx] for dx, dy in _CORNERS])
    finite = np.isfinite(corners).all(axis=0)
    rows, columns, corners = rows[finite], columns[finite], corners[:, finite]
    case = case[rows, columns]
    saddle = (case == 5) | (case == 10)
    middle = corners.mean(axis=0) > level
    through = middle == above[rows, columns]
    case = np.where(case > 7, 15 - case, case)  # the same lines, seen from the other side
    # At a saddle, corners 1 and 4 are joined through the middle if that is on their side.
    kinds = [(lines, (case == number) & ~saddle) for number, lines in _LINES.items()]
    kinds += [(_TOGETHER, saddle & through), (_APART, saddle & ~through)]
    places = np.stack([columns, rows], axis=1)
    pieces = [
        _pieces(corners[:, cells], places[cells], level, sides)
        for lines, cells in kinds
        if cells.any()
        for sides in lines
    ]
    return np.concatenate(pieces) if pieces else np.empty((0, 2, 2))


def ranks(ground: Floats, at: Sequence[float]) -> Floats:
    """How high each point lies among the levels, from 0 to 1, without steps; NaN stays."""
    finite = ground[np.isfinite(ground)]
    if not len(at):
        return np.where(np.isfinite(ground), 0.0, np.nan)
    marks = np.array([finite.min(), *at, finite.max()])
    return np.interp(ground, marks, np.linspace(0, 1, len(marks)))


def reach(ground: Floats, values: Floats) -> tuple[float, float]:
    """From where to where a curve is shown: all of the path, and of the curve what is not a pole.

    Values beyond both the inner nine tenths and twice their width are left out.
    """
    finite, known = ground[np.isfinite(ground)], values[np.isfinite(values)]
    if not finite.size and not known.size:
        return -1.0, 1.0
    low, high = math.inf, -math.inf
    if finite.size:
        inner = np.quantile(finite, [0.05, 0.95])
        spread = float(inner[1] - inner[0])
        low = max(float(finite.min()), float(inner[0]) - spread)
        high = min(float(finite.max()), float(inner[1]) + spread)
    wide = high - low if finite.size else math.inf
    for value in known.tolist():  # a path that ran away does not flatten the curve
        if low - 3 * wide <= value <= high + 3 * wide:
            low, high = min(low, value), max(high, value)
    if not low < high:
        pad = abs(low) / 2 or 1.0
        low, high = low - pad, high + pad
    margin = 0.06 * (high - low)
    return low - margin, high + margin


def ticks(low: float, high: float, most: int) -> tuple[float, ...]:
    """Round numbers on an axis, at most so many.

    >>> ticks(-3, 3, 4)
    (-2.0, 0.0, 2.0)
    """
    step = (high - low) / max(1, most)
    decade = 10.0 ** math.floor(math.log10(step))
    step = next(head * decade for head in (1, 2, 5, 10) if head * decade >= step * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(float(f"{count * step:.10g}") + 0.0 for count in range(first, last + 1))


def _pieces(values: Floats, places: Floats, level: float, sides: tuple[int, int]) -> Floats:
    return np.stack([_crossing(values, level, side) + places for side in sides], axis=1)


def _crossing(values: Floats, level: float, side: int) -> Floats:
    """Where the line crosses a side of each cell, as a place in the cell."""
    one, other = ((0, 1), (1, 2), (3, 2), (0, 3))[side]
    share = (level - values[one]) / (values[other] - values[one])
    fixed = np.full_like(share, 1.0 if side in (1, 2) else 0.0)
    return np.stack([fixed, share] if side in (1, 3) else [share, fixed], axis=1)


def _round(level: float, gap: float) -> float:
    """As few digits as keep it apart from its neighbours."""
    return round(level, -math.floor(math.log10(gap))) + 0.0
