"""What is right: quantities of a recorded run, as PyTorch measured them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeGuard

import numpy as np

from graphlab.errors import InputError
from graphlab.study.labels import labels_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from graphlab.record import Array, Edge, Node, Record
    from graphlab.study.lesson.model import Condition, Target

_MOST_NAMED = 8
_LONGEST_SHOWN = 40
SUBJECTS = (
    "successors",
    "predecessors",
    "value",
    "adjoint",
    "function",
    "kind",
    "elements",
)
"""What a node can be found by."""

EXTREMES = ("largest", "smallest")


def node_named(record: Record, name: str) -> Node:
    """A node by its id, by the name it is shown under, or by the person's own.

    A tensor that was written in place has one node a version; the last is meant. Raises
    InputError.
    """
    labels = labels_of(record)
    for node in record.nodes:
        if name == labels.name(node.id):
            return node
    if name in record.by_id:
        return record.by_id[name]
    versions = [node for node in record.nodes if node.name == name]
    if versions:
        return versions[-1]
    ids = [labels.name(node.id) for node in record.nodes]
    known = f"{ids[0]} to {ids[-1]}" if len(ids) > 1 else ids[0] if ids else "no nodes"
    names = dict.fromkeys(node.name for node in record.nodes if node.name)
    own = [own for own in names if own not in ids]
    more = f" and the names {', '.join(own[:_MOST_NAMED])}" if own else ""
    short = name if len(name) <= _LONGEST_SHOWN else f"{name[:_LONGEST_SHOWN]}…"
    raise InputError(f"There is no {short} in this graph: it has {known}{more}.")


def edges_between(record: Record, source: str, target: str) -> tuple[Edge, ...]:
    """The edges from one node into another: two for x*x. Raises InputError if there is none."""
    one, other = node_named(record, source), node_named(record, target)
    found = tuple(edge for edge in record.outgoing[one.id] if edge.target == other.id)
    if not found:
        raise InputError(f"There is no edge from {source} to {target} in this graph.")
    return found


def truth(record: Record, target: Target) -> Array:
    """A quantity of a run; parallel edges are taken together. A shape is a vector of integers.

    Raises InputError with a sentence where the run has no such number.
    """
    match target.quantity:
        case "partial" | "contribution":
            return _of_edges(record, target)
        case "gradient":
            found = node_named(record, target.node).adjoint
        case "adjoint":
            found = node_named(record, target.node).adjoint
        case "value":
            found = node_named(record, target.node).value
        case "shape":
            shape = node_named(record, target.node).shape
            found = None if shape is None else np.asarray(shape, dtype=np.int64)
    if found is None:
        raise InputError(f"{target.node} has no {target.quantity} in this graph.")
    return found


def _of_edges(record: Record, target: Target) -> Array:
    edges = edges_between(record, target.node, target.other)
    which = "local" if target.quantity == "partial" else "contribution"
    arrays = [getattr(edge, which) for edge in edges]
    if not _are_there(arrays):
        what = "one number as its partial" if which == "local" else "contribution"
        raise InputError(f"The edge from {target.node} to {target.other} has no {what}.")
    return np.asarray(sum(np.asarray(array, dtype=np.float64) for array in arrays))


def _are_there(arrays: Sequence[Array | None]) -> TypeGuard[Sequence[Array]]:
    return all(array is not None for array in arrays)


# ── nodes to be clicked ──────────────────────────────────────────────────────────────────────


def nodes_where(record: Record, conditions: Iterable[Condition]) -> tuple[str, ...]:
    """The ids of all nodes for which every condition holds.

    A size stands for a tensor: the root mean square of its elements. Raises InputError for a
    subject that is not known.
    """
    found = list(record.nodes)
    for condition in conditions:
        found = _filtered(record, found, condition)
    return tuple(node.id for node in found)


def _filtered(record: Record, nodes: list[Node], condition: Condition) -> list[Node]:
    if condition.subject not in SUBJECTS:
        raise InputError(
            f"Nodes cannot be found by “{condition.subject}”: there are {', '.join(SUBJECTS)}."
        )
    measured = [(node, _measure(record, node, condition.subject)) for node in nodes]
    if condition.value in EXTREMES:
        sizes = [abs(size) for _, size in measured if isinstance(size, float)]
        if not sizes:
            return []
        end = max(sizes) if condition.value == "largest" else min(sizes)
        return [node for node, size in measured if isinstance(size, float) and abs(size) == end]
    return [node for node, size in measured if size is not None and _holds(size, condition)]


def _measure(record: Record, node: Node, subject: str) -> float | str | None:
    match subject:
        case "successors":
            return float(len({edge.target for edge in record.outgoing[node.id]}))
        case "predecessors":
            return float(len({edge.source for edge in record.incoming[node.id]}))
        case "value":
            return _size(node.value)
        case "adjoint":
            return _size(node.adjoint)
        case "function":
            return node.target.rpartition(".")[2].lower()
        case "kind":
            return node.op
    return None if node.shape is None else float(math.prod(node.shape))


def _size(array: Array | None) -> float | None:
    if array is None or array.dtype.kind not in "iufb" or not array.size:
        return None
    if array.size == 1:
        return float(array.reshape(()))
    with np.errstate(all="ignore"):
        return float(np.sqrt(np.mean(np.square(array.astype(np.float64)))))


def _holds(size: float | str, condition: Condition) -> bool:
    if isinstance(size, str) or isinstance(condition.value, str):
        same = str(size) == str(condition.value).lower()
        return same if condition.compare == "=" else condition.compare == "!=" and not same
    return COMPARES[condition.compare](size, condition.value)


COMPARES: dict[str, Callable[[float, float], bool]] = {
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


# ── shared memory ────────────────────────────────────────────────────────────────────────────


def sharing(record: Record, share: str, among: Iterable[str]) -> tuple[str, ...]:
    """The names among some that live in the same memory as ``share``. Raises InputError."""
    storage = node_named(record, share).storage
    if storage is None:
        raise InputError(f"It is not known where {share} lives in memory.")
    return tuple(name for name in among if node_named(record, name).storage == storage)
