"""The picture of autograd's graph: from top to bottom, nothing touches, and keys lead through."""

from __future__ import annotations

import pytest
import torch

from graphlab.engine.autograd import autograd_graph
from graphlab.engine.call import recording_of_call
from graphlab.engine.expressions.expression import recording_of_expression
from graphlab.picture.autograd import AutogradDrawing, key_of, legend, place_of, takes_long
from graphlab.picture.shapes import Text
from graphlab.picture.theme import THEMES
from graphlab.record import AutogradGraph, AutogradLink, AutogradNode
from graphlab.study.autograd import names_of, words_of
from graphlab.study.examples import LECTURE
from graphlab.study.labels import Labels
from tests.engine.constructs import CONSTRUCTS
from tests.picture.overlaps import overlaps

LIGHT = THEMES["light"]
KINDS = ("function", "leaf", "saved", "output", "base")


def drawing_of(name: str) -> AutogradDrawing:
    torch.manual_seed(0)
    if name == "lecture":
        recording = recording_of_expression(LECTURE.text, LECTURE.inputs)
    else:
        function, *given = CONSTRUCTS[name]()
        recording = recording_of_call(function, given)
    graph, labels = autograd_graph(recording), Labels(recording.record)
    names, told = (said(graph, recording.record, labels) for said in (names_of, words_of))
    return AutogradDrawing(graph, names, told, LIGHT)


@pytest.mark.parametrize(
    "name", ["lecture", "same_argument_twice", "setitem_tensor", "module_transformer_layer"]
)
def test_nothing_touches_and_every_link_leads_down(name: str) -> None:
    drawing = drawing_of(name)
    assert overlaps(drawing.picture(), drawing.geometry) == []
    cards = drawing.geometry.cards
    assert all(cards[key.source].bottom < cards[key.target].y for key in drawing.geometry.routes)


def test_arrows_lead_from_card_to_card() -> None:
    drawing = drawing_of("lecture")
    labels = {
        item.key: item.shapes[1].text
        for item in drawing.picture().items
        if item.kind == "card" and isinstance(item.shapes[1], Text)
    }

    def goes(way: str, start: str) -> str | None:
        key = next(key for key, label in labels.items() if label.startswith(start))
        found = drawing.neighbour(key, way)
        return None if found is None else labels[found]

    assert drawing.neighbour(None, "up") == key_of(10)
    assert goes("up", "LogBackward0") == "CosBackward0"
    assert goes("left", "LogBackward0") == "PowBackward0"
    assert goes("right", "PowBackward0") == "LogBackward0"
    assert goes("right", "LogBackward0") is None
    assert goes("down", "LogBackward0") == "AddBackward0"
    assert goes("up", "x ()") is None
    assert place_of("edge:1") is None


def test_another_theme_moves_nothing_and_paints_all_anew() -> None:
    light = drawing_of("lecture")
    dark = light.with_theme(THEMES["dark"])
    assert dark.geometry is light.geometry
    assert dark.picture().background == THEMES["dark"].canvas
    colors = {s.color for i in dark.picture().items for s in i.shapes if isinstance(s, Text)}
    assert colors == {THEMES["dark"].ink, THEMES["dark"].value_text}
    assert light.with_theme(LIGHT) is light


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_kinds_are_told_apart_by_their_outlines_too(theme: str) -> None:
    picture = legend(KINDS, THEMES[theme])
    looks = [
        tuple((round(s.radius, 1), s.width, s.dash) for s in item.shapes if not isinstance(s, Text))
        for item in picture.items
    ]
    assert len(set(looks)) == len(looks) == 5
    assert all(item.bounds.right <= picture.size[0] for item in picture.items)
    assert [item.speech for item in legend(("leaf",), THEMES[theme]).items] == ["leaf"]


def test_a_large_or_tangled_graph_is_laid_out_where_nobody_waits() -> None:
    plain = AutogradGraph(tuple(AutogradNode("F", "function") for _ in range(41)), ())
    assert takes_long(plain)
    assert not takes_long(AutogradGraph(plain.nodes[:5], (AutogradLink(0, 1),)))
