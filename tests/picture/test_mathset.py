"""Formulas are set as on the blackboard: spaces, scripts, bars and fractions in their places."""

from __future__ import annotations

import pytest

from graphlab.picture.glyphs import ITALIC, glyph
from graphlab.picture.mathset import typeset
from graphlab.picture.shapes import Close, Curve, Line, Move


def test_a_formula_is_as_wide_as_its_letters_and_the_spaces_between_them() -> None:
    plus = typeset("a + b").width
    letters = sum(glyph(ITALIC[c]).advance for c in "ab") + glyph("+").advance
    assert plus == pytest.approx(letters + 2 * 0.2)


def test_a_minus_in_front_is_a_sign_and_between_two_letters_an_operation() -> None:
    sign = typeset("-a").width
    assert sign == pytest.approx(glyph("−").advance + glyph(ITALIC["a"]).advance)
    assert typeset("b - a").width > sign + glyph(ITALIC["b"]).advance + 0.3


def test_subscripts_hang_and_superscripts_stand() -> None:
    plain = typeset("w")
    assert typeset("w_{4}").descent > plain.descent + 0.1
    assert typeset("w^{2}").ascent > plain.ascent + 0.2
    assert typeset("w_{4}^{2}").width < typeset("w_{4}").width + typeset("w^{2}").width


def test_the_bar_over_an_adjoint_is_as_wide_as_its_letter_and_thick_enough() -> None:
    plain, barred = typeset("w"), typeset(r"\bar{w}")
    assert barred.width == plain.width
    bar = barred.commands[len(plain.commands) :]
    xs = [c.x for c in bar if isinstance(c, Move | Line)]
    ys = [c.y for c in bar if isinstance(c, Move | Line)]
    ink = glyph(ITALIC["w"])
    assert max(xs) - min(xs) == pytest.approx(ink.right - ink.left)
    assert max(ys) - min(ys) >= 0.06


def test_fractions_are_larger_on_their_own_line() -> None:
    inline, display = typeset(r"\frac{1}{w_{4}}"), typeset(r"\frac{1}{w_{4}}", display=True)
    assert display.ascent + display.descent > inline.ascent + inline.descent


def test_brackets_grow_around_a_fraction() -> None:
    assert typeset(r"\left(\frac{x}{y}\right)").ascent > typeset(r"\frac{x}{y}").ascent - 0.05
    assert typeset("(x)").ascent == pytest.approx(-glyph("(").top)


@pytest.mark.parametrize(
    "latex",
    ["", "{", "}", "^", "_{", r"\frac", r"\left(", r"\right)", r"\unknown{x}", r"\bar", "\\", "&"],
)
def test_nothing_that_is_typed_raises(latex: str) -> None:
    typeset(latex)


def test_outlines_are_closed_and_lie_within_the_box() -> None:
    block = typeset(r"2 \cos^{2}(x y) + \ln(\cos(x y)) - \sqrt{\frac{x}{y}}")
    starts = sum(isinstance(c, Move) for c in block.commands)
    assert starts == sum(isinstance(c, Close) for c in block.commands)
    ends = [c for c in block.commands if isinstance(c, Move | Line | Curve)]
    assert min(c.x for c in ends) >= -0.05
    assert max(c.x for c in ends) <= block.width + 0.05
    assert min(c.y for c in ends) >= -block.ascent - 0.02
    assert max(c.y for c in ends) <= block.descent + 0.02
