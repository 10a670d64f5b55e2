import re
import shutil
import subprocess

import pytest

from graphlab.export.registry import export
from graphlab.export.sizing import Width
from graphlab.export.tikz import picture_tex
from graphlab.formula.latex_signs import math_latex
from graphlab.picture.shapes import Bounds, Box, Item, Picture, Text
from tests.lecture import lecture_record
from tests.tensors import run

LATEX = shutil.which("pdflatex")


@pytest.mark.parametrize("steps", [None, "all"])
def test_everything_that_is_opened_is_closed_and_every_colour_is_known(tmp_path, steps):
    (path,) = export(lecture_record(), tmp_path / "f.tex", steps=steps)
    text = path.read_text()
    assert text.isascii()
    begun, ended = (re.findall(rf"\\{word}{{(\w+)}}", text) for word in ("begin", "end"))
    assert sorted(begun) == sorted(ended)
    assert ("frame" in begun) == (steps == "all")
    assert text.count("1filll") == 2 * (steps == "all")  # above and below, or it stands too high
    assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}")
    known = set(re.findall(r"\\definecolor{(gl\w+)}", text))
    used = set(re.findall(r"(?:fill=|draw=|\\fill\[|}{)(gl[0-9a-f]{6})", text))
    assert used <= known
    (again,) = export(lecture_record(), tmp_path / "g.tex", steps=steps)
    assert again.read_text() == text


def test_overlays_count_from_one_and_what_stays_has_none(tmp_path):
    (path,) = export(lecture_record(), tmp_path / "f.tex", steps="all")
    overlays = re.findall(r"\\only<([\d,-]+)>", path.read_text())
    assert "14" in overlays  # the sum of step 13
    numbers = [int(n) for overlay in overlays for n in re.findall(r"\d+", overlay)]
    assert (min(numbers), max(numbers)) == (1, 17)


def test_signs_of_latex_in_a_text_are_escaped():
    shapes = (Box(Bounds(0, 0, 9, 9)), Text(1, 1, r"50% of \x_1 & {y}", 9, "#000000"))
    item = Item("card:a%", "card", Bounds(0, 0, 9, 9), shapes)
    text = picture_tex([Picture((9, 9), None, (item,))], title="a % b\n\\end")
    assert r"50\% of \textbackslash{}x\_1 \& \{y\}" in text
    assert text.splitlines()[0] == r"% a % b \end"


@pytest.mark.parametrize(
    ("latex", "made"),
    [
        (r"½ − \text{3×2 · [−1, ∞]} × w_{5}",
         r"\tfrac{1}{2} - \text{3$\times$2 $\cdot$ [$-$1, $\infty$]} \times  w_{5}"),
        (r"\text{–}", r"\text{--}"),
        (r"\text{a\_b “w̄₄”}", r"\text{a\_b ``$\bar{w}_{4}$''}"),
    ],
)  # fmt: skip
def test_signs_in_words_within_a_formula_stand_in_math_mode(latex, made):
    assert math_latex(latex) == made


@pytest.mark.parametrize("height", [592.58, 592.0, 100.005, 33.333])
def test_a_page_is_never_lower_than_its_picture(height):
    text = picture_tex([Picture((200, height), None, ())])
    (page,) = re.findall(r"paperheight=([\d.]+)bp", text)
    assert height * 0.75 <= float(page) < height * 0.75 + 0.02


@pytest.mark.parametrize(("width", "expected"), [(None, 432), (Width(6, "cm"), 6 / 2.54 * 72)])
def test_a_slide_holds_a_picture_as_wide_as_it_is_to_be(tmp_path, width, expected):
    (path,) = export(lecture_record(), tmp_path / "f.tex", steps="1-2", width=width)
    text = path.read_text()
    (length,) = re.findall(r"setlength{\\gl}{([\d.]+)bp}", text)
    (wide,) = re.findall(r"useasboundingbox \(0,0\) rectangle \(([\d.]+),", text)
    assert float(length) * float(wide) == pytest.approx(expected, abs=0.2)


@pytest.mark.long
@pytest.mark.skipif(LATEX is None, reason="needs pdflatex with TikZ and Beamer")
@pytest.mark.parametrize(
    ("record", "steps", "pages"),
    [(lecture_record, None, 1), (lecture_record, "all", 17), (lambda: run("xᵀAx"), "all", 9)],
)
def test_latex_compiles_it_as_it_is(tmp_path, record, steps, pages):
    export(record(), tmp_path / "f.tex", steps=steps, theme="light")
    command = [LATEX, "-interaction=nonstopmode", "-halt-on-error", "f.tex"]
    made = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert made.returncode == 0, made.stdout[-2000:]
    assert f"({pages} page" in made.stdout
    assert "Overfull" not in made.stdout
