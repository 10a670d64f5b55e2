"""Ports on the cards and curves between them, in rank direction u and across it v."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from graphlab.picture.layout.plan import Route

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphlab.picture.layout.layers import Layers, Slot
    from graphlab.picture.layout.plan import Point
    from graphlab.record import EdgeKey

PORT = 14.0
"""Distance of neighbouring ports."""

CORNER = 12.0
"""Part of a side next to its corners that stays free of ports."""


def routes(
    layers: Layers,
    edges: Sequence[EdgeKey],
    along: Mapping[str, tuple[float, float]],
    columns: Sequence[tuple[float, float]],
    at: Mapping[Slot, float],
    depth: Mapping[Slot, float],
    chain: Sequence[str],
    lane: float,
) -> dict[EdgeKey, Route]:
    """The curve of every edge.

    ``along`` gives where a card begins and ends in u, ``columns`` the same for a whole rank,
    ``depth`` the card's size in v. Parallel edges bow apart by ``lane``.
    """
    straight = set(pairwise(chain))
    starts = _ports(edges, layers, at, depth, straight, outgoing=True)
    ends = _ports(edges, layers, at, depth, straight, outgoing=False)
    bows = _bows(edges, lane)
    found: dict[EdgeKey, Route] = {}
    for edge in edges:
        begin = (along[edge.source][1], at[edge.source] + starts[edge])
        end = (along[edge.target][0], at[edge.target] + ends[edge])
        stops: list[Point] = [begin]
        for slot in layers.paths[edge][1:-1]:
            left, right = columns[layers.rank[slot]]
            stops += [(left, at[slot]), (right, at[slot])]
        stops.append(end)
        if bows[edge] and len(stops) == 2:
            middle = (begin[0] + end[0]) / 2
            stops.insert(1, (middle, (begin[1] + end[1]) / 2 + bows[edge]))
        found[edge] = Route(tuple(_curve(stops)))
    return found


def _curve(stops: Sequence[Point]) -> list[Point]:
    """Cubics through the stops, every one crossed in rank direction."""
    points = [stops[0]]
    for (u0, v0), (u1, v1) in pairwise(stops):
        reach = (u1 - u0) * 0.5
        points += [(u0 + reach, v0), (u1 - reach, v1), (u1, v1)]
    return points


def _bows(edges: Sequence[EdgeKey], lane: float) -> dict[EdgeKey, float]:
    groups: dict[tuple[str, str], list[EdgeKey]] = defaultdict(list)
    for edge in edges:
        groups[edge.source, edge.target].append(edge)
    return {
        edge: (index - (len(group) - 1) / 2) * lane
        for group in groups.values()
        for index, edge in enumerate(group)
    }


def _ports(
    edges: Sequence[EdgeKey],
    layers: Layers,
    at: Mapping[Slot, float],
    depth: Mapping[Slot, float],
    straight: set[tuple[str, str]],
    *,
    outgoing: bool,
) -> dict[EdgeKey, float]:
    """Offset of each edge's port from the middle of its card's side.

    Into a card in argument order; out of it in the order in which the edges part. The chain's own
    edge has the middle, so that it stays one straight line.
    """
    groups: dict[str, list[EdgeKey]] = defaultdict(list)
    for edge in edges:
        groups[edge.source if outgoing else edge.target].append(edge)
    found: dict[EdgeKey, float] = {}
    for node, group in groups.items():
        if outgoing:
            group.sort(key=lambda e: (at[layers.paths[e][1]], e.argument))
        else:
            group.sort(key=lambda e: e.argument)
        middle = [i for i, e in enumerate(group) if (e.source, e.target) in straight]
        # Several arguments from the chain (x·x) share the middle between them.
        anchor = sum(middle) / len(middle) if middle else (len(group) - 1) / 2
        reach = max(anchor, len(group) - 1 - anchor)
        free = depth[node] / 2 - CORNER
        pitch = min(PORT, free / reach) if reach else PORT
        for index, edge in enumerate(group):
            found[edge] = (index - anchor) * pitch
    return found
