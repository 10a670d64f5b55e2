"""The layout of large graphs: nothing overlaps by construction, whatever the graph."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphlab.picture.layout.bending import bent
from graphlab.picture.layout.hubs import named, tagged_edges, with_tags
from graphlab.picture.layout.large import lay_out_large
from graphlab.picture.layout.layered import PATIENT_UP_TO, lay_out
from graphlab.picture.layout.plan import Card, Link, Plan
from graphlab.record import EdgeKey

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graphlab.picture.layout.plan import Direction, Geometry
    from graphlab.picture.shapes import Bounds

WAYS: tuple[Direction, ...] = ("lr", "tb")


def plan(edges: Sequence[tuple[int, int]], nodes: int, way: Direction, chip: float = 60.0) -> Plan:
    """Nodes 0, 1, … of different sizes; every edge leads to a later one."""
    cards = tuple(Card(f"n{n}", 90.0 + 37 * n % 130, 60.0 + 23 * n % 70) for n in range(nodes))
    arguments: dict[int, int] = {}
    links = []
    for source, target in edges:
        argument = arguments[target] = arguments.get(target, -1) + 1
        links.append(
            Link(EdgeKey(f"n{source}", f"n{target}", argument), (70.0, 30.0), (chip, 24.0))
        )
    return Plan(cards, tuple(links), way, crowded=True)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[tuple[int, int]], int]:
    """Up to 40 nodes and 70 edges, most of them short, some parallel."""
    nodes = draw(st.integers(1, 40))
    edges = []
    for target in range(1, nodes):
        for _ in range(draw(st.integers(0, 3))):
            back = draw(st.integers(1, min(target, 4))) if draw(st.booleans()) else target
            edges.append((target - draw(st.integers(1, back)), target))
    return edges, nodes


def residual(
    blocks: int, extra: Sequence[tuple[int, int]] = ()
) -> tuple[list[tuple[int, int]], int]:
    """Two operations and an addition with what came before, again and again."""
    edges = []
    for block in range(blocks):
        last = 3 * block
        edges += [(last, last + 1), (last + 1, last + 2), (last, last + 3), (last + 2, last + 3)]
    return [*edges, *extra], 3 * blocks + 1


def touching(geometry: Geometry) -> Iterator[str]:
    """Cards and chips that overlap each other, and lines that run over a foreign card or chip."""
    boxes = [(name, box) for name, box in geometry.cards.items()]
    boxes += [(f"tag {key}", box) for key, box in geometry.tags.items()]
    boxes += [(f"chip {key}", box) for key, box in geometry.chips.items()]
    for place, (name, box) in enumerate(boxes):
        yield from (f"{name} and {n}" for n, other in boxes[:place] if box.overlaps(other))
    for key, route in geometry.routes.items():
        own = {key.source, key.target, f"chip {key}", f"tag {key}"}
        foreign = [(name, box) for name, box in boxes if name not in own]
        for x, y in _points(route.sampled(24)):
            yield from (f"the line {key} and {n}" for n, box in foreign if box.contains(x, y))


def _points(sampled: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Straight pieces are sampled at their ends only: points in between are added."""
    for (x0, y0), (x1, y1) in pairwise(sampled):
        steps = max(1, int((abs(x1 - x0) + abs(y1 - y0)) / 20))
        yield from ((x0 + (x1 - x0) * i / steps, y0 + (y1 - y0) * i / steps) for i in range(steps))


def inside(geometry: Geometry, box: Bounds) -> bool:
    width, height = geometry.size
    return min(box.x, box.y) >= 0 and box.right <= width and box.bottom <= height


FEW = settings.default.max_examples // 5  # more with --long


