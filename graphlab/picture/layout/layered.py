"""The layered layout: a plan to a geometry in nearly linear time.

Method: Sugiyama, Tagawa and Toda 1981 (ranks, orders, coordinates), with the longest chain laid on
one straight line, ports in argument order, and room found for every label before anything is drawn.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from graphlab.picture.layout.coordinates import across
from graphlab.picture.layout.layers import (
    Layers,
    components,
    layers,
    longest_chain,
    opened,
    ranks,
    straight,
)
from graphlab.picture.layout.order import arrange, crossings
from graphlab.picture.layout.plan import Geometry, Plan, Point, Route
from graphlab.picture.layout.room import ARROW, CHEVRON, Placed, place
from graphlab.picture.layout.routes import routes
from graphlab.picture.shapes import Bounds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from graphlab.picture.layout.layers import Slot
    from graphlab.record import EdgeKey

    Orders = Mapping[str, tuple[int, float]]

RANK_GAP, BARE_GAP = 72.0, 32.0
ROW_GAP = 40.0
MARGIN = 16.0
CHIP_MARGIN = 4.0
"""Around the room that is kept for a chip."""

PATIENT_UP_TO = 80
"""Nodes up to which the gaps are widened until every label has room."""

KEPT_UP_TO = 1500
"""Nodes and stand-ins up to which a large graph gets room for chips that find none."""


class Room(NamedTuple):
    """Extra room: between rows, between ranks, and by which parallel edges bow apart."""

    rows: float
    ranks: float
    lane: float


ROOMS = (
    Room(0, 0, 0),
    Room(0, 18, 6),
    Room(14, 0, 6),
    Room(14, 18, 14),
    Room(0, 40, 14),
    Room(34, 18, 24),
    Room(34, 40, 24),
    Room(60, 64, 36),
    Room(90, 90, 48),
)
"""Tried in turn, the tightest first, until every label has found its place."""


def lay_out(plan: Plan, orders: Orders | None = None) -> Geometry:
    """Positions for everything in ``plan``; deterministic, and independent of any step.

    ``orders`` are ranks and positions within them found elsewhere (by Graphviz); without them the
    order is found here.
    """
    if plan.bare:
        cards, curves, _ = _bare(plan, orders, ROOMS[0], frozenset())
        return _framed(cards, curves, Placed({}, {}, {}))
    best: tuple[int, Geometry] | None = None
    kept: frozenset[EdgeKey] = frozenset()
    for room in _rooms(plan, orders):
        placed, geometry = _once(plan, orders, room, kept)
        failed = len(placed.without_label) + len(placed.without_chip)
        if best is None or failed < best[0]:
            best = failed, geometry
        patient = len(plan.cards) <= PATIENT_UP_TO
        if not (failed if patient else placed.without_chip):
            break
        kept |= set(placed.without_chip)
    assert best is not None
    return best[1]


def _rooms(plan: Plan, orders: Orders | None) -> Sequence[Room]:
    """What is tried; for a large graph only room for chips, and that if it is quick."""
    if len(plan.cards) <= PATIENT_UP_TO:
        return ROOMS
    slots = sum(len(part.layers.rank) for part in _arranged(plan, orders, frozenset()))
    return ROOMS[:1] * (3 if slots <= KEPT_UP_TO else 1)


def crossings_of(plan: Plan, orders: Orders | None = None) -> int:
    """How often edges cross between ranks, in our own order or in one found elsewhere."""
    return sum(crossings(part.layers) for part in _arranged(plan, orders, frozenset()))


class Part(NamedTuple):
    """A connected part: its edges, its ranks in order, and its longest chain."""

    edges: tuple[EdgeKey, ...]
    layers: Layers
    chain: tuple[str, ...]


def _arranged(plan: Plan, orders: Orders | None, kept: frozenset[EdgeKey]) -> tuple[Part, ...]:
    """Every connected part with its edges, in ranks and in order."""
    nodes = tuple(card.id for card in plan.cards)
    edges = tuple(link.key for link in plan.links)
    if orders is None:
        return _own_arrangement(nodes, edges, kept)
    return _arrangement(nodes, edges, orders, kept)


@lru_cache(maxsize=8)
def _own_arrangement(
    nodes: tuple[str, ...], edges: tuple[EdgeKey, ...], kept: frozenset[EdgeKey]
) -> tuple[Part, ...]:
    """The same for every direction, size and room, hence worked out once."""
    return _arrangement(nodes, edges, None, kept)


def _arrangement(
    nodes: tuple[str, ...],
    edges: tuple[EdgeKey, ...],
    orders: Orders | None,
    kept: frozenset[EdgeKey],
) -> tuple[Part, ...]:
    found = []
    for part in components(nodes, edges):
        inside = set(part)
        own = tuple(edge for edge in edges if edge.source in inside)
        if orders is None:
            rank = ranks(part, own)
        else:
            lowest = min(orders[node][0] for node in part)
            rank = {node: orders[node][0] - lowest for node in part}
        chain = longest_chain(part, own, rank)
        made = layers(part, own, opened(rank, kept.intersection(own)))
        if orders is not None:
            _adopt(made, orders)
        arrange(made, _arguments(own))
        found.append(Part(own, made, tuple(chain)))
    return tuple(found)


def _lane(plan: Plan) -> float:
    """How far parallel edges bow apart, so that a label fits between them."""
    tall = max((link.label[plan.direction == "lr"] for link in plan.links), default=0.0)
    return tall + 34.0


def rough_size(plan: Plan) -> tuple[float, float]:
    """Width and height without looking for room for any label: quick, and close for many nodes."""
    cards, curves, _ = _bare(plan, None, ROOMS[0], frozenset())
    return _framed(cards, curves, Placed({}, {}, {})).size


def _once(
    plan: Plan, orders: Orders | None, room: Room, kept: frozenset[EdgeKey]
) -> tuple[Placed, Geometry]:
    bare = _bare(plan, orders, room, kept)
    placed = place(
        plan.links,
        bare.cards.values(),
        bare.curves,
        bare.chips,
        vertical=plan.direction == "tb",
        crowded=plan.crowded,
    )
    return placed, _framed(bare.cards, bare.curves, placed)


class Bare(NamedTuple):
    """Cards and curves, and the centres of the room kept for chips."""

    cards: dict[str, Bounds]
    curves: dict[EdgeKey, Route]
    chips: dict[EdgeKey, Point]


def _bare(plan: Plan, orders: Orders | None, room: Room, kept: frozenset[EdgeKey]) -> Bare:
    """All parts on the screen, one below the other, before labels."""
    whole = Bare({}, {}, {})
    offset = 0.0
    for part in _arranged(plan, orders, kept):
        found = _component(plan, part, room, kept)
        low, high = _extent(found.cards, found.curves)
        _add(whole, found, offset - low, turned=plan.direction == "tb")
        offset += high - low + ROW_GAP + room.rows + 24
    return whole


def _add(whole: Bare, part: Bare, shift: float, *, turned: bool) -> None:
    """From (u, v) to (x, y), moved across the ranks by ``shift``."""

    def point(at: Point) -> Point:
        return (at[1] + shift, at[0]) if turned else (at[0], at[1] + shift)

    for node, box in part.cards.items():
        size = (box.height, box.width) if turned else (box.width, box.height)
        whole.cards[node] = Bounds(*point((box.x, box.y)), *size)
    for key, route in part.curves.items():
        whole.curves[key] = Route(tuple(map(point, route.points)))
    for key, centre in part.chips.items():
        whole.chips[key] = point(centre)


def _component(plan: Plan, part: Part, room: Room, kept: frozenset[EdgeKey]) -> Bare:
    """One connected part in (u, v): u along the ranks, v across them."""
    edges, made, chain = part
    turned = plan.direction == "tb"
    size = {c.id: (c.height, c.width) if turned else (c.width, c.height) for c in plan.cards}
    inside = {slot for row in made.rows for slot in row if isinstance(slot, str)}
    nodes = [card.id for card in plan.cards if card.id in inside]
    extent: dict[Slot, tuple[float, float]] = {
        slot: size[slot] if isinstance(slot, str) else (0.0, 0.0)
        for row in made.rows
        for slot in row
    }
    reserved = _kept_chips(plan, part, extent, kept)
    extent |= reserved
    depth = {slot: across for slot, (_, across) in extent.items()}
    at = across(made, straight(made, chain), depth, _gaps(plan, ROW_GAP + room.rows, extent))
    columns = _columns(plan, part, extent, room, kept)
    boxes = {}
    along = {}
    for node in nodes:
        left, right = columns[made.rank[node]]
        middle = (left + right) / 2
        width, height = size[node]
        boxes[node] = Bounds(middle - width / 2, at[node] - height / 2, width, height)
        along[node] = (middle - width / 2, middle + width / 2)
    curves = routes(made, edges, along, columns, at, depth, chain, _lane(plan) + room.lane)
    chips: dict[EdgeKey, Point] = {}
    for slot in reserved:
        assert not isinstance(slot, str)
        left, right = columns[made.rank[slot]]
        chips[slot[0]] = (left + right) / 2, at[slot]
    return Bare(boxes, curves, chips)


def _kept_chips(
    plan: Plan, part: Part, extent: Mapping[Slot, tuple[float, float]], kept: frozenset[EdgeKey]
) -> dict[Slot, tuple[float, float]]:
    """Room for a chip at one stand-in of each edge in ``kept``: an early one in an empty rank."""
    turned = plan.direction == "tb"
    filled = [sum(extent[slot][1] for slot in row) for row in part.layers.rows]
    found: dict[Slot, tuple[float, float]] = {}
    for link in plan.links:
        if link.key not in kept or link.key not in part.layers.paths:
            continue
        between = part.layers.paths[link.key][1:-1]
        near = between[: max(1, len(between) // 2)]
        slot = min(near, key=lambda slot: filled[part.layers.rank[slot]])
        along, depth = link.chip[::-1] if turned else link.chip
        found[slot] = along + 2 * CHIP_MARGIN, depth + 2 * CHIP_MARGIN
        filled[part.layers.rank[slot]] += found[slot][1]
    return found


def _gaps(
    plan: Plan, row_gap: float, extent: Mapping[Slot, tuple[float, float]]
) -> Callable[[Slot, Slot], float]:
    """Room between two neighbours of a rank; lines that pass by need room for their labels."""
    tall = max((link.label[plan.direction == "lr"] for link in plan.links), default=0.0)
    beside = 28.0 if plan.crowded else max(28.0, tall + 22.0)

    def gap(a: Slot, b: Slot) -> float:
        if isinstance(a, str) and isinstance(b, str):
            return row_gap
        if isinstance(a, str) or isinstance(b, str):
            return row_gap * 0.8
        # Room kept for a chip has its own margin.
        return CHIP_MARGIN if extent[a][1] or extent[b][1] else beside

    return gap


def _arguments(edges: Sequence[EdgeKey]) -> dict[Slot, int]:
    first: dict[Slot, int] = {}
    for edge in edges:
        first.setdefault(edge.source, edge.argument)
    return first


def _adopt(made: Layers, orders: Orders) -> None:
    """Bring every rank into the order found elsewhere; stand-ins follow by interpolation."""

    def place_of(slot: Slot) -> float:
        if isinstance(slot, str):
            return orders[slot][1]
        edge, between = slot
        first, last = made.rank[edge.source], made.rank[edge.target]
        share = (between - first) / (last - first)
        return orders[edge.source][1] * (1 - share) + orders[edge.target][1] * share

    for row in made.rows:
        row.sort(key=place_of)


def _columns(
    plan: Plan,
    part: Part,
    extent: Mapping[Slot, tuple[float, float]],
    room: Room,
    kept: frozenset[EdgeKey],
) -> list[tuple[float, float]]:
    """Begin and end of every rank in u; the gaps hold the widest label and chip in them."""
    turned = plan.direction == "tb"
    edges, made, _ = part
    wide = {link.key: (link.label[turned], link.chip[turned]) for link in plan.links}
    gaps = [BARE_GAP if plan.bare else RANK_GAP] * len(made.rows)
    pairs: dict[tuple[str, str], int] = {}
    for edge in edges:
        pairs[edge.source, edge.target] = pairs.get((edge.source, edge.target), 0) + 1
    for edge in edges:
        label, chip = wide[edge]
        if plan.bare:
            continue
        if edge in kept:
            chip = 0.0
        needed = chip + CHEVRON + ARROW - 3 if not turned else max(RANK_GAP, label + chip + 48)
        if not turned:
            needed = max(needed, label + 20)
        if pairs[edge.source, edge.target] > 1:
            needed = max(needed, 1.5 * (_lane(plan) + room.lane), chip + 70)
        rank = made.rank[edge.source]
        gaps[rank] = max(gaps[rank], needed + room.ranks)
    columns: list[tuple[float, float]] = []
    u = 0.0
    for row, gap in zip(made.rows, gaps, strict=True):
        width = max((extent[slot][0] for slot in row), default=0.0)
        columns.append((u, u + width))
        u += width + gap
    return columns


def _extent(boxes: Mapping[str, Bounds], lines: Mapping[EdgeKey, Route]) -> tuple[float, float]:
    low = min((b.y for b in boxes.values()), default=0.0)
    high = max((b.bottom for b in boxes.values()), default=0.0)
    for route in lines.values():
        low = min(low, *(v for _, v in route.points))
        high = max(high, *(v for _, v in route.points))
    return low, high


def _framed(
    cards: Mapping[str, Bounds], curves: Mapping[EdgeKey, Route], placed: Placed
) -> Geometry:
    """Everything moved so that the frame begins at the origin, with a margin all around."""
    everything = [*cards.values(), *placed.labels.values(), *placed.chips.values()]
    if not everything:
        return Geometry((2 * MARGIN, 2 * MARGIN), {}, {})
    whole = everything[0]
    for box in everything[1:]:
        whole = whole.united(box)
    for route in curves.values():
        for x, y in route.sampled(4):
            whole = whole.united(Bounds(x, y, 0, 0))
    dx, dy = MARGIN - whole.x, MARGIN - whole.y

    def moved(box: Bounds) -> Bounds:
        return box._replace(x=box.x + dx, y=box.y + dy)

    def shifted(point: Point) -> Point:
        return point[0] + dx, point[1] + dy

    return Geometry(
        (whole.width + 2 * MARGIN, whole.height + 2 * MARGIN),
        {node: moved(box) for node, box in cards.items()},
        {key: Route(tuple(map(shifted, route.points))) for key, route in curves.items()},
        {key: moved(box) for key, box in placed.labels.items()},
        {key: moved(box) for key, box in placed.chips.items()},
        {key: (shifted(point), way) for key, (point, way) in placed.chevrons.items()},
    )
