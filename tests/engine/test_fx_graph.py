from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn

from graphlab.engine.call import record_call, recording_of_call
from graphlab.engine.recording.fx_graph import run_fx
from tests.engine.constructs import CONSTRUCTS

if TYPE_CHECKING:
    from collections.abc import Iterator

CHANCE = {"random_dropout", "bernoulli_multinomial", "module_dropout"}


@pytest.fixture(autouse=True)
def _float64() -> Iterator[None]:
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


@pytest.mark.parametrize("name", sorted(set(CONSTRUCTS) - CHANCE))
def test_the_fx_graph_run_by_itself_gives_the_recorded_outputs(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.manual_seed(1)
        function, *args = CONSTRUCTS[name]()
        recording = recording_of_call(function, args)
        graph = recording.graph
        found = run_fx(graph, recording.tape, recording.numbering)
    record = recording.record
    names = [node.name for node in graph.nodes if node.op != "output"]
    assert names == [node.id for node in record.nodes]
    for mine, recorded in zip(found, record.outputs, strict=True):
        np.testing.assert_allclose(mine.detach().numpy(), recorded, rtol=1e-9, equal_nan=True)


@pytest.mark.parametrize(
    ("function", "parts"),
    [
        (lambda x, w, b: nn.functional.linear(x, w, b), ["matmul", "add"]),
        (lambda x, w, b: torch.softmax(x, 0) @ w, ["exp", "sum"]),
        (lambda x, w, b: nn.functional.log_softmax(x, -1), ["log", "sub"]),
        (lambda x, w, b: nn.functional.layer_norm(x, (3,), b), ["sqrt", "mean"]),
        (lambda x, w, b: nn.functional.cross_entropy(w, torch.tensor([0, 2, 1])), ["gather"]),
        (lambda x, w, b: nn.functional.mse_loss(x, b), ["mean"]),
    ],
)
def test_a_fused_layer_opens_into_its_parts(function, parts) -> None:  # type: ignore[no-untyped-def]
    args = (torch.rand(3), torch.rand(3, 3), torch.rand(3))
    closed, opened = record_call(function, args), record_call(function, args, open_fused=True)
    assert closed.check.agrees
    assert opened.check.agrees
    assert len(opened.nodes) > len(closed.nodes)
    targets = " ".join(node.target for node in opened.nodes)
    assert all(part in targets for part in parts)


def test_options_that_have_no_parts_stay_closed() -> None:
    record = record_call(
        lambda x: nn.functional.cross_entropy(x, torch.tensor([0, 1]), label_smoothing=0.1),
        (torch.rand(2, 3),),
        open_fused=True,
    )
    assert record.nodes[-1].target.endswith("cross_entropy")


def test_what_the_parts_of_a_layer_cut_is_not_told_as_the_person_s_doing() -> None:
    record = record_call(lambda x: torch.softmax(x, 0), (torch.rand(3),), open_fused=True)
    assert "cut" not in {event.kind for event in record.events}
