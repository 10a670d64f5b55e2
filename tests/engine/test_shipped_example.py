"""The lecture's record that the window shows until the worker has started."""

from __future__ import annotations

import json

import pytest

from graphlab.engine.expressions.expression import record_expression
from graphlab.record_json import record_to_json
from graphlab.resources import resource
from graphlab.study.examples import LECTURE


def same(mine: object, theirs: object) -> bool:
    """Equal in structure and words, numbers up to 1e-12."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return list(mine) == list(theirs) and all(same(mine[key], theirs[key]) for key in mine)
    if isinstance(mine, list) and isinstance(theirs, list):
        return len(mine) == len(theirs) and all(map(same, mine, theirs))
    if isinstance(mine, float) and isinstance(theirs, float):
        return mine == pytest.approx(theirs, rel=1e-12, abs=1e-12)
    return type(mine) is type(theirs) and mine == theirs


def test_the_shipped_lecture_is_what_the_engine_gives() -> None:
    made = record_to_json(record_expression(LECTURE.text, LECTURE.inputs), full=True)
    shipped = resource("examples/lecture.json").read_text(encoding="utf-8")
    assert same(json.loads(shipped), json.loads(made)), "run scripts/make-lecture"


@pytest.mark.parametrize(
    "other", ['{"a": 1.0, "b": 2}', '{"a": 1.0}', '{"a": 1.001}', '{"a": 1}', '{"b": 1.0}']
)
def test_the_comparison_sees_a_difference(other: str) -> None:
    mine = json.loads('{"a": 1.0}')
    assert same(mine, json.loads(other)) == (other == '{"a": 1.0}')
