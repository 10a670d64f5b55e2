"""Frozen dataclasses that are made as plain ones: nobody can tell them apart."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

from graphlab.making import maker
from graphlab.record import Node, Step


def test_an_instance_equals_one_that_its_class_made() -> None:
    step = maker(Step)(1, "forward", "w1", (), group="a")
    assert type(step) is Step
    assert step == Step(1, "forward", "w1", (), "a")
    assert hash(step) == hash(Step(1, "forward", "w1", (), "a"))
    assert repr(step) == repr(Step(1, "forward", "w1", (), "a"))


def test_defaults_are_those_of_the_class() -> None:
    made, own = (
        maker(Node)("w1", "input", "input", "x", "x"),
        Node("w1", "input", "input", "x", "x"),
    )
    assert dataclasses.astuple(made) == dataclasses.astuple(own)
    assert made.number == 1


def test_it_is_frozen_and_has_no_place_for_more() -> None:
    node = maker(Node)("w1", "input", "input", "x", "x")
    with pytest.raises(dataclasses.FrozenInstanceError):
        node.id = "w2"  # type: ignore[misc]
    assert not hasattr(node, "__dict__")


def test_it_is_copied_pickled_and_replaced_as_any_other() -> None:
    step = maker(Step)(1, "forward", "w1", ())
    assert copy.deepcopy(step) == step
    assert pickle.loads(pickle.dumps(step)) == step
    assert dataclasses.replace(step, index=2) == Step(2, "forward", "w1", ())


def test_a_wrong_argument_is_an_error() -> None:
    with pytest.raises(TypeError, match="missing 1 required"):
        maker(Step)(1, "forward", "w1")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword"):
        maker(Step)(1, "forward", "w1", (), colour=1)  # type: ignore[call-arg]
