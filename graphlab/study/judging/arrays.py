"""Vectors, matrices and shapes judged, typed as numbers."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from graphlab.errors import InputError
from graphlab.study.arrays import shape_text, written_out
from graphlab.study.grid import read_grid
from graphlab.study.judging.factors import constant_factor, off_by_rounding
from graphlab.study.judging.naming import asked_text
from graphlab.study.judging.truth import node_named, truth
from graphlab.study.judging.typed import ends_at
from graphlab.study.judging.verdict import Verdict, expected
from graphlab.study.labels import labels_of
from graphlab.study.lesson.model import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from graphlab.record import Record
    from graphlab.study.judging.ground import Ground
    from graphlab.study.lesson.model import Question

    Floats = NDArray[np.float64]

MOST_FORGOTTEN = 4
_CLOSE = 5e-3
_EXACT = 1e-6
_LONGEST_SHAPE = 100
_SHAPE = re.compile(r"(?:torch\.)?(?:Size)?\s*[\[(]*([\d\s,×x]*)[\])]*")
_NO_NUMBER = re.compile(r"is not a number that the answer\S*(?: \d+\])? can take\.")
_NUMBER = r"(\d{1,20}(?:\.\d{1,20})?)"
_FRACTION = re.compile(rf"(?<![\w.)/]){_NUMBER}\s*/\s*{_NUMBER}(?![\w.(/])")
_DECIMAL = re.compile(r"(?:\d+(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d{1,3}))?")
_NO_ELEMENT = re.compile(r"^\s*[A-Za-z_]\w*\s*=(?!=)|\b(?:dtype|grad_fn|requires_grad)=[^\s,)]*")


def judge_tensor(question: Question, of: Target | None, text: str, ground: Ground) -> Verdict:
    """Numbers as ``[1, 2; 3, 4]``, nested lists or a printed tensor; of a shape, its sizes."""
    try:
        right = right_array(question, of, ground)
        if of is not None and of.quantity == "shape":
            return _judge_shape(question, text, right)
        given = _numbers(text)
    except InputError as error:
        words = "is not a number. Numbers are asked for, as [1, 2; 3, 4]."
        said = _NO_NUMBER.sub(words, error.problem)
        if "finite numbers only" in said:
            said = "Finite numbers are asked for, as [1, 2; 3, 4]."
        return Verdict(False, "unreadable", said)
    record = ground.record
    if given.shape != right.shape:
        return _expected(question, record, given, text) or of_shape(given, right)
    if _near(given, right, text).all():
        name = f"{asked_text(record, of)} = " if record is not None and of is not None else ""
        return Verdict(True, "right", f"Right: {name}{written_out(right)}." if name else "Right.")
    return (
        _expected(question, record, given, text)
        or (known_mistake(record, of, given, right, text) if record is not None and of else None)
        or (off_by_rounding(given, right) if (right % 1).any() else None)
        or constant_factor(given, right, 1e-3)
        or _elements(given, right, text)
    )


# ── what is right ────────────────────────────────────────────────────────────────────────────


def right_array(question: Question, of: Target | None, ground: Ground) -> Floats:
    """What PyTorch measured, or the lesson's own answer. Raises InputError if there is neither."""
    if of is not None and ground.record is not None:
        found = truth(ground.record, of)
        if found.dtype.kind == "c":
            raise InputError("Complex numbers are not asked for here.")
        return np.asarray(found, dtype=np.float64)
    if not question.answer:
        raise InputError("There is no graph to judge this answer by.")
    return _numbers(question.answer)


def _numbers(text: str) -> Floats:
    bare = re.sub(r",\s*(?:dtype|grad_fn|requires_grad)=[^)]*", "", text)
    bare = re.sub(r"^\s*[^=\[\]]{1,40}=\s*", "", bare)
    bare = re.sub(r"\b(True|False)\b", lambda m: "1" if m[1] == "True" else "0", bare)
    bare = _FRACTION.sub(_divided, bare)
    if not bare.strip():
        raise InputError("Type an answer first, as [1, 2; 3, 4].")
    if not re.search(r"[\[;,\n\t ]", re.sub(r"^\w*\(|\)$", "", bare.strip())):
        return np.asarray(read_grid("the answer", bare).rows[0][0], dtype=np.float64)
    return np.asarray(read_grid("the answer", bare).value, dtype=np.float64)


