"""Cards with tensors: numbers in cells, heat maps, room from the start, nothing that touches."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from graphlab.engine.expressions.expression import record_expression
from graphlab.picture import compose
from graphlab.picture.compose import Composer
from graphlab.picture.measure import CHIP
from graphlab.picture.options import Options, Orientation
from graphlab.picture.shapes import Bounds, Box, Cells, Item, Math, Path, Picture, Text
from graphlab.picture.slots import form_of, slots
from graphlab.picture.theme import THEMES, Theme
from graphlab.record import Check, Digest, Node, Record, make_steps
from graphlab.study.labels import Labels
from graphlab.study.moment import EVERYTHING, NOTHING, Moment
from tests.picture.overlaps import ink, overlaps
from tests.tensors import RUNS, run

if TYPE_CHECKING:
    from collections.abc import Iterator

LIGHT = THEMES["light"]


def moments(name: str) -> list[Moment]:
    return [*(Moment(step) for step in range(len(run(name).steps) + 1)), EVERYTHING]


def card(picture: Picture, node: str) -> Item:
    item = picture.item(f"card:{node}")
    assert item is not None
    return item


def texts(picture: Picture, node: str) -> list[str]:
    return [shape.text for shape in card(picture, node).shapes if isinstance(shape, Text)]


def cells(item: Item) -> Iterator[Cells]:
    return (shape for shape in item.shapes if isinstance(shape, Cells))


@pytest.mark.parametrize("way", ["lr", "tb"])
@pytest.mark.parametrize("name", RUNS)
def test_no_label_chip_or_card_touches_another_or_a_foreign_line(name: str, way: str) -> None:
    composer = Composer(run(name), LIGHT, Options(orientation=way))
    for moment in moments(name):
        assert overlaps(composer.picture(moment), composer.geometry) == [], moment


@pytest.mark.parametrize("name", RUNS)
def test_where_cards_are_many_scales_are_told_by_their_ends(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = Composer(run(name), LIGHT).picture(EVERYTHING)
    monkeypatch.setattr(compose, "MANY", 1)
    many = Composer(run(name), LIGHT).picture(EVERYTHING)
    for node in run(name).nodes:
        assert texts(many, node.id) == texts(few, node.id)
        ends = [text for text in texts(few, node.id) if text.startswith("±")]
        before, after = (sum(1 for _ in cells(card(p, node.id))) for p in (few, many))
        assert before - after == len(ends)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("name", RUNS)
def test_nothing_is_set_below_eleven_pixels(name: str, theme: Theme) -> None:
    composer = Composer(run(name), theme, Options(strip=True))
    for moment in moments(name):
        for item in composer.picture(moment).items:
            sizes = [s.size for s in item.shapes if isinstance(s, Text)]
            assert min(sizes, default=11) >= 11, item.key


@pytest.mark.parametrize("name", RUNS)
def test_cards_hold_all_they_show_and_never_grow_or_move(name: str) -> None:
    composer = Composer(run(name), LIGHT)
    for moment in moments(name):
        for item in composer.picture(moment).items:
            if item.kind != "card":
                continue
            at = composer.geometry.cards[item.key.removeprefix("card:")]
            assert item.bounds.united(ink(item)) == pytest.approx(item.bounds), (moment, item.key)
            words = [s for s in item.shapes if isinstance(s, Text) and "of" not in s.text]
            for shape in words:
                box = ink(Item("", "card", at, (shape,)))
                assert at.united(box) == pytest.approx(at), (moment, shape.text)


def test_cards_are_at_most_220_wide() -> None:
    for name in RUNS:
        for box in Composer(run(name), LIGHT).geometry.cards.values():
            assert 112 <= box.width <= 220, name


def test_numbers_and_types_are_as_readable_as_labels_wherever_a_step_is_shown() -> None:
    """A graph fitted for stepping shows nothing that is set below 14.6 px."""
    for name in ("3×2", "xᵀAx", "large", "logistic regression", "in place", "slices", "quadrant"):
        composer = Composer(run(name), LIGHT)
        for moment in moments(name):
            for item in composer.picture(moment).items:
                small = [s.text for s in item.shapes if isinstance(s, Text) and s.size < 14.59]
                if item.kind == "card":
                    assert set(small) <= {"no gradient", "1 of 2"}, (name, moment)


def test_up_to_3_by_3_elements_stand_in_cells_that_are_dashed_until_they_are_known() -> None:
    composer = Composer(run("3×2"), LIGHT)
    empty, known = composer.picture(NOTHING), composer.picture(Moment(1))
    assert texts(empty, "w1") == []
    assert texts(known, "w1") == ["1.541", "−0.2934", "−2.179", "0.5684", "−1.085", "−1.399"]
    dashed = [s for s in card(empty, "w1").shapes if isinstance(s, Path) and s.dash]
    assert len(dashed) == 2
    assert len([s for s in card(known, "w1").shapes if isinstance(s, Path) and s.dash]) == 1


def test_a_hidden_answer_hides_every_element() -> None:
    composer = Composer(run("3×2"), LIGHT, Options(hide=True))
    assert texts(composer.picture(Moment(1)), "w1") == ["?"] * 6
    assert texts(composer.picture(Moment(2)), "w1") != ["?"] * 6


def test_a_larger_tensor_is_two_thumbnails_with_type_and_range_below() -> None:
    composer = Composer(run("large"), LIGHT)
    shown = texts(composer.picture(EVERYTHING), "w1")
    assert shown == ["±3.1", "[−3.1, 2.8]", "±3.6", "[−3.2, 3.6]", "20×10 float64"]
    item = card(composer.picture(EVERYTHING), "w1")
    maps = [shape for shape in cells(item) if len(shape.colors) == 200]
    assert [shape.columns for shape in maps] == [10, 10]
    assert maps[0].bounds.width == maps[1].bounds.width
    assert maps[0].bounds.height == 48.0


def test_a_scale_is_symmetric_about_0_with_the_neutral_colour_in_its_middle() -> None:
    item = card(Composer(run("large"), LIGHT).picture(EVERYTHING), "w1")
    bar = next(shape for shape in cells(item) if shape.bounds.height == 6.0)
    assert bar.colors[0] == LIGHT.negative
    assert bar.colors[len(bar.colors) // 2] == LIGHT.zero
    assert bar.colors[-1] == LIGHT.positive


def test_in_grey_negative_elements_are_told_by_minus_signs() -> None:
    item = card(Composer(run("slices"), LIGHT).picture(Moment(1)), "w1")
    value = run("slices").by_id["w1"].value
    assert value is not None
    strokes = [s for s in item.shapes if isinstance(s, Path) and s.width == 1.0 and not s.dash]
    signs = sum(len(s.commands) // 2 for s in strokes if s.stroke in {LIGHT.negative, LIGHT.zero})
    faint = np.abs(value) < np.abs(value).max() / 48
    assert signs == np.count_nonzero((value < 0) & ~faint)


def test_nan_is_hatched_and_infinity_an_arrow() -> None:
    item = card(Composer(run("not finite"), LIGHT).picture(EVERYTHING), "w2")
    hatched = [s for s in item.shapes if isinstance(s, Path) and s.width == 0.9]
    arrows = [s for s in item.shapes if isinstance(s, Path) and s.fill == LIGHT.ink]
    assert len(hatched) == len(arrows) == 1
    assert "1 NaN, 1 ∞" in " ".join(
        texts(Composer(run("not finite"), LIGHT).picture(EVERYTHING), "w2")
    )


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_a_mask_is_black_and_white(theme: Theme) -> None:
    picture = Composer(run("mask"), theme).picture(EVERYTHING)
    mask = next(cells(card(picture, "w2")))
    assert mask.colors == ("#000000", "#FFFFFF", "#FFFFFF", "#FFFFFF") * 3
    assert "3 of 12 True" in texts(picture, "w2")


def test_channels_are_tiles_side_by_side() -> None:
    item = card(Composer(run("feature map"), LIGHT).picture(EVERYTHING), "w3")
    tiles = [shape for shape in cells(item) if len(shape.colors) == 64]
    assert len(tiles) == 8
    assert len({shape.bounds.x for shape in tiles[:4]}) == 2


def test_no_map_has_more_than_48_rows_or_columns() -> None:
    node = Node(
        "w1", "input", "", "x", "x", value=np.arange(90000.0).reshape(300, 300), shape=(300, 300)
    )
    record = _single(node)
    item = card(Composer(record, LIGHT).picture(EVERYTHING), "w1")
    largest = max(cells(item), key=lambda shape: len(shape.colors))
    assert (largest.columns, len(largest.colors)) == (48, 48 * 48)


def test_an_array_that_stayed_behind_is_shown_by_its_coarse_image() -> None:
    digest = Digest(-2.0, 5.0, 1.0, 3, np.linspace(-2, 5, 48 * 20).reshape(48, 20))
    node = Node("w1", "input", "", "x", "x", shape=(4000, 20), dtype="float32", value_digest=digest)
    composer = Composer(_single(node), LIGHT)
    assert texts(composer.picture(Moment(1)), "w1")[1:] == ["3 NaN", "4000×20 float32"]
    item = card(composer.picture(Moment(1)), "w1")
    assert max(len(shape.colors) for shape in cells(item)) == 48 * 20


def test_an_operation_with_several_outputs_is_a_small_card_that_counts_them() -> None:
    composer = Composer(run("two outputs"), LIGHT)
    assert texts(composer.picture(EVERYTHING), "w3") == ["2 outputs"]
    assert composer.geometry.cards["w3"].height < 70


def test_what_an_index_takes_is_outlined_in_its_source_and_where_its_gradient_goes() -> None:
    composer = Composer(run("slices"), LIGHT)
    forward = card(composer.picture(Moment(2)), "w1")
    assert _outlined(forward, LIGHT.value_line) == [(3.0, 3.0, 0.0)]
    back = len(run("slices").steps)
    # Both slices together: an L of the upper right block and the whole third row.
    assert len(_outlined(card(composer.picture(Moment(back)), "w1"), LIGHT.adjoint_line)) == 1
    assert _outlined(card(composer.picture(Moment(3)), "w1"), LIGHT.value_line) == [(1.0, 6.0, 2.0)]
    assert _outlined(card(composer.picture(Moment(4)), "w1"), LIGHT.value_line) == []


def test_going_there_by_steps_or_at_once_is_the_same() -> None:
    from graphlab.export.svg import picture_svg

    for name in ("slices", "3×2", "large"):
        composer = Composer(run(name), LIGHT)
        order = moments(name)
        for moment in [*order, *order[::-1], order[2], order[-3]]:
            fresh = Composer(run(name), LIGHT).picture(moment)
            assert picture_svg(composer.picture(moment)) == picture_svg(fresh), (name, moment)


def test_the_running_sum_of_a_finer_step_says_how_many_have_arrived() -> None:
    composer = Composer(run("3×2"), LIGHT)
    shown = texts(composer.picture(Moment(14, 1)), "w1")
    assert shown[-1] == "1 of 2"
    assert shown[6:12] == ["1.931", "−0.8492", "−2.771", "1.433", "−0.9373", "−1.833"]


def test_without_any_gradient_the_slots_are_hatched_from_the_start() -> None:
    picture = Composer(run("forward only"), LIGHT).picture(NOTHING)
    assert all(texts(picture, node) == ["no gradient"] for node in ("w1", "w2", "w3"))


def test_an_edge_within_one_memory_is_a_double_line_without_arrow() -> None:
    composer = Composer(run("in place"), LIGHT)
    idle = composer.picture(NOTHING).item("edge:w2>w3:0")
    other = composer.picture(NOTHING).item("edge:w1>w2:0")
    assert idle is not None
    assert other is not None
    assert [(s.stroke, s.width, s.fill) for s in idle.shapes if isinstance(s, Path)] == [
        (LIGHT.edge, 1.0, None)
    ] * 2
    assert any(isinstance(s, Path) and s.fill for s in other.shapes)


def test_in_the_view_of_memory_cards_that_share_it_have_its_colour_and_letter() -> None:
    composer = Composer(run("in place"), LIGHT, Options(memory=True))
    picture = composer.picture(EVERYTHING)
    assert texts(picture, "w2")[-1] == texts(picture, "w3")[-1] == "A"
    assert "A" not in texts(picture, "w1")
    outline = next(s for s in card(picture, "w2").shapes if isinstance(s, Box))
    assert outline.fill == LIGHT.storages[0]
    assert composer.geometry is composer.updated(options=Options()).geometry


def test_an_edge_between_tensors_is_labelled_with_its_product() -> None:
    picture = Composer(run("xᵀAx"), LIGHT).picture(EVERYTHING)
    label = picture.item("label:w2>w3:0")
    assert label is not None
    assert [s.block.latex for s in label.shapes if isinstance(s, Math)] == [
        r"\bar{w}_{3} w_{1}^{\top}"
    ]


def test_a_contribution_of_a_tensor_is_a_thumbnail_with_the_end_of_its_scale() -> None:
    picture = Composer(run("large"), LIGHT).picture(EVERYTHING)
    chip = picture.item("chip:w2>w3:1")
    assert chip is not None
    assert [s.text for s in chip.shapes if isinstance(s, Text)] == ["±5.1"]
    assert sum(isinstance(s, Cells) for s in chip.shapes) == 1


@pytest.mark.parametrize(
    ("x", "written"),
    [([1.0, 2.0], "[4, 6]"), ([0.123456, 1.2e-6], "±0.25"), ([0.00165, 1.2e-6], "±0.003")],
)
def test_a_short_vector_stands_on_its_chip_in_numbers_where_they_fit(
    x: list[float], written: str
) -> None:
    record = record_expression("xᵀAx", {"x": x, "A": [[2.0, 1.0], [0.0, 3.0]]})
    chip = Composer(record, LIGHT).picture(EVERYTHING).item("chip:w1>w3:0")
    assert chip is not None
    (words,) = (s for s in chip.shapes if isinstance(s, Text))
    assert (words.text, words.size) == (written, CHIP)
    assert any(isinstance(s, Cells) for s in chip.shapes) == written.startswith("±")


def test_noise_of_rounding_without_room_for_its_digits_is_nearly_0_and_not_blank() -> None:
    record = record_expression(
        "softmax(W x + b)",
        {"W": [[1.0, 2.0, 0.0], [3.0, 1.0, 1.0]], "x": [2.0, 1.0, 0.0], "b": [1.0, 3.0]},
    )
    picture = Composer(record, LIGHT).picture(EVERYTHING)
    for key in ("card:w1", "chip:w1>w4:0"):
        item = picture.item(key)
        assert item is not None
        words = [s for s in item.shapes if isinstance(s, Text)]
        assert "≈0" in [s.text for s in words]
        assert min(s.size for s in words) > 11


@pytest.mark.parametrize("way", ["lr", "tb"])
def test_the_letter_of_a_memory_covers_nothing_on_its_card(way: Orientation) -> None:
    options = Options(memory=True, orientation=way)
    picture = Composer(run("slices"), LIGHT, options).picture(EVERYTHING)
    tagged = 0
    for item in picture.items:
        badges = [s for s in item.shapes if isinstance(s, Box) and s.width == 1.2]
        symbols = [s for s in item.shapes if isinstance(s, Math)]
        for badge in badges:
            tagged += 1
            assert not any(
                badge.bounds.x < s.x + 4 < badge.bounds.right
                and badge.bounds.y < s.y - 4 < badge.bounds.bottom
                for s in symbols
            )
    assert tagged


def test_other_numbers_move_nothing_but_another_shape_lays_out_anew() -> None:
    composer = Composer(run("large"), LIGHT)
    assert composer.keeps_layout(run("large"), composer.options)
    assert not composer.keeps_layout(run("3×2"), composer.options)


def test_forms_follow_from_shapes() -> None:
    labels = Labels(run("shapes"))
    forms = {node.id: form_of(node) for node in run("shapes").nodes}
    assert forms == {
        "w1": "thumbnails",
        "w2": "cells",
        "w3": "cells",
        "w4": "cells",
        "w5": "number",
        "w6": "cells",
        "w7": "cells",
        "w8": "cells",
    }
    assert slots(run("shapes").nodes[0], labels).adjoint is not None


def test_runs_of_cells_join_neighbours_of_one_colour() -> None:
    shape = Cells(Bounds(0, 0, 3, 2), 3, ("a", "a", "b", None, "a", "a"))
    assert shape.runs() == {
        "a": [Bounds(0, 0, 2, 1), Bounds(1, 1, 2, 1)],
        "b": [Bounds(2, 0, 1, 1)],
    }


def _outlined(item: Item, color: str) -> list[tuple[float, float, float]]:
    """Rows, columns and first row of what is outlined, in cells of 8 px."""
    found = []
    top = min(s.bounds.y for s in cells(item))
    for shape in item.shapes:
        if isinstance(shape, Path) and shape.stroke == color and shape.width == 2.0:
            box = ink(Item("", "card", item.bounds, (shape,)))
            rows, columns = (box.height - 1) / 8, (box.width - 1) / 8
            found.append((round(rows, 3), round(columns, 3), round((box.y + 0.5 - top) / 8, 3)))
    return found


def _single(node: Node) -> Record:
    steps = make_steps((node,), ())
    return Record((node,), (), ("w1",), (), (), {}, steps, Check(True, 0, 0))


def test_every_text_on_tensor_cards_has_its_widths_in_the_table() -> None:
    from graphlab.picture.fonts import _table

    known = set(_table()["condensed"]["widths"])
    for name in RUNS:
        for item in Composer(run(name), LIGHT).picture(EVERYTHING).items:
            for shape in item.shapes:
                if isinstance(shape, Text):
                    assert set(re.sub(r"\s", "", shape.text)) <= known, shape.text


def test_a_contribution_that_is_a_rest_has_a_dashed_line_in_its_chip() -> None:
    record = run("large")
    edges = tuple(replace(edge, origin="residual") for edge in record.edges)
    chip = Composer(replace(record, edges=edges), LIGHT).picture(EVERYTHING).item("chip:w2>w3:1")
    assert chip is not None
    assert [s.dash for s in chip.shapes if isinstance(s, Box) and s.dash] == [(2.0, 2.0)]
