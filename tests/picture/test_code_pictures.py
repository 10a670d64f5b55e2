"""Pictures of real code: nothing touches anything that is not its own, at any step."""

from __future__ import annotations

import pytest

from graphlab.engine.expressions.expression import record_expression
from graphlab.picture.compose import Composer
from graphlab.picture.options import Options, Orientation
from graphlab.picture.theme import LIGHT
from graphlab.study.moment import EVERYTHING, Moment
from tests.picture.code_runs import RUNS, run
from tests.picture.overlaps import overlaps

LOOKED_AT = 12
"""Moments of a long walk that are looked at, the last steps of the backward pass among them."""


@pytest.mark.parametrize("way", ["lr", "tb"])
@pytest.mark.parametrize("name", RUNS)
def test_no_label_chip_or_card_touches_another_or_a_foreign_line(
    name: str, way: Orientation
) -> None:
    composer = Composer(run(name), LIGHT, Options(orientation=way))
    last = len(run(name).steps)
    steps = sorted({*range(0, last, last // LOOKED_AT + 1), *range(last - 4, last + 1)})
    for moment in [*map(Moment, steps), EVERYTHING]:
        assert overlaps(composer.picture(moment), composer.geometry) == [], moment


@pytest.mark.parametrize("way", ["lr", "tb"])
def test_symbols_of_a_crowded_graph_stand_at_the_active_edges_only(way: Orientation) -> None:
    record = run("own loss")
    composer = Composer(record, LIGHT, Options(orientation=way, labels="symbols"))
    for step in record.steps:
        picture = composer.picture(Moment(step.index))
        assert overlaps(picture, composer.geometry) == [], step
        labelled = {item.key for item in picture.items if item.kind == "label"}
        assert labelled <= {f"label:{k.source}>{k.target}:{k.argument}" for k in step.edges}
    assert any(item.kind == "label" for item in composer.picture(Moment(8)).items)


@pytest.mark.parametrize("way", ["lr", "tb"])
def test_a_graph_of_300_nodes_has_room_for_every_chip(way: Orientation) -> None:
    lines = [f"a{k} = {'sin cos ' * 14}(x + {k + 2}*y)" for k in range(10)]
    total = "+".join(f"a{k}" for k in range(10))
    record = record_expression("\n".join([*lines, total]), {"x": 0.5, "y": 1.2})
    composer = Composer(record, LIGHT, Options(orientation=way))
    last = Moment(len(record.steps))
    assert len(record.nodes) > 300
    assert overlaps(composer.picture(last), composer.geometry) == []
