"""When a recorded run agrees with a plain one: tolerances, kinds of numbers, shapes."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from graphlab.engine import agreement as module
from graphlab.engine.agreement import DIFFERS, agreement
from graphlab.engine.arrays import array_of
from graphlab.engine.call import record_call


def tensor(*numbers: float, dtype: torch.dtype = torch.float64) -> Tensor:
    return torch.tensor(numbers, dtype=dtype)


def sparse(places: list[list[int]], numbers: list[float], size: tuple[int]) -> Tensor:
    return torch.sparse_coo_tensor(places, numbers, size, check_invariants=True)


def of_outputs(mine: Tensor, plain: Tensor) -> bool | None:
    return agreement([(mine, plain)], [], []).agrees


def of_gradients(mine: Tensor | None, plain: Tensor | None, largest: float = 0.0) -> bool | None:
    return agreement([], [(mine, plain)], [tensor(largest)]).agrees


@pytest.mark.parametrize(
    ("dtype", "near", "far"),
    [
        (torch.float64, 0.9e-9, 1.1e-9),
        (torch.float32, 0.9e-4, 1.1e-4),
        (torch.complex128, 0.9e-9, 1.1e-9),
        (torch.bfloat16, 0.015, 0.03),
    ],
)
def test_the_tolerance_is_that_of_the_numbers(dtype: torch.dtype, near: float, far: float) -> None:
    plain = tensor(1.0, 2.0).to(dtype)
    assert of_outputs((tensor(1.0, 2.0) * (1 + near)).to(dtype), plain)
    assert not of_outputs((tensor(1.0, 2.0) * (1 + far)).to(dtype), plain)


def test_whole_numbers_must_be_the_same() -> None:
    assert of_outputs(torch.tensor([1, 2]), torch.tensor([1, 2]))
    assert not of_outputs(torch.tensor([1, 1_000_000_001]), torch.tensor([1, 1_000_000_000]))
    assert not of_outputs(torch.tensor([True]), torch.tensor([False]))


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_must_stand_at_the_same_place(odd: float) -> None:
    assert of_outputs(tensor(odd, 1.0), tensor(odd, 1.0 + 1e-12))
    assert not of_outputs(tensor(odd, 1.0), tensor(1.0, odd))
    assert not of_outputs(tensor(odd), tensor(1.0))
    assert not of_outputs(tensor(math.inf), tensor(-math.inf))


def test_a_rounding_error_of_a_gradient_is_judged_by_the_largest_adjoint() -> None:
    assert not of_gradients(tensor(1e-12), tensor(2e-12), largest=1e-4)
    assert of_gradients(tensor(1e-12), tensor(2e-12), largest=1.0)
    mixed = [tensor(1.0), sparse([[0]], [2.0], (2,)), torch.tensor([3]), None]
    found = agreement([], [(tensor(0.0), tensor(2.9e-9))], mixed)
    assert found.agrees  # 3, of the whole numbers, is the largest
    assert not agreement([], [(tensor(0.0), tensor(3.1e-9))], mixed).agrees


@pytest.mark.parametrize(
    ("mine", "plain"),
    [
        (None, tensor(0.0)),
        (tensor(0.0), None),
        (tensor(1.0), tensor(1.0, 1.0)),
        (tensor(1.0), tensor(1.0, dtype=torch.float32)),
    ],
)
def test_a_gradient_that_is_missing_or_of_another_form_differs(
    mine: Tensor | None, plain: Tensor | None
) -> None:
    assert not of_gradients(mine, plain)
    if mine is not None and plain is not None:
        assert agreement([(mine, plain)], [], []).note == DIFFERS


def test_no_gradient_agrees_with_no_gradient() -> None:
    assert of_gradients(None, None)


def test_sparse_gradients_are_held_against_each_other() -> None:
    places = [[0, 2]]
    plain = sparse(places, [1.0, 2.0], (3,))
    assert of_gradients(sparse(places, [1.0, 2.0], (3,)), plain)
    assert not of_gradients(sparse(places, [1.0, 2.1], (3,)), plain)
    assert not of_gradients(sparse([[0, 1]], [1.0, 2.0], (3,)), plain)


def test_a_table_of_words_with_sparse_gradients_is_recorded() -> None:
    words = torch.tensor([2, 0, 2])
    record = record_call(nn.Embedding(4, 2, sparse=True), (words,))
    assert record.check.agrees
    wanted = np.zeros((4, 2), dtype=np.float32)
    np.add.at(wanted, words.numpy(), 1)
    np.testing.assert_array_equal(record.gradients["weight"], wanted)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (sparse([[1]], [3.0], (2,)), np.array([0, 3], np.float32)),
        (torch.tensor([1.5], dtype=torch.bfloat16), np.array([1.5], np.float32)),
        (torch.tensor([1.5]).to(torch.float8_e5m2), np.array([1.5], np.float32)),
        (torch.tensor([1.5], dtype=torch.float16), np.array([1.5], np.float16)),
        (torch.tensor([7], dtype=torch.int16), np.array([7], np.int16)),
    ],
    ids=lambda given: str(given.dtype),
)
def test_every_kind_of_numbers_is_an_array_that_cannot_be_changed(
    given: Tensor, wanted: np.ndarray
) -> None:
    array = array_of(given)
    assert array.dtype == wanted.dtype
    np.testing.assert_array_equal(array, wanted)
    assert not array.flags.writeable


@pytest.mark.filterwarnings("ignore:torch.quantize_per_tensor")
def test_quantised_numbers_come_as_what_they_stand_for() -> None:
    array = array_of(torch.quantize_per_tensor(torch.tensor([1.1]), 0.5, 0, torch.quint8))
    assert array.tolist() == [1.0]


@pytest.mark.filterwarnings("ignore:ComplexHalf")
def test_complex_numbers_of_half_precision_come_in_single_precision() -> None:
    array = array_of(torch.tensor([1 + 2j]).to(torch.complex32))
    assert array.dtype == np.complex64
    assert array.tolist() == [1 + 2j]


def test_a_copy_does_not_follow_the_tensor() -> None:
    given = tensor(1.0)
    view, copy = array_of(given), array_of(given, copy=True)
    given.add_(1)
    assert (float(view[0]), float(copy[0])) == (2.0, 1.0)


def test_complex_numbers_of_half_precision_are_compared_too() -> None:
    record = record_call(lambda x: x.chalf(), (torch.tensor([0.5, 2.0]),))
    assert record.check.agrees
    assert record.outputs[0].tolist() == [0.5, 2]


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=5),
    st.sampled_from([0.0, 1e-9, 1e-3, math.inf, math.nan]),
    st.integers(1, 4),
)
def test_the_same_is_found_piece_by_piece(sizes, off, piece):
    plain = [torch.arange(1.0, size + 1) for size in sizes]
    mine = [tensor.clone() for tensor in plain]
    mine[-1][-1] += off
    pairs = [*zip(mine, plain, strict=True)]
    whole = agreement([], pairs, plain)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_PIECE", piece)
        assert repr(agreement([], pairs, plain)) == repr(whole)
