"""What an edge between tensors says besides its numbers: its product, the elements it took."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graphlab.engine.indices import taken
from graphlab.formula.tree import Call

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.engine.build import Operation
    from graphlab.engine.tape import Tape
    from graphlab.record import Edge, Node


def with_products(
    tape: Tape, operations: Sequence[Operation], nodes: Sequence[Node], edges: Sequence[Edge]
) -> tuple[Edge, ...]:
    """The edges of a formula with vectors or matrices, each with all that can be said of it."""
    elements = {
        operation.id: taken(tape, entry)
        for operation, entry in zip(operations, tape.entries, strict=True)
        if isinstance(operation.tree, Call) and operation.tree.function == "index"
    }
    return tuple(
        replace(edge, taken=elements[edge.target])
        if edge.argument == 0 and edge.target in elements
        else edge
        for edge in edges
    )
