"""What a formula of tensors has besides its numbers: products, elements taken, shared memory."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from graphlab.engine.formulas.product_call import Given
from graphlab.engine.formulas.products import product
from graphlab.engine.indices import taken
from graphlab.engine.recording.tape import TENSOR
from graphlab.formula.evaluate import evaluate
from graphlab.formula.tree import Call, is_constant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.engine.expressions.build import Operation
    from graphlab.engine.recording.tape import Tape
    from graphlab.formula.tree import Tree
    from graphlab.record import Array, Edge, Node


def with_products(
    tape: Tape, operations: Sequence[Operation], nodes: Sequence[Node], edges: Sequence[Edge]
) -> tuple[Edge, ...]:
    """The edges of a formula with vectors or matrices, each with all that can be said of it."""
    by_id = {node.id: node for node in nodes}
    elements = {
        operation.id: taken(tape, entry)
        for operation, entry in zip(operations, tape.entries, strict=True)
        if isinstance(operation.tree, Call) and operation.tree.function == "index"
    }
    sources: dict[str, list[str]] = {}
    for edge in edges:
        sources.setdefault(edge.target, []).append(edge.source)
    calls = {operation.id: operation for operation in operations}
    return tuple(
        _told(edge, calls[edge.target], by_id, sources[edge.target], elements.get(edge.target))
        for edge in edges
    )


def with_memory(tape: Tape, nodes: Sequence[Node]) -> tuple[Node, ...]:
    """The nodes with their place in memory; what shares memory has the same number."""
    storages: dict[int, int] = {}
    found = []
    for node, entry in zip(nodes, tape.entries, strict=True):
        assert entry.result is not None
        memory = entry.result.untyped_storage()
        number = storages.setdefault(memory.data_ptr(), len(storages))
        found.append(
            replace(
                node,
                storage=number,
                stride=entry.result.stride(),
                offset=int(entry.result.storage_offset()),
                storage_bytes=memory.nbytes(),
            )
        )
    return tuple(found)


def _told(
    edge: Edge,
    operation: Operation,
    nodes: dict[str, Node],
    sources: Sequence[str],
    elements: Array | None,
) -> Edge:
    target = nodes[edge.target]
    if edge.argument == 0 and elements is not None:
        edge = replace(edge, taken=elements)
    tensors = any(nodes[name].shape for name in (*sources, edge.target))
    if not tensors or edge.contribution is None or not isinstance(operation.tree, Call):
        return edge
    found = product(
        operation.target,
        [_argument(tree) for tree in operation.tree.args],
        None,
        edge.argument,
        sources,
        [nodes[name].value for name in sources],
        target.id,
        target.value,
        target.adjoint,
        edge.contribution,
        elements,
    )
    return edge if found is None else replace(edge, vjp=found.latex, vjp_text=found.text)


def _argument(tree: Tree) -> Any:
    """A slot for a node, a number, or a vector or matrix as it was typed."""
    if not is_constant(tree):
        return TENSOR
    if isinstance(tree, Call) and tree.function == "slice":
        return slice(None)
    value = np.asarray(evaluate(tree, {}), dtype=np.float64)
    return Given(tree, value) if value.ndim else float(value)
