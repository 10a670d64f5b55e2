"""Grading: every answer is judged afresh, whatever a file says of itself."""

from __future__ import annotations

import csv
import io
import json

import pytest

from graphlab.cli import main
from graphlab.engine.expressions.expression import record_expression
from graphlab.formula.numbers import format_number
from graphlab.lesson_grades import Grader
from graphlab.study.judging.truth import truth
from graphlab.study.practice.answers import (
    Answers,
    Exercises,
    OfLesson,
    OwnGraph,
    answers_bytes,
)
from graphlab.study.practice.generate import exercise
from graphlab.study.practice.gradients import gradient
from graphlab.study.practice.parts import exercise_lesson, part_of
from graphlab.study.practice.variants import variant

ABOUT = Exercises("chain", 5, count=2, variant=1)

LESSON = """---
title: Two things
---
# One
```scene
source: x^2
at: x = 1.5
```
```ask number
name: slope
question: What is the slope?
of: gradient x
points: 3
topic: Slopes
```
# Two
```scene
code:
    a = torch.ones(2, requires_grad=True)
    b = (a * a).sum()
    b.backward()
```
```ask number
name: sum
question: What is b?
of: value b
```
```do
name: walk
task: Walk on.
until: step >= 1
```
"""


@pytest.fixture(scope="module")
def right():
    typed = {}
    for seed in (5, 6):
        found = variant(exercise("chain", seed), 1)
        record = record_expression(found.text, found.values)
        for name, question in exercise_lesson(record, found).questions.items():
            of = question.of
            edges = [e for e in record.edges if (e.source, e.target) == (of.node, of.other)]
            if part_of(name) == "a":
                node = next(n.id for n in record.nodes if n.name == of.node)
                typed[name] = gradient(record, node).text
            elif edges:
                typed[name] = " + ".join(edge.text for edge in edges)
            else:
                typed[name] = format_number(float(truth(record, of)))
    return typed


def _saved(path, name, typed, about=ABOUT):
    path.write_bytes(answers_bytes(Answers(name, about, typed)))
    return path


def _graded(*files, options=()):
    return main(["lesson", "grade", *map(str, files), "--csv", *options])


def test_right_and_wrong_answers_are_rows_with_their_points(right, tmp_path, capsys):
    wrong = dict.fromkeys(right, "123.4")
    half = {name: text for name, text in right.items() if part_of(name) == "d"}
    files = [
        _saved(tmp_path / "anna.json", "Anna", right),
        _saved(tmp_path / "ben.json", "Ben", wrong),
        _saved(tmp_path / "=cleo.json", "=1+1", half),
    ]
    assert _graded(*files) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["name"] for row in rows] == ["Anna", "Ben", "'=1+1"]
    assert rows[0]["total"] == rows[0]["of"] == str(len(right))
    assert rows[1]["total"] == "0"
    assert rows[2]["total"] == rows[2]["(d) The adjoint of each node"] == str(len(half))
    assert rows[0]["about"] == "chain, seeds 5 to 6, variant B"
    assert main(["lesson", "grade", str(files[0])]) == 0
    assert "Anna" in capsys.readouterr().out


def test_an_error_that_is_carried_on_costs_once(tmp_path):
    about = OwnGraph("f(x, y) = 2*cos(x*y)^2 + ln(cos(x*y))", {"x": 0.5, "y": 1.2})
    typed = {"own.b-w3": "0.7", "own.b-w4": "0.7648", "own.b-w5": "0.681"}
    graded = Grader({}, trusts=False).graded(_saved(tmp_path / "a", "Dora", typed, about))
    assert dict(graded.topics)["(b) The value of each node"] == (2.0, 6.0)


def test_verdicts_in_a_file_are_not_believed(right, tmp_path, capsys):
    data = json.loads(answers_bytes(Answers("Eve", ABOUT, dict.fromkeys(right, "right"))))
    (tmp_path / "a.json").write_text(json.dumps(data))
    (tmp_path / "b.json").write_text(json.dumps(data | {"total": 99, "is_right": True}))
    unknown = answers_bytes(Answers("Finn", ABOUT, {"own.b-w3": "1", "x": "is_right=True"}))
    (tmp_path / "c.json").write_bytes(unknown)
    one = answers_bytes(Answers("Gus", ABOUT, {"x": "is_right=True"}))
    (tmp_path / "d.json").write_bytes(one)
    assert _graded(*(tmp_path / f"{name}.json" for name in "abcd")) == 2
    shown = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(shown.out)))
    assert [row["total"] for row in rows] == ["0", "", "0", "0"]
    assert [row["name"] for row in rows] == ["Eve", "Eve", "Finn", "Gus"]
    assert "total" in rows[1]["problem"]
    assert rows[2]["problem"] == "2 answers are to questions that are not asked."
    assert rows[3]["problem"] == "1 answer is to questions that are not asked."
    assert shown.err == "1 file could not be judged.\n"


