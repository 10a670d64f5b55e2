"""Pieces of lines joined to whole ones, so that dashes run on along them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Place = tuple[float, float]


def chained(pieces: Floats) -> tuple[Floats, ...]:
    """Polylines of shape (n, 2) from pieces of shape (count, 2, 2) that share their ends exactly.

    Closed ones end where they begin. Every piece that has a length is in one line, once.
    """
    ways: dict[Place, list[Place]] = {}
    for (x1, y1), (x2, y2) in pieces.tolist():
        if (x1, y1) == (x2, y2):
            continue
        ways.setdefault((x1, y1), []).append((x2, y2))
        ways.setdefault((x2, y2), []).append((x1, y1))
    loose = [place for place, after in ways.items() if len(after) % 2]
    lines = []
    for start in (*loose, *ways):
        while ways[start]:
            line = [start]
            while ways[line[-1]]:
                here = line[-1]
                there = ways[here].pop()
                ways[there].remove(here)
                line.append(there)
            lines.append(np.array(line))
    return tuple(lines)