def _divided(fraction: re.Match[str]) -> str:
    above, under = map(float, fraction.groups())
    return repr(above / under) if under else fraction[0]


def _judge_shape(question: Question, text: str, right: Floats) -> Verdict:
    sizes = _sizes(text)
    if sizes is None:
        return Verdict(False, "unreadable", "Type a shape as (3, 2), or () for a number.")
    wanted = [int(size) for size in right]
    if sizes == wanted:
        return Verdict(True, "right", "Right.")
    for mistake in question.mistakes:
        if isinstance(mistake.answer, str) and _sizes(mistake.answer) == sizes:
            return expected(mistake.line)
    if sorted(sizes) == sorted(wanted):
        return Verdict(False, "transposed", "Those sizes in another order: rows come first.")
    if [size for size in sizes if size != 1] == [size for size in wanted if size != 1]:
        return Verdict(False, "wrong shape", "A side of length 1 is missing or too many.")
    if len(sizes) != len(wanted):
        many = {0: "no sides: it is a number", 1: "one side: it is a vector"}
        told = many.get(len(wanted), f"{len(wanted)} sides")
        return Verdict(False, "wrong shape", f"It has {told}.")
    return Verdict(False, "wrong shape", "That is not its shape.")


def _sizes(text: str) -> list[int] | None:
    found = _SHAPE.fullmatch(text.strip()) if len(text) <= _LONGEST_SHAPE else None
    if found is None or (not found[1].strip() and not re.search(r"[\[(]", text)):
        return None
    return [int(size) for size in re.findall(r"\d+", found[1])]


# ── what is wrong ────────────────────────────────────────────────────────────────────────────


def of_shape(given: Floats, right: Floats) -> Verdict:
    """The verdict on an answer of another shape."""
    ours, theirs = shape_text(given.shape), shape_text(right.shape)
    if given.ndim == right.ndim == 2 and given.T.shape == right.shape:
        if np.allclose(given.T, right, rtol=_CLOSE):
            return Verdict(False, "transposed", "That is its transpose.")
    elif given.size == right.size and np.allclose(given.ravel(), right.ravel(), rtol=_CLOSE):
        return Verdict(
            False,
            "wrong shape",
            f"The numbers are right; the shape is {theirs or 'a number'}, "
            f"not {ours or 'a number'}.",
        )
    return Verdict(
        False,
        "wrong shape",
        f"Yours is {_kind(given.shape)}; {_kind(right.shape)} is asked for.",
    )


def _kind(shape: tuple[int, ...]) -> str:
    """``a vector of 2``, ``a 2×3 matrix``."""
    if not shape:
        return "one number"
    if len(shape) == 1:
        return f"a vector of {shape[0]}"
    return f"a {shape_text(shape)} {'matrix' if len(shape) == 2 else 'tensor'}"


def known_mistake(
    record: Record, of: Target, given: Floats, right: Floats, text: str
) -> Verdict | None:
    """The usual mistakes, and other quantities of the graph, compared at the run's numbers."""
    if _near(given, -right, text).all():
        return Verdict(False, "wrong sign", "The sign is wrong; the size is right.")
    if right.ndim == 2 and right.shape[0] == right.shape[1] and _near(given, right.T, text).all():
        return Verdict(False, "transposed", "That is its transpose.")
    for finding in (*_forgotten(record, of, given, text), *_elsewhere(record, of, given, text)):
        return finding
    return None


