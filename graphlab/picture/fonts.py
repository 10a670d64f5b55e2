"""Widths of text in the bundled fonts, so that no painter has to measure."""

from __future__ import annotations

import json
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypedDict

from graphlab.resources import resource

if TYPE_CHECKING:
    from graphlab.picture.shapes import Font

ASCENT = 0.76
"""Height of capitals and digits of DejaVu above the baseline, in em, rounded up."""

DESCENT = 0.24
"""Depth of g and y below the baseline, in em."""


class Face(TypedDict):
    """One font file and the advance width of its characters in font units."""

    file: str
    units: int
    widths: dict[str, int]


def text_width(
    text: str, size: float, font: Font = "sans", *, bold: bool = False, italic: bool = False
) -> float:
    """Width of one line of text in logical pixels at ``size`` pixels an em."""
    total, units = _advance(text, font, bold, italic and font != "sans")
    return total * size / units


@lru_cache(maxsize=16384)
def _advance(text: str, font: Font, bold: bool, italic: bool) -> tuple[int, int]:
    """Width in font units, and how many of them are an em."""
    widths, units = _face(" ".join([font, *["bold"] * bold, *["italic"] * italic]))
    try:
        return sum(map(widths.__getitem__, text)), units
    except KeyError:
        missing = {c: 0 if unicodedata.combining(c) else units * 3 // 5 for c in text}
        return sum((missing | widths)[c] for c in text), units


@cache
def _face(name: str) -> tuple[dict[str, int], int]:
    table = _table()[name]
    return table["widths"], table["units"]


@cache
def _table() -> dict[str, Face]:
    table: dict[str, Face] = json.loads(resource("fonts/advances.json").read_text(encoding="utf-8"))
    return table
