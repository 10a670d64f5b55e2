"""The plane and the plot of losses on any painter, side by side, to be written to a file."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyqtgraph as pg
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtGui import QPainter

    from graphlab.panels.loss_plot import LossPlot
    from graphlab.panels.plane import Plane

BETWEEN = 16
CHILDREN = QWidget.RenderFlag.DrawChildren
GROUND = QWidget.RenderFlag.DrawWindowBackground


def plots_of(plane: Plane, plot: LossPlot) -> tuple[tuple[int, int], Callable[[QPainter], None]]:
    """Their size in logical pixels, and what paints them as they are seen."""
    width = plane.width() + BETWEEN + plot.width()
    size = width, max(plane.height(), plot.height())

    def paint(painter: QPainter) -> None:
        painter.fillRect(QRect(0, 0, *size), plane.ground_color)
        with _as_shapes(plane):
            plane.render(painter, QPoint(0, 0), renderFlags=CHILDREN | GROUND)
        corner = QPoint(plane.width() + BETWEEN, (size[1] - plot.height()) // 2)
        plot.render(painter, corner, renderFlags=CHILDREN | GROUND)

    return size, paint


@contextmanager
def _as_shapes(plane: Plane) -> Iterator[None]:
    """Markers, numbers and grid as lines and areas, where on the screen they are images."""
    marked = [item for item in plane.drawn_items if isinstance(item, pg.ScatterPlotItem)]
    axes = [item for item in plane.drawn_items if isinstance(item, pg.AxisItem)]
    kept = [axis.cacheMode() for axis in axes]
    for item in marked:
        item.setExportMode(True, {"resolutionScale": 1.0})
    for axis in axes:
        axis.setCacheMode(axis.CacheMode.NoCache)
    try:
        yield
    finally:
        for item in marked:
            item.setExportMode(False)
        for axis, mode in zip(axes, kept, strict=True):
            axis.setCacheMode(mode)
