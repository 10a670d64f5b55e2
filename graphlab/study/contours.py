"""Lines along which numbers on a grid are equal: marching squares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# Sides of a cell: 0 below, 1 right, 2 above, 3 left. The bits of a case are its corners that are
# above the level: 1 lower left, 2 lower right, 4 upper right, 8 upper left.
_PAIRS: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((3, 0),),
    2: ((0, 1),),
    3: ((3, 1),),
    4: ((1, 2),),
    6: ((0, 2),),
    7: ((3, 2),),
    8: ((2, 3),),
    9: ((2, 0),),
    11: ((2, 1),),
    12: ((1, 3),),
    13: ((1, 0),),
    14: ((0, 3),),
}
_SADDLES = {5: (((3, 2), (1, 0)), ((3, 0), (1, 2))), 10: (((0, 3), (2, 1)), ((0, 1), (2, 3)))}
"""Two lines through a cell: how they go where its middle is above the level, and below it."""


def contour(numbers: Floats, level: float, x: Floats, y: Floats) -> tuple[Floats, ...]:
    """Polylines of shape (n, 2) where ``numbers``, of shape (len(y), len(x)), are ``level``.

    Closed ones end where they begin. Cells with a corner that is not finite have no line.
    """
    if min(numbers.shape) < 2:
        return ()
    segments = _segments(np.asarray(numbers, np.float64) - level)
    return tuple(
        _placed(chain, numbers - level, x, y) for chain in _chained(segments, numbers.shape[1])
    )


def _segments(above: Floats) -> list[tuple[int, int, int, int]]:
    """(row, column, side, side) of each piece of line, cell by cell."""
    inside = above >= 0
    finite = np.isfinite(above)
    corners = inside[:-1, :-1] * 1 + inside[:-1, 1:] * 2 + inside[1:, 1:] * 4 + inside[1:, :-1] * 8
    known = finite[:-1, :-1] & finite[:-1, 1:] & finite[1:, 1:] & finite[1:, :-1]
    found: list[tuple[int, int, int, int]] = []
    rows, columns = np.nonzero(known & (corners != 0) & (corners != 15))
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        case = int(corners[row, column])
        pairs = _PAIRS.get(case)
        if pairs is None:
            middle = float(above[row : row + 2, column : column + 2].mean())
            pairs = _SADDLES[case][0 if middle >= 0 else 1]
        found += [(row, column, one, other) for one, other in pairs]
    return found


def _edge(row: int, column: int, side: int, columns: int) -> tuple[int, bool]:
    """A side that two cells share has one name: its lower or left corner, and whether upright."""
    row, column = row + (side == 2), column + (side == 1)
    return row * columns + column, side in (1, 3)


def _chained(
    segments: list[tuple[int, int, int, int]], columns: int
) -> list[list[tuple[int, bool]]]:
    """Edges in the order that the lines go over them."""
    ways: dict[tuple[int, bool], list[tuple[int, bool]]] = {}
    for row, column, one, other in segments:
        a, b = _edge(row, column, one, columns), _edge(row, column, other, columns)
        ways.setdefault(a, []).append(b)
        ways.setdefault(b, []).append(a)
    ends = [edge for edge, after in ways.items() if len(after) == 1]
    chains = []
    for start in (*ends, *ways):
        if not ways[start]:
            continue
        chain = [start]
        while ways[chain[-1]]:
            here = chain[-1]
            there = ways[here].pop()
            ways[there].remove(here)
            chain.append(there)
        chains.append(chain)
    return chains


def _placed(chain: list[tuple[int, bool]], above: Floats, x: Floats, y: Floats) -> Floats:
    """Where on its edges the numbers between two corners reach the level."""
    corner, upright = np.array([edge[0] for edge in chain]), np.array([edge[1] for edge in chain])
    row, column = np.divmod(corner, above.shape[1])
    next_row, next_column = row + upright, column + ~upright
    low, high = above[row, column], above[next_row, next_column]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.nan_to_num(low / (low - high))
    return np.stack(
        [
            x[column] + share * (x[next_column] - x[column]),
            y[row] + share * (y[next_row] - y[row]),
        ],
        axis=-1,
    )
