"""Writes a Record as JSON: fixed keys in a fixed order, one node, edge or step a line."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from graphlab.errors import DocumentError

if TYPE_CHECKING:
    from graphlab.record import Array, Digest, Edge, Node, Record

VERSION = 1


def record_to_json(record: Record, *, full: bool = False) -> str:
    """The Record as text that ends with a newline; ``full`` adds what the contract leaves out."""
    try:
        parts = [
            f'  "{key}": {_block(value)}'
            for key, value in record_to_dict(record, full=full).items()
        ]
    except UnicodeEncodeError:
        raise DocumentError(
            "The text holds half of a character (a lone surrogate), which no file can hold."
        ) from None
    return "{\n" + ",\n".join(parts) + "\n}\n"


def record_to_dict(record: Record, *, full: bool = False) -> dict[str, object]:
    """The Record as plain dicts, lists, numbers and strings."""
    check = record.check
    result: dict[str, object] = {
        "version": VERSION,
        "nodes": [
            _node(node, full) | ({} if record.keeps_values or full else _digests(node))
            for node in record.nodes
        ],
        "edges": [_edge(edge, full) for edge in record.edges],
        "outputs": [nested(output) for output in record.outputs],
        "gradients": {name: nested(array) for name, array in record.gradients.items()},
        "steps": [
            {"index": step.index, "phase": step.phase, "node": step.node, "edges": step.edges}
            | ({"group": step.group} if full else {})
            for step in record.steps
        ],
        "check": {
            "agrees": check.agrees,
            "max_abs_error": _number(check.max_abs_error),
            "max_rel_error": _number(check.max_rel_error),
            "note": check.note,
        },
        "events": [
            {
                "kind": event.kind,
                "sentence": event.sentence,
                "line": event.line,
                "node": event.node,
            }
            | ({"details": event.details} if full and event.details else {})
            for event in record.events
        ],
    }
    if full:
        result["inputs"] = record.inputs
        result["output_ids"] = record.output_ids
        result["source"] = record.source
        result["parameters"] = record.parameters
        result["calls"] = record.calls
    if not record.keeps_values:
        result["keeps_values"] = False
    return result


def nested(array: Array | None) -> object:
    """Nested lists of any depth; a number for a 0-d array; strings for what is not finite."""
    if array is None:
        return None
    array = np.asarray(array)
    plain: object = array.tolist()
    if array.dtype.kind in "biu" or (array.dtype.kind == "f" and bool(np.isfinite(array).all())):
        return plain
    return _spelled(plain)


def _node(node: Node, full: bool) -> dict[str, object]:
    return {
        "id": node.id,
        "name": node.name,
        "op": node.op,
        "target": node.target,
        "formula": node.formula,
        "shape": node.shape,
        "dtype": node.dtype,
        "value": nested(node.value),
        "adjoint": nested(node.adjoint),
        "cotangent": nested(node.cotangent),
        "is_output": node.is_output,
        "path": node.path,
        "line": node.line,
        "storage": node.storage,
        "version": node.version,
    } | (_more_of_node(node) if full else {})


def _more_of_node(node: Node) -> dict[str, object]:
    return {
        "text": node.text,
        "stride": node.stride,
        "offset": node.offset,
        "storage_bytes": node.storage_bytes,
        "value_digest": _digest(node.value_digest),
        "adjoint_digest": _digest(node.adjoint_digest),
    }


def _digests(node: Node) -> dict[str, object]:
    """What is told of a value and an adjoint that were not kept; nothing of others."""
    told = {"value_digest": node.value_digest, "adjoint_digest": node.adjoint_digest}
    return {key: _digest(digest) for key, digest in told.items() if digest is not None}


def _digest(told: Digest | None) -> dict[str, object] | None:
    if told is None:
        return None
    return {
        "low": told.low,
        "high": told.high,
        "mean": told.mean,
        "not_finite": told.not_finite,
        "thumbnail": nested(told.thumbnail),
        "rms": told.rms,
        "zeros": told.zeros,
    }


def _edge(edge: Edge, full: bool) -> dict[str, object]:
    return {
        "source": edge.source,
        "target": edge.target,
        "argument": edge.argument,
        "partial": edge.partial,
        "local": nested(edge.local),
        "contribution": nested(edge.contribution),
        "origin": edge.origin,
    } | (_more_of_edge(edge) if full else {})


def _more_of_edge(edge: Edge) -> dict[str, object]:
    return {
        "text": edge.text,
        "vjp": edge.vjp,
        "vjp_text": edge.vjp_text,
        "taken": nested(edge.taken),
    }


def _spelled(value: object) -> object:
    if isinstance(value, list):
        return [_spelled(item) for item in value]
    if isinstance(value, complex):
        return {"re": _number(value.real), "im": _number(value.imag)}
    if isinstance(value, float):
        return _number(value)
    return value


def _number(value: float) -> float | str:
    if math.isfinite(value):
        return value
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"


def _block(value: object) -> str:
    if isinstance(value, list) and value:
        lines = ",\n".join("    " + msgspec.json.encode(item).decode() for item in value)
        return f"[\n{lines}\n  ]"
    return msgspec.json.encode(value).decode()
