"""The layout of large graphs: linear time, and room for every line and chip by construction.

After each rank of cards comes a gap of three zones: in the first the edges part into lanes, in the
second they run straight and have their chips, in the third they bend to where they go. Cards stand
in no gap, and no line bends beside a card or a chip: nothing has to be looked for.
"""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from graphlab.making import calm
from graphlab.picture.layout.arrangement import arranged
from graphlab.picture.layout.coordinates import across, straighten
from graphlab.picture.layout.giving_up import look
from graphlab.picture.layout.layers import straight
from graphlab.picture.layout.passing import PassingLabels
from graphlab.picture.layout.plan import Geometry, Route
from graphlab.picture.layout.room import CHEVRON
from graphlab.picture.layout.routes import curve, fans, ports
from graphlab.picture.shapes import Bounds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphlab.picture.layout.arrangement import Orders, Part
    from graphlab.picture.layout.layers import Layers, Slot
    from graphlab.picture.layout.plan import Link, Plan, Point
    from graphlab.record import EdgeKey

MARGIN, SIGN = 32.0, 11.0
"""Around all; the sign at the corner of a card reaches so far into it."""

ROW_GAP, PASSING_GAP = 40.0, 28.0
"""Between two cards of a rank, and between two lines that pass through it."""

FAN, BEND, BEND_MORE = 26.0, 56.0, 4.0
"""Lengths in which edges part, after room for their chevrons, and in which they bend.

Many lines bend in more room, so that they can be told apart: ``BEND_MORE`` for each but one.
"""

LANE_GAP, CHIP_GAP = 6.0, 4.0
"""Between the chips of two lanes, and after a chip."""

SWEEPS = 6


@calm()
def lay_out_large(plan: Plan, orders: Orders | None = None) -> Geometry:
    """Positions for everything in ``plan``, in an order found elsewhere if there is one.

    Labels are shown a node at a time, and placed when they are asked for.
    """
    placed = _Placed(plan.direction == "tb")
    margin, row_gap = _margin(plan), (ROW_GAP + 24) * plan.gaps
    offset = margin
    parts = [_Part(plan, part) for part in arranged(plan, orders)]
    for part in parts:
        part.put(placed, offset - part.low)
        offset += part.high - part.low + row_gap
    length = max((part.length for part in parts), default=margin) + margin
    size = (length, offset - row_gap + margin) if parts else (length, length)
    if placed.turned:
        size = size[::-1]
    labels = PassingLabels(plan, size, placed.cards, placed.routes, placed.chips)
    return Geometry(size, placed.cards, placed.routes, labels, placed.chips, placed.chevrons)


def large_size(plan: Plan) -> tuple[float, float]:
    """Width and height, about: quicker than the layout."""
    parts = arranged(plan)
    length, depth = 0.0, 0.0
    for part in parts:
        sizes = _Sizes(plan, part.layers)
        length = max(length, sizes.columns[-1].end - sizes.columns[0].left)
        gap = _gaps(plan, len(part.layers.nodes))
        rows = (
            sum(sizes.depth[slot] for slot in row) + sum(map(gap, row, row[1:]))
            for row in part.layers.rows
        )
        depth += max(rows, default=0.0) + ROW_GAP * plan.gaps
    return (depth, length) if plan.direction == "tb" else (length, depth)


class Column(NamedTuple):
    """A rank in u: its cards up to ``right``, lanes up to ``lanes``, chips up to ``chips``."""

    left: float
    right: float
    lanes: float
    chips: float
    end: float


class _Sizes:
    """What cards and chips need in u and v, and the columns that follow from it."""

    def __init__(self, plan: Plan, made: Layers) -> None:
        turned = plan.direction == "tb"
        links = {link.key: link for link in plan.links}
        self.links: list[Link] = [links[key] for key in made.edges]
        self.chips = [link.chip[::-1] if turned else link.chip for link in self.links]
        size = {c.id: (c.height, c.width) if turned else (c.width, c.height) for c in plan.cards}
        self.cards = [size[node] for node in made.nodes]
        self.pitch = max((chip[1] for chip in self.chips), default=0.0) + LANE_GAP
        self.lanes = [len(made.below[slot]) for slot in range(len(made.nodes))]
        self.depth = [
            max(card[1], 2 * (lanes - 1) * self.pitch + self.pitch)
            for card, lanes in zip(self.cards, self.lanes, strict=True)
        ]
        self.depth += [0.0] * (len(made.rank) - len(made.nodes))
        self.columns = list(self._columns(made, _margin(plan), plan.gaps))

    def _columns(self, made: Layers, margin: float, gaps: float) -> list[Column]:
        widths, chips = [0.0] * len(made.rows), [0.0] * len(made.rows)
        parting = [CHEVRON] * len(made.rows)
        for slot, card in enumerate(self.cards):
            rank = made.rank[slot]
            widths[rank] = max(widths[rank], card[0])
            if self.lanes[slot] > 1:
                parting[rank] = CHEVRON + FAN
        for path, chip in zip(made.paths, self.chips, strict=True):
            rank = made.rank[path[0]]
            chips[rank] = max(chips[rank], chip[0])
        found = []
        end = margin
        crossing = [sum(len(made.below[slot]) for slot in row) for row in made.rows]
        for width, part, along, lines in zip(widths, parting, chips, crossing, strict=True):
            bend = (BEND + min(BEND_MORE * (lines - 1), BEND)) * gaps
            zones = (width, part, along + CHIP_GAP, bend)
            found.append(Column(*accumulate(zones, initial=end)))
            end = found[-1].end
        last = found[-1]
        found[-1] = last._replace(end=last.right)
        return found


