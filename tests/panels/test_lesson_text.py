"""The text of a lesson: mathematics on its lines, whole, and copied as it can be typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPalette
from PySide6.QtTest import QTest

from graphlab.panels.lesson_maths import placed
from graphlab.panels.lesson_text import LessonText
from graphlab.study.lesson.model import CodeBlock, Display, Listing, Note, Paragraph, Run, Table

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from graphlab.study.lesson.model import Block

SUM = r"\bar w_4 = \bar w_5 \cdot 2 w_4 + \bar w_7 \cdot \frac{1}{w_4} = 3.301 + 1.212 = 4.513"


def shown(qtbot: QtBot, *blocks: Block, width: int = 300) -> LessonText:
    text = LessonText()
    qtbot.addWidget(text)
    text.show_blocks(blocks)
    text.resize(width, text.heightForWidth(width))
    with qtbot.waitExposed(text):
        text.show()
    return text


def line(*parts: str) -> Paragraph:
    """Words; what begins with a dollar sign is mathematics."""
    return Paragraph(tuple(Run(p[1:], "math") if p[0] == "$" else Run(p) for p in parts))


def x_of(text: LessonText, place: int) -> int:
    line = text.document.firstBlock().layout().lineForTextPosition(place)
    return int(line.cursorToX(place)[0])


def lowest_ink(image: QImage, left: int, right: int) -> int:
    ground = image.pixelColor(image.width() - 1, 0)
    for y in range(image.height() - 1, -1, -1):
        for x in range(left, right):
            if abs(image.pixelColor(x, y).lightness() - ground.lightness()) > 100:
                return y
    raise AssertionError("nothing is painted there")


@pytest.mark.parametrize(
    "latex", [r"\mathrm{H}", r"\mathrm{H}_{w_4}", r"\mathrm{H}\frac{1}{\sqrt{\frac{1}{2}}}"]
)
@pytest.mark.parametrize("words", ["H ", ""])
def test_a_formula_stands_on_the_baseline_of_the_words(
    qtbot: QtBot, latex: str, words: str
) -> None:
    parts = [part for part in (words, "$" + latex, " H") if part]
    text = shown(qtbot, line(*parts))
    place = len(words)
    left, behind = x_of(text, place), x_of(text, place + 1)
    image = text.grab().toImage()
    of_words = lowest_ink(image, behind, behind + 14)
    assert abs(lowest_ink(image, left, left + 9) - of_words) <= 1


def test_a_wide_formula_is_broken_before_its_relations_and_then_made_smaller() -> None:
    whole = placed(SUM, 100, display=True)
    assert len(whole.rows) == 1
    broken = placed(SUM, whole.width * 0.6, display=True)
    assert len(broken.rows) == 2
    assert broken.width <= whole.width * 0.6
    narrow = placed(SUM, whole.width * 0.3, display=True)
    assert len(narrow.rows) > 2


@pytest.mark.parametrize("latex", [SUM, r"\frac{" + "x y z " * 30 + "}{2}"])
def test_no_formula_is_wider_than_the_page(qtbot: QtBot, latex: str) -> None:
    text = shown(qtbot, Display(latex), Note((Display(latex),)), width=240)
    assert text.document.idealWidth() <= 240
    assert text.document.size().height() <= text.height()


def test_formulas_are_copied_as_latex_and_alone_without_dollar_signs(qtbot: QtBot) -> None:
    blocks = (
        line("Look at (", "$" + SUM, ")."),
        Listing(((line("one"),), (line("$x^2", " two"),))),
        CodeBlock("a = 1\nb = 2"),
        Table(((Run("head"),),), (((Run("w_1", "math"),),),)),
    )
    text = shown(qtbot, *blocks)
    text.setFocus()
    QTest.keyClick(text, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert f"Look at (${SUM}$).\none\n$x^2$ two\n" in copied
    assert "a = 1\nb = 2" in copied
    assert "\u200b" not in copied
    assert "\ufffc" not in copied
    alone = shown(qtbot, Display(r"\bar w_4"))
    assert alone.plain == r"\bar w_4"


def test_what_goes_on_of_a_long_line_of_code_stands_deeper(qtbot: QtBot) -> None:
    text = shown(qtbot, CodeBlock("def f():\n    weights = nn.Parameter(torch.ones(2, 3, 4))"))
    second = text.document.findBlock(text.document.characterCount() - 6)
    assert second.text().startswith("    weights")
    first, rest = (second.layout().lineAt(n) for n in range(2))
    assert rest.cursorToX(rest.textStart())[0] > first.cursorToX(4)[0]


def test_long_names_in_code_break_between_their_parts(qtbot: QtBot) -> None:
    text, code = LessonText(), "F.binary_cross_entropy_with_logits(z, t)"
    qtbot.addWidget(text)
    text.show_blocks((Paragraph((Run(code, "code"),)),))
    block, begins = text.document.firstBlock(), set[str]()
    for width in range(120, 260, 5):
        text.heightForWidth(width)
        lines = (block.layout().lineAt(n) for n in range(1, block.layout().lineCount()))
        begins |= {block.text()[each.textStart() :][:4] for each in lines}
    assert begins
    assert begins <= {"cros", "entr", "with", "logi", "bina", "z, t", "t)"}
    assert text.plain == code


def test_no_line_begins_with_the_point_behind_a_formula(qtbot: QtBot) -> None:
    text = LessonText()
    qtbot.addWidget(text)
    text.show_blocks((line("Where it is (", "$x = (1, 3)", "), and ", "$y = 1", "."),))
    block, begins = text.document.firstBlock(), set[str]()
    for width in range(110, 260):
        text.heightForWidth(width)
        lines = (block.layout().lineAt(n) for n in range(block.layout().lineCount()))
        begins |= {block.text()[each.textStart()] for each in lines}
    assert not begins & set("),.\u2060")


def test_it_says_its_mathematics_in_words(qtbot: QtBot) -> None:
    text = shown(qtbot, line("Here ", r"$\bar w_4", " is zero."))
    assert text.accessibleName() == "Here w 4 bar is zero."


def test_it_follows_the_colours_of_the_palette_at_once(qtbot: QtBot) -> None:
    text = shown(qtbot, line("$H", " H"), Note((line("noted"),)))
    palette = QPalette(text.palette())
    palette.setColor(QPalette.ColorRole.Text, QColor("#FF0000"))
    palette.setColor(QPalette.ColorRole.Window, QColor("#00FF00"))
    palette.setColor(QPalette.ColorRole.Base, QColor("#000000"))
    text.setPalette(palette)
    image = text.grab().toImage()
    colours = {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }
    assert {"#ff0000", "#00ff00"} <= colours


def test_what_is_painted_ahead_looks_the_same_until_something_changes(qtbot: QtBot) -> None:
    text = shown(qtbot, line("The slope is ", "$\\frac{1}{w_4}", ", so it falls."))
    plain = text.grab().toImage()
    text.paint_ahead()
    assert text._image is not None
    text._image.fill(QColor("green"))
    assert text.grab().toImage() != plain, "the image is what is shown"
    text.paint_ahead()
    assert text.grab().toImage() == plain
    text._image.fill(QColor("green"))
    text.select_all()
    chosen = text.grab().toImage()
    assert chosen != plain
    text.cursor_.clearSelection()
    text.set_scale(1.5)
    text.resize(300, text.heightForWidth(300))
    assert text._image is None
    assert text.grab().toImage().size() != plain.size()


def test_formulas_keep_their_size_when_other_ones_take_their_places(qtbot: QtBot) -> None:
    text = shown(qtbot, line("$w", " and ", "$w"))
    text.show_blocks((line("$\\frac{w_1 + w_2}{w_3}", " and ", "$w"),))
    fresh = shown(qtbot, line("$\\frac{w_1 + w_2}{w_3}", " and ", "$w"))
    assert text.heightForWidth(300) == fresh.heightForWidth(300)
    text.resize(fresh.size())
    assert text.grab().toImage() == fresh.grab().toImage()
