"""The pages at the right, and the page of what was printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QLabel, QToolButton, QVBoxLayout, QWidget

from graphlab.panels.printed import PrintedPanel
from graphlab.panels.side import Side

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def side(qtbot: QtBot) -> Side:
    side = Side("Values", QLabel("numbers"))
    qtbot.addWidget(side)
    side.show()
    qtbot.waitExposed(side)
    return side


def test_tabs_appear_with_the_second_page_and_go_with_it(qtbot: QtBot, side: Side) -> None:
    assert not side.tabs.isVisible()
    page = QLabel("lines")
    side.add("Printed", page)
    assert side.tabs.isVisible()
    assert side.current == "Values"
    side.show_page("Printed")
    assert page.isVisible()
    close = side.tabs.findChild(QToolButton, "tabClose")
    with qtbot.waitSignal(side.closed) as caught:
        qtbot.mouseClick(close, LEFT)
    assert caught.args == ["Printed"]
    assert (side.current, side.tabs.isVisible()) == ("Values", False)
    side.add("Printed", page)
    side.show_page("Printed")
    assert page.isVisible()


def test_the_first_page_stays(side: Side) -> None:
    side.remove("Values")
    side.remove("nothing of this name")
    side.show_page("nothing of this name")
    assert side.has("Values")


@pytest.fixture
def printed(qtbot: QtBot) -> PrintedPanel:
    printed = PrintedPanel()
    qtbot.addWidget(printed)
    printed.resize(300, 200)
    printed.show()
    qtbot.waitExposed(printed)
    return printed


def test_what_is_printed_is_kept_character_for_character(
    qtbot: QtBot, printed: PrintedPanel
) -> None:
    assert printed.note.text() == "Nothing was printed."
    said = "tensor([[1., 1.],\n        [1., 1.]])\nnbsp\u00a0and\ttab\n"
    printed.add(said[:20])
    printed.add(said[20:])
    assert printed.note.text() == "3 lines"
    with qtbot.waitSignal(printed.said):
        qtbot.mouseClick(printed.copy, LEFT)
    assert QGuiApplication.clipboard().text() == said
    QGuiApplication.clipboard().clear()
    qtbot.keyClick(printed.page, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == said
    cursor = printed.page.textCursor()
    cursor.select(QTextCursor.SelectionType.Document)
    printed.page.setTextCursor(cursor)
    qtbot.keyClick(printed.page, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == said
    printed.clear()
    assert (printed.text, printed.page.toPlainText()) == ("", "")


def test_the_page_follows_until_the_person_scrolls_away(printed: PrintedPanel) -> None:
    printed.add("line\n" * 200)
    bar = printed.page.verticalScrollBar()
    assert bar.value() == bar.maximum()
    bar.setValue(3)
    printed.add("more\n")
    assert bar.value() == 3


def test_only_the_page_that_is_shown_takes_room_for_a_close_button(side: Side) -> None:
    side.add("Memory", QLabel("letters"))
    side.add("Printed", QLabel("lines"))
    side.show_page("Printed")
    wide = side.tabs.tabRect(2).width()
    plain = side.tabs.tabRect(1).width()
    side.show_page("Memory")
    assert side.tabs.tabRect(2).width() < wide
    assert side.tabs.tabRect(1).width() > plain
    close = [b for b in side.tabs.findChildren(QToolButton, "tabClose") if b.isVisible()]
    assert [button.accessibleName() for button in close] == ["Close Memory"]


def test_below_a_head_a_high_page_scrolls_in_its_share(qtbot: QtBot) -> None:
    side = Side("Values", QLabel("values"))
    qtbot.addWidget(side)
    high = QLabel("high")
    high.setMinimumSize(150, 900)
    side.add("High", high)
    side.resize(300, 600)
    side.show()
    head = QLabel("a lesson")
    side.set_head(head)
    side.show_page("High")
    side.fold(False, 0.4)
    assert 340 <= head.height() <= 370
    assert high.height() == 900
    assert high.width() > 250, "no bar below"
    side.fold(False, 0.4)
    side.fold(False, 0.55)
    assert 250 <= head.height() <= 280
    side.set_head(None)
    assert side.minimumSizeHint().height() < 600


def test_a_page_leaves_its_room_to_what_stands_above_another_one(side: Side) -> None:
    high = QWidget()
    column = QVBoxLayout(high)
    column.addSpacing(900)
    side.add("Descent", high)
    side.show_page("Descent")
    assert side.stack.minimumSizeHint().height() >= 900
    side.show_page("Values")
    assert side.stack.minimumSizeHint().height() < 900
