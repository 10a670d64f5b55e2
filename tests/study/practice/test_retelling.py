"""A similar question is told out of its own run: its text, hints and solution."""

from dataclasses import replace

import pytest

from graphlab.study.lesson.model import Again, Display, Mistake, Paragraph, Question, Run, Target
from graphlab.study.lesson.showing import AskedView
from graphlab.study.practice.retelling import retold, told_of, without_numbers
from tests.lecture import lecture_record

RECORD = lecture_record(0.55, 2.07)
OLD = (Paragraph((Run("3.301 comes along the first path."),)),)


def asked(prompt: str, of: Target | None, **more: object) -> AskedView:
    style = "math" if "_" in prompt else "plain"
    question = Question("q", "number", (Paragraph((Run(prompt, style),)),), of=of, **more)
    return AskedView(question, question.prompt, of, "told", hints=(OLD,), solution=OLD, round=1)


def text(blocks) -> str:
    return " ".join(
        block.latex if isinstance(block, Display) else "".join(run.text for run in block.line)
        for block in blocks
    )


def test_hints_and_solution_are_of_the_inputs_that_are_asked_about():
    told = retold(asked("How much does f change per unit?", Target("adjoint", "w4")), RECORD)
    assert text(told.prompt) == "How much does f change per unit?"
    assert "Its successors are w_{5} and w_{7}" in text(told.hints[0])
    assert text(told.solution).endswith("4.0627")
    assert "3.301" not in text(told.solution)


@pytest.mark.parametrize(
    ("prompt", "stays"),
    [
        (r"\bar{w}_{4}, w_5 and w_{10}", True),
        ("Use w_4 = 0.82534.", False),
        ("At x = 2?", False),
        ("And w₄?", True),
    ],
)
def test_a_text_with_numbers_of_the_lessons_scene_is_asked_anew(prompt, stays):
    told = retold(asked(prompt, Target("adjoint", "w4")), RECORD)
    assert text(told.prompt) == (prompt if stays else r"What is \bar{w}_{4}?")


def test_without_a_run_nothing_is_said_that_would_be_of_other_numbers():
    told = retold(asked("?", Target("adjoint", "w4")), None)
    assert (told.hints, told.hints_left, told.solution) == ((), 0, ())


def test_another_quantity_keeps_its_text_and_gets_its_own_solution():
    other = Target("partial", "w3", "w4")
    again = (Again(other, (Paragraph((Run("That at 2?"),)),)),)
    view = asked("This?", Target("partial", "w4", "w5"), again=again)
    told = retold(replace(view, prompt=again[0].prompt, of=other), RECORD)
    assert text(told.prompt) == "That at 2?"
    assert r"\sin" in text(told.solution)


@pytest.mark.parametrize(
    ("of", "shown"),
    [
        (Target("value", "w4"), "0.419"),
        (Target("gradient", "x"), "-7.636"),
        (Target("contribution", "w4", "w7"), "2.387"),
        (Target("partial", "w4", "w7"), "2.387"),
    ],
)
def test_every_quantity_has_a_solution(of, shown):
    told = told_of(RECORD, of, "number")
    assert told is not None
    assert shown in text(told.solution)


@pytest.mark.parametrize("of", [Target("shape", "w4"), Target("adjoint", "w99")])
def test_of_some_nothing_can_be_said(of):
    assert told_of(RECORD, of, "number") is None


def test_only_mistakes_that_are_quantities_are_expected_again():
    of_graph = Mistake(Target("adjoint", "w3"), (Run("That is the next."),))
    question = asked("?", None).question
    ask = replace(question, mistakes=(Mistake("3", (Run("Not added."),)), of_graph))
    assert without_numbers(ask).mistakes == (of_graph,)
    again = (Again(Target("value", "w3"), ()),)
    assert without_numbers(replace(ask, again=again)).mistakes == ()
