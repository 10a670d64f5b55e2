"""Ranks of nodes, and the layers with a stand-in for every rank that a long edge crosses."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graphlab.record import EdgeKey

Slot = str | tuple["EdgeKey", int]
"""A node's id, or the stand-in of an edge at one rank."""


@dataclass(slots=True)
class Layers:
    """``rows[r]`` is the order within rank r; ``above`` and ``below`` are neighbours by rank."""

    rows: list[list[Slot]]
    rank: dict[Slot, int]
    above: dict[Slot, list[Slot]] = field(default_factory=lambda: defaultdict(list))
    below: dict[Slot, list[Slot]] = field(default_factory=lambda: defaultdict(list))
    paths: dict[EdgeKey, list[Slot]] = field(default_factory=dict)
    ports: dict[tuple[Slot, Slot], int] = field(default_factory=dict)
    """Argument number of the edge that enters the second slot from the first."""


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


def ranks(nodes: Sequence[str], edges: Sequence[EdgeKey]) -> dict[str, int]:
    """Longest path from the sources; then a source stands just before its first consumer.

    ``nodes`` must come in evaluation order. Sources left at rank 0 would each draw an edge over
    the whole picture (12 million stand-ins for a network of 10,000 operations).
    """
    into: dict[str, list[str]] = defaultdict(list)
    out: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        into[edge.target].append(edge.source)
        out[edge.source].append(edge.target)
    found: dict[str, int] = {}
    for node in nodes:
        found[node] = max((found[source] + 1 for source in into[node]), default=0)
    for node in nodes:
        if not into[node] and out[node]:
            found[node] = min(found[target] for target in out[node]) - 1
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
    for edge, path in made.paths.items():
        if (edge.source, edge.target) in links:
            between[edge.source, edge.target].append(path[1:-1])
    single = [paths[0] for paths in between.values() if len(paths) == 1]
    return [*chain, *(slot for path in single for slot in path)]


def layers(nodes: Sequence[str], edges: Sequence[EdgeKey], rank: Mapping[str, int]) -> Layers:
    """Nodes and stand-ins by rank, in order of first visit from the outputs backwards."""
    rows: list[list[Slot]] = [[] for _ in range(max(rank.values(), default=0) + 1)]
    made = Layers(rows, {node: rank[node] for node in nodes})
    for node in nodes:
        rows[rank[node]].append(node)
    for edge in edges:
        path: list[Slot] = [edge.source]
        for between in range(rank[edge.source] + 1, rank[edge.target]):
            slot: Slot = (edge, between)
            made.rank[slot] = between
            rows[between].append(slot)
            path.append(slot)
        path.append(edge.target)
        made.paths[edge] = path
        for left, right in pairwise(path):
            made.below[left].append(right)
            made.above[right].append(left)
        made.ports.setdefault((path[-2], path[-1]), edge.argument)
    return made


def longest_chain(
    nodes: Sequence[str], edges: Sequence[EdgeKey], rank: Mapping[str, int]
) -> list[str]:
    """A path with a node in as many ranks as possible; ties go to earlier arguments."""
    best: dict[str, tuple[int, str | None]] = {}
    into: dict[str, list[EdgeKey]] = defaultdict(list)
    for edge in edges:
        if rank[edge.target] == rank[edge.source] + 1:
            into[edge.target].append(edge)
    for node in nodes:
        choices = [(best[e.source][0] + 1, -e.argument, e.source) for e in into[node]]
        length, _, source = max(choices, default=(1, 0, None), key=lambda c: (c[0], c[1]))
        best[node] = (length, source)
    if not best:
        return []
    end: str | None = max(nodes, key=lambda node: best[node][0])
    chain: list[str] = []
    while end is not None:
        chain.append(end)
        end = best[end][1]
    return chain[::-1]
