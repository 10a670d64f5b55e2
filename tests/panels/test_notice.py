"""The sentence over the graph: all of it is seen, also when it is said again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from graphlab.app.chrome import chrome_of
from graphlab.app.style import sheet
from graphlab.panels.notice import Notice

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize("words", range(20, 60))
def test_a_sentence_that_is_said_again_keeps_its_lines(qtbot: QtBot, words: int) -> None:
    stage = QWidget()
    qtbot.addWidget(stage)
    stage.setStyleSheet(sheet(chrome_of("light")))
    stage.resize(700, 400)
    notice = Notice(stage)
    with qtbot.waitExposed(stage):
        stage.show()
    for _ in range(2):
        notice.say("element " * words, "note", (("Close", "close"),), "Traceback")
        qtbot.wait(1)
        label = notice.sentence
        assert label.height() >= label.heightForWidth(label.width())


def test_a_note_makes_way_for_what_the_step_is_about_and_else_stays(qtbot: QtBot) -> None:
    stage = QWidget()
    qtbot.addWidget(stage)
    stage.resize(900, 500)
    notice = Notice(stage)
    with qtbot.waitExposed(stage):
        stage.show()
    notice.say("Something to know.", "note", (("Close", "close"),))
    place = notice.geometry()
    notice.busy = lambda: [QRect(place)]
    notice.keep_clear([QRect(place.right() + 20, place.y(), 10, 10)])
    assert notice.geometry() == place
    notice.keep_clear([QRect(place.x() + 5, place.y() + 5, 10, 10)])
    assert not notice.geometry().intersects(place)


@pytest.mark.parametrize("width", [700, 340])
def test_more_buttons_than_a_line_holds_stand_in_several(qtbot: QtBot, width: int) -> None:
    stage = QWidget()
    qtbot.addWidget(stage)
    stage.resize(width, 400)
    notice = Notice(stage)
    with qtbot.waitExposed(stage):
        stage.show()
    answers = tuple((f"Record transformer.layers.{n} alone", f"part {n}") for n in range(4))
    for _ in range(2):
        notice.say("A long sentence. " * 10, "note", (*answers, ("Close", "close")))
        qtbot.wait(1)
        assert len(notice.buttons) == 5
        assert all(b.width() >= b.sizeHint().width() for b in notice.buttons), "none is cut"
        assert len({b.y() for b in notice.buttons}) > 1
        assert all(notice.rect().contains(b.geometry()) for b in notice.buttons)
    notice.say("Short.", "note", (("Close", "close"),))
    assert notice.height() < 60