@pytest.mark.parametrize(
    "typed",
    [
        {f"own.{part}-w{n}": "0" for part, low in (("b", 3), ("d", 1)) for n in range(low, 9)},
        {"own.b-w4": "0", "own.b-w7": "123", "own.b-w8": "-1e300"},  # ln 0 is infinite
    ],
)
def test_nothing_is_earned_by_what_follows_from_a_zero(typed, tmp_path):
    about = OwnGraph("f(x, y) = 2*cos(x*y)^2 + ln(cos(x*y))", {"x": 0.5, "y": 1.2})
    graded = Grader({}, trusts=False).graded(_saved(tmp_path / "a", "Zoe", typed, about))
    assert graded.total[0] == 0
    assert graded.problem == ""


def test_two_files_of_one_person_about_the_same_are_told(tmp_path, capsys):
    other = Exercises("chain", 6)
    people = [("Ada L.", ABOUT), ("ada  l.", ABOUT), ("Ada L.", other), ("", ABOUT), ("", ABOUT)]
    files = [
        _saved(tmp_path / f"{number}.json", name, {}, about)
        for number, (name, about) in enumerate(people)
    ]
    assert _graded(*files, files[0]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["problem"] for row in rows] == [
        f"{files[1]} and 1 more have the same name.",
        f"{files[0]} and 1 more have the same name.",
        *[""] * 3,
        f"{files[0]} and 1 more have the same name.",
    ]
    assert main(["lesson", "grade", *map(str, files[:2])]) == 0
    assert f"{files[1]} has the same name.\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("about", "problem"),
    [
        (OfLesson("../../etc/passwd"), "There is no lesson"),
        (OwnGraph("ones(10^5, 10^5)", {}), "from 1 to 64"),
        (OwnGraph("import os", {}), ""),
        (OwnGraph("x +", {"x": 1.0}), ""),
        (OwnGraph("x*y", {"x": 1.0}), "y has no value"),
        (OwnGraph("+".join(f"sin({n}x)" for n in range(2, 30)), {"x": 1.0}), "nodes"),
        (OwnGraph("A + A", {"A": [[1.0] * 9] * 9}), "small"),
    ],
)
def test_what_cannot_be_judged_is_a_row_with_the_reason(about, problem, right, tmp_path, capsys):
    files = [
        _saved(tmp_path / "mallory.json", "Mallory", {"own.b-w3": "1"}, about),
        tmp_path / "missing.json",
        _saved(tmp_path / "anna.json", "Anna", right),
    ]
    assert _graded(*files) == 2
    shown = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(shown.out)))
    assert problem in rows[0]["problem"]
    assert rows[0]["problem"]
    assert rows[1]["problem"] == "It cannot be read: No such file or directory."
    assert rows[2]["total"] == str(len(right))
    assert shown.err == "2 files could not be judged.\n"


def test_code_of_a_lesson_runs_only_with_trust(tmp_path, capsys):
    (tmp_path / "two.md").write_text(LESSON)
    typed = {"slope": "3", "sum": "2", "walk": "done"}
    file = _saved(tmp_path / "f.json", "Finn", typed, OfLesson("two"))
    lesson = ("--lesson", str(tmp_path / "two.md"))
    assert _graded(file, options=lesson) == 2
    assert "--trust" in capsys.readouterr().out
    assert _graded(file, options=(*lesson, "--trust")) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["Slopes"], row["Two things"], row["total"], row["of"]) == ("3", "1", "4", "4")


def test_code_of_a_lesson_that_ships_needs_no_trust_but_a_file_of_its_name_does(tmp_path, capsys):
    file = _saved(tmp_path / "ida.json", "Ida", {"reshape-shares": "b"}, OfLesson("tensors"))
    assert _graded(file) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["total"], row["problem"]) == ("1", "")
    (tmp_path / "tensors.md").write_text(LESSON)
    file = _saved(tmp_path / "jo.json", "Jo", {"sum": "2"}, OfLesson("tensors"))
    assert _graded(file, options=("--lesson", str(tmp_path / "tensors.md"))) == 2
    assert "--trust" in capsys.readouterr().out
