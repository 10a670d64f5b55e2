from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn

from graphlab.engine.call import record_call


def kinds(function: Any, *args: Any) -> dict[str, str]:
    return {event.kind: event.sentence for event in record_call(function, args).events}


def leaves_early(x: Any) -> Any:
    return x * 2 if x.sum() > 0 else x


def uses_a_number(x: Any) -> Any:
    return x * x.max().item()


def cuts(x: Any) -> Any:
    return x * x.detach()


def writes(x: Any) -> Any:
    y = x * 2
    y.mul_(3)
    return y


@pytest.mark.parametrize(
    ("function", "kind", "words"),
    [
        (leaves_early, "branch", "the condition was True"),
        (uses_a_number, "left", "left the graph through item()"),
        (cuts, "cut", "detach lets no gradient through"),
        (writes, "inplace", "new version of the same memory"),
        (lambda x: nn.functional.dropout(x), "random", "seed 0 was used"),
        (lambda x: torch.vmap(torch.sin)(x), "opaque", "one block"),
        (lambda x: x.cos_(), "inplace", "PyTorch refuses this"),
        (lambda x: torch.exp(x + 1e3), "overflow", "first value that is not finite"),
        (lambda x: torch.log(x - x), "domain", "3 of 3 elements of w₃ have other ones"),
        (lambda x: torch.sqrt(x - x), "adjoint", "not finite"),
        (lambda x: x * 2, "same_graph", "the same for every input"),
    ],
)
def test_what_happens_is_told_in_a_sentence(function: Any, kind: str, words: str) -> None:
    told = kinds(function, torch.rand(3))
    assert words in told[kind]


def masks(x: Any, lead: int = 0) -> Any:
    later = torch.full((3, 3), -torch.inf).triu(1 + lead)
    scores = x.masked_fill(torch.zeros(3, 3, dtype=torch.bool), float("-inf")) / 2 + later
    return (scores.softmax(-1) * x).sum()


def test_infinities_of_a_mask_are_meant_and_what_they_spoil_is_not() -> None:
    assert not kinds(masks, torch.rand(3, 3)).keys() & {"overflow", "adjoint"}
    spoiled = kinds(lambda x: masks(x, lead=-1), torch.rand(3, 3))["overflow"]
    assert "w₈ is the first value that is not finite" in spoiled, "a row that is masked as a whole"


def assigns(x: Any) -> Any:
    y = nn.functional.relu(x)
    y[0] = 0
    return y


def test_what_python_calls_by_odd_names_is_told_in_words() -> None:
    record = record_call(assigns, (torch.rand(3),))
    assert "An assignment to elements writes" in kinds(assigns, torch.rand(3))["inplace"]
    assert record.nodes[1].text == "relu(w1)"


def test_a_graph_that_a_value_decided_is_not_called_the_same_for_every_input() -> None:
    assert "same_graph" not in kinds(leaves_early, torch.rand(3))


def test_batch_statistics_are_told_and_the_module_is_left_alone() -> None:
    module = nn.BatchNorm1d(3)
    told = kinds(module, torch.rand(4, 3))
    assert "running" in told["statistics"]
    assert module.running_mean is not None
    assert not module.running_mean.any()
    assert int(module.num_batches_tracked or 0) == 0


def test_events_carry_the_line_of_the_code() -> None:
    record = record_call(uses_a_number, (torch.rand(3),))
    line = uses_a_number.__code__.co_firstlineno + 1
    assert {event.line for event in record.events if event.kind == "left"} == {line}


def test_integers_alone_have_a_forward_pass_only() -> None:
    told = kinds(lambda x: x + 1, torch.arange(3))
    assert "forward pass only" in told["no_grad_needed"]


def by_rows(x: Any) -> Any:
    y = x * 2
    return torch.vmap(lambda row: row.sum() * row)(y) + y


def by_rows_twice(x: Any) -> Any:
    y = by_rows(x)
    return torch.vmap(lambda row: row * row)(y) * y


def test_the_share_of_contributions_that_were_not_measured_is_told() -> None:
    once, twice = kinds(by_rows, torch.rand(2, 3)), kinds(by_rows_twice, torch.rand(2, 3))
    assert once["residual"].startswith("1 of 4 contributions was not measured by itself;")
    assert twice["residual"].startswith("2 of 7 contributions were not measured by themselves;")
    assert "residual" not in kinds(leaves_early, torch.rand(3))
