"""A Record in a message: everything in order but its arrays, which are named by their places.

The fields have the order of those of Node, Edge and Record; a test holds them to it.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from graphlab.making import maker
from graphlab.record import (
    Check,
    Digest,
    Edge,
    Event,
    ModuleCall,
    Node,
    Operation,
    Parameter,
    Record,
    Source,
    Step,
)
from graphlab.worker.buffer import Place  # noqa: TC001 (schemas need it)

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphlab.worker.buffer import Reader, Writer


class DigestIndex(msgspec.Struct, array_like=True, gc=False):
    """The fields of a Digest."""

    low: float | None
    high: float | None
    mean: float | None
    not_finite: int
    thumbnail: Place
    rms: float | None
    zeros: int


class NodeIndex(msgspec.Struct, array_like=True, gc=False):
    """The fields of a Node."""

    id: str
    op: Operation
    target: str
    formula: str
    text: str
    name: str | None
    value: Place | None
    adjoint: Place | None
    cotangent: Place | None
    is_output: bool
    shape: tuple[int, ...] | None
    dtype: str | None
    path: str
    line: int | None
    storage: int | None
    version: int
    stride: tuple[int, ...] | None
    offset: int | None
    storage_bytes: int | None
    value_digest: DigestIndex | None
    adjoint_digest: DigestIndex | None


class EdgeIndex(msgspec.Struct, array_like=True, gc=False):
    """The fields of an Edge."""

    source: str
    target: str
    argument: int
    partial: str | None
    text: str | None
    local: Place | None
    contribution: Place | None
    origin: Literal["measured", "residual"]
    vjp: str | None
    vjp_text: str | None
    taken: Place | None


class RecordIndex(msgspec.Struct, array_like=True, gc=False):
    """The fields of a Record."""

    nodes: list[NodeIndex]
    edges: list[EdgeIndex]
    inputs: tuple[str, ...]
    output_ids: tuple[str, ...]
    outputs: list[Place]
    gradients: dict[str, Place | None]
    steps: tuple[Step, ...]
    check: Check
    events: tuple[Event, ...]
    source: Source
    parameters: tuple[Parameter, ...]
    calls: tuple[ModuleCall, ...]
    keeps_values: bool = True


def packed_record(record: Record, arrays: Writer) -> RecordIndex:
    """What stands in the index; the arrays go to the writer."""
    place = arrays.place
    return RecordIndex(
        nodes=[
            NodeIndex(*_moved(_node_fields(node), _NODE_ARRAYS, _NODE_DIGESTS, arrays))
            for node in record.nodes
        ],
        edges=[
            EdgeIndex(*_moved(_edge_fields(edge), _EDGE_ARRAYS, (), arrays))
            for edge in record.edges
        ],
        inputs=record.inputs,
        output_ids=record.output_ids,
        outputs=[place(output) for output in record.outputs],
        gradients={
            name: None if array is None else place(array)
            for name, array in record.gradients.items()
        },
        steps=record.steps,
        check=record.check,
        events=record.events,
        source=record.source,
        parameters=record.parameters,
        calls=record.calls,
        keeps_values=record.keeps_values,
    )


def unpacked_record(index: RecordIndex, arrays: Reader) -> Record:
    """The Record again, its arrays views of the message."""
    find = arrays.array
    node, edge = maker(Node), maker(Edge)
    return Record(
        nodes=tuple(
            node(*_found(_node_fields(entry), _NODE_ARRAYS, _NODE_DIGESTS, arrays))
            for entry in index.nodes
        ),
        edges=tuple(
            edge(*_found(_edge_fields(entry), _EDGE_ARRAYS, (), arrays)) for entry in index.edges
        ),
        inputs=index.inputs,
        output_ids=index.output_ids,
        outputs=tuple(find(place) for place in index.outputs),
        gradients={
            name: None if place is None else find(place) for name, place in index.gradients.items()
        },
        steps=index.steps,
        check=index.check,
        events=index.events,
        source=index.source,
        parameters=index.parameters,
        calls=index.calls,
        keeps_values=index.keeps_values,
    )


def packed_digest(told: Digest | None, arrays: Writer) -> DigestIndex | None:
    """The same with its image in the writer."""
    if told is None:
        return None
    image = arrays.place(told.thumbnail)
    return DigestIndex(told.low, told.high, told.mean, told.not_finite, image, told.rms, told.zeros)


def unpacked_digest(told: DigestIndex | None, arrays: Reader) -> Digest | None:
    """The Digest again."""
    if told is None:
        return None
    image = arrays.array(told.thumbnail)
    return Digest(told.low, told.high, told.mean, told.not_finite, image, told.rms, told.zeros)


def _moved(
    fields: tuple[Any, ...], places: tuple[int, ...], digests: tuple[int, ...], arrays: Writer
) -> list[Any]:
    values = list(fields)
    for place in places:
        if (array := values[place]) is not None:
            values[place] = arrays.place(array)
    for place in digests:
        values[place] = packed_digest(values[place], arrays)
    return values


def _found(
    fields: tuple[Any, ...], places: tuple[int, ...], digests: tuple[int, ...], arrays: Reader
) -> list[Any]:
    values = list(fields)
    for place in places:
        if (laid := values[place]) is not None:
            values[place] = arrays.array(laid)
    for place in digests:
        values[place] = unpacked_digest(values[place], arrays)
    return values


def _numbered(part: type[msgspec.Struct], names: str) -> tuple[int, ...]:
    return tuple(part.__struct_fields__.index(name) for name in names.split())


_node_fields: Callable[[object], tuple[Any, ...]] = attrgetter(*NodeIndex.__struct_fields__)
_edge_fields: Callable[[object], tuple[Any, ...]] = attrgetter(*EdgeIndex.__struct_fields__)
_NODE_ARRAYS = _numbered(NodeIndex, "value adjoint cotangent")
_NODE_DIGESTS = _numbered(NodeIndex, "value_digest adjoint_digest")
_EDGE_ARRAYS = _numbered(EdgeIndex, "local contribution taken")
