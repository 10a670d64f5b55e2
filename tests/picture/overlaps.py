"""Counts what touches in a Picture: cards, labels, chips and lines that belong to others."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from graphlab.picture.fonts import text_width
from graphlab.picture.shapes import Bounds, Box, Cells, Item, Math, Path, Picture, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from graphlab.picture.layout.plan import Geometry, Route
    from graphlab.record import EdgeKey


def overlaps(picture: Picture, geometry: Geometry) -> list[str]:
    """One line a pair that touches."""
    solid: list[tuple[str, Bounds]] = []
    for item in picture.items:
        if item.kind == "card":
            solid.append((item.key, geometry.cards[item.key.removeprefix("card:")]))
        elif item.kind in {"label", "chip"}:
            solid.append((item.key, ink(item)))
    names, boxes = [name for name, _ in solid], [box for _, box in solid]
    found = [f"{names[a]} and {names[b]}" for a, b in _pairs(boxes)]
    for key, met in _met(geometry, boxes).items():
        own = f"{key.source}>{key.target}:{key.argument}"
        for name in (names[place] for place in met):
            if name == f"label:{own}":
                found.append(f"{name} and its own line")
            elif own not in name and name not in {f"card:{key.source}", f"card:{key.target}"}:
                found.append(f"the line {own} and {name}")
    return found


def _pairs(boxes: Sequence[Bounds]) -> list[tuple[int, int]]:
    """Places of boxes that overlap (``Bounds.overlaps``), the earlier one first."""
    x, y, width, height = np.array(boxes, float).reshape(-1, 4).T
    apart = (x[:, None] >= (x + width)[None]) | (y[:, None] >= (y + height)[None])
    return [(int(a), int(b)) for a, b in np.argwhere(~(apart | apart.T)) if a < b]


def _met(geometry: Geometry, boxes: Sequence[Bounds]) -> dict[EdgeKey, list[int]]:
    """Places of the boxes that hold a point of each line (``Bounds.contains``)."""
    x, y, width, height = np.array(boxes, float).reshape(-1, 4).T[:, None]
    met = {}
    for key, route in geometry.routes.items():
        across, down = _sampled(route)[:, :, None]
        inside = (x <= across) & (across <= x + width) & (y <= down) & (down <= y + height)
        met[key] = np.flatnonzero(inside.any(axis=0)).tolist()
    return met


@cache
def _sampled(route: Route) -> NDArray[np.float64]:
    """Points along all pieces, straight ones too, as two rows: 41 a piece."""
    t = np.linspace(0, 1, 41)[:, None]
    weights = np.hstack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3])
    return np.vstack([weights @ np.array(piece) for piece in route.pieces]).T


def ink(item: Item) -> Bounds:
    """The smallest rectangle around what an item paints."""
    boxes = [_shape(shape) for shape in item.shapes]
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.united(box)
    return whole


def _shape(shape: Path | Box | Text | Math | Cells) -> Bounds:
    match shape:
        case Box() | Cells():
            return shape.bounds
        case Math():
            b, s = shape.block, shape.size
            return Bounds(shape.x, shape.y - b.ascent * s, b.width * s, (b.ascent + b.descent) * s)
        case Text():
            width = text_width(
                shape.text, shape.size, shape.font, bold=shape.bold, italic=shape.italic
            )
            left = {"start": 0.0, "middle": width / 2, "end": width}[shape.anchor]
            return Bounds(shape.x - left, shape.y - 0.73 * shape.size, width, 0.73 * shape.size)
    xs = [c.x for c in shape.commands if hasattr(c, "x")]
    ys = [c.y for c in shape.commands if hasattr(c, "y")]
    return Bounds(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
