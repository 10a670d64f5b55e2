"""Blocks of a lesson in speakable words, for screen readers."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from graphlab.study.lesson.model import (
    CodeBlock,
    Display,
    Heading,
    Listing,
    Note,
    Paragraph,
    Question,
    Table,
)
from graphlab.study.speaking import speakable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphlab.study.lesson.model import Block, Line


def spoken(blocks: Iterable[Block]) -> str:
    """What a reader is told of these blocks, a line each."""
    return "\n".join(said for block in blocks if (said := _block(block)))


@lru_cache(maxsize=2048)
def spoken_line(line: Line) -> str:
    """One line, with its formulas in words."""
    parts = (f" {speakable(run.text)} " if run.style == "math" else run.text for run in line)
    words = " ".join("".join(parts).split())
    for sign in ".,;:?!)":
        words = words.replace(f" {sign}", sign)
    return words


def _block(block: Block) -> str:
    match block:
        case Paragraph(line) | Heading(line):
            return spoken_line(line)
        case Listing(items, first):
            return "\n".join(
                f"{'•' if first is None else f'{first + place}.'} {spoken(item)}"
                for place, item in enumerate(items)
            )
        case CodeBlock(text):
            return text
        case Display(latex):
            return speakable(latex)
        case Note(blocks):
            return f"Note: {spoken(blocks)}"
        case Table(head, rows):
            return "\n".join(", ".join(map(spoken_line, row)) for row in (head, *rows))
        case Question(prompt=prompt):
            return spoken(prompt)
