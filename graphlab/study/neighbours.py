"""Where the keyboard's focus goes from one node of the graph to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.record import Record

Way = Literal["predecessor", "successor", "above", "below"]


def next_node(
    record: Record, node: str, way: Way, places: Mapping[str, tuple[float, float]]
) -> str:
    """The node reached from ``node``; itself where there is none.

    Siblings share a predecessor or a successor; the one nearest in ``places`` (centres of the
    cards, y downwards) is taken.
    """
    if way == "predecessor":
        found = [edge.source for edge in record.incoming[node]]
        return _nearest(node, found, places)
    if way == "successor":
        found = [edge.target for edge in record.outgoing[node]]
        return _nearest(node, found, places)
    across = _siblings(record, node)
    y = places[node][1]
    if way == "above":
        return _nearest(node, [n for n in across if n in places and places[n][1] < y], places)
    return _nearest(node, [n for n in across if n in places and places[n][1] > y], places)


def _siblings(record: Record, node: str) -> set[str]:
    by_successor = {
        edge.source for out in record.outgoing[node] for edge in record.incoming[out.target]
    }
    by_predecessor = {
        edge.target for into in record.incoming[node] for edge in record.outgoing[into.source]
    }
    return (by_successor | by_predecessor) - {node}


def _nearest(node: str, among: list[str], places: Mapping[str, tuple[float, float]]) -> str:
    if node not in places:
        return among[0] if among else node
    x, y = places[node]
    reachable = [other for other in among if other in places]
    return min(
        reachable, key=lambda n: (places[n][0] - x) ** 2 + (places[n][1] - y) ** 2, default=node
    )
