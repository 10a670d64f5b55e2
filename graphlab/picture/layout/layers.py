"""Ranks of nodes, and the layers with a stand-in for every rank that a long edge crosses."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from graphlab.record import EdgeKey

Slot = int
"""A node's place in ``Layers.nodes``; from their number on, stand-ins of edges at one rank."""


@dataclass(slots=True)
class Layers:
    """``rows[r]`` is the order within rank r. All other lists are by slot, ``paths`` by edge.

    ``above`` and ``below`` are neighbours in the ranks beside, ``ports`` the argument by which each
    edge to a slot ``below`` enters it. A path leads from an edge's source over its stand-ins.
    """

    nodes: Sequence[str]
    edges: Sequence[EdgeKey]
    rank: list[int]
    rows: list[list[Slot]]
    above: list[list[Slot]]
    below: list[list[Slot]]
    ports: list[list[int]]
    paths: list[list[Slot]]


def components(nodes: Sequence[str], edges: Iterable[EdgeKey]) -> list[list[str]]:
    """Weakly connected parts, each in the order of ``nodes``, largest first."""
    parent = {node: node for node in nodes}

    def root(node: str) -> str:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for edge in edges:
        parent[root(edge.source)] = root(edge.target)
    groups: dict[str, list[str]] = defaultdict(list)
    for node in nodes:
        groups[root(node)].append(node)
    return sorted(groups.values(), key=len, reverse=True)


def ranks(
    nodes: Sequence[str], edges: Sequence[EdgeKey], apart: Collection[EdgeKey] = ()
) -> dict[str, int]:
    """Longest path from the sources; then what has time waits until just before its consumer.

    Edges that are ``apart`` lead two ranks further, all others one.

    ``nodes`` must come in evaluation order. Sources left at rank 0 would each draw an edge over
    the whole picture (12 million stand-ins for a network of 10,000 operations). A node waits if
    that shortens more edges than it makes longer; what only it needs may wait with it.
    """
    into: dict[str, list[str]] = defaultdict(list)
    out: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        into[edge.target].append(edge.source)
        out[edge.source].append(edge.target)
    far = {edge[:2] for edge in apart}
    uses = {source: set(targets) for source, targets in out.items()}
    found: dict[str, int] = {}
    held: dict[str, int] = {}
    for node in nodes:
        rank = holding = 0
        for source in into.get(node, ()):
            rank = max(rank, found[source] + 1 + ((source, node) in far))
            # Edges that hold it back: from nodes that are held themselves, or needed elsewhere.
            holding += held[source] > 0 or len(uses[source]) > 1
        found[node], held[node] = rank, holding
    for node in reversed(nodes):
        targets = out.get(node, ())
        if len(targets) > held[node]:
            found[node] = min([found[t] - ((node, t) in far) for t in targets]) - 1
    lowest = min(found.values(), default=0)
    return {node: rank - lowest for node, rank in found.items()}


def opened(rank: Mapping[str, int], edges: Iterable[EdgeKey]) -> dict[str, int]:
    """The same with one more rank, without nodes, after the source of each short edge of these."""
    after = sorted({rank[e.source] for e in edges if rank[e.target] == rank[e.source] + 1})
    return {node: own + bisect_left(after, own) for node, own in rank.items()}


def straight(made: Layers, chain: Sequence[str]) -> list[Slot]:
    """The chain with the stand-ins between its nodes; of parallel edges none is in the middle."""
    links = set(pairwise(chain))
    between: dict[tuple[str, str], list[list[Slot]]] = defaultdict(list)
    for edge, path in zip(made.edges, made.paths, strict=True):
        if (edge.source, edge.target) in links:
            between[edge.source, edge.target].append(path[1:-1])
    single = [paths[0] for paths in between.values() if len(paths) == 1]
    place = {node: slot for slot, node in enumerate(made.nodes)}
    return [*(place[node] for node in chain), *(slot for path in single for slot in path)]


def layers(nodes: Sequence[str], edges: Sequence[EdgeKey], rank: Mapping[str, int]) -> Layers:
    """Nodes in their own order, then stand-ins in the order of their edges, by rank."""
    level = [rank[node] for node in nodes]
    place = {node: slot for slot, node in enumerate(nodes)}
    rows: list[list[Slot]] = [[] for _ in range(max(level, default=0) + 1)]
    for slot, own in enumerate(level):
        rows[own].append(slot)
    above: list[list[Slot]] = [[] for _ in level]
    below: list[list[Slot]] = [[] for _ in level]
    ports: list[list[int]] = [[] for _ in level]
    paths: list[list[Slot]] = []
    for source, target, argument in edges:
        last, end = place[source], place[target]
        path = [last]
        for between in range(level[last] + 1, level[end]):
            slot = len(level)
            level.append(between)
            rows[between].append(slot)
            above.append([last])
            below.append([])
            ports.append([])
            below[last].append(slot)
            ports[last].append(0)
            path.append(slot)
            last = slot
        below[last].append(end)
        ports[last].append(argument)
        above[end].append(last)
        path.append(end)
        paths.append(path)
    return Layers(nodes, edges, level, rows, above, below, ports, paths)


def longest_chain(
    nodes: Sequence[str],
    edges: Sequence[EdgeKey],
    rank: Mapping[str, int],
    apart: Collection[EdgeKey] = (),
) -> list[str]:
    """A path with a node in as many ranks as possible; ties go to earlier arguments.

    Edges that are ``apart`` may lead over the rank between their ends.
    """
    best: dict[str, tuple[int, str | None]] = {}
    into: dict[str, list[EdgeKey]] = defaultdict(list)
    for edge in edges:
        if rank[edge.target] - rank[edge.source] == (2 if edge in apart else 1):
            into[edge.target].append(edge)
    for node in nodes:
        length, first, chosen = 1, 0, None
        for source, _, argument in into.get(node, ()):
            longer = best[source][0] + 1
            if chosen is None or (longer, -argument) > (length, first):
                length, first, chosen = longer, -argument, source
        best[node] = (length, chosen)
    if not best:
        return []
    end: str | None = max(nodes, key=lambda node: best[node][0])
    chain: list[str] = []
    while end is not None:
        chain.append(end)
        end = best[end][1]
    return chain[::-1]
