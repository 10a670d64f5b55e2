"""What a layout is asked and what it answers. The answer depends on nothing else."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Literal, NamedTuple

from typing_extensions import override

from graphlab.picture.shapes import Bounds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphlab.record import EdgeKey


Direction = Literal["lr", "tb"]


class Card(NamedTuple):
    """A card's size in logical pixels."""

    id: str
    width: float
    height: float


class Link(NamedTuple):
    """An edge and the room that its label and its chip need.

    ``apart``: its ends have a rank between them, where weights of the target have their place.
    """

    key: EdgeKey
    label: tuple[float, float]
    chip: tuple[float, float]
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """``crowded``: labels are shown a node at a time, so those of two nodes may meet.

    ``bare``: there are no labels and no chips to find room for, and ranks may stand closer.
    ``gaps`` is how wide gaps and margins are, where nothing has to find room in them; 1 is usual.
    """

    cards: tuple[Card, ...]
    links: tuple[Link, ...]
    direction: Direction = "lr"
    crowded: bool = False
    bare: bool = False
    gaps: float = 1.0


Point = tuple[float, float]
Piece = tuple[Point, Point, Point, Point]


@dataclass(frozen=True)
class Route:
    """An edge as cubic Béziers: the start, then two controls and an end for each piece."""

    points: tuple[Point, ...]

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """Start, two controls and end of each cubic."""
        p = self.points
        return tuple((p[i], p[i + 1], p[i + 2], p[i + 3]) for i in range(0, len(p) - 3, 3))

    @cached_property
    def _ends(self) -> tuple[float, ...]:
        """Length of the edge up to the end of each piece."""
        return tuple(accumulate(_chord(piece) for piece in self.pieces))

    @property
    def length(self) -> float:
        return self._ends[-1]

    @property
    def around(self) -> Bounds:
        """A rectangle around all points, hence around the line."""
        xs, ys = zip(*self.points, strict=True)
        return Bounds(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))

    def at(self, t: float) -> tuple[Point, Point]:
        """Position and direction at ``t`` from 0 to 1, by length."""
        wanted = t * self.length
        index = min(bisect_left(self._ends, wanted), len(self.pieces) - 1)
        before = self._ends[index - 1] if index else 0.0
        own = self._ends[index] - before
        return _bezier(self.pieces[index], (wanted - before) / own if own else 0.0)

    def sampled(self, each: int = 12) -> list[Point]:
        """Points along the edge, ends included."""
        found = [self.points[0]]
        for piece in self.pieces:
            straight = piece[0][1] == piece[3][1] or piece[0][0] == piece[3][0]
            steps = 1 if straight else each
            found += [_bezier(piece, i / steps)[0] for i in range(1, steps + 1)]
        return found


@dataclass(frozen=True, slots=True)
class Geometry:
    """Positions of everything, all coordinates positive, the frame from (0, 0) to ``size``.

    ``tags`` stand where their edges begin, in place of the source.
    """

    size: tuple[float, float]
    cards: dict[str, Bounds]
    routes: dict[EdgeKey, Route]
    labels: Mapping[EdgeKey, Bounds] = field(default_factory=dict)
    chips: dict[EdgeKey, Bounds] = field(default_factory=dict)
    chevrons: dict[EdgeKey, tuple[Point, Point]] = field(default_factory=dict)
    tags: dict[EdgeKey, Bounds] = field(default_factory=dict)

    def moved(self, dx: float, dy: float, size: tuple[float, float]) -> Geometry:
        """The same in a frame of another size, moved within it."""

        def box(b: Bounds) -> Bounds:
            return b._replace(x=b.x + dx, y=b.y + dy)

        def point(p: Point) -> Point:
            return p[0] + dx, p[1] + dy

        return Geometry(
            size,
            {node: box(own) for node, own in self.cards.items()},
            {key: Route(tuple(map(point, r.points))) for key, r in self.routes.items()},
            _Moved(self.labels, dx, dy),
            {key: box(own) for key, own in self.chips.items()},
            {key: (point(at), way) for key, (at, way) in self.chevrons.items()},
            {key: box(own) for key, own in self.tags.items()},
        )


class _Moved(Mapping["EdgeKey", "Bounds"]):
    """Labels elsewhere; each is asked for as late as before."""

    def __init__(self, labels: Mapping[EdgeKey, Bounds], dx: float, dy: float) -> None:
        self._labels, self._by = labels, (dx, dy)

    @override
    def __getitem__(self, key: EdgeKey) -> Bounds:
        found = self._labels[key]
        return found._replace(x=found.x + self._by[0], y=found.y + self._by[1])

    @override
    def __iter__(self) -> Iterator[EdgeKey]:
        return iter(self._labels)

    @override
    def __len__(self) -> int:
        return len(self._labels)


def _chord(piece: Piece) -> float:
    """Half chord, half control polygon: close to the length for flat curves."""
    a, b, c, d = piece
    polygon = _distance(a, b) + _distance(b, c) + _distance(c, d)
    return (polygon + _distance(a, d)) / 2


def _distance(a: Point, b: Point) -> float:
    return float(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5)


def _bezier(piece: Piece, t: float) -> tuple[Point, Point]:
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = piece
    s = 1 - t
    a, b, c, d = s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t
    position = a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3
    e, f, g = 3 * s * s, 6 * s * t, 3 * t * t
    direction = (
        e * (x1 - x0) + f * (x2 - x1) + g * (x3 - x2),
        e * (y1 - y0) + f * (y2 - y1) + g * (y3 - y2),
    )
    length = (direction[0] ** 2 + direction[1] ** 2) ** 0.5 or 1.0
    return position, (direction[0] / length, direction[1] / length)
