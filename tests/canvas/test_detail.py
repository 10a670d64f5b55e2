from dataclasses import replace
from itertools import combinations

import pytest

from graphlab.canvas.detail import AT_HOME, detail, readable
from graphlab.engine.expressions.expression import record_expression
from graphlab.export.paint import ready_shape
from graphlab.picture.compose import Composer
from graphlab.picture.layout.graphviz import GraphvizLayouter
from graphlab.picture.options import Options
from graphlab.picture.shapes import Picture, Text
from graphlab.picture.theme import THEMES
from graphlab.study.moment import EVERYTHING, NOTHING, Moment
from tests.pictures import card, chip, label


def shown(zoom, *items):
    return detail(Picture((900, 180), None, items), zoom)


def type_size(zoom, item, *others):
    """Size on the screen of the 13 px type of a label or chip; 0 if it is left out."""
    place = shown(zoom, item, *others).place(item)
    return place.growth * 13 * zoom if place else 0


@pytest.mark.parametrize(("zoom", "seen"), [(1.0, True), (0.74, True), (0.7, False), (0.1, False)])
def test_a_number_of_15_px_is_painted_down_to_11_px(zoom, seen):
    assert readable(15, zoom) is seen


def test_geometry_is_painted_at_any_zoom():
    assert readable(0, 0.01)


@pytest.mark.parametrize("make", [label, chip])
def test_labels_keep_11_px_down_to_zoom_075(make):
    item = make(1, active=False)
    assert type_size(1.0, item) == 13
    assert type_size(0.8, item) == pytest.approx(11)


@pytest.mark.parametrize("make", [label, chip])
def test_below_zoom_075_only_active_labels_are_painted_at_a_constant_13_px(make):
    assert type_size(0.7, make(1, active=False)) == 0
    assert shown(0.7, make(1, active=False)).covered(make(1, active=False)) is None
    assert type_size(0.2, make(1, active=True)) == pytest.approx(13)


def test_a_label_gives_way_to_a_chip_and_touches_neither_it_nor_a_card():
    words, pill, cards = label(1, "2.1234", active=True), chip(1), (card(1), card(2))
    found = shown(0.72, *cards, words, pill)
    assert found.place(pill).growth * 13 * 0.72 == pytest.approx(13)
    boxes = [found.covered(item) for item in (pill, *cards)]
    assert not boxes[0].overlaps(boxes[1])
    assert type_size(0.72, words, *cards, pill) >= 11 - 0.01


def test_where_13_px_find_no_room_there_are_11():
    assert type_size(0.55, chip(1), card(1), card(2)) == pytest.approx(13)
    assert type_size(0.50, chip(1), card(1), card(2)) == pytest.approx(11)


def test_where_there_is_no_room_at_all_the_label_is_left_out_and_the_chip_stays():
    items = [make(1, active=True) for make in (label, chip)]
    crowd = [card(1), card(2), *items]
    assert type_size(0.1, items[0], *crowd) == 0
    assert type_size(0.1, items[1], *crowd) == pytest.approx(11)


def test_a_grown_label_stays_centred():
    item = label(1, active=True)
    grown = shown(0.5, item).covered(item)
    assert grown.centre == pytest.approx(item.bounds.centre)
    assert grown.width == 2 * item.bounds.width


def test_cards_never_grow():
    assert shown(0.1, card(1)).place(card(1)) == (1.0, 0.0, 0.0)


def test_a_label_may_use_the_room_kept_around_a_card_for_marks_that_are_not_there():
    wide = label(1, "−0.56461", active=False)
    roomy = [replace(item, bounds=item.bounds.grown(11)) for item in (card(1), card(2))]
    assert shown(0.8, wide, card(1), card(2)).place(wide) is not None
    assert shown(0.8, wide, *roomy).place(wide) is not None


def test_in_a_crowd_no_chip_touches_a_card_or_another_chip_wherever_it_lies():
    crowd = [make(number) for number in range(1, 9) for make in (card, chip, label)]
    found = shown(0.76, *crowd)
    placed = [item for item in crowd if item.kind != "card" and found.place(item) is not None]
    assert len(placed) >= 8
    outlines = [
        (found.place(item) or AT_HOME).of(item.shapes[0].bounds)
        for item in crowd
        if item.kind == "card" or (item.kind == "chip" and item in placed)
    ]
    assert not any(a.overlaps(b) for a, b in combinations(outlines, 2))


@pytest.mark.parametrize("zoom", [0.8, 0.7, 0.5])
def test_a_place_is_the_same_in_whatever_order_one_asks(zoom):
    afloat = [make(n, active=n % 3 == 0) for n in (3, 1, 2, 5, 4) for make in (label, chip)]
    items = [*map(card, range(1, 7)), *afloat]
    asked, backwards = shown(zoom, *items), shown(zoom, *items)
    found = [asked.place(item) for item in afloat]
    assert [backwards.place(item) for item in reversed(afloat)] == found[::-1]
    assert any(found)


@pytest.mark.parametrize("zoom", [1.0, 0.77, 0.74])
def test_a_number_that_is_long_is_painted_from_as_far_as_its_neighbours(zoom):
    """As −0.003108 at 1280 × 800, where the row of w₇ would be blank."""
    run = record_expression("2*cos(x*y)^2 + ln(cos(x*y))", {"x": -0.04, "y": 1.97})
    composer = Composer(run, THEMES["light"], Options(), GraphvizLayouter())
    for moment in (NOTHING, EVERYTHING, Moment(7), Moment(15)):
        for item in composer.picture(moment).items:
            numbers = [s for s in item.shapes if isinstance(s, Text) and item.kind == "card"]
            assert all(readable(ready_shape(s).type_size, zoom) for s in numbers), item.key
