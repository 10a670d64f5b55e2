"""Finds what makes a Record that came from outside unfit to be shown, and names the place."""

from __future__ import annotations

import re
from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphlab.record import Array, Digest, Node, Record

MAX_NODES = 20_000
MAX_THUMBNAIL = 48
_ID = re.compile(r"w[1-9][0-9]{0,6}")


def first_fault(record: Record) -> str | None:
    """``"$.edges[2].source: there is no node w9"``, or None when all parts fit together."""
    return next(_faults(record), None)


def _faults(record: Record) -> Iterator[str]:
    if len(record.nodes) > MAX_NODES:
        yield f"$.nodes: {len(record.nodes):,} nodes are more than {MAX_NODES:,}"
        return
    yield from _node_faults(record)
    yield from _edge_faults(record)
    yield from _step_faults(record)
    yield from _end_faults(record)
    yield from _call_faults(record)


def _node_faults(record: Record) -> Iterator[str]:
    seen: set[str] = set()
    for index, node in enumerate(record.nodes):
        place = f"$.nodes[{index}]"
        if not _ID.fullmatch(node.id):
            yield f"{place}.id: {node.id[:20]!r} is not w1, w2, …"
        elif node.id in seen:
            yield f"{place}.id: {node.id} is there twice"
        seen.add(node.id)
        for name in ("value", "adjoint", "cotangent"):
            yield from _shape_faults(f"{place}.{name}", getattr(node, name), node.shape)
        yield from _memory_faults(place, node)
        for name in ("value_digest", "adjoint_digest"):
            if (told := getattr(node, name)) is not None:
                yield from _digest_faults(f"{place}.{name}", told)


def _memory_faults(place: str, node: Node) -> Iterator[str]:
    if node.stride and node.shape is not None and len(node.stride) != len(node.shape):
        yield f"{place}.stride: not as many as dimensions"
    for name in ("offset", "storage_bytes"):
        if (getattr(node, name) or 0) < 0:
            yield f"{place}.{name}: it is below 0"


def _digest_faults(place: str, told: Digest) -> Iterator[str]:
    image = told.thumbnail
    if image.ndim != 2 or max(image.shape) > MAX_THUMBNAIL or image.dtype.kind != "f":
        yield f"{place}.thumbnail: not an image of at most {MAX_THUMBNAIL}×{MAX_THUMBNAIL}"
    if told.not_finite < 0:
        yield f"{place}.not_finite: it is below 0"
    if told.zeros < 0:
        yield f"{place}.zeros: it is below 0"


def _edge_faults(record: Record) -> Iterator[str]:
    order = {node.id: index for index, node in enumerate(record.nodes)}
    seen = set()
    for index, edge in enumerate(record.edges):
        place = f"$.edges[{index}]"
        for name, end in (("source", edge.source), ("target", edge.target)):
            if end not in order:
                yield f"{place}.{name}: there is no node {end[:20]}"
                return
        if order[edge.source] >= order[edge.target]:
            yield f"{place}: {edge.source} does not come before {edge.target}"
        if edge.argument < 0:
            yield f"{place}.argument: {edge.argument} is below 0"
        if edge.key in seen:
            yield f"{place}: this edge is there twice"
        seen.add(edge.key)
        shape = record.nodes[order[edge.source]].shape
        yield from _shape_faults(f"{place}.contribution", edge.contribution, shape)
        yield from _shape_faults(f"{place}.local", edge.local, ())
        if edge.taken is not None:
            yield from _taken_faults(f"{place}.taken", edge.taken, shape)


def _taken_faults(place: str, taken: Array, shape: tuple[int, ...] | None) -> Iterator[str]:
    """An index outside the source would fail in the window that outlines these elements."""
    if taken.ndim != 1 or taken.dtype != "int64":
        yield f"{place}: not a list of positions"
    elif taken.size and (taken.min() < 0 or (shape is not None and taken.max() >= prod(shape))):
        yield f"{place}: a position outside of the source"


def _step_faults(record: Record) -> Iterator[str]:
    nodes = {node.id for node in record.nodes}
    edges = {edge.key for edge in record.edges}
    backward = False
    for index, step in enumerate(record.steps):
        place = f"$.steps[{index}]"
        if step.index != index + 1:
            yield f"{place}.index: {step.index} where {index + 1} is due"
        if step.node not in nodes:
            yield f"{place}.node: there is no node {step.node[:20]}"
        if unknown := [key for key in step.edges if key not in edges]:
            yield f"{place}.edges: there is no edge {'>'.join(unknown[0][:2])[:40]}"
        if backward and step.phase == "forward":
            yield f"{place}.phase: a forward step after a backward one"
        backward = step.phase == "backward"


def _end_faults(record: Record) -> Iterator[str]:
    nodes = {node.id: node for node in record.nodes}
    for name in ("inputs", "output_ids"):
        for index, node_id in enumerate(getattr(record, name)):
            if node_id not in nodes:
                yield f"$.{name}[{index}]: there is no node {node_id[:20]}"
                return
    # None at all where one was too large to be sent along.
    if len(record.outputs) not in (0, len(record.output_ids)):
        yield f"$.outputs: {len(record.outputs)} for {len(record.output_ids)} output nodes"
    for index, (node_id, output) in enumerate(zip(record.output_ids, record.outputs, strict=False)):
        yield from _shape_faults(f"$.outputs[{index}]", output, nodes[node_id].shape)
    for index, parameter in enumerate(record.parameters):
        if parameter.node is not None and parameter.node not in nodes:
            yield f"$.parameters[{index}].node: there is no node {parameter.node[:20]}"
    for index, event in enumerate(record.events):
        if event.node is not None and event.node not in nodes:
            yield f"$.events[{index}].node: there is no node {event.node[:20]}"


def _call_faults(record: Record) -> Iterator[str]:
    """A call has a path of its own, and begins while its parent runs."""
    seen = {""}
    for index, call in enumerate(record.calls):
        if call.path in seen:
            yield f"$.calls[{index}].path: {call.path[:20]!r} is there twice"
        if call.parent not in seen:
            yield f"$.calls[{index}].parent: there is no call {call.parent[:20]!r} before"
        seen.add(call.path)


def _shape_faults(place: str, array: Array | None, shape: tuple[int, ...] | None) -> Iterator[str]:
    if array is not None and shape is not None and array.shape != shape:
        yield f"{place}: its shape is {list(array.shape)} where {list(shape)} is due"
