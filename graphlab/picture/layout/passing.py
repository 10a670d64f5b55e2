"""Labels that are shown a node at a time: each is placed when it is first asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import reduce
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np
from typing_extensions import override

from graphlab.picture.layout.plan import Route
from graphlab.picture.layout.room import AIRY, Obstacles, Owner, label_places, line_boxes
from graphlab.picture.shapes import Bounds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from graphlab.picture.layout.plan import Link, Plan
    from graphlab.record import EdgeKey

K = TypeVar("K")

NEAR = 48.0
"""How far from its line a label is looked for, besides its own size."""

STRETCH = 10
"""Points of a route, from the source on, along which its label stands."""


class PassingLabels(Mapping["EdgeKey", Bounds]):
    """Bounds of the labels of all edges that have one; the same in whatever order one asks.

    A label keeps clear of cards, chips and lines, and of the labels that are shown with it in the
    backward pass: those of edges from the same source.
    """

    def __init__(
        self,
        plan: Plan,
        size: tuple[float, float],
        cards: Mapping[str, Bounds],
        routes: Mapping[EdgeKey, Route],
        chips: Mapping[EdgeKey, Bounds],
    ) -> None:
        self._links: dict[str, list[Link]] = defaultdict(list)
        self._keys = {link.key: None for link in plan.links if link.label[0]}
        for link in plan.links:
            if link.label[0]:
                self._links[link.key.source].append(link)
        self._vertical = plan.direction == "tb"
        self._frame = Bounds(0, 0, *size)
        self._cards, self._routes, self._chips = cards, routes, chips
        self._found: dict[EdgeKey, Bounds] = {}
        self._indices: tuple[_Index[str], _Index[EdgeKey]] | None = None

    @override
    def __getitem__(self, key: EdgeKey) -> Bounds:
        if key not in self._found and key in self._keys:
            self._place(self._links[key.source])
        return self._found[key]

    @override
    def __contains__(self, key: object) -> bool:
        return key in self._keys

    @override
    def __iter__(self) -> Iterator[EdgeKey]:
        return iter(self._keys)

    @override
    def __len__(self) -> int:
        return len(self._keys)

    def _place(self, links: Sequence[Link]) -> None:
        """The labels of all edges from one source."""
        routes = {link.key: Route(self._routes[link.key].points[:STRETCH]) for link in links}
        window = reduce(Bounds.united, (route.around for route in routes.values()))
        window = window.grown(NEAR + max(max(link.label) for link in links))
        taken = self._obstacles(window)
        for link in links:
            key, chip = link.key, self._chips[link.key]
            own = [*line_boxes(routes[key])]
            places = label_places(link, routes[key], own, chip, vertical=self._vertical)
            inside = (place for place in places if self._holds(place))
            around = list(_around_chip(chip, *link.label))
            self._found[key], _ = taken.best(Owner(key, "passing label"), inside, around, AIRY)

    def _obstacles(self, window: Bounds) -> Obstacles:
        """All that stands in a part of the picture."""
        if self._indices is None:
            around = {key: route.around for key, route in self._routes.items()}
            self._indices = _Index(self._cards), _Index(around)
        cards, lines = self._indices
        strokes = {}
        for key in lines.within(window):
            pieces = map(Route, self._routes[key].pieces)
            near = (piece for piece in pieces if piece.around.grown(1).overlaps(window))
            boxes = (box for piece in near for box in line_boxes(piece))
            strokes[key] = [_common(box, window) for box in boxes if box.overlaps(window)]
        taken = Obstacles((self._cards[id_] for id_ in cards.within(window)), strokes)
        for key in strokes:
            taken.add(self._chips[key], Owner(key, "chip"))
        return taken

    def _holds(self, box: Bounds) -> bool:
        frame = self._frame
        return min(box.x, box.y) >= 0 and box.right <= frame.width and box.bottom <= frame.height


class _Index(Generic[K]):
    """Rectangles by key, and which of them lie in a window."""

    def __init__(self, boxes: Mapping[K, Bounds]) -> None:
        self._keys = list(boxes)
        x, y, width, height = np.array(list(boxes.values()), float).reshape(-1, 4).T
        self._sides: tuple[NDArray[np.float64], ...] = (x, y, x + width, y + height)

    def within(self, window: Bounds) -> list[K]:
        left, top, right, bottom = self._sides
        across = (left < window.right) & (window.x < right + 1)
        inside = across & (top < window.bottom) & (window.y < bottom + 1)
        return [self._keys[place] for place in np.flatnonzero(inside)]


def _around_chip(chip: Bounds, width: float, height: float) -> Iterator[Bounds]:
    """Where a label goes that finds no place at its line."""
    x, y = chip.centre
    for top in (chip.y - height - AIRY, chip.bottom + AIRY):
        yield Bounds(x - width / 2, top, width, height)
    for left in (chip.right + AIRY, chip.x - width - AIRY):
        yield Bounds(left, y - height / 2, width, height)


def _common(a: Bounds, b: Bounds) -> Bounds:
    x, y = max(a.x, b.x), max(a.y, b.y)
    return Bounds(x, y, min(a.right, b.right) - x, min(a.bottom, b.bottom) - y)
