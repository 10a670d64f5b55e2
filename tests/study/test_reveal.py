"""What is known when: values one by one, then adjoints and the contributions that make them."""

from __future__ import annotations

import pytest

from graphlab.engine.expressions.expression import record_expression
from graphlab.record import EdgeKey
from graphlab.study.moment import EVERYTHING, NOTHING, Moment
from graphlab.study.reveal import Walk, touched
from tests.lecture import lecture_record

WALK = Walk(lecture_record())
NODES = [f"w{number}" for number in range(1, 9)]
FIRST, SECOND = EdgeKey("w4", "w5", 0), EdgeKey("w4", "w7", 0)


def test_at_the_start_nothing_is_known() -> None:
    reveal = WALK.at(NOTHING)
    assert reveal.active is None
    assert reveal.phase is None
    assert not any(reveal.value_known(node) for node in NODES)
    assert {reveal.adjoint(node) for node in NODES} == {"unknown"}


@pytest.mark.parametrize("step", range(1, 9))
def test_each_forward_step_makes_one_more_value_known(step: int) -> None:
    reveal = WALK.at(Moment(step))
    assert reveal.phase == "forward"
    assert [node for node in NODES if reveal.value_known(node)] == NODES[:step]
    assert {reveal.adjoint(node) for node in NODES} == {"unknown"}


@pytest.mark.parametrize("step", range(9, 17))
def test_each_backward_step_makes_one_more_adjoint_known_from_the_end(step: int) -> None:
    reveal = WALK.at(Moment(step))
    assert reveal.phase == "backward"
    assert all(reveal.value_known(node) for node in NODES)
    assert [n for n in NODES if reveal.adjoint(n) == "known"] == NODES[16 - step :]


def test_with_everything_revealed_no_step_is_active() -> None:
    reveal = WALK.at(EVERYTHING)
    assert reveal.active is None
    assert reveal.phase == "backward"
    assert {reveal.adjoint(node) for node in NODES} == {"known"}
    assert all(reveal.edge_arrived(edge.key) for edge in WALK.record.edges)


@pytest.mark.parametrize(
    ("fine", "state", "arrived"),
    [
        (0, "known", (FIRST, SECOND)),
        (1, "partial", (FIRST,)),
        (2, "known", (FIRST, SECOND)),
    ],
)
def test_a_finer_step_shows_one_contribution_of_w4_at_a_time(
    fine: int, state: str, arrived: tuple[EdgeKey, ...]
) -> None:
    reveal = WALK.at(Moment(13, fine))
    assert reveal.adjoint("w4") == state
    assert reveal.arrived("w4") == arrived
    assert reveal.edge_arrived(FIRST)
    assert reveal.edge_arrived(SECOND) == (SECOND in arrived)


def test_a_contribution_arrives_with_the_adjoint_of_its_source() -> None:
    edge = EdgeKey("w3", "w4", 0)
    assert not WALK.at(Moment(13)).edge_arrived(edge)
    assert WALK.at(Moment(14)).edge_arrived(edge)


def test_a_node_without_a_path_is_clear_as_soon_as_the_backward_pass_begins() -> None:
    walk = Walk(record_expression("f(x, y) = x²", {"x": 3.0, "y": 1.0}))
    assert walk.at(Moment(3)).adjoint("w2") == "unknown"
    assert walk.at(Moment(4)).adjoint("w2") == "none"
    assert walk.at(EVERYTHING).adjoint("w2") == "none"


def test_without_a_backward_pass_the_end_is_still_forward() -> None:
    walk = Walk(record_expression("x < 1", {"x": 3.0}))
    assert walk.at(EVERYTHING).phase == "forward"
    assert walk.at(EVERYTHING).adjoint("w1") == "unknown"


def test_a_step_touches_its_node_the_one_before_and_their_edges() -> None:
    nodes, edges = touched(WALK.at(Moment(4)), WALK.at(Moment(5)))
    assert [node.id for node in nodes] == ["w4", "w5"]
    assert set(edges) == {EdgeKey("w3", "w4", 0), FIRST, SECOND, EdgeKey("w5", "w6", 0)}


@pytest.mark.parametrize(
    ("before", "after"), [(NOTHING, Moment(1)), (Moment(8), Moment(9)), (EVERYTHING, Moment(13))]
)
def test_where_a_pass_begins_or_ends_everything_is_touched(before: Moment, after: Moment) -> None:
    for one, other in ((before, after), (after, before)):
        nodes, edges = touched(WALK.at(one), WALK.at(other))
        assert [node.id for node in nodes] == NODES
        assert len(edges) == 8
