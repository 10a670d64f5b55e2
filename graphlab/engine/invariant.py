"""The law of the backward pass: an adjoint is its starting gradient plus all contributions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from graphlab.engine.sums import TOLERANCE, is_sum

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graphlab.record import Edge, Node

BROKEN = "the contributions do not add up to the adjoints"
_SMALL = 64


def adds_up(nodes: Iterable[Node], edges: Iterable[Edge]) -> bool:
    """Whether every finite adjoint is the sum of what flows into it, in float64's accuracy."""
    totals: dict[str, float] = {}
    sizes: dict[str, float] = {}
    for edge in edges:
        if edge.contribution is not None:
            share = float(edge.contribution)
            totals[edge.source] = totals.get(edge.source, 0.0) + share
            sizes[edge.source] = sizes.get(edge.source, 0.0) + abs(share)
    for node in nodes:
        if node.adjoint is None:
            if node.id in totals:
                return False
            continue
        start = 0.0 if node.cotangent is None else float(node.cotangent)
        adjoint = float(node.adjoint)
        total = start + totals.get(node.id, 0.0)
        size = abs(start) + sizes.get(node.id, 0.0)
        if math.isfinite(adjoint) != math.isfinite(total):
            return False
        if math.isfinite(total) and abs(adjoint - total) > TOLERANCE * size:
            return False
    return True


def tensors_add_up(nodes: Sequence[Node], edges: Sequence[Edge]) -> bool:
    """The same for tensors of any shape; a node with a share that cannot be told is left out."""
    leaving: dict[str, list[Edge]] = {node.id: [] for node in nodes}
    for edge in edges:
        leaving[edge.source].append(edge)
    with np.errstate(all="ignore"):
        return all(_balanced(node, leaving[node.id]) for node in nodes)


def _balanced(node: Node, edges: Sequence[Edge]) -> bool:
    shares = [edge.contribution for edge in edges if edge.contribution is not None]
    if node.adjoint is None or node.value is None:
        return node.value is None or not shares
    if any(edge.origin == "residual" and edge.contribution is None for edge in edges):
        return True
    adjoint: Any = node.adjoint
    if len(shares) == 1 and node.cotangent is None:
        if _same(shares[0], adjoint):
            return True
    parts: list[Any] = [p for p in (node.cotangent, *shares) if p is not None]
    if not parts:
        return not np.any(adjoint)
    total = sum(parts[1:], start=parts[0])
    if np.array_equal(total, adjoint):
        return True
    size = sum((np.abs(part) for part in parts[1:]), start=np.abs(parts[0]))
    return is_sum(adjoint, total, size, node.dtype or "")


def _same(one: Any, two: Any) -> bool:
    """Whether the numbers are the same; small arrays are compared as bytes, which takes no time."""
    if one is two:
        return True
    if one.shape != two.shape or one.dtype != two.dtype:
        return False
    if one.size <= _SMALL:
        return bool(one.tobytes() == two.tobytes())
    here, there = one.__array_interface__, two.__array_interface__
    together = here["data"] == there["data"] and one.strides == two.strides
    return together or bool(np.array_equal(one, two))
