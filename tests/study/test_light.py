"""What a node depends on and what depends on it, and the paths between two."""

from __future__ import annotations

import pytest

from graphlab.engine.expressions.expression import record_expression
from graphlab.record import EdgeKey
from graphlab.study.labels import Labels
from graphlab.study.light import Lit, Wish, lit
from tests.lecture import lecture_record

RECORD = lecture_record()
LABELS = Labels(RECORD)


def found(node: str, other: str | None = None) -> Lit:
    result = lit(RECORD, Wish(node, other), LABELS)
    assert result is not None
    return result


def names(result: Lit) -> str:
    assert result.light is not None
    return " ".join(sorted(result.light.nodes))


@pytest.mark.parametrize(
    ("node", "nodes", "sentence"),
    [
        ("w5", "w1 w2 w3 w4 w5 w6 w8", "Lit: 4 that w₅ depends on, 2 that depend on it."),
        ("w6", "w1 w2 w3 w4 w5 w6 w8", "Lit: 5 that w₆ depends on, 1 that depends on it."),
        ("w1", "w1 w3 w4 w5 w6 w7 w8", "Lit: 6 that depend on w₁. It depends on nothing."),
        (
            "w8",
            "w1 w2 w3 w4 w5 w6 w7 w8",
            "Lit: 7 that w₈ depends on. Nothing depends on it.",
        ),
    ],
)
def test_around_a_node_its_causes_and_its_effects_are_lit(
    node: str, nodes: str, sentence: str
) -> None:
    result = found(node)
    assert names(result) == nodes
    assert result.sentence == sentence


def test_its_own_edges_are_near_and_a_way_past_it_stays_dark() -> None:
    light = found("w5").light
    assert light is not None
    assert light.near == {EdgeKey("w4", "w5", 0), EdgeKey("w5", "w6", 0)}
    assert EdgeKey("w6", "w8", 0) in light.edges
    skip = record_expression("x*sin(x)", {"x": 0.5})
    past = lit(skip, Wish("w2"), Labels(skip))
    assert past is not None
    assert past.light is not None
    assert past.light.nodes == {"w1", "w2", "w3"}
    assert past.light.edges == {EdgeKey("w1", "w2", 0), EdgeKey("w2", "w3", 1)}


@pytest.mark.parametrize(
    ("ends", "nodes", "sentence"),
    [
        (("w4", "w6"), "w4 w5 w6", "Lit: the path from w₄ to w₆, 3 nodes."),
        (("w8", "w3"), "w3 w4 w5 w6 w7 w8", "Lit: 2 paths from w₃ to w₈, 6 nodes."),
    ],
)
def test_between_two_nodes_all_paths_are_lit_whichever_comes_first(
    ends: tuple[str, str], nodes: str, sentence: str
) -> None:
    result = found(*ends)
    assert names(result) == nodes
    assert result.sentence == sentence


def test_where_no_path_leads_nothing_is_lit_and_it_is_said() -> None:
    result = found("w5", "w7")
    assert result.light is None
    assert result.sentence == "No path joins w₅ and w₇: neither depends on the other."
    assert "two nodes" in found("w5", "w5").sentence
    assert lit(RECORD, Wish("w5", "w99"), LABELS) is None
