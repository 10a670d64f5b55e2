"""What `graphlab.record` takes: formulas, functions, modules; and the text shown of them."""

from __future__ import annotations

import functools
import linecache

import numpy as np
import pytest
import torch
from torch import nn

from graphlab.engine.code.given import recording_of, source_of
from graphlab.errors import InputError


class Scale(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.tensor([2.0, 3.0]))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.weight * x


def times(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    return x * y


def test_a_module_is_called_and_its_parameters_get_gradients() -> None:
    record = recording_of(Scale(), (torch.tensor([5.0, 7.0]),), {}).record
    assert record.check.agrees
    assert record.outputs[0].tolist() == [10.0, 21.0]
    assert record.gradients["weight"].tolist() == [5.0, 7.0]
    assert record.source.kind == "module"


def test_a_function_gets_its_inputs_by_place_and_by_name() -> None:
    record = recording_of(times, (torch.tensor(2.0),), {"y": torch.tensor(3.0)}).record
    assert float(record.outputs[0]) == 6.0
    assert record.source.kind == "callable"


def test_starting_gradients_may_be_tensors_or_what_becomes_one() -> None:
    inputs = (torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0]))
    for cotangents in ([torch.tensor([10.0, 1.0])], torch.tensor([10.0, 1.0]), [[10.0, 1.0]]):
        record = recording_of(times, inputs, {}, cotangents=cotangents).record
        assert record.gradients["x"].tolist() == [30.0, 4.0]
    with pytest.raises(InputError, match="one for each output"):
        recording_of(times, inputs, {}, cotangents=["a"])


def test_the_text_is_the_whole_file_so_that_lines_count_in_it() -> None:
    record = recording_of(times, (torch.tensor(2.0), torch.tensor(3.0)), {}).record
    node = record.nodes[-1]
    assert node.line is not None
    assert record.source.text.splitlines()[node.line - 1].strip() == "return x * y"


@pytest.mark.parametrize(
    "function",
    [nn.Linear(1, 1), torch.sin, functools.partial(times, torch.ones(1)), eval("lambda x: x")],
    ids=["of torch", "built in", "partial", "without a file"],
)
def test_where_there_is_no_text_none_is_shown(function: object) -> None:
    assert source_of(function).text == ""


@pytest.mark.parametrize("value", [np.ones(2), torch.ones(2, requires_grad=True), [1, 1], (1, 1)])
def test_a_formula_takes_vectors_of_every_kind(value: object) -> None:
    assert recording_of("sum(v)", (), {"v": value}).record.outputs[0] == 2.0


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        (3, "no int"),
        (None, "no NoneType"),
        (Scale, "Scale is a class; make a module of it first: Scale(…)."),
    ],
)
def test_what_cannot_be_recorded_is_told(source: object, problem: str) -> None:
    with pytest.raises(InputError) as told:
        recording_of(source, (torch.ones(1),), {})
    assert problem in str(told.value)


def test_what_the_function_raises_comes_through() -> None:
    def fails(x: torch.Tensor) -> torch.Tensor:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        recording_of(fails, (torch.ones(1),), {})


def test_a_class_typed_into_a_notebook_has_its_cell_for_a_source() -> None:
    lines = ["class Net(nn.Module):", "    def forward(self, x):", "        y = x * 2"]
    cell = "\n".join([*lines, "        return y.sum()", ""])
    file = "<ipython-input-1-test>"
    linecache.cache[file] = (len(cell), None, cell.splitlines(keepends=True), file)
    names = {"nn": nn, "__name__": "a_notebook"}
    try:
        exec(compile(cell, file, "exec"), names)
        record = recording_of(names["Net"](), (torch.ones(2),), {}).record
    finally:
        del linecache.cache[file]
    assert record.source.text == cell
    assert [node.line for node in record.nodes] == [None, 3, 4]
