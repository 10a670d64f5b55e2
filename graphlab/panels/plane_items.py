"""What lies on a plane, from the ground up: regions, lines, points, rings, what is being drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsEllipseItem, QGraphicsPixmapItem, QGraphicsRectItem

from graphlab.panels.plane_markers import (
    cosmetic,
    line_pen,
    marker_path,
    marker_size,
    ring_look,
)
from graphlab.panels.plane_points import fill_alike, fill_classes, fill_numbers, show_only
from graphlab.picture.regions import reach_of
from graphlab.picture.theme import LIGHT
from graphlab.task.points import MOST_CLASSES, NO_POINTS, Points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from graphlab.panels.plane_markers import LineRole, RingRole
    from graphlab.panels.plane_tools import Preview
    from graphlab.picture.theme import Theme

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]
    Pair = tuple[float, float]
    Bounds = tuple[float, float, float, float]

RINGS: tuple[RingRole, ...] = ("support", "batch", "misclassified", "chosen")
NOTHING = np.empty((0, 2))
Z_GROUND, Z_AXES, Z_LINES, Z_POINTS, Z_RINGS, Z_DRAWN, Z_HAND = range(1, 8)


class PlaneItems:
    """Items are made once and given new data: nothing piles up, and a stroke leaves the rest."""

    def __init__(self, ground: pg.ViewBox) -> None:
        self._ground = ground
        self._theme = LIGHT
        self._points = NO_POINTS
        self._reach = 1.0
        self._image = QGraphicsPixmapItem()
        self._image.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self._zeros = [pg.InfiniteLine(0, angle=angle) for angle in (0, 90)]
        self._lines: list[pg.PlotCurveItem] = []
        self._roles: list[LineRole] = []
        self._rings = {role: pg.ScatterPlotItem() for role in RINGS}
        self._ringed: dict[RingRole, NDArray[np.intp]] = {}
        self._classes = [pg.ScatterPlotItem() for _ in range(MOST_CLASSES)]
        self._drawn = pg.ScatterPlotItem()
        self._hidden = False
        self._disc = QGraphicsEllipseItem()
        self._band = QGraphicsRectItem()
        # A pale band under each line keeps it apart from points in whatever colour.
        self._cross = [pg.InfiniteLine(0, angle=angle) for angle in (0, 90, 0, 90)]
        for items, height in (
            ([self._image], Z_GROUND),
            (self._zeros, Z_AXES),
            (self._rings.values(), Z_RINGS),
            (self._classes, Z_POINTS),
            ([self._drawn], Z_DRAWN),
            ([self._disc, self._band, *self._cross], Z_HAND),
        ):
            for item in items:
                item.setZValue(height)
                ground.addItem(item, ignoreBounds=True)
        # Of pyqtgraph's items empty ones take their time too.
        empty = (*self._rings.values(), *self._classes, self._drawn)
        for item in (self._image, self._disc, self._band, *self._cross, *empty):
            item.setVisible(False)
        self.set_theme(LIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Paints everything but the regions anew; those are asked for in the new colours."""
        self._theme = theme
        for line in self._zeros:
            line.setPen(cosmetic(theme.edge, 1.0))
        for place, line in enumerate(self._cross):
            is_band = place < 2
            line.setPen(cosmetic(theme.canvas, 5) if is_band else cosmetic(theme.ink, 1.5))
        self._disc.setPen(cosmetic(theme.ink, 1.2))
        self._band.setPen(cosmetic(theme.ink, 1.2, Qt.PenStyle.DashLine))
        tint = QColor(theme.value_line)
        tint.setAlpha(35)
        self._band.setBrush(QBrush(tint))
        self._show_lines()
        self.show_points(self._points)
        for role in RINGS:
            self._show_ring(role)

    # ── points ───────────────────────────────────────────────────────────────────────────────

    def show_points(self, points: Points) -> None:
        self._points = points
        self._hidden = False
        self._reach = reach_of(points.mark) if points.kind == "surface" else 1.0
        if points.kind == "surface":
            self._fill(self._classes[0], points.xy, points.mark)
            for item in self._classes[1:]:
                self._fill(item, NOTHING, 0.0)
            return
        for place, item in enumerate(self._classes):
            mine = points.xy[points.mark == place]
            if len(mine) or len(item.data):
                self._fill(item, mine, float(place))

    @property
    def reach(self) -> float:
        """The painted number that has the full colour."""
        return self._reach

    def show_drawn(self, preview: Preview) -> None:
        """What a stroke would change, on its own item; the points stay as they are."""
        self._fill(self._drawn, preview.xy, preview.marks)
        if preview.hidden is not None or self._hidden:
            self._hide(preview.hidden)
        self._band.setVisible(preview.band is not None)
        if preview.band is not None:
            self._band.setRect(
                QRectF(QPointF(*preview.band[0]), QPointF(*preview.band[1])).normalized()
            )

    def show_ring(self, indices: NDArray[np.intp], role: RingRole) -> None:
        """Marks points by their indices; those that there are not are left out."""
        self._ringed[role] = indices[(indices >= 0) & (indices < len(self._points))]
        self._show_ring(role)

    @property
    def rings(self) -> list[RingRole]:
        """Which marks there are, but for that of a selection."""
        return [role for role in RINGS[:-1] if len(self._ringed.get(role, ()))]

    def _show_ring(self, role: RingRole) -> None:
        indices = self._ringed.get(role)
        shape, more, pen = ring_look(role, self._theme)
        xy = NOTHING if indices is None else self._points.xy[indices]
        size = marker_size(len(self._points)) + more
        fill_alike(self._rings[role], xy, marker_path(shape), size, pen)
        self._rings[role].setVisible(len(xy) > 0)

    def _fill(self, item: pg.ScatterPlotItem, xy: Floats, marks: Floats | float) -> None:
        size = marker_size(len(self._points))
        if self._points.kind == "surface":
            fill_numbers(item, xy, marks, self._reach, self._theme, size)
        else:
            fill_classes(item, xy, marks, self._theme, size)
        item.setVisible(len(xy) > 0)

    def _hide(self, hidden: Mask | None) -> None:
        points = self._points
        self._hidden = hidden is not None
        shown = np.ones(len(points), bool) if hidden is None else ~hidden
        if points.kind == "surface":
            show_only(self._classes[0], shown)
            return
        for place, item in enumerate(self._classes[: max(1, len(points.names))]):
            show_only(item, shown[points.mark == place])

    # ── below the points ─────────────────────────────────────────────────────────────────────

    def show_regions(self, image: NDArray[np.uint8] | None, bounds: Bounds) -> None:
        """The ground in colour; the first row of the image is at the bottom."""
        self._image.setVisible(image is not None)
        if image is not None:
            rows, columns = image.shape[:2]
            left, bottom, right, top = bounds
            # WORKAROUND: ImageItem of pyqtgraph draws every cell as a hard-edged block.
            bytes_ = np.ascontiguousarray(image)
            made = QImage(bytes_.data, columns, rows, 4 * columns, QImage.Format.Format_RGBA8888)
            self._image.setPixmap(QPixmap.fromImage(made))
            wide, tall = (right - left) / columns, (top - bottom) / rows
            self._image.setTransform(QTransform(wide, 0, 0, tall, left, bottom))

    def show_lines(self, lines: Sequence[tuple[Floats, LineRole]]) -> None:
        """Polylines of shape (n, 2) and what each is; NaN interrupts one."""
        while len(self._lines) < len(lines):
            curve = pg.PlotCurveItem(antialias=True, connect="finite")
            curve.setZValue(Z_LINES)
            self._ground.addItem(curve, ignoreBounds=True)
            self._lines.append(curve)
        self._roles = [role for _, role in lines]
        for place, curve in enumerate(self._lines):
            curve.setVisible(place < len(lines))
            if place < len(lines):
                line = np.asarray(lines[place][0], np.float64).reshape(-1, 2)
                curve.setData(line[:, 0], line[:, 1])
            else:
                curve.clear()
        self._show_lines()

    def _show_lines(self) -> None:
        for curve, role in zip(self._lines, self._roles, strict=False):
            pen = line_pen(role, self._theme)
            curve.setPen(pen)
            curve.setShadowPen(cosmetic(self._theme.canvas, pen.widthF() + 2.5))

    # ── the hand ─────────────────────────────────────────────────────────────────────────────

    def show_disc(self, at: Pair | None, radius: Pair) -> None:
        """The reach of brush or eraser."""
        self._disc.setVisible(at is not None)
        if at is not None:
            (x, y), (wide, tall) = at, radius
            self._disc.setRect(QRectF(x - wide, y - tall, 2 * wide, 2 * tall))

    def show_cross(self, at: Pair | None) -> None:
        """Where the keys are about to draw."""
        for line in self._cross:
            line.setVisible(at is not None)
        if at is not None:
            for place, line in enumerate(self._cross):
                line.setValue(at[1 - place % 2])
