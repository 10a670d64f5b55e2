"""Headings of items whose own type is too small to be read at a zoom."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from graphlab.canvas.detail import SMALLEST, readable
from graphlab.export.paint import ready_shape
from graphlab.picture.fonts import ASCENT, DESCENT, text_width
from graphlab.picture.headings import lowered
from graphlab.picture.shapes import Text

if TYPE_CHECKING:
    from graphlab.export.paint import Ready
    from graphlab.picture.shapes import Bounds, Heading

TALL = ASCENT + DESCENT


class Said(NamedTuple):
    """The heading made ready; ``alone``: of the item only its outline is painted besides."""

    words: Ready
    alone: bool


@lru_cache(maxsize=4096)
def heading_at(heading: Heading, zoom: float) -> Said | None:
    """What is said in place of type that is too small; None where nothing is, or nothing fits."""
    if readable(heading.size, zoom):
        return None
    size = SMALLEST / zoom
    for place in (heading.row, heading.whole):
        if place is None or size * TALL > place.height:
            continue
        for words in map(lowered, heading.words):
            if text_width(words, size, "condensed") <= place.width:
                return Said(_made(words, size, heading.color, place), place is heading.whole)
    return None


def _made(words: str, size: float, color: str, place: Bounds) -> Ready:
    x, y = place.centre
    baseline = y + size * (ASCENT - DESCENT) / 2
    return ready_shape(Text(x, baseline, words, size, color, "condensed", anchor="middle"))
