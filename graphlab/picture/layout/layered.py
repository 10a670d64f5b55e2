"""The layered layout: a plan to a geometry in nearly linear time.

Method: Sugiyama, Tagawa and Toda 1981 (ranks, orders, coordinates), with the longest chain laid on
one straight line, ports in argument order, and room found for every label before anything is drawn.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from graphlab.picture.layout.arrangement import arranged
from graphlab.picture.layout.coordinates import across, straighten
from graphlab.picture.layout.large import large_size, lay_out_large
from graphlab.picture.layout.layers import straight
from graphlab.picture.layout.plan import Geometry, Plan, Point, Route
from graphlab.picture.layout.room import ARROW, CHEVRON, Placed, place
from graphlab.picture.layout.routes import routes
from graphlab.picture.shapes import Bounds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from graphlab.picture.layout.arrangement import Orders, Part
    from graphlab.picture.layout.layers import Layers, Slot
    from graphlab.record import EdgeKey

RANK_GAP, BARE_GAP = 72.0, 32.0
ROW_GAP = 40.0
MARGIN, SIGN = 16.0, 11.0
"""Around all; the sign at the corner of a card reaches so far into it."""

CHIP_MARGIN = 4.0
"""Around the room that is kept for a chip."""

PATIENT_UP_TO = 80
"""Nodes up to which the gaps are widened until every label has room."""


LONG = 4
"""Ranks that an edge crosses, from which on it is drawn as straight as can be."""


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
    if len(plan.cards) > PATIENT_UP_TO:
        return lay_out_large(plan, orders)
    return _lay_out_patiently(plan, orders) if orders else _own_layout(plan)


@lru_cache(maxsize=16)
def _own_layout(plan: Plan) -> Geometry:
    """Kept for a while: a window that gets another size asks for both directions again."""
    return _lay_out_patiently(plan, None)


def _lay_out_patiently(plan: Plan, orders: Orders | None) -> Geometry:
    if plan.bare:
        cards, curves, _ = _bare(plan, orders, ROOMS[0], frozenset())
        return _framed(plan, cards, curves, Placed({}, {}, {}))
    best: tuple[int, Geometry] | None = None
    kept: frozenset[EdgeKey] = frozenset()
    for room in ROOMS:
        placed, geometry = _once(plan, orders, room, kept)
        failed = len(placed.without_label) + len(placed.without_chip)
        if best is None or failed < best[0]:
            best = failed, geometry
        if not failed:
            break
        kept |= set(placed.without_chip)
    assert best is not None
    return best[1]


def _lane(plan: Plan) -> float:
    """How far parallel edges bow apart, so that a label fits between them."""
    tall = max((link.label[plan.direction == "lr"] for link in plan.links), default=0.0)
    return tall + 34.0


def rough_size(plan: Plan) -> tuple[float, float]:
    """Width and height without looking for room for any label: quick, and close for many nodes."""
    if len(plan.cards) > PATIENT_UP_TO:
        return large_size(plan)
    cards, curves, _ = _bare(plan, None, ROOMS[0], frozenset())
    return _framed(plan, cards, curves, Placed({}, {}, {})).size


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
    return placed, _framed(plan, bare.cards, bare.curves, placed)


class Bare(NamedTuple):
    """Cards and curves, and the centres of the room kept for chips."""

    cards: dict[str, Bounds]
    curves: dict[EdgeKey, Route]
    chips: dict[EdgeKey, Point]


def _bare(plan: Plan, orders: Orders | None, room: Room, kept: frozenset[EdgeKey]) -> Bare:
    """All parts on the screen, one below the other, before labels."""
    whole = Bare({}, {}, {})
    offset = 0.0
    for part in arranged(plan, orders, kept):
        found = _component(plan, part, room, kept)
        low, high = _extent(found.cards, found.curves)
        _add(whole, found, offset - low, turned=plan.direction == "tb")
        offset += high - low + (ROW_GAP + 24) * plan.gaps + room.rows
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
    made, chain = part
    turned = plan.direction == "tb"
    size = {c.id: (c.height, c.width) if turned else (c.width, c.height) for c in plan.cards}
    extent = [size[node] for node in made.nodes]
    extent += [(0.0, 0.0)] * (len(made.rank) - len(extent))
    reserved = _kept_chips(plan, made, extent, kept)
    for _, slot, room_kept in reserved:
        extent[slot] = room_kept
    depth = [across for _, across in extent]
    row_gap = ROW_GAP * plan.gaps + room.rows
    gaps, spine = _gaps(plan, row_gap, made, extent), straight(made, chain)
    at = across(made, spine, depth, gaps)
    straighten(made, spine, depth, gaps, at, LONG)
    columns = _columns(plan, made, extent, room, kept)
    boxes = {}
    along = []
    for slot, node in enumerate(made.nodes):
        left, right = columns[made.rank[slot]]
        middle = (left + right) / 2
        width, height = extent[slot]
        boxes[node] = Bounds(middle - width / 2, at[slot] - height / 2, width, height)
        along.append((middle - width / 2, middle + width / 2))
    curves = routes(made, along, columns, at, depth, chain, _lane(plan) + room.lane)
    chips: dict[EdgeKey, Point] = {}
    for key, slot, _ in reserved:
        left, right = columns[made.rank[slot]]
        chips[key] = (left + right) / 2, at[slot]
    return Bare(boxes, curves, chips)


def _kept_chips(
    plan: Plan, made: Layers, extent: Sequence[tuple[float, float]], kept: frozenset[EdgeKey]
) -> list[tuple[EdgeKey, Slot, tuple[float, float]]]:
    """Room for a chip at one stand-in of each edge in ``kept``: an early one in an empty rank."""
    turned = plan.direction == "tb"
    filled = [sum(extent[slot][1] for slot in row) for row in made.rows]
    chips = {link.key: link.chip for link in plan.links if link.key in kept}
    found = []
    for key, path in zip(made.edges, made.paths, strict=True):
        if key not in chips:
            continue
        between = path[1:-1]
        near = between[: max(1, len(between) // 2)]
        slot = min(near, key=lambda slot: filled[made.rank[slot]])
        along, depth = chips[key][::-1] if turned else chips[key]
        found.append((key, slot, (along + 2 * CHIP_MARGIN, depth + 2 * CHIP_MARGIN)))
        filled[made.rank[slot]] += depth + 2 * CHIP_MARGIN
    return found


def _gaps(
    plan: Plan, row_gap: float, made: Layers, extent: Sequence[tuple[float, float]]
) -> Callable[[Slot, Slot], float]:
    """Room between two neighbours of a rank; lines that pass by need room for their labels."""
    tall = max((link.label[plan.direction == "lr"] for link in plan.links), default=0.0)
    beside = 28.0 * plan.gaps
    if not plan.crowded:
        beside = max(beside, tall + 22.0)
    nodes = len(made.nodes)

    def gap(a: Slot, b: Slot) -> float:
        if a < nodes and b < nodes:
            return row_gap
        if a < nodes or b < nodes:
            return row_gap * 0.8
        # Room kept for a chip has its own margin.
        return CHIP_MARGIN if extent[a][1] or extent[b][1] else beside

    return gap


def _columns(
    plan: Plan,
    made: Layers,
    extent: Sequence[tuple[float, float]],
    room: Room,
    kept: frozenset[EdgeKey],
) -> list[tuple[float, float]]:
    """Begin and end of every rank in u; the gaps hold the widest label and chip in them."""
    turned = plan.direction == "tb"
    wide = {link.key: (link.label[turned], link.chip[turned]) for link in plan.links}
    rank_gap = (BARE_GAP if plan.bare else RANK_GAP) * plan.gaps
    gaps = [rank_gap] * len(made.rows)
    pairs = Counter((edge.source, edge.target) for edge in made.edges)
    lane = _lane(plan) + room.lane
    for edge, path in zip(made.edges, made.paths, strict=True):
        label, chip = wide[edge]
        if plan.bare:
            continue
        if edge in kept:
            chip = 0.0
        needed = chip + CHEVRON + ARROW - 3 if not turned else max(rank_gap, label + chip + 48)
        if not turned:
            needed = max(needed, label + 20)
        if pairs[edge.source, edge.target] > 1:
            needed = max(needed, 1.5 * lane, chip + 70)
        rank = made.rank[path[0]]
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
    plan: Plan, cards: Mapping[str, Bounds], curves: Mapping[EdgeKey, Route], placed: Placed
) -> Geometry:
    """Everything moved so that the frame begins at the origin, with a margin all around."""
    everything = [*cards.values(), *placed.labels.values(), *placed.chips.values()]
    margin = max(MARGIN * plan.gaps, SIGN)
    if not everything:
        return Geometry((2 * margin, 2 * margin), {}, {})
    whole = everything[0]
    for box in everything[1:]:
        whole = whole.united(box)
    for route in curves.values():
        for x, y in route.sampled(4):
            whole = whole.united(Bounds(x, y, 0, 0))
    dx, dy = margin - whole.x, margin - whole.y

    def moved(box: Bounds) -> Bounds:
        return box._replace(x=box.x + dx, y=box.y + dy)

    def shifted(point: Point) -> Point:
        return point[0] + dx, point[1] + dy

    return Geometry(
        (whole.width + 2 * margin, whole.height + 2 * margin),
        {node: moved(box) for node, box in cards.items()},
        {key: Route(tuple(map(shifted, route.points))) for key, route in curves.items()},
        {key: moved(box) for key, box in placed.labels.items()},
        {key: moved(box) for key, box in placed.chips.items()},
        {key: (shifted(point), way) for key, (point, way) in placed.chevrons.items()},
    )
