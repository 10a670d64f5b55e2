"""The table of widths says what the fonts say, and every character on screen is in it."""

from __future__ import annotations

import json

import pytest
import ziafont

from graphlab.picture.fonts import text_width
from graphlab.picture.glyphs import PLAIN
from graphlab.resources import resource

TABLE = json.loads(resource("fonts/advances.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("face", ["condensed", "condensed bold"])
def test_the_table_agrees_with_the_font(face: str) -> None:
    font = ziafont.Font(resource(f"fonts/{TABLE[face]['file']}"))
    for character in "0123456789−.e=?–∞wxN":
        assert TABLE[face]["widths"][character] == font.glyph(character).advance()


def outline(glyph: ziafont.glyph.SimpleGlyph) -> list[str]:
    return [str(operator) for operator in glyph.operators]


@pytest.mark.parametrize("style", ["Italic", "Bold", "Double"])
def test_plain_letters_of_a_style_look_like_its_letters(style: str) -> None:
    whole = ziafont.Font(resource("fonts/STIXTwoMath-Regular.ttf"))
    font = ziafont.Font(resource(f"fonts/graphlabMath{style}.ttf"))
    letters = {styled: plain for styled, (name, plain) in PLAIN.items() if name == style}
    assert len(letters) >= 20
    for styled, plain in letters.items():
        there, here = whole.glyph(styled), font.glyph(plain)
        assert here.index != 0
        assert here.advance() == there.advance()
        assert outline(here) == outline(there) != []


def test_digits_are_tabular() -> None:
    widths = {text_width(digit, 15, "condensed") for digit in "0123456789"}
    assert len(widths) == 1


def test_every_face_has_every_character_that_graphlab_writes() -> None:
    for face in TABLE.values():
        assert set("0123456789−–…∞≈=?·∂₀₁₂₃₄₅₆₇₈₉wvNaN no gradient of") <= face["widths"].keys()


def test_a_combining_bar_takes_no_room() -> None:
    assert text_width("w\u0304", 15) == text_width("w", 15)
