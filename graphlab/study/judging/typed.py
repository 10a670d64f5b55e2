"""Answers as they are typed: a number with its digits, or a formula in the names of a graph."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from graphlab.errors import InputError
from graphlab.formula.evaluate import compiled
from graphlab.formula.parser import parse
from graphlab.formula.tree import Num, names, walk
from graphlab.study.labels import MACRON

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graphlab.formula.evaluate import Evaluator
    from graphlab.formula.tree import Tree

    Floats = NDArray[np.float64]

LONGEST = 2_000
FEWEST_DIGITS = 3
"""Significant digits from which on a rounded number is an answer."""

EXACT = 1e-6
"""Relative; what formulas that are equal may differ by."""

_PLAIN = re.compile(r"([+-]?(?:\d+(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d+))?)\s*(%?)")
_PRINTED = re.compile(r"tensor\(([^(),]*)(?:,[^()]*)?\)")
_COMMA = re.compile(r"[+-]?\d+,\d+\s*%?")
_BAR = re.compile(
    r"(?<![A-Za-z])(?:([A-Za-z])_?bar_?([\d₀-₉]+)|bar\(([A-Za-z])_?([\d₀-₉]+)\)"
    rf"|([A-Za-z])_?([\d₀-₉]+)(?:_?bar(?![A-Za-z])|{MACRON}))"
)
"""``wbar4``, ``bar(w4)``, ``w4bar``."""
_SPECIAL = {
    "nan": math.nan,
    "inf": math.inf,
    "+inf": math.inf,
    "infinity": math.inf,
    "∞": math.inf,
    "-inf": -math.inf,
    "-infinity": -math.inf,
    "-∞": -math.inf,
}


@dataclass(frozen=True, slots=True)
class Typed:
    """One answer as a formula. ``unit`` is 1 in the last digit of a plain decimal number.

    ``digits`` are significant digits: of that number, else of the decimal fraction in the formula
    that has fewest; None where there is none, so that the answer is exact.
    """

    tree: Tree
    evaluate: Evaluator
    names: tuple[str, ...]
    digits: int | None = None
    unit: float | None = None

    @property
    def is_number(self) -> bool:
        """Whether it is a plain number, not a formula."""
        return isinstance(self.tree, Num)

    def slack(self, truth: float, tolerance: float | None = None) -> float:
        """How far from ``truth`` an answer typed like this may lie."""
        if tolerance is not None:
            return tolerance * abs(truth)
        if self.unit is not None:
            unit = 0.0 if ends_at(truth, self.unit) else self.unit * 1.0001
            return max(unit, EXACT * abs(truth))
        if self.digits is None:
            return EXACT * abs(truth)
        return 10.0 ** (1 - max(self.digits, FEWEST_DIGITS)) * abs(truth)


def ends_at(truth: float | Floats, unit: float | Floats) -> NDArray[np.bool_]:
    """Where a number has no digits beyond those typed, so that nothing is left to rounding."""
    with np.errstate(all="ignore"):
        units = np.abs(truth) / unit
        near = np.abs(units - np.round(units)) <= np.minimum(1e-7 * np.maximum(units, 1), 1e-3)
    return np.asarray(near)


def half_a_unit(number: float, digits: int) -> float:
    """Half a unit of the last of a number's first significant digits."""
    return 0.5 * 10.0 ** (math.floor(math.log10(abs(number))) + 1 - digits) if number else 0.0


@lru_cache(maxsize=256)
def read_answer(text: str, known: frozenset[str] = frozenset()) -> Typed:
    """Reads a number or a formula; ``known`` names are never split into letters.

    ``w̄₄ = …`` and ``∂f/∂x = …`` are read as what follows the last sign of equality. Raises
    InputError.
    """
    plain = _tidied(text)
    if not plain:
        raise InputError("Type an answer first.")
    if len(plain) > LONGEST:
        raise InputError(f"An answer has at most {LONGEST:,} characters.")
    special = _SPECIAL.get(plain.lower())
    if special is not None:
        tree: Tree = Num(special, plain)
        return Typed(tree, compiled(tree), ())
    match = _PLAIN.fullmatch(plain)
    if match:
        decimals = len(match[2] or match[3] or "") + 2 * len(match[5])
        unit = 10.0 ** min(max(int(match[4] or 0) - decimals, -300), 300)
        tree = Num(float(match[1]) / 100) if match[5] else Num(float(plain), plain)
        return Typed(tree, compiled(tree), (), _significant(match[1]), unit)
    program = parse(plain, known)
    if len(program.outputs) != 1:
        raise InputError("One formula is asked for, without commas between several.")
    tree = program.outputs[0]
    fractions = [
        _significant(part.text) for part in walk(tree) if isinstance(part, Num) and "." in part.text
    ]
    return Typed(tree, compiled(tree), names(tree), min(fractions, default=None))


def with_bars(text: str) -> str:
    """``wbar4``, ``w4bar`` and ``bar(w4)`` are the name that is written w̄₄."""

    def barred(found: re.Match[str]) -> str:
        letter, number = filter(None, found.groups())
        return f"{letter}{MACRON}{number}"

    return _BAR.sub(barred, text)


def _tidied(text: str) -> str:
    plain = text.replace("−", "-").replace("–", "-").replace("\N{NO-BREAK SPACE}", " ")
    plain = _PRINTED.sub(r"\1", with_bars(plain))
    for sign in ("≈", "="):
        if sign in plain and not re.search(r"[<>=!]=", plain):
            plain = plain.rpartition(sign)[2]
    plain = plain.strip()
    return plain.replace(",", ".") if _COMMA.fullmatch(plain) else plain


def _significant(text: str) -> int:
    """Significant digits of a decimal number: 0.050 has two; zeros before the point may count."""
    mantissa = re.split(r"[eE]", text.lstrip("+-"))[0]
    return max(1, len(mantissa.replace(".", "").lstrip("0")))
