"""Messages as bytes: everything comes back bit for bit, and nothing else is taken for one."""

from __future__ import annotations

import dataclasses
import struct
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from graphlab.errors import WorkerError
from graphlab.record import (
    AdjointForms,
    AutogradGraph,
    AutogradLink,
    AutogradNode,
    Check,
    Digest,
    Edge,
    Event,
    ModuleCall,
    Node,
    Parameter,
    Record,
    Source,
    make_steps,
)
from graphlab.worker import codec, record_index
from graphlab.worker.codec import MAX_BYTES, decode, encode
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
)
from tests.lecture import lecture_record

SINE = AutogradNode("SinBackward0", "function", "w2")
OUTPUT = AutogradNode("(2, 3)", "output")
NAN_WITH_PAYLOAD = np.frombuffer(struct.pack("<Q", 0x7FF800000000BEEF))[0]
TYPES = "? i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 c8 c16".split()
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)


def arrays(shape: tuple[int, ...]) -> st.SearchStrategy[Any]:
    return st.none() | st.sampled_from(TYPES).flatmap(lambda dtype: npst.arrays(dtype, shape))


def digests() -> st.SearchStrategy[Digest | None]:
    number = st.none() | st.floats(allow_nan=False)
    image = npst.arrays("f8", st.tuples(st.integers(0, 48), st.integers(0, 48)))
    return st.none() | st.builds(Digest, number, number, number, st.integers(0, 9), image)


@st.composite
def records(draw: st.DrawFn) -> Record:
    shapes = draw(st.lists(npst.array_shapes(min_dims=0, max_dims=3, min_side=0), min_size=1))
    maybe = st.none() | texts
    nodes = tuple(
        Node(
            id=f"w{number}",
            op=draw(st.sampled_from(["input", "call", "inplace", "opaque"])),
            target=draw(texts),
            formula=draw(texts),
            text=draw(texts),
            name=draw(maybe),
            value=draw(arrays(shape)),
            adjoint=draw(arrays(shape)),
            cotangent=draw(arrays(shape)),
            is_output=draw(st.booleans()),
            shape=draw(st.sampled_from([shape, None])),
            dtype=draw(maybe),
            path=draw(texts),
            line=draw(st.none() | st.integers(1, 99)),
            storage=draw(st.none() | st.integers(0, 2**62)),
            version=draw(st.integers(0, 9)),
            stride=draw(st.none() | st.just((1,) * len(shape))),
            offset=draw(st.none() | st.integers(0, 99)),
            storage_bytes=draw(st.none() | st.integers(0, 2**62)),
            value_digest=draw(digests()),
            adjoint_digest=draw(digests()),
        )
        for number, shape in enumerate(shapes, start=1)
    )
    edges = tuple(
        Edge(
            node.id,
            nodes[-1].id,
            argument,
            draw(maybe),
            draw(maybe),
            draw(arrays(())),
            draw(arrays(shapes[argument])),
            draw(st.sampled_from(["measured", "residual"])),
            draw(maybe),
            draw(maybe),
            None if 0 in shapes[argument] else np.zeros(draw(st.integers(0, 3)), "i8"),
        )
        for argument, node in enumerate(nodes[:-1])
    )
    outputs = () if nodes[-1].value is None else (nodes[-1].value,)
    return Record(
        nodes=nodes,
        edges=edges,
        inputs=("w1",),
        output_ids=(nodes[-1].id,) * len(outputs),
        outputs=outputs,
        gradients=draw(st.dictionaries(texts, arrays((2,)), max_size=2)),
        steps=make_steps(nodes, edges),
        check=Check(draw(st.none() | st.booleans()), draw(st.floats()), 0.5, draw(texts)),
        events=(Event(draw(texts), draw(texts), draw(st.none() | st.integers(1, 9)), "w1"),),
        source=Source(draw(texts), draw(texts), "script", tuple(draw(st.lists(texts))), "v"),
        parameters=(Parameter(draw(texts), shapes[0], "float32", draw(st.booleans()), "w1"),),
        calls=(ModuleCall("a", "", draw(texts)),),
    )


