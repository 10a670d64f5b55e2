"""Frames around open modules: what they hold, what they leave out, and that they close."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
import torch
from torch import nn

import graphlab
from graphlab.picture.compose import Composer
from graphlab.picture.frames import PADDING, Frame, frame_items, frames
from graphlab.picture.options import Options
from graphlab.picture.shapes import Bounds, Box, Text
from graphlab.picture.theme import LIGHT
from graphlab.study.boxes import closed
from graphlab.study.modules import LEAVES, Part, tree_of
from graphlab.study.moment import EVERYTHING
from tests.picture.overlaps import overlaps


class Block(nn.Module):
    """A perceptron beside what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.normal = nn.LayerNorm(4)
        self.inner = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 4))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.inner(self.normal(x))


def record(blocks: int = 3) -> graphlab.Record:
    torch.manual_seed(0)
    model = nn.Sequential(*(Block() for _ in range(blocks)), nn.Linear(4, 1))
    return graphlab.record(model, torch.randn(2, 4))


RECORD = record()


@pytest.mark.parametrize("way", ["lr", "tb"])
def test_a_frame_holds_all_that_its_module_computes_with_its_weights_and_nothing_else(
    way: str,
) -> None:
    composer = Composer(RECORD, LIGHT, Options(orientation=way))
    picture, cards = composer.picture(EVERYTHING), composer.geometry.cards
    tree = tree_of(RECORD)
    framed = [item for item in picture.items if item.kind == "frame"]
    keys = [item.key.removeprefix("frame:") for item in framed]
    assert keys[0] == "0 … 2"
    assert set(keys[1:]) == {f"{block}{part}" for block in "012" for part in ("", ".inner")}
    for key, item in zip(keys, framed, strict=True):
        inside = {node for node, card in cards.items() if card.overlaps(item.bounds)}
        computed = {
            node.id
            for node in RECORD.nodes
            if node.op not in LEAVES and key in (part.key for part in tree.around(node))
        }
        weights = {edge.source for node in computed for edge in RECORD.incoming[node]}
        weights = {node for node in weights if RECORD.by_id[node].op == "parameter"}
        assert inside == computed | weights
        assert all(item.bounds.united(cards[node]) == item.bounds for node in inside)


@pytest.mark.parametrize("way", ["lr", "tb"])
def test_frames_of_modules_beside_each_other_are_apart_and_titles_touch_no_card(way: str) -> None:
    composer = Composer(RECORD, LIGHT, Options(orientation=way))
    picture = composer.picture(EVERYTHING)
    blocks = [picture.item(f"frame:{block}") for block in "012"]
    for one, other in pairwise(blocks):
        assert one is not None
        assert other is not None
        assert not one.bounds.overlaps(other.bounds)
    titles = [item for item in picture.items if item.key.startswith("title:")]
    assert len(titles) == 7
    for title in titles:
        assert not any(title.bounds.overlaps(card) for card in composer.geometry.cards.values())
        assert min(title.bounds[:2]) >= 0
    assert overlaps(picture, composer.geometry) == []


class Gate(nn.Module):
    """What is added runs along two ways, so that chips stand where its frame has its title."""

    def __init__(self) -> None:
        super().__init__()
        self.up, self.gate = nn.Linear(3, 3), nn.Linear(3, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + torch.sigmoid(self.gate(x)) * torch.tanh(self.up(x))


@pytest.mark.parametrize("way", ["lr", "tb"])
def test_no_chip_or_label_lies_on_a_title(way: str) -> None:
    run = graphlab.record(nn.Sequential(Gate(), Gate(), nn.Linear(3, 2)), torch.ones(1, 3))
    composer = Composer(run, LIGHT, Options(orientation=way))
    small = [*composer.geometry.chips.values(), *composer.geometry.labels.values()]
    titles = [item for item in composer.picture(EVERYTHING).items if item.key.startswith("title:")]
    assert len(titles) >= 2
    for title in titles:
        ground, words = title.shapes
        assert isinstance(ground, Box)
        assert isinstance(words, Text)
        assert not any(ground.bounds.overlaps(box) for box in small)
        assert ground.bounds.right <= title.bounds.right + 2


def test_a_closed_module_has_no_frame_and_one_operation_is_not_framed() -> None:
    shut = closed(RECORD, {"0", "1", "2.inner"})
    picture = Composer(shut, LIGHT).picture(EVERYTHING)
    assert [item.key for item in picture.items if item.kind == "frame"] == [
        "frame:0 … 2",
        "frame:2",
    ]


@pytest.mark.parametrize(
    ("title", "times", "words"),
    [
        ("net.stem", 1, "net.stem: Block"),
        ("0 … 2", 3, "0 … 2: Block × 3"),
        ("Block #2", 1, "Block #2"),
        ("Block … Block #3", 3, "Block × 3"),
    ],
)
def test_a_module_without_a_name_of_its_own_is_named_once(
    title: str, times: int, words: str
) -> None:
    part = Part(title, title, "Block", "", 0, 1, 9, times)
    _, tab = frame_items(Frame(part, Bounds(0, 0, 400, 100), 9, PADDING), LIGHT)
    assert [shape.text for shape in tab.shapes if isinstance(shape, Text)] == [words]


def test_the_line_through_the_modules_stays_straight() -> None:
    composer = Composer(record(6), LIGHT, Options(orientation="lr"))
    shown = composer.record
    path = [node.id for node in shown.nodes if node.text.startswith(("layer_norm", "tanh"))]
    assert len({round(composer.geometry.cards[node].centre[1], 6) for node in path}) == 1


def test_a_frame_that_would_hold_a_foreign_card_is_left_out() -> None:
    composer = Composer(RECORD, LIGHT, Options(orientation="lr"))
    geometry = composer.geometry
    whole = {frame.part.key: frame.at for frame in frames(RECORD, geometry)}
    inside = whole["1"].grown(-PADDING - 2)
    last = RECORD.output_ids[0]
    stranger = geometry.cards[last]._replace(x=inside.x, y=inside.bottom - 30, height=28)
    other = replace(geometry, cards={**geometry.cards, last: stranger})
    left = {frame.part.key for frame in frames(RECORD, other)}
    assert "1" in whole
    assert "1" not in left
    assert "0" in left
