"""A Picture on the canvas: its shapes ready for painting, what lies where, what has changed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPathStroker

from graphlab.canvas.detail import AT_HOME, Detail, detail, readable
from graphlab.canvas.heading import heading_at
from graphlab.canvas.shelf import SPARE, Laid
from graphlab.canvas.solid import CLEAR
from graphlab.export.paint import qt_path, ready, ready_shape
from graphlab.picture.shapes import Bounds, Math, Path, Text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from PySide6.QtGui import QPainter

    from graphlab.canvas.shelf import Sides
    from graphlab.export.paint import Ready
    from graphlab.picture.shapes import Item, Picture

NEAR_LINE = 12.0  # px on the screen: how wide an edge is for the mouse
MANY_AREAS = 24  # so many cover most of the picture: looking at each takes longer than painting
BEHIND = "frame"  # lies behind everything and answers to nothing
MANY_CHANGES = 1_000  # so many are hardly fewer than all
NOWHERE = Bounds(0.0, 0.0, -math.inf, -math.inf)
OPEN_KINDS = ("edge",)  # only their lines answer to the mouse, not all of their bounds


class Scene:
    """One Picture. Items that it shares with the scene ``before`` keep their ready shapes."""

    def __init__(self, picture: Picture, before: Scene | None = None) -> None:
        self.picture = picture
        self._laid: Laid = Laid(picture, before._laid if before else None)
        self._detail = Detail(0.0)
        self._ready: dict[Item, tuple[Ready, ...]] = before._ready if before else {}
        if len(self._ready) > 2 * len(picture.items) + SPARE:
            kept = set(picture.items) & self._ready.keys()
            self._ready = {item: self._ready[item] for item in kept}

    def cards(self) -> list[Item]:
        """All cards of the picture."""
        return self._laid.cards()

    def card_sides(self) -> Sides:
        """Left, top, right and bottom of each card, as four rows."""
        return self._laid.card_sides()

    def detail(self, zoom: float) -> Detail:
        """What is painted at this zoom, and how large."""
        if self._detail.zoom != zoom:
            self._detail = detail(self.picture, zoom, self._laid)
        return self._detail

    def changes_from(self, before: Scene, zoom: float) -> list[Bounds]:
        """The parts of the picture where the two scenes differ; the same Item looks the same."""
        old, new = before.detail(zoom), self.detail(zoom)
        gone, fresh = self._laid.changes(before._laid)
        covered = [*map(old.covered, gone), *map(new.covered, fresh)]
        areas = [bounds for bounds in covered if bounds is not None]
        if old.afloat is None or new.afloat is None:
            return areas
        if len(gone) + len(fresh) > min(MANY_CHANGES, len(self.picture.items)):
            return [*areas, Bounds(0, 0, *self.picture.size)]
        seen = {*gone, *fresh}
        waiting = [*areas, *(item.bounds.grown(CLEAR) for item in seen)]
        while waiting:  # what has to give way to something may itself be given way to
            near = {*old.afloat.reaching(waiting), *new.afloat.reaching(waiting)} - seen
            seen |= near
            waiting = []
            for item in near:
                if old.place(item) != new.place(item):
                    both = old.covered(item), new.covered(item)
                    waiting += [bounds for bounds in both if bounds is not None]
            areas += waiting
        return areas

    def new_chips(self, before: Scene) -> list[Item]:
        """Chips with a way to go that were not there before, in whatever state."""
        gone, fresh = self._laid.changes(before._laid)
        known = {item.key for item in gone}
        return [i for i in fresh if i.kind == "chip" and len(i.travel) > 1 and i.key not in known]

    def paint(
        self,
        painter: QPainter,
        areas: Sequence[Bounds],
        zoom: float,
        without: Collection[Item] = (),
        floating: bool | None = None,
        *,
        passing: bool = False,
    ) -> None:
        """Paints what lies in these parts of the picture, back to front.

        The painter is already set to the picture's coordinates. ``floating`` true paints labels
        and chips only, false all but them. ``passing``: from so far away that most of an item is
        left out and the rest is not worth keeping.
        """
        if not areas:
            return
        shown = self.detail(zoom)
        left, right = min(area.x for area in areas), max(area.right for area in areas)
        top, bottom = min(area.y for area in areas), max(area.bottom for area in areas)
        window = Bounds(left, top, right - left, bottom - top)
        everywhere = len(areas) == 1 or len(areas) > MANY_AREAS
        for item in self._within(window, shown, floating):
            covered = shown.covered(item)
            if covered is None or item in without:
                continue
            if not everywhere and not any(map(covered.overlaps, areas)):
                continue
            if passing and item not in self._ready:
                paint_readable(painter, item, zoom)
            else:
                self.paint_item(painter, item, zoom)

    def _within(self, window: Bounds, shown: Detail, floating: bool | None) -> list[Item]:
        """What is painted in a part of the picture, back to front."""
        if shown.afloat is None:
            return self._laid.within(window, floating)
        near = [] if floating is False else shown.afloat.reaching([window])
        if floating:
            return self._laid.within(NOWHERE, True, near)
        return self._laid.within(window, False, near)

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
        point = Bounds(x, y, 0.0, 0.0).grown(NEAR_LINE / zoom)
        for item in reversed(self._within(point, shown, None)):
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


def paint_readable(painter: QPainter, item: Item, zoom: float) -> None:
    """Paints what can be seen of an item at home, and keeps nothing ready."""
    said = heading_at(item.heading, zoom) if item.heading is not None else None
    for shape in item.shapes[:1] if said is not None and said.alone else item.shapes:
        if not isinstance(shape, Text | Math) or readable(shape.size, zoom):
            ready_shape(shape).paint(painter)
    if said is not None:
        said.words.paint(painter)


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
