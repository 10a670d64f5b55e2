"""The law of the backward pass: an adjoint is its starting gradient plus all contributions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphlab.record import Edge, Node

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
