"""In a light all else fades: on the screen, in every file, and while one steps."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graphlab.engine.expressions.expression import record_expression
from graphlab.export.svg import picture_svg
from graphlab.picture.colors import mixed
from graphlab.picture.compose import Composer
from graphlab.picture.fading import LEFT, NEAR_WIDTH
from graphlab.picture.options import Options
from graphlab.picture.shapes import Path, Text
from graphlab.picture.theme import THEMES
from graphlab.study.labels import Labels
from graphlab.study.light import Light, Wish, lit
from graphlab.study.moment import EVERYTHING, NOTHING, Moment
from tests.lecture import lecture_record

RECORD = lecture_record()
THEME = THEMES["dark"]


def light(*wish: str) -> Light:
    result = lit(RECORD, Wish(*wish), Labels(RECORD))
    assert result is not None
    assert result.light is not None
    return result.light


@pytest.fixture
def plain() -> Composer:
    return Composer(RECORD, THEME)


@pytest.fixture
def around_w5(plain: Composer) -> Composer:
    return plain.updated(options=replace(plain.options, light=light("w5")))


def test_what_is_not_lit_fades_with_its_edges_their_labels_and_chips(around_w5: Composer) -> None:
    picture = around_w5.picture(EVERYTHING)
    dark = {item.key for item in picture.items if item.faded}
    past = {"w4>w7:0", "w7>w8:1"}
    assert {key for key in dark if key.startswith("edge")} == {f"edge:{edge}" for edge in past}
    assert "card:w7" in dark
    assert "card:w4" not in dark
    assert {f"chip:{edge}" for edge in past} <= dark
    assert [item.faded for item in picture.items] == sorted(
        (item.faded for item in picture.items), reverse=True
    ), "what is lit lies above"
    assert mixed(THEME.ink, THEME.canvas, LEFT) in picture_svg(picture)


def test_the_edges_of_the_node_itself_are_broad(around_w5: Composer) -> None:
    picture = around_w5.picture(NOTHING)

    def width(edge: str) -> float:
        item = picture.item(f"edge:{edge}")
        assert item is not None
        return max(shape.width for shape in item.shapes if isinstance(shape, Path))

    assert width("w4>w5:0") == width("w5>w6:0") == NEAR_WIDTH
    assert width("w6>w8:0") == width("w4>w7:0") < NEAR_WIDTH


def test_the_layout_and_the_cards_stay_and_a_step_makes_only_what_it_changes(
    plain: Composer,
) -> None:
    before = plain.picture(NOTHING)
    around_w5 = plain.updated(options=replace(plain.options, light=light("w5")))
    now = around_w5.picture(NOTHING)
    assert around_w5.geometry is plain.geometry
    assert now.item("card:w4") is before.item("card:w4")
    after = around_w5.picture(Moment(1))
    assert {item.key for item in set(now.items) ^ set(after.items)} == {"card:w1"}
    assert around_w5.updated(options=Options()).picture(NOTHING).items == before.items


def test_what_the_step_is_about_never_fades(around_w5: Composer) -> None:
    picture = around_w5.picture(Moment(7))
    assert {item.key for item in picture.items if item.faded} == {"edge:w7>w8:1"}


def test_only_what_is_lit_is_laid_out_and_a_card_says_what_is_left_out(plain: Composer) -> None:
    options = replace(plain.options, light=light("w4", "w6"), only=True)
    only = plain.updated(options=options)
    assert set(only.geometry.cards) == {"w4", "w5", "w6"}
    assert only.size[0] < plain.size[0]
    for step in range(len(RECORD.steps) + 1):
        picture = only.picture(Moment(step))
        kinds = {item.key for item in picture.items if item.kind in ("card", "edge")}
        assert kinds == {"card:w4", "card:w5", "card:w6", "edge:w4>w5:0", "edge:w5>w6:0"}
    card = picture.item("card:w4")
    assert card is not None
    assert "+ 1 contribution from outside" in [s.text for s in card.shapes if isinstance(s, Text)]
    assert "+ 1 contribution from outside" in card.speech
    assert "closed" not in card.speech
    assert only.picture(Moment(3)).active is None, "nothing to follow: w₃ is left out"
    assert not only.keeps_layout(RECORD, replace(options, only=False))
    assert only.keeps_layout(RECORD, replace(options, digits=6))
    again = only.updated(options=replace(options, light=light("w3", "w5")))
    assert again.updated(options=plain.options).geometry is plain.geometry, "nothing is laid out"


def test_the_tags_of_a_hub_fade_where_they_are_not_lit() -> None:
    text = " + ".join(f"sin({n}x)" for n in range(2, 12))
    hub = record_expression(text, {"x": 0.3})
    wish = lit(hub, Wish("w2"), Labels(hub))
    assert wish is not None
    picture = Composer(hub, THEME, Options(light=wish.light)).picture(NOTHING)
    tags = [item for item in picture.items if item.key.startswith("tag:")]
    assert tags
    assert all(item.faded for item in tags), "the first use keeps its edge, and is the one lit"
