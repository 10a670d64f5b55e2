"""Files of answers: what the app saves is read back, and nothing else is."""

from __future__ import annotations

import json

import pytest

from graphlab.engine.expressions.expression import record_expression
from graphlab.errors import InputError
from graphlab.study.judging.verdict import Verdict
from graphlab.study.lesson.progress import Progress
from graphlab.study.practice.answers import (
    Answers,
    Exercises,
    OfLesson,
    OwnGraph,
    answers_bytes,
    answers_of,
    offered_name,
    read_answers,
)
from graphlab.study.practice.generate import exercise
from graphlab.study.practice.parts import exercise_lesson

ABOUTS = (
    Exercises("fan-out", 7, 3, 1),
    OfLesson("chain-rule"),
    OwnGraph("½‖Ax‖²", {"A": [[1.0, 2.0], [3.0, 4.0]], "x": [1.0, 2.0]}),
    OwnGraph("sin(x)", {"x": 1.5}),
)


@pytest.mark.parametrize("about", ABOUTS)
def test_what_is_saved_is_read_back(about):
    answers = Answers("Anna Öst", about, {"b-w3": "0.6", "a-x": "−y·sin(xy)"})
    assert read_answers(answers_bytes(answers)) == answers


def test_the_first_answers_are_kept_and_what_was_no_answer_is_not():
    found = exercise("chain", 3)
    lesson = exercise_lesson(record_expression(found.text, found.values), found)
    first, second, third = list(lesson.questions.values())[:3]
    right, unread = Verdict(True, "right", ""), Verdict(False, "unreadable", "")
    progress = Progress().answered(first, "1", right).again(first).answered(first, "2", right)
    progress = progress.answered(second, "(", unread).answered(third, "3", right)
    kept = answers_of("Ben", Exercises("chain", 3), lesson, progress)
    assert dict(kept.typed) == {first.name: "1", third.name: "3"}


def test_what_is_too_long_is_cut_and_the_file_can_still_be_read():
    found = exercise("chain", 3)
    lesson = exercise_lesson(record_expression(found.text, found.values), found)
    question = next(iter(lesson.questions.values()))
    progress = Progress().answered(question, "9" * 5000, Verdict(False, "wrong", ""))
    kept = answers_of("A" * 500, Exercises("chain", 3), lesson, progress)
    assert read_answers(answers_bytes(kept)) == kept


def _with(**changes):
    data = {
        "version": 1,
        "name": "A",
        "about": {"kind": "exercises", "level": "chain", "seed": 1},
        "answers": {"b": "1"},
    }
    return json.dumps(data | changes).encode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no file of answers"),
        (b"\xff\xfe", "no file of answers"),
        (b"[" * 500_000, "no file of answers"),
        (b" " * 1_000_001, "at most 1 MB"),
        (b"[1]", "object"),
        (_with(version=2), "newer graphlab"),
        (_with(version=0), r"\$.version"),
        (_with(verdicts={"b": True}), "verdicts"),
        (_with(name="A" * 300), r"\$.name"),
        (_with(answers={"b": 1}), r"\$.answers"),
        (_with(answers={"b": "1" * 3000}), r"\$.answers"),
        (_with(answers={str(n): "1" for n in range(3000)}), r"\$.answers"),
        (_with(about={"kind": "file", "path": "/etc/passwd"}), r"\$.about.kind"),
        (_with(about={"kind": "exercises", "level": "hard", "seed": 1}), r"\$.about.level"),
        (_with(about={"kind": "exercises", "level": "chain", "seed": 10**30}), r"\$.about.seed"),
        (_with(about={"kind": "exercises", "level": "chain", "seed": 1, "count": 99}), "count"),
        (_with(about={"kind": "graph", "source": "x", "at": {"x": [[[1.0]]]}}), r"\$.about.at"),
        (_with(about={"kind": "graph", "source": "x", "at": {"x": [1.0] * 99}}), r"\$.about.at"),
    ],
)
def test_what_is_no_file_of_answers_is_refused_with_its_place(data, said):
    with pytest.raises(InputError, match=said) as told:
        read_answers(data)
    assert "\n" not in str(told.value)
    assert len(str(told.value)) < 200


@pytest.mark.parametrize(
    ("person", "file"),
    [
        ("Ada Lovelace", "answers-tour-Ada-Lovelace.json"),
        ("Zoë Ångström-Nuñez", "answers-tour-Zoë-Ångström-Nuñez.json"),
        ("Zoe\u0308", "answers-tour-Zoë.json"),
        ("李 小龙", "answers-tour-李-小龙.json"),
        ("../../etc: <a|b>?*", "answers-tour-etc-a-b.json"),
        (". _ .", "answers-tour.json"),
        ("n" * 300, f"answers-tour-{'n' * 60}.json"),
    ],
)
def test_the_file_that_is_offered_has_the_person_s_name(person, file):
    assert offered_name(person, "tour") == file
