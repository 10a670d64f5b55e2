"""What is ticked, clicked, or said to be printed, judged."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from graphlab.errors import InputError
from graphlab.study.judging.truth import node_named, nodes_where, sharing
from graphlab.study.judging.verdict import Verdict, expected
from graphlab.study.labels import labels_of
from graphlab.study.lesson.model import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphlab.record import Record
    from graphlab.study.judging.ground import Ground
    from graphlab.study.lesson.model import Question

_WORD = re.compile(r"[A-Za-z_]+|-?\d+\.?\d*(?:[eE][+-]?\d+)?|-?\.\d+|\S")
_WRAPPING = frozenset({"tensor", "torch", "size", "array", *".()[],;"})
"""What says how values are wrapped and spaced; it does not count, only brackets that are typed."""

_DTYPE = re.compile(r",\s*(?:dtype|grad_fn|requires_grad|device)=[^,)\]]*")


def judge_choice(question: Question, text: str) -> Verdict:
    """``text`` has the numbers of the ticked options, from 0, with commas."""
    try:
        ticked = {int(part) for part in text.split(",") if part.strip()}
    except ValueError:
        return Verdict(False, "unreadable", "Tick an option.")
    options = question.options
    if not ticked or not all(0 <= number < len(options) for number in ticked):
        return Verdict(False, "unreadable", "Tick an option first.")
    right = {number for number, option in enumerate(options) if option.is_right}
    if ticked == right:
        why = [options[number].why for number in sorted(right) if options[number].why]
        said = f"Right. {plain(why[0])}" if why else "Right."
        return Verdict(True, "right", said, line=why[0] if why else ())
    for number in sorted(ticked - right):
        if why_not := options[number].why:
            return Verdict(False, "wrong", plain(why_not), line=why_not)
    if len(right) < 2:
        return Verdict(False, "wrong", "That is not it.")
    if ticked < right:
        return Verdict(False, "too few", "All of that is right, but something is missing.")
    if ticked > right:
        return Verdict(False, "too many", "One too many is ticked, or more.")
    return Verdict(False, "wrong", "Something that is ticked is wrong, and something is missing.")


def judge_click(question: Question, text: str, ground: Ground) -> Verdict:
    """``text`` is the node that was clicked."""
    record = ground.record
    if record is None:
        return Verdict(False, "not judged", "There is no graph to click on.")
    try:
        clicked = node_named(record, text.strip())
        right = right_nodes(question, record)
    except InputError as error:
        return Verdict(False, "unreadable", error.problem)
    labels = labels_of(record)
    what = f"{labels.text(clicked.id)} = {labels.formula_text(clicked)}"
    if clicked.id in right:
        return Verdict(True, "right", f"Right: {what}.", nodes=(clicked.id,))
    if known := _expected(question, lambda wrong: node_named(record, wrong).id == clicked.id):
        return replace(known, nodes=(clicked.id,))
    return Verdict(False, "wrong", f"That is {what}. It is another one.", nodes=(clicked.id,))


def right_nodes(question: Question, record: Record) -> tuple[str, ...]:
    """The ids of the nodes that may be clicked. Raises InputError for one that is not there."""
    if question.nodes:
        return tuple(node_named(record, name).id for name in question.nodes)
    return nodes_where(record, question.where)


def judge_memory(question: Question, text: str, ground: Ground) -> Verdict:
    """``text`` has the names that were ticked, with commas; none is an answer too."""
    if ground.record is None:
        return Verdict(False, "not judged", "Run the code first; then this can be judged.")
    try:
        right = set(sharing(ground.record, question.share, question.among))
    except InputError as error:
        return Verdict(False, "not judged", error.problem)
    ticked = _ticked(text)
    if not ticked <= set(question.among):
        return Verdict(False, "unreadable", f"Tick some of {', '.join(question.among)}.")
    if ticked == right:
        return Verdict(True, "right", "Right.")
    if known := _expected(question, lambda wrong: _ticked(wrong) == ticked):
        return known
    if wrong := [name for name in question.among if name in ticked - right]:
        said = f"{wrong[0]} has memory of its own: writing to it leaves {question.share} alone."
        return Verdict(False, "too many", said)
    missing = len(right - ticked)
    more = "one more shares" if missing == 1 else f"{missing} more share"
    return Verdict(False, "too few", f"Right so far, but {more} the memory of {question.share}.")


def judge_printed(question: Question, text: str) -> Verdict:
    """What is printed, spaces and line breaks aside."""
    given, right = _words(text), _words(question.answer)
    if not given:
        return Verdict(False, "unreadable", "Type what is printed.")
    if given == right:
        return Verdict(True, "right", "Right.")
    ours, theirs = _values(given), _values(right)
    if ours == theirs and (ours or "[" in given):
        if "[" in given and ";" not in given and _values(given, "[]") != _values(right, "[]"):
            said = "The numbers are right; the brackets are not: they say what its shape is."
            return Verdict(False, "wrong shape", said)
        if _floats(text) != _floats(question.answer):
            point = "with" if "." in question.answer else "without"
            kind = "Floating-point numbers" if "." in question.answer else "Whole numbers"
            return Verdict(
                True, "right in another form", f"Right. {kind} are printed {point} a point."
            )
        return Verdict(
            True, "right in another form", f"Right. It is printed as {_one_line(question.answer)}"
        )
    if ours and [str(v).lower() for v in ours] == [str(v).lower() for v in theirs]:
        said = f"Right. It is printed as {_one_line(question.answer)}"
        return Verdict(True, "right in another form", said)
    if known := _expected(question, lambda wrong: _values(_words(wrong)) == ours):
        return known
    if len(ours) == len(theirs) and ours != theirs:
        place = next(i for i, (a, b) in enumerate(zip(ours, theirs, strict=True)) if a != b)
        differing = [word for word in given if not _wraps(word)][place]
        return Verdict(False, "elements", f"It differs at “{differing}”.")
    return Verdict(False, "wrong", "That is not what is printed.")


def _expected(question: Question, is_it: Callable[[str], bool]) -> Verdict | None:
    """The mistake that the lesson itself expects, in its own words."""
    for mistake in question.mistakes:
        if isinstance(mistake.answer, str) and is_it(mistake.answer):
            return expected(mistake.line)
    return None


def _ticked(names: str) -> set[str]:
    return {part.strip() for part in names.split(",") if part.strip()}


def _words(text: str) -> list[str]:
    return _WORD.findall(_DTYPE.sub("", text.replace("−", "-")))


def _values(words: list[str], kept: str = "") -> list[float | str]:
    """Values alone, and what is ``kept`` of what stands around them."""
    return [_value(word) for word in words if not _wraps(word) or word in kept]


def _wraps(word: str) -> bool:
    return word.lower() in _WRAPPING


def _value(word: str) -> float | str:
    try:
        number = float(word)
    except ValueError:
        return word
    return number if math.isfinite(number) else word.lower()  # NaN is not the same as itself


def _floats(text: str) -> bool:
    return bool(re.search(r"\d\.", text))


def _one_line(text: str) -> str:
    return " ".join(text.split())
