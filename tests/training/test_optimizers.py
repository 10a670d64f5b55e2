"""The updates written out in numbers are those that torch.optim makes, to the last bit."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from graphlab.task.choice import Choice
from graphlab.task.optimizers import OPTIMIZERS
from graphlab.task.setup import Setup
from graphlab.training.optimizers import build_optimizer, terms_of

RATES = st.floats(0, 2, allow_subnormal=False)
SHARES = st.floats(0, 0.99)
SETTINGS = {
    "lr": RATES,
    "momentum": st.just(0.0) | SHARES,
    "nesterov": st.booleans(),
    "weight_decay": st.just(0.0) | SHARES,
    "beta1": SHARES,
    "beta2": SHARES,
    "alpha": SHARES,
}


@st.composite
def choices(draw: st.DrawFn) -> Choice:
    row = draw(st.sampled_from(OPTIMIZERS))
    return Choice(row.key, tuple((field.name, draw(SETTINGS[field.name])) for field in row.fields))


@given(choices(), st.integers(0, 2**31))
def test_terms_agree_with_pytorch_over_several_steps(choice: Choice, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    w = torch.nn.Parameter(torch.randn(3, 2, generator=generator))
    optimizer = build_optimizer(Setup(optimizer=choice), [w])
    for _ in range(4):
        w.grad = torch.randn(3, 2, generator=generator)
        terms = terms_of(choice.key, w, w.grad, optimizer.state[w], optimizer.param_groups[0])
        before = w.detach().clone()
        optimizer.step()
        assert terms[0].name == "w"
        assert torch.equal(terms[0].value, before)
        assert terms[-1].name == "new w"
        assert torch.equal(terms[-1].value, w.detach())


@pytest.mark.parametrize("row", OPTIMIZERS, ids=lambda row: row.key)
def test_every_setting_reaches_torch_optim(row: object) -> None:
    assert row in OPTIMIZERS
    made = build_optimizer(
        Setup(optimizer=Choice(row.key)),  # type: ignore[attr-defined]
        [torch.nn.Parameter(torch.ones(1))],
    )
    group = made.param_groups[0]
    for field in row.fields:  # type: ignore[attr-defined]
        told = {"beta1": "betas", "beta2": "betas"}.get(field.name, field.name)
        assert field.default in (group[told] if told == "betas" else (group[told],))


def test_terms_of_momentum_name_the_buffer_before_and_after() -> None:
    choice = Choice("sgd", (("lr", 0.5), ("momentum", 0.5), ("weight_decay", 0.25)))
    w = torch.nn.Parameter(torch.tensor([2.0]))
    optimizer = build_optimizer(Setup(optimizer=choice), [w])
    for _ in range(2):
        w.grad = torch.tensor([1.0])
        terms = terms_of("sgd", w, w.grad, optimizer.state[w], optimizer.param_groups[0])
        optimizer.step()
    assert [(term.name, term.value.item()) for term in terms] == [
        ("w", 1.25),
        ("gradient", 1.0),
        ("weight decay λ·w", 0.3125),
        ("g with weight decay", 1.3125),
        ("momentum buffer before", 1.5),
        ("momentum buffer v", 2.0625),
        ("change", -1.03125),
        ("new w", 0.21875),
    ]
