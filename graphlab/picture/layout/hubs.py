"""Tags in place of edges from a node that is used in many places, or far away.

A mask that feeds every block, or a weight of a loop, would cover the picture with its fan. Its
first use keeps the edge; every other has a small card with the node's name just before it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from typing_extensions import override

from graphlab.picture.layout.layers import ranks
from graphlab.picture.layout.plan import Card, Geometry, Link

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphlab.picture.layout.plan import Plan
    from graphlab.picture.shapes import Bounds
    from graphlab.record import EdgeKey

USED_UP_TO = 8
"""Successors up to which each has its edge."""

CROSSED_UP_TO = 4
"""Ranks that all edges together may cross, for each node, before more tags are set."""

SHARED_FROM = 3
"""Successors from which on a node gets tags in a graph whose edges cross more than that."""


def tagged_edges(nodes: Sequence[str], edges: Sequence[EdgeKey]) -> frozenset[EdgeKey]:
    """Edges that a tag stands for; ``nodes`` must come in evaluation order."""
    room = CROSSED_UP_TO * len(nodes)
    found = _later_uses(nodes, edges, USED_UP_TO + 1)
    length = _lengths(nodes, edges, found)
    if sum(length.values()) > room:
        found = _later_uses(nodes, edges, SHARED_FROM)
        length = _lengths(nodes, edges, found)
    spare = room - sum(length.values())
    for edge in sorted(length, key=lambda edge: -length[edge]) if spare < 0 else ():
        if spare >= 0:
            break
        spare += length[edge]
        found.add(edge)
    return frozenset(found)


def _later_uses(nodes: Sequence[str], edges: Sequence[EdgeKey], shared: int) -> set[EdgeKey]:
    """All edges but those to the first successor, of nodes with at least so many successors."""
    uses: dict[str, dict[str, list[EdgeKey]]] = defaultdict(lambda: defaultdict(list))
    for edge in edges:
        uses[edge.source][edge.target].append(edge)
    place = {node: index for index, node in enumerate(nodes)}
    found: set[EdgeKey] = set()
    for targets in uses.values():
        if len(targets) >= shared:
            for target in sorted(targets, key=place.__getitem__)[1:]:
                found.update(targets[target])
    return found


def _lengths(
    nodes: Sequence[str], edges: Sequence[EdgeKey], without: set[EdgeKey]
) -> dict[EdgeKey, int]:
    """How many ranks each edge crosses."""
    kept = [edge for edge in edges if edge not in without]
    rank = ranks(nodes, kept)
    return {edge: rank[edge.target] - rank[edge.source] - 1 for edge in kept}


def with_tags(plan: Plan, tags: Mapping[EdgeKey, tuple[float, float]]) -> Plan:
    """The plan with a card of this size in place of the source of each of these edges."""
    if not tags:
        return plan
    before: dict[str, list[Card]] = defaultdict(list)
    links = []
    for link in plan.links:
        if link.key in tags:
            key = _stand_in(link.key)
            before[key.target].append(Card(key.source, *tags[link.key]))
            links.append(Link(key, link.label, link.chip))  # a tag stands just before its user
        else:
            links.append(link)
    cards = [card for own in plan.cards for card in (*before[own.id], own)]
    return replace(plan, cards=tuple(cards), links=tuple(links))


def named(found: Geometry, tags: Mapping[EdgeKey, tuple[float, float]]) -> Geometry:
    """A geometry of ``with_tags`` by the edges' own keys; the tags have their own places."""
    if not tags:
        return found
    names = {_stand_in(key): key for key in tags}
    cards = dict(found.cards)
    places = {key: cards.pop(stand_in.source) for stand_in, key in names.items()}
    return Geometry(
        found.size,
        cards,
        {names.get(key, key): route for key, route in found.routes.items()},
        _Renamed(found.labels, names),
        {names.get(key, key): chip for key, chip in found.chips.items()},
        {names.get(key, key): chevron for key, chevron in found.chevrons.items()},
        places,
    )


def _stand_in(key: EdgeKey) -> EdgeKey:
    """The same edge from a card of its own."""
    return key._replace(source=f"{key.source} to {key.target}:{key.argument}")


class _Renamed(Mapping["EdgeKey", "Bounds"]):
    """The labels of stand-ins by their own keys; each is asked for as late as before."""

    def __init__(self, labels: Mapping[EdgeKey, Bounds], names: Mapping[EdgeKey, EdgeKey]) -> None:
        self._labels, self._names = labels, names
        self._inner = {name: stand_in for stand_in, name in names.items()}

    @override
    def __getitem__(self, key: EdgeKey) -> Bounds:
        return self._labels[self._inner.get(key, key)]

    @override
    def __iter__(self) -> Iterator[EdgeKey]:
        return (self._names.get(key, key) for key in self._labels)

    @override
    def __len__(self) -> int:
        return len(self._labels)
