"""The ``name: value`` lines of a lesson's head and blocks, each with the line it stands on."""

from __future__ import annotations

import difflib
import re
import textwrap
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from graphlab.errors import InputError
from graphlab.study.lesson.model import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    Known = dict[str, bool]
    """Names that a block may have, and whether each may be given again."""

_FIELD = re.compile(r"([A-Za-z][\w-]*)[ \t]*:(?:[ \t]+|$)(.*)")
_PAIR = re.compile(r"\s*([^\W\d][\w.]*)\s*=(?!=)\s*(.*)", re.DOTALL)
_OPENING, _CLOSING = "([{", ")]}"
_BARRED = re.compile(r"\s\|\s")
_MARKS = re.compile(r"\$(?:\\.|[^$\\])*\$|`[^`]*`", re.DOTALL)
_LONGEST_SHOWN = 40
_T = TypeVar("_T")
_U = TypeVar("_U")


class Field(NamedTuple):
    """One field; ``value_line`` is where its value begins. Lines count from 1."""

    name: str
    value: str
    line: int
    value_line: int


def read_fields(
    text: str, first_line: int, known: Known, what: str, problems: list[Problem]
) -> dict[str, list[Field]]:
    """The fields by name. What is indented below a field belongs to its value.

    ``what`` says whose fields they are, for the sentences about unknown ones: ``a scene``.
    """
    found: dict[str, list[Field]] = {}
    for field in _split(text, first_line, what, problems):
        name = field.name.lower()
        if name not in known:
            hint = meant(name, known) or f" There are {', '.join(known)}."
            problems.append(Problem(field.line, f"There is no “{field.name}:” in {what}.{hint}"))
        elif name in found and not known[name]:
            problems.append(
                Problem(field.line, f"“{name}:” is given twice in {what}; the first one counts.")
            )
        elif not field.value.strip():
            problems.append(Problem(field.line, f"“{name}:” has no value: write one, or leave it."))
        else:
            found.setdefault(name, []).append(field)
    return found


def _split(text: str, first_line: int, what: str, problems: list[Problem]) -> Iterable[Field]:
    head: tuple[str, str, int] | None = None
    below: list[str] = []
    is_lost = False
    for number, line in enumerate(text.split("\n"), start=first_line):
        if line[:1] in (" ", "\t") or not line.strip():
            if head is not None:
                below.append(line.expandtabs(4))
            elif line.strip() and not is_lost:
                problems.append(Problem(number, f"This is indented below no field of {what}."))
                is_lost = True
            continue
        match = _FIELD.fullmatch(line)
        if match is None:
            if not is_lost:
                problems.append(
                    Problem(
                        number,
                        f"“{shortened(line)}” is no field of {what}: write “name: value”, and"
                        " indent what goes on in the next line.",
                    )
                )
            is_lost = True
            continue
        if head is not None:
            yield _field(head, below)
        head, below, is_lost = (match[1], match[2], number), [], False
    if head is not None:
        yield _field(head, below)


def _field(head: tuple[str, str, int], below: list[str]) -> Field:
    name, first, line = head
    rest = textwrap.dedent("\n".join(below)).rstrip()
    if first.strip():
        return Field(name, f"{first.strip()}\n{rest}" if rest else first.strip(), line, line)
    empty = len(rest) - len(rest.lstrip("\n"))
    return Field(name, rest.lstrip("\n"), line, line + 1 + empty)


def read(
    field: Field, reader: Callable[[str], _T], otherwise: _U, problems: list[Problem]
) -> _T | _U:
    """What ``reader`` makes of a value; its InputError becomes a Problem in the right line."""
    try:
        return reader(field.value)
    except InputError as error:
        line = field.value_line + (error.line or 1) - 1
        problems.append(Problem(line, error.problem))
        return otherwise


