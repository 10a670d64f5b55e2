"""A Picture on the canvas: its shapes ready for painting, what lies where, what has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPathStroker

from graphlab.canvas.detail import growth, painted_bounds, readable
from graphlab.export.paint import qt_path, ready
from graphlab.picture.shapes import Path

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from PySide6.QtGui import QPainter

    from graphlab.export.paint import Ready
    from graphlab.picture.shapes import Bounds, Item, Picture

NEAR_LINE = 12.0  # px on the screen: how wide an edge is for the mouse
OPEN_KINDS = ("edge",)  # only their lines answer to the mouse, not all of their bounds


class Scene:
    """One Picture. Items that it shares with the scene ``before`` keep their ready shapes."""

    def __init__(self, picture: Picture, before: Scene | None = None) -> None:
        self.picture = picture
        known = before._ready if before else {}
        self._ready: dict[Item, tuple[Ready, ...]] = {
            item: known[item] for item in picture.items if item in known
        }

    def changed_from(self, before: Scene) -> list[Item]:
        """Items that only one of the two scenes has; the same Item looks the same."""
        mine, others = self.picture.items, before.picture.items
        shared = set(map(id, mine)) & set(map(id, others))
        return [item for item in (*others, *mine) if id(item) not in shared]

    def paint(
        self,
        painter: QPainter,
        areas: Sequence[Bounds],
        zoom: float,
        without: Collection[Item] = (),
    ) -> None:
        """Paints what lies in these parts of the picture, back to front.

        The painter is already set to the picture's coordinates.
        """
        for item in self.picture.items:
            covered = painted_bounds(item, zoom)
            if covered and any(map(covered.overlaps, areas)) and item not in without:
                self.paint_item(painter, item, zoom)

    def paint_item(
        self,
        painter: QPainter,
        item: Item,
        zoom: float,
        centre: tuple[float, float] | None = None,
    ) -> None:
        """Paints one item, as large as its kind of detail asks, around ``centre`` if given."""
        factor = growth(item, zoom)
        shapes = self._shapes(item)
        if factor == 1.0 and centre is None:
            for shape in shapes:
                if readable(shape.type_size, zoom):
                    shape.paint(painter)
            return
        home = item.bounds.centre
        painter.save()
        painter.translate(QPointF(*(centre or home)))
        painter.scale(factor, factor)
        painter.translate(-QPointF(*home))
        for shape in shapes:
            if readable(shape.type_size, zoom * factor):
                shape.paint(painter)
        painter.restore()

    def key_at(self, x: float, y: float, zoom: float) -> str | None:
        """The key of the region or item at a point of the picture, the foremost first."""
        item = self.item_at(x, y, zoom)
        if item is None:
            return None
        for region in item.regions:
            if region.bounds.contains(x, y):
                return region.key
        return item.key

    def item_at(self, x: float, y: float, zoom: float) -> Item | None:
        """The foremost item at a point; an edge answers only near its line."""
        edge = None
        for item in reversed(self.picture.items):
            bounds = painted_bounds(item, zoom)
            if bounds is None or not bounds.grown(NEAR_LINE / 2 / zoom).contains(x, y):
                continue
            if item.kind in OPEN_KINDS:
                if edge is None and _near_line(item, x, y, NEAR_LINE / zoom):
                    edge = item
            elif bounds.contains(x, y):
                return item
        return edge

    def _shapes(self, item: Item) -> tuple[Ready, ...]:
        found = self._ready.get(item)
        if found is None:
            found = self._ready[item] = ready(item)
        return found


def _near_line(item: Item, x: float, y: float, width: float) -> bool:
    for shape in item.shapes:
        if isinstance(shape, Path):
            stroker = QPainterPathStroker()
            stroker.setWidth(max(width, shape.width))
            path = qt_path(shape.commands)
            if path.contains(QPointF(x, y)) and shape.fill:
                return True
            if stroker.createStroke(path).contains(QPointF(x, y)):
                return True
    return False