class _Placed:
    """What is there of a geometry; a point (u, v) is (x, y), or (y, x) if ``turned``."""

    def __init__(self, turned: bool) -> None:
        self.turned = turned
        self.cards: dict[str, Bounds] = {}
        self.routes: dict[EdgeKey, Route] = {}
        self.chips: dict[EdgeKey, Bounds] = {}
        self.chevrons: dict[EdgeKey, tuple[Point, Point]] = {}

    def box(self, u: float, v: float, size: tuple[float, float]) -> Bounds:
        """The rectangle from ``u`` on, centred at ``v``; ``size`` is in (u, v), too."""
        if self.turned:
            return Bounds(v - size[1] / 2, u, size[1], size[0])
        return Bounds(u, v - size[1] / 2, *size)


class _Part:
    """A connected part, placed in (u, v): u along the ranks from 0, v across them."""

    def __init__(self, plan: Plan, part: Part) -> None:
        self._made, chain = part
        self._sizes = _Sizes(plan, self._made)
        depth = self._sizes.depth
        gaps = _gaps(plan, len(self._made.nodes))
        spine = straight(self._made, chain)
        at = self._at = across(self._made, spine, depth, gaps, SWEEPS)
        straighten(self._made, spine, depth, gaps, at)
        links = set(pairwise(chain))
        heights = [card[1] for card in self._sizes.cards]
        out = fans(self._made, at, links, outgoing=True)
        self._starts = ports(self._made, heights, out, 0)
        self._lanes = [ray.place * self._sizes.pitch for ray in out]
        into = fans(self._made, at, links, outgoing=False)
        self._ends = ports(self._made, heights, into, -1)
        self.low = min(v - d / 2 for v, d in zip(at, depth, strict=True))
        self.high = max(v + d / 2 for v, d in zip(at, depth, strict=True))
        self.length = self._sizes.columns[-1].end

    def put(self, placed: _Placed, shift: float) -> None:
        """Adds all to ``placed``, moved by ``shift`` across the ranks."""
        look()
        made, sizes = self._made, self._sizes
        for slot, node in enumerate(made.nodes):
            column, card = sizes.columns[made.rank[slot]], sizes.cards[slot]
            u = (column.left + column.right - card[0]) / 2
            placed.cards[node] = placed.box(u, self._at[slot] + shift, card)
        for index, key in enumerate(made.edges):
            start = made.paths[index][0]
            stops = self._stops(index, shift)
            points = curve(stops)
            if placed.turned:
                points = [(v, u) for u, v in points]
            placed.routes[key] = Route(tuple(points))
            chip = sizes.columns[made.rank[start]].lanes
            lane = self._at[start] + self._lanes[index] + shift
            placed.chips[key] = placed.box(chip, lane, sizes.chips[index])
            (u, v), ahead = stops[0], (1.0, 0.0)
            u += CHEVRON / 2
            placed.chevrons[key] = ((v, u), ahead[::-1]) if placed.turned else ((u, v), ahead)

    def _stops(self, index: int, shift: float) -> list[Point]:
        """Where an edge passes, straight from one to the next or bending between zones."""
        made, columns, at = self._made, self._sizes.columns, self._at
        path = made.paths[index]
        start, end = path[0], path[-1]
        column, lane = columns[made.rank[start]], at[start] + self._lanes[index] + shift
        right = (column.left + column.right + self._sizes.cards[start][0]) / 2
        port = at[start] + self._starts[index] + shift
        found = [(right, port)]
        if lane != port:
            found.append((column.right + CHEVRON, port))
            found.append((column.lanes, lane))
        found.append((column.chips, lane))
        for slot in path[1:-1]:
            column, v = columns[made.rank[slot]], at[slot] + shift
            found.append((column.left, v))
            found.append((column.chips, v))
        column, port = columns[made.rank[end]], at[end] + self._ends[index] + shift
        left = (column.left + column.right - self._sizes.cards[end][0]) / 2
        if left > column.left:
            found.append((column.left, port))
        found.append((left, port))
        return _merged(found)


def _merged(stops: Sequence[Point]) -> list[Point]:
    """Without the stops inside straight parts."""
    found = [stops[0]]
    level = stops[0][1]  # of the last stop that is kept
    for stop, after in pairwise(stops[1:]):
        if stop[1] != level or after[1] != level:
            found.append(stop)
            level = stop[1]
    return [*found, stops[-1]]


def _margin(plan: Plan) -> float:
    return max(MARGIN * plan.gaps, SIGN)


def _gaps(plan: Plan, nodes: int) -> Callable[[Slot, Slot], float]:
    row_gap, passing = ROW_GAP * plan.gaps, PASSING_GAP * plan.gaps

    def gap(a: Slot, b: Slot) -> float:
        if a < nodes and b < nodes:
            return row_gap
        return passing if a >= nodes and b >= nodes else 0.8 * row_gap

    return gap
