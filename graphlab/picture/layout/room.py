"""Room for labels and chips: beside their own edge, touching nothing else."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from graphlab.picture.layout.giving_up import look
from graphlab.picture.shapes import Bounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from graphlab.picture.layout.plan import Link, Point, Route
    from graphlab.record import EdgeKey

CELL = 96.0
CLEAR = 3.0
"""Least distance between a label and a line that is not its own."""

AIRY = 6.0
"""Free space that a label has all around where it can."""

CHEVRON = 16.0
"""Length at the predecessor's end that chips leave to the chevron of the backward pass."""

ARROW = 14.0
"""Length at the successor's end that chips and labels leave to the arrowhead."""


class Placed(NamedTuple):
    """Boxes of labels and chips, the chevrons' places, and whose label or chip found no room."""

    labels: dict[EdgeKey, Bounds]
    chips: dict[EdgeKey, Bounds]
    chevrons: dict[EdgeKey, tuple[Point, Point]]
    without_label: tuple[EdgeKey, ...] = ()
    without_chip: tuple[EdgeKey, ...] = ()


class Owner(NamedTuple):
    """What a rectangle is a part of; a passing label is shown only while its edge is active."""

    edge: EdgeKey | None
    kind: Literal["card", "line", "chip", "label", "passing label"]


class _Grid:
    """Rectangles in cells, each with what it belongs to."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[tuple[Bounds, Owner]]] = defaultdict(list)

    def add(self, box: Bounds, owner: Owner) -> None:
        for cell in self._covered(box):
            self._cells[cell].append((box, owner))

    def hits(self, box: Bounds) -> Iterator[Owner]:
        for cell in self._covered(box):
            for other, owner in self._cells.get(cell, ()):
                if box.overlaps(other):
                    yield owner

    def touches(self, box: Bounds) -> bool:
        return next(self.hits(box), None) is not None

    @staticmethod
    def _covered(box: Bounds) -> Iterator[tuple[int, int]]:
        for column in range(int(box.x // CELL), int(box.right // CELL) + 1):
            for line in range(int(box.y // CELL), int(box.bottom // CELL) + 1):
                yield column, line


def place(
    links: Sequence[Link],
    cards: Iterable[Bounds],
    routes: Mapping[EdgeKey, Route],
    kept: Mapping[EdgeKey, Point],
    *,
    vertical: bool,
    crowded: bool,
) -> Placed:
    """Find room for every label and chip, in screen coordinates.

    ``crowded``: only the labels of edges with a common end are ever visible together, beside the
    chips of all others. ``kept`` is where room was kept for a chip: its centre. A box that finds
    no free place takes the one with the fewest overlaps.
    """
    strokes = {link.key: list(line_boxes(routes[link.key])) for link in links}
    taken = Obstacles(cards, strokes)
    labels: dict[EdgeKey, Bounds] = {}
    chips: dict[EdgeKey, Bounds] = {}
    failed: tuple[list[EdgeKey], list[EdgeKey]] = [], []
    # Short edges first: a long one has more places to choose from.
    short_first = sorted(links, key=lambda link: (link.key not in kept, routes[link.key].length))

    def chip_of(link: Link) -> None:
        look()
        if link.key in kept:
            places = [_centred(link.chip, kept[link.key])]
        else:
            places = list(_chip_places(link, routes[link.key], vertical=vertical))
        chips[link.key], free = taken.best(Owner(link.key, "chip"), places, places[:1])
        if not free:
            failed[1].append(link.key)

    def label_of(link: Link) -> None:
        look()
        key = link.key
        places = label_places(link, routes[key], strokes[key], chips[key], vertical=vertical)
        beside = chips[key]._replace(width=link.label[0], height=link.label[1])
        owner = Owner(key, "passing label" if crowded else "label")
        labels[key], free = taken.best(owner, places, [beside], AIRY)
        if not free:
            failed[0].append(link.key)

    for link in short_first:
        chip_of(link)
        if link.label[0] and not crowded:
            label_of(link)
    for link in short_first:
        if link.label[0] and crowded:
            label_of(link)
    chevrons = {link.key: _chevron(routes[link.key]) for link in links}
    return Placed(labels, chips, chevrons, tuple(failed[0]), tuple(failed[1]))


class Obstacles:
    """Cards, lines, and the boxes that have found their place."""

    def __init__(
        self, cards: Iterable[Bounds], strokes: Mapping[EdgeKey, Sequence[Bounds]]
    ) -> None:
        self._lines, self._boxes = _Grid(), _Grid()
        for card in cards:
            self._boxes.add(card.grown(2), Owner(None, "card"))
        for key, pieces in strokes.items():
            for piece in pieces:
                self._lines.add(piece, Owner(key, "line"))

    def add(self, box: Bounds, owner: Owner) -> None:
        """A box that has its place already."""
        self._boxes.add(box.grown(1), owner)

    def best(
        self, own: Owner, places: Iterable[Bounds], fallback: Sequence[Bounds], air: float = 0.0
    ) -> tuple[Bounds, bool]:
        """Take the first free place, with ``air`` around it if that can be had.

        Places are made only as far as they are looked at: mostly the first of many will do.
        """
        tried: list[Bounds] = []
        chosen = None
        for box in places:
            if self._free(box.grown(air), own):
                chosen = box
                break
            tried.append(box)
        if chosen is None and air:
            chosen = next((box for box in tried if self._free(box, own)), None)
        box = chosen or min(tried or fallback, key=lambda b: self._touched(b, own))
        self.add(box, own)
        return box, chosen is not None

    def _free(self, box: Bounds, own: Owner) -> bool:
        return next(self._met(box, own), None) is None

    def _touched(self, box: Bounds, own: Owner) -> int:
        return sum(1 if other.kind == "line" else 2 for other in set(self._met(box, own)))

    def _met(self, box: Bounds, own: Owner) -> Iterator[Owner]:
        yield from (o for o in self._boxes.hits(box) if o.edge != own.edge and _together(o, own))
        yield from (o for o in self._lines.hits(box) if o.edge != own.edge)


def _together(a: Owner, b: Owner) -> bool:
    """Whether both are ever shown at once."""
    if a.kind != "passing label" or b.kind != "passing label" or not a.edge or not b.edge:
        return True
    return a.edge.source == b.edge.source or a.edge.target == b.edge.target


def line_boxes(route: Route) -> Iterator[Bounds]:
    """Rectangles that cover a line and what must stay free beside it."""
    points = route.sampled()
    for (x0, y0), (x1, y1) in pairwise(points):
        yield Bounds(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0)).grown(CLEAR)


def _chip_places(link: Link, route: Route, *, vertical: bool) -> Iterator[Bounds]:
    """On the edge itself, near 30 % from the predecessor, off the chevron and the arrowhead."""
    width, height = link.chip
    start, end = route.points[0], route.points[-1]
    for t in (0.3, 0.35, 0.4, 0.25, 0.45, 0.5, 0.2, 0.55, 0.6, 0.15, 0.65, 0.7, 0.1, 0.75, 0.8):
        (x, y), _ = route.at(t)
        left, top = x - width / 2, y - height / 2
        if vertical:
            top = _within(top, height, start[1], end[1])
        else:
            left = _within(left, width, start[0], end[0])
        yield Bounds(left, top, width, height)
    # Where a line passes a rank it runs straight, often with room beside it.
    for (x0, y0), (x1, y1) in _flat(route, vertical=vertical):
        yield _centred(link.chip, ((x0 + x1) / 2, (y0 + y1) / 2))


def _centred(size: tuple[float, float], at: Point) -> Bounds:
    return Bounds(at[0] - size[0] / 2, at[1] - size[1] / 2, *size)


def _flat(route: Route, *, vertical: bool) -> Iterator[tuple[Point, Point]]:
    """The straight parts of an edge over several ranks, ends left out."""
    across = 0 if vertical else 1
    for start, _, _, end in route.pieces[1:-1]:
        if start[across] == end[across]:
            yield start, end


def _within(low: float, size: float, start: float, end: float) -> float:
    """Pushed off the chevron behind it and the arrowhead before it, if there is room for all."""
    least, most = start + CHEVRON - 3, end - ARROW - size
    return min(max(low, least), most) if least <= most else low


def _chevron(route: Route) -> tuple[Point, Point]:
    """Just before the predecessor's card, pointing into it: the way the adjoint flows."""
    return route.at(min(0.5, CHEVRON / 2 / route.length))


