import io
import re
import zipfile
from datetime import datetime

import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from graphlab.errors import ExportError
from graphlab.export import pptx
from graphlab.export.pptx import pictures_pptx
from graphlab.export.registry import export
from graphlab.export.slide_lines import Ends, line_of
from graphlab.export.slide_shapes import Drawing, Frame, _xfrm
from graphlab.picture.shapes import (
    Bounds,
    Box,
    Cells,
    Close,
    Curve,
    Item,
    Line,
    Move,
    Path,
    Picture,
)
from tests.lecture import TEXT, lecture_record

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def deck(qapp, tmp_path_factory):
    (path,) = export(lecture_record(), tmp_path_factory.mktemp("deck") / "f.pptx", steps="all")
    return path, Presentation(path)


def named(slide):
    """Every shape of a slide by its name, those in groups too."""
    shapes = list(slide.shapes)
    for shape in shapes:
        if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
            shapes += shape.shapes
    return {shape.name: shape for shape in shapes}


def test_a_deck_is_wide_and_has_a_slide_a_step_with_what_is_said_in_its_notes(deck):
    _, slides = deck
    assert (slides.slide_width, slides.slide_height) == (12192000, 6858000)
    assert len(slides.slides) == 17
    notes = [slide.notes_slide.notes_text_frame.text for slide in slides.slides]
    assert notes[0] == "Eight values forward, then eight adjoints backward."
    assert notes[4].startswith("w₃ is known, so w₄ is 0.8253.")
    assert "w̄₄" in notes[13]
    about = slides.core_properties
    assert (about.title, about.created) == (TEXT, datetime(2000, 1, 1))


def test_a_card_is_a_rounded_rectangle_with_its_numbers_as_text(deck):
    card = named(deck[1].slides[13])["card:w4"]
    assert card.shape_type == MSO_SHAPE_TYPE.GROUP
    assert "adjoint 4.513" in card._element.nvGrpSpPr.cNvPr.get("descr")
    box = card.shapes[0]
    assert box.auto_shape_type.name == "ROUNDED_RECTANGLE"
    assert (str(box.fill.fore_color.rgb), str(box.line.color.rgb)) == ("FFFFFF", "8F3400")
    assert [s.text_frame.text for s in card.shapes if s.has_text_frame and s.text_frame.text] == [
        "0.8253",
        "4.513",
    ]
    # No style: a theme's shadow has nothing to stand on.
    assert not box._element.xpath(".//p:style")


def test_formulas_are_pictures_that_say_their_latex_and_are_in_the_file_once(deck):
    path, slides = deck
    pictures = [
        s for s in named(slides.slides[13]).values() if s.shape_type == MSO_SHAPE_TYPE.PICTURE
    ]
    latex = {picture._element._nvXxPr.cNvPr.get("descr") for picture in pictures}
    assert r"w_{4} = \cos(w_{3})" in latex
    with zipfile.ZipFile(path) as archive:
        files = [name for name in archive.namelist() if name.startswith("ppt/media/")]
        svgs = [archive.read(name) for name in files if name.endswith(".svg")]
    assert len(svgs) == len(set(svgs)) == len(files) / 2
    assert pictures[0].image.content_type == "image/png"


def test_edges_are_connectors_glued_to_the_sides_of_their_cards(deck):
    shapes = named(deck[1].slides[0])
    joined = {}
    for key in ("edge:w1>w3:0", "edge:w2>w3:1", "edge:w3>w4:0", "edge:w4>w7:0"):
        line = shapes[key]
        ends = line._element.xpath(".//a:stCxn | .//a:endCxn")
        ids = {shape.shape_id: name for name, shape in shapes.items()}
        joined[key] = [(ids[int(end.get("id"))], int(end.get("idx"))) for end in ends]
        form = line._element.xpath(".//a:prstGeom")[0].get("prst")
        assert form == (
            "curvedConnector3" if key in {"edge:w2>w3:1", "edge:w4>w7:0"} else "straightConnector1"
        )
    assert joined["edge:w3>w4:0"] == [("card:w3 box 0", 3), ("card:w4 box 0", 1)]
    bent = shapes["edge:w7>w8:1 shape"]
    assert bent.shape_type == MSO_SHAPE_TYPE.FREEFORM
    assert bent._element.nvSpPr.cNvPr.get("descr").startswith("w7 to w8 bends around other cards")
    named_line = shapes["edge:w3>w4:0"]._element.nvCxnSpPr.cNvPr
    assert named_line.get("descr") == "w3 to w4"


