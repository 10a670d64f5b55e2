"""Which elements an index takes, and where their gradient goes."""

from __future__ import annotations

from graphlab.record import EdgeKey
from graphlab.study.labels import labels_of
from graphlab.study.moment import EVERYTHING, NOTHING, Moment
from graphlab.study.reveal import walk_of
from graphlab.study.slices import mask_of, sentence, taken_from
from tests.tensors import run

RECORD = run("slices")
WALK = walk_of(RECORD)
BLOCK, ROW = EdgeKey("w1", "w2", 0), EdgeKey("w1", "w3", 0)


def test_the_mask_has_the_shape_of_the_source() -> None:
    block = mask_of(RECORD, (BLOCK,))
    assert block is not None
    assert block.shape == (6, 6)
    assert block[:3, 3:].all()
    assert block.sum() == 9
    both = mask_of(RECORD, (BLOCK, ROW))
    assert both is not None
    assert both.sum() == 9 + 6 - 3


def test_forward_it_is_what_the_active_node_takes() -> None:
    assert taken_from(WALK.at(Moment(2)), "w1") == (BLOCK,)
    assert taken_from(WALK.at(Moment(3)), "w1") == (ROW,)
    assert taken_from(WALK.at(Moment(3)), "w2") == ()
    assert taken_from(WALK.at(Moment(4)), "w1") == ()


def test_backward_it_is_where_contributions_have_arrived() -> None:
    last = len(RECORD.steps)
    assert taken_from(WALK.at(Moment(last)), "w1") == (BLOCK, ROW)
    assert taken_from(WALK.at(Moment(last, 1)), "w1") == (BLOCK,)
    assert taken_from(WALK.at(Moment(last - 1)), "w1") == ()


def test_at_rest_nothing_is_marked() -> None:
    assert taken_from(WALK.at(NOTHING), "w1") == taken_from(WALK.at(EVERYTHING), "w1") == ()


def test_the_sentence_counts_elements() -> None:
    labels = labels_of(RECORD)
    edge = RECORD.by_key[BLOCK]
    assert sentence(RECORD, edge, labels) == "w₂ takes 9 of the 36 elements of w₁ (6×6)."
    assert sentence(RECORD, RECORD.incoming["w4"][0], labels) == ""
