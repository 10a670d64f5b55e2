"""A person's answers as a file: written by the app, read by whoever grades. It holds no verdicts.

What is right is found again by whoever reads it: a file says only what was asked and typed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta

from graphlab.errors import InputError
from graphlab.study.practice.generate import LETTERS, Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.study.document import Given
    from graphlab.study.lesson.model import Lesson
    from graphlab.study.lesson.progress import Progress

FORMAT = 1
LARGEST = 1_000_000
"""Bytes of a file."""

MOST_EXERCISES = 20
LONGEST_NAME, LONGEST_TEXT = 200, 2000
LONGEST_IN_FILE_NAME = 60
"""Characters of a person's name."""

Name = Annotated[str, Meta(max_length=LONGEST_NAME)]
Text = Annotated[str, Meta(max_length=LONGEST_TEXT)]
Row = Annotated[list[float], Meta(max_length=64)]
Numbers = Annotated[list[float | Row], Meta(max_length=64)]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind"):
    """What was asked about."""


class Exercises(_Part, frozen=True, tag="exercises"):
    """Exercises of a level with seeds from ``seed`` on; ``variant`` counts other numbers."""

    level: Level
    seed: Annotated[int, Meta(ge=0, le=10**9)]
    count: Annotated[int, Meta(ge=1, le=MOST_EXERCISES)] = 1
    variant: Annotated[int, Meta(ge=0, lt=len(LETTERS))] = 0

    @property
    def text(self) -> str:
        """For people: ``fan-out, seed 7, variant B``."""
        seeds = f"seed {self.seed}"
        if self.count > 1:
            seeds = f"seeds {self.seed} to {self.seed + self.count - 1}"
        letter = f", variant {LETTERS[self.variant]}" if self.variant else ""
        return f"{self.level}, {seeds}{letter}"


class OfLesson(_Part, frozen=True, tag="lesson"):
    """A lesson by its name."""

    name: Name

    @property
    def text(self) -> str:
        """For people."""
        return f"lesson {self.name}"


class OwnGraph(_Part, frozen=True, tag="graph"):
    """A formula and the numbers of its inputs."""

    source: Text
    at: Annotated[dict[Name, float | Numbers], Meta(max_length=50)]

    @property
    def text(self) -> str:
        """For people: the formula."""
        return self.source

    @property
    def given(self) -> tuple[tuple[str, Given], ...]:
        """The numbers as a scene takes them."""
        values: Any = self.at
        return tuple(values.items())


About = Exercises | OfLesson | OwnGraph


@dataclass(frozen=True)
class Answers:
    """Who answered what: ``typed`` has the text by the name of each question."""

    name: str
    about: About
    typed: Mapping[str, str] = field(default_factory=dict)


def answers_of(name: str, about: About, lesson: Lesson, progress: Progress) -> Answers:
    """What a person answered the first time that each question was asked."""
    typed: dict[str, str] = {}
    for question in lesson.questions:
        asked = progress.first.get(question) or progress.of(question)
        if asked.round == 0 and asked.last is not None and asked.last.verdict.counts:
            typed[question] = asked.last.text[:LONGEST_TEXT]
    return Answers(name[:LONGEST_NAME], about, typed)


def offered_name(person: str, lesson: str) -> str:
    """A file name that those of other people do not have: ``answers-chain-rule-Ada-Lovelace.json``.

    Letters of any script and digits stay; the rest, which some disk or mail might not take, does
    not.
    """
    words = re.findall(r"\w+", unicodedata.normalize("NFC", person).replace("_", " "))
    whose = "-".join(words)[:LONGEST_IN_FILE_NAME].rstrip("-")
    return f"answers-{lesson}{whose and f'-{whose}'}.json"


def answers_bytes(answers: Answers) -> bytes:
    """The file's contents."""
    kept = _Kept(FORMAT, answers.name, answers.about, dict(answers.typed))
    return msgspec.json.format(msgspec.json.encode(kept), indent=1) + b"\n"


def read_answers(data: bytes) -> Answers:
    """What ``answers_bytes`` wrote. Raises InputError that names the place of what is wrong."""
    if len(data) > LARGEST:
        raise InputError("A file of answers has at most 1 MB, this one is larger.")
    try:
        version = msgspec.json.decode(data, type=_Version).version
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise InputError(f"This is no file of answers: {error}.") from error
    if version > FORMAT:
        raise InputError(
            f"These answers were saved by a newer graphlab (version {version}), which this one"
            " does not read."
        )
    try:
        kept = msgspec.json.decode(data, type=_Kept)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise InputError(f"These answers cannot be read: {error}.") from error
    return Answers(kept.name, kept.about, kept.answers)


def name_in(data: bytes) -> str:
    """Whose answers they are, also of a file that ``read_answers`` refuses; empty if it is lost."""
    if len(data) > LARGEST:
        return ""
    try:
        return msgspec.json.decode(data, type=_Named).name
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return ""


class _Version(msgspec.Struct, frozen=True):
    version: Annotated[int, Meta(ge=1)]


class _Named(msgspec.Struct, frozen=True):
    name: Name = ""


class _Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    name: Name
    about: About
    answers: Annotated[dict[Name, Text], Meta(max_length=2000)]
