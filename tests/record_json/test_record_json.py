"""The Record as JSON: the contract's keys, every kind of number, and the way back."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from graphlab.errors import DocumentError
from graphlab.record import (
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
from graphlab.record_json import record_from_json, record_to_dict, record_to_json
from tests.lecture import lecture_record

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "lecture.json"
EXAMPLE = ROOT / "resources" / "examples" / "lecture.json"
NODE_KEYS = (
    "id name op target formula shape dtype value adjoint cotangent is_output path line storage"
    " version"
)
EDGE_KEYS = "source target argument partial local contribution origin"


def record_of(
    value: np.ndarray, dtype: str | None = None, outputs: int = 1, **node: object
) -> Record:
    """One input that is also the output."""
    only = Node(
        "w1",
        "input",
        "x",
        "x",
        "x",
        name="x",
        value=value,
        shape=value.shape,
        dtype=dtype or str(value.dtype),
        is_output=True,
        **node,
    )
    return Record(
        (only,), (), ("w1",), ("w1",) * outputs, (value,) * outputs, {}, make_steps((only,), ()),
        Check(True, 0.0, 0.0),
    )  # fmt: skip


def there_and_back(record: Record) -> Record:
    return record_from_json(record_to_json(record))


def changed(**places: object) -> str:
    """The lecture's JSON with some places overwritten: ``nodes__0__shape=[2]``."""
    whole = json.loads(GOLDEN.read_text("utf-8"))
    for place, value in places.items():
        *way, last = [int(part) if part.isdigit() else part for part in place.split("__")]
        target = whole
        for part in way:
            target = target[part]
        target[last] = value
    return json.dumps(whole)


def test_the_lecture_is_written_as_the_golden_file_has_it() -> None:
    golden = GOLDEN.read_text("utf-8")
    assert record_to_json(record_from_json(golden)) == golden
    written, wanted = record_to_dict(lecture_record()), json.loads(golden)
    assert list(written) == list(wanted)
    for mine, theirs in zip(written["nodes"], wanted["nodes"], strict=True):
        assert mine["formula"] == theirs["formula"]
        assert mine["value"] == pytest.approx(theirs["value"], rel=1e-12)
        assert mine["adjoint"] == pytest.approx(theirs["adjoint"], rel=1e-12)
    for mine, theirs in zip(written["edges"], wanted["edges"], strict=True):
        assert mine["partial"] == theirs["partial"]
        assert mine["contribution"] == pytest.approx(theirs["contribution"], rel=1e-12)


def test_keys_and_their_order_are_the_contracts() -> None:
    written = json.loads(record_to_json(lecture_record()))
    assert " ".join(written) == "version nodes edges outputs gradients steps check events"
    assert {" ".join(node) for node in written["nodes"]} == {NODE_KEYS}
    assert {" ".join(edge) for edge in written["edges"]} == {EDGE_KEYS}
    assert {" ".join(step) for step in written["steps"]} == {"index phase node edges"}
    assert " ".join(written["check"]) == "agrees max_abs_error max_rel_error note"
    assert written["version"] == 1


def test_the_adjoint_of_w4_is_step_13_of_16() -> None:
    steps = json.loads(record_to_json(lecture_record()))["steps"]
    assert len(steps) == 16
    assert steps[12] == {
        "index": 13,
        "phase": "backward",
        "node": "w4",
        "edges": [["w4", "w5", 0], ["w4", "w7", 0]],
    }


def test_the_shipped_example_is_the_lecture_in_full() -> None:
    example = record_from_json(EXAMPLE.read_bytes())
    by_hand = lecture_record()
    assert [node.formula for node in example.nodes] == [node.formula for node in by_hand.nodes]
    for mine, theirs in zip(example.nodes, by_hand.nodes, strict=True):
        assert mine.text
        np.testing.assert_allclose(mine.value, theirs.value, rtol=1e-12)
        np.testing.assert_allclose(mine.adjoint, theirs.adjoint, rtol=1e-12)
    assert example.source.text


def test_full_json_gives_the_same_record_again() -> None:
    record = lecture_record()
    again = record_from_json(record_to_json(record, full=True))
    for part in ("nodes", "edges"):
        for mine, theirs in zip(getattr(again, part), getattr(record, part), strict=True):
            for field in dataclasses.fields(theirs):
                assert getattr(mine, field.name) == getattr(theirs, field.name), field.name
    for name in ("steps", "check", "events", "source", "inputs", "output_ids", "gradients"):
        assert getattr(again, name) == getattr(record, name)


