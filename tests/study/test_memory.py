"""Storages: who lives where, and whether two nodes meet there."""

from __future__ import annotations

import pytest
import torch

from graphlab.record import Check, Node, Record, make_steps
from graphlab.study.labels import labels_of
from graphlab.study.memory import answer, groups, letter, relation, tags
from tests.tensors import run


def record_of(**tensors: torch.Tensor) -> Record:
    """Views of one or more storages, as nodes."""
    known: dict[int, int] = {}
    nodes = tuple(
        Node(
            f"w{place}",
            "input",
            "",
            name,
            name,
            name=name,
            value=tensor.numpy(),
            shape=tuple(tensor.shape),
            dtype=str(tensor.dtype).removeprefix("torch."),
            storage=known.setdefault(tensor.untyped_storage().data_ptr(), len(known)),
            storage_bytes=tensor.untyped_storage().nbytes(),
            stride=tensor.stride(),
            offset=tensor.storage_offset(),
        )
        for place, (name, tensor) in enumerate(tensors.items(), start=1)
    )
    return Record(nodes, (), (), (), (), {}, make_steps(nodes, ()), Check(True, 0, 0))


BASE = torch.arange(24, dtype=torch.float32)
VIEWS = record_of(
    a=BASE,
    m=BASE.reshape(4, 6),
    t=BASE.reshape(4, 6).T,
    even=BASE[::2],
    odd=BASE[1::2],
    head=BASE[:6],
    tail=BASE[18:],
    empty=BASE[3:3],
    other=torch.ones(3),
)


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("a", "m", "same"),
        ("m", "t", "same"),
        ("a", "even", "overlap"),
        ("even", "odd", "apart"),
        ("head", "tail", "apart"),
        ("head", "odd", "overlap"),
        ("a", "empty", "apart"),
        ("a", "other", "separate"),
    ],
)
def test_relation(first: str, second: str, found: str) -> None:
    ids = {node.name: node.id for node in VIEWS.nodes}
    assert relation(VIEWS, ids[first], ids[second]) == found
    assert relation(VIEWS, ids[second], ids[first]) == found


def test_the_answer_is_one_sentence() -> None:
    labels = labels_of(VIEWS)
    assert answer(VIEWS, "w1", "w2", labels) == (
        "Yes: w₁ (a) and w₂ (m) are the same elements in memory."
    )
    assert answer(VIEWS, "w1", "w4", labels) == (
        "Yes: w₁ (a) and w₄ (even) have elements in common; a change of one shows in both."
    )
    assert answer(VIEWS, "w4", "w5", labels) == (
        "They share a storage, but w₄ (even) and w₅ (odd) have no element in common."
    )
    assert answer(VIEWS, "w1", "w9", labels) == "No: w₁ (a) and w₉ (other) have separate memory."
    assert answer(VIEWS, "w1", "w1", labels).startswith("w₁ (a) is one tensor")


def test_a_write_in_place_is_the_same_memory_later() -> None:
    record = run("in place")
    labels = labels_of(record)
    said = "Yes: w₃ (b) lies where w₂ (a) was; it was written over in place."
    assert answer(record, "w2", "w3", labels) == said
    assert answer(record, "w3", "w2", labels) == said


def test_an_operation_with_several_outputs_has_no_memory_of_its_own() -> None:
    record = run("two outputs")
    assert relation(record, "w1", "w3") == "unknown"
    assert "not known" in answer(record, "w1", "w3", labels_of(record))


def test_groups_have_rows_with_layout_and_size() -> None:
    shared, single = groups(VIEWS, labels_of(VIEWS))
    assert (shared.letter, shared.bytes, shared.shared, single.shared) == ("A", 96, True, False)
    third = shared.rows[2]
    assert (third.name, third.dtype, third.shape) == ("w₃ (t)", "float32", "6×4")
    assert (third.stride, third.offset, third.bytes) == ("(1, 6)", "0", "96")
    assert shared.rows[6].offset == "18"


def test_only_shared_storages_have_tags() -> None:
    assert tags(VIEWS, labels_of(VIEWS)) == {f"w{n}": ("A", 0) for n in range(1, 9)}
    assert tags(run("large"), labels_of(run("large"))) == {}


def test_letters_go_on_after_z() -> None:
    assert [letter(n) for n in (0, 25, 26, 53)] == ["A", "Z", "A2", "B3"]
