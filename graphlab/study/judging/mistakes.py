"""What the usual mistakes give, number by number, so that a wrong answer can be understood."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from graphlab.errors import InputError
from graphlab.formula.evaluate import compiled
from graphlab.formula.numbers import format_number
from graphlab.formula.tree import Call, Name, Num, names, replace, rewrite
from graphlab.study.judging.scalars import Scalars
from graphlab.study.judging.truth import edges_between, node_named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from graphlab.formula.tree import Tree
    from graphlab.record import EdgeKey, Record
    from graphlab.study.judging.table import Table
    from graphlab.study.judging.verdict import Finding
    from graphlab.study.lesson.model import Target

    Floats = NDArray[np.float64]

MOST_SUCCESSORS = 6
"""Successors of which every subset is tried; of more, only one left out and one alone."""

MOST_EDGES = 40
"""Edges whose partial is left out or turned around, one after another."""

_TRIGONOMETRIC = {"sin", "cos", "tan"}


@dataclass(frozen=True, eq=False, slots=True)
class Mistake:
    """What one mistake gives at the points of a table, and what is said of it."""

    finding: Finding
    sentence: str
    numbers: Floats
    nodes: tuple[str, ...] = ()
    edges: tuple[EdgeKey, ...] = ()


@dataclass(frozen=True, eq=False)
class Case:
    """What is right at every point, and the mistakes that are known by their numbers.

    ``matrix`` has a row of numbers a mistake.
    """

    truth: Floats
    mistakes: tuple[Mistake, ...]
    matrix: Floats


@lru_cache(maxsize=64)
def case_of(table: Table, target: Target) -> Case:
    """Right and wrong for one quantity. Raises InputError where the graph has no such number."""
    truth, told = _truth(table, target)
    found = [Mistake("wrong sign", "The sign is wrong; the size is right.", -truth)]
    found += told
    with np.errstate(all="ignore"):
        differing = tuple(
            mistake
            for mistake in found
            if not np.allclose(mistake.numbers, truth, rtol=1e-9, atol=0.0, equal_nan=True)
        )
    matrix = np.asarray([m.numbers for m in differing]).reshape(len(differing), len(truth))
    return Case(truth, differing, matrix)


def _truth(table: Table, target: Target) -> tuple[Floats, list[Mistake]]:
    record = table.record
    match target.quantity:
        case "value":
            node = node_named(record, target.node).id
            return _of_node(table.values, node), [
                *_of_a_value(table, node),
                *_others(table, values=node),
            ]
        case "adjoint" | "gradient":
            node = node_named(record, target.node).id
            return _of_node(table.adjoints, node), [
                *_of_an_adjoint(table, node),
                *_others(table, adjoints=node),
            ]
    keys = tuple(edge.key for edge in edges_between(record, target.node, target.other))
    which = table.partials if target.quantity == "partial" else table.contributions
    if any(key not in which for key in keys):
        raise InputError(f"The edge from {target.node} to {target.other} has no single number.")
    truth = np.asarray(sum(which[key] for key in keys))
    if target.quantity == "partial":
        return truth, [*_of_a_partial(table, keys, truth), *_others(table, partials=keys)]
    return truth, [*_of_a_contribution(table, keys), *_others(table)]


def _of_node(numbers: Mapping[str, Floats], node: str) -> Floats:
    if node not in numbers:
        raise InputError(f"{node} is not a single number here.")
    return numbers[node]


# ── the mistakes of each quantity ────────────────────────────────────────────────────────────


def _of_a_value(table: Table, node: str) -> Iterator[Mistake]:
    tree = table.scalars.trees.get(node) if table.scalars is not None else None
    if tree is None:
        return
    yield from _misread(table, tree)
    used = names(tree)
    text = table.labels.text
    for arg in used:
        for other in table.values:
            if other not in used and other != node and _is_before(table.record, other, node):
                yield Mistake(
                    "other node inside",
                    f"You used {text(other)} where {text(arg)} stands.",
                    _evaluated(table, replace(tree, {arg: Name(other)})),
                    nodes=(arg,),
                )


def _of_a_partial(table: Table, keys: tuple[EdgeKey, ...], truth: Floats) -> Iterator[Mistake]:
    source, target = keys[0].source, keys[0].target
    text, bar = table.labels.text, table.labels.bar_text
    if target in table.adjoints:
        yield Mistake(
            "contribution only",
            f"That is already multiplied by {bar(target)}: it is the contribution. The partial is"
            " the derivative alone.",
            table.adjoints[target] * truth,
            edges=keys,
        )
    if table.scalars is None:
        return
    trees = [table.scalars.partial_trees[key] for key in keys]
    if len(trees) > 1:
        for tree in trees[:1]:
            yield Mistake(
                "successor forgotten",
                f"{text(source)} goes into {text(target)} {len(keys)} times: each use counts.",
                _evaluated(table, tree),
                edges=keys,
            )
        return
    (tree,) = trees
    yield from _misread(table, tree)
    for arg in names(tree):
        for other in table.values:
            if other != arg:
                yield Mistake(
                    "other node inside",
                    f"You used {text(other)} where {text(arg)} stands.",
                    _evaluated(table, replace(tree, {arg: Name(other)})),
                    nodes=(arg,),
                )


def _of_a_contribution(table: Table, keys: tuple[EdgeKey, ...]) -> Iterator[Mistake]:
    source, target = keys[0].source, keys[0].target
    text, bar = table.labels.text, table.labels.bar_text
    if all(key in table.partials for key in keys):
        yield Mistake(
            "partial only",
            f"That is ∂{text(target)}/∂{text(source)} alone; multiply it by {bar(target)}.",
            np.asarray(sum(table.partials[key] for key in keys)),
            nodes=(target,),
            edges=keys,
        )


def _of_an_adjoint(table: Table, node: str) -> Iterator[Mistake]:
    text, bar = table.labels.text, table.labels.bar_text
    keys = [edge.key for edge in table.record.outgoing[node] if edge.key in table.contributions]
    yield from _forgotten(table, node, keys)
    with np.errstate(all="ignore"):
        if len(keys) > 1:
            yield Mistake(
                "wrong",
                "The contributions of several successors are added, not multiplied.",
                np.prod([table.contributions[key] for key in keys], axis=0),
                edges=tuple(keys),
            )
        partials = [key for key in keys if key in table.partials]
        if partials:
            several = len(partials) > 1
            first = partials[0]
            yield Mistake(
                "partial only",
                "You added the partials; each is multiplied by the adjoint of its successor first."
                if several
                else f"That is ∂{text(first.target)}/∂{text(node)} alone; multiply it by"
                f" {bar(first.target)}.",
                np.asarray(sum(table.partials[key] for key in partials)),
                nodes=tuple(key.target for key in partials),
                edges=tuple(partials),
            )
            for key in partials if several else ():
                yield Mistake(
                    "partial only",
                    f"That is ∂{text(key.target)}/∂{text(node)} alone. Multiply it by"
                    f" {bar(key.target)}, and think of the other nodes that use {text(node)}.",
                    table.partials[key],
                    nodes=(key.target,),
                    edges=(key,),
                )
    yield from _on_the_way(table, node)
    yield from _misread_everywhere(table, node)


def _forgotten(table: Table, node: str, keys: list[EdgeKey]) -> Iterator[Mistake]:
    """The sum without some of its terms; those that are missing are pointed at."""
    text = table.labels.text
    targets = sorted({key.target for key in keys}, key=lambda t: table.record.by_id[t].number)
    sizes = range(1, len(targets))
    if len(targets) > MOST_SUCCESSORS:
        sizes = range(1, 2)
    for size in sizes:
        for missing in combinations(targets, size):
            kept = [key for key in keys if key.target not in missing]
            there = [target for target in targets if target not in missing]
            gone = tuple(key for key in keys if key.target in missing)
            if len(there) == 1:
                share = table.contributions[kept[0]]
                sentence = (
                    f"You have {text(there[0])}'s share ({format_number(float(share[0]))});"
                    f" which other node uses {text(node)}?"
                )
            else:
                others = " and ".join(text(target) for target in missing)
                sentence = f"The share of {others} is missing from the sum."
            total = np.asarray(sum(table.contributions[key] for key in kept))
            yield Mistake("successor forgotten", sentence, total, missing, gone)


def _on_the_way(table: Table, node: str) -> Iterator[Mistake]:
    """One partial between here and the output left out or with the other sign, or one path."""
    if table.scalars is None:
        return
    ahead = {node}
    edges = []
    for at in table.record.nodes:
        if at.id in ahead:
            for edge in table.record.outgoing[at.id]:
                ahead.add(edge.target)
                if edge.key in table.partials:
                    edges.append(edge.key)
    text = table.labels.text
    for key in edges[:MOST_EDGES]:
        partial = table.partials[key]
        name = f"∂{text(key.target)}/∂{text(key.source)}"
        if not np.allclose(np.abs(partial), 1.0):
            changed = {**table.partials, key: np.ones_like(partial)}
            yield Mistake(
                "factor",
                f"The factor {name} is missing: the chain rule needs it too.",
                table.scalars.adjoints(changed)[node],
                edges=(key,),
            )
        if key.source != node and len({e.target for e in table.record.outgoing[key.source]}) > 1:
            changed = {**table.partials, key: np.zeros_like(partial)}
            yield Mistake(
                "successor forgotten",
                f"{text(key.target)} uses {text(key.source)} too: its share is missing there.",
                table.scalars.adjoints(changed)[node],
                nodes=(key.target,),
                edges=(key,),
            )
    trees = table.scalars.partial_trees
    for key in sorted(edges[:MOST_EDGES], key=lambda key: not _has_minus(trees[key])):
        name = f"∂{text(key.target)}/∂{text(key.source)}"
        yield Mistake(
            "wrong sign",
            f"It would be right if {name} had the other sign: look at that derivative.",
            table.scalars.adjoints({**table.partials, key: -table.partials[key]})[node],
            edges=(key,),
        )


def _has_minus(partial: Tree) -> bool:
    """Whether a sign is there to be forgotten, which happens more often than one too many."""
    if isinstance(partial, Num):
        return partial.value < 0
    return isinstance(partial, Call) and partial.function == "neg"


def _others(
    table: Table,
    *,
    values: str = "",
    adjoints: str = "",
    partials: tuple[EdgeKey, ...] = (),
) -> Iterator[Mistake]:
    """Every other number of the graph, by name."""
    text, bar = table.labels.text, table.labels.bar_text
    for node, numbers in table.adjoints.items():
        if node != adjoints:
            yield Mistake("other quantity", f"That is {bar(node)}.", numbers, nodes=(node,))
    for node, numbers in table.values.items():
        if node != values:
            name = f"the value of {text(node)}"
            yield Mistake("other quantity", f"That is {name}.", numbers, nodes=(node,))
    for key, numbers in table.partials.items():
        if key not in partials:
            name = f"∂{text(key.target)}/∂{text(key.source)}"
            yield Mistake("other quantity", f"That is {name}.", numbers, edges=(key,))


def _misread(table: Table, tree: Tree) -> Iterator[Mistake]:
    """A pocket calculator in degrees, and the wrong logarithm, in one formula."""
    for functions, change, sentence in _MISREADINGS:
        if functions & set(_functions(tree)):
            numbers = _evaluated(table, rewrite(tree, change))
            yield Mistake("other node inside", sentence, numbers)


def _misread_everywhere(table: Table, node: str) -> Iterator[Mistake]:
    """The same in all of the graph: what comes out as an adjoint."""
    if (scalars := table.scalars) is None:
        return
    called = {name for tree in scalars.trees.values() for name in _functions(tree)}
    for functions, change, sentence in _MISREADINGS:
        if functions & called:
            misread = Scalars(
                scalars.record,
                {key: rewrite(tree, change) for key, tree in scalars.trees.items()},
                {key: rewrite(tree, change) for key, tree in scalars.partial_trees.items()},
            )
            partials = misread.partials(misread.values(table.inputs))
            yield Mistake("other node inside", sentence, misread.adjoints(partials)[node])


def _in_degrees(call: Call) -> Tree:
    if call.function not in _TRIGONOMETRIC:
        return call
    return Call(call.function, (Call("mul", (call.args[0], Num(math.pi / 180))),))


def _to_base_10(call: Call) -> Tree:
    return Call("log10", call.args) if call.function == "ln" else call


_MISREADINGS = (
    (_TRIGONOMETRIC, _in_degrees, "That comes out in degrees; angles are in radians here."),
    ({"ln"}, _to_base_10, "That comes out with the logarithm to base 10; ln is the natural one."),
)


def _functions(tree: Tree) -> Iterator[str]:
    if isinstance(tree, Call):
        yield tree.function
        for argument in tree.args:
            yield from _functions(argument)


def _evaluated(table: Table, tree: Tree) -> Floats:
    size = np.shape(next(iter(table.values.values())))
    with np.errstate(all="ignore"):
        return np.broadcast_to(np.asarray(compiled(tree)(table.values), dtype=np.float64), size)


def _is_before(record: Record, one: str, other: str) -> bool:
    return record.by_id[one].number < record.by_id[other].number
