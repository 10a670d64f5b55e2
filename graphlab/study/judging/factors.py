"""Answers that are a constant multiple of what is right."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from graphlab.formula.numbers import format_number
from graphlab.study.judging.verdict import Verdict

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_RATIOS = (2.0, 0.5, 3.0, 1 / 3, 4.0, 0.25, 10.0, 0.1, -2.0, -0.5)


def usual_factor(value: float, truth: float) -> Verdict | None:
    """Of one number, for which any other is some multiple: only the factors that get lost."""
    for ratio in _RATIOS:
        if truth and abs(value / truth - ratio) < 1e-3 * abs(ratio):
            return _factor(ratio)
    return None


def constant_factor(values: Floats, truth: Floats, relative: float = 1e-6) -> Verdict | None:
    """Of several numbers, points or elements, that have the same ratio."""
    there = truth != 0
    if values[~there].any() or not there.any():
        return None
    numbers = truth[there]
    if np.allclose(numbers, numbers[0]):
        return usual_factor(float(values[there][0]), float(numbers[0]))
    with np.errstate(all="ignore"):
        ratios = values[there] / numbers
    ratio = float(ratios[0])
    if not math.isfinite(ratio) or not ratio or not np.allclose(ratios, ratio, rtol=relative):
        return None
    return _factor(ratio)


def _factor(ratio: float) -> Verdict:
    by = abs(ratio)
    size = f"{format_number(by)} times too large" if by > 1 else f"1/{format_number(1 / by)} of it"
    sign = ", and its sign is wrong" if ratio < 0 else ""
    return Verdict(False, "factor", f"Yours is {size}{sign}: look for a constant factor.")