def _forgotten(record: Record, of: Target, given: Floats, text: str) -> Iterator[Verdict]:
    if of.quantity not in {"adjoint", "gradient"}:
        return
    labels = labels_of(record)
    node = node_named(record, of.node)
    edges = [edge for edge in record.outgoing[node.id] if edge.contribution is not None]
    targets = list(dict.fromkeys(edge.target for edge in edges))
    for size in range(1, min(len(targets), MOST_FORGOTTEN)):
        for missing in combinations(targets, size):
            kept = [np.asarray(e.contribution) for e in edges if e.target not in missing]
            if kept and _near(given, np.asarray(sum(kept), dtype=np.float64), text).all():
                names = " and ".join(labels.text(target) for target in missing)
                yield Verdict(
                    False,
                    "successor forgotten",
                    f"The share of {names} is missing from the sum.",
                    nodes=missing,
                    edges=tuple(edge.key for edge in edges if edge.target in missing),
                )


def _elsewhere(record: Record, of: Target, given: Floats, text: str) -> Iterator[Verdict]:
    labels = labels_of(record)
    asked = node_named(record, of.node).id
    for node in record.nodes:
        for which, name in (("value", f"the value of {labels.text(node.id)}"),
                            ("adjoint", labels.bar_text(node.id))):  # fmt: skip
            array = getattr(node, which)
            is_asked = node.id == asked and (which == "value") == (of.quantity == "value")
            if array is None or is_asked or array.shape != given.shape:
                continue
            if array.dtype.kind in "iufb" and _near(given, array.astype(np.float64), text).all():
                yield Verdict(False, "other quantity", f"That is {name}.", nodes=(node.id,))


def _elements(given: Floats, right: Floats, text: str) -> Verdict:
    """How many elements are right, and where to look."""
    near = _near(given, right, text)
    right_ones = int(near.sum())
    if not right_ones or near.size < 2:
        return Verdict(False, "wrong", "That is not it.")
    place = np.unravel_index(int(np.flatnonzero(~near.ravel())[0]), near.shape)
    where = f"element {place[0]}" if near.ndim == 1 else f"row {place[0]}, column {place[-1]}"
    return Verdict(
        False,
        "elements",
        f"{right_ones} of {near.size} elements are right. Look at {where}, counted from 0.",
    )


def _expected(
    question: Question, record: Record | None, given: Floats, text: str
) -> Verdict | None:
    for mistake in question.mistakes:
        try:
            if isinstance(mistake.answer, Target):
                if record is None:
                    continue
                numbers = np.asarray(truth(record, mistake.answer), dtype=np.float64)
            else:
                numbers = _numbers(mistake.answer)
        except InputError:
            continue
        if numbers.shape == given.shape and _near(given, numbers, text).all():
            return expected(mistake.line)
    return None


# ── numbers ──────────────────────────────────────────────────────────────────────────────────


def _near(given: Floats, right: Floats, text: str) -> NDArray[np.bool_]:
    """Element by element, as far as the answer was typed: a unit of its last digit."""
    units = [_unit(found) for found in _DECIMAL.finditer(_NO_ELEMENT.sub("", text))]
    if len(units) == given.size:  # each element has digits of its own: [2.574, 0.8581]
        unit = np.asarray(units).reshape(given.shape)
    else:
        unit = np.full(given.shape, min(filter(None, units), default=0.0))
    unit = np.where(ends_at(right, unit), 0.0, unit)
    slack = np.maximum(np.minimum(unit, _CLOSE * np.abs(right)), _EXACT * np.abs(right))
    with np.errstate(all="ignore"):
        found = np.abs(given - right) <= slack * 1.0001 + 1e-12
    both: NDArray[np.bool_] = found | (given == right) | (np.isnan(given) & np.isnan(right))
    return both


def _unit(decimal: re.Match[str]) -> float:
    """1 in the last digit of a number as it was typed; 0 for a whole one, which is exact."""
    digits, exponent = len(decimal[1] or decimal[2] or ""), int(decimal[3] or 0)
    return 10.0 ** (exponent - digits) if digits or exponent else 0.0
