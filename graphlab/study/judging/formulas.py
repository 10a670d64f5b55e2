"""Numbers and formulas judged: first by their numbers, then by what the usual mistakes give."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from graphlab.errors import InputError
from graphlab.formula.numbers import format_number
from graphlab.formula.tree import Num, names
from graphlab.study.judging.bench import ANSWER, bench_of
from graphlab.study.judging.carrying import carried_on
from graphlab.study.judging.factors import NEAR, constant_factor, off_by_rounding, usual_factor
from graphlab.study.judging.typed import (
    EXACT,
    FEWEST_DIGITS,
    ends_at,
    half_a_unit,
    read_answer,
)
from graphlab.study.judging.verdict import Verdict, expected
from graphlab.study.lesson.model import Target

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graphlab.study.judging.bench import Bench
    from graphlab.study.judging.ground import Ground
    from graphlab.study.judging.typed import Typed
    from graphlab.study.lesson.model import Question

    Floats = NDArray[np.float64]

COARSE = 0.3
"""Relative; a number of one or two digits that is farther off is no rounding: 0 for 0.36."""

RECOGNISED = 0.02
"""Relative; a number of one or two digits that is farther off is not that of a known mistake."""

USUAL = (0.01, 1e4)
"""Sizes of numbers that are compared at a glance."""

NOTHING = 1e-12
"""Rounding leaves less than this where 0 would be exact."""

_NAME = re.compile("(?<![A-Za-z])([a-z]\u0304?)(\\d+)")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def judge_number(question: Question, of: Target | None, text: str, ground: Ground) -> Verdict:
    """A number, or a formula that gives it at the inputs of the run.

    A unit of the last digit typed is left to rounding if there are at least three digits. Of a
    number with the sign %, either it or its hundredth may be meant.
    """
    if text.rstrip().endswith("%"):
        bare = judge_number(question, of, text.rstrip("% \t\n"), ground)
        if bare.is_right:
            return bare
    try:
        bench = bench_of(ground.record, of, question.answer)
        typed = read_answer(text, bench.known)
        value = float(bench.evaluate(typed)[0])
    except InputError as error:
        return _unread(error)
    if repeats := _repeats(bench, typed):
        return repeats
    truth = float(bench.case.truth[0])
    if not math.isfinite(truth) or not math.isfinite(value):
        return _not_finite(bench, value, truth)
    slack = max(typed.slack(truth, question.tolerance), NOTHING)
    if abs(value - truth) <= slack and not _is_coarse(typed, value, truth, question.tolerance):
        found = _right_number(bench, typed, truth, question.tolerance)
        if found.is_right:
            return found
        exact, numbers = replace(typed, digits=None, unit=None), np.asarray([value])
        return (
            _expected(question, bench, exact, numbers) or _a_share(bench, exact, numbers) or found
        )
    if bench.table is not None and of is not None:
        carried = carried_on(bench.table, of, ground.carried, typed, value)
        if carried is not None:
            return carried
    return (
        _expected(question, bench, typed, np.asarray([value]))
        or _known_mistake(bench, typed, np.asarray([value]))
        or (off_by_rounding(np.asarray(value), np.asarray(truth)) if typed.digits else None)
        or _thousands(text, value, truth)
        or usual_factor(value, truth)
        or Verdict(False, "wrong", "That is not it.")
    )


def judge_formula(question: Question, of: Target | None, text: str, ground: Ground) -> Verdict:
    """A formula, tried at up to 40 points at which all of the graph is finite."""
    try:
        bench = bench_of(ground.record, of, question.answer)
        typed = read_answer(text, bench.known)
        values = bench.evaluate(typed)
    except InputError as error:
        return _unread(error)
    if refused := _repeats(bench, typed) or _in_other_names(question, bench, typed):
        return refused
    truth = bench.case.truth
    right = _same(values, truth, typed)
    if right.all():
        return _too_short(typed, float(truth[0])) or _right_formula(question, bench, typed)
    found = _expected(question, bench, typed, values) or _known_mistake(bench, typed, values)
    if found is None and right[0] and len(truth) > 1:
        found = _right_here(bench, typed, values, right)
    if found is None and typed.digits is not None and _same(values, truth, typed, NEAR).all():
        found = Verdict(
            False, "right but rounded", "Right but for rounding: write its numbers as fractions."
        )
    if found is None:
        found = constant_factor(values, truth)
    if found is None:
        found = Verdict(False, "wrong", "That is another function.")
    return _with_counterexample(found, bench, values, right)


# ── what is right ────────────────────────────────────────────────────────────────────────────


def _is_coarse(typed: Typed, value: float, truth: float, tolerance: float | None) -> bool:
    """Whether an answer is within a unit of its last digit, and still another number."""
    if tolerance is not None or typed.unit is None:
        return False
    return abs(value - truth) > max(COARSE * abs(truth), NOTHING)


def _right_number(bench: Bench, typed: Typed, truth: float, tolerance: float | None) -> Verdict:
    if tolerance is None and (short := _too_short(typed, truth)):
        return short
    return Verdict(True, "right", _said_right(bench, truth) if bench.table else "Right.")


def _too_short(typed: Typed, truth: float) -> Verdict | None:
    """Of a number with too few digits; 0.58 is 0.580 where that is what is right."""
    few = typed.digits is not None and typed.digits < FEWEST_DIGITS
    if not few or not isinstance(typed.tree, Num):
        return None
    if abs(typed.tree.value - truth) <= max(half_a_unit(truth, FEWEST_DIGITS), NOTHING):
        return None
    said = f"Right so far. Give at least {FEWEST_DIGITS} digits."
    return Verdict(False, "right but rounded", said)


def _said_right(bench: Bench, truth: float) -> str:
    shown = format_number(truth)
    return f"Right. It is {shown}." if bench.asked == ANSWER else f"Right: {bench.asked} = {shown}."


def _right_formula(question: Question, bench: Bench, typed: Typed) -> Verdict:
    if len(bench.case.truth) < 2 and typed.names:
        return Verdict(True, "right", "Right at these inputs; it could not be tried at others.")
    written = bench.written_tree
    if written is None or written == typed.tree:
        return Verdict(True, "right", "Right.")
    shown = written_as(question, bench)
    also = f" It is written {shown} as well." if shown else ""
    return Verdict(
        True,
        "right in another form",
        f"Right at all {len(bench.case.truth)} points tried.{also}",
    )


def written_as(question: Question, bench: Bench) -> str:
    """How graphlab writes the answer, in plain characters; "" in names that are not asked for."""
    text = bench.written
    if bench.table is None:
        return text
    tree = bench.written_tree
    if question.within == "inputs" and tree and not set(names(tree)) <= set(bench.places):
        return ""
    shown = _NAME.sub(lambda m: m[1] + m[2].translate(_SUBSCRIPTS), text)
    return shown.replace("*", "·").replace("-", "−")


# ── what is wrong ────────────────────────────────────────────────────────────────────────────


def _unread(error: InputError) -> Verdict:
    strange = error.problem.startswith("There is no ")
    return Verdict(False, "unknown name" if strange else "unreadable", error.problem)


def _repeats(bench: Bench, typed: Typed) -> Verdict | None:
    if bench.barred.isdisjoint(typed.names):
        return None
    return Verdict(
        False, "unknown name", f"{bench.asked} is what is asked: write how it is computed."
    )


def _in_other_names(question: Question, bench: Bench, typed: Typed) -> Verdict | None:
    if question.within is None or bench.table is None:
        return None
    inputs = frozenset(bench.places)
    if question.within == "inputs":
        strange = [name for name in typed.names if name not in inputs]
        wanted = f"the inputs {', '.join(bench.places)}"
    else:
        labels = bench.table.labels
        nodes = [labels.name(node) for node in bench.table.values]
        strange = [name for name in typed.names if name in inputs and name not in nodes]
        wanted = f"{labels.text(bench.table.record.nodes[0].id)}, …"
    if not strange:
        return None
    return Verdict(False, "unknown name", f"Write it with {wanted} here, without {strange[0]}.")


def _not_finite(bench: Bench, value: float, truth: float) -> Verdict:
    same = value == truth or (math.isnan(value) and math.isnan(truth))
    if same:
        return Verdict(True, "right", _said_right(bench, truth))
    if math.isfinite(truth):
        return Verdict(False, "not finite", "That is no finite number, and the answer is one.")
    return Verdict(False, "not finite", "It is not a finite number: ∞, −∞ or NaN. Which?")


def _expected(question: Question, bench: Bench, typed: Typed, values: Floats) -> Verdict | None:
    """The mistakes that the lesson itself expects, in its own words."""
    for mistake in question.mistakes:
        try:
            if isinstance(mistake.answer, Target):
                if bench.table is None:
                    continue
                numbers = bench_of(bench.table.record, mistake.answer, "").case.truth
            else:
                numbers = bench.evaluate(read_answer(mistake.answer, bench.known))
        except InputError:
            continue
        if _same(values, numbers[: len(values)], typed).all():
            return expected(mistake.line)
    return None


def _known_mistake(bench: Bench, typed: Typed, values: Floats) -> Verdict | None:
    case = bench.case
    if not case.mistakes:
        return None
    numbers = case.matrix[:, : len(values)]
    same = np.flatnonzero(_same(values, numbers, typed).all(axis=1))
    hits = [case.mistakes[index] for index in same]
    if isinstance(typed.tree, Num) and abs(typed.tree.value) in {0.0, 1.0}:
        # Too many quantities are 0 or 1 to say which of them was meant.
        hits = [m for m in hits if m.finding not in {"other quantity", "other node inside"}]
    if not hits:
        return None
    first = hits[0]
    alike = [m for m in hits if m.finding == first.finding == "successor forgotten"]
    if len({m.sentence for m in alike}) > 1:
        said = "A share is missing from the sum: every node that uses it has one."
        edges = tuple(dict.fromkeys(edge for m in alike for edge in m.edges))
        nodes = tuple(dict.fromkeys(node for m in alike for node in m.nodes))
        return Verdict(False, first.finding, said, nodes=nodes, edges=edges)
    return Verdict(False, first.finding, first.sentence, nodes=first.nodes, edges=first.edges)


def _a_share(bench: Bench, typed: Typed, values: Floats) -> Verdict | None:
    """Of a number with few digits that is near, and exactly one share of the sum."""
    found = _known_mistake(bench, typed, values)
    return found if found is not None and found.finding == "successor forgotten" else None


def _right_here(bench: Bench, typed: Typed, values: Floats, right: NDArray[np.bool_]) -> Verdict:
    """Of a formula that is right at the inputs of the run, and not at all others."""
    more = "the formula must hold for other inputs too."
    if not typed.names:
        said = f"That is its number at {bench.place(0)}. A formula is asked for."
    elif not right[1:].any():
        said = f"That is right at {bench.place(0)} only; {more}"
    elif np.isfinite(values[~right]).any():
        said = f"That is right at some inputs only; {more}"
    else:
        said = f"That is right where it has a value; {more}"
    return Verdict(False, "only for these inputs", said)


def _thousands(text: str, value: float, truth: float) -> Verdict | None:
    if "," not in text or abs(1000 * value - truth) > EXACT * abs(truth):
        return None
    said = "A comma is read as the decimal point: write thousands without one."
    return Verdict(False, "unreadable", said)


def _same(
    values: Floats, truth: Floats, typed: Typed, relative: float | None = None
) -> NDArray[np.bool_]:
    """Where numbers agree as far as the answer was typed; NaN agrees with NaN."""
    if relative is None:
        if typed.unit is not None:
            unit = typed.unit * (0.5 if (typed.digits or 0) < FEWEST_DIGITS else 1.0) * 1.0001
            slack = np.where(ends_at(truth, typed.unit), 0.0, unit)
            slack = np.minimum(slack, RECOGNISED * np.abs(truth))
            slack = np.maximum(slack, EXACT * np.abs(truth))
        else:
            slack = typed.slack(1.0) * np.abs(truth)
    else:
        slack = relative * np.abs(truth)
    with np.errstate(all="ignore"):
        near = np.abs(values - truth) <= slack + 1e-12
    both = np.isnan(values) & np.isnan(truth)
    found: NDArray[np.bool_] = near | (values == truth) | both
    return found


def _with_counterexample(
    verdict: Verdict, bench: Bench, values: Floats, right: NDArray[np.bool_]
) -> Verdict:
    if not bench.places:
        return verdict
    truth = bench.case.truth
    point = _clearest(values, truth, np.flatnonzero(~right))
    pair = float(values[point]), float(truth[point])
    shown = [[format_number(number, digits) for number in pair] for digits in (4, 7, 10)]
    ours, theirs = next((both for both in shown if both[0] != both[1]), shown[-1])
    yours = f"yours gives {ours}" if ours != "NaN" else "yours has no value"
    text = f"At {bench.place(point)} {yours}; {bench.asked} is {theirs}."
    return replace(verdict, counterexample=text)


def _clearest(values: Floats, truth: Floats, places: NDArray[np.intp]) -> int:
    """Where a difference is seen best: between numbers of a usual size, and not at the run's own.

    A point where the answer has no value is taken only if there is no other.
    """
    with np.errstate(all="ignore"):
        larger = np.maximum(np.abs(values), np.abs(truth))
        apart = np.abs(values - truth) / larger
    is_usual = (larger > USUAL[0]) & (larger < USUAL[1]) & (apart > RECOGNISED)
    return int(
        max(
            places,
            key=lambda i: (
                i > 0,
                bool(np.isfinite(values[i])),
                bool(is_usual[i]),
                0.0 if is_usual[i] else float(np.nan_to_num(apart[i])),
                -i,
            ),
        )
    )
