"""What is shown and said before a file is written is what the file then holds."""

import re
from io import BytesIO

import pytest
from pptx import Presentation

from graphlab.export.paper import PAPERS, OnPaper
from graphlab.export.pptx import pictures_pptx
from graphlab.export.prospects import Form, prospect
from graphlab.export.sizing import Width, fitted
from graphlab.export.slides import EMU
from graphlab.export.tikz import slides_tex
from graphlab.picture.compose import Composer
from graphlab.picture.options import Options
from graphlab.picture.theme import THEMES
from graphlab.study.moment import Moment
from tests.lecture import lecture_record


def picture(larger=1.0, width=None):
    options = Options(orientation="lr", type=larger)
    composer = Composer(lecture_record(), THEMES["light"], options)
    (made,) = fitted([composer.picture(Moment(13))], width, None, larger)
    return made


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (Form(".svg"), r"33\.2 × 6\.9 cm; type from \d+\spt\."),
        (Form(".tex"), r"33\.2 × 6\.9 cm; type from \d+\spt\."),
        (Form(".pdf"), r"33\.2 × 6\.9 cm; type from \d+\spt\."),
        (Form(".png", scale=2), r"2,51\d × 5[12]\d pixels; type from 2\d px\."),
        (Form(".gif", scale=1), r"1,25\d × 26\d pixels; type from 1\d px\."),
        (Form(".html"), r"As large as the window .* type from 2\d px on a whole 1920 × 1080"),
        (Form(".pptx"), r"A 16:9 slide; type from [\d.]+\spt\."),
        (Form(".tex", count=17), r"A 16 × 9 cm slide; type from [\d.]+\spt\."),
        (Form(".pdf", OnPaper(PAPERS["a4"])), r"One A4 landscape; type from [\d.]+\spt\."),
    ],
    ids=lambda value: f"{value.suffix} {value.count}" if isinstance(value, Form) else "",
)
def test_a_size_is_told_in_the_words_of_its_format(form, words):
    assert re.match(words, prospect(picture(), form).words)


def test_a_width_and_larger_type_change_what_is_told():
    def points(**more):
        words = prospect(picture(**more), Form(".svg")).words
        return float(re.search(r"from ([\d.]+)", words)[1])

    assert points(larger=2) == 2 * points()
    assert points(width=Width(6, "cm")) < points(width=Width(12, "cm")) < points()
    assert points(width=Width(30, "cm"), larger=2) > 1.1 * points(width=Width(30, "cm"))
    narrow = prospect(picture(width=Width(12, "cm")), Form(".svg")).words
    assert narrow == "12 × 2.5 cm; type from 4\N{NO-BREAK SPACE}pt. That is too small to be read."


def test_a_slide_is_shown_as_it_is_written():
    made = picture()
    (page,) = prospect(made, Form(".pptx")).pages
    (slide,) = Presentation(BytesIO(pictures_pptx([made]))).slides
    card = next(shape for shape in slide.shapes if shape.name == "card:w4")
    piece, box = page.sheet.pieces[0], made.item("card:w4").bounds
    assert page.size == (1280, 720)
    assert card.left / EMU == pytest.approx(piece.x + box.x * piece.scale, abs=0.01)
    assert card.top / EMU == pytest.approx(piece.y + box.y * piece.scale, abs=0.01)
    (page,) = prospect(made, Form(".tex", count=2)).pages
    written = float(re.search(r"setlength\{\\gl\}\{([\d.]+)bp\}", slides_tex([made, made]))[1])
    assert page.sheet.pieces[0].scale * 0.75 == pytest.approx(written, abs=1e-4)


def test_what_the_back_row_cannot_read_on_a_slide_is_said():
    composer = Composer(lecture_record(), THEMES["light"], Options(orientation="tb"))
    made = composer.picture(Moment(13))
    tall = prospect(made, Form(".pptx")).words
    assert "The back row cannot read that: fold modules, or show a part" in tall


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        (Form(".gif", scale=8, count=99), "A GIF of 99 frames with 10,044 × 2,077 pixels"),
        (Form(".png", scale=30), "At scale 30 the PNG would be 37,664 × 7,789 pixels"),
    ],
)
def test_an_image_that_would_be_too_large_is_told_before(form, sentence):
    found = prospect(picture(), form)
    assert (found.pages, found.words.startswith(sentence)) == ((), True)


def test_a_slide_keeps_its_ground_and_a_page_may_have_none():
    assert prospect(picture(), Form(".svg", transparent=True)).clear
    assert not prospect(picture(), Form(".pptx", transparent=True)).clear