def same(mine: object, theirs: object) -> bool:
    """Equal to the last bit, with the same types."""
    if isinstance(theirs, np.ndarray):
        return (
            isinstance(mine, np.ndarray)
            and (mine.dtype, mine.shape) == (theirs.dtype, theirs.shape)
            and mine.tobytes() == theirs.tobytes()
        )
    if dataclasses.is_dataclass(theirs):
        return type(mine) is type(theirs) and all(
            same(getattr(mine, field.name), getattr(theirs, field.name))
            for field in dataclasses.fields(theirs)
        )
    if isinstance(theirs, tuple):
        return len(mine) == len(theirs) and all(map(same, mine, theirs))
    if isinstance(theirs, dict):
        return list(mine) == list(theirs) and all(same(mine[key], theirs[key]) for key in theirs)
    return type(mine) is type(theirs) and (mine == theirs or mine != mine)


@settings(max_examples=40)
@given(records())
def test_every_field_of_a_record_comes_back(record: Record) -> None:
    again = decode(encode(Recorded(3, record)))
    assert isinstance(again, Recorded)
    assert again.number == 3
    assert same(again.record, record)
    asked = decode(encode(SymbolicRequest(4, record)))
    assert same(asked.record, record)


@pytest.mark.parametrize("part", [Node, Edge, Record, Digest])
def test_no_field_is_forgotten_when_one_is_added(part: type) -> None:
    index = getattr(record_index, f"{part.__name__}Index")
    assert index.__struct_fields__ == tuple(field.name for field in dataclasses.fields(part))


@pytest.mark.parametrize(
    "message",
    [
        Ready(),
        RecordRequest(1, "f(x) = x²\nπ", {"x": 0.1, "ŷ": -0.0}, (1.0, float("inf")), 7),
        RecordRequest(1, ""),
        SymbolicRequest(2),
        Symbolic(
            3,
            {
                "w1": AdjointForms("a", "b", "c", "d", "e", "f"),
                "w2": AdjointForms("a", "b"),
            },
        ),
        RecordRequest(1, "", {"v": [1.0, 2.5], "M": [[1.0], [2.0]]}, ([1.0],)),
        CodeRequest(1, "x = 1"),
        CodeRequest(2, "class N:…", "module", "N", {"n": "2"}, {"x": "randn(2)"}, "sum", 3, (1.0,)),
        CodeRequest(3, "x = 1", open_fused=True),
        GivenRequest(4, ("", "[1, 2]"), 5, (1.0, [2.0]), open_fused=True),
        Program("Net", 3, (1.0, 0.5)),
        Program("f", has_own_starts=True),
        JacobianRequest(2, "w1", "w3", 1),
        AutogradRequest(2),
        Autograd(2, AutogradGraph((SINE, OUTPUT), (AutogradLink(0, 1, "view"),))),
        ArrayRequest(2, "w1", "contribution", 5, 7, "w3", 1),
        Jacobian(3, None, "dense"),
        Refused(4, "no", 1, 2, 3, ("x", "y"), "Traceback"),
        Refused(4, "no"),
        Printed("a\n\x00\n"),
        SamenessRequest(4, "2*w4", "2cos(x)", {"w4": "cos(x)"}),
        Sameness(4, True),
        DescentRequest(5, "x*y", {"x": 1.0}, ("x", "y"), 0.1, 0.9, 50, (-1.0, -2.0), (1.0, 2.0), 9),
    ],
    ids=lambda message: type(message).__name__,
)
def test_every_message_comes_back(message: object) -> None:
    assert decode(encode(message)) == message


def test_a_jacobian_comes_back_with_its_image() -> None:
    image = Digest(0.0, 1.0, 0.5, 0, np.eye(2), 0.25, 7)
    message = Jacobian(3, np.eye(4, dtype="f4"), "identity", "w1", "w2", 1, image)
    assert same(decode(encode(message)).array, message.array)
    assert same(decode(encode(message)).image, image)
    assert decode(encode(message)).argument == 1


