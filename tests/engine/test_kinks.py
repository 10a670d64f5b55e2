"""Kinks, ties, flat functions and domains of tensor code are told, and told truly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor, nn

from graphlab.engine.call import record_call

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphlab.record import Event

KINDS = {"kink", "flat", "domain", "overflow"}


def events(function: Callable[..., object], *numbers: float) -> list[Event]:
    x = torch.tensor(numbers, dtype=torch.float64, requires_grad=True)
    return [event for event in record_call(function, (x,)).events if event.kind in KINDS]


# What is said, and the derivative that PyTorch then has at the first element.
AT_A_KINK = [
    (torch.relu, (0.0, 1.0), 0.0, "relu has a kink at 0, where PyTorch uses the derivative 0"),
    (nn.ReLU(), (0.0, 1.0), 0.0, "relu has a kink at 0, where PyTorch uses the derivative 0"),
    (torch.abs, (0.0, 1.0), 0.0, "abs has a kink at 0, where PyTorch uses the derivative 0"),
    (
        nn.LeakyReLU(0.2),
        (0.0, 1.0),
        0.2,
        "leaky_relu has a kink at 0, where PyTorch uses the derivative 0.2",
    ),
    (
        F.hardtanh,
        (-1.0, 0.5),
        0.0,
        "hardtanh has kinks at −1 and 1, where PyTorch uses the derivative 0",
    ),
    (
        nn.ReLU6(),
        (6.0, 0.5),
        0.0,
        "hardtanh has kinks at 0 and 6, where PyTorch uses the derivative 0",
    ),
    (
        lambda x: x.clamp(-1, 2),
        (2.0, 0.5),
        1.0,
        "clamp has kinks at its bounds, where PyTorch uses the derivative 1",
    ),
    (
        lambda x: x.clamp(min=0),
        (0.0, 0.5),
        1.0,
        "clamp has kinks at its bounds, where PyTorch uses the derivative 1",
    ),
]


@pytest.mark.parametrize(("function", "numbers", "derivative", "sentence"), AT_A_KINK)
def test_a_kink_is_told_with_the_derivative_that_pytorch_uses(
    function: Callable[..., Tensor], numbers: tuple[float, ...], derivative: float, sentence: str
) -> None:
    (event,) = events(function, *numbers)
    assert event.kind == "kink"
    assert event.sentence.startswith(sentence)
    assert "(1 of 2 elements of w₂)" in event.sentence
    x = torch.tensor(numbers, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(function(x).sum(), x)
    assert float(slope[0]) == pytest.approx(derivative)


@pytest.mark.parametrize(("function", "numbers", "_d", "_s"), AT_A_KINK)
def test_beside_the_kink_nothing_is_said(
    function: Callable[..., Tensor], numbers: tuple[float, ...], _d: float, _s: str
) -> None:
    assert events(function, *(number + 1e-3 for number in numbers)) == []


def test_ties_are_shared_or_go_to_the_one_that_is_returned() -> None:
    (shared,) = events(torch.amax, 2.0, 1.0, 2.0)
    assert shared.sentence == (
        "Up to 2 elements are the largest; PyTorch shares the gradient among them (w₂)."
    )
    (whole,) = events(lambda x: x.min(), 1.0, 1.0, 1.0, 2.0)
    assert whole.sentence.startswith("Up to 3 elements are the smallest; PyTorch shares")
    (one,) = events(lambda x: x.reshape(2, 2).max(dim=1).values, 1.0, 1.0, 3.0, 4.0)
    assert one.sentence.startswith(
        "Up to 2 elements are the largest; PyTorch gives the gradient to"
    )
    x = torch.tensor([2.0, 1.0, 2.0], requires_grad=True)
    assert torch.autograd.grad(x.amax(), x)[0].tolist() == [0.5, 0, 0.5]
    assert sorted(torch.autograd.grad(x.max(dim=0).values, x)[0].tolist()) == [0, 0, 1]


def test_two_tensors_of_which_the_larger_is_taken_share_where_they_are_equal() -> None:
    (event,) = events(lambda x: torch.maximum(x, x * 1), 1.0, 2.0)
    assert event.sentence.startswith("max has a tie here, which PyTorch shares: 1/2")
    assert events(lambda x: torch.maximum(x, x * 2), 1.0, 2.0) == []


def test_a_loss_of_absolute_differences_tells_where_they_are_zero() -> None:
    (event,) = events(lambda x: F.l1_loss(x, torch.ones(2, dtype=torch.float64)), 1.0, 3.0)
    assert "prediction and target are equal" in event.sentence
    assert "(1 of 2 elements)" in event.sentence


def test_a_norm_at_0_has_a_kink() -> None:
    (event,) = events(lambda x: x.norm(), 0.0, 0.0)
    assert event.sentence.endswith("derivative 0 (w₂ = 0).")


@pytest.mark.parametrize("function", [torch.floor, torch.sign, torch.ceil])
def test_a_flat_function_lets_no_gradient_through(function: Callable[..., Tensor]) -> None:
    (event,) = events(function, 0.5, 1.5)
    assert event.kind == "flat"
    assert event.sentence.endswith("is flat: no gradient gets through w₂.")


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (torch.log, "log needs a number above 0; 1 of 2 elements of w₂ have other ones."),
        (torch.sqrt, "sqrt needs a number from 0 on; 1 of 2 elements of w₂ have other ones."),
        (
            lambda x: x / (x + 1),
            "A division needs a divisor other than 0; 1 of 2 elements of w₃ have other ones.",
        ),
        (
            lambda x: 1 / (x + 1),
            "A division needs a divisor other than 0; 1 of 2 elements of w₃ have other ones.",
        ),
    ],
)
def test_numbers_outside_a_domain_explain_the_first_value_that_is_not_finite(
    function: Callable[..., Tensor], sentence: str
) -> None:
    assert [event.sentence for event in events(function, -1.0, 2.0)] == [sentence]


def test_without_a_gradient_a_kink_does_not_matter() -> None:
    def detached(x: Tensor) -> Tensor:
        return torch.relu(x.detach()) + x

    assert events(detached, 0.0, 1.0) == []
    assert events(lambda x: (x > 0).double() * x, 0.0, 1.0) == []


def test_what_overflows_inside_its_domain_is_told_as_before() -> None:
    (event,) = events(torch.exp, 1000.0, 1.0)
    assert event.kind == "overflow"


def test_for_one_number_the_sentence_says_which_it_was() -> None:
    (event,) = events(lambda x: torch.log(x.sum() - 4), 1.0, 1.5)
    assert event.sentence == "log needs a number above 0; w₃ = −1.5, so w₄ is NaN."
    (event,) = events(lambda x: 1 / (x.sum() - 2), 1.0, 1.0)
    assert event.sentence == "A division needs a divisor other than 0; w₃ = 0, so w₄ is ∞."
