"""Conditions of a lesson: read from text, and judged on what is observed."""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from graphlab.errors import InputError
from graphlab.formula.values import read_value
from graphlab.study.lesson.fields import meant, shortened, word_of
from graphlab.study.lesson.model import Condition
from graphlab.study.lesson.naming import node_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graphlab.study.lesson.model import Compare

    Observed = float | str | bool | None

PAGES = (
    "values",
    "edges",
    "memory",
    "printed",
    "health",
    "autograd",
    "jacobian",
    "descent",
    "train",
)
"""What can stand beside the graph, as a scene's ``show`` calls it."""

SEEN = tuple(page for page in PAGES if page != "edges")
"""The same as a condition's ``page`` calls it: edges are on one page with the values."""

EXTREMES = ("largest", "smallest")
_KINDS = ("input", "parameter", "buffer", "constant", "call", "item", "inplace", "update")
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_COMPARED = re.compile(r"([\w.]+)\s*(<=|>=|!=|==|=|≤|≥|≠|<|>)\s*(.*)", re.DOTALL)
_SPELLINGS = {"==": "=", "≤": "<=", "≥": ">=", "≠": "!="}


class Subject(NamedTuple):
    """What a condition may be about: a ``number``, one of ``words``, a ``node``, or a ``text``."""

    form: Literal["number", "extreme", "word", "node", "text"]
    words: tuple[str, ...] = ()


UNTIL: Final[Mapping[str, Subject]] = {
    "step": Subject("number"),
    "phase": Subject("word", ("forward", "backward")),
    "node": Subject("node"),
    "why": Subject("node"),
    "source": Subject("text"),
    "page": Subject("word", SEEN),
    "points": Subject("number"),
    "epochs": Subject("number"),
    "batches": Subject("number"),
    "loss": Subject("number"),
    "accuracy": Subject("number"),
    "theme": Subject("word", ("light", "dark")),
    "playing": Subject("word", ("yes", "no")),
    "hidden": Subject("word", ("yes", "no")),
}
"""What a ``do`` waits for; ``input.NAME`` is a number too."""

WHERE: Final[Mapping[str, Subject]] = {
    "successors": Subject("extreme"),
    "predecessors": Subject("extreme"),
    "value": Subject("extreme"),
    "adjoint": Subject("extreme"),
    "elements": Subject("extreme"),
    "function": Subject("text"),
    "kind": Subject("word", _KINDS),
}
"""What nodes are found by."""


def until(text: str) -> tuple[Condition, ...]:
    """The conditions of a ``do``. Raises InputError.

    >>> until("input.x > 1 and phase = backward")[1]
    Condition(subject='phase', compare='=', value='backward')
    """
    return _conditions(text, UNTIL, "step >= 3 and phase = backward")


def where(text: str) -> tuple[Condition, ...]:
    """The conditions by which nodes are found. Raises InputError."""
    return _conditions(text, WHERE, "successors > 1 and kind = call")


def holds(conditions: tuple[Condition, ...], observed: Mapping[str, Observed]) -> bool:
    """Whether all are true of what is observed; what is not observed makes none true.

    ``why`` and ``node`` are the node that is meant, or empty; ``yes`` and ``no`` ask whether there
    is one. Of ``source`` spaces do not count.
    """
    return all(_holds(condition, observed.get(condition.subject)) for condition in conditions)


def _holds(condition: Condition, seen: Observed) -> bool:
    wanted = condition.value
    if seen is None:
        return False
    if isinstance(wanted, float):
        return isinstance(seen, int | float) and _NUMBERS[condition.compare](float(seen), wanted)
    if wanted in ("yes", "no"):
        found = ("yes" if seen not in ("", "no") else "no") if isinstance(seen, str) else None
        word = found or ("yes" if seen else "no")
    else:
        word = "".join(str(seen).lower().split())
    return (word == wanted) == (condition.compare == "=")


_NUMBERS: Final[Mapping[Compare, Callable[[float, float], bool]]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _conditions(text: str, subjects: Mapping[str, Subject], example: str) -> tuple[Condition, ...]:
    return tuple(_condition(part, subjects, example) for part in _AND.split(" ".join(text.split())))


def _condition(text: str, subjects: Mapping[str, Subject], example: str) -> Condition:
    match = _COMPARED.fullmatch(text.strip())
    if match is None:
        raise InputError(f"“{shortened(text)}” is no condition: write {example}.")
    name, sign, value = match[1], match[2], match[3].strip()
    compare = _compare(_SPELLINGS.get(sign, sign))
    lower = name.lower()
    subject = subjects.get(lower)
    if subjects is UNTIL and lower.startswith("input.") and len(name) > len("input."):
        subject, lower = Subject("number"), f"input.{name[len('input.') :]}"
    if subject is None:
        known = [*subjects, "input.x"] if subjects is UNTIL else [*subjects]
        hint = meant(name, known) or f" There are {', '.join(known)}."
        raise InputError(f"“{shortened(name)}” cannot be asked for here.{hint}")
    wanted = _value(lower, subject, value)
    if isinstance(wanted, str) and compare not in ("=", "!="):
        raise InputError(f"“{shortened(text)}” compares no numbers: use = or !=.")
    if wanted in EXTREMES and compare != "=":
        raise InputError(f"“{shortened(text)}” is not understood: write {lower} = {wanted}.")
    return Condition(lower, compare, wanted)


def _compare(sign: str) -> Compare:
    return next(known for known in _NUMBERS if known == sign)


def _value(name: str, subject: Subject, text: str) -> float | str:
    if not text:
        raise InputError(f"“{name}” is compared with nothing.")
    match subject.form:
        case "word":
            return word_of(subject.words, f"{name} to compare with")(text)
        case "node":
            return text.lower() if text.lower() in ("yes", "no") else node_name(text).lower()
        case "text":
            return "".join(text.lower().split())
    if subject.form == "extreme" and text.lower() in EXTREMES:
        return text.lower()
    number = read_value(text)
    if not isinstance(number, float):
        raise InputError(f"“{shortened(text)}” is no number to compare {name} with.")
    return number
