"""Nodes are found by what a person remembers of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from torch import nn
from typing_extensions import override

from graphlab.engine.call import record_call
from graphlab.engine.expressions.expression import record_expression
from graphlab.study.find import find
from graphlab.study.labels import labels_of

if TYPE_CHECKING:
    from torch import Tensor

    from graphlab.record import Record


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(4, 4) for _ in range(3))
        self.head = nn.Linear(4, 2)

    @override
    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = torch.sigmoid(layer(x))
        return self.head(x).sum()


@pytest.fixture(scope="module")
def record() -> Record:
    return record_call(Net(), (torch.rand(5, 4),))


def texts(record: Record, query: str) -> list[str]:
    return [record.by_id[id_].text for id_ in find(record, query, labels_of(record))]


def test_by_operation_and_by_name(record: Record) -> None:
    assert len(find(record, "sigmoid", labels_of(record))) == 3
    assert texts(record, "head.weight") == ["head.weight"]
    assert find(record, "SIGMOID", labels_of(record)) == find(record, "sigmoid", labels_of(record))


def test_by_label_and_not_by_a_part_of_it(record: Record) -> None:
    labels = labels_of(record)
    assert find(record, "w1", labels) == ("w1",)
    assert find(record, "w₁", labels) == ("w1",)
    assert find(record, "w99", labels) == ()


def test_by_shape_however_it_is_written(record: Record) -> None:
    found = texts(record, "4×4")
    assert found == ["layers.0.weight", "layers.1.weight", "layers.2.weight"]
    for query in ("4x4", "(4,4)", "4,4", "(4, 4)"):
        assert texts(record, query) == found, query
    assert texts(record, "scalar") == [record.nodes[-1].text]


def test_by_module_path_and_type_and_all_words_must_fit(record: Record) -> None:
    assert set(texts(record, "layers.1 parameter")) == {"layers.1.weight", "layers.1.bias"}
    assert len(find(record, "layers.1", labels_of(record))) == 3
    assert len(find(record, "1", labels_of(record))) >= 3
    assert texts(record, "layers.1 sigmoid") == []
    assert len(find(record, "float32", labels_of(record))) == len(record.nodes)


def test_by_line_of_the_code(record: Record) -> None:
    line = next(node.line for node in record.nodes if node.op == "call")
    for query in (f"line {line}", f":{line}", f"Line:{line}"):
        assert find(record, query, labels_of(record)), query
    assert len(find(record, f"sigmoid line {line}", labels_of(record))) == 3
    assert find(record, "line 100000", labels_of(record)) == ()


def test_nothing_is_found_by_nothing(record: Record) -> None:
    assert find(record, "", labels_of(record)) == find(record, "   ", labels_of(record)) == ()


def test_in_a_formula() -> None:
    record = record_expression("2cos²(xy) + ln(cos(xy))", {"x": 0.5, "y": 1.2})
    labels = labels_of(record)
    assert find(record, "cos", labels) == ("w4",)
    assert find(record, "x", labels) == ("w1",)
    assert find(record, "ln", labels) == ("w7",)


@pytest.mark.parametrize("query", ["(", "[", "\\", "line", ":", "×", "((4", "w", "*" * 500, "\0"])
def test_odd_text_finds_nothing_or_something_but_never_fails(record: Record, query: str) -> None:
    assert isinstance(find(record, query, labels_of(record)), tuple)
