"""The tree of module calls that a run leaves, and which call each node belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn
from typing_extensions import override

from graphlab.engine.call import record_call
from graphlab.record import ModuleCall

if TYPE_CHECKING:
    from torch import Tensor


class Block(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Sequential(nn.Linear(3, 3), nn.Tanh())

    @override
    def forward(self, x: Tensor) -> Tensor:
        return x + self.inner(x)


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.block = Block()
        self.shared = nn.ReLU()

    @override
    def forward(self, x: Tensor) -> Tensor:
        return self.shared(self.block(self.shared(self.block(x)))).sum()


def test_calls_are_told_with_the_call_that_made_them_and_their_class() -> None:
    record = record_call(Net(), (torch.rand(2, 3),))
    assert record.calls == (
        ModuleCall("block", "", "Block"),
        ModuleCall("block.inner", "block", "Sequential"),
        ModuleCall("block.inner.0", "block.inner", "Linear"),
        ModuleCall("block.inner.1", "block.inner", "Tanh"),
        ModuleCall("shared", "", "ReLU"),
        ModuleCall("block#2", "", "Block"),
        ModuleCall("block.inner#2", "block#2", "Sequential"),
        ModuleCall("block.inner.0#2", "block.inner#2", "Linear"),
        ModuleCall("block.inner.1#2", "block.inner#2", "Tanh"),
        ModuleCall("shared#2", "", "ReLU"),
    )
    paths = {call.path for call in record.calls} | {""}
    assert {node.path for node in record.nodes} <= paths


def test_code_without_modules_has_no_calls() -> None:
    assert record_call(torch.sin, (torch.rand(3),)).calls == ()
