"""Counts what touches in a Picture: cards, labels, chips and lines that belong to others."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from graphlab.picture.fonts import text_width
from graphlab.picture.shapes import Bounds, Box, Cells, Item, Math, Path, Picture, Text

if TYPE_CHECKING:
    from graphlab.picture.layout.plan import Geometry


def overlaps(picture: Picture, geometry: Geometry) -> list[str]:
    """One line a pair that touches."""
    solid: list[tuple[str, Bounds]] = []
    for item in picture.items:
        if item.kind == "card":
            solid.append((item.key, geometry.cards[item.key.removeprefix("card:")]))
        elif item.kind in {"label", "chip"}:
            solid.append((item.key, ink(item)))
    found = [f"{a} and {b}" for (a, x), (b, y) in combinations(solid, 2) if x.overlaps(y)]
    for key, route in geometry.routes.items():
        own = f"{key.source}>{key.target}:{key.argument}"
        points = route.sampled(40)
        for name, box in solid:
            if own in name or name in {f"card:{key.source}", f"card:{key.target}"}:
                continue
            if any(box.contains(x, y) for x, y in points):
                found.append(f"the line {own} and {name}")
        for name, box in solid:
            if name == f"label:{own}" and any(box.contains(x, y) for x, y in points):
                found.append(f"{name} and its own line")
    return found


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
