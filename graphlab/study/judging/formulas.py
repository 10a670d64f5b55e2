"""Numbers and formulas judged: first by their numbers, then by what the usual mistakes give."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from graphlab.errors import InputError
from graphlab.formula.numbers import format_number
from graphlab.study.judging.bench import ANSWER, bench_of
from graphlab.study.judging.carrying import carried_on
from graphlab.study.judging.typed import EXACT, FEWEST_DIGITS, ends_at, read_answer
from graphlab.study.judging.verdict import Verdict
from graphlab.study.lesson.model import Target, plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graphlab.study.judging.bench import Bench
    from graphlab.study.judging.ground import Ground
    from graphlab.study.judging.typed import Typed
    from graphlab.study.lesson.model import Question

    Floats = NDArray[np.float64]

NEAR = 0.01
"""Relative; nearer than this, an answer was rounded on the way."""

COARSE = 0.3
"""Relative; a number of one or two digits that is farther off is no rounding: 0 for 0.36."""

NOTHING = 1e-12
"""Rounding leaves less than this where 0 would be exact."""

_NAME = re.compile("(?<![A-Za-z])([a-z]\u0304?)(\\d+)")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_RATIOS = (2.0, 0.5, 3.0, 1 / 3, 4.0, 0.25, 10.0, 0.1, -2.0, -0.5)


def judge_number(question: Question, of: Target | None, text: str, ground: Ground) -> Verdict:
    """A number, or a formula that gives it at the inputs of the run.

    Half a unit of the last digit typed is left to rounding if there are at least three digits.
    """
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
        exact = replace(typed, digits=None, unit=None)
        return _expected(question, bench, exact, np.asarray([value])) or found
    if bench.table is not None and of is not None:
        carried = carried_on(bench.table, of, ground.carried, typed, value)
        if carried is not None:
            return carried
    return (
        _expected(question, bench, typed, np.asarray([value]))
        or _known_mistake(bench, typed, np.asarray([value]))
        or _rounded(typed, value, truth)
        or _times(value, truth)
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
        return _right_formula(bench, typed)
    found = _expected(question, bench, typed, values) or _known_mistake(bench, typed, values)
    if found is None and right[0] and len(truth) > 1:
        found = Verdict(
            False,
            "only for these inputs",
            f"That is right at {bench.place(0)} only; the formula must hold for other inputs too."
            if typed.names
            else f"That is its number at {bench.place(0)}. A formula is asked for.",
        )
    if found is None and typed.digits is not None and _same(values, truth, typed, NEAR).all():
        found = Verdict(
            False, "right but rounded", "Right but for rounding: write its numbers as fractions."
        )
    if found is None:
        found = _constant_factor(values, truth)
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
    value = float(bench.evaluate(typed)[0])
    exactly = abs(value - truth) <= max(EXACT * abs(truth), NOTHING)
    digits = typed.digits if typed.is_number else None
    if tolerance is None and digits is not None and digits < FEWEST_DIGITS and not exactly:
        return Verdict(
            False, "right but rounded", f"Right so far. Give at least {FEWEST_DIGITS} digits."
        )
    return Verdict(True, "right", _said_right(bench, truth) if bench.table else "Right.")


def _said_right(bench: Bench, truth: float) -> str:
    shown = format_number(truth)
    return f"Right. It is {shown}." if bench.asked == ANSWER else f"Right: {bench.asked} = {shown}."


def _right_formula(bench: Bench, typed: Typed) -> Verdict:
    if len(bench.case.truth) < 2 and typed.names:
        return Verdict(True, "right", "Right at these inputs; it could not be tried at others.")
    written = bench.written_tree
    if written is None or written == typed.tree:
        return Verdict(True, "right", "Right.")
    shown = written_as(bench)
    return Verdict(
        True,
        "right in another form",
        f"Right at all {len(bench.case.truth)} points tried. It is written {shown} as well.",
    )


def written_as(bench: Bench) -> str:
    """How graphlab writes the answer, in plain characters."""
    text = bench.written
    if bench.table is None:
        return text
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
            said = plain(mistake.line)
            return Verdict(False, "expected mistake", said, line=mistake.line)
    return None


def _known_mistake(bench: Bench, typed: Typed, values: Floats) -> Verdict | None:
    case = bench.case
    if not case.mistakes:
        return None
    numbers = case.matrix[:, : len(values)]
    hits = np.flatnonzero(_same(values, numbers, typed).all(axis=1))
    if not len(hits):
        return None
    mistake = case.mistakes[hits[0]]
    return Verdict(
        False, mistake.finding, mistake.sentence, nodes=mistake.nodes, edges=mistake.edges
    )


def _rounded(typed: Typed, value: float, truth: float) -> Verdict | None:
    if typed.digits is None or abs(value - truth) > NEAR * abs(truth):
        return None
    return Verdict(
        False,
        "right but rounded",
        "Close, but off in the last digits: keep four digits or more on the way.",
    )


def _times(value: float, truth: float) -> Verdict | None:
    for ratio in _RATIOS:
        if truth and abs(value / truth - ratio) < 1e-3 * abs(ratio):
            return _factor(ratio)
    return None


def _constant_factor(values: Floats, truth: Floats) -> Verdict | None:
    with np.errstate(all="ignore"):
        ratios = values / truth
    ratio = float(ratios[0])
    if len(truth) < 2 or not math.isfinite(ratio) or not ratio:
        return None
    return _factor(ratio) if np.allclose(ratios, ratio, rtol=1e-6) else None


def _factor(ratio: float) -> Verdict:
    by = abs(ratio)
    size = f"{format_number(by)} times too large" if by > 1 else f"1/{format_number(1 / by)} of it"
    sign = ", and its sign is wrong" if ratio < 0 else ""
    return Verdict(False, "factor", f"Yours is {size}{sign}: look for a constant factor.")


def _same(
    values: Floats, truth: Floats, typed: Typed, relative: float | None = None
) -> NDArray[np.bool_]:
    """Where numbers agree as far as the answer was typed; NaN agrees with NaN."""
    if relative is None:
        if typed.unit is not None:
            unit = np.where(ends_at(truth, typed.unit), 0.0, typed.unit * 1.0001)
            slack = np.minimum(unit, COARSE * np.abs(truth))
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
    places = np.flatnonzero(~right)
    later = places[places > 0]
    point = int(later[0]) if len(later) else int(places[0])
    if not bench.places:
        return verdict
    ours, theirs = (format_number(float(a[point])) for a in (values, bench.case.truth))
    yours = f"yours gives {ours}" if ours != "NaN" else "yours has no value"
    text = f"At {bench.place(point)} {yours}; {bench.asked} is {theirs}."
    return replace(verdict, counterexample=text)
