"""What is lit of a graph: what a node depends on and what depends on it, or the paths between two.

A ``Wish`` names what a person wants by nodes of the run; ``lit`` finds it in what is shown now, in
which closed modules may stand for those nodes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphlab.study.boxes import standing_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from graphlab.record import EdgeKey, Record
    from graphlab.study.labels import Labels

MOST_COUNTED = 1_000
"""Paths up to which their number is told; a row of skip connections doubles it at each."""


@dataclass(frozen=True, slots=True)
class Wish:
    """All around ``node``, or all between it and ``other``."""

    node: str
    other: str | None = None


@dataclass(frozen=True, slots=True)
class Pointed:
    """Just these nodes and edges, with the ends of the edges."""

    nodes: tuple[str, ...] = ()
    edges: tuple[EdgeKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Light:
    """What is lit. ``near`` are the edges that touch the node which all is about."""

    nodes: frozenset[str]
    edges: frozenset[EdgeKey]
    near: frozenset[EdgeKey] = frozenset()


@dataclass(frozen=True, slots=True)
class Lit:
    """``light`` is None where there is nothing to light, and ``sentence`` says why."""

    light: Light | None
    sentence: str


def lit(record: Record, wish: Wish | Pointed, labels: Labels) -> Lit | None:
    """What a wish lights of what is shown; None if its nodes are not there any more.

    Of what is pointed at nothing is said.
    """
    if isinstance(wish, Pointed):
        return _pointed(record, wish)
    node = standing_for(record, wish.node)
    other = None if wish.other is None else standing_for(record, wish.other)
    if node not in record.by_id or (other is not None and other not in record.by_id):
        return None
    if other is None:
        return _around(record, node, labels)
    return _between(record, node, other, labels)


def before(record: Record, node: str) -> frozenset[str]:
    """All that a node depends on, without itself."""
    return _reached(node, lambda at: (edge.source for edge in record.incoming[at]))


def after(record: Record, node: str) -> frozenset[str]:
    """All that depends on a node, without itself."""
    return _reached(node, lambda at: (edge.target for edge in record.outgoing[at]))


def outside(record: Record, light: Light, node: str) -> int:
    """How many contributions to a node's adjoint come along edges that are not lit."""
    out = (edge.key for edge in record.outgoing[node])
    return sum(key in record.flowing and key not in light.edges for key in out)


def _pointed(record: Record, wish: Pointed) -> Lit | None:
    edges = [key for key in wish.edges if key in record.by_key]
    ends = (end for key in edges for end in (key.source, key.target))
    named = {standing_for(record, node) for node in (*wish.nodes, *ends)}
    nodes = frozenset(node for node in named if node in record.by_id)
    return Lit(Light(nodes, frozenset(edges), frozenset(edges)), "") if nodes else None


def _reached(start: str, beside: Callable[[str], Iterable[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for node in beside(waiting.pop()):
            if node not in found:
                found.add(node)
                waiting.append(node)
    return frozenset(found)


def _around(record: Record, node: str, labels: Labels) -> Lit:
    causes, effects = before(record, node), after(record, node)
    # An edge that leads past the node, from one of its causes to one of its effects, stays dark.
    edges = _among(record, causes | {node}) | _among(record, effects | {node})
    near = [*record.incoming[node], *record.outgoing[node]]
    light = Light(causes | effects | {node}, edges, frozenset(edge.key for edge in near))
    name = labels.text(node)
    if not causes and not effects:
        return Lit(light, f"Lit: {name} alone. It depends on nothing, and nothing depends on it.")
    parts = [f"{len(causes)} that {name} depends on"] if causes else []
    if effects:
        verb = "depends" if len(effects) == 1 else "depend"
        parts.append(f"{len(effects)} that {verb} on {'it' if causes else name}")
    rest = "" if causes and effects else " Nothing depends on it." if causes else ""
    if not causes:
        rest = " It depends on nothing."
    return Lit(light, f"Lit: {', '.join(parts)}.{rest}")


def _between(record: Record, node: str, other: str, labels: Labels) -> Lit:
    """The paths from whichever of the two comes first."""
    for start, end in ((node, other), (other, node)):
        ahead = after(record, start)
        if end not in ahead:
            continue
        nodes = (ahead | {start}) & (before(record, end) | {end})
        light = Light(nodes, _among(record, nodes))
        count = _paths(record, start, end, nodes)
        paths = "the path" if count == 1 else f"{count} paths"
        if count > MOST_COUNTED:
            paths = f"more than {MOST_COUNTED:,} paths"
        names = f"from {labels.text(start)} to {labels.text(end)}"
        return Lit(light, f"Lit: {paths} {names}, {len(nodes)} nodes.")
    one, two = labels.text(node), labels.text(other)
    if node == other:
        return Lit(None, f"A path needs two nodes; both ends are {one} here.")
    return Lit(None, f"No path joins {one} and {two}: neither depends on the other.")


def _among(record: Record, nodes: frozenset[str]) -> frozenset[EdgeKey]:
    return frozenset(
        edge.key for node in nodes for edge in record.incoming[node] if edge.source in nodes
    )


def _paths(record: Record, start: str, end: str, nodes: frozenset[str]) -> int:
    """How many ways lead from start to end; one more than the most that are counted is enough."""
    ways = {start: 1}
    for node in record.nodes:  # sources come before their targets
        if node.id in nodes and node.id != start:
            into = (ways.get(edge.source, 0) for edge in record.incoming[node.id])
            ways[node.id] = min(sum(into), MOST_COUNTED + 1)
    return ways[end]
