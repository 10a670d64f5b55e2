"""Messages as bytes and back: a msgpack index, then one buffer with all arrays.

Layout: magic, index length, index, zeros up to a multiple of 16, arrays. Each array starts at a
multiple of 16 counted from the first byte. Arrays that come back are read-only views of the
message. Nothing is ever pickled, and whatever cannot be read raises WorkerError.
"""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, Any, Literal

import msgspec
import numpy as np

from graphlab.errors import WorkerError
from graphlab.record import (
    Check,
    Edge,
    Event,
    Node,
    Operation,
    Record,
    Source,
    Step,
)
from graphlab.record_json import first_fault
from graphlab.worker.messages import (
    Message,
    Printed,
    Ready,
    Recorded,
    RecordRequest,
    Refused,
    Symbolic,
    SymbolicRequest,
)

if TYPE_CHECKING:
    from graphlab.record import Array

MAX_BYTES = 64_000_000
_ALIGNMENT = 16
_HEADER = struct.Struct("<8sQ")
_MAGIC = b"graphl\x00\x01"
_DTYPE = re.compile(r"[<>|][biufc][0-9]{1,2}")


def encode(message: Message) -> bytes:
    """The message as bytes; WorkerError when it is larger than a message may be."""
    arrays = _Writer()
    try:
        index = msgspec.msgpack.encode(_packed(message, arrays))
    except UnicodeEncodeError:
        raise WorkerError("The text holds half of a character (a lone surrogate).") from None
    start = _aligned(_HEADER.size + len(index))
    if start + arrays.size > MAX_BYTES:
        raise WorkerError(
            f"All numbers together are larger than {MAX_BYTES // 1_000_000} MB,"
            " more than can be shown."
        )
    padding = bytes(start - _HEADER.size - len(index))
    return b"".join([_HEADER.pack(_MAGIC, len(index)), index, padding, *arrays.chunks])


def decode(data: bytes) -> Message:
    """The message that ``encode`` made into ``data``; WorkerError for any other bytes."""
    if len(data) > MAX_BYTES:
        raise WorkerError("A message is too large.")
    if len(data) < _HEADER.size:
        raise WorkerError("A message is cut off.")
    magic, length = _HEADER.unpack_from(data)
    end = _HEADER.size + length
    if magic != _MAGIC or end > len(data):
        raise WorkerError("A message does not begin as it should.")
    try:
        packed = msgspec.msgpack.decode(memoryview(data)[_HEADER.size : end], type=_Packed)
        return _unpacked(packed, _Reader(data, min(_aligned(end), len(data))))
    except (msgspec.DecodeError, RecursionError, UnicodeError, ValueError, TypeError) as error:
        raise WorkerError(f"A message cannot be read: {error}.") from None


class _Place(msgspec.Struct, array_like=True, frozen=True):
    """Where an array is: ``offset`` counts from the start of the buffer."""

    dtype: str
    shape: tuple[int, ...]
    offset: int


class _NodeIndex(msgspec.Struct, array_like=True):
    """The fields of a Node in its own order."""

    id: str
    op: Operation
    target: str
    formula: str
    text: str
    name: str | None
    value: _Place | None
    adjoint: _Place | None
    cotangent: _Place | None
    is_output: bool
    shape: tuple[int, ...] | None
    dtype: str | None
    path: str
    line: int | None
    storage: int | None
    version: int


class _EdgeIndex(msgspec.Struct, array_like=True):
    """The fields of an Edge in its own order."""

    source: str
    target: str
    argument: int
    partial: str | None
    text: str | None
    local: _Place | None
    contribution: _Place | None
    origin: Literal["measured", "residual"]


class _RecordIndex(msgspec.Struct, array_like=True):
    """The fields of a Record in its own order."""

    nodes: list[_NodeIndex]
    edges: list[_EdgeIndex]
    inputs: tuple[str, ...]
    output_ids: tuple[str, ...]
    outputs: list[_Place]
    gradients: dict[str, _Place | None]
    steps: tuple[Step, ...]
    check: Check
    events: tuple[Event, ...]
    source: Source


class _Recorded(msgspec.Struct, tag="recorded"):
    number: int
    record: _RecordIndex


class _SymbolicRequest(msgspec.Struct, tag="formulas"):
    number: int
    record: _RecordIndex | None


_Packed = RecordRequest | _SymbolicRequest | Ready | _Recorded | Symbolic | Refused | Printed


