"""Reads a Record from JSON text, bounded and checked; a mistake is named by its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import msgspec
import numpy as np

from graphlab.errors import DocumentError
from graphlab.record import (
    Check,
    Digest,
    Edge,
    EdgeKey,
    Event,
    ModuleCall,
    Node,
    Operation,
    Parameter,
    Phase,
    Record,
    Source,
    Step,
)
from graphlab.record_json.checks import MAX_NODES, first_fault
from graphlab.record_json.writing import VERSION

if TYPE_CHECKING:
    from graphlab.record import Array

MAX_BYTES = 20_000_000
MAX_DEPTH = 50
_SPELLED = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}
_WIDENED = {"bfloat16": "float32", "complex32": "complex64"}


def record_from_json(text: str | bytes) -> Record:
    """The Record that ``text`` holds; DocumentError says what is wrong and where."""
    if len(text) > MAX_BYTES:
        raise DocumentError(f"This file is larger than {MAX_BYTES // 1_000_000} MB.")
    try:
        whole = msgspec.json.decode(text, type=_Whole)
        record = _record(whole)
    except RecursionError:
        raise _refusal(f"the lists are nested more than {MAX_DEPTH} deep") from None
    except (msgspec.DecodeError, UnicodeError, _WrongError) as error:
        raise _refusal(str(error)) from None
    if fault := first_fault(record):
        raise _refusal(fault)
    return record


class _WrongError(Exception):
    """What is wrong, with its place in front."""


class _DigestEntry(msgspec.Struct):
    low: float | None
    high: float | None
    mean: float | None
    not_finite: int
    thumbnail: Any
    rms: float | None = None
    zeros: int = 0


class _NodeEntry(msgspec.Struct):
    id: str
    op: Operation
    target: str
    formula: str
    name: str | None = None
    shape: tuple[int, ...] | None = None
    dtype: str | None = None
    value: Any = None
    adjoint: Any = None
    cotangent: Any = None
    is_output: bool = False
    path: str = ""
    line: int | None = None
    storage: int | None = None
    version: int = 0
    text: str = ""
    stride: tuple[int, ...] | None = None
    offset: int | None = None
    storage_bytes: int | None = None
    value_digest: _DigestEntry | None = None
    adjoint_digest: _DigestEntry | None = None


class _EdgeEntry(msgspec.Struct):
    source: str
    target: str
    argument: int
    partial: str | None = None
    local: Any = None
    contribution: Any = None
    origin: Literal["measured", "residual"] = "measured"
    text: str | None = None
    vjp: str | None = None
    vjp_text: str | None = None
    taken: Any = None


class _StepEntry(msgspec.Struct):
    index: int
    phase: Phase
    node: str
    edges: tuple[EdgeKey, ...] = ()
    group: str | None = None


class _CheckEntry(msgspec.Struct):
    agrees: bool | None
    max_abs_error: float | Literal["NaN", "Infinity", "-Infinity"]
    max_rel_error: float | Literal["NaN", "Infinity", "-Infinity"]
    note: str = ""


class _Whole(msgspec.Struct):
    version: int
    nodes: list[_NodeEntry]
    edges: list[_EdgeEntry]
    outputs: list[Any]
    gradients: dict[str, Any]
    steps: list[_StepEntry]
    check: _CheckEntry
    events: tuple[Event, ...] = ()
    inputs: tuple[str, ...] | None = None
    output_ids: tuple[str, ...] | None = None
    source: Source | None = None
    parameters: tuple[Parameter, ...] = ()
    calls: tuple[ModuleCall, ...] = ()
    keeps_values: bool = True


class _Kind(NamedTuple):
    """What an array is known to be before it is read."""

    shape: tuple[int, ...] | None = None
    dtype: str | None = None


def _record(whole: _Whole) -> Record:
    if whole.version != VERSION:
        raise _WrongError(
            f"$.version: it is {whole.version}, this graphlab reads version {VERSION}"
        )
    if len(whole.nodes) > MAX_NODES:
        raise _WrongError(f"$.nodes: {len(whole.nodes):,} nodes are more than {MAX_NODES:,}")
    kinds = {node.id: _Kind(node.shape, node.dtype) for node in whole.nodes}
    names = {node.name: kinds[node.id] for node in reversed(whole.nodes) if node.name}
    outputs = _output_ids(whole)
    check = whole.check
    return Record(
        nodes=tuple(_node(entry, f"$.nodes[{i}]") for i, entry in enumerate(whole.nodes)),
        edges=tuple(
            _edge(entry, f"$.edges[{i}]", kinds.get(entry.source, _Kind()))
            for i, entry in enumerate(whole.edges)
        ),
        inputs=_input_ids(whole),
        output_ids=outputs,
        outputs=tuple(
            _array(raw, f"$.outputs[{i}]", kinds.get(node_id, _Kind()))
            for i, (raw, node_id) in enumerate(zip(whole.outputs, outputs, strict=False))
        ),
        gradients={
            name: _optional(raw, f"$.gradients.{name}", names.get(name, _Kind()))
            for name, raw in whole.gradients.items()
        },
        steps=_steps(whole),
        check=Check(
            check.agrees,
            _difference(check.max_abs_error),
            _difference(check.max_rel_error),
            check.note,
        ),
        events=whole.events,
        source=whole.source or Source(),
        parameters=whole.parameters,
        calls=whole.calls,
        keeps_values=whole.keeps_values,
    )


def _node(entry: _NodeEntry, place: str) -> Node:
    kind = _Kind(entry.shape, entry.dtype)
    return Node(
        id=entry.id,
        op=entry.op,
        target=entry.target,
        formula=entry.formula,
        text=entry.text,
        name=entry.name,
        value=_optional(entry.value, f"{place}.value", kind),
        adjoint=_optional(entry.adjoint, f"{place}.adjoint", kind),
        cotangent=_optional(entry.cotangent, f"{place}.cotangent", kind),
        is_output=entry.is_output,
        shape=entry.shape,
        dtype=entry.dtype,
        path=entry.path,
        line=entry.line,
        storage=entry.storage,
        version=entry.version,
        stride=entry.stride,
        offset=entry.offset,
        storage_bytes=entry.storage_bytes,
        value_digest=_digest(entry.value_digest, f"{place}.value_digest"),
        adjoint_digest=_digest(entry.adjoint_digest, f"{place}.adjoint_digest"),
    )


def _digest(entry: _DigestEntry | None, place: str) -> Digest | None:
    if entry is None:
        return None
    image = _array(entry.thumbnail, f"{place}.thumbnail", _Kind(None, "float64"))
    return Digest(
        entry.low,
        entry.high,
        entry.mean,
        entry.not_finite,
        image if image.size else image.reshape(0, 0),
        entry.rms,
        entry.zeros,
    )


def _edge(entry: _EdgeEntry, place: str, source: _Kind) -> Edge:
    return Edge(
        source=entry.source,
        target=entry.target,
        argument=entry.argument,
        partial=entry.partial,
        text=entry.text,
        local=_optional(entry.local, f"{place}.local", _Kind((), source.dtype)),
        contribution=_optional(entry.contribution, f"{place}.contribution", source),
        origin=entry.origin,
        vjp=entry.vjp,
        vjp_text=entry.vjp_text,
        taken=_optional(entry.taken, f"{place}.taken", _Kind(None, "int64")),
    )


def _difference(raw: float | str) -> float:
    return _SPELLED[raw] if isinstance(raw, str) else raw


def _steps(whole: _Whole) -> tuple[Step, ...]:
    paths = {node.id: node.path for node in whole.nodes}
    return tuple(
        Step(
            step.index,
            step.phase,
            step.node,
            step.edges,
            paths.get(step.node, "") if step.group is None else step.group,
        )
        for step in whole.steps
    )


def _input_ids(whole: _Whole) -> tuple[str, ...]:
    if whole.inputs is not None:
        return whole.inputs
    return tuple(node.id for node in whole.nodes if node.op == "input")


def _output_ids(whole: _Whole) -> tuple[str, ...]:
    """The node of each output: as listed, else the first unused output node of equal value."""
    if whole.output_ids is not None:
        if len(whole.outputs) not in (0, len(whole.output_ids)):
            raise _WrongError("$.output_ids: not as many as $.outputs")
        return whole.output_ids
    found: list[str] = []
    for index, raw in enumerate(whole.outputs):
        alike = [node.id for node in whole.nodes if node.is_output and node.value == raw]
        if not alike:
            raise _WrongError(f"$.outputs[{index}]: no output node has this value")
        found.append(next((node_id for node_id in alike if node_id not in found), alike[0]))
    return tuple(found)


def _optional(raw: Any, place: str, kind: _Kind) -> Array | None:
    return None if raw is None else _array(raw, place, kind)


def _array(raw: Any, place: str, kind: _Kind) -> Array:
    shape = _shape_of(raw) if kind.shape is None else kind.shape
    if len(shape) > MAX_DEPTH:
        raise _WrongError(f"{place}: nested more than {MAX_DEPTH} deep")
    leaves: list[Any] = []
    _collect(raw, shape, place, leaves)
    try:
        return np.array(leaves, dtype=_dtype(kind.dtype, leaves)).reshape(shape)
    except (ValueError, TypeError, OverflowError):
        raise _WrongError(f"{place}: not numbers of the type {kind.dtype}") from None


def _shape_of(raw: Any) -> tuple[int, ...]:
    shape: list[int] = []
    while isinstance(raw, list):
        shape.append(len(raw))
        raw = raw[0] if raw else None
    return tuple(shape)


def _collect(raw: Any, shape: tuple[int, ...], place: str, leaves: list[Any]) -> None:
    if not shape:
        leaves.append(_leaf(raw, place))
        return
    if not isinstance(raw, list) or len(raw) != shape[0]:
        raise _WrongError(f"{place}: not a list of {shape[0]} where the shape asks for one")
    for item in raw:
        _collect(item, shape[1:], place, leaves)


def _leaf(raw: Any, place: str) -> complex | str:
    if isinstance(raw, bool | int | float):
        return raw
    if isinstance(raw, str) and raw in _SPELLED:
        return _SPELLED[raw]
    if isinstance(raw, dict) and set(raw) == {"re", "im"}:
        real, imaginary = _leaf(raw["re"], place), _leaf(raw["im"], place)
        if isinstance(real, int | float) and isinstance(imaginary, int | float):
            return complex(real, imaginary)
    raise _WrongError(f"{place}: {str(raw)[:30]!r} is not a number")


def _dtype(name: str | None, leaves: list[Any]) -> np.dtype[Any]:
    if name is not None:
        bare = name.removeprefix("torch.")
        bare = "float32" if bare.startswith("float8") else _WIDENED.get(bare, bare)
        if bare in np.sctypeDict and np.dtype(bare).kind in "biufc":
            return np.dtype(bare)
    for kind in (complex, float, int, bool):
        if any(type(leaf) is kind for leaf in leaves):
            return np.dtype(kind)
    return np.dtype(float)


def _refusal(problem: str) -> DocumentError:
    return DocumentError(f"This recording cannot be read: {problem}.")
