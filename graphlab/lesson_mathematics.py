"""Verifies the mathematics in a lesson's text: every command is one that graphlab sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.picture.mathset import strange
from graphlab.study.lesson.fields import shortened
from graphlab.study.lesson.model import (
    Display,
    Heading,
    Listing,
    Note,
    Paragraph,
    Problem,
    Question,
    Table,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphlab.study.lesson.model import Block, Lesson, Line


def mathematics_problems(lesson: Lesson) -> Iterator[Problem]:
    """At the line of the page or question in which a formula stands."""
    for page in lesson.pages:
        yield from _told(_of_line(page.title), page.at_line)
        yield from _told(_of(page.blocks), page.at_line)
        for question in page.questions:
            yield from _told(_of_question(question), question.at_line)


def _told(formulas: Iterable[str], line: int) -> Iterator[Problem]:
    for latex in formulas:
        if sign := strange(latex):
            shown = f"“${shortened(latex)}$”"
            said = f"{shown} has “{sign}”, a command that graphlab does not set."
            if sign in "{}":
                said = f"In {shown} a brace “{sign}” lacks the other one."
            yield Problem(line, said)


def _of(blocks: Iterable[Block]) -> Iterator[str]:
    """The formulas of a text; those of its questions are told where these stand."""
    for block in blocks:
        match block:
            case Paragraph(line) | Heading(line):
                yield from _of_line(line)
            case Listing(items):
                for item in items:
                    yield from _of(item)
            case Display(latex):
                yield latex
            case Note(inside):
                yield from _of(inside)
            case Table(head, rows):
                for row in (head, *rows):
                    for cell in row:
                        yield from _of_line(cell)


def _of_question(question: Question) -> Iterator[str]:
    for blocks in (question.prompt, *question.hints, question.solution):
        yield from _of(blocks)
    for option in question.options:
        yield from _of_line((*option.line, *option.why))
    for mistake in question.mistakes:
        yield from _of_line(mistake.line)
    for again in question.again:
        yield from _of(again.prompt)


def _of_line(line: Line) -> Iterator[str]:
    return (run.text for run in line if run.style == "math")