class Values:
    """Values of the fields that were found, each read in its own way."""

    def __init__(self, found: Mapping[str, list[Field]], problems: list[Problem]) -> None:
        self.found = found
        self.problems = problems

    def text(self, name: str) -> str:
        """A value as it stands, empty without one."""
        return self.found[name][0].value if name in self.found else ""

    def of(self, name: str, reader: Callable[[str], _T], otherwise: _U) -> _T | _U:
        """What ``reader`` makes of a value."""
        if name not in self.found:
            return otherwise
        return read(self.found[name][0], reader, otherwise, self.problems)

    def pairs(self, name: str, example: str) -> tuple[tuple[str, str], ...]:
        """Names and values of a field that may be given again."""
        given: dict[str, str] = {}
        for field in self.found.get(name, ()):
            for key, value in read(field, lambda text: pairs(text, example), (), self.problems):
                if key in given:
                    self.problems.append(Problem(field.line, f"{key} is given twice."))
                given.setdefault(key, value)
        return tuple(given.items())


# ── values ───────────────────────────────────────────────────────────────────────────────────


def meant(word: str, known: Collection[str], cutoff: float = 0.6) -> str:
    """`` Did you mean highlight?`` for a name that is close to a known one, else nothing."""
    near = difflib.get_close_matches(word.lower()[:60], list(known), n=1, cutoff=cutoff)
    return f" Did you mean {near[0]}?" if near else ""


def shortened(text: str) -> str:
    """The first line of a text, for a sentence about it."""
    line = text.strip().split("\n")[0]
    return line if len(line) <= _LONGEST_SHOWN else f"{line[: _LONGEST_SHOWN - 1]}…"


def parts_of(text: str) -> list[str]:
    """What stands between commas, semicolons or line ends outside of brackets."""
    parts, start, depth = [], 0, 0
    for index, character in enumerate(text):
        if character in _OPENING:
            depth += 1
        elif character in _CLOSING:
            depth = max(depth - 1, 0)
        elif depth == 0 and character in ",;\n":
            parts.append(text[start:index])
            start = index + 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def pairs(text: str, example: str) -> tuple[tuple[str, str], ...]:
    """``x = 0.5, A = [1, 2; 3, 4]`` as names and values. Raises InputError."""
    found: dict[str, str] = {}
    for part in parts_of(text):
        match = _PAIR.fullmatch(part)
        if match is None or not match[2].strip():
            raise InputError(f"“{shortened(part)}” gives no value: write {example}.")
        if match[1] in found:
            raise InputError(f"{match[1]} is given twice.")
        found[match[1]] = match[2].strip()
    return tuple(found.items())


def chosen_of(known: Collection[_T], what: str) -> Callable[[str], tuple[_T, ...]]:
    """A reader of words with commas between them, each of which is known."""

    def reader(text: str) -> tuple[_T, ...]:
        words = [word.lower() for word in re.split(r"[\s,]+", text.strip())]
        return tuple(dict.fromkeys(_one_of(word, known, what) for word in words if word))

    return reader


def word_of(known: Collection[_T], what: str) -> Callable[[str], _T]:
    """A reader of one known word."""
    return lambda text: _one_of(text.strip().lower(), known, what)


def _one_of(word: str, known: Collection[_T], what: str) -> _T:
    for each in known:
        if each == word:
            return each
    names = [str(each) for each in known]
    hint = meant(word, names) or f" There are {', '.join(names)}."
    raise InputError(f"“{shortened(word)}” is no {what}.{hint}")


def yes_or_no(text: str) -> bool:
    """``yes`` or ``no``. Raises InputError."""
    word = text.strip().lower()
    if word not in ("yes", "no"):
        raise InputError(f"“{shortened(text)}” is neither yes nor no.")
    return word == "yes"


def whole(text: str) -> int:
    """A whole number from 0. Raises InputError."""
    plain = text.strip()
    if not (plain.isascii() and plain.isdecimal()) or len(plain) > 9:
        raise InputError(f"“{shortened(text)}” is no whole number.")
    return int(plain)


def at_bar(text: str) -> tuple[str, str]:
    """What stands before and after the first `` | `` outside of mathematics and code."""
    covered = _MARKS.sub(lambda match: "·" * len(match[0]), text)
    bar = _BARRED.search(covered)
    if bar is None:
        return text.strip(), ""
    return text[: bar.start()].strip(), text[bar.end() :].strip()
