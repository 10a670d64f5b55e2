"""The window without a formula: one sentence and six examples, readable in every theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from graphlab.app.style import set_colours
from graphlab.panels.empty_state import EmptyState
from graphlab.study.examples import CodeExample

if TYPE_CHECKING:
    from PySide6.QtGui import QColor
    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_the_sentence_can_be_read_on_its_ground(qtbot: QtBot, theme: str) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    set_colours(application, theme)
    empty = EmptyState()
    qtbot.addWidget(empty)
    words = empty.findChild(QLabel)
    assert words is not None
    assert words.text().startswith("Type a function")
    palette = words.palette()
    ink, ground = palette.color(words.foregroundRole()), palette.color(empty.backgroundRole())
    assert abs(_light(ink) - _light(ground)) > 0.5


def test_one_of_the_six_is_code(qtbot: QtBot) -> None:
    empty = EmptyState()
    qtbot.addWidget(empty)
    assert len(empty.cards) == 6
    last = empty.cards[-1]
    assert isinstance(last.example, CodeExample)
    shown = [label.text() for label in last.findChildren(QLabel)]
    assert "a = torch.zeros(3, 2); b = a.cos_()" in shown
    with qtbot.waitSignal(empty.chosen) as caught:
        last.click()
    assert caught.args == [last.example]


def _light(colour: QColor) -> float:
    return 0.2126 * colour.redF() + 0.7152 * colour.greenF() + 0.0722 * colour.blueF()
