"""Central differences from the record's own formulas, in numpy: a derivative without calculus."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, NamedTuple

from graphlab.formula.evaluate import evaluate
from graphlab.formula.tree import Call, Name, names
from graphlab.study.sums import formula_tree

if TYPE_CHECKING:
    from graphlab.record import EdgeKey, Record


class Difference(NamedTuple):
    """(f(w + h) − f(w − h)) / 2h."""

    value: float
    step: float


def of_output(record: Record, node: str) -> Difference | None:
    """∂(Σ cotangent·output)/∂node; None if a formula of the record cannot be evaluated."""
    numbers = _numbers(record)
    if node not in numbers:
        return None
    h = _step(numbers[node])
    later = [n for n in record.nodes if n.op == "call" and n.number > record.by_id[node].number]
    reached = {node}
    used = []
    for candidate in later:
        if any(edge.source in reached for edge in record.incoming[candidate.id]):
            reached.add(candidate.id)
            used.append((candidate.id, formula_tree(candidate.text)))
    ends = []
    for sign in (1, -1):
        moved = dict(numbers)
        moved[node] += sign * h
        for name, tree in used:
            moved[name] = float(evaluate(tree, moved))
        ends.append(
            math.fsum(
                float(n.cotangent) * moved[n.id]
                for n in record.nodes
                if n.cotangent is not None and n.id in moved and n.id in reached
            )
            if all(math.isfinite(moved[n.id]) for n in record.nodes if n.id in reached)
            else math.nan
        )
    return Difference((ends[0] - ends[1]) / (2 * h), h)


def of_edge(record: Record, key: EdgeKey) -> Difference | None:
    """∂target/∂source through this one argument."""
    numbers = _numbers(record)
    target = record.by_id[key.target]
    if target.op != "call" or key.source not in numbers:
        return None
    tree = formula_tree(target.text)
    if not isinstance(tree, Call):
        return None
    # Edges count the arguments that are nodes; numbers have none.
    places = [place for place, argument in enumerate(tree.args) if names(argument)]
    if key.argument >= len(places):
        return None
    args = list(tree.args)
    args[places[key.argument]] = Name("moved")
    h = _step(numbers[key.source])
    ends = []
    for sign in (1, -1):
        values = {**numbers, "moved": numbers[key.source] + sign * h}
        ends.append(float(evaluate(Call(tree.function, tuple(args)), values)))
    return Difference((ends[0] - ends[1]) / (2 * h), h)


def _numbers(record: Record) -> dict[str, float]:
    return {n.id: float(n.value) for n in record.nodes if n.value is not None}


def _step(value: float) -> float:
    """The step at which truncation and rounding are equally small (Press et al. 2007, § 5.7)."""
    scale = max(1.0, abs(value)) if math.isfinite(value) else 1.0
    return float(sys.float_info.epsilon ** (1 / 3)) * scale
