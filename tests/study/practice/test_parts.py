"""The lecture's parts of any graph: the right answers are judged right, mistakes are told."""

from __future__ import annotations

import pytest

from graphlab.engine.expressions.expression import record_expression
from graphlab.study.arrays import short
from graphlab.study.judging.ground import Ground
from graphlab.study.judging.judge import judge
from graphlab.study.judging.truth import truth
from graphlab.study.lesson.progress import Progress
from graphlab.study.lesson.showing import AskedView, page_view
from graphlab.study.practice.generate import LEVELS, exercise
from graphlab.study.practice.gradients import gradient
from graphlab.study.practice.parts import (
    PARTS,
    exercise_lesson,
    part_of,
    parts,
    practice,
    predicted,
    why_not,
)


@pytest.fixture(scope="module")
def lecture():
    return record_expression("f(x, y) = 2*cos(x*y)^2 + ln(cos(x*y))", {"x": 0.5, "y": 1.2})


def _answer(record, question):
    of = question.of
    if question.name.rpartition(".")[2].startswith("a-"):
        node = next(n for n in record.nodes if n.name == of.node)
        return gradient(record, node.id).text
    if question.kind == "formula":
        edges = [e for e in record.edges if (e.source, e.target) == (of.node, of.other)]
        return " + ".join(f"({edge.text})" for edge in edges)
    return short(truth(record, of)) if truth(record, of).size <= 4 else str(truth(record, of))


@pytest.mark.parametrize("level", LEVELS)
def test_every_question_has_an_answer_that_is_judged_right(level):
    for seed in range(8):
        found = exercise(level, seed)
        record = record_expression(found.text, found.values)
        lesson = exercise_lesson(record, found)
        assert len(lesson.questions) == sum(len(part.questions) for part in parts(record))
        for name, question in lesson.questions.items():
            text = _answer(record, question)
            said = judge(question, None, text, Ground(record))
            assert said.is_right, (found, name, text, said)
            assert question.hints, name
            assert question.solution, name
            wrong = f"-({text})" if question.kind != "tensor" else text.replace("[", "[9, ", 1)
            assert not judge(question, None, wrong, Ground(record)).is_right, (found, name)


def test_the_lecture_s_function_has_its_five_parts(lecture):
    found = parts(lecture)
    assert [part.part for part in found] == list(PARTS)
    assert [len(part.questions) for part in found] == [2, 6, 8, 8, 2]
    text = gradient(lecture, "w1").text
    assert text == "-(y*sin(x*y)*(4*cos(x*y) + 1/cos(x*y)))"


def test_pages_hide_what_is_asked_for_and_show_what_was_answered_before(lecture):
    scene = exercise("chain", 1).scene
    lesson = practice(lecture, scene, "own", "Own graph")
    steps = [(page.scene.step.kind, page.scene.step.index) for page in lesson.pages]
    assert steps == [("index", 0), ("index", 0), ("index", 8), ("index", 8), ("all", 0)]
    assert ["values" in page.scene.hide for page in lesson.pages] == [True] * 4 + [False]
    view = page_view(lesson, Progress(page=1))
    asked = [block for block in view.blocks if isinstance(block, AskedView)]
    assert [one.question.name for one in asked][:2] == ["own.b-w3", "own.b-w4"]
    assert [part_of(name) for name in ("own.b-w3", "fan-out-7-B.verify-x")] == ["b", "verify"]


def test_parallel_edges_are_asked_about_once():
    record = record_expression("x*x + sin(x)", {"x": 1.7})
    edges = next(part for part in parts(record) if part.part == "c").questions
    assert [question.name for question in edges] == ["c-w1-w2", "c-w1-w3", "c-w2-w4", "c-w3-w4"]
    assert judge(edges[0], None, "2*w1", Ground(record)).is_right


def test_a_step_asks_for_the_number_that_it_shows(lecture):
    asked = [predicted(lecture, step) for step in range(18)]
    assert [question is None for question in asked[:4]] == [True, True, True, False]
    assert asked[3].of == ("value", "w3", "") or asked[3].of.node == "w3"
    assert asked[13].of.node == "w4"
    assert asked[13].of.quantity == "adjoint"
    assert judge(asked[13], None, "4.513", Ground(lecture)).is_right
    assert judge(asked[13], None, "3.301", Ground(lecture)).finding == "successor forgotten"
    assert asked[17] is None


def test_of_two_outputs_no_derivative_of_f_is_asked():
    record = record_expression("sin(x), x^2", {"x": 1.7})
    assert {part.part for part in parts(record)} == {"b", "c", "d"}


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        ("+".join(f"sin({n}x)" for n in range(2, 20)), {"x": 1.0}, "nodes"),
        ("A + A", {"A": [[1.0] * 6] * 6}, "small"),
        ("2*x", {"x": 1.5}, ""),
    ],
)
def test_what_is_not_fit_for_practice_is_told(text, at, said):
    found = why_not(record_expression(text, at))
    assert said in found
    assert bool(found) == bool(said)
