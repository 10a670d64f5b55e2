"""Cards of closed modules: what stands on them, and that nothing touches them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
import torch
from torch import nn

from graphlab.engine.call import record_call
from graphlab.picture.compose import Composer
from graphlab.picture.options import Options, Orientation
from graphlab.picture.shapes import Text
from graphlab.picture.theme import THEMES
from graphlab.study.boxes import boxes_of, closed
from graphlab.study.modules import tree_of
from graphlab.study.moment import EVERYTHING, Moment
from tests.picture.overlaps import ink, overlaps

if TYPE_CHECKING:
    from graphlab.record import Record


@cache
def encoder() -> Record:
    torch.manual_seed(0)
    layer = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0, batch_first=True)
    module = nn.TransformerEncoder(layer, 4, enable_nested_tensor=False)
    return record_call(module, (torch.rand(2, 3, 8),))


def at_depth(depth: int) -> Record:
    return closed(encoder(), tree_of(encoder()).beyond(depth))


@pytest.mark.parametrize("way", ["lr", "tb"])
@pytest.mark.parametrize("depth", [0, 1, 2])
def test_nothing_touches_a_closed_module(depth: int, way: Orientation) -> None:
    record = at_depth(depth)
    assert boxes_of(record)
    composer = Composer(record, THEMES["light"], Options(orientation=way))
    last = len(record.steps)
    for moment in (Moment(1), Moment(record.border), Moment(last - 1), Moment(last), EVERYTHING):
        assert overlaps(composer.picture(moment), composer.geometry) == [], moment


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_a_card_says_what_a_module_is_and_holds(theme: object) -> None:
    record = at_depth(0)
    (id_,) = boxes_of(record)
    composer = Composer(record, theme)
    card = composer.picture(EVERYTHING).item(f"card:{id_}")
    texts = [shape for shape in card.shapes if isinstance(shape, Text)]
    words = [shape.text for shape in texts]
    assert words[:3] == [
        "2×3×8 → 2×3×8",
        "56 nodes · 2,400 parameters",
        "TransformerEncoderLayer × 4",
    ]
    assert min(shape.size for shape in texts) >= 11
    assert "closed: TransformerEncoderLayer × 4, 56 nodes" in card.speech
    assert card.bounds.united(ink(card)) == pytest.approx(card.bounds)


def test_what_is_too_long_for_a_card_is_cut() -> None:
    class AnEncoderBlockWithANameThatNoCardHasEverHadRoomFor(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.one, self.two = nn.Linear(3, 3), nn.Linear(3, 3)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.two(self.one(x))

    run = record_call(
        nn.Sequential(AnEncoderBlockWithANameThatNoCardHasEverHadRoomFor()), (torch.rand(2, 3),)
    )
    record = closed(run, ["0"])
    (id_,) = boxes_of(record)
    composer = Composer(record, THEMES["light"])
    card = composer.picture(EVERYTHING).item(f"card:{id_}")
    words = [shape.text for shape in card.shapes if isinstance(shape, Text)]
    assert words[2].startswith("AnEncoderBlock")
    assert words[2].endswith("…")
    assert card.bounds.united(ink(card)) == pytest.approx(card.bounds)
