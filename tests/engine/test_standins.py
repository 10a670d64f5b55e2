"""Example inputs become tensors as typed, the same for the same seed."""

from __future__ import annotations

import pytest
import torch

from graphlab.engine.code.standins import made
from graphlab.errors import InputError
from graphlab.script.specs import parse_argument, parse_spec


def given(typed: str, seed: int = 0) -> object:
    return made(parse_spec(typed), torch.Generator().manual_seed(seed))


SAME = (
    ("ones(3)", torch.ones(3)),
    ("zeros(2, dtype=int64)", torch.zeros(2, dtype=torch.int64)),
    ("eye(2, dtype=double)", torch.eye(2, dtype=torch.float64)),
    ("full((2, 1), 0.5)", torch.full((2, 1), 0.5)),
    ("arange(4)", torch.arange(4)),
    ("arange(4.)", torch.arange(4.0)),
    ("arange(1, 0, -0.3)", torch.arange(1, 0, -0.3)),
    ("linspace(0, 1, 5)", torch.linspace(0, 1, 5)),
    ("tensor(3.)", torch.tensor(3.0)),
    ("[[1, 2], [3, 4]]", torch.tensor([[1, 2], [3, 4]])),
    ("[[1, 2.5]]", torch.tensor([[1, 2.5]])),
    ("[True, False]", torch.tensor([True, False])),
    ("tensor([1, 2j])", torch.tensor([1, 2j])),
    ("tensor([], dtype=float32)", torch.tensor([])),
    ("[[], []]", torch.zeros(2, 0)),
)


@pytest.mark.parametrize(("typed", "expected"), SAME)
def test_a_tensor_is_the_one_that_pytorch_makes(typed: str, expected: torch.Tensor) -> None:
    found = given(typed)
    assert isinstance(found, torch.Tensor)
    assert found.dtype == expected.dtype
    assert found.shape == expected.shape
    assert torch.equal(found, expected)


@pytest.mark.parametrize("typed", ["randn(2, 3)", "rand(4)", "randint(0, 9, (5,))"])
def test_random_tensors_follow_the_seed_as_in_pytorch(typed: str) -> None:
    state = torch.get_rng_state()
    torch.manual_seed(5)
    name, _, rest = typed.partition("(")
    expected = getattr(torch, name)(*eval(f"({rest[:-1]},)"))
    torch.set_rng_state(state)
    assert torch.equal(given(typed, 5), expected)  # type: ignore[arg-type]
    assert not torch.equal(given(typed, 6), expected)  # type: ignore[arg-type]


def test_drawing_leaves_pytorchs_own_generator_alone() -> None:
    state = torch.get_rng_state()
    given("randn(3)")
    assert torch.equal(torch.get_rng_state(), state)


def test_random_tensors_of_every_type_can_be_drawn() -> None:
    for dtype in "float16 bfloat16 float64 complex64 int8 int64 uint8 bool".split():
        found = given(f"randn(3, dtype={dtype})")
        assert isinstance(found, torch.Tensor)
        assert found.dtype == getattr(torch, dtype)


def test_requires_grad_is_as_typed() -> None:
    assert given("randn(2, requires_grad=True)").requires_grad  # type: ignore[attr-defined]
    assert not given("randn(2)").requires_grad  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("typed", "value"),
    [("0.5", 0.5), ("None", None), ("'mean'", "mean"), ("(2, 3)", (2, 3)), ("{'a': 1}", {"a": 1})],
)
def test_plain_values_stay_plain(typed: str, value: object) -> None:
    assert given(typed) == value


def test_tensors_may_stand_in_tuples_lists_and_dicts() -> None:
    first, second = given("(zeros(2), {'a': [ones(1), None]})")  # type: ignore[misc]
    assert torch.equal(first, torch.zeros(2))
    assert torch.equal(second["a"][0], torch.ones(1))
    assert second["a"][1] is None


def test_a_list_stays_a_list_for_a_constructor() -> None:
    assert made(parse_argument("[4, 8]"), torch.Generator()) == [4, 8]


@pytest.mark.parametrize(
    "typed",
    ["tensor(1e999, dtype=int8)", "full((2,), 300, dtype=int8)", "tensor([1j], dtype=float32)"],
)
def test_what_pytorch_cannot_make_is_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(InputError, match="PyTorch makes no such tensor"):
        given(typed)
