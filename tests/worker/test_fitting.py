"""Large arrays stay behind: what is sent instead, and that it can still be read."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from graphlab.digest import digest
from graphlab.record import Check, Edge, Node, Record, make_steps
from graphlab.worker.codec import MAX_BYTES, decode, encode
from graphlab.worker.fitting import BUDGET, WHOLE, fitted
from graphlab.worker.messages import Recorded

if TYPE_CHECKING:
    from graphlab.record import Digest


def doubled(size: int, count: int = 1, dtype: str = "float64") -> Record:
    """w2 = 2 w1, w3 = 2 w2, … with arrays of one size, each an array of its own."""
    nodes = tuple(
        Node(
            f"w{number}",
            "call" if number > 1 else "input",
            "torch.mul",
            "x",
            "x",
            value=np.full(size, number, dtype),
            adjoint=np.ones(size, dtype),
            cotangent=np.ones(size, dtype) if number == count + 1 else None,
            is_output=number == count + 1,
            shape=(size,),
            dtype=dtype,
        )
        for number in range(1, count + 2)
    )
    edges = tuple(
        Edge(
            f"w{number}",
            f"w{number + 1}",
            0,
            contribution=np.ones(size, dtype),
            taken=np.arange(size),
        )
        for number in range(1, count + 1)
    )
    last = nodes[-1]
    return Record(
        nodes,
        edges,
        ("w1",),
        (last.id,),
        (last.value,),
        {"x": nodes[0].adjoint},
        make_steps(nodes, edges),
        Check(True, 0.0, 0.0),
    )


def shipped(record: Record) -> Record:
    return decode(encode(Recorded(1, record))).record


def test_an_array_of_65536_elements_is_sent_whole() -> None:
    record = doubled(WHOLE)
    assert fitted(record) is record
    assert shipped(record).outputs[0].size == WHOLE


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "complex128", "int64", "bool"])
def test_a_larger_one_is_told_by_a_digest(dtype: str) -> None:
    again = shipped(doubled(WHOLE + 1, dtype=dtype))
    node, edge = again.nodes[1], again.edges[0]
    assert (node.value, node.adjoint, node.cotangent) == (None, None, None)
    assert (edge.contribution, edge.taken) == (None, None)
    assert (again.outputs, again.output_ids, again.gradients) == ((), ("w2",), {})
    assert node.shape == (WHOLE + 1,)
    assert node.value_digest.high == (1.0 if dtype == "bool" else 2.0)
    assert node.adjoint_digest.thumbnail.shape == (1, 48)


def test_an_edge_whose_contribution_stayed_behind_still_carries_one() -> None:
    record = doubled(WHOLE + 1)
    assert shipped(record).flowing == record.flowing == {record.edges[0].key}


def test_a_gradient_without_a_path_is_still_none() -> None:
    record = doubled(WHOLE + 1)
    record.gradients["y"] = None
    assert shipped(record).gradients == {"y": None}


def test_when_all_together_are_too_much_smaller_ones_stay_behind_too() -> None:
    record = doubled(10_000, count=300)
    data = encode(Recorded(1, record))
    assert len(data) < MAX_BYTES
    node = decode(data).record.nodes[0]
    assert node.value is None
    assert (node.value_digest.low, node.value_digest.high) == (1.0, 1.0)


def test_an_array_that_is_used_often_counts_once() -> None:
    record = doubled(WHOLE, count=100)
    one = record.nodes[0].value
    assert 400 * one.nbytes > BUDGET
    same = dict.fromkeys(("value", "adjoint"), one)
    record = dataclasses.replace(
        record,
        nodes=tuple(dataclasses.replace(node, **same, cotangent=None) for node in record.nodes),
        edges=tuple(
            dataclasses.replace(edge, contribution=one, taken=None) for edge in record.edges
        ),
        outputs=(one,),
        gradients={},
    )
    assert fitted(record) is record


def test_what_fits_already_stays_as_it_is() -> None:
    record = fitted(doubled(WHOLE + 1))
    assert fitted(record) is record


def test_twenty_thousand_large_nodes_can_be_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    once = cache(lambda size, side: digest(np.ones(size), side))

    def like_any_other(array: np.ndarray, side: int) -> Digest:
        """One of its own, as large as each, for a fraction of the work."""
        found = once(array.size, side)
        return dataclasses.replace(found, thumbnail=found.thumbnail.copy())

    monkeypatch.setattr("graphlab.worker.fitting.digest", like_any_other)
    assert len(encode(Recorded(1, doubled(100, count=19_999)))) < MAX_BYTES
