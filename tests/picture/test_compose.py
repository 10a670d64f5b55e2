"""A picture shows what is known at its moment, and a step draws only what it changes."""

from __future__ import annotations

import dataclasses

import pytest

from graphlab.engine.code.scripts import record_script
from graphlab.engine.expressions.expression import record_expression
from graphlab.formula.parser import parse
from graphlab.picture.compose import Composer, takes_long
from graphlab.picture.options import Options
from graphlab.picture.shapes import Item, Math, Path, Picture, Text
from graphlab.picture.theme import THEMES
from graphlab.record import Check
from graphlab.study.labels import Labels
from graphlab.study.light import Wish, lit
from graphlab.study.moment import EVERYTHING, NOTHING, Moment
from graphlab.study.passes import folded
from tests.picture.examples import record
from tests.picture.overlaps import ink

LIGHT = THEMES["light"]


def texts(picture: Picture, key: str) -> list[str]:
    item = picture.item(key)
    assert item is not None
    return [s.text for s in item.shapes if isinstance(s, Text)]


def formulas(item: Item | None) -> list[str]:
    assert item is not None
    return [s.block.latex for s in item.shapes if isinstance(s, Math)]


@pytest.mark.parametrize("node", ["", "w4"])
def test_the_active_items_are_known_without_looking_at_all(node: str) -> None:
    run = record("lecture")
    found = lit(run, Wish(node), Labels(run)) if node else None
    composer = Composer(run, LIGHT, Options(light=found.light if found else None))
    for step in [*range(17), 3, 13, 12, 2, None, 9, 16, 1]:
        for fine in (0, 1):
            picture = composer.picture(Moment(step, fine) if step else Moment(step))
            active = [item for item in picture.items if item.active]
            assert sorted(item.key for item in picture.actives) == sorted(i.key for i in active)
            assert {*picture.actives} == {*active}


@pytest.fixture
def lecture() -> Composer:
    return Composer(record("lecture"), LIGHT)


def test_at_first_every_card_stands_there_empty(lecture: Composer) -> None:
    picture = lecture.picture(NOTHING)
    assert [texts(picture, f"card:w{i}") for i in range(1, 9)] == [["–", "–"]] * 8
    assert formulas(picture.item("card:w4")) == [r"w_{4} = \cos(w_{3})", "w_{4}", r"\bar{w}_{4}"]


def test_at_step_13_the_fan_in_is_shown_with_both_shares(lecture: Composer) -> None:
    picture = lecture.picture(Moment(13))
    assert texts(picture, "card:w4") == ["0.8253", "4.513"]
    assert texts(picture, "card:w3") == ["0.6", "–"]
    assert texts(picture, "chip:w4>w5:0") == ["3.301"]
    assert texts(picture, "chip:w4>w7:0") == ["1.212"]
    assert texts(picture, "label:w4>w5:0") == ["= 1.651"]
    assert texts(picture, "label:w5>w6:0") == []
    assert picture.item("chip:w3>w4:0") is None


def test_a_finer_step_shows_the_running_sum(lecture: Composer) -> None:
    picture = lecture.picture(Moment(13, 1))
    assert texts(picture, "card:w4") == ["0.8253", "3.301", "1 of 2"]
    assert picture.item("chip:w4>w7:0") is None


def test_going_there_by_steps_or_at_once_is_the_same(lecture: Composer) -> None:
    from graphlab.export.svg import picture_svg

    places = [Moment(step) for step in range(17)]
    places += [Moment(13, 1), EVERYTHING, Moment(2), Moment(16), NOTHING, Moment(9)]
    for moment in places:
        fresh = Composer(record("lecture"), LIGHT).picture(moment)
        assert picture_svg(lecture.picture(moment)) == picture_svg(fresh), moment


def test_a_step_keeps_the_items_that_it_does_not_change(lecture: Composer) -> None:
    before, after = lecture.picture(Moment(4)), lecture.picture(Moment(5))
    changed = {a.key for a in after.items if before.item(a.key) is not a}
    assert changed == {"card:w4", "card:w5", "edge:w3>w4:0", "edge:w4>w5:0"}


def test_a_hidden_answer_is_a_question_mark() -> None:
    composer = Composer(record("lecture"), LIGHT, Options(hide=True))
    assert texts(composer.picture(Moment(4)), "card:w4") == ["?", "–"]
    picture = composer.picture(Moment(13))
    assert texts(picture, "card:w4") == ["0.8253", "?"]
    assert texts(picture, "chip:w4>w5:0") == ["?"]


@pytest.mark.parametrize("step", [NOTHING, *(Moment(n) for n in range(1, 7)), EVERYTHING])
@pytest.mark.parametrize("hide", [False, True])
@pytest.mark.parametrize("text", ["2x + y", "1.23456789x + y", "100000x - y"])
def test_a_label_paints_nothing_outside_its_room(text: str, hide: bool, step: Moment) -> None:
    composer = Composer(record_expression(text, {"x": 0.5, "y": 1.2}), LIGHT, Options(hide=hide))
    for item in composer.picture(step).items:
        if item.kind == "label":
            assert item.bounds.united(ink(item)) == pytest.approx(item.bounds), item.key


def test_no_gradient_is_said_and_the_cut_marked() -> None:
    composer = Composer(record("flat and kinked"), LIGHT)
    picture = composer.picture(EVERYTHING)
    flat = next(n.id for n in record("flat and kinked").nodes if n.target == "graphlab.step")
    assert "no gradient" in texts(picture, f"card:{flat}")


