"""The one formatter of numbers, for cards, tables, sums and speech."""

from __future__ import annotations

import math
from functools import lru_cache

MINUS = "\u2212"


@lru_cache(maxsize=4096)  # speech, range and scale of a card ask for the same ones
def format_number(value: float, digits: int = 4) -> str:
    """``digits`` significant digits, U+2212, integers bare, ``−1.2e−5`` below 1e−3 and from 1e5.

    >>> format_number(-0.19201)
    '−0.192'
    """
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    return _plain(value, digits).replace("-", MINUS)


def _plain(value: float, digits: int) -> str:
    if value == 0:
        return "0"
    if value == int(value) and abs(value) < 1e5:
        return str(int(value))
    scientific = f"{value:.{digits - 1}e}"
    rounded = float(scientific)
    if 1e-3 <= abs(rounded) < 1e5:
        if abs(rounded) >= 10 ** (digits - 1):
            return f"{value:.0f}"
        plain = f"{rounded:.{digits + 3}g}"
        # A bare 4 would say that it is 4; 4.0004 is shown as 4.000.
        return plain if "." in plain else f"{rounded:.{digits - len(plain.lstrip('-'))}f}"
    mantissa, _, exponent = scientific.partition("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}e{int(exponent)}"


def full_number(value: float) -> str:
    """Every digit that is needed to read the same float64 back."""
    if math.isnan(value) or math.isinf(value):
        return format_number(value)
    text = repr(float(value)).removesuffix(".0")
    return text.replace("-", MINUS)


def fixed(value: float, digits: int) -> str:
    """``digits`` digits after the point, for the terms of a written-out sum."""
    if not math.isfinite(value) or (value != 0 and not 1e-3 <= abs(value) < 1e5):
        return format_number(value, digits + 1)
    return f"{value:.{digits}f}".replace("-", MINUS)