def test_a_piece_of_an_array_comes_back() -> None:
    piece = np.arange(3, dtype="c8")
    message = ArrayReply(3, "w1", "adjoint", (5, 5), "complex64", 22, piece)
    again = decode(encode(message))
    assert same(again.piece, piece)
    assert (again.shape, again.begin, again.which) == ((5, 5), 22, "adjoint")


@pytest.mark.parametrize(
    "reply",
    [
        ArrayReply(3, "w1", "value", (5, 5), "", 23, np.zeros(3)),
        ArrayReply(3, "w1", "value", (5, 5), "", -1, np.zeros(3)),
        ArrayReply(3, "w1", "value", (5, 5), "", 0, np.zeros((3, 1))),
    ],
)
def test_a_piece_that_does_not_lie_in_its_array_is_refused(reply: ArrayReply) -> None:
    with pytest.raises(WorkerError, match="does not lie in it"):
        decode(encode(reply))


def descent(**other: object) -> Descent:
    rows = np.array([[1.0, -0.0], [np.inf, 2.0]])
    ground = np.array([[1.0, 2.0, 3.0], [np.nan, 5.0, 6.0]])
    parts = {"path": rows, "values": np.array([1.0, np.nan]), "gradients": -rows, "ground": ground}
    return Descent(3, **parts | other, stopped="no")


def test_a_path_comes_back() -> None:
    message = descent()
    again = decode(encode(message))
    for name in ("path", "values", "gradients", "ground", "stopped", "number"):
        assert same(getattr(again, name), getattr(message, name)), name


@pytest.mark.parametrize(
    "other",
    [
        {"path": np.zeros((2, 3)), "gradients": np.zeros((2, 3))},
        {"path": np.zeros((2, 2), "f4")},
        {"path": np.zeros(2)},
        {"path": np.zeros((0, 2)), "gradients": np.zeros((0, 2)), "values": np.zeros(0)},
        {"values": np.zeros(3)},
        {"values": np.zeros((2, 1))},
        {"gradients": np.zeros((2, 1))},
        {"ground": np.zeros(4)},
        {"ground": np.zeros((4, 1))},
        {"ground": np.zeros((4, 0))},
        {"ground": np.zeros((2, 2), "c16")},
        {"values": np.zeros(2, "i8")},
    ],
    ids=str,
)
def test_a_path_whose_parts_do_not_fit_is_refused(other: dict[str, np.ndarray]) -> None:
    with pytest.raises(WorkerError, match="parts of a path do not fit"):
        decode(encode(descent(**other)))


@given(st.data())
def test_a_damaged_path_is_read_or_refused_but_never_breaks(data: st.DataObject) -> None:
    damaged = bytearray(encode(descent()))
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        decode(bytes(damaged))
    except WorkerError:
        pass


@pytest.mark.parametrize(("source", "target"), [(1, 0), (0, 0), (0, 2), (-1, 1)])
def test_a_link_that_leads_back_or_nowhere_is_refused(source: int, target: int) -> None:
    graph = AutogradGraph((SINE, OUTPUT), (AutogradLink(source, target),))
    with pytest.raises(WorkerError, match="does not lead to a later node"):
        decode(encode(Autograd(1, graph)))


def with_output(value: np.ndarray) -> Recorded:
    node = Node("w1", "input", "x", "x", "x", value=value, is_output=True)
    record = Record(
        (node,), (), ("w1",), ("w1",), (value,), {}, make_steps((node,), ()),
        Check(True, 0.0, 0.0),
    )  # fmt: skip
    return Recorded(1, record)


@pytest.mark.parametrize(
    "array",
    [
        np.array([NAN_WITH_PAYLOAD, -0.0, np.inf, 5e-324]),
        np.arange(12.0).reshape(3, 4).T,
        np.arange(12.0)[::-3],
        np.broadcast_to(np.float32(2), (3, 0, 2)),
        np.float64(3.5),
    ],
    ids=["odd numbers", "transposed", "strided", "empty", "scalar"],
)
def test_every_layout_of_an_array_comes_back(array: np.ndarray) -> None:
    again = decode(encode(with_output(array))).record.outputs[0]
    assert same(again, np.asarray(array))
    assert not again.flags.writeable
    assert again.ctypes.data % 16 == 0 or again.size == 0


