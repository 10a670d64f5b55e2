"""Where gradients start in code: one number or one tensor an output, held against plain PyTorch."""

from __future__ import annotations

import pytest

from graphlab.engine.code.scripts import record_script
from graphlab.errors import InputError

TWO = "def f(x):\n    return x*x, (3*x).sum()\n"


def gradient(*cotangents: object) -> list[float]:
    record = record_script(TWO, kind="function", inputs={"x": "[1., 2.]"}, cotangents=cotangents)
    assert record.check.agrees, record.check.note
    found = record.gradients["x"]
    assert found is not None
    numbers: list[float] = found.tolist()
    return numbers


def test_one_number_stands_for_every_element_of_a_tensor() -> None:
    assert gradient(1.0, 0.0) == [2, 4]
    assert gradient(0.0, 1.0) == [3, 3]
    assert gradient(2.0, -1.0) == [1, 5]


def test_a_tensor_has_a_number_for_each_element() -> None:
    assert gradient([10.0, 0.0], 1.0) == [23, 3]


@pytest.mark.parametrize(
    ("cotangents", "sentence"),
    [
        ([1.0], "There are 2 outputs and 1 starting gradient is given."),
        ([1.0, 1.0, 1.0], "There are 2 outputs and 3 starting gradients are given."),
        ([[1.0, 2.0, 3.0], 1.0], "A starting gradient has the shape [3] where the output has [2]."),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(
    cotangents: list[object], sentence: str
) -> None:
    with pytest.raises(InputError) as caught:
        gradient(*cotangents)
    assert caught.value.problem == sentence


def test_statements_say_themselves_where_gradients_start() -> None:
    text = "x = torch.ones(2, requires_grad=True)\ny = x*x\n"
    with pytest.raises(InputError, match="Statements say themselves where gradients start"):
        record_script(text, cotangents=[1.0])
    record = record_script(text + "y.backward(torch.tensor([1., 0.]))\n")
    assert record.gradients["x"].tolist() == [2, 0]  # type: ignore[union-attr]