def label_places(
    link: Link, route: Route, strokes: Iterable[Bounds], chip: Bounds, *, vertical: bool
) -> Iterator[Bounds]:
    """Near the middle of the edge: over or under a flat part, left or right of a steep one.

    None touches the edge's own line, which ``strokes`` cover, or its own chip.
    """
    own = _Grid()
    for part in (*strokes, chip.grown(1)):
        own.add(part, Owner(link.key, "line"))
    width, height = link.label
    for distance in (8.0, 12.0, 17.0, 24.0, 32.0):
        for t in ALONG:
            (x, y), (dx, dy) = route.at(t)
            for side in (-1, 1):
                places = _beside(x, y, dx, dy, width, height, distance * side, vertical=vertical)
                yield from (b for b in places if not own.touches(b))


ALONG = (0.5, 0.55, 0.45, 0.6, 0.4, 0.65, 0.35, 0.7, 0.3, 0.76, 0.24, 0.82, 0.18, 0.88, 0.12)
"""Places along an edge where its label may stand, best first."""


def _beside(
    x: float, y: float, dx: float, dy: float, width: float, height: float, distance: float,
    *, vertical: bool,
) -> Iterator[Bounds]:  # fmt: skip
    """Boxes at one side of a point of a line that runs in direction (dx, dy)."""
    side = 1 if distance > 0 else -1
    if abs(dy) > 0.5 * abs(dx) or vertical:
        # A slanted line comes closer to the box's corner than to its middle.
        lean = abs(dx / dy) * height / 2 if dy else 0.0
        centre = x - side * (width / 2 + min(lean, 60.0)) - distance
        yield Bounds(centre - width / 2, y - height / 2, width, height)
    if not vertical:
        lean = abs(dy / dx) * width / 2 if dx else 0.0
        centre = y + side * (height / 2 + min(lean, 60.0)) + distance
        yield Bounds(x - width / 2, centre - height / 2, width, height)
