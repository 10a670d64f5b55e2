"""Gradient health: the place where a gradient dies is found, and why is told."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from torch import nn

from graphlab.digest import digest
from graphlab.engine.call import record_call
from graphlab.engine.expressions.expression import record_expression
from graphlab.study.boxes import boxes_of, closed
from graphlab.study.health import health_of, reason, times, title
from graphlab.study.labels import labels_of
from graphlab.study.modules import tree_of

if TYPE_CHECKING:
    from graphlab.record import Record


def deep(kind: type[nn.Module], depth: int = 20) -> Record:
    torch.manual_seed(0)
    layers = [layer for _ in range(depth) for layer in (nn.Linear(8, 8), kind())]
    return record_call(nn.Sequential(*layers).double(), (torch.randn(4, 8, dtype=torch.float64),))


def test_sigmoids_let_a_quarter_through_at_most_and_lead_the_list() -> None:
    record = deep(nn.Sigmoid)
    found = health_of(record)
    sigmoids = [p for p in found.passages if record.by_id[p.node].target.endswith("sigmoid")]
    assert len(sigmoids) == 20
    assert all(p.ratio <= 0.25 for p in sigmoids)
    assert [p.change for p in found.passages] == sorted(
        (p.change for p in found.passages), reverse=True
    )
    worst = found.passages[0]
    labels = labels_of(record)
    why = reason(record, sigmoids[0], labels)
    assert why.words.startswith("Slopes: ")
    assert r"\odot" in why.latex
    assert title(record, sigmoids[0].node, labels).endswith(" · sigmoid")
    assert worst.ratio < 0.3


def test_each_ratio_is_that_of_the_numbers_of_plain_pytorch() -> None:
    torch.manual_seed(0)
    x = torch.randn(3, 4, dtype=torch.float64, requires_grad=True)
    record = record_call(lambda t: torch.tanh(3 * t).square().mean(), (x,))
    tripled = 3 * x
    bent = torch.tanh(tripled)
    bent.retain_grad(), tripled.retain_grad()
    bent.square().mean().backward()
    (tanh,) = [p for p in health_of(record).passages if record.by_id[p.node].text == "tanh(w2)"]
    rms = lambda t: float(t.square().mean().sqrt())  # noqa: E731
    assert tanh.arriving == pytest.approx(rms(bent.grad))
    assert tanh.passed == pytest.approx(rms(tripled.grad))


def test_closed_modules_are_told_as_one() -> None:
    record = deep(nn.Sigmoid)
    whole = closed(record, tree_of(record).beyond(0))
    assert boxes_of(whole)
    found = health_of(whole)
    linear = next(p for p in found.passages if p.node in boxes_of(whole))
    assert "Linear" in title(whole, linear.node, labels_of(whole))
    open_ = {p.node: p for p in health_of(record).passages}
    assert linear.ratio == pytest.approx(open_[linear.node].ratio)


def test_the_profile_has_every_adjoint_in_order_and_says_which_is_a_parameters() -> None:
    record = deep(nn.Sigmoid, depth=3)
    points = health_of(record).points
    assert [p.node for p in points] == [n.id for n in record.nodes if n.adjoint is not None]
    assert sum(p.is_parameter for p in points) == 6
    depths = [p.depth for p in points if not p.is_parameter]
    assert depths == sorted(set(depths))
    assert {p.depth for p in points if p.is_parameter} <= set(depths)
    last = points[-1]
    assert last.rms == pytest.approx(1.0)


def test_dead_relus_pass_on_zeros() -> None:
    record = record_call(lambda x: torch.relu(x).sum(), (torch.tensor([-1.0, -2.0, 3.0, -4.0]),))
    (relu,) = [p for p in health_of(record).passages if "relu" in record.by_id[p.node].target]
    assert relu.zeros == 0.75
    assert "75% of what it passes on is 0." in reason(record, relu, labels_of(record)).words


def test_the_lectures_sigmoid_far_out_is_found() -> None:
    record = record_expression("1/(1 + exp(-z))", {"z": -800.0})
    found = health_of(record)
    assert found.first_value is not None or found.first_adjoint is not None
    assert any(math.isnan(p.ratio) or p.ratio == 0 for p in found.passages)
    assert found.passages[0].change == math.inf


def cut_off(x: Any) -> Any:
    return (x.detach() * x).sum() + x.round().long().sum()


def test_places_where_nothing_gets_through_are_listed_with_their_lines() -> None:
    record = record_call(cut_off, (torch.rand(3),))
    cuts = health_of(record).cuts
    line = cut_off.__code__.co_firstlineno + 1
    assert any("detach" in cut.sentence and cut.line == line for cut in cuts)
    assert any("int64" in cut.sentence and cut.line == line for cut in cuts)


def test_without_a_backward_pass_there_is_nothing_to_rank() -> None:
    record = record_call(lambda x: x + 1, (torch.arange(3),))
    found = health_of(record)
    assert found.passages == found.points == ()
    assert "forward pass only" in found.cuts[0].sentence


def test_what_stayed_in_the_worker_is_told_by_its_digest() -> None:
    record = deep(nn.Sigmoid, depth=2)
    nodes = tuple(
        n if n.adjoint is None else replace(n, adjoint=None, adjoint_digest=digest(n.adjoint))
        for n in record.nodes
    )
    edges = tuple(replace(e, contribution=None) for e in record.edges)
    far = replace(record, nodes=nodes, edges=edges)
    here = {p.node: p for p in health_of(record).passages}
    there = {p.node: p for p in health_of(far).passages}
    assert there.keys() == here.keys()
    for node, passage in there.items():
        assert passage.ratio == pytest.approx(here[node].ratio)


def test_ratios_in_words() -> None:
    assert times(0.03) == "×0.03"
    assert times(0.0) == "×0"
    assert times(math.nan) == "not finite"
    assert np.isinf(health_of(deep(nn.Sigmoid, 1)).passages[0].change) is np.False_
