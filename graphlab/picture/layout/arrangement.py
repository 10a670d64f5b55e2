"""In which ranks nodes stand, and in which order: the same for every size and direction."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from graphlab.picture.layout.layers import Layers, components, layers, longest_chain, opened, ranks
from graphlab.picture.layout.order import arrange, crossings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.picture.layout.plan import Plan
    from graphlab.record import EdgeKey

    Orders = Mapping[str, tuple[int, float]]


def crossings_of(plan: Plan, orders: Orders | None = None) -> int:
    """How often edges cross between ranks, in our own order or in one found elsewhere."""
    return sum(crossings(part.layers) for part in arranged(plan, orders))


class Part(NamedTuple):
    """A connected part: its ranks in order, and its longest chain."""

    layers: Layers
    chain: tuple[str, ...]


def arranged(
    plan: Plan, orders: Orders | None = None, kept: frozenset[EdgeKey] = frozenset()
) -> tuple[Part, ...]:
    """Every connected part in ranks and in order.

    ``orders`` are found elsewhere, ``kept`` are edges with room for a chip in a rank of its own.
    """
    nodes = tuple(card.id for card in plan.cards)
    edges = tuple(link.key for link in plan.links)
    apart = frozenset(link.key for link in plan.links if link.apart)
    if orders is None:
        return _own_arrangement(nodes, edges, apart, kept)
    return _arrangement(nodes, edges, apart, kept, orders)


@lru_cache(maxsize=8)
def _own_arrangement(
    nodes: tuple[str, ...],
    edges: tuple[EdgeKey, ...],
    apart: frozenset[EdgeKey],
    kept: frozenset[EdgeKey],
) -> tuple[Part, ...]:
    """The same for every direction, size and room, hence worked out once."""
    return _arrangement(nodes, edges, apart, kept, None)


def forget() -> None:
    """Empties what is kept, for a measurement that starts from nothing."""
    _own_arrangement.cache_clear()


def _arrangement(
    nodes: tuple[str, ...],
    edges: tuple[EdgeKey, ...],
    apart: frozenset[EdgeKey],
    kept: frozenset[EdgeKey],
    orders: Orders | None,
) -> tuple[Part, ...]:
    parts = components(nodes, edges)
    home = {node: index for index, part in enumerate(parts) for node in part}
    inside: list[list[EdgeKey]] = [[] for _ in parts]
    for edge in edges:
        inside[home[edge.source]].append(edge)
    found = []
    for part, own in zip(parts, inside, strict=True):
        if orders is None:
            rank = ranks(part, own, apart)
        else:
            lowest = min(orders[node][0] for node in part)
            rank = {node: orders[node][0] - lowest for node in part}
        chain = longest_chain(part, own, rank, apart)
        made = layers(part, own, opened(rank, kept.intersection(own)))
        if orders is not None:
            _adopt(made, orders)
        arrange(made, _arguments(made))
        found.append(Part(made, tuple(chain)))
    return tuple(found)


def _arguments(made: Layers) -> list[int]:
    """Into which argument each slot's value goes first; 0 for stand-ins."""
    first = [-1] * len(made.rank)
    for edge, path in zip(made.edges, made.paths, strict=True):
        if first[path[0]] < 0:
            first[path[0]] = edge.argument
    return [max(argument, 0) for argument in first]


def _adopt(made: Layers, orders: Orders) -> None:
    """Bring every rank into the order found elsewhere; stand-ins follow by interpolation."""
    places = [orders[node][1] for node in made.nodes]
    places += [0.0] * (len(made.rank) - len(places))
    for path in made.paths:
        start, end = path[0], path[-1]
        for slot in path[1:-1]:
            share = (made.rank[slot] - made.rank[start]) / (made.rank[end] - made.rank[start])
            places[slot] = places[start] * (1 - share) + places[end] * share
    for row in made.rows:
        row.sort(key=places.__getitem__)