def test_only_what_changes_moves_and_it_keeps_its_number(deck):
    places = {}
    for slide in deck[1].slides:
        for name, shape in named(slide).items():
            if name.endswith("box 0") or name.startswith("edge"):
                here = (shape.shape_id, shape.left, shape.top, shape.width, shape.height)
                assert places.setdefault(name, here) == here
        ids = re.findall(r'cNvPr id="(\d+)"', slide.shapes._spTree.xml)
        assert len(ids) == len(set(ids))


def test_the_same_walk_gives_the_same_bytes_without_a_date(deck, tmp_path):
    path, _ = deck
    (again,) = export(lecture_record(), tmp_path / "again.pptx", steps="all")
    assert again.read_bytes() == path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None


@pytest.mark.parametrize(("theme", "ground"), [("dark", "12171E"), ("print", "FFFFFF")])
def test_a_theme_is_the_ground_of_the_slide(theme, ground, tmp_path):
    (path,) = export(lecture_record(), tmp_path / "f.pptx", step=3, theme=theme)
    (slide,) = Presentation(path).slides
    assert str(slide.background.fill.fore_color.rgb) == ground
    (path,) = export(lecture_record(), tmp_path / "f.pptx", step=3, theme=theme, transparent=True)
    assert Presentation(path).slides[0].follow_master_background


def corners(box, turned, flips, at):
    """Where a point of a shape comes to lie as ECMA-376 says: flipped, then turned clockwise."""
    text = _xfrm(box, turned=turned, flips=flips)
    x, y, width, height = map(int, re.findall(r'(?:x|y|cx|cy)="(-?\d+)"', text))
    dx, dy = at[0] * width - width / 2, at[1] * height - height / 2
    dx = -dx if "flipH" in text else dx
    dy = -dy if "flipV" in text else dy
    if "rot" in text:
        dx, dy = -dy, dx
    return x + width / 2 + dx, y + height / 2 + dy


@pytest.mark.parametrize("end", [(200, 300), (-200, 300), (200, -300), (-200, -300)])
@pytest.mark.parametrize("upright", [False, True])
def test_a_connector_runs_from_its_start_to_its_end_whichever_way_that_is(end, upright):
    x, y = end
    middle = Curve(0, y / 2, x, y / 2, x, y) if upright else Curve(x / 2, 0, x / 2, y, x, y)
    line = line_of((Path((Move(0, 0), middle), stroke="#000000", width=1),))
    assert (line.form, line.upright) == ("curvedConnector3", upright)
    box = (min(0, x), min(0, y), abs(x), abs(y))
    assert corners(box, *line.placing, (0, 0)) == (0, 0)
    assert corners(box, *line.placing, (1, 1)) == end


def test_a_line_of_several_pieces_without_a_bend_is_straight():
    pieces = Move(0, 8), Curve(20, 8, 20, 8, 40, 8), Curve(60, 8, 60, 8, 80, 8)
    line = line_of((Path(pieces, stroke="#000000", width=1),))
    assert (line.form, line.upright) == ("straightConnector1", False)
    bent = (*pieces, Curve(90, 8, 90, 30, 100, 30))
    assert line_of((Path(bent, stroke="#000000", width=1),)).form is None


