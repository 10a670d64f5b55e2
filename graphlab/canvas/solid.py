"""The parts of an item that are painted in any case, without the room kept for what may come."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from graphlab.picture.fonts import ASCENT, DESCENT, text_width
from graphlab.picture.shapes import Box, Cells, Math, Text

if TYPE_CHECKING:
    from graphlab.picture.shapes import Bounds, Item, Shape

FLOATING = ("label", "chip")
SHARES = {"start": 0.0, "middle": 0.5, "end": 1.0}
CLEAR = 2.0


def solid(item: Item) -> list[Bounds]:
    """What other things keep clear of: nothing of an edge, of a label or chip what is painted.

    Of a card its outline and what sticks out; its bounds also hold room for marks to come.
    """
    if item.kind in FLOATING:
        return [ink(item)]
    if item.kind != "card":
        return []
    outline = next((_extent(s, item.bounds) for s in item.shapes), item.bounds).grown(CLEAR)
    return [
        outline,
        *(
            shape.bounds
            for shape in item.shapes
            if isinstance(shape, Box) and not outline.united(shape.bounds) == outline
        ),
    ]


@lru_cache(maxsize=2048)
def ink(item: Item) -> Bounds:
    """The painted part of a label or chip; its bounds also hold the room kept for other numbers."""
    found: Bounds | None = None
    for shape in item.shapes:
        bounds = _extent(shape, item.bounds)
        found = found.united(bounds) if found else bounds
    return found or item.bounds


def _extent(shape: Shape, otherwise: Bounds) -> Bounds:
    if isinstance(shape, Box | Cells):
        return shape.bounds
    if isinstance(shape, Text):
        size = shape.size
        width = text_width(shape.text, size, shape.font, bold=shape.bold, italic=shape.italic)
        return otherwise._replace(
            x=shape.x - SHARES[shape.anchor] * width,
            y=shape.y - ASCENT * size,
            width=width,
            height=(ASCENT + DESCENT) * size,
        )
    if isinstance(shape, Math):
        size, block = shape.size, shape.block
        return otherwise._replace(
            x=shape.x,
            y=shape.y - block.ascent * size,
            width=block.width * size,
            height=(block.ascent + block.descent) * size,
        )
    return otherwise
