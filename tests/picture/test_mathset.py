"""Formulas are set as on the blackboard: spaces, scripts, bars and fractions in their places."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import graphlab.engine.formulas
from graphlab.picture import mathset
from graphlab.picture.glyphs import ITALIC, glyph
from graphlab.picture.mathbox import SCRIPT, upright
from graphlab.picture.mathset import typeset
from graphlab.picture.shapes import Close, Curve, Line, Move
from graphlab.resources import resource

FORMULAS = [
    *sorted(Path(next(iter(graphlab.engine.formulas.__path__))).glob("*.py")),
    *sorted(resource("lessons").glob("*.md")),
]
ROMAN = {"sin", "cos", "tan", "ln", "log", "exp", "min", "max", "det", "operatorname", "mathrm"}


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


def test_a_tall_superscript_stands_clear_of_the_subscript() -> None:
    both = typeset(r"w_{10}^{\frac{1}{3}}")
    digits = (glyph("1").commands, glyph("0").commands)
    index = [part for part in both.parts if part.scale == SCRIPT and part.commands in digits]
    roof = min(part.y + part.scale * glyph("1").top for part in index)
    three = next(part for part in both.parts if part.commands is glyph("3").commands)
    assert len(index) == 2
    assert three.y + three.scale * glyph("3").bottom < roof


def test_a_hat_is_a_sign_over_the_middle_of_its_letter() -> None:
    plain, hatted = typeset("x"), typeset(r"\hat{x}")
    assert hatted.width == plain.width
    assert hatted.ascent > plain.ascent + 0.15
    hat = hatted.commands[len(plain.commands) :]
    xs = [c.x for c in hat if isinstance(c, Move | Line)]
    ink = glyph(ITALIC["x"])
    assert (max(xs) + min(xs)) / 2 == pytest.approx((ink.left + ink.right) / 2, abs=0.06)


@pytest.mark.parametrize("path", FORMULAS, ids=lambda path: path.name)
def test_no_command_in_our_own_formulas_is_set_as_its_name(path: Path) -> None:
    for command in re.findall(r"\\{1,2}([A-Za-z]{2,})", path.read_text(encoding="utf-8")):
        words = typeset(f"\\{command}").width, upright(command, "ord").width
        assert command in ROMAN or words[0] != pytest.approx(words[1]), command


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


def test_a_matrix_stands_about_the_axis_of_its_line() -> None:
    block = typeset(r"\begin{bmatrix} 1 & 2 \\ 3 & -4.5 \end{bmatrix}")
    assert (block.ascent - block.descent) / 2 == pytest.approx(0.25, abs=0.01)
    three = typeset(r"\begin{bmatrix} 1 \\ 2 \\ 3 \end{bmatrix}", display=True)
    assert 20 * (three.ascent + three.descent) < 72


def test_numbers_of_a_column_end_at_one_edge() -> None:
    block = typeset(r"\begin{matrix} 1 \\ -10 \end{matrix}")
    alone = typeset(r"\begin{matrix} -10 \end{matrix}")
    assert block.width == pytest.approx(alone.width)
    assert block.parts[0].x > block.parts[-1].x - 0.01


def test_words_keep_their_spaces_in_text_only() -> None:
    assert typeset(r"\text{a b}").width == pytest.approx(typeset(r"\text{ab}").width + 0.25)
    assert typeset(r"\operatorname{a b}").width == typeset(r"\operatorname{ab}").width
    assert typeset(r"\operatorname{lstm\_cell}").width > typeset(r"\operatorname{lstmcell}").width


def test_sets_of_numbers_have_doubled_strokes() -> None:
    (letter,) = typeset(r"\mathbb{R}").parts
    assert letter.commands == glyph("ℝ").commands


def test_what_is_set_below_a_term_is_small_and_beneath_it() -> None:
    plain, below = typeset("w"), typeset(r"\underset{\text{3×2}}{w}")
    assert below.ascent == plain.ascent
    assert below.descent > plain.descent + 0.4


@pytest.mark.parametrize(
    "latex",
    [r"\begin{bmatrix", r"\begin{bmatrix} 1 &", r"\underset", r"\begin", r"\end{x}", r"& \\ &"],
)
def test_unfinished_matrices_raise_nothing(latex: str) -> None:
    typeset(latex)


@pytest.mark.parametrize(
    "latex",
    [
        r"w_{123} = \sin(w_{9876})",
        r"\frac{w_{12}}{w_{345}^{2}} + 0.75 w_{10}^{12}",
        r"\bar{w}_{407} \odot w_{11}",
    ],
)
def test_long_indices_are_set_as_if_each_formula_were_set_by_itself(latex: str) -> None:
    """Up to 1 % of an em: digits differ a little in height, and so do scripts above them."""
    composed = typeset(latex)
    box = mathset._Setter(latex, display=False).everything()
    assert composed.latex == latex
    assert [part.commands for part in composed.parts] == [part.commands for part in box.parts]
    for one, other in zip(composed.parts, box.parts, strict=True):
        assert one[:3] == pytest.approx(other[:3], abs=0.01)
    assert composed.width == pytest.approx(box.width + box.slant)


def test_formulas_that_differ_in_indices_only_are_set_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    setter = mathset._Setter
    monkeypatch.setattr(mathset, "_Setter", lambda *a, **k: made.append(a) or setter(*a, **k))
    for number in range(4100, 4120):
        typeset(rf"w_{{{number}}} = \arctan(w_{{{number - 1}}}) + 5")
    assert len(made) == 1


@pytest.mark.parametrize(
    ("short", "long"),
    [
        (r"\frac12 x", r"\frac{1}{2} x"),
        (r"\left\| x \right\|", r"\left\lVert x \right\rVert"),
        (r"\mathcal{L}", "L"),
    ],
)
def test_short_ways_of_writing_are_set_as_the_long_ones(short: str, long: str) -> None:
    assert typeset(short).parts == typeset(long).parts


def test_two_bars_are_a_norm() -> None:
    assert typeset(r"\|x\|").width > typeset("|x|").width
