"""Ports on the cards and curves between them, in rank direction u and across it v."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from graphlab.picture.layout.plan import Route

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.picture.layout.layers import Layers
    from graphlab.picture.layout.plan import Point
    from graphlab.record import EdgeKey

PORT = 14.0
"""Distance of neighbouring ports."""

CORNER = 12.0
"""Part of a side next to its corners that stays free of ports."""


def routes(
    layers: Layers,
    along: Sequence[tuple[float, float]],
    columns: Sequence[tuple[float, float]],
    at: Sequence[float],
    depth: Sequence[float],
    chain: Sequence[str],
    lane: float,
) -> dict[EdgeKey, Route]:
    """The curve of every edge.

    ``along`` gives where a card begins and ends in u, ``columns`` the same for a whole rank,
    ``depth`` the card's size in v. Parallel edges bow apart by ``lane``.
    """
    straight = set(pairwise(chain))
    starts = ports(layers, depth, fans(layers, at, straight, outgoing=True), 0)
    ends = ports(layers, depth, fans(layers, at, straight, outgoing=False), -1)
    bows = _bows(layers.edges, lane)
    found: dict[EdgeKey, Route] = {}
    for index, (edge, path) in enumerate(zip(layers.edges, layers.paths, strict=True)):
        begin = (along[path[0]][1], at[path[0]] + starts[index])
        end = (along[path[-1]][0], at[path[-1]] + ends[index])
        stops: list[Point] = [begin]
        for slot in path[1:-1]:
            left, right = columns[layers.rank[slot]]
            stops += [(left, at[slot]), (right, at[slot])]
        stops.append(end)
        if bows[edge] and len(stops) == 2:
            middle = (begin[0] + end[0]) / 2
            stops.insert(1, (middle, (begin[1] + end[1]) / 2 + bows[edge]))
        found[edge] = Route(tuple(curve(stops)))
    return found


def curve(stops: Sequence[Point]) -> list[Point]:
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


class Ray(NamedTuple):
    """One edge of a fan: its place from the middle one on, and how far the fan reaches."""

    place: float = 0.0
    reach: float = 0.0


ALONE = Ray()


def fans(
    layers: Layers, at: Sequence[float], straight: set[tuple[str, str]], *, outgoing: bool
) -> list[Ray]:
    """The place of every edge among those from the same card, or into it.

    Into a card in argument order; out of it in the order in which the edges part. The chain's own
    edge has the middle, so that it stays one straight line.
    """
    edges, paths = layers.edges, layers.paths
    end, beside = (0, layers.below) if outgoing else (-1, layers.above)
    groups: dict[int, list[int]] = defaultdict(list)
    for index, path in enumerate(paths):
        if len(beside[path[end]]) > 1:
            groups[path[end]].append(index)
    found = [ALONE] * len(edges)
    for group in groups.values():
        if outgoing:
            group.sort(key=lambda i: (at[paths[i][1]], edges[i].argument))
        else:
            group.sort(key=lambda i: edges[i].argument)
        middle = [p for p, i in enumerate(group) if edges[i][:2] in straight]
        # Several arguments from the chain (x·x) share the middle between them.
        anchor = sum(middle) / len(middle) if middle else (len(group) - 1) / 2
        reach = max(anchor, len(group) - 1 - anchor)
        for place, index in enumerate(group):
            found[index] = Ray(place - anchor, reach)
    return found


def ports(
    layers: Layers, depth: Sequence[float], rays: Sequence[Ray], end: Literal[0, -1]
) -> list[float]:
    """Offset of each edge's port from the middle of its card's side, at one end of the edges."""
    found = []
    for path, (place, reach) in zip(layers.paths, rays, strict=True):
        free = depth[path[end]] / 2 - CORNER
        found.append(place * (min(PORT, free / reach) if reach else PORT))
    return found
