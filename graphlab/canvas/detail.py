"""What is worth painting at a zoom: nothing that holds words is ever painted under 11 px."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphlab.picture.shapes import Bounds, Item

SMALLEST = 11.0  # px on the screen
LABEL = 13.0  # px of a label or chip at zoom 1
ONLY_ACTIVE = 0.75  # below this zoom only the active labels are shown, at a constant size
ROUNDING = 0.01


def readable(type_size: float, zoom: float) -> bool:
    """Whether type of this size is painted; geometry (size 0) always is."""
    return not type_size or type_size * zoom >= SMALLEST - ROUNDING


def growth(item: Item, zoom: float) -> float:
    """How much larger than the picture says an item is painted; 0 leaves it out.

    Labels and chips keep 11 px down to zoom 0.75; below, the active ones are 13 px.
    """
    if item.kind not in ("label", "chip") or LABEL * zoom >= SMALLEST:
        return 1.0
    if zoom >= ONLY_ACTIVE:
        return SMALLEST / (LABEL * zoom)
    return 1.0 / zoom if item.active else 0.0


def painted_bounds(item: Item, zoom: float) -> Bounds | None:
    """The part of the picture that an item covers at this zoom, in the picture's coordinates."""
    factor = growth(item, zoom)
    if factor == 1.0:
        return item.bounds
    if not factor:
        return None
    x, y, width, height = item.bounds
    return item.bounds._replace(
        x=x - width * (factor - 1) / 2,
        y=y - height * (factor - 1) / 2,
        width=width * factor,
        height=height * factor,
    )
