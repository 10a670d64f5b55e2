"""Graphviz helps where our own order leaves crossings, and is never waited for too long."""

from __future__ import annotations

import sys

import pytest

from graphlab.picture.layout import graphviz
from graphlab.picture.layout.arrangement import crossings_of
from graphlab.picture.layout.graphviz import GraphvizLayouter, is_tangled
from graphlab.picture.layout.layered import lay_out
from graphlab.picture.layout.plan import Card, Link, Plan
from graphlab.record import EdgeKey


def plan(*edges: tuple[str, str]) -> Plan:
    nodes = sorted({node for edge in edges for node in edge}, key=lambda n: int(n[1:]))
    cards = tuple(Card(node, 120, 84) for node in nodes)
    return Plan(cards, tuple(Link(EdgeKey(a, b, 0), (0, 0), (70, 20)) for a, b in edges))


STRAIGHT = plan(("w1", "w2"), ("w2", "w3"))
# Two inputs that four operations use in turn: every drawing of it has crossings.
TANGLED = plan(*((a, b) for a in ("w1", "w2", "w3") for b in ("w4", "w5", "w6")))


def test_a_plain_graph_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphviz.subprocess, "Popen", lambda *a, **k: pytest.fail("asked"))
    assert not is_tangled(STRAIGHT)
    assert GraphvizLayouter()(STRAIGHT) == lay_out(STRAIGHT)


def test_graphviz_answers_with_a_rank_and_a_place_for_every_node() -> None:
    found = GraphvizLayouter(budget=60)._ask(TANGLED)
    assert {node: rank for node, (rank, _) in found.items()} == {
        **dict.fromkeys(("w1", "w2", "w3"), 0),
        **dict.fromkeys(("w4", "w5", "w6"), 1),
    }


def test_its_order_is_taken_only_with_fewer_crossings(monkeypatch: pytest.MonkeyPatch) -> None:
    worse = {f"w{i}": (0 if i < 4 else 1, -float(i)) for i in range(1, 7)}
    monkeypatch.setattr(GraphvizLayouter, "_ask", lambda self, plan: worse)
    assert crossings_of(TANGLED, worse) >= crossings_of(TANGLED)
    assert GraphvizLayouter()(TANGLED) == lay_out(TANGLED)


def test_over_its_budget_it_is_ended_and_our_own_order_is_used() -> None:
    layouter = GraphvizLayouter(budget=0.0)
    assert layouter(TANGLED) == lay_out(TANGLED)
    assert layouter._process is None


@pytest.mark.parametrize("code", ["raise SystemExit(3)", "print('nonsense')"])
def test_a_failing_process_is_no_failure(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = graphviz.subprocess.Popen
    monkeypatch.setattr(
        graphviz.subprocess, "Popen", lambda _, **rest: real([sys.executable, "-c", code], **rest)
    )
    assert GraphvizLayouter(budget=60)(TANGLED) == lay_out(TANGLED)
