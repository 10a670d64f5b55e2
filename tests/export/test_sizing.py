import re

import pytest

from graphlab.errors import ExportError
from graphlab.export.png import picture_png
from graphlab.export.registry import export
from graphlab.export.sizing import CM, Width, fitted, read_part, read_width
from graphlab.picture.shapes import Bounds, Box, Cells, Item, Line, Move, Path, Picture, Text


@pytest.mark.parametrize(
    ("text", "width"),
    [("12cm", Width(12, "cm")), ("120 MM", Width(12, "cm")), (" 800.5px", Width(800.5, "px"))],
)
def test_a_width_is_in_cm_or_pixels(text, width):
    assert read_width(text) == width
    assert read_width(width.text) == width


@pytest.mark.parametrize("text", ["12", "12em", "cm", "0px", "501cm", "-3cm"])
def test_no_width(text):
    with pytest.raises(ExportError, match=r"width; write|may be 1 px to 500 cm wide"):
        read_width(text)


@pytest.mark.parametrize("text", ["", "1,2,3", "0,0,0,9", "a,b,c,d"])
def test_no_part(text):
    with pytest.raises(ExportError, match="no part of a picture"):
        read_part(text)


def picture():
    shapes = (
        Box(Bounds(20, 20, 40, 20), 4, "#FFFFFF", "#000000", 2, (3, 1)),
        Path((Move(20, 30), Line(60, 30)), stroke="#FF0000", width=1),
        Text(40, 36, "7", 10, "#000000", anchor="middle"),
        Cells(Bounds(24, 22, 8, 4), 2, ("#00FF00", "#0000FF")),
    )
    near = Item("card:a", "card", Bounds(19, 19, 42, 22), shapes)
    far = Item("card:b", "card", Bounds(150, 0, 10, 10), (Box(Bounds(150, 0, 10, 10)),))
    return Picture((200, 100), "#FFFFFF", (near, far), title="t")


def test_a_part_is_cut_out_and_everything_grows_alike():
    two = list(fitted([picture_ := picture(), picture_], Width(160, "px"), Bounds(10, 10, 80, 40)))
    (item,) = two[0].items
    assert two[1].items == (item,)
    assert two[0].size == (160, 80)
    box, line, text, cells = item.shapes
    assert (box.bounds, box.radius, box.width, box.dash) == (Bounds(20, 20, 80, 40), 8, 4, (6, 2))
    assert (line.commands, line.width) == ((Move(20, 40), Line(100, 40)), 2)
    assert (text.x, text.y, text.size) == (60, 52, 20)
    assert cells.bounds == Bounds(28, 24, 16, 8)


def test_larger_type_is_a_larger_picture_and_a_part_is_of_that():
    (grown,) = fitted([picture()], None, None, 2)
    assert grown.size == (400, 200)
    assert grown.items[0].shapes[2].size == 20
    (part,) = fitted([picture()], None, Bounds(20, 20, 160, 80), 2)
    (wide,) = fitted([picture()], Width(80, "px"), Bounds(20, 20, 160, 80), 2)
    assert (part.size, part.items[0].shapes[0].bounds) == ((160, 80), Bounds(20, 20, 80, 40))
    assert (wide.size, wide.items[0].shapes[2].size) == ((80, 40), 10)


def test_a_part_beside_the_picture_is_refused_and_its_size_said():
    with pytest.raises(ExportError, match="Nothing lies in this part: the picture is 400 × 200 px"):
        list(fitted([picture()], None, Bounds(400, 0, 10, 10), 2))


@pytest.mark.usefixtures("qapp")
def test_a_part_shows_what_the_whole_shows_there():
    (part,) = fitted([picture()], None, Bounds(0, 0, 100, 100))
    assert picture_png(part, scale=1) != picture_png(picture(), scale=1)
    (whole,) = fitted([picture()], None, Bounds(0, 0, 200, 100))
    assert picture_png(whole, scale=1) == picture_png(picture(), scale=1)


@pytest.mark.usefixtures("qapp")
def test_files_are_as_wide_as_they_are_told(record, tmp_path):
    twelve = {"width": Width(12, "cm")}
    (svg,) = export(record, tmp_path / "f.svg", step=2, **twelve)
    width = float(re.search(r' width="([\d.]+)"', svg.read_text())[1])
    assert width == pytest.approx(12 * CM, abs=1e-3)
    (pdf,) = export(record, tmp_path / "f.pdf", step=2, **twelve)
    box = re.search(rb"/MediaBox \[0 0 (\d+)", pdf.read_bytes())
    assert int(box[1]) == pytest.approx(12 / 2.54 * 72, abs=1)
    (png,) = export(record, tmp_path / "f.png", step=2, width=Width(700, "px"), scale=2)
    assert int.from_bytes(png.read_bytes()[16:20], "big") == 700
