"""Blocks that ask: their fields as a Question. Nothing is judged here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from graphlab.errors import InputError
from graphlab.study.lesson.fields import (
    Values,
    at_bar,
    meant,
    read,
    read_fields,
    shortened,
    word_of,
)
from graphlab.study.lesson.markdown import blocks, line_of
from graphlab.study.lesson.model import (
    Again,
    Mistake,
    Option,
    Problem,
    Question,
)
from graphlab.study.lesson.naming import is_target, node_name, node_names, target_of
from graphlab.study.lesson.observed import until, where

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.study.lesson.fields import Field, Known
    from graphlab.study.lesson.model import Block, Kind

ASKED: tuple[Kind, ...] = (
    "number",
    "formula",
    "tensor",
    "printed",
    "choice",
    "click",
    "memory",
)
OWN_NAME = re.compile(r"p\d+q\d+")
"""Names that questions without one get."""

_ASKS: Final[Known] = {
    "question": False,
    "hint": True,
    "solution": False,
    "name": False,
    "points": False,
    "topic": False,
}
_JUDGED: Final[Known] = {**_ASKS, "of": False, "answer": False, "wrong": True, "again": True}
FIELDS: Final[Mapping[Kind, Known]] = {
    "number": {**_JUDGED, "tolerance": False},
    "formula": {**_JUDGED, "in": False},
    "tensor": _JUDGED,
    "printed": {**_ASKS, "answer": False, "print": False, "wrong": True},
    "choice": {**_ASKS, "options": False},
    "click": {**_ASKS, "answer": False, "where": False, "wrong": True},
    "memory": {**_ASKS, "share": False, "among": False, "wrong": True},
    "do": {
        **{"task" if name == "question" else name: again for name, again in _ASKS.items()},
        "until": False,
    },
}
MOST_POINTS = 1_000.0
_OPTION = re.compile(r"[-*+]\s*\[(.?)\]\s+(.*)", re.DOTALL)
_SHARE = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_INSIDE: tuple[Literal["nodes", "inputs"], ...] = ("nodes", "inputs")


class Place(NamedTuple):
    """Where a question stands: its page and its number on it, both from 1, and its line."""

    page: int
    number: int
    line: int

    @property
    def name(self) -> str:
        """The name of a question that has none of its own."""
        return f"p{self.page}q{self.number}"


def kind_of(info: str) -> Kind:
    """What ``ask number`` or ``do`` asks for. Raises InputError."""
    words = info.lower().split()
    if words[0] == "do":
        if len(words) > 1:
            raise InputError("Nothing follows the word do; what is to be done stands in task:.")
        return "do"
    kinds = ", ".join(f"ask {kind}" for kind in ASKED)
    if len(words) != 2:
        raise InputError(f"A question says what is typed: write one of {kinds}.")
    for kind in ASKED:
        if words[1] == kind:
            return kind
    hint = meant(words[1], ASKED) or f" There are {kinds}."
    raise InputError(f"“ask {shortened(words[1])}” is no kind of question.{hint}")


def question_of(
    kind: Kind, text: str, place: Place, taken: Mapping[str, int], problems: list[Problem]
) -> Question | None:
    """The question, None where it cannot be asked. ``taken`` are names with their lines."""
    what = "a do block" if kind == "do" else f"ask {kind}"
    found = read_fields(text, place.line + 1, FIELDS[kind], what, problems)
    told = len(problems)
    prompt = "task" if kind == "do" else "question"
    if prompt not in found:
        problems.append(Problem(place.line, f"This lacks “{prompt}:”, what the person is to do."))
    reader = _Reader(found, problems)
    question = Question(
        name=_name(reader, place, taken),
        kind=kind,
        prompt=reader.markdown(prompt),
        of=reader.of("of", target_of, None),
        answer=reader.text("answer") if kind != "click" else "",
        tolerance=reader.of("tolerance", _share, None),
        within=reader.of("in", word_of(_INSIDE, "way to write it"), None),
        options=reader.options(),
        nodes=reader.of("answer", node_names, ()) if kind == "click" else (),
        where=reader.of("where", where, ()),
        until=reader.of("until", until, ()),
        share=reader.of("share", node_name, ""),
        among=reader.of("among", node_names, ()),
        hints=tuple(
            blocks(field.value, field.value_line, problems) for field in found.get("hint", ())
        ),
        solution=reader.markdown("solution"),
        mistakes=reader.mistakes(),
        again=reader.again(),
        printing=reader.text("print"),
        points=reader.of("points", _points, 1.0),
        topic=reader.text("topic"),
        at_line=place.line,
    )
    if len(problems) == told and (lack := _lack(question)):
        problems.append(Problem(place.line, lack))
    return question if question.prompt and not _lack(question) else None


def _name(reader: _Reader, place: Place, taken: Mapping[str, int]) -> str:
    given = reader.text("name").strip()
    if given in taken:
        sentence = f"“{shortened(given)}” is the name of the question in line {taken[given]} too."
        reader.tell("name", sentence)
    elif OWN_NAME.fullmatch(given):
        reader.tell("name", f"“{given}” is a name that questions without one get: write another.")
    elif given and (len(given) > 40 or len(given.split()) > 1):
        reader.tell("name", "A name is one word of at most 40 characters.")
    elif given:
        return given
    return place.name


def _lack(question: Question) -> str:
    """What is missing without which it cannot be asked."""
    match question.kind:
        case "number" | "formula" | "tensor":
            if question.of is None and not question.answer:
                return "Nothing says what is right: write “of: adjoint w4” or “answer: 0.25”."
        case "printed":
            if not question.answer:
                return "Nothing says what is right: write “answer:”, with what is printed below."
        case "choice":
            if len(question.options) < 2:
                return "A choice needs “options:”, with two lines “- [x] …” or “- [ ] …” at least."
            if not any(option.is_right for option in question.options):
                return "No option is right: mark one “- [x] …”."
        case "click":
            if bool(question.nodes) == bool(question.where):
                return "Write either “answer: w4” or “where: successors > 1”."
        case "memory":
            if not question.share or not question.among:
                return "Write “share: a” and “among: b, c, d”."
        case "do":
            if not question.until:
                return "Nothing says when it is done: write “until: step >= 3”."
    return ""


class _Reader(Values):
    """Values of a question's fields."""

    def tell(self, name: str, sentence: str) -> None:
        self.problems.append(Problem(self.found[name][0].line, sentence))

    def markdown(self, name: str) -> tuple[Block, ...]:
        if name not in self.found:
            return ()
        field = self.found[name][0]
        return blocks(field.value, field.value_line, self.problems)

    def mistakes(self) -> tuple[Mistake, ...]:
        made: list[Mistake] = []
        for field in self.found.get("wrong", ()):
            answer, sentence = at_bar(field.value)
            if not answer or not sentence:
                self.problems.append(
                    Problem(field.line, "Write the wrong answer, then “ | ” and a sentence.")
                )
                continue
            given = target_of(answer) if is_target(answer) else answer
            made.append(Mistake(given, line_of(sentence, field.value_line, self.problems)))
        return tuple(made)

    def again(self) -> tuple[Again, ...]:
        made: list[Again] = []
        for field in self.found.get("again", ()):
            target, prompt = at_bar(field.value)
            of = read(field._replace(value=target), target_of, None, self.problems)
            if of is not None and not prompt:
                self.problems.append(
                    Problem(field.line, "Write what is asked again, then “ | ” and the question.")
                )
            elif of is not None:
                made.append(Again(of, blocks(prompt, field.value_line, self.problems)))
        return tuple(made)

    def options(self) -> tuple[Option, ...]:
        if "options" not in self.found:
            return ()
        field = self.found["options"][0]
        made: list[Option] = []
        for line, text in _entries(field):
            match = _OPTION.fullmatch(text)
            if match is None or match[1].lower() not in ("x", " ", ""):
                sentence = f"“{shortened(text)}” is no option: write “- [x] right” or “- [ ] wrong”"
                self.problems.append(Problem(line, f"{sentence}, and after “ | ” why."))
                continue
            shown, why = at_bar(match[2])
            made.append(
                Option(
                    line_of(shown, line, self.problems),
                    match[1].lower() == "x",
                    line_of(why, line, self.problems),
                )
            )
        return tuple(made)


def _entries(field: Field) -> list[tuple[int, str]]:
    """Each option with its line; what is indented below one goes on with it."""
    found: list[tuple[int, str]] = []
    for number, line in enumerate(field.value.split("\n"), start=field.value_line):
        if line[:1] in (" ", "\t") and found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {line.strip()}")
        elif line.strip():
            found.append((number, line.strip()))
    return found


def _share(text: str) -> float:
    match = _SHARE.fullmatch(text.strip())
    if match is None or not 0 < float(match[1]) < 100:
        raise InputError(f"“{shortened(text)}” is no tolerance: write a share such as 1%.")
    return float(match[1]) / 100


def _points(text: str) -> float:
    try:
        points = float(text)
    except ValueError:
        points = -1.0
    if not 0 <= points <= MOST_POINTS:
        raise InputError(f"“{shortened(text)}” is no number of points.")
    return points