def test_memory_parameters_products_and_digests_are_in_the_full_json_only() -> None:
    value = np.arange(6.0).reshape(2, 3)
    nodes = (
        Node(
            "w1",
            "parameter",
            "x",
            "x",
            "x",
            shape=(2, 3),
            dtype="float64",
            storage=4,
            stride=(3, 1),
            offset=2,
            storage_bytes=64,
            value_digest=Digest(0.0, 5.0, None, 1, np.array([[1.5, np.nan]]), 2.5, 3),
            adjoint_digest=Digest(None, None, None, 0, np.zeros((0, 0))),
        ),
        Node("w2", "call", "torch.take", "", "", value=value[0], shape=(3,), dtype="float64"),
    )
    edges = (Edge("w1", "w2", 0, vjp=r"\bar{w}_{2}", vjp_text="w̄2", taken=np.array([5, 0, 5])),)
    record = Record(
        nodes, edges, ("w1",), ("w2",), (), {}, make_steps(nodes, edges), Check(True, 0.0, 0.0),
        source=Source(text="a[i]", kind="script"),
        parameters=(Parameter("w", (2, 3), "float64", True, "w1"),),
        calls=(ModuleCall("a", "", "Block"), ModuleCall("a.b#2", "a", "Linear")),
    )  # fmt: skip
    again = record_from_json(record_to_json(record, full=True))
    assert again.parameters == record.parameters
    assert again.calls == record.calls
    assert again.source == record.source
    for name in ("stride", "offset", "storage_bytes"):
        assert getattr(again.nodes[0], name) == getattr(nodes[0], name)
    told = again.nodes[0].value_digest
    assert (told.low, told.high, told.mean, told.not_finite) == (0.0, 5.0, None, 1)
    assert (told.rms, told.zeros) == (2.5, 3)
    np.testing.assert_array_equal(told.thumbnail, [[1.5, np.nan]])
    assert again.nodes[0].adjoint_digest.thumbnail.shape == (0, 0)
    assert (again.edges[0].vjp, again.edges[0].vjp_text) == (edges[0].vjp, edges[0].vjp_text)
    np.testing.assert_array_equal(again.edges[0].taken, [5, 0, 5])
    assert again.edges[0].taken.dtype == np.int64
    plain = json.loads(record_to_json(record))
    assert " ".join(plain["nodes"][0]) == NODE_KEYS
    assert " ".join(plain["edges"][0]) == EDGE_KEYS


def with_more(part: str, **fields: object) -> str:
    """The lecture in full, with fields set in its first node, edge or parameter."""
    whole = json.loads(record_to_json(lecture_record(), full=True))
    whole["parameters"] = [{"name": "w", "shape": [], "dtype": "float64", "requires_grad": True}]
    whole["calls"] = [{"path": "a", "parent": "", "kind": "Block"}]
    whole[part][0].update(fields)
    return json.dumps(whole)


IMAGE = {"low": 0.0, "high": 1.0, "mean": 0.5, "not_finite": 0, "thumbnail": [[0.0, 1.0]]}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (with_more("nodes", stride=[1, 1]), "$.nodes[0].stride: not as many as dimensions"),
        (with_more("nodes", offset=-1), "$.nodes[0].offset: it is below 0"),
        (with_more("nodes", storage_bytes=-8), "$.nodes[0].storage_bytes: it is below 0"),
        (with_more("nodes", value_digest=IMAGE | {"thumbnail": [1.0]}), "not an image of at most"),
        (
            with_more("nodes", adjoint_digest=IMAGE | {"thumbnail": [[0.0] * 49]}),
            "$.nodes[0].adjoint_digest.thumbnail: not an image of at most 48×48",
        ),
        (with_more("nodes", value_digest=IMAGE | {"not_finite": -1}), "not_finite: it is below 0"),
        (with_more("nodes", value_digest=IMAGE | {"zeros": -1}), "zeros: it is below 0"),
        (with_more("nodes", value_digest={}), "missing required field `low`"),
        (with_more("edges", taken=[1]), "$.edges[0].taken: a position outside of the source"),
        (with_more("edges", taken=[-1]), "$.edges[0].taken: a position outside of the source"),
        (with_more("edges", taken=[[0]]), "$.edges[0].taken: not a list of positions"),
        (with_more("parameters", node="w9"), "$.parameters[0].node: there is no node w9"),
        (with_more("calls", parent="b"), "$.calls[0].parent: there is no call 'b' before"),
        (with_more("calls", path=""), "$.calls[0].path: '' is there twice"),
    ],
)
def test_a_mistake_beyond_the_contract_is_named_too(text: str, problem: str) -> None:
    with pytest.raises(DocumentError) as told:
        record_from_json(text)
    assert problem in str(told.value)


