"""A scene at other inputs: numbers near its own with two decimals, the same for the same seed."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np

from graphlab.study.grid import Grid

if TYPE_CHECKING:
    from graphlab.record import Record
    from graphlab.study.document import Document
    from graphlab.study.grid import Numbers

NEAR = 0.75
"""How far a number moves at most, in its own size; small ones move as 1 does."""


def similar(document: Document, seed: object) -> Document:
    """The same formula at other inputs; whole numbers of vectors and matrices stay whole."""
    draw = random.Random(repr(seed))
    for dial in document.dials:
        if isinstance(dial, Grid):
            numbers = np.asarray(dial.value, dtype=np.float64)
            whole = bool((numbers == np.round(numbers)).all())
            moved = [_near(float(number), draw, whole=whole) for number in numbers.reshape(-1)]
            value: float | Numbers = np.reshape(moved, numbers.shape).tolist()
        else:
            value = _near(dial.value, draw)
        document = document.setting(dial.name, value)
    return document


def are_finite(record: Record) -> bool:
    """Whether every value and adjoint is a number that can be asked for."""
    arrays = (array for node in record.nodes for array in (node.value, node.adjoint))
    return all(bool(np.isfinite(array).all()) for array in arrays if array is not None)


def _near(number: float, draw: random.Random, *, whole: bool = False) -> float:
    reach = max(NEAR * abs(number), 2.0 if whole else NEAR)
    while True:
        found = round(number + draw.uniform(-reach, reach), 0 if whole else 2)
        if found not in (number, 0.0):
            return found