@pytest.mark.parametrize("upright", [False, True])
def test_a_curve_between_cards_that_are_close_is_straight(upright):
    # LibreOffice led it around both cards, in loops across the slide.
    middle = Curve(0, 36, 200, 36, 200, 72) if upright else Curve(36, 0, 36, 200, 72, 200)
    line = line_of((Path((Move(0, 0), middle), stroke="#000000", width=1),))
    assert line.between_cards(4_999).form == "straightConnector1"
    assert line.between_cards(5_000) == line


@pytest.mark.parametrize(("pixel", "size"), [(3_000, "sm"), (9_525, "med"), (29_000, "lg")])
def test_an_arrowhead_of_a_thin_line_is_measured_as_programs_do(pixel, size):
    # They take no line for thinner than 2 pt: the heads of a wide graph were as large as its cards.
    tip = Move(100, 0), Line(92, 4), Line(92, -4), Close()
    track = Move(0, 0), Curve(50, 0, 50, 0, 92, 0)
    shapes = Path(track, stroke="#000000", width=1.5), Path(tip, "#000000")
    item = Item("edge:a>b:0", "edge", Bounds(0, -4, 100, 8), shapes)
    text = Drawing(Frame(pixel, 0, 0), None).shapes(picture_of(item))
    assert re.findall('tailEnd type="triangle" w="(.+?)" len="(.+?)"', text) == [(size, size)]


def test_a_line_is_glued_to_the_side_that_it_ends_at():
    line = line_of(
        (Path((Move(100, 20), Curve(120, 20, 120, 20, 198, 20)), stroke="#000000", width=1),)
    )
    cards = [
        ("a", Bounds(0, 0, 100, 40)),
        ("b", Bounds(200, 0, 100, 40)),
        ("c", Bounds(0, 90, 9, 9)),
    ]
    assert Ends.among(cards, line) == Ends(("a", 3), ("b", 1))


def picture_of(*items):
    return Picture((300, 200), None, items, title="A & B <c>")


def test_cells_are_a_freeform_a_colour_and_strange_names_stay_text():
    cells = Cells(Bounds(10, 10, 20, 20), 2, ("#FF0000", "#00FF00", None, "#FF0000"))
    corner = Path((Move(0, 0), Line(50, 0), Line(50, 50), Line(0, 50), Close()), "#FFFFFF")
    item = Item('card:"<&>"', "card", Bounds(0, 0, 50, 50), (corner, cells), speech="a\nb \x00")
    (slide,) = Presentation(io.BytesIO(pictures_pptx([picture_of(item)]))).slides
    (group,) = slide.shapes
    assert group.name == 'card:"<&>"'
    colors = [str(shape.fill.fore_color.rgb) for shape in group.shapes]
    assert colors == ["FFFFFF", "FF0000", "00FF00"]
    assert len(group.shapes[1]._element.xpath(".//a:moveTo")) == 2
    assert len(group.shapes[0]._element.xpath(".//a:cxn")) == 4
    assert slide.notes_slide.notes_text_frame.text == "A & B <c>"


def test_what_no_program_could_open_is_refused(monkeypatch):
    box = Item("card:a", "card", Bounds(0, 0, 9, 9), (Box(Bounds(0, 0, 9, 9)),))
    monkeypatch.setattr(pptx, "MOST_SLIDES", 2)
    with pytest.raises(ExportError, match="may have 2 slides; export fewer"):
        pictures_pptx([picture_of(box)] * 3)
    monkeypatch.setattr(pptx, "MOST_ITEMS", 1)
    with pytest.raises(ExportError, match="1 cards, lines and labels, not 2; write a PDF"):
        pictures_pptx([picture_of(box, box)])
    monkeypatch.setattr(pptx, "MOST_SIGNS", 100)
    with pytest.raises(ExportError, match="too many shapes for a PPTX"):
        pictures_pptx([picture_of(box)])
