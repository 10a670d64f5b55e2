"""Cards put elsewhere by hand: their lines bend along, and all else stays where it is."""

from __future__ import annotations

from collections import ChainMap
from functools import reduce
from math import dist
from typing import TYPE_CHECKING, cast

from graphlab.picture.layout.plan import Geometry, Route
from graphlab.picture.shapes import Bounds

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping

    from graphlab.picture.layout.plan import Point
    from graphlab.record import EdgeKey

EDGE = 24.0
"""Between a moved card and the end of the picture."""


class Bend:
    """What moving the ends of a line does to a point near it: the nearer to an end, the more."""

    def __init__(self, start: Point, end: Point, first: Point, last: Point) -> None:
        """The line from ``start`` to ``end``, and how far each of them is moved."""
        self._start, self._first, self._last = start, first, last
        self._way = end[0] - start[0], end[1] - start[1]
        self._square = self._way[0] ** 2 + self._way[1] ** 2

    def share(self, point: Point) -> float:
        """How far along the line a point is, from 0 to 1, flat at both ends."""
        if not self._square:
            return 0.0
        along = (point[0] - self._start[0]) * self._way[0]
        along += (point[1] - self._start[1]) * self._way[1]
        t = min(max(along / self._square, 0.0), 1.0)
        return t * t * (3 - 2 * t)

    def __call__(self, point: Point) -> Point:
        """Where the point goes."""
        t = self.share(point)
        dx = (1 - t) * self._first[0] + t * self._last[0]
        dy = (1 - t) * self._first[1] + t * self._last[1]
        return point[0] + dx, point[1] + dy


def bent(found: Geometry, shifts: Mapping[str, Point]) -> Geometry:
    """The geometry with these cards moved; the picture grows where they leave it."""
    moved = {node: by for node, by in shifts.items() if node in found.cards}
    if not moved:
        return found
    cards, tags = dict(found.cards), dict(found.tags)
    routes, chips = dict(found.routes), dict(found.chips)
    labels: dict[EdgeKey, Bounds] = {}
    chevrons = dict(found.chevrons)
    nothing = (0.0, 0.0)
    for node, by in moved.items():
        cards[node] = _by(cards[node], by)
    for key, route in found.routes.items():
        last = moved.get(key.target, nothing)
        first = last if key in tags else moved.get(key.source, nothing)
        if first == last == nothing:
            continue
        if key in tags:
            tags[key] = _by(tags[key], last)
        bend = Bend(route.points[0], route.points[-1], first, last)
        routes[key] = Route(tuple(map(bend, route.points)))
        chips[key] = _onto(chips[key], routes[key], bend)
        (x, y), way = chevrons[key]
        chevrons[key] = bend((x, y)), way
        if key in found.labels:
            at = found.labels[key]
            (x, y), (to_x, to_y) = at.centre, bend(at.centre)
            labels[key] = _by(at, (to_x - x, to_y - y))
    unmoved = cast("MutableMapping[EdgeKey, Bounds]", found.labels)  # it is only read
    all_labels = ChainMap(labels, unmoved)
    geometry = Geometry(found.size, cards, routes, all_labels, chips, chevrons, tags)
    changed = [cards[node].grown(EDGE) for node in moved]
    changed += [routes[key].around for key in routes if routes[key] is not found.routes[key]]
    return _framed(geometry, reduce(Bounds.united, changed))


def _framed(found: Geometry, changed: Bounds) -> Geometry:
    """With room for what has changed."""
    dx, dy = max(0.0, -changed.x), max(0.0, -changed.y)
    size = max(found.size[0], changed.right) + dx, max(found.size[1], changed.bottom) + dy
    return found if size == found.size else found.moved(dx, dy, size)


def _by(box: Bounds, by: Point) -> Bounds:
    return box._replace(x=box.x + by[0], y=box.y + by[1])


def _onto(chip: Bounds, route: Route, bend: Bend) -> Bounds:
    """A chip where the line passes now that is nearest to where it would be."""
    aim = bend(chip.centre)
    x, y = min((route.at(i / 40)[0] for i in range(41)), key=lambda point: dist(point, aim))
    return Bounds(x - chip.width / 2, y - chip.height / 2, chip.width, chip.height)
