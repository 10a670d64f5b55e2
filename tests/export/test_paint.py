"""Shapes on an image, measured pixel by pixel."""

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from graphlab.export.paint import paint_picture
from graphlab.export.typefaces import glyph_run, load_typefaces
from graphlab.picture.fonts import text_width
from graphlab.picture.shapes import (
    Bounds,
    Box,
    Close,
    Item,
    Line,
    Math,
    MathBlock,
    Move,
    Part,
    Path,
    Picture,
    Text,
)

pytestmark = pytest.mark.usefixtures("qapp")


def painted(*shapes, size=(100, 60), scale=1.0):
    item = Item("a", "note", Bounds(0, 0, *size), shapes)
    image = QImage(*(round(side * scale) for side in size), QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    with QPainter(image) as painter:
        painter.scale(scale, scale)
        paint_picture(painter, Picture(size, None, (item,)))
    return image


def dark(image):
    return {
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).lightness() < 128
    }


def box_around(points):
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs) + 1, max(ys) + 1


def test_a_box_is_filled_to_its_bounds():
    assert box_around(dark(painted(Box(Bounds(10, 5, 40, 30), 0, "#000000")))) == (10, 5, 50, 35)


def test_a_line_is_centred_on_the_outline():
    frame = dark(painted(Box(Bounds(10, 10, 40, 30), 0, None, "#000000", 4)))
    assert box_around(frame) == (8, 8, 52, 42)
    assert (30, 25) not in frame


def test_dashes_are_counted_in_pixels_not_in_line_widths():
    line = Path((Move(0, 10), Line(100, 10)), None, "#000000", 2, (10, 5))
    row = "".join("#" if (x, 10) in dark(painted(line)) else "." for x in range(30))
    assert row == "##########.....##########....."


def test_an_odd_dash_pattern_alternates_as_in_svg():
    line = Path((Move(0, 10), Line(100, 10)), None, "#000000", 2, (6,))
    row = "".join("#" if (x, 10) in dark(painted(line)) else "." for x in range(24))
    assert row == "######......######......"


def test_lines_of_a_graph_seen_from_afar_can_still_be_made_out():
    dashed = Box(Bounds(105, 105, 400, 300), 0, None, "#000000", 1.5, (6, 4))
    frame = painted(dashed, size=(1000, 600), scale=0.1)
    top = [frame.pixelColor(x, 10).lightness() for x in range(15, 45)]
    assert max(top) < 160


def test_overlapping_outlines_fill_by_the_non_zero_rule():
    square = (Move(10, 10), Line(40, 10), Line(40, 40), Line(10, 40), Close())
    assert (25, 25) in dark(painted(Path(square + square, "#000000")))


def test_a_formula_stands_on_its_baseline_one_em_as_large_as_its_size():
    square = (Move(0, -1), Line(1, -1), Line(1, 0.5), Line(0, 0.5), Close())
    block = MathBlock("x", (Part(0, 0, 1, square),), 1, 1, 0.5)
    assert box_around(dark(painted(Math(20, 30, block, 20, "#000000")))) == (20, 10, 40, 40)


@pytest.mark.parametrize(("anchor", "share"), [("start", 0), ("middle", 0.5), ("end", 1)])
def test_text_is_anchored_by_its_advance_width(anchor, share):
    _, place = glyph_run(Text(50, 40, "0.8253", 15, "#000000", anchor=anchor))
    width = text_width("0.8253", 15)
    assert place.x() == pytest.approx(50 - share * width, abs=0.1)


@pytest.mark.parametrize("font", ["sans", "condensed"])
@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("size", [11, 13.5, 15, 40.25])
def test_painted_text_is_as_wide_as_the_layout_counted_on(font, bold, size):
    text = Text(0, 0, "AV fi −0.8253 w̄ To", size, "#000000", font, bold, anchor="end")
    _, place = glyph_run(text)
    width = text_width(text.text, size, font, bold=bold)
    assert -place.x() == pytest.approx(width, rel=0.005)


def test_twice_as_large_is_twice_as_wide():
    text = Text(5, 30, "0.8253", 15, "#000000")
    left, _, right, _ = box_around(dark(painted(text)))
    left2, _, right2, _ = box_around(dark(painted(text, scale=2.0)))
    assert right2 - left2 == pytest.approx(2 * (right - left), abs=3)


def test_characters_that_are_not_bundled_are_borrowed_from_the_system():
    assert glyph_run(Text(0, 0, "漢", 15, "#000000")) is None
    assert painted(Text(50, 30, "漢字", 15, "#000000", anchor="middle")).width() == 100


def test_the_bundled_families_are_known_to_qt():
    assert {"DejaVu Sans", "DejaVu Sans Condensed"} <= set(load_typefaces())