def test_a_number_is_a_number_and_a_matrix_is_nested_lists() -> None:
    assert record_to_dict(record_of(np.array(0.5)))["outputs"] == [0.5]
    assert record_to_dict(record_of(np.arange(6).reshape(2, 3)))["outputs"] == [
        [[0, 1, 2], [3, 4, 5]]
    ]


def test_large_arrays_are_written_whole() -> None:
    values = np.arange(70_000.0)
    assert json.loads(record_to_json(record_of(values)))["outputs"][0] == values.tolist()


def test_what_is_not_finite_is_spelled_out() -> None:
    record = record_of(np.array([np.nan, np.inf, -np.inf, -0.0]))
    record = dataclasses.replace(record, check=Check(None, float("nan"), float("inf"), "why"))
    text = record_to_json(record)
    assert '["NaN","Infinity","-Infinity",-0.0]' in text
    again = record_from_json(text)
    np.testing.assert_array_equal(again.outputs[0], record.outputs[0])
    assert np.signbit(again.outputs[0][3])
    assert np.isnan(again.check.max_abs_error)
    assert again.check.max_rel_error == float("inf")


def test_complex_numbers_have_two_parts() -> None:
    record = record_of(np.array([1 + 2j, complex(np.nan, -np.inf)]))
    assert record_to_dict(record)["outputs"] == [
        [{"re": 1.0, "im": 2.0}, {"re": "NaN", "im": "-Infinity"}]
    ]
    np.testing.assert_array_equal(there_and_back(record).outputs[0], record.outputs[0])


@pytest.mark.parametrize(
    ("named", "carried"),
    [("bfloat16", "float32"), ("torch.float8_e4m3fn", "float32"), ("torch.int16", "int16")],
)
def test_a_type_that_numpy_lacks_is_named_and_carried_by_a_wider_one(
    named: str, carried: str
) -> None:
    again = there_and_back(record_of(np.array([1, 2], dtype=carried), dtype=named))
    assert again.nodes[0].dtype == named
    assert again.nodes[0].value.dtype == carried


@given(
    npst.arrays(
        st.sampled_from(["float64", "float32", "float16", "int64", "uint8", "bool", "complex128"]),
        npst.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3),
    )
)
def test_every_array_comes_back_with_its_type_and_shape(value: np.ndarray) -> None:
    again = there_and_back(record_of(value)).nodes[0].value
    assert again.dtype == value.dtype
    np.testing.assert_array_equal(again, value)


def test_an_output_returned_twice_is_one_node_and_two_outputs() -> None:
    assert there_and_back(record_of(np.array(2.0), outputs=2)).output_ids == ("w1", "w1")


def test_events_and_a_node_without_numbers_come_back() -> None:
    call = Node("w1", "call", "torch.max", r"\max(x)", "max(x)", path="a.b#2", line=3, storage=7)
    event = Event("kink", "The derivative at 0 is a choice.", line=3, node="w1")
    record = Record(
        (call,), (), (), (), (), {"x": None}, make_steps((call,), ()), Check(None, 0.0, 0.0),
        (event,), Source(),
    )  # fmt: skip
    again = there_and_back(record)
    assert again.events == (event,)
    assert again.gradients == {"x": None}
    assert again.steps == record.steps
    assert (again.nodes[0].value, again.nodes[0].shape, again.nodes[0].storage) == (None, None, 7)