def test_an_array_used_twice_is_sent_once_and_stays_one() -> None:
    message = with_output(np.zeros(1000))
    assert len(encode(message)) < 9000
    again = decode(encode(message)).record
    assert again.outputs[0] is again.nodes[0].value


def test_objects_are_not_sent() -> None:
    with pytest.raises(WorkerError, match="object"):
        encode(with_output(np.array([print])))


def test_too_much_is_not_sent() -> None:
    with pytest.raises(WorkerError, match="64 MB"):
        encode(Printed("a" * MAX_BYTES))


def test_too_much_is_not_read() -> None:
    with pytest.raises(WorkerError, match="too large"):
        decode(bytes(MAX_BYTES + 1))


def frame(index: object, tail: bytes = b"") -> bytes:
    """A message around an index of one's own."""
    packed = msgspec.msgpack.encode(index)
    head = codec._HEADER.pack(codec._MAGIC, len(packed)) + packed
    return head + bytes(-len(head) % 16) + tail


def placed(dtype: str = "<f8", shape: tuple[int, ...] = (2,), offset: int = 0) -> bytes:
    """A record whose one output says that it lies there; 16 bytes follow."""
    record = [[], [], [], [], [[dtype, shape, offset]], {}, []]
    record += [{"agrees": True, "max_abs_error": 0.0, "max_rel_error": 0.0}, [], {}, [], []]
    return frame({"type": "recorded", "number": 1, "record": record}, bytes(16))


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "cut off"),
        (b"\x80\x04K\x01.", "cut off"),
        (bytes(100), "does not begin"),
        (codec._HEADER.pack(codec._MAGIC, 2**63), "does not begin"),
        (codec._HEADER.pack(codec._MAGIC, 0), "cannot be read"),
        (frame({"type": "unknown"}), "cannot be read"),
        (frame({"type": "refused", "number": "1", "problem": ""}), "number"),
        (frame({"type": "descend", "number": 1, "text": "x", "inputs": {"x": "1"}}), "inputs"),
        (frame({"type": "descent", "number": 1, "path": [], "stopped": ""}), "cannot be read"),
        (frame([[]] * 3), "cannot be read"),
        (placed("|O8"), "no type of numbers"),
        (placed("<f8,<f8"), "no type of numbers"),
        (placed("<U4"), "no type of numbers"),
        (placed("<f3"), "cannot be read"),
        (placed(offset=-16), "no place"),
        (placed(offset=8), "no place"),
        (placed(offset=16), "cannot be read"),
        (placed(offset=2**62), "cannot be read"),
        (placed(shape=(3,)), "cannot be read"),
        (placed(shape=(-1,)), "negative size"),
        (placed(shape=(2**40, 2**40)), "cannot be read"),
        (placed(shape=(1,) * 100), "cannot be read"),
        (placed(), "$.outputs: 1 for 0 output nodes"),
        (frame(msgspec.Raw(b"\x91" * 100_000 + b"\xc0")), "cannot be read"),
    ],
)
def test_what_is_no_message_is_refused(data: bytes, problem: str) -> None:
    with pytest.raises(WorkerError) as told:
        decode(data)
    assert problem in str(told.value)


def test_a_record_whose_parts_do_not_fit_is_refused() -> None:
    record = dataclasses.replace(lecture_record(), inputs=("w99",))
    with pytest.raises(WorkerError, match=r"inputs\[0\]: there is no node w99"):
        decode(encode(Recorded(1, record)))


@given(st.data())
def test_a_damaged_message_is_read_or_refused_but_never_breaks(data: st.DataObject) -> None:
    damaged = bytearray(encode(Recorded(1, lecture_record())))
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(damaged)) | st.just(len(damaged)))
    try:
        decode(bytes(damaged[:cut]))
    except WorkerError:
        pass
