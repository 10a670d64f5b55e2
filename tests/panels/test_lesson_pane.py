"""The page of a lesson: turned, changed in place, and the list of lessons."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from graphlab.app.chrome import chrome_of
from graphlab.app.style import sheet
from graphlab.panels.lesson_body import PageBody
from graphlab.panels.lesson_list import Listed, coming_next
from graphlab.panels.lesson_pane import SURE, LessonPane
from graphlab.panels.lesson_question import QuestionBox
from graphlab.panels.lesson_text import LessonText
from graphlab.study.lesson.model import Problem
from graphlab.study.lesson.progress import Progress
from graphlab.study.lesson.showing import page_view
from tests.panels.lesson_pages import EXAM, LESSON, NUMBER, ONE, RIGHT, WRONG

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton
LISTED = (
    Listed("tour", "The tour", minutes=4, pages=5),
    Listed("one", "One", topic="A", pages=3, done=3),
    Listed("two", "Two", topic="B", pages=3),
    Listed("three", "Three that is so long that " * 3, topic="A", pages=3, done=1),
)


@pytest.fixture
def pane(qtbot: QtBot) -> LessonPane:
    pane = LessonPane()
    qtbot.addWidget(pane)
    pane.resize(300, 600)
    with qtbot.waitExposed(pane):
        pane.show()
    pane.activateWindow()
    qtbot.waitUntil(pane.isActiveWindow)
    return pane


def test_a_verdict_changes_one_question_and_nothing_else(qtbot: QtBot, pane: LessonPane) -> None:
    progress = Progress()
    pane.show_page(page_view(LESSON, progress), LESSON.title)
    first, second = pane.page.questions["slope"], pane.page.questions["zeros"]
    QTest.keyClicks(first.entry.line, "2x")
    second.entry.rows[1].button.setFocus()
    QTest.keyClick(second.entry.rows[1].button, Key.Key_Space)
    qtbot.wait(1)
    pane.page.verticalScrollBar().setValue(700)
    at = pane.page.verticalScrollBar().value()
    assert at > 0
    pane.show_page(page_view(LESSON, progress.answered(NUMBER, "1", WRONG)), LESSON.title)
    qtbot.wait(1)
    assert pane.page.questions["slope"] is first
    assert first.verdict.isVisible()
    assert (first.text, second.text) == ("2x", "1")
    assert second.entry.rows[1].button.hasFocus()
    assert pane.page.verticalScrollBar().value() == at


def test_another_page_begins_at_its_top_and_what_was_typed_is_there_again(
    qtbot: QtBot, pane: LessonPane
) -> None:
    progress = Progress()
    pane.show_page(page_view(LESSON, progress), LESSON.title)
    line = pane.page.questions["slope"].entry.line
    line.setFocus()
    QTest.keyClicks(line, "2x")
    qtbot.wait(1)
    pane.page.verticalScrollBar().setValue(400)
    for number, name in ((1, "rule"), (0, "slope")):
        pane.show_page(page_view(LESSON, progress.at(number, LESSON)), LESSON.title)
        qtbot.wait(1)
        assert name in pane.page.questions
        assert pane.page.verticalScrollBar().value() == 0
    assert pane.page.hasFocus(), "the line that had the keys is gone"
    assert pane.page.questions["slope"].text == "2x"


def apart(one: QImage, other: QImage) -> int:
    """How many shades of 255 two images differ by; a letter in another place is a hundred.

    What is painted ahead is rounded twice, and clear colours on it once more.
    """
    images = [image.convertToFormat(QImage.Format.Format_RGB32) for image in (one, other)]
    a, b = (np.frombuffer(image.constBits(), np.uint8).astype(int) for image in images)
    return int(np.abs(a - b).max())


def test_a_page_that_was_made_ahead_is_the_one_that_is_shown(
    qtbot: QtBot, pane: LessonPane
) -> None:
    first, second = (page_view(LESSON, Progress(page=number)) for number in (0, 1))
    pane.show_page(first, LESSON.title)
    QTest.keyClicks(pane.page.questions["slope"].entry.line, "2x")
    pane.prepare([second])
    qtbot.waitUntil(lambda: pane.page.is_ready)
    made = {box.question.name: box for box in pane.findChildren(QuestionBox)}
    assert not any(made[name].isVisible() for name in ("rule", "node"))
    assert list(pane.page.questions) == ["slope", "zeros"]
    pane.show_page(second, LESSON.title)
    assert pane.page.questions["rule"] is made["rule"]
    qtbot.wait(1)
    ahead = pane.page.grab().toImage()
    pane.show_page(first, LESSON.title)
    assert pane.page.questions["slope"] is made["slope"], "nothing has changed on it meanwhile"
    assert pane.page.questions["slope"].text == "2x"
    pane.page.forget()
    pane.show_page(second, LESSON.title)
    qtbot.wait(1)
    assert pane.page.questions["rule"] is not made["rule"]
    assert apart(pane.page.grab().toImage(), ahead) <= 3, "as if it were made at once"
    qtbot.waitUntil(lambda: pane.page.is_ready)
    qtbot.waitUntil(lambda: len(pane.findChildren(PageBody)) == 1)


def test_every_text_of_a_page_is_painted_ahead_as_large_as_it_is_shown(
    qtbot: QtBot, pane: LessonPane, monkeypatch: pytest.MonkeyPatch
) -> None:
    pane.show_page(page_view(LESSON, Progress(page=0)), LESSON.title)
    second = page_view(LESSON, Progress(page=1))
    pane.prepare([second])
    qtbot.waitUntil(lambda: pane.page.is_ready)
    (body,) = (one for one in pane.findChildren(PageBody) if one.number == 1)
    painted: list[object] = []
    paint = LessonText._paint
    monkeypatch.setattr(LessonText, "_paint", lambda *a: (painted.append(a[0]), paint(*a)))
    pane.show_page(second, LESSON.title)
    qtbot.wait(1)
    texts = body.findChildren(LessonText)
    assert any(text.isVisible() for text in texts)
    assert not [text for text in painted if text in texts], "all of it was there"
    assert pane.page.verticalScrollBar().isVisible()


@pytest.mark.parametrize("changed", ["an answer", "a draft", "the text"])
def test_what_was_made_ahead_does_not_serve_when_something_changed(
    qtbot: QtBot, pane: LessonPane, changed: str
) -> None:
    pane.show_page(page_view(LESSON, Progress(page=1)), LESSON.title)
    view = page_view(LESSON, Progress())
    pane.prepare([view])
    qtbot.waitUntil(lambda: pane.page.is_ready)
    made = pane.findChildren(PageBody)[-1].questions["slope"]
    if changed == "an answer":
        view = page_view(LESSON, Progress().answered(NUMBER, "1", WRONG))
    elif changed == "a draft":
        made.entry.set_text("7")
    else:
        view = replace(view, blocks=view.blocks[1:])
    pane.show_page(view, LESSON.title)
    shown = pane.page.questions["slope"]
    assert shown is not made
    assert shown.verdict.isVisible() == (changed == "an answer")
    assert len(pane.page.texts) == (changed != "the text")


def test_pages_are_turned_and_not_beyond_the_ends(pane: LessonPane) -> None:
    turned: list[int] = []
    pane.moved.connect(turned.append)
    pane.show_page(page_view(LESSON, Progress()), LESSON.title)
    assert pane.place.text() == "Page 1 of 2"
    assert not pane.back.isVisible()
    QTest.mouseClick(pane.next, LEFT)
    QTest.keyClick(pane.page, Key.Key_PageDown, ALT)
    QTest.keyClick(pane.page, Key.Key_PageUp, ALT)
    assert turned == [1, 1], "there is no page before the first"
    pane.show_page(page_view(LESSON, Progress(page=1)), LESSON.title)
    assert not pane.next.isVisible()
    line = pane.page.questions["node"].entry.line
    line.setFocus()
    QTest.keyClick(line, Key.Key_PageDown, ALT)
    QTest.keyClick(line, Key.Key_PageUp, ALT)
    assert turned == [1, 1, 0]


def test_tab_goes_through_the_questions_and_keeps_them_in_view(
    qtbot: QtBot, pane: LessonPane
) -> None:
    pane.show_page(page_view(LESSON, Progress()), LESSON.title)
    qtbot.wait(1)
    pane.page.setFocus()
    QTest.keyClick(pane.page, Key.Key_End)
    bar = pane.page.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    QTest.keyClick(pane.page, Key.Key_Home)
    assert bar.value() == 0
    box = pane.page.questions["slope"]
    QTest.keyClick(pane.page, Key.Key_Tab)
    assert box.entry.line.hasFocus()
    assert bar.value() > 0, "it was below"
    QTest.keyClick(box.entry.line, Key.Key_Tab)
    assert box.hint.hasFocus(), "nothing is typed: there is nothing to answer"


def test_a_similar_question_is_answered_without_the_mouse(pane: LessonPane) -> None:
    progress = Progress().answered(NUMBER, "1", RIGHT)
    pane.show_page(page_view(LESSON, progress), LESSON.title)
    box = pane.page.questions["slope"]
    box.again.setFocus()
    pane.show_page(page_view(LESSON, progress.again(NUMBER)), LESSON.title)
    assert box.entry.line.hasFocus()
    box.tell.setFocus()
    pane.show_page(page_view(LESSON, progress.again(NUMBER).told(NUMBER)), LESSON.title)
    assert box.again.hasFocus()


def test_an_exam_is_handed_in_after_a_second_thought_and_reported(pane: LessonPane) -> None:
    progress = Progress(page=1).answered(ONE, "1", RIGHT)
    pane.show_page(page_view(EXAM, progress), EXAM.title)
    handed: list[bool] = []
    turned: list[int] = []
    pane.handed_in.connect(lambda: handed.append(True))
    pane.moved.connect(turned.append)
    QTest.mouseClick(pane.hand_in, LEFT)
    assert pane.not_yet.hasFocus()
    assert handed == []
    QTest.mouseClick(pane.sure, LEFT)
    assert handed == [True]
    pane.show_page(page_view(EXAM, progress.handed_in()), EXAM.title)
    assert not pane.hand_in.isVisible()
    report = pane.page.report
    assert report.total.text() == "Report: 1 of 2 points"
    (again,) = report.buttons
    QTest.mouseClick(again, LEFT)
    pane.show_page(page_view(EXAM, progress.handed_in().at(0, EXAM)), EXAM.title)
    assert not report.isVisible()
    QTest.mouseClick(pane.report, LEFT)
    assert turned == [0, 1]


def test_what_was_typed_and_not_given_is_told_before_an_exam_is_handed_in(
    pane: LessonPane,
) -> None:
    first, last = (page.questions[0].name for page in EXAM.pages[:2])
    progress = Progress(page=0)
    for page, name in enumerate((first, last)):
        pane.show_page(page_view(EXAM, progress.at(page, EXAM)), EXAM.title)
        pane.page.questions[name].entry.set_text("1")
    QTest.mouseClick(pane.hand_in, LEFT)
    assert pane.words.text().startswith("What you typed for 2 questions is not given yet")
    QTest.mouseClick(pane.not_yet, LEFT)
    progress = progress.at(1, EXAM).answered(EXAM.questions[last], "1", RIGHT)
    pane.show_page(page_view(EXAM, progress), EXAM.title)
    QTest.mouseClick(pane.hand_in, LEFT)
    assert pane.words.text().startswith("What you typed for one question is not given yet")
    pane.page.forget()
    pane.show_page(page_view(EXAM, progress), EXAM.title)
    pane.ask_to_hand_in()
    assert pane.words.text() == SURE


def test_the_way_back_to_the_scene_and_the_problems_appear_when_told(pane: LessonPane) -> None:
    pane.show_page(page_view(LESSON, Progress()), LESSON.title)
    assert not pane.scene.isVisible()
    assert not pane.problems.isVisible()
    pane.set_wandered(True)
    pane.show_problems((Problem(9, "Later.", False), Problem(3, "“of” names nothing.")))
    assert pane.scene.isVisible()
    assert pane.problems.words.text() == "✗ Line 3: “of” names nothing.\n• Line 9: Later."
    pane.show_problems(())
    assert not pane.problems.isVisible()


def test_the_list_goes_by_topic_and_offers_what_comes_next(qtbot: QtBot, pane: LessonPane) -> None:
    chosen: list[str] = []
    pane.lesson_chosen.connect(chosen.append)
    pane.show_lessons(LISTED, can_practise=False)
    assert [card.listed.name for card in pane.list.cards] == ["one", "three", "two"]
    assert not pane.list.practise.isVisible()
    assert pane.list.next.words.startswith("Go on with: Three that")
    assert pane.list.next.text().endswith("…")
    for width in (420, 240):
        pane.resize(width, 600)
        qtbot.wait(1)
        for card in pane.list.cards:
            card.updateGeometry()  # as a change of style does
        qtbot.wait(1)
        assert pane.list.area.horizontalScrollBar().maximum() == 0
    for button in (pane.list.tour, pane.list.next):
        QTest.mouseClick(button, LEFT)
    pane.list.cards[2].setFocus()
    QTest.keyClick(pane.list.cards[2], Key.Key_Return)
    assert chosen == ["tour", "three", "two"]
    assert coming_next(LISTED[:3]) == LISTED[2]
    assert coming_next(LISTED[:2]) is None


def test_everything_is_larger_while_presenting(pane: LessonPane) -> None:
    pane.setStyleSheet(sheet(chrome_of("light")))
    pane.show_page(page_view(LESSON, Progress()), LESSON.title)
    heights = []
    for on in (False, True, False):
        pane.set_presenting(on)
        parts = (pane.next, pane.page.questions["slope"].prompt, pane.title)
        heights.append([part.fontMetrics().height() for part in parts])
    assert all(large > 1.4 * small for small, large in zip(*heights[:2], strict=True))
    assert heights[2] == heights[0]
