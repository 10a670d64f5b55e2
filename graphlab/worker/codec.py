"""Messages as bytes and back: a msgpack index, then one buffer with all arrays.

Layout: magic, index length, index, zeros up to a multiple of 16, arrays. Each array starts at a
multiple of 16 counted from the first byte. Arrays that come back are read-only views of the
message. Nothing is ever pickled, and whatever cannot be read raises WorkerError.
"""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING, Any

import msgspec

from graphlab.errors import WorkerError
from graphlab.record_json import first_fault
from graphlab.worker.buffer import Place, Reader, Writer, aligned
from graphlab.worker.fitting import fitted
from graphlab.worker.messages import (
    ArrayReply,
    ArrayRequest,
    Autograd,
    AutogradRequest,
    CodeRequest,
    Descent,
    DescentRequest,
    GivenRequest,
    Jacobian,
    JacobianRequest,
    Keeping,
    Message,
    Printed,
    Program,
    Ready,
    Recorded,
    RecordRequest,
    Refused,
    Sameness,
    SamenessRequest,
    Symbolic,
    SymbolicRequest,
    Which,
    Worn,
)
from graphlab.worker.record_index import (
    DigestIndex,
    RecordIndex,
    packed_digest,
    packed_record,
    unpacked_digest,
    unpacked_record,
)
from graphlab.worker.training_messages import TrainingAnswer, TrainingRequest

if TYPE_CHECKING:
    from graphlab.record import Record

MAX_BYTES = 64_000_000
_HEADER = struct.Struct("<8sQ")
_MAGIC = b"graphl\x00\x01"
_DESCENT_ARRAYS = "path", "values", "gradients", "ground"


def encode(message: Message) -> bytes:
    """The message as bytes; WorkerError when it is larger than a message may be."""
    arrays = Writer(MAX_BYTES)
    try:
        index = msgspec.msgpack.encode(_packed(message, arrays), enc_hook=arrays.place)
    except UnicodeEncodeError:
        raise WorkerError("The text holds half of a character (a lone surrogate).") from None
    start = aligned(_HEADER.size + len(index))
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
        arrays = Reader(data, min(aligned(end), len(data)))
        index = memoryview(data)[_HEADER.size : end]
        packed = msgspec.msgpack.decode(index, type=_Packed, dec_hook=arrays.placed)
        return _unpacked(packed, arrays)
    except (msgspec.DecodeError, RecursionError, UnicodeError, ValueError, TypeError) as error:
        raise WorkerError(f"A message cannot be read: {error}.") from None


class _Recorded(msgspec.Struct, tag="recorded"):
    number: int
    record: RecordIndex


class _SymbolicRequest(msgspec.Struct, tag="formulas"):
    number: int
    record: RecordIndex | None


class _Jacobian(msgspec.Struct, tag="jacobian"):
    number: int
    array: Place | None
    structure: str
    source: str
    target: str
    argument: int
    image: DigestIndex | None


class _ArrayReply(msgspec.Struct, tag="array"):
    number: int
    node: str
    which: Which
    shape: tuple[int, ...]
    dtype: str
    begin: int
    piece: Place
    target: str
    argument: int


class _Descent(msgspec.Struct, tag="descent"):
    number: int
    path: Place
    values: Place
    gradients: Place
    ground: Place
    stopped: str


_Packed = (
    RecordRequest
    | CodeRequest
    | GivenRequest
    | _SymbolicRequest
    | SamenessRequest
    | Sameness
    | JacobianRequest
    | AutogradRequest
    | ArrayRequest
    | Ready
    | Program
    | _Recorded
    | Symbolic
    | _Jacobian
    | Autograd
    | _ArrayReply
    | Refused
    | Printed
    | Keeping
    | Worn
    | TrainingRequest
    | TrainingAnswer
    | DescentRequest
    | _Descent
)


def _packed(message: Message, arrays: Writer) -> object:
    match message:
        case Recorded(number=number, record=record):
            return _Recorded(number, packed_record(fitted(record), arrays))
        case SymbolicRequest(number=number, record=record):
            return _SymbolicRequest(
                number, None if record is None else packed_record(fitted(record), arrays)
            )
        case Jacobian(array=array, image=image):
            place = None if array is None else arrays.place(array)
            return _Jacobian(
                message.number,
                place,
                message.structure,
                message.source,
                message.target,
                message.argument,
                packed_digest(image, arrays),
            )
        case ArrayReply():
            fields = {name: getattr(message, name) for name in _ArrayReply.__struct_fields__}
            return _ArrayReply(**fields | {"piece": arrays.place(message.piece)})
        case Descent():
            places = {name: arrays.place(getattr(message, name)) for name in _DESCENT_ARRAYS}
            return _Descent(message.number, **places, stopped=message.stopped)
        case _:
            return message


def _unpacked(packed: Any, arrays: Reader) -> Message:
    match packed:
        case _Recorded(number=number, record=record):
            return Recorded(number, _checked(unpacked_record(record, arrays)))
        case _SymbolicRequest(number=number, record=record):
            return SymbolicRequest(
                number, None if record is None else _checked(unpacked_record(record, arrays))
            )
        case _Jacobian(array=place):
            fields = msgspec.structs.asdict(packed)
            fields["array"] = None if place is None else arrays.array(place)
            fields["image"] = unpacked_digest(packed.image, arrays)
            return Jacobian(**fields)
        case _ArrayReply():
            fields = msgspec.structs.asdict(packed)
            return _fitting(ArrayReply(**fields | {"piece": arrays.array(packed.piece)}))
        case _Descent():
            found = {name: arrays.array(getattr(packed, name)) for name in _DESCENT_ARRAYS}
            return _leading(Descent(packed.number, **found, stopped=packed.stopped))
        case Autograd(graph=graph):
            count = len(graph.nodes)
            if not all(0 <= link.source < link.target < count for link in graph.links):
                raise ValueError("a link of autograd's graph does not lead to a later node")
    message: Message = packed
    return message


def _fitting(reply: ArrayReply) -> ArrayReply:
    piece = reply.piece
    if piece.ndim != 1 or reply.begin < 0 or reply.begin + piece.size > math.prod(reply.shape):
        raise ValueError("a piece of an array does not lie in it")
    return reply


def _leading(reply: Descent) -> Descent:
    arrays = reply.path, reply.values, reply.gradients, reply.ground
    rows, inputs = reply.path.shape if reply.path.ndim == 2 else (0, 0)
    if (
        any(array.dtype != "f8" for array in arrays)
        or not rows
        or inputs not in (1, 2)
        or reply.values.shape != (rows,)
        or reply.gradients.shape != reply.path.shape
        or reply.ground.ndim != inputs
        or min(reply.ground.shape) < 2
    ):
        raise ValueError("the parts of a path do not fit")
    return reply


def _checked(record: Record) -> Record:
    if fault := first_fault(record):
        raise ValueError(fault)
    return record
