"""Copies of modules are what deepcopy makes: independent, with the same ties inside."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from graphlab.engine.recording.copies import copied

MODULES = [
    nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU(inplace=True)),
    nn.LSTM(3, 2, num_layers=2),
    nn.LSTMCell(3, 2),
    nn.MultiheadAttention(8, 2),
    nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16), 2, enable_nested_tensor=False),
    nn.utils.parametrizations.weight_norm(nn.Linear(2, 2)),
    nn.ModuleDict({"a": nn.Conv2d(1, 2, 3), "b": nn.ModuleList([nn.GELU()])}),
    nn.LazyLinear(3),
]


@pytest.mark.parametrize("module", MODULES, ids=lambda m: type(m).__name__)
def test_a_copy_has_the_same_numbers_in_memory_of_its_own(module: nn.Module) -> None:
    own = copied(module)
    theirs = copy.deepcopy(module)
    assert repr(own) == repr(theirs)
    assert list(own.state_dict()) == list(theirs.state_dict())
    assert [type(part) for part in own.modules()] == [type(part) for part in theirs.modules()]
    assert vars(own).keys() == vars(theirs).keys()
    for mine, before in zip(own.parameters(), module.parameters(), strict=True):
        assert mine is not before
        assert mine.requires_grad == before.requires_grad
        if not nn.parameter.is_lazy(mine):
            assert torch.equal(mine, before)
            assert mine.data_ptr() != before.data_ptr()


def test_a_copied_lstm_runs_on_its_own_weights() -> None:
    module = nn.LSTM(3, 2)
    own = copied(module)
    x = torch.ones(4, 1, 3)
    before = module(x)[0]
    with torch.no_grad():
        for weight in own.parameters():
            weight.zero_()
    assert not own(x)[0].any()
    assert torch.equal(module(x)[0], before)


class Tied(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.one = nn.Linear(2, 2)
        self.two = nn.Linear(2, 2)
        self.two.weight = self.one.weight
        self.also: list[Any] = [self.one, {"w": self.two.weight}]
        self.parent = [self]


def test_what_is_tied_stays_tied_also_in_lists_and_in_circles() -> None:
    own = copied(Tied())
    assert isinstance(own, Tied)
    assert own.two.weight is own.one.weight
    assert own.also[0] is own.one
    assert own.also[1]["w"] is own.one.weight
    assert own.parent[0] is own


def test_hooks_come_along() -> None:
    module = nn.Linear(2, 2)
    module.register_forward_hook(lambda _m, _x, y: y * 0)
    assert not copied(module)(torch.ones(2)).any()


class OwnWay(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.copies = 0

    def __deepcopy__(self, memo: dict[int, Any]) -> OwnWay:
        made = OwnWay()
        made.copies = self.copies + 1
        return made

    def forward(self, x: Tensor) -> Tensor:
        return x


def test_a_module_that_copies_itself_in_its_own_way_does_so_also_inside_another() -> None:
    own = copied(nn.Sequential(OwnWay()))
    assert isinstance(own, nn.Sequential)
    assert own[0].copies == 1
