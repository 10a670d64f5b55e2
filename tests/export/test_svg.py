import json
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from graphlab.export.svg import number, picture_svg
from graphlab.picture.fonts import text_width
from graphlab.picture.shapes import Bounds, Box, Item, Picture, Text
from tests.pictures import BLOCK, Walk, card

SVG = "{http://www.w3.org/2000/svg}"


def parsed(picture, **options):
    return ElementTree.fromstring(picture_svg(picture, **options))


def one_text(text, **style):
    shape = Text(10, 20, text, 15, "#000000", **style)
    item = Item("note:a", "note", Bounds(0, 0, 100, 40), (shape,))
    return Picture((100, 40), "#FFFFFF", (item,))


@pytest.fixture
def frame():
    return Walk(3).frame(2, chips=(1,))


@pytest.mark.parametrize("outlines", [False, True])
def test_an_svg_is_well_formed_and_holds_no_bitmap_and_no_reference(frame, outlines):
    names = {element.tag for element in parsed(frame, outlines=outlines).iter()}
    assert not names & {SVG + "image", SVG + "use", SVG + "symbol", SVG + "filter"}


def test_the_same_picture_is_always_the_same_text(frame):
    again = Walk(3).frame(2, chips=(1,))
    assert picture_svg(frame) == picture_svg(again)


def test_the_frame_is_the_same_at_every_step():
    walk = Walk(3)
    heads = {picture_svg(walk.frame(step)).partition(' role="')[0] for step in range(4)}
    assert heads == {
        '<svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="588" height="180"'
        ' viewBox="0 0 588 180"'
    }


def test_each_item_is_a_group_with_its_key_and_its_words(frame):
    groups = {group.get("id"): group for group in parsed(frame).iter(SVG + "g")}
    assert list(groups) == [item.key for item in frame.items]
    assert groups["card:w2"].find(SVG + "title").text == "w 2 is 0.2857"


def test_a_formula_is_a_path_that_says_its_latex(frame):
    path = next(path for path in parsed(frame).iter(SVG + "path") if path.get("role") == "img")
    assert path.get("aria-label") == BLOCK.latex
    assert path.get("transform") == "translate(34 70) scale(0.016)"
    assert path.get("d") == "M100-500l300 500l300-500zM800 0c100-400 300-400 400 0z"


def test_text_stays_text_with_the_width_that_the_layout_counted_on():
    svg = parsed(one_text("−0.8253", font="condensed", bold=True, anchor="end"))
    text = svg.find(f".//{SVG}text")
    width = text_width("−0.8253", 15, "condensed", bold=True)
    assert text.text == "−0.8253"
    assert float(text.get("textLength")) == pytest.approx(width, abs=0.001)
    assert text.get("font-family") is None  # it is inherited
    assert svg.get("font-family").startswith("'DejaVu Sans Condensed', ")
    assert svg.get("font-family").endswith(", sans-serif")
    assert (text.get("text-anchor"), text.get("font-weight")) == ("end", "bold")


def test_outlined_text_is_as_wide_as_text_and_says_what_it_reads():
    svg = parsed(one_text("HH", anchor="middle"), outlines=True)
    path = svg.find(f".//{SVG}path")
    xs = [float(x) for x, _ in coordinates(path.get("d"))]
    width = text_width("HH", 15)
    assert path.find(SVG + "title").text == "HH"
    assert svg.find(f".//{SVG}text") is None
    assert (min(xs) + max(xs)) / 2 == pytest.approx(10, abs=0.01)
    assert 0.8 * width < max(xs) - min(xs) < width


@pytest.mark.parametrize("font", ["sans", "condensed"])
@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("italic", [False, True])
def test_every_style_has_outlines(font, bold, italic):
    picture = one_text("w̄ = −0.1 ∂é", font=font, bold=bold, italic=italic)
    assert len(parsed(picture, outlines=True).find(f".//{SVG}path").get("d")) > 500


def test_markup_and_control_characters_in_text_do_no_harm():
    svg = parsed(one_text('<b> & "x" \x00 \ud800'))
    assert svg.find(f".//{SVG}text").text == '<b> & "x" � �'


def test_a_transparent_svg_has_no_background(frame):
    assert parsed(frame)[1].tag == SVG + "rect"
    assert parsed(frame, transparent=True)[1].tag == SVG + "g"


def test_lines_dashes_and_corners_are_kept():
    box = Box(Bounds(1, 2, 30, 40), 8, None, "#123456", 1.5, (4, 2.5))
    rect = parsed(Picture((50, 50), None, (Item("a", "card", box.bounds, (box,)),))).find(
        f".//{SVG}rect"
    )
    assert (rect.get("rx"), rect.get("fill"), rect.get("stroke-dasharray")) == (
        "8",
        "none",
        "4 2.5",
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.0, "1"), (0.1234567, "0.123"), (-0.0001, "0"), (10.50, "10.5"), (100.0, "100")],
)
def test_numbers_have_no_more_digits_than_they_need(value, text):
    assert number(value) == text


def test_writing_svg_imports_no_qt(tmp_path):
    code = (
        "import json, sys; from tests.pictures import Walk;"
        "from graphlab.export.svg import picture_svg; picture_svg(Walk(3).frame(1));"
        "picture_svg(Walk(3).frame(1), outlines=True);"
        "print(json.dumps([m for m in sys.modules if m.startswith(('PySide6', 'shiboken6'))]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert json.loads(done.stdout) == []


def test_text_at_the_rim_keeps_its_spaces():
    assert 'xml:space="preserve"' in picture_svg(one_text("a  b"))
    assert "xml:space" not in picture_svg(one_text("a b"))


def test_a_card_without_words_is_still_a_card():
    assert "<title>" in picture_svg(Picture((200, 200), None, (card(1),)))


def coordinates(data):
    numbers = data.replace("M", " ").replace("L", " ").replace("C", " ").replace("Z", " ").split()
    return list(zip(numbers[::2], numbers[1::2], strict=True))