@settings(deadline=None, max_examples=FEW)
@given(graphs(), st.sampled_from(WAYS), st.sampled_from([1.0, 0.5, 1 / 3]))
def test_nothing_touches_and_every_edge_leads_forward(
    graph: tuple[list[tuple[int, int]], int], way: Direction, gaps: float
) -> None:
    geometry = lay_out_large(replace(plan(*graph, way), gaps=gaps))
    assert list(touching(geometry)) == []
    assert all(inside(geometry, box) for box in geometry.cards.values())
    assert all(inside(geometry, box) for box in geometry.chips.values())
    for key, route in geometry.routes.items():
        along = [point[way == "tb"] for point in route.points]
        assert along == sorted(along), key
        source, target = geometry.cards[key.source], geometry.cards[key.target]
        ends = (source.right, target.x) if way == "lr" else (source.bottom, target.y)
        assert (along[0], along[-1]) == pytest.approx(ends)


@settings(deadline=None, max_examples=FEW // 2)
@given(graphs(), st.sampled_from(WAYS))
def test_the_same_graph_is_laid_out_the_same_and_labels_come_in_any_order(
    graph: tuple[list[tuple[int, int]], int], way: Direction
) -> None:
    one, other = lay_out_large(plan(*graph, way)), lay_out_large(plan(*graph, way))
    assert (one.cards, one.routes, one.chips) == (other.cards, other.routes, other.chips)
    keys = list(one.labels)
    assert {key: one.labels[key] for key in keys} == {k: other.labels[k] for k in keys[::-1]}
    assert all(inside(one, one.labels[key]) for key in keys)


@settings(deadline=None, max_examples=FEW)
@given(graphs(), st.sampled_from(WAYS))
def test_tags_touch_nothing_and_stand_before_those_who_use_them(
    graph: tuple[list[tuple[int, int]], int], way: Direction
) -> None:
    asked = plan(*graph, way)
    some = {link.key: (44.0, 26.0) for link in asked.links[::3]}
    geometry = named(lay_out_large(with_tags(asked, some)), some)
    assert geometry.tags.keys() == some.keys()
    assert geometry.cards.keys() == {card.id for card in asked.cards}
    assert set(geometry.routes) == set(geometry.labels) == {link.key for link in asked.links}
    assert list(touching(geometry)) == []


def test_a_hub_keeps_its_first_edge_only() -> None:
    nodes = [f"n{n}" for n in range(12)]
    edges = [EdgeKey("n0", f"n{n}", 0) for n in range(1, 12)]
    assert tagged_edges(nodes, edges) == frozenset(edges[1:])
    assert tagged_edges(nodes, edges[:8]) == frozenset()


def test_weights_of_a_loop_get_tags_together_where_their_edges_would_cover_the_picture() -> None:
    cells = [f"cell{n}" for n in range(9)]
    nodes = ["a", "b", "h", *cells]
    edges = [EdgeKey(before, after, 0) for before, after in pairwise(["h", *cells])]
    shared = [EdgeKey(w, cell, 1 + (w == "b")) for cell in cells[:8] for w in ("a", "b")]
    tagged = tagged_edges(nodes, [*edges, *shared])
    assert tagged == {key for key in shared if key.target != "cell0"}


def test_edges_across_the_whole_picture_get_tags_before_they_fill_it() -> None:
    nodes = [f"n{n}" for n in range(200)]
    chain = [EdgeKey(a, b, 0) for a, b in pairwise(nodes)]
    long = [EdgeKey(f"n{n}", f"n{199 - n}", 1) for n in range(20)]
    tagged = tagged_edges(nodes, [*chain, *long])
    assert tagged
    assert tagged < set(long)
    lengths = [199 - 2 * int(key.source[1:]) for key in long if key not in tagged]
    assert sum(lengths) <= 4 * len(nodes)
    assert max(lengths) < min(199 - 2 * int(key.source[1:]) for key in tagged)


def strays(
    before: Geometry, after: Geometry, way: Direction, at: int, new: Mapping[str, str]
) -> int:
    """How many cards have moved further than 40 px, apart from what all have in common.

    The frame may begin elsewhere, and all that comes after node ``at`` may have moved on together.
    ``new`` are the names of the cards in the second layout.
    """
    shifts = []
    for node, name in new.items():
        one, other = before.cards[node].centre, after.cards[name].centre
        along, across = other[0] - one[0], other[1] - one[1]
        shifts.append((along, across) if way == "lr" else (across, along))
    ahead = [along for along, _ in shifts[: at + 1]], [along for along, _ in shifts[at + 1 :]]
    common = [median(part) for part in ahead if part]
    side = median(across for _, across in shifts)
    return sum(
        min(abs(along - shift) for shift in common) > 40 or abs(across - side) > 40
        for along, across in shifts
    )


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("at", [0, 31, 60, 98])
def test_a_node_that_is_added_beside_others_moves_few_of_them(way: Direction, at: int) -> None:
    edges, nodes = residual(33)
    assert nodes == 100 > PATIENT_UP_TO
    before = lay_out(plan(edges, nodes, way))
    after = lay_out(plan([*edges, (at, nodes)], nodes + 1, way))
    assert strays(before, after, way, at, {node: node for node in before.cards}) <= 5


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("at", [1, 46, 97])
def test_a_node_put_between_two_moves_on_what_comes_after_it(way: Direction, at: int) -> None:
    edges, nodes = residual(33)
    before = lay_out(plan(edges, nodes, way))
    new = [n + (n > at) for n in range(nodes)]
    moved = [(new[a], new[b]) for a, b in edges if (a, b) != (at, at + 1)]
    longer = sorted([*moved, (at, at + 1), (at + 1, at + 2)], key=lambda edge: edge[1])
    asked = plan(longer, nodes + 1, way)
    sizes = {f"n{new[n]}": card for n, card in enumerate(plan(edges, nodes, way).cards)}
    cards = tuple(sizes.get(card.id, card)._replace(id=card.id) for card in asked.cards)
    after = lay_out(replace(asked, cards=cards))
    names = {f"n{n}": f"n{new[n]}" for n in range(nodes)}
    assert strays(before, after, way, at, names) <= 5


@pytest.mark.parametrize("way", WAYS)
def test_a_moved_card_takes_its_tags_and_the_ends_of_its_lines_along(way: Direction) -> None:
    asked = plan([(0, 1), (1, 2), (0, 2), (2, 3)], 4, way)
    tag = EdgeKey("n0", "n2", 1)
    found = named(lay_out_large(with_tags(asked, {tag: (44.0, 26.0)})), {tag: (44.0, 26.0)})
    moved = bent(found, {"n2": (70.0, 55.0)})
    by = {
        name: (moved.cards[name].x - box.x, moved.cards[name].y - box.y)
        for name, box in found.cards.items()
    }
    assert by == {"n0": (0, 0), "n1": (0, 0), "n2": (70, 55), "n3": (0, 0)}
    assert moved.tags[tag] == found.tags[tag]._replace(
        x=found.tags[tag].x + 70, y=found.tags[tag].y + 55
    )
    for key, route in moved.routes.items():
        ends = zip(
            (route.points[0], route.points[-1]),
            (found.routes[key].points[0], found.routes[key].points[-1]),
            strict=True,
        )
        (first, last) = [(x - old_x, y - old_y) for (x, y), (old_x, old_y) in ends]
        assert first == pytest.approx((70, 55) if key == tag or key.source == "n2" else (0, 0))
        assert last == pytest.approx((70, 55) if key.target == "n2" else (0, 0))


def test_the_picture_grows_where_a_card_leaves_it() -> None:
    found = lay_out_large(plan([(0, 1), (1, 2)], 3, "lr"))
    moved = bent(found, {"n0": (-300.0, -200.0)})
    assert all(inside(moved, box) for box in moved.cards.values())
    apart = found.cards["n1"].x - found.cards["n0"].x + 300
    assert moved.cards["n1"].x - moved.cards["n0"].x == pytest.approx(apart)
