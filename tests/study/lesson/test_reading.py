"""A lesson file to pages, scenes and questions, and every mistake in one with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.study.lesson.model import (
    Condition,
    EdgeName,
    StepAt,
    Target,
)
from graphlab.study.lesson.reading import read_lesson
from tests.study.lesson.example import EXAMPLE, SCENE, block, lesson

if TYPE_CHECKING:
    from graphlab.study.lesson.model import Lesson, Question


def read(text: str) -> Lesson:
    """A lesson in which nothing is wrong."""
    made, problems = read_lesson(text, "a")
    assert problems == ()
    assert made is not None
    return made


def asked(*fields: str, kind: str = "number") -> Question:
    made = read(lesson(SCENE, block(f"ask {kind}", "question: What?", *fields)))
    return made.pages[0].questions[0]


def test_the_example_of_the_documentation_is_read_as_it_says() -> None:
    made = read(EXAMPLE)
    assert (made.title, made.minutes, made.topic) == (
        "The square of a sine",
        5,
        "Derivatives and the chain rule",
    )
    walk, edge = made.pages
    assert walk.scene is not None
    assert walk.scene.source == "sin(x)^2"
    assert walk.scene.values == {"x": 0.5}
    assert walk.questions[0].until == (Condition("step", ">=", 3.0),)
    assert edge.scene is not None
    assert edge.scene.step == StepAt("adjoint", node="w1", before=True)
    assert edge.scene.edges == (EdgeName("w1", "w2"),)
    assert edge.scene.lock == ("step",)
    partial, adjoint, choice = edge.questions
    assert partial.of == Target("partial", "w1", "w2")
    assert len(partial.hints) == 2
    assert adjoint.mistakes[0].answer == Target("adjoint", "w2")
    assert [option.is_right for option in choice.options] == [True, False, True]
    assert choice.proof.startswith("from math import")
    assert list(made.questions) == ["p1q1", "p2q1", "p2q2", "p2q3"]


def test_a_page_without_a_scene_keeps_the_one_before() -> None:
    first, second = read(lesson(SCENE) + "\n# Another\n\nText.\n").pages
    assert second.scene is first.scene is not None
