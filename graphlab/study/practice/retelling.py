"""What is said of a similar question: numbers in a lesson's file are those of its own scene."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from graphlab.errors import InputError
from graphlab.study.judging.truth import edges_between, node_named
from graphlab.study.lesson.model import Display, Paragraph, Target, plain
from graphlab.study.practice.explaining import (
    Told,
    of_adjoint,
    of_gradient,
    of_partial,
    of_slope,
    of_value,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphlab.record import Record
    from graphlab.study.lesson.model import Block, Kind, Question
    from graphlab.study.lesson.showing import AskedView

NAMES = re.compile(r"[A-Za-z}]_?\{?\d+|[₀-₉]")
"""A digit that belongs to a name: w_4, \\bar{w}_{10}, x1."""


def retold(asked: AskedView, record: Record | None) -> AskedView:
    """A similar question with hints and a solution out of its own run.

    Its text stays unless numbers stand in it. Without a run nothing is said: what the lesson says
    would be about other numbers.
    """
    question = asked.question
    told = told_of(record, asked.of, question.kind) if record is not None and asked.of else None
    if told is None:
        return replace(asked, hints=(), hints_left=0, solution=())
    keeps = question.again or not _has_numbers(asked.prompt)
    hints = told.hints[: len(asked.hints)]
    return replace(
        asked,
        prompt=asked.prompt if keeps else told.prompt,
        hints=hints,
        hints_left=min(asked.hints_left, len(told.hints) - len(hints)),
        solution=told.solution if asked.state in ("right", "told") else (),
    )


def without_numbers(question: Question) -> Question:
    """The same without the mistakes that are expected in its own scene only."""
    general = (each for each in question.mistakes if isinstance(each.answer, Target))
    return replace(question, mistakes=() if question.again else tuple(general))


def told_of(record: Record, of: Target, kind: Kind) -> Told | None:
    """The question, hints and solution of a quantity; None where nothing can be said of it."""
    try:
        match of.quantity:
            case "value":
                return of_value(record, node_named(record, of.node))
            case "adjoint":
                return of_adjoint(record, node_named(record, of.node))
            case "gradient":
                node = node_named(record, of.node)
                return (of_gradient if kind == "formula" else of_slope)(record, node)
            case "partial" | "contribution":
                edges = edges_between(record, of.node, of.other)
                return of_partial(record, edges, is_number=of.quantity == "partial")
    except InputError:
        return None
    return None


def _has_numbers(blocks: Iterable[Block]) -> bool:
    texts = (
        each.latex if isinstance(each, Display) else plain(each.line)
        for each in blocks
        if isinstance(each, Paragraph | Display)
    )
    return any(any(map(str.isdecimal, NAMES.sub("", text))) for text in texts)
