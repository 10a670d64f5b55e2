"""The law of the backward pass: an adjoint is its starting gradient plus all contributions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graphlab.record import Array, Edge, Node

BROKEN = "the contributions do not add up to the adjoints"
TOLERANCE = 1e-9


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
    kind = np.complex128 if node.adjoint.dtype.kind == "c" else np.float64
    adjoint: Any = np.asarray(node.adjoint, kind)
    total: Any = np.zeros_like(adjoint)
    size: Any = np.zeros(adjoint.shape)
    for share in (node.cotangent, *shares):
        if share is not None:
            total = total + share
            size = size + np.abs(share)
    tolerance = _TOLERANCES.get(node.dtype or "", TOLERANCE)
    finite = np.isfinite(adjoint) & np.isfinite(total)
    if not np.array_equal(np.isfinite(adjoint), np.isfinite(total)):
        return False
    off = np.abs(adjoint - total)
    return bool((off[finite] <= tolerance * np.maximum(size[finite], _floor(size))).all())


def _floor(size: Array) -> float:
    """Rounding is measured against the largest share, not against an element that cancels."""
    finite = size[np.isfinite(size)]
    return float(finite.max()) * 1e-3 if finite.size else 0.0


_TOLERANCES = {"float32": 1e-4, "complex64": 1e-4, "float16": 2e-2, "bfloat16": 2e-2}
