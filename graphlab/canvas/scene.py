"""A Picture on the canvas: its shapes ready for painting, what lies where, what has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPathStroker

from graphlab.canvas.detail import AT_HOME, FLOATING, Detail, detail, readable
from graphlab.canvas.heading import heading_at
from graphlab.export.paint import qt_path, ready
from graphlab.picture.shapes import Path

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from PySide6.QtGui import QPainter

    from graphlab.export.paint import Ready
    from graphlab.picture.shapes import Bounds, Item, Picture

NEAR_LINE = 12.0  # px on the screen: how wide an edge is for the mouse
MANY_AREAS = 24  # so many cover most of the picture: looking at each takes longer than painting
SPARE = 200  # ready shapes of earlier items that are kept in case they come back
BEHIND = "frame"  # lies behind everything and answers to nothing
OPEN_KINDS = ("edge",)  # only their lines answer to the mouse, not all of their bounds


class Scene:
    """One Picture. Items that it shares with the scene ``before`` keep their ready shapes."""

    def __init__(self, picture: Picture, before: Scene | None = None) -> None:
        self.picture = picture
        self._items = frozenset(picture.items)
        self._detail = Detail(0.0)
        self._ready: dict[Item, tuple[Ready, ...]] = before._ready if before else {}
        if len(self._ready) > 2 * len(self._items) + SPARE:
            self._ready = {item: self._ready[item] for item in self._items & self._ready.keys()}

    def detail(self, zoom: float) -> Detail:
        """What is painted at this zoom, and how large."""
        if self._detail.zoom != zoom:
            self._detail = detail(self.picture, zoom)
        return self._detail

    def changes_from(self, before: Scene, zoom: float) -> list[Bounds]:
        """The parts of the picture where the two scenes differ; the same Item looks the same."""
        old, new = before.detail(zoom), self.detail(zoom)
        afloat = {*(old.places or ()), *(new.places or ())}
        changed = self._items ^ before._items
        changed |= {item for item in afloat if old.place(item) != new.place(item)}
        covered = [old.covered(item) for item in changed & before._items]
        covered += [new.covered(item) for item in changed & self._items]
        return [bounds for bounds in covered if bounds is not None]

    def paint(
        self,
        painter: QPainter,
        areas: Sequence[Bounds],
        zoom: float,
        without: Collection[Item] = (),
        floating: bool | None = None,
    ) -> None:
        """Paints what lies in these parts of the picture, back to front.

        The painter is already set to the picture's coordinates. ``floating`` true paints labels
        and chips only, false all but them.
        """
        if not areas:
            return
        shown = self.detail(zoom)
        left, right = min(area.x for area in areas), max(area.right for area in areas)
        top, bottom = min(area.y for area in areas), max(area.bottom for area in areas)
        everywhere = len(areas) > MANY_AREAS
        for item in self.picture.items:
            floats = item.kind in FLOATING
            covered = shown.covered(item) if floats else item.bounds
            if covered is None or (floating is not None and floating is not floats):
                continue
            x, y, width, height = covered
            if x >= right or y >= bottom or x + width <= left or y + height <= top:
                continue
            if (everywhere or any(map(covered.overlaps, areas))) and item not in without:
                self.paint_item(painter, item, zoom)

    def paint_item(
        self,
        painter: QPainter,
        item: Item,
        zoom: float,
        centre: tuple[float, float] | None = None,
    ) -> None:
        """Paints one item at its place; ``centre`` is where its middle is, if not at home."""
        place = self.detail(zoom).place(item)
        if place is None:
            return
        if place is AT_HOME and centre is None:
            self._paint_shapes(painter, item, zoom)
            return
        home = item.bounds.centre
        painter.save()
        painter.translate(QPointF(*(centre or home)) + QPointF(place.dx, place.dy))
        painter.scale(place.growth, place.growth)
        painter.translate(-QPointF(*home))
        self._paint_shapes(painter, item, zoom * place.growth)
        painter.restore()

    def _paint_shapes(self, painter: QPainter, item: Item, zoom: float) -> None:
        """Geometry, and type that can be read; else its heading, where that has room."""
        said = heading_at(item.heading, zoom) if item.heading is not None else None
        shapes = self._shapes(item)
        for shape in shapes[:1] if said is not None and said.alone else shapes:
            if readable(shape.type_size, zoom):
                shape.paint(painter)
        if said is not None:
            said.words.paint(painter)

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
        shown = self.detail(zoom)
        for item in reversed(self.picture.items):
            bounds = shown.covered(item) if item.kind != BEHIND else None
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
