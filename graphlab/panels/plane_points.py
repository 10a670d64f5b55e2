"""Points on a plane: an item of pyqtgraph filled in one go, whatever their number."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor

from graphlab.panels.plane_markers import LARGER, marker_path, outline
from graphlab.picture.classes import class_color, class_look
from graphlab.picture.regions import number_levels, ramp

if TYPE_CHECKING:
    import pyqtgraph as pg
    from numpy.typing import NDArray
    from PySide6.QtGui import QPainterPath, QPen

    from graphlab.picture.theme import Theme

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]

NO_BRUSH = QBrush(Qt.BrushStyle.NoBrush)

# pyqtgraph knows a look by the identity of its pen and brush: the same look is the same object.
_outline = lru_cache(maxsize=64)(outline)


def fill_classes(
    item: pg.ScatterPlotItem, xy: Floats, classes: Floats | float, theme: Theme, size: float
) -> None:
    """Points of one class, or, of what is moved, each of its own."""
    places = np.broadcast_to(classes, len(xy)).astype(int)
    pen = _outline(theme, size)
    if len(xy) and (places != places[0]).any():
        markers = [class_look(place).marker for place in places]
        item.setData(
            pos=xy,
            symbol=[marker_path(marker) for marker in markers],
            size=[size * LARGER[marker] for marker in markers],
            brush=[_class_brush(place, theme) for place in places],
            pen=pen,
        )
        return
    place = int(places[0]) if len(xy) else 0
    marker = class_look(place).marker
    brush = _class_brush(place, theme)
    fill_alike(item, xy, marker_path(marker), size * LARGER[marker], pen, brush)


def fill_numbers(
    item: pg.ScatterPlotItem,
    xy: Floats,
    numbers: Floats | float,
    reach: float,
    theme: Theme,
    size: float,
) -> None:
    """Circles in the colours of their numbers."""
    levels = number_levels(np.broadcast_to(numbers, len(xy)), reach)
    brushes = _ramp_brushes(theme)
    item.setData(
        pos=xy,
        symbol=marker_path("circle"),
        size=size,
        brush=[brushes[level] for level in levels],
        pen=_outline(theme, size),
    )


def fill_alike(
    item: pg.ScatterPlotItem,
    xy: Floats,
    symbol: QPainterPath,
    size: float,
    pen: QPen,
    brush: QBrush = NO_BRUSH,
) -> None:
    """Points that look the same.

    WORKAROUND: ``setData`` looks the style of every point up in Python, 40 ms for 10,000; so one
    point is styled, and its row is repeated.
    """
    if not len(xy) and not len(item.data):
        return
    item.setData(pos=xy[:1], symbol=symbol, size=size, pen=pen, brush=brush)
    if len(xy) > 1:
        rows = np.repeat(item.data, len(xy))
        rows["x"], rows["y"] = xy[:, 0], xy[:, 1]
        item.prepareGeometryChange()
        item.data = rows
        item.bounds = [None, None]
        item.invalidate()


def show_only(item: pg.ScatterPlotItem, shown: Mask) -> None:
    """Hides the others, without a look at their styles."""
    if not np.array_equal(item.data["visible"], shown):
        item.data["visible"] = shown
        item.invalidate()


@lru_cache(maxsize=64)
def _class_brush(place: int, theme: Theme) -> QBrush:
    return QBrush(QColor(class_color(place, theme)))


@lru_cache(maxsize=8)
def _ramp_brushes(theme: Theme) -> tuple[QBrush, ...]:
    return tuple(QBrush(QColor(*map(int, color))) for color in ramp(theme))