def test_unknown_keys_are_passed_over() -> None:
    assert len(record_from_json(changed(future={"a": [1]})).nodes) == 8


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (changed(version=2), r"$.version: it is 2, this graphlab reads version 1"),
        (changed(nodes__0__shape="no"), r"`$.nodes[0].shape`"),
        (changed(nodes__0__shape=[-1]), r"$.nodes[0].value: not a list of -1"),
        (changed(nodes__0__id="x"), r"$.nodes[0].id: 'x' is not w1, w2, …"),
        (changed(nodes__1__id="w1"), r"$.nodes[1].id: w1 is there twice"),
        (changed(nodes__2__op="exec"), r"`$.nodes[2].op`"),
        (changed(nodes__2__value="1"), r"$.nodes[2].value: '1' is not a number"),
        (changed(nodes__2__value=[[1.0]]), r"$.nodes[2].value: '[[1.0]]' is not a number"),
        (changed(nodes__2__value={"re": {}, "im": 0}), r"$.nodes[2].value: '{}' is not a number"),
        (changed(nodes__2__dtype="int8", nodes__2__value=10**30), "$.nodes[2].value: not numbers"),
        (changed(edges__0__source="w9"), r"$.edges[0].source: there is no node w9"),
        (changed(edges__0__source="w3"), r"$.edges[0]: w3 does not come before w3"),
        (changed(edges__0__argument=-1), r"$.edges[0].argument: -1 is below 0"),
        (changed(steps__3__index=3), r"$.steps[3].index: 3 where 4 is due"),
        (changed(steps__3__node="w44"), r"$.steps[3].node: there is no node w44"),
        (changed(steps__3__edges=[["w1", "w2", 5]]), r"$.steps[3].edges: there is no edge w1>w2"),
        (changed(steps__9__phase="forward"), r"$.steps[9].phase: a forward step after"),
        (changed(outputs=[3.0]), r"$.outputs[0]: no output node has this value"),
        (changed(outputs=[3.0], output_ids=[]), r"$.output_ids: not as many as $.outputs"),
        (changed(inputs=["w0"]), r"$.inputs[0]: there is no node w0"),
        ("{}", "missing required field `version`"),
        ("", "data was truncated"),
        ("[" * 100_000, "`object`, got `array`"),
        ('{"z":' + "[" * 100_000, "nested more than 50 deep"),
        ("NaN", "malformed"),
        ("\x00", "malformed"),
        (b"\xff\xfe{}", "malformed"),
        (changed(nodes=[json.loads(GOLDEN.read_text("utf-8"))["nodes"][0]] * 20_001), "20,001"),
    ],
)
def test_a_mistake_is_named_by_its_place(text: str | bytes, problem: str) -> None:
    with pytest.raises(DocumentError) as told:
        record_from_json(text)
    assert problem in str(told.value)


def test_more_than_50_dimensions_are_refused() -> None:
    deep: object = 1.0
    for _ in range(60):
        deep = [deep]
    with pytest.raises(DocumentError, match=r"nodes\[7\].value: nested more than 50 deep"):
        record_from_json(changed(nodes__7__value=deep, nodes__7__shape=None, outputs=[deep]))


def test_a_file_of_more_than_20_megabytes_is_not_even_read() -> None:
    with pytest.raises(DocumentError, match="larger than 20 MB"):
        record_from_json(b" " * 20_000_001)


def test_half_a_character_is_refused_in_words() -> None:
    record = dataclasses.replace(lecture_record(), source=Source(text="x\ud800"))
    with pytest.raises(DocumentError, match="half of a character"):
        record_to_json(record, full=True)


@given(st.data())
def test_a_damaged_file_is_read_or_refused_but_never_breaks(data: st.DataObject) -> None:
    damaged = bytearray(EXAMPLE.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        damaged[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(damaged)) | st.just(len(damaged)))
    try:
        record = record_from_json(bytes(damaged[:cut]))
    except DocumentError:
        return
    assert isinstance(record, Record)


def test_an_edge_list_knows_its_source_shape() -> None:
    nodes = (
        Node("w1", "input", "x", "x", "x", shape=(2, 0), dtype="float32"),
        Node("w2", "call", "torch.sin", "", "", shape=(2, 0), dtype="float32"),
    )
    edge = Edge("w1", "w2", 0, contribution=np.zeros((2, 0), np.float32), origin="residual")
    record = Record(
        nodes, (edge,), ("w1",), (), (), {}, make_steps(nodes, (edge,)), Check(True, 0.0, 0.0)
    )
    again = there_and_back(record).edges[0]
    assert again.contribution.shape == (2, 0)
    assert again.contribution.dtype == np.float32
    assert again.origin == "residual"
