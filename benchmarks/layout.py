"""Our own layout of large graphs against Graphviz's ``dot``: time, crossings, and how it grows."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import pygraphviz
from ratio import SMOKE, Goal, main, timed

from graphlab.picture.layout import arrangement
from graphlab.picture.layout.graphviz import question
from graphlab.picture.layout.graphviz_child import arrange
from graphlab.picture.layout.hubs import tagged_edges, with_tags
from graphlab.picture.layout.large import lay_out_large
from graphlab.picture.layout.plan import Card, Link, Plan
from graphlab.record import EdgeKey

if TYPE_CHECKING:
    from collections.abc import Sequence

POINTS_PER_INCH = 72.0
TAG = (40.0, 26.0)


def plan(edges: Sequence[tuple[str, str]]) -> Plan:
    """A plan with cards and labels as they are on average; a target's edges in argument order."""
    targets = dict.fromkeys(target for _, target in edges)
    given = [source for source, _ in edges if source not in targets]
    cards = tuple(Card(node, 140.0, 110.0) for node in dict.fromkeys([*given, *targets]))
    links: list[Link] = []
    arguments: dict[str, int] = {}
    for source, target in edges:
        argument = arguments[target] = arguments.get(target, -1) + 1
        links.append(Link(EdgeKey(source, target, argument), (60.0, 30.0), (60.0, 20.0)))
    return Plan(cards, tuple(links), "lr", crowded=True)


def residual(nodes: int) -> Plan:
    """Two operations and an addition with what came before, again and again."""
    edges: list[tuple[str, str]] = []
    last = "x"
    for block in range(nodes // 3):
        first, second, total = (f"{part}{block}" for part in "abs")
        edges += [(last, first), (first, second), (last, total), (second, total)]
        last = total
    return plan(edges)


def transformer(nodes: int) -> Plan:
    """Blocks of attention and a perceptron, with their weights and one mask that feeds them all."""
    edges: list[tuple[str, str]] = []
    last = "x"

    def apply(name: str, *sources: str) -> str:
        edges.extend((source, name) for source in sources)
        return name

    for b in range(nodes // 31):
        normal = apply(f"norm{b}", last, f"norm{b}.w", f"norm{b}.b")
        query, key, value = (
            apply(f"{part}{b}", normal, f"{part}{b}.w", f"{part}{b}.b") for part in "qkv"
        )
        scores = apply(f"scores{b}", query, apply(f"transposed{b}", key))
        masked = apply(f"masked{b}", apply(f"scaled{b}", scores), "mask")
        mixed = apply(f"mixed{b}", apply(f"softmax{b}", masked), value)
        out = apply(f"out{b}", mixed, f"out{b}.w", f"out{b}.b")
        middle = apply(f"sum{b}", last, out)
        inner = apply(f"inner{b}", middle, f"inner{b}.w", f"inner{b}.b")
        outer = apply(f"outer{b}", apply(f"gelu{b}", inner), f"outer{b}.w", f"outer{b}.b")
        last = apply(f"block{b}", middle, outer)
    return plan(edges)


def own(graph: Plan) -> None:
    """Everything from nothing: tags, ranks, order, coordinates, routes, chips."""
    arrangement.forget()
    lay_out_large(tagged(graph))


def tagged(graph: Plan) -> Plan:
    """The plan as the picture asks for it."""
    edges = [link.key for link in graph.links]
    return with_tags(graph, dict.fromkeys(tagged_edges([c.id for c in graph.cards], edges), TAG))


def dot(graph: Plan) -> None:
    """Positions and splines of the same cards."""
    asked = pygraphviz.AGraph(directed=True, strict=False, rankdir="LR")
    asked.node_attr.update(shape="box", fixedsize="true", label="")
    for card in graph.cards:
        width, height = card.width / POINTS_PER_INCH, card.height / POINTS_PER_INCH
        asked.add_node(card.id, width=f"{width:.3f}", height=f"{height:.3f}")
    for link in graph.links:
        asked.add_edge(link.key.source, link.key.target)
    asked.layout(prog="dot")


def fewer_crossings(graph: Plan) -> bool:
    """Says how many crossings our own order leaves and how many dot's does; whether ours is less.

    A rank and a place of every card are taken from dot, our own search then mends what it can.
    """
    ours = arrangement.crossings_of(tagged(graph))
    theirs = arrangement.crossings_of(graph, orders_of(graph))
    met = ours <= theirs
    print(f"{'ok  ' if met else 'MISS'} crossings {ours}, of dot's order {theirs} (no more)")
    return met


def orders_of(graph: Plan) -> dict[str, tuple[int, float]]:
    """The ranks and places that dot finds."""
    return {node: (rank, at) for node, rank, at in json.loads(arrange(question(graph)))}


if __name__ == "__main__":
    few, many, most, masks = (100, 200, 400, 62) if SMOKE else (1_000, 5_000, 10_000, 1_000)
    plans = {size: residual(size) for size in (few, many, most)}
    masked = transformer(masks)
    timers = {f"own, residual {size:,}": timed(partial(own, plans[size])) for size in plans}
    timers[f"dot, residual {many:,}"] = timed(partial(dot, plans[many]))
    timers["own, masked transformer"] = timed(partial(own, masked))
    timers["dot, masked transformer"] = timed(partial(dot, masked))
    goals = [
        Goal(f"own, residual {many:,}", f"dot, residual {many:,}", 1 / 50),
        Goal("own, masked transformer", "dot, masked transformer", 1 / 5),
        Goal(f"own, residual {most:,}", f"own, residual {few:,}", 12),
    ]
    fewer = fewer_crossings(masked)
    raise SystemExit(main(timers, goals, rounds=2) or not (fewer or SMOKE))
