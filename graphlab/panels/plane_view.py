"""The ground of a plane: axes, grid, zoom, and from pixels to numbers and back."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QGraphicsItem

from graphlab.formula.numbers import MINUS, format_number
from graphlab.panels.plane_markers import cosmetic
from graphlab.picture.theme import LIGHT

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from graphlab.picture.theme import Theme
    from graphlab.task.points import Points

    Pair = tuple[float, float]

HOME = (-5.0, -5.0, 5.0, 5.0)
MARGIN = 0.12
NEAREST, FARTHEST = 1e-3, 1e6
SIDES = ("left", "bottom")
CACHED = QGraphicsItem.CacheMode.DeviceCoordinateCache


class PlaneView:
    """A pyqtgraph plot that takes no events: those belong to the widget around it."""

    def __init__(self, parent: QWidget) -> None:
        self.widget = pg.PlotWidget(parent, enableMenu=False)
        self.widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.widget.setFrameShape(pg.PlotWidget.Shape.NoFrame)
        self.widget.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.plot = self.widget.getPlotItem()
        self.plot.hideButtons()
        self.plot.showGrid(x=True, y=True, alpha=0.22)
        self.plot.layout.setContentsMargins(2, 6, 8, 2)
        # Numbers, marks and grid are a picture of their own until they change.
        for side in SIDES:
            self.plot.getAxis(side).setCacheMode(CACHED)
        self.ground = self.plot.getViewBox()
        self.ground.disableAutoRange()
        self.ground.setLimits(
            minXRange=NEAREST, maxXRange=FARTHEST, minYRange=NEAREST, maxYRange=FARTHEST
        )
        self._theme = LIGHT
        self._pixels = 12
        self._labels = ("", "")

    def set_theme(self, theme: Theme, pixels: int) -> None:
        """Colours and the height of the numbers at the axes."""
        self._theme, self._pixels = theme, pixels
        self.widget.setBackground(QColor(theme.canvas))
        font = QFont(self.widget.font())
        font.setPixelSize(pixels)
        for side in SIDES:
            axis = self.plot.getAxis(side)
            axis.setPen(cosmetic(theme.edge, 1))
            axis.setTextPen(QColor(theme.ink))
            axis.setTickFont(font)
            axis.tickStrings = tick_words
            axis.enableAutoSIPrefix(False)
            axis.setStyle(tickTextOffset=4, tickLength=-4, hideOverlappingLabels=True)
        self._show_labels()

    def set_kind(self, kind: str) -> None:
        """Names the axes; two inputs have one scale, x and y need not."""
        self.ground.setAspectLocked(kind != "curve")
        labels = ("x", "y") if kind == "curve" else ("x₁", "x₂")
        if labels != self._labels:
            self._labels = labels
            self._show_labels()

    def _show_labels(self) -> None:
        css = {"color": self._theme.ink, "font-size": f"{self._pixels + 1}px"}
        for side, text in zip(("bottom", "left"), self._labels, strict=True):
            self.plot.setLabel(side, text, **css)
        self.plot.getAxis("bottom").setHeight(round(self._pixels * 3.1))
        # Wide enough for −10.5, so that the ground does not shift while one zooms.
        self.plot.getAxis("left").setWidth(round(self._pixels * 4.2))

    # ── places ───────────────────────────────────────────────────────────────────────────────

    def at(self, position: QPointF) -> Pair:
        """The numbers under a pixel of the widget around."""
        scene = (
            self.widget.viewportTransform().inverted()[0].map(position - QPointF(self.widget.pos()))
        )
        place: QPointF = self.ground.mapSceneToView(scene)
        return place.x(), place.y()

    def pixel(self, at: Pair) -> QPointF:
        """The pixel of the widget around that shows these numbers."""
        scene: QPointF = self.ground.mapViewToScene(QPointF(*at))
        shown: QPointF = self.widget.viewportTransform().map(scene)
        return shown + QPointF(self.widget.pos())

    def is_ground(self, position: QPointF) -> bool:
        """Whether a pixel lies within the axes."""
        scene = (
            self.widget.viewportTransform().inverted()[0].map(position - QPointF(self.widget.pos()))
        )
        return bool(self.ground.sceneBoundingRect().contains(scene))

    def length(self, pixels: float) -> Pair:
        """So many pixels in numbers of either axis."""
        wide, tall = self.ground.viewPixelSize()
        return pixels * wide, pixels * tall

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of what is seen."""
        (left, right), (bottom, top) = self.ground.viewRange()
        return left, bottom, right, top

    # ── zoom ─────────────────────────────────────────────────────────────────────────────────

    def fit(self, points: Points) -> None:
        """Shows all points with some ground around, or the ground from −5 to 5."""
        left, bottom, right, top = HOME
        if len(points):
            low, high = points.xy.min(axis=0), points.xy.max(axis=0)
            # A single point or a line of them needs some ground too.
            wide, tall = np.maximum(high - low, 1.0)
            (left, right), (bottom, top) = (
                (middle - span * (0.5 + MARGIN), middle + span * (0.5 + MARGIN))
                for middle, span in zip((low + high) / 2, (wide, tall), strict=True)
            )
        self.ground.setRange(QRectF(left, bottom, right - left, top - bottom), padding=0)

    def zoom(self, factor: float, about: Pair | None = None) -> None:
        """Shows ``factor`` times as much; what is at ``about`` stays where it is."""
        self.ground.scaleBy((factor, factor), center=None if about is None else QPointF(*about))

    def pan(self, by: Pair) -> None:
        self.ground.translateBy(x=by[0], y=by[1])


def tick_words(values: list[float], scale: float, spacing: float) -> list[str]:
    """The numbers at an axis with as many digits as their distance needs, and a real minus."""
    places = max(0, math.ceil(-math.log10(spacing * scale) - 1e-9))
    if places > 3 or spacing * scale >= 1e4:
        return [format_number(value * scale, 3) for value in values]
    # Adding 0.0 makes −0 a 0.
    return [
        f"{round(value * scale, places) + 0.0:.{places}f}".replace("-", MINUS) for value in values
    ]
