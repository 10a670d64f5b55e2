"""Makes a Record small enough to be sent: large arrays stay behind, and are told as digests.

Left out are arrays of more than 65,536 elements, of fewer when all together are too much for one
message. A value or adjoint is None then and has its digest. A contribution, a cotangent and
``Edge.taken`` are None; a gradient is missing from ``gradients``; with one large output,
``outputs`` is empty. What is left out can be asked for with an ArrayRequest.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graphlab.digest import SIDE, digest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphlab.record import Array, Edge, Node, Record

WHOLE = 65_536
BUDGET = 40_000_000


class Measure(NamedTuple):
    """The most elements of an array that is sent, and the most rows of an image of another."""

    elements: int
    side: int


MEASURES = (
    Measure(WHOLE, SIDE),
    Measure(16_384, SIDE),
    Measure(4_096, 32),
    Measure(1_024, 16),
    Measure(256, 8),
    Measure(64, 4),
)


def fitted(record: Record) -> Record:
    """The same Record with its large arrays left out; itself when there are none."""
    unlike = {id(array): (array.size, array.nbytes) for array in _arrays(record)}
    sizes, numbers = np.array([*unlike.values(), (0, 0)]).T
    if sizes.max() <= WHOLE and numbers.sum() <= BUDGET:
        return record
    measure = next(
        (
            measure
            for measure in MEASURES
            if np.where(sizes > measure.elements, 8 * measure.side**2, numbers).sum() <= BUDGET
        ),
        MEASURES[-1],
    )
    most = measure.elements
    return dataclasses.replace(
        record,
        nodes=tuple(_fitted_node(node, measure) for node in record.nodes),
        edges=tuple(_fitted_edge(edge, most) for edge in record.edges),
        outputs=() if any(out.size > most for out in record.outputs) else record.outputs,
        gradients={
            name: gradient
            for name, gradient in record.gradients.items()
            if gradient is None or gradient.size <= most
        },
    )


def _arrays(record: Record) -> Iterator[Array]:
    for node in record.nodes:
        for array in (node.value, node.adjoint, node.cotangent):
            if array is not None:
                yield array
    for edge in record.edges:
        for array in (edge.contribution, edge.taken):
            if array is not None:
                yield array
    yield from record.outputs
    yield from (array for array in record.gradients.values() if array is not None)


def _fitted_node(node: Node, measure: Measure) -> Node:
    for name in ("value", "adjoint"):
        array: Array | None = getattr(node, name)
        if array is not None and array.size > measure.elements:
            told = {name: None, f"{name}_digest": digest(array, measure.side)}
            node = dataclasses.replace(node, **told)  # type: ignore[arg-type]  # names of two pairs
    if node.cotangent is not None and node.cotangent.size > measure.elements:
        node = dataclasses.replace(node, cotangent=None)
    return node


def _fitted_edge(edge: Edge, most: int) -> Edge:
    if edge.contribution is not None and edge.contribution.size > most:
        edge = dataclasses.replace(edge, contribution=None)
    if edge.taken is not None and edge.taken.size > most:
        edge = dataclasses.replace(edge, taken=None)
    return edge
