"""The formula bar while a person types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu

from graphlab.panels.badge import Badge
from graphlab.panels.formula_bar import MARGIN, FormulaBar
from graphlab.picture.theme import THEMES
from graphlab.record import Check

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def bar(qtbot: QtBot) -> FormulaBar:
    bar = FormulaBar()
    qtbot.addWidget(bar)
    bar.set_theme(THEMES["light"])
    bar.resize(1000, 44)
    bar.show()
    return bar


def test_what_is_typed_is_set_in_mathematics_without_enter(qtbot: QtBot, bar: FormulaBar) -> None:
    qtbot.keyClicks(bar.edit, "2cos(xy)")
    qtbot.waitUntil(lambda: bar.reads_as.formula is not None)
    assert "xy read as" in bar.choices.text()


def test_the_other_reading_is_one_click_away(qtbot: QtBot, bar: FormulaBar) -> None:
    bar.set_text("cos(xy)")
    with qtbot.waitSignal(bar.entered) as entered:
        bar.choices.linkActivated.emit("f(xy) = cos(xy)")
    assert entered.args == ["f(xy) = cos(xy)"]


def test_a_column_is_seen_whole_or_stands_there_as_text(bar: FormulaBar) -> None:
    text = "r = w·[1, 2, 3] + b - [1, 3, 2]"
    bar.set_text(text, {"w", "b"})
    assert not bar.choices.isVisible(), "b is a number of this graph"
    shown = bar.reads_as.formula
    assert shown is not None
    assert shown.extent(bar.reads_as.smallest)[1] <= bar.height() - 2 * MARGIN
    bar.edit.setText(text + " + c")
    bar.read()
    assert "read as a vector" in bar.choices.text(), "what is typed anew is read anew"
    bar.edit.setText("w·[1, 2, 3, 4, 5] + b")
    bar.read()
    assert bar.reads_as.formula is None
    assert "5" in bar.reads_as.text
    bar.set_text("x²")
    assert bar.reads_as.formula is not None


@pytest.mark.parametrize(
    ("text", "start"),
    [("cos(x", 5), ("x + tan2(y)", 4), ("a = x; b = foo(a)", 11)],
)
def test_a_mistake_is_underlined_where_it_stands(
    qtbot: QtBot, bar: FormulaBar, text: str, start: int
) -> None:
    bar.edit.setText(text)
    with qtbot.waitSignal(bar.problem_found):
        assert bar.read() is None
    assert bar.edit.marked is not None
    assert abs(bar.edit.marked[0] - start) <= 2
    bar.edit.setText("x")
    with qtbot.waitSignal(bar.problem_gone):
        bar.read()
    assert bar.edit.marked is None


def test_underlining_changes_neither_the_text_nor_the_cursor(qtbot: QtBot, bar: FormulaBar) -> None:
    qtbot.keyClicks(bar.edit, "tan2(x)")
    bar.edit.setCursorPosition(2)
    bar.read()
    assert (bar.edit.text(), bar.edit.cursorPosition()) == ("tan2(x)", 2)
    qtbot.keyClick(bar.edit, Qt.Key.Key_Backspace)
    assert bar.edit.text() == "tn2(x)"


def test_pasted_lines_become_one(qtbot: QtBot, bar: FormulaBar) -> None:
    QApplication.clipboard().setText("u = x·y\n\nsin(u)\n")
    qtbot.keyClick(bar.edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert bar.edit.text() == "u = x·y; sin(u)"


@pytest.mark.parametrize(
    "text",
    ["", " ", "(" * 3000, "__import__('os')", "x" * 100_000, "\x00", "אבג + x", "9**9**9**9"],
)
def test_no_text_makes_the_bar_fall_over(bar: FormulaBar, text: str) -> None:
    bar.edit.setText(text)
    bar.read()
    bar.grab()


def test_enter_with_a_mistake_enters_nothing(qtbot: QtBot, bar: FormulaBar) -> None:
    qtbot.keyClicks(bar.edit, "cos(")
    with qtbot.assertNotEmitted(bar.entered):
        qtbot.keyClick(bar.edit, Qt.Key.Key_Return)


def test_down_offers_what_was_entered_before(qtbot: QtBot, bar: FormulaBar) -> None:
    bar.set_recent(("x·x", "sin(x)"))
    qtbot.keyClick(bar.edit, Qt.Key.Key_Down)
    menu = bar.findChild(QMenu)
    assert [action.text() for action in menu.actions()] == ["x·x", "sin(x)"]
    with qtbot.waitSignal(bar.entered) as entered:
        menu.actions()[1].trigger()
    assert entered.args == ["sin(x)"]
    menu.close()


@pytest.mark.parametrize(
    ("check", "text", "tip"),
    [
        (Check(True, 2e-16, 0.0), "✓ checked", "largest difference 2e−16"),
        (Check(False, 0.5, 0.5), "✕ differs", "largest difference 0.5"),
        (
            Check(None, 0.0, 0.0, "it cannot be copied"),
            "not checkable: it cannot be copied",
            "it cannot be copied",
        ),
    ],
)
def test_the_badge_says_how_the_check_ended(
    qtbot: QtBot, check: Check, text: str, tip: str
) -> None:
    badge = Badge()
    qtbot.addWidget(badge)
    badge.show_check(check)
    assert badge.text() == text
    assert tip in badge.toolTip()


def test_the_badge_has_remarks_about_the_run_in_its_tip(qtbot: QtBot) -> None:
    badge = Badge()
    qtbot.addWidget(badge)
    badge.show_check(Check(True, 0.0, 0.0), [f"Remark {n}." for n in range(10)])
    assert badge.text() == "✓ checked"
    assert "• Remark 0.\n" in badge.toolTip()
    assert badge.toolTip().endswith("• Remark 7.\nand 2 more")
