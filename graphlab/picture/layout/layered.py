"""The layered layout: a plan to a geometry in nearly linear time.

Method: Sugiyama, Tagawa and Toda 1981 (ranks, orders, coordinates), with the longest chain laid on
one straight line, ports in argument order, and room found for every label before anything is drawn.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from graphlab.picture.layout.coordinates import across
from graphlab.picture.layout.layers import Layers, components, layers, longest_chain, ranks
from graphlab.picture.layout.order import arrange, crossings
from graphlab.picture.layout.plan import Geometry, Plan, Point, Route
from graphlab.picture.layout.room import ARROW, CHEVRON, Placed, place
from graphlab.picture.layout.routes import routes
from graphlab.picture.shapes import Bounds
from graphlab.record import EdgeKey

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from graphlab.picture.layout.layers import Slot

    Orders = Mapping[str, tuple[int, float]]

RANK_GAP = 72.0
ROW_GAP = 40.0
MARGIN = 16.0
PATIENT_UP_TO = 80
"""Nodes up to which the gaps are widened until every label has room."""


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
    best: tuple[int, Geometry] | None = None
    for room in ROOMS if len(plan.cards) <= PATIENT_UP_TO else ROOMS[:1]:
        geometry, failed = _once(plan, orders, room)
        if best is None or failed < best[0]:
            best = failed, geometry
        if failed == 0:
            break
    assert best is not None
    return best[1]


def crossings_of(plan: Plan, orders: Orders | None = None) -> int:
    """How often edges cross between ranks, in our own order or in one found elsewhere."""
    return sum(crossings(made) for _, made in _arranged(plan, orders))


Arranged = tuple[tuple[EdgeKey, ...], Layers]


def _arranged(plan: Plan, orders: Orders | None) -> tuple[Arranged, ...]:
    """Every connected part with its edges, in ranks and in order."""
    nodes = tuple(card.id for card in plan.cards)
    edges = tuple(link.key for link in plan.links)
    if orders is None:
        return _own_arrangement(nodes, edges)
    return _arrangement(nodes, edges, orders)


@lru_cache(maxsize=8)
def _own_arrangement(nodes: tuple[str, ...], edges: tuple[EdgeKey, ...]) -> tuple[Arranged, ...]:
    """The same for every direction, size and room, hence worked out once."""
    return _arrangement(nodes, edges, None)


def _arrangement(
    nodes: tuple[str, ...], edges: tuple[EdgeKey, ...], orders: Orders | None
) -> tuple[Arranged, ...]:
    found = []
    for part in components(nodes, edges):
        inside = set(part)
        own = tuple(edge for edge in edges if edge.source in inside)
        if orders is None:
            made = layers(part, own, ranks(part, own))
        else:
            lowest = min(orders[node][0] for node in part)
            made = layers(part, own, {node: orders[node][0] - lowest for node in part})
            _adopt(made, orders)
        arrange(made, _arguments(own))
        found.append((own, made))
    return tuple(found)


def _lane(plan: Plan) -> float:
    """How far parallel edges bow apart, so that a label fits between them."""
    tall = max((link.label[plan.direction == "lr"] for link in plan.links), default=0.0)
    return tall + 34.0


def rough_size(plan: Plan) -> tuple[float, float]:
    """Width and height without looking for room for any label: quick, and close for many nodes."""
    cards, curves = _bare(plan, None, ROOMS[0])
    return _framed(cards, curves, Placed({}, {}, {}, 0)).size


def _once(plan: Plan, orders: Orders | None, room: Room) -> tuple[Geometry, int]:
    cards, curves = _bare(plan, orders, room)
    placed = place(
        plan.links, cards.values(), curves, vertical=plan.direction == "tb", crowded=plan.crowded
    )
    return _framed(cards, curves, placed), placed.crowded


def _bare(
    plan: Plan, orders: Orders | None, room: Room
) -> tuple[dict[str, Bounds], dict[EdgeKey, Route]]:
    """Cards and curves on the screen, before labels."""
    cards: dict[str, Bounds] = {}
    curves: dict[EdgeKey, Route] = {}
    offset = 0.0
    for edges, made in _arranged(plan, orders):
        boxes, lines = _component(plan, made, edges, room)
        low, high = _extent(boxes, lines)
        shift = offset - low
        cards |= {node: box._replace(y=box.y + shift) for node, box in boxes.items()}
        curves |= {
            key: Route(tuple((u, v + shift) for u, v in route.points))
            for key, route in lines.items()
        }
        offset += high - low + ROW_GAP + room.rows + 24
    if plan.direction == "tb":
        cards = {n: Bounds(b.y, b.x, b.height, b.width) for n, b in cards.items()}
        curves = {k: Route(tuple((v, u) for u, v in r.points)) for k, r in curves.items()}
    return cards, curves


def _component(
    plan: Plan, made: Layers, edges: Sequence[EdgeKey], room: Room
) -> tuple[dict[str, Bounds], dict[EdgeKey, Route]]:
    """One connected part in (u, v): u along the ranks, v across them."""
    turned = plan.direction == "tb"
    size = {c.id: (c.height, c.width) if turned else (c.width, c.height) for c in plan.cards}
    inside = {slot for row in made.rows for slot in row if isinstance(slot, str)}
    nodes = [card.id for card in plan.cards if card.id in inside]
    rank = {node: made.rank[node] for node in nodes}
    chain = longest_chain(nodes, edges, rank)
    extent: dict[Slot, float] = {
        slot: size[slot][1] if isinstance(slot, str) else 0.0 for row in made.rows for slot in row
    }
    at = across(made, chain, extent, _gaps(plan, ROW_GAP + room.rows))
    columns = _columns(plan, made, size, edges, room)
    boxes = {}
    along = {}
    for node in nodes:
        left, right = columns[rank[node]]
        middle = (left + right) / 2
        width, height = size[node]
        boxes[node] = Bounds(middle - width / 2, at[node] - height / 2, width, height)
        along[node] = (middle - width / 2, middle + width / 2)
    depth = {node: size[node][1] for node in nodes}
    return boxes, routes(made, edges, along, columns, at, depth, chain, _lane(plan) + room.lane)


def _gaps(plan: Plan, row_gap: float) -> Callable[[Slot, Slot], float]:
    """Room between two neighbours of a rank; lines that pass by need room for their labels."""
    tall = max((link.label[plan.direction == "lr"] for link in plan.links), default=0.0)
    beside = 28.0 if plan.crowded else max(28.0, tall + 22.0)

    def gap(a: Slot, b: Slot) -> float:
        if isinstance(a, str) and isinstance(b, str):
            return row_gap
        return beside if not (isinstance(a, str) or isinstance(b, str)) else row_gap * 0.8

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
    made: Layers,
    size: Mapping[str, tuple[float, float]],
    edges: Sequence[EdgeKey],
    room: Room,
) -> list[tuple[float, float]]:
    """Begin and end of every rank in u; the gaps hold the widest label and chip in them."""
    turned = plan.direction == "tb"
    wide = {link.key: (link.label[turned], link.chip[turned]) for link in plan.links}
    gaps = [RANK_GAP] * len(made.rows)
    pairs: dict[tuple[str, str], int] = {}
    for edge in edges:
        pairs[edge.source, edge.target] = pairs.get((edge.source, edge.target), 0) + 1
    for edge in edges:
        label, chip = wide[edge]
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
        width = max((size[s][0] for s in row if isinstance(s, str)), default=0.0)
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
