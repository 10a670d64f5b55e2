"""Answers that are a constant multiple of what is right, or nearly right."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from graphlab.formula.numbers import format_number
from graphlab.study.judging.verdict import Verdict

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

NEAR = 0.01
"""Relative; nearer than this, an answer was rounded on the way."""

_RATIOS = (2.0, 0.5, 3.0, 1 / 3, 4.0, 0.25, 10.0, 0.1, -2.0, -0.5)


def off_by_rounding(values: Floats, truth: Floats) -> Verdict | None:
    """Of one or several numbers that are all nearly right."""
    with np.errstate(all="ignore"):
        if not (np.abs(values - truth) <= NEAR * np.abs(truth)).all():
            return None
    said = "Close, but off in the last digits: keep four digits or more on the way."
    return Verdict(False, "right but rounded", said)


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
    return _factor(ratio, relative)


def _factor(ratio: float, relative: float = 1e-3) -> Verdict:
    """``relative`` is how well the ratio is known: 9.999 is meant to be 10."""
    by = max(abs(ratio), 1 / abs(ratio))
    by = round(by) if abs(by - round(by)) <= relative * by else by
    size = (
        f"{format_number(by)} times too large" if abs(ratio) > 1 else f"1/{format_number(by)} of it"
    )
    sign = ", and its sign is wrong" if ratio < 0 else ""
    return Verdict(False, "factor", f"Yours is {size}{sign}: look for a constant factor.")