class _Writer:
    """Lays arrays one behind the other; an array that is used twice is laid once."""

    def __init__(self) -> None:
        self.chunks: list[bytes] = []
        self.size = 0
        self._places: dict[int, _Place] = {}

    def place(self, value: Array | np.generic) -> _Place:
        if (known := self._places.get(id(value))) is not None:
            return known
        array = np.asarray(value)
        if array.dtype.kind not in "biufc":
            raise WorkerError(f"Numbers of the type {array.dtype} cannot be shown.")
        place = _Place(array.dtype.str, array.shape, self.size)
        end = self.size + array.nbytes
        self.size = _aligned(end)
        if self.size <= MAX_BYTES:
            self.chunks += [array.tobytes(), bytes(self.size - end)]
        self._places[id(value)] = place
        return place


class _Reader:
    """Finds arrays in a message, and refuses what lies outside it."""

    def __init__(self, data: bytes, start: int) -> None:
        self._data = data
        self._start = start
        self._arrays: dict[int, tuple[_Place, Array]] = {}

    def array(self, place: _Place) -> Array:
        known = self._arrays.get(place.offset)
        if known is not None and known[0] == place:
            return known[1]
        if not _DTYPE.fullmatch(place.dtype):
            raise ValueError(f"{place.dtype[:20]!r} is no type of numbers")
        if place.offset < 0 or place.offset % _ALIGNMENT:
            raise ValueError("an array has no place")
        if min(place.shape, default=0) < 0:
            raise ValueError("an array has a negative size")
        dtype = np.dtype(place.dtype)
        array: Array = np.ndarray(
            place.shape, dtype, buffer=self._data, offset=self._start + place.offset
        )
        self._arrays[place.offset] = (place, array)
        return array


def _packed(message: Message, arrays: _Writer) -> object:
    match message:
        case Recorded(number=number, record=record):
            return _Recorded(number, _packed_record(record, arrays))
        case SymbolicRequest(number=number, record=record):
            return _SymbolicRequest(
                number, None if record is None else _packed_record(record, arrays)
            )
        case _:
            return message


def _unpacked(packed: Any, arrays: _Reader) -> Message:
    match packed:
        case _Recorded(number=number, record=record):
            return Recorded(number, _checked(_unpacked_record(record, arrays)))
        case _SymbolicRequest(number=number, record=record):
            return SymbolicRequest(
                number, None if record is None else _checked(_unpacked_record(record, arrays))
            )
        case RecordRequest() | Ready() | Symbolic() | Refused() | Printed():
            return packed
    raise TypeError("it is of no known kind")


def _packed_record(record: Record, arrays: _Writer) -> _RecordIndex:
    node_names, edge_names = _NodeIndex.__struct_fields__, _EdgeIndex.__struct_fields__
    return _RecordIndex(
        nodes=[_NodeIndex(*_packed_part(node, node_names, arrays)) for node in record.nodes],
        edges=[_EdgeIndex(*_packed_part(edge, edge_names, arrays)) for edge in record.edges],
        inputs=record.inputs,
        output_ids=record.output_ids,
        outputs=[arrays.place(output) for output in record.outputs],
        gradients={
            name: None if array is None else arrays.place(array)
            for name, array in record.gradients.items()
        },
        steps=record.steps,
        check=record.check,
        events=record.events,
        source=record.source,
    )


def _unpacked_record(index: _RecordIndex, arrays: _Reader) -> Record:
    return Record(
        nodes=tuple(Node(**_unpacked_part(node, arrays)) for node in index.nodes),
        edges=tuple(Edge(**_unpacked_part(edge, arrays)) for edge in index.edges),
        inputs=index.inputs,
        output_ids=index.output_ids,
        outputs=tuple(arrays.array(place) for place in index.outputs),
        gradients={
            name: None if place is None else arrays.array(place)
            for name, place in index.gradients.items()
        },
        steps=index.steps,
        check=index.check,
        events=index.events,
        source=index.source,
    )


def _packed_part(part: Node | Edge, names: tuple[str, ...], arrays: _Writer) -> list[Any]:
    values = (getattr(part, name) for name in names)
    return [
        arrays.place(value) if isinstance(value, np.ndarray | np.generic) else value
        for value in values
    ]


def _unpacked_part(entry: _NodeIndex | _EdgeIndex, arrays: _Reader) -> dict[str, Any]:
    return {
        name: arrays.array(value) if isinstance(value, _Place) else value
        for name, value in msgspec.structs.asdict(entry).items()
    }


def _checked(record: Record) -> Record:
    if fault := first_fault(record):
        raise ValueError(fault)
    return record


def _aligned(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT
