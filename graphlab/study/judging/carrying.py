"""Errors that were carried on: an answer that is right, given a wrong one of before."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from graphlab.errors import InputError
from graphlab.formula.numbers import format_number
from graphlab.study.judging.naming import asked_text
from graphlab.study.judging.truth import edges_between, node_named
from graphlab.study.judging.typed import EXACT, FEWEST_DIGITS
from graphlab.study.judging.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.record import EdgeKey
    from graphlab.study.judging.table import Table
    from graphlab.study.judging.typed import Typed
    from graphlab.study.lesson.model import Target

_APART = 1e-3
"""Relative; an answer of before that is nearer than this to what is right was no error."""


def carried_on(
    table: Table,
    target: Target,
    carried: Sequence[tuple[Target, float]],
    typed: Typed,
    value: float,
) -> Verdict | None:
    """The verdict on a number that follows from the person's own wrong numbers; else None.

    Each wrong number is tried alone, the latest first, then all of them together.
    """
    if table.scalars is None or not carried:
        return None
    wrong = [
        pair for pair in carried if not _is_same(table, pair[0], target) and _is_wrong(table, *pair)
    ]
    tries = [[pair] for pair in reversed(wrong)]
    if len(wrong) > 1:
        tries.append(wrong)
    right = _given(table, target, ())
    for some in tries:
        found = _given(table, target, some)
        # A zero is passed on by whoever types zeros alone, and anything is near an infinity.
        if not found or not math.isfinite(found) or found == right:
            continue
        is_coarse = typed.is_number and (typed.digits or 0) < FEWEST_DIGITS
        slack = EXACT * abs(found) if is_coarse else typed.slack(found)
        if abs(value - found) <= slack:
            own = " and ".join(
                f"{asked_text(table.record, t)} = {format_number(n)}" for t, n in some
            )
            return Verdict(
                True,
                "carried on",
                f"Right with your own {own}: this step is right, that number is not.",
            )
    return None


def _is_same(table: Table, one: Target, other: Target) -> bool:
    """Whether two quantities are one: the gradient of an input is its adjoint."""
    if one == other:
        return True
    slopes = {"adjoint", "gradient"}
    if one.quantity not in slopes or other.quantity not in slopes:
        return False
    nodes = {node_named(table.record, target.node).id for target in (one, other)}
    return len(nodes) == 1


def _is_wrong(table: Table, target: Target, number: float) -> bool:
    right = _given(table, target, ())
    return right is not None and abs(number - right) > _APART * max(abs(right), 1e-9)


def _given(table: Table, target: Target, some: Sequence[tuple[Target, float]]) -> float | None:
    """A quantity at the inputs of the run where some others are what the person says."""
    scalars = table.scalars
    if scalars is None:
        return None
    try:
        values = {node_named(table.record, t.node).id: n for t, n in some if t.quantity == "value"}
        adjoints = {
            node_named(table.record, t.node).id: n
            for t, n in some
            if t.quantity in {"adjoint", "gradient"}
        }
        found = scalars.values(scalars.at_run, values)
        partials = scalars.partials(found)
        for one, number in some:
            if one.quantity == "partial":
                keys = _keys(table, one)
                partials |= {key: partials[key] * 0 + number / len(keys) for key in keys}
        bars = scalars.adjoints(partials, adjoints)
        if target.quantity == "value":
            return float(found[node_named(table.record, target.node).id][0])
        if target.quantity in {"adjoint", "gradient"}:
            return float(bars[node_named(table.record, target.node).id][0])
        keys = _keys(table, target)
        factor = bars[keys[0].target][0] if target.quantity == "contribution" else 1.0
        return float(sum(partials[key][0] for key in keys) * factor)
    except (InputError, KeyError):
        return None


def _keys(table: Table, target: Target) -> tuple[EdgeKey, ...]:
    return tuple(e.key for e in edges_between(table.record, target.node, target.other))