def test_contributions_of_a_wrong_run_are_not_called_cut() -> None:
    right = record("lecture")
    edges = tuple(dataclasses.replace(e, contribution=None) for e in right.edges)
    wrong = dataclasses.replace(right, edges=edges, check=Check(False, 1.0, 1.0, "differs"))
    picture = Composer(wrong, LIGHT).picture(EVERYTHING)
    assert all(item.kind != "chip" for item in picture.items)
    edge = picture.item("edge:w3>w4:0")
    assert edge is not None
    assert len(edge.shapes) == 2


def test_only_active_edges_are_labelled_above_twelve_nodes() -> None:
    composer = Composer(record("chain of 30 with a skip"), LIGHT)
    picture = composer.picture(Moment(35))
    assert sum(item.kind == "label" for item in picture.items) == 1


def test_numbering_by_level_changes_labels_and_nothing_else() -> None:
    composer = Composer(record("Baydin"), LIGHT, Options(numbering="level"))
    item = composer.picture(NOTHING).item("card:w6")
    assert formulas(item)[0] == r"w_{5} = \sin(w_{2})"


def test_orientation_auto_takes_the_larger_zoom() -> None:
    wide = Composer(record("lecture"), LIGHT, Options(aspect=3.0)).size
    tall = Composer(record("lecture"), LIGHT, Options(aspect=0.3)).size
    assert wide[0] > wide[1]
    assert tall[1] > tall[0]


def test_the_sum_stands_below_the_graph_for_exports() -> None:
    composer = Composer(record("lecture"), LIGHT, Options(strip=True))
    with_sum = composer.picture(Moment(13)).item("strip")
    assert formulas(with_sum)[-1] == "= 4.5130"
    assert composer.picture(EVERYTHING).size == composer.picture(Moment(13)).size


def test_a_wide_graph_stands_where_it_stood_when_the_sum_comes_below_it(lecture: Composer) -> None:
    assert lecture.size[0] > 720
    assert lecture.updated(options=Options(strip=True)).geometry is lecture.geometry
    narrow = Composer(record("lecture"), LIGHT, Options(orientation="tb"))
    below = narrow.updated(options=dataclasses.replace(narrow.options, strip=True))
    assert narrow.size[0] < below.size[0] == 720


def test_only_large_or_tangled_graphs_take_long() -> None:
    assert not takes_long(record("lecture"))
    assert takes_long(record("quotients"))
    assert takes_long(record_expression("u = x\n" + "u = sin(u)\n" * 45 + "u", {"x": 1.0}))


def test_the_first_bad_node_is_marked_apart_from_those_that_follow() -> None:
    composer = Composer(record("lecture at x = −123.4"), LIGHT)
    picture = composer.picture(EVERYTHING)
    filled = [
        item.key
        for item in picture.items
        if any(isinstance(s, Path) and s.fill == s.stroke == LIGHT.fault for s in item.shapes)
    ]
    hollow = [
        item.key
        for item in picture.items
        if any(
            isinstance(s, Path) and s.stroke == LIGHT.fault and s.fill == LIGHT.card
            for s in item.shapes
        )
    ]
    assert filled == ["card:w7"]
    assert hollow == ["card:w8"]


@pytest.mark.parametrize("text", ["u = x*y; u, u^2 + x", "loss = |x|", "velocity = x; velocity^2"])
def test_the_frame_holds_all_that_is_painted(text: str) -> None:
    numbers = dict.fromkeys(parse(text).inputs, 0.0)
    composer = Composer(record_expression(text, numbers), LIGHT)
    picture = composer.picture(EVERYTHING)
    width, height = picture.size
    for item in picture.items:
        box = ink(item)
        assert min(box.x, box.y, width - box.right, height - box.bottom) >= 0.5, item.key


def test_a_card_that_stands_for_passes_of_a_loop_says_for_how_many() -> None:
    code = "e = torch.arange(8.)\nfor i in range(8):\n    if e[i] % 4 == 0:\n        pass\n"
    shown = folded(record_script(code))
    picture = Composer(shown, LIGHT).picture(Moment(4))
    assert texts(picture, "card:w3")[-1] == "× 8 passes"
    card = picture.item("card:w3")
    assert card is not None
    assert "stands for 8 passes" in card.speech
    assert not any("passes" in text for text in texts(picture, "card:w1"))


def test_a_tall_line_is_set_smaller_until_it_fits_its_height() -> None:
    from graphlab.picture.shapes import Math
    from graphlab.picture.strip import HEIGHT, strip_picture
    from graphlab.picture.theme import LIGHT
    from graphlab.study.segment import Segment

    tall = r"\underset{\text{4×1, norm 1.64}}{\frac{\frac{a \cdot (b - c)}{b \odot (1 - b)}}{4}}"
    (item,) = strip_picture([Segment(tall)], 700, LIGHT).items
    (shape,) = [shape for shape in item.shapes if isinstance(shape, Math)]
    assert 11 <= shape.size < 20
    assert shape.y - shape.block.ascent * shape.size >= -0.1
    assert shape.y + shape.block.descent * shape.size <= HEIGHT + 0.1


def test_a_picture_for_a_file_shows_the_same_and_answers_to_nothing() -> None:
    still, live = (
        Composer(record("lecture"), LIGHT, still=on).picture(EVERYTHING).items
        for on in (True, False)
    )
    assert [item.shapes for item in still] == [item.shapes for item in live]
    cards = [(item.regions, item.heading) for item in still if item.kind == "card"]
    assert set(cards) == {((), None)}
    assert all(item.regions and item.heading for item in live if item.kind == "card")
