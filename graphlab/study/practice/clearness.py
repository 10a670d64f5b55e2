"""Whether numbers make an exercise a fair one: they print well, and no mistake agrees with them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from graphlab.formula.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphlab.study.practice.backward import Floats
    from graphlab.study.practice.outline import Numbers, Outline, Use

LEAST, MOST = 0.01, 1000.0
APART = 0.02
"""Two answers that differ by less, relative to the larger, may be taken for each other."""

DIGITS = 4


def unclear(numbers: Numbers) -> str:
    """The first thing that speaks against these numbers, empty if nothing does."""
    for check in (_printing, _accidents, _values, _sums, _partials, _adjoints):
        for problem in check(numbers.outline, numbers):
            return problem
    return ""


def is_finite(numbers: Numbers) -> bool:
    """Whether every value and adjoint has a number."""
    import numpy as np

    return all(np.isfinite(array).all() for array in (*numbers.values, *numbers.adjoints))


def apart(one: Floats, other: Floats) -> bool:
    """Whether two answers are told from each other, also when a sign is lost."""
    if one.shape != other.shape:
        return True
    if not one.ndim:
        a, b = abs(float(one)), abs(float(other))
        return abs(a - b) > APART * max(a, b)
    reach = max(float(abs(one).max()), float(abs(other).max())) * APART
    return bool(abs(one - other).max() > reach and abs(one + other).max() > reach)


def _printing(outline: Outline, numbers: Numbers) -> Iterator[str]:
    """Every number that somebody is asked for, or reads in a table."""
    for node, value in enumerate(numbers.values):
        if problem := _printed(value):
            yield f"the value of w{node + 1} {problem}"
    # What an index does not take has the adjoint 0, and nobody asks why.
    picked = {use.source for use in outline.uses if _takes(outline, use)}
    for node, adjoint in enumerate(numbers.adjoints):
        if problem := _printed(adjoint[adjoint != 0] if node in picked else adjoint):
            yield f"the adjoint of w{node + 1} {problem}"
    for use, partial in numbers.partials.items():
        if problem := _printed(partial):
            yield f"a partial of w{use.target + 1} {problem}"
    for use, share in numbers.shares.items():
        if problem := _printed(share[share != 0] if use.source in picked else share):
            yield f"a contribution to w{use.source + 1} {problem}"


def _printed(array: Floats) -> str:
    for number in array.ravel().tolist() if array.ndim else (float(array),):
        if not math.isfinite(number):
            return "is not finite"
        if not LEAST <= abs(number) <= MOST:
            return "is too small or too large"
        if f"{number:.{DIGITS - 1}e}"[-6:-4] == "00" and format_number(number).endswith("00"):
            return "looks like a rounder number than it is"
    return ""


def _accidents(outline: Outline, numbers: Numbers) -> Iterator[str]:
    """A 1 or −1 that nobody could know beforehand: the factor would not be missed."""
    end = outline.count - 1
    for node, value in enumerate(numbers.values):
        if not value.ndim and _is_one(value):
            yield f"w{node + 1} is ±1"
    for use, partial in numbers.partials.items():
        if use not in outline.fixed and _is_one(partial):
            yield f"a partial of w{use.target + 1} is ±1"
    for node, adjoint in enumerate(numbers.adjoints):
        if not adjoint.ndim and outline.roots[node] != end and _is_one(adjoint):
            yield f"adjoint of w{node + 1} is ±1"


def _values(outline: Outline, numbers: Numbers) -> Iterator[str]:
    """The value of another node, or a matrix whose transpose does as well."""
    for node, value in enumerate(numbers.values):
        if value.ndim == 2 and value.shape[0] == value.shape[1] and not apart(value, value.T):
            yield f"w{node + 1} is symmetric"
        for other in range(node):
            if not outline.negates(node, other) and not apart(value, numbers.values[other]):
                yield f"w{node + 1} and w{other + 1} have the same value"


def _sums(outline: Outline, numbers: Numbers) -> Iterator[str]:
    """An adjoint that is found although one successor was forgotten, or only one looked at."""
    for use, share in numbers.shares.items():
        whole = numbers.adjoints[use.source]
        others = sum(other.source == use.source for other in outline.uses) - 1
        if others and not (apart(whole, whole - share) and apart(whole, share)):
            yield f"a successor of w{use.source + 1} may be forgotten"
        if others and not apart(whole, whole - 2 * share):
            yield f"a sign in the sum for w{use.source + 1} may be wrong"


def _partials(outline: Outline, numbers: Numbers) -> Iterator[str]:
    """An adjoint that is found although the successor's adjoint was left out."""
    end = outline.count - 1
    for use, partial in numbers.partials.items():
        if outline.roots[use.target] != end and not apart(partial, numbers.adjoints[use.source]):
            yield f"a partial of w{use.target + 1} is as large as the adjoint of w{use.source + 1}"


def _adjoints(outline: Outline, numbers: Numbers) -> Iterator[str]:
    """The adjoint of another node. Where it is the same by the formula, nobody is at fault."""
    for node, adjoint in enumerate(numbers.adjoints):
        for other in range(node):
            if outline.roots[node] == outline.roots[other]:
                continue
            if not apart(adjoint, numbers.adjoints[other]):
                yield f"w{node + 1} and w{other + 1} have the same adjoint"


def _takes(outline: Outline, use: Use) -> bool:
    return outline.at(use.target).function == "index"


def _is_one(number: Floats) -> bool:
    return abs(abs(float(number)) - 1) < APART
