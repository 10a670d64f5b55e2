"""Reads what people type: a number in a field, and a formula with what its inputs are now."""

from __future__ import annotations

import re
from math import isfinite
from typing import TYPE_CHECKING

from graphlab.errors import InputError
from graphlab.formula.parser import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.formula.program import Program

_SPELLINGS = str.maketrans({"−": "-", "–": "-", "\N{NO-BREAK SPACE}": None, " ": None, "'": None})
_MOST_CHARACTERS = 60


def read_number(text: str, name: str = "this field") -> float:
    """The number in ``text``; a U+2212 minus and a decimal comma are read too."""
    plain = text[: _MOST_CHARACTERS + 1].translate(_SPELLINGS)
    if not plain.strip():
        raise InputError(f"{name} needs a value.")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        value = float(plain) if "_" not in plain else None
    except ValueError:
        value = None
    if value is None or len(text) > _MOST_CHARACTERS:
        shown = text if len(text) <= 20 else text[:19] + "…"
        raise InputError(f"“{shown}” is not a number that {name} can take.")
    if not isfinite(value):
        raise InputError(f"{name} takes finite numbers only.")
    return value


def read_formula(text: str, shapes: Mapping[str, tuple[int, ...]]) -> Program:
    """Reads a formula with its vectors and matrices as they are; without them if it needs others.

    Raises InputError.
    """
    used = {name: shape for name, shape in shapes.items() if re.search(re.escape(name), text)}
    if used:
        try:
            return parse(text, shapes=used)
        except InputError:
            pass
    return parse(text)
