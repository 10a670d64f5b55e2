"""A question: answered by hand, and what is typed is never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QAction, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from typing_extensions import override

from graphlab.panels.lesson_entry import LineEntry, LinesEntry, NodeEntry
from graphlab.panels.lesson_options import OptionsEntry
from graphlab.panels.lesson_question import QuestionBox
from graphlab.panels.lesson_verdict import Said, VerdictBox
from graphlab.study.judging.verdict import Verdict
from graphlab.study.lesson.model import Question, Run, Target
from graphlab.study.lesson.progress import Progress
from graphlab.study.lesson.showing import asked_view
from tests.panels.lesson_pages import (
    CLICK,
    DO,
    EXAM,
    LESSON,
    MEMORY,
    NUMBER,
    ONE,
    PRINTED,
    RIGHT,
    SEVERAL,
    UNREAD,
    WRONG,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from graphlab.study.lesson.model import Lesson

Key = Qt.Key


class Asked:
    """A question on screen with what a person did about it."""

    def __init__(self, qtbot: QtBot, question: Question, lesson: Lesson = LESSON) -> None:
        self.question, self.lesson = question, lesson
        self.progress = Progress()
        self.box = QuestionBox(question)
        qtbot.addWidget(self.box)
        self.sent: list[str] = []
        self.box.answered.connect(lambda _name, text: self.sent.append(text))
        self.box.resize(300, 500)
        self.show(self.progress)
        with qtbot.waitExposed(self.box):
            self.box.show()
        self.box.activateWindow()
        qtbot.waitUntil(self.box.isActiveWindow)

    def show(self, progress: Progress) -> None:
        self.progress = progress
        view = asked_view(self.lesson, progress, self.question)
        self.box.show_asked(view, is_over=progress.is_handed_in)

    def judge(self, text: str, verdict: Verdict) -> None:
        self.show(self.progress.answered(self.question, text, verdict))

    @property
    def titles(self) -> list[str]:
        labels = self.box.findChildren(QLabel, "lessonToldTitle")
        return [label.text() for label in labels if label.isVisible()]

    @property
    def offered(self) -> list[str]:
        box = self.box
        buttons = (box.answer, box.hint, box.tell, box.again)
        return [button.text() for button in buttons if button.isVisible()]


def test_enter_answers_and_the_verdict_leaves_line_and_keys_alone(qtbot: QtBot) -> None:
    asked = Asked(qtbot, NUMBER)
    assert isinstance(asked.box.entry, LineEntry)
    line = asked.box.entry.line
    line.setFocus()
    QTest.keyClick(line, Key.Key_Return)
    assert asked.sent == [], "nothing is no answer"
    QTest.keyClicks(line, "2*cos(w1)")
    assert asked.box.entry.shown.isVisible(), "set in mathematics while typing"
    QTest.keyClick(line, Key.Key_Return)
    assert asked.sent == ["2*cos(w1)"]
    asked.judge("2*cos(w1)", WRONG)
    assert (line.text(), line.hasFocus()) == ("2*cos(w1)", True)
    said = asked.box.verdict
    assert said.head.text() == "✗ Not yet"
    assert said.sentence.plain == "The sign is the other one."
    assert said.example.plain == "At x = 1 it is 2, yours −2."


def test_wbar_is_set_as_it_is_judged(qtbot: QtBot) -> None:
    asked = Asked(qtbot, NUMBER)
    assert isinstance(asked.box.entry, LineEntry)
    asked.box.entry.set_text("wbar5*2")
    assert asked.box.entry.shown.plain == r"\bar{w}_{5} \cdot 2"


def test_the_words_of_a_lesson_are_set_in_mathematics_and_spoken(qtbot: QtBot) -> None:
    asked = Asked(qtbot, NUMBER)
    line = (Run("It is "), Run(r"\frac{1}{2}", "math"), Run("."))
    asked.judge("1", Verdict(False, "expected mistake", r"It is \frac{1}{2}.", line=line))
    assert asked.box.verdict.sentence.plain == r"It is $\frac{1}{2}$."
    assert asked.box.verdict.speech == "Not yet. It is 1 over 2"


class Painted(QObject):
    """Where a widget was painted."""

    def __init__(self) -> None:
        super().__init__()
        self.areas: list[QRect] = []

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.areas.append(event.rect())
        return super().eventFilter(watched, event)


def test_the_line_beside_a_verdict_is_painted_in_the_colour_of_the_next(qtbot: QtBot) -> None:
    box, painted = VerdictBox(), Painted()
    qtbot.addWidget(box)
    box.show_said(Said("wrong", "✗ Not yet", (Run("Try again."),)))
    with qtbot.waitExposed(box):
        box.show()
    box.installEventFilter(painted)
    box.show_said(Said("unread", "? Not read", (Run("Try again."),)))
    qtbot.waitUntil(lambda: bool(painted.areas))
    assert any(area.left() == 0 for area in painted.areas)


def test_what_cannot_be_read_stays_to_be_mended(qtbot: QtBot) -> None:
    asked = Asked(qtbot, NUMBER)
    asked.box.entry.set_text("2*(w")
    asked.judge("2*(w", UNREAD)
    assert asked.box.text == "2*(w"
    assert asked.box.verdict.property("tone") == "unread"
    assert asked.offered == ["Answer", "Hint", "Show the solution"]


def test_hints_come_one_by_one_and_only_what_can_be_done_is_offered(qtbot: QtBot) -> None:
    asked = Asked(qtbot, NUMBER)
    assert asked.offered == ["Answer", "Hint", "Show the solution"]
    asked.show(asked.progress.hinted(NUMBER))
    assert asked.titles == ["Hint 1 of 2"]
    assert asked.offered == ["Answer", "Next hint", "Show the solution"]
    asked.show(asked.progress.hinted(NUMBER))
    assert asked.titles == ["Hint 1 of 2", "Hint 2 of 2"]
    assert asked.offered == ["Answer", "Show the solution"]
    asked.show(asked.progress.told(NUMBER))
    assert asked.titles == ["Hint 1 of 2", "Hint 2 of 2", "Solution"]
    assert asked.offered == ["Another like this"]
    asked.show(asked.progress.again(NUMBER))
    assert asked.titles == []
    assert asked.box.text == ""
    assert asked.offered == ["Answer", "Hint", "Show the solution"]


def test_a_right_answer_is_said_once_and_cannot_be_changed(qtbot: QtBot) -> None:
    asked = Asked(qtbot, NUMBER)
    asked.box.entry.line.setFocus()
    QTest.keyClicks(asked.box.entry.line, "1")
    asked.judge("1", RIGHT)
    assert asked.box.verdict.head.text() == "✓ Right"
    assert not asked.box.verdict.sentence.isVisible()
    QTest.keyClicks(asked.box.entry.line, "5")
    QTest.keyClick(asked.box.entry.line, Key.Key_Return)
    assert (asked.box.text, asked.sent) == ("1", [])


def test_keys_go_on_to_what_can_be_done_when_a_button_goes(qtbot: QtBot) -> None:
    asked = Asked(qtbot, NUMBER)
    asked.box.tell.setFocus()
    asked.show(asked.progress.told(NUMBER))
    assert asked.box.again.hasFocus()


@pytest.mark.parametrize(
    ("question", "clicked", "sent"),
    [(SEVERAL, (0, 2), "0,2"), (ONE, (0, 1), "1"), (MEMORY, (1,), "c")],
    ids=["several", "one", "memory"],
)
def test_options_are_ticked_at_their_words(
    qtbot: QtBot, question: Question, clicked: tuple[int, ...], sent: str
) -> None:
    asked = Asked(qtbot, question)
    entry = asked.box.entry
    assert isinstance(entry, OptionsEntry)
    assert asked.box.answer.isEnabled() is (question.kind == "memory"), "none may be right there"
    for place in clicked:
        QTest.mouseClick(entry.rows[place], Qt.MouseButton.LeftButton)
    QTest.mouseClick(asked.box.answer, Qt.MouseButton.LeftButton)
    assert asked.sent == [sent]
    QTest.keyClick(entry.rows[0].button, Key.Key_Return)
    assert asked.sent == [sent, sent], "Enter answers too"


def test_the_right_options_are_marked_when_nothing_more_is_asked(qtbot: QtBot) -> None:
    asked = Asked(qtbot, SEVERAL)
    words = [row.words for row in asked.box.entry.rows]
    asked.judge("1", WRONG)
    assert not any("✓" in each.plain for each in words)
    asked.show(asked.progress.told(SEVERAL))
    assert ["✓" in each.plain for each in words] == [True, False, True]


def test_several_lines_are_answered_by_ctrl_enter(qtbot: QtBot) -> None:
    asked = Asked(qtbot, PRINTED)
    assert isinstance(asked.box.entry, LinesEntry)
    page = asked.box.entry.page
    QTest.keyClicks(page, "1")
    QTest.keyClick(page, Key.Key_Return)
    QTest.keyClicks(page, "2")
    run = QAction(asked.box, shortcut="Ctrl+Return")  # as the window has one
    ran = []
    run.triggered.connect(ran.append)
    asked.box.addAction(run)
    QTest.keyClick(page, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not ran
    assert asked.sent == ["1\n2"]


def test_a_shape_has_an_example_that_is_one(qtbot: QtBot) -> None:
    asked = Question("shape", "tensor", (), of=Target("shape", "w1"))
    entry = LineEntry(asked)
    qtbot.addWidget(entry)
    assert entry.line.placeholderText() == "For example (3, 2)"


def test_a_node_clicked_in_the_graph_is_shown_in_its_line(qtbot: QtBot) -> None:
    asked = Asked(qtbot, CLICK)
    assert isinstance(asked.box.entry, NodeEntry)
    assert asked.box.entry.told.isVisible()
    asked.judge("w3", WRONG)
    assert asked.box.text == "w3"
    asked.judge("w4", RIGHT)
    assert asked.box.text == "w4"
    assert not asked.box.entry.told.isVisible()


def test_what_is_to_be_done_is_ticked_when_it_is(qtbot: QtBot) -> None:
    asked = Asked(qtbot, DO)
    assert asked.offered == []
    assert asked.box.tick.isVisible()
    asked.judge("", RIGHT)
    assert not asked.box.tick.isVisible()
    assert asked.box.verdict.head.text() == "✓ Done"


def test_an_exam_says_nothing_until_it_is_handed_in(qtbot: QtBot) -> None:
    asked = Asked(qtbot, NUMBER, EXAM)
    assert asked.offered == ["Answer"]
    asked.judge("3", WRONG)
    assert asked.box.verdict.head.text() == "• Kept"
    assert asked.offered == ["Answer"]
    asked.show(asked.progress.handed_in())
    assert asked.box.verdict.head.text() == "✗ Not yet"
    assert asked.offered == []
    none = Asked(qtbot, NUMBER, EXAM)
    none.show(none.progress.handed_in())
    assert none.box.verdict.head.text() == "– No answer"
