"""Progress through a lesson, and what is shown of it: every event gives the next state."""

from dataclasses import replace

import pytest

from graphlab.study.judging.verdict import Verdict
from graphlab.study.lesson.model import (
    Again,
    Lesson,
    Page,
    Paragraph,
    Question,
    Run,
    Target,
)
from graphlab.study.lesson.progress import MOST_TRIES, Progress
from graphlab.study.lesson.showing import AskedView, asked_view, has_similar, page_view

HINTS = ((Paragraph((Run("one"),)),), (Paragraph((Run("two"),)),))
SOLUTION = (Paragraph((Run("because"),)),)
ASK = Question(
    "a", "number", (), of=Target("value", "w4"), hints=HINTS, solution=SOLUTION, points=2.0
)
OTHER = Question("b", "number", (), answer="3", topic="Sums")
DO = Question("c", "do", ())
LESSON = Lesson(
    "l", "L", (Page((Run("p"),), (ASK, OTHER)), Page((), (DO,)), Page((), ())), topic="Graphs"
)
RIGHT, WRONG = Verdict(True, "right", "Right."), Verdict(False, "wrong", "No.")
UNREAD = Verdict(False, "unreadable", "What?")


def shown(progress, lesson=LESSON, question=ASK) -> AskedView:
    return asked_view(lesson, progress, question)


def test_pages_are_walked_and_end_at_the_ends():
    progress = Progress()
    assert [progress.at(n, LESSON).page for n in (-3, 1, 9)] == [0, 1, 2]
    view = page_view(LESSON, progress.at(2, LESSON))
    assert (view.number, view.count, view.can_back, view.can_next) == (2, 3, True, False)
    assert page_view(LESSON, progress).can_back is False


def test_a_question_goes_from_open_to_wrong_to_right():
    progress = Progress()
    assert (shown(progress).state, shown(progress).hints_left) == ("open", 2)
    progress = progress.answered(ASK, "2", WRONG)
    view = shown(progress)
    assert (view.state, view.text, view.verdict, view.solution) == ("wrong", "2", WRONG, ())
    assert (view.can_tell, view.can_again) == (True, False)
    progress = progress.answered(ASK, "3", RIGHT)
    view = shown(progress)
    assert (view.state, view.solution, view.hints_left) == ("right", SOLUTION, 0)
    assert (view.can_tell, view.can_again) == (False, True)
    assert len(progress.of("a").tries) == 2


def test_what_cannot_be_read_is_no_try_and_loses_nothing():
    progress = Progress().answered(ASK, "2 +", UNREAD)
    view = shown(progress)
    assert (view.state, view.text, view.verdict) == ("open", "2 +", UNREAD)
    progress = progress.answered(ASK, "2", WRONG)
    assert [one.text for one in progress.of("a").tries] == ["2"]


def test_hints_come_one_after_another():
    progress = Progress()
    for count in (1, 2, 2):
        progress = progress.hinted(ASK)
        assert shown(progress).hints == HINTS[:count]
    assert shown(progress).hints_left == 0


def test_the_solution_ends_a_question_and_a_similar_one_begins_anew():
    progress = Progress().answered(ASK, "2", WRONG).told(ASK)
    view = shown(progress)
    assert (view.state, view.solution, view.can_tell, view.can_again) == (
        "told", SOLUTION, False, True,
    )  # fmt: skip
    again = progress.again(ASK)
    view = shown(again)
    assert (view.state, view.round, view.text, view.solution) == ("open", 1, "", ())
    assert again.first["a"].is_told, "the first round stays for the score"
    assert again.answered(ASK, "9", RIGHT).first["a"].is_told


def test_another_question_of_the_same_graph_is_offered_in_turn():
    other = Again(Target("partial", "w4", "w5"), (Paragraph((Run("this?"),)),))
    third = Again(Target("partial", "w4", "w7"), (Paragraph((Run("that?"),)),))
    ask = replace(ASK, again=(other, third))
    progress = Progress().told(ask)
    found = []
    for _ in range(3):
        progress = progress.again(ask)
        found.append((shown(progress, question=ask).of, shown(progress, question=ask).prompt))
    assert found == [(other.of, other.prompt), (third.of, third.prompt), (other.of, other.prompt)]


@pytest.mark.parametrize(
    ("question", "similar"),
    [
        (ASK, True),
        (OTHER, False),
        (DO, False),
        (replace(ASK, kind="formula"), False),  # it is the same at all inputs
        (replace(ASK, kind="tensor", of=Target("shape", "w4")), False),
    ],
)
def test_only_what_the_engine_knows_has_a_similar_question(question, similar):
    assert has_similar(question) is similar


def test_pages_are_done_when_nothing_is_left_on_them():
    progress = Progress()
    assert progress.done(LESSON) == 0
    progress = progress.answered(ASK, "3", RIGHT).told(OTHER)
    assert progress.done(LESSON) == 1
    assert not progress.over(LESSON)
    progress = progress.at(1, LESSON).answered(DO, "done", RIGHT).at(2, LESSON)
    assert progress.done(LESSON) == 3
    assert progress.over(LESSON)
    assert progress.again(ASK).over(LESSON), "a question that was over once stays so"


def test_an_exam_says_nothing_until_it_is_handed_in_and_then_reports_by_topic():
    exam = replace(LESSON, is_exam=True)
    progress = Progress().answered(ASK, "2", WRONG).answered(OTHER, "3", RIGHT)
    view = shown(progress, exam)
    assert (view.state, view.verdict, view.text, view.hints_left) == ("given", None, "2", 0)
    assert (view.can_tell, view.solution, view.can_again) == (False, (), False)
    assert shown(progress, exam, OTHER).state == "given"
    assert shown(progress.answered(ASK, "?", UNREAD), exam).verdict == UNREAD
    assert not page_view(exam, progress).can_hand_in
    assert page_view(exam, progress.at(2, exam)).can_hand_in
    over = progress.at(2, exam).handed_in()
    assert (shown(over, exam).state, shown(over, exam).solution) == ("wrong", SOLUTION)
    report = page_view(exam, over).report
    assert [(t.topic, t.got, t.of, t.pages) for t in report] == [
        ("Graphs", 0.0, 3.0, (0, 1)),
        ("Sums", 1.0, 1.0, ()),
    ]


def test_better_words_come_to_the_newest_answer_only():
    better = replace(RIGHT, sentence="Right. Simplified, it is 2·w₄.")
    progress = Progress().answered(ASK, "2", WRONG).answered(ASK, "3", RIGHT)
    assert progress.reworded(ASK, "2", better) == progress
    assert shown(progress.reworded(ASK, "3", better)).verdict == better
    assert Progress().reworded(ASK, "3", better) == Progress()


def test_tries_are_kept_up_to_a_number():
    progress = Progress()
    for number in range(MOST_TRIES + 5):
        progress = progress.answered(ASK, str(number), WRONG)
    assert [one.text for one in progress.of("a").tries][-1] == str(MOST_TRIES + 4)
    assert len(progress.of("a").tries) == MOST_TRIES
