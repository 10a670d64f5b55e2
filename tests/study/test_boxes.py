"""Closed modules: sums and steps hold at every level, whatever is closed."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from typing_extensions import override

from graphlab.engine.call import record_call
from graphlab.record import EdgeKey, Record, make_steps
from graphlab.study.boxes import (
    boxes_of,
    closed,
    holds,
    in_and_out,
    shown_when_closed,
    standing_for,
)
from graphlab.study.labels import labels_of
from graphlab.study.modules import LEAVES, Part, tree_of
from graphlab.study.moment import Moment
from graphlab.study.narration import narrate
from graphlab.study.opening import around, opened
from graphlab.study.passes import outputs_of, whole_of
from graphlab.study.reveal import walk_of
from graphlab.study.sums import line
from graphlab.study.why import explain

if TYPE_CHECKING:
    from collections.abc import Callable


class Gate(nn.Module):
    """Two results, of which the first is used again inside: an LSTM cell written out."""

    def __init__(self) -> None:
        super().__init__()
        self.take, self.give = nn.Linear(4, 4), nn.Linear(4, 4)

    @override
    def forward(self, x: Tensor, c: Tensor) -> tuple[Tensor, Tensor]:
        c = torch.sigmoid(self.take(x)) * c + torch.tanh(self.give(x))
        return torch.tanh(c) * x, c


class Cells(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.cell = Gate()

    @override
    def forward(self, x: Tensor) -> Tensor:
        h = c = x
        for _ in range(3):
            h, c = self.cell(h, c)
        return (h * c).sum()


class Split(nn.Module):
    """Its first result is computed before anything that stays inside."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = Pair()
        self.same = nn.Linear(3, 3)

    @override
    def forward(self, x: Tensor) -> Tensor:
        one, other = self.inner(x)
        return (self.same(one) + self.same(other) * x).sum()


class Pair(nn.Module):
    @override
    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        first = x * 2
        second = torch.exp(x)
        return first, second + 1


class Residual(nn.Module):
    """Blocks in a row that are alike, with what an earlier one computed used later."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(nn.Sequential(nn.Linear(3, 3), nn.Tanh()) for _ in range(4))
        self.end = nn.Linear(3, 1)

    @override
    def forward(self, x: Tensor) -> Tensor:
        start = x
        for block in self.blocks:
            x = block(x)
        return self.end(x + start).mean()


class Skips(nn.Module):
    """Blocks with sums between them, of which one is used later, too."""

    def __init__(self, depth: int = 4) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(nn.Sequential(nn.Linear(3, 3), nn.Tanh()) for _ in range(depth))
        self.end = nn.Linear(3, 1)

    @override
    def forward(self, x: Tensor) -> Tensor:
        x = x * 2
        for block in self.blocks:
            x = self.join(x, block(x))
        return self.end(x).mean()

    def join(self, x: Tensor, y: Tensor) -> Tensor:
        return x + y


class Scaled(Skips):
    @override
    def join(self, x: Tensor, y: Tensor) -> Tensor:
        return torch.relu(x + 0.5 * y)


class Listened(Skips):
    """What lies between blocks is used outside, and there is no sum after the last block."""

    @override
    def forward(self, x: Tensor) -> Tensor:
        heard = []
        for block in self.blocks[:-1]:
            x = x + block(x)
            heard.append(x)
        return (self.end(self.blocks[-1](x)) + sum(heard)).mean()


class Held(nn.Module):
    """The sums lie in a module that is called several times itself."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.ModuleList([Skips(3), Skips(3), Skips(3)])

    @override
    def forward(self, x: Tensor) -> Tensor:
        return torch.stack([part(x) for part in self.inner]).sum()


class Unlike(Skips):
    """No two sums are alike: there is nothing to close into one."""

    @override
    def join(self, x: Tensor, y: Tensor) -> Tensor:
        self.turn = 1 - getattr(self, "turn", 0)
        return x + y if self.turn else y.mul(2).tanh()


def encoder() -> nn.Module:
    layer = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0, batch_first=True)
    return nn.TransformerEncoder(layer, 3, enable_nested_tensor=False)


RUNS: dict[str, Callable[[], tuple[nn.Module, Tensor]]] = {
    "cells": lambda: (Cells(), torch.rand(2, 4)),
    "split": lambda: (Split(), torch.rand(2, 3)),
    "residual": lambda: (Residual(), torch.rand(2, 3)),
    "skips": lambda: (Skips(), torch.rand(2, 3)),
    "scaled": lambda: (Scaled(), torch.rand(2, 3)),
    "listened": lambda: (Listened(), torch.rand(2, 3)),
    "held": lambda: (Held(), torch.rand(2, 3)),
    "unlike": lambda: (Unlike(), torch.rand(2, 3)),
    "encoder": lambda: (encoder(), torch.rand(2, 3, 8)),
    "one linear layer": lambda: (nn.Sequential(nn.Linear(2, 2)), torch.rand(3, 2)),
}


@pytest.fixture(scope="module", params=RUNS)
def record(request: pytest.FixtureRequest) -> Record:
    torch.manual_seed(0)
    module, x = RUNS[request.param]()
    return record_call(module.double(), (x.double(),))


def some_closed(record: Record) -> list[frozenset[str]]:
    """Each part alone, all to each depth, and some at random."""
    tree = tree_of(record)
    chance = random.Random(3)
    keys = list(tree.parts)
    found = [frozenset([key]) for key in keys]
    found += [tree.beyond(depth) for depth in range(tree.depth)]
    return found + [frozenset(key for key in keys if chance.random() < 0.4) for _ in range(30)]


def test_every_adjoint_is_its_start_plus_all_contributions_on_screen(record: Record) -> None:
    for keys in some_closed(record):
        shown = closed(record, keys)
        for node in shown.nodes:
            shares = [e.contribution for e in shown.outgoing[node.id] if e.contribution is not None]
            if node.adjoint is None:
                assert node.value is None or not shares
                continue
            given = 0 if node.cotangent is None else node.cotangent
            np.testing.assert_allclose(given + sum(shares), node.adjoint, atol=1e-12)


def test_steps_are_those_of_the_nodes_and_edges_on_screen(record: Record) -> None:
    for keys in some_closed(record):
        shown = closed(record, keys)
        made = make_steps(shown.nodes, shown.edges)
        assert [(s.phase, s.node, set(s.edges), s.group) for s in shown.steps] == [
            (s.phase, s.node, set(s.edges), s.group) for s in made
        ]
        assert [s.index for s in shown.steps] == [s.index for s in made]


def test_edges_join_nodes_on_screen_and_run_forward(record: Record) -> None:
    for keys in some_closed(record):
        shown = closed(record, keys)
        place = {node.id: place for place, node in enumerate(shown.nodes)}
        assert len(place) == len(shown.nodes) == shown_when_closed(record, keys)
        for edge in shown.edges:
            assert place[edge.source] < place[edge.target]
        assert len(shown.by_key) == len(shown.edges)
        for node in whole_of(shown).nodes:
            assert standing_for(shown, node.id) in place


def test_values_and_adjoints_on_screen_are_those_of_the_run(record: Record) -> None:
    for keys in some_closed(record):
        for node in closed(record, keys).nodes:
            of_run = record.by_id[node.id]
            assert node.value is of_run.value or node.value is None
            assert node.adjoint is of_run.adjoint or node.value is None


def closed_run(name: str, *keys: str) -> Any:
    torch.manual_seed(0)
    module, x = RUNS[name]()
    return closed(record_call(module.double(), (x.double(),)), keys)


def test_a_module_with_one_result_has_its_value_and_says_what_it_is() -> None:
    shown = closed_run("residual", "blocks.1")
    ((id_, box),) = boxes_of(shown).items()
    node = shown.by_id[id_]
    assert (node.op, node.target, node.text) == ("module", "Sequential", "blocks.1(w13)")
    assert (box.nodes, box.weights, box.entering) == (2, 12, ("w13",))
    assert node.value is not None
    assert [edge.key for edge in shown.incoming[id_]] == [EdgeKey("w13", id_, 0)]


def test_a_module_with_several_results_is_followed_by_each() -> None:
    shown = closed_run("cells", "cell#2")
    ((id_, box),) = boxes_of(shown).items()
    assert shown.by_id[id_].value is None
    items = [edge.target for edge in shown.outgoing[id_]]
    assert [shown.by_id[item].op for item in items] == ["item", "item"]
    assert outputs_of(shown, id_) == 2
    assert box.nodes > 2


def test_what_flows_back_to_a_result_inside_is_part_of_its_start() -> None:
    shown = closed_run("cells", "cell")
    c = shown.by_id[shown.outgoing[next(iter(boxes_of(shown)))][0].target]
    assert c.cotangent is not None
    assert not c.is_output


def test_alike_neighbours_close_into_one() -> None:
    shown = closed_run("residual", "blocks.0 … blocks.3")
    ((_, box),) = boxes_of(shown).items()
    assert (box.part.times, box.part.kind, box.nodes) == (4, "Sequential", 8)
    assert box.part.title == "blocks.0 … 3"


@pytest.mark.parametrize(
    ("name", "what", "nodes"),
    [("skips", "(Sequential, +) × 4", 12), ("scaled", "(Sequential, mul, +, relu) × 4", 20)],
)
def test_alike_neighbours_with_a_sum_after_each_close_into_one_with_their_sums(
    name: str, what: str, nodes: int
) -> None:
    shown = closed_run(name, "blocks.0 … blocks.3")
    ((id_, box),) = boxes_of(shown).items()
    assert (holds(box)[0], box.nodes, len(box.entering)) == (what, nodes, 1)
    assert [node.op for node in shown.nodes if node.op not in LEAVES][:3] == [
        "call",
        "module",
        "call",
    ]
    assert whole_of(shown).by_id[id_].number == box.part.last
    open_ = closed(whole_of(shown), opened(shown, id_, [box.part.key]))
    assert len(boxes_of(open_)) == 4
    assert sum("add" in node.target for node in open_.nodes) == 4
    last = open_.by_id[id_]
    again = around(open_, last.id)
    assert again is not None, "a sum is in the part that it closes into"
    assert again.key == box.part.key


def test_a_sum_that_is_used_outside_is_a_result_and_unlike_neighbours_stay_apart() -> None:
    shown = closed_run("listened", "blocks.0 … blocks.3")
    ((id_, box),) = boxes_of(shown).items()
    assert (box.part.times, box.nodes, len(shown.outgoing[id_])) == (4, 11, 4)
    torch.manual_seed(0)
    module, x = RUNS["unlike"]()
    assert not any(part.times > 1 for part in tree_of(record_call(module, (x,))).parts.values())


def test_of_parts_inside_each_other_the_outer_one_counts() -> None:
    shown = closed_run("encoder", "layers.1", "layers.1.self_attn")
    assert [box.part.key for box in boxes_of(shown).values()] == ["layers.1"]


def test_a_module_that_would_hide_nothing_stays_as_it_is() -> None:
    shown = closed_run("residual", "blocks.1.1")
    assert not boxes_of(shown)


def test_a_module_is_told_by_its_name_and_never_computed_from_it() -> None:
    class Named(nn.Module):
        """Its part has the name of a function of formulas."""

        def __init__(self) -> None:
            super().__init__()
            self.sin = nn.Sequential(nn.Tanh(), nn.Tanh())

        @override
        def forward(self, x: Tensor) -> Tensor:
            return self.sin(x) * 2

    run = record_call(Named(), (torch.tensor(0.5, dtype=torch.float64),))
    shown = closed(run, ["sin"])
    (id_,) = boxes_of(shown)
    step = shown.steps[shown.by_id[id_].number - len(run.nodes) + len(shown.nodes) - 1]
    assert step.node == id_
    said = narrate(shown, Moment(step.index)).sentence
    assert said.startswith("w₃ is what sin makes of w₁: ")
    lines = {line.label: line for line in explain(shown, f"value:{id_}").lines}
    assert "Substituted" not in lines
    assert lines["Module"].text == "Sequential: 2 nodes. A double click opens it."
    reveal = walk_of(shown).at(Moment(step.index))
    written = [segment.latex for segment in line(reveal, labels_of(shown))]
    assert written[0] == r"w_{3} = \text{sin}(w_{1})"
    assert not any(r"\sin" in part for part in written)


def test_a_result_that_is_used_inside_too_says_so() -> None:
    shown = closed_run("cells", "cell")
    (id_,) = boxes_of(shown)
    c = next(e.target for e in shown.outgoing[id_] if shown.by_id[e.target].cotangent is not None)
    step = next(s for s in shown.steps if s.phase == "backward" and s.node == c)
    assert "is used inside its module too, and" in narrate(shown, Moment(step.index)).sentence


@pytest.mark.parametrize(
    ("key", "title", "written"),
    [
        ("net.40", "40", "net.40"),
        ("net.layers.0 … net.layers.5", "0 … 5", "layers.0 … 5"),
        ("net.0.conv#2", "0.conv #2", "net.0.conv #2"),
        ("a.0.1", "1", "a.0.1"),
        ("0.1", "1", "Block 0.1"),
        ("blocks.0", "blocks.0", "blocks.0"),
    ],
)
def test_a_module_that_is_called_by_a_number_is_not_written_like_a_product(
    key: str, title: str, written: str
) -> None:
    assert Part(key, title, "Block", "", 0, 1, 2).as_function == written


def test_a_closed_module_says_which_shapes_it_takes_and_gives() -> None:
    class Two(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.gate, self.last = Gate(), nn.Linear(4, 1)

        @override
        def forward(self, x: Tensor, c: Tensor) -> Tensor:
            h, c = self.gate(x, c)
            return self.last(h + c).sum()

    whole = record_call(Two(), (torch.rand(2, 4), torch.rand(3, 2, 4)))
    shut = closed(whole, {"gate"})
    (node,) = boxes_of(shut)
    assert in_and_out(shut, node) == "2×4, 3×2×4 → 2 results"
    block = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 1))
    shut = closed(record_call(nn.Sequential(block, nn.Flatten(0)), (torch.rand(2, 3),)), {"0"})
    (node,) = boxes_of(shut)
    assert in_and_out(shut, node) == "2×3 → 2×1"


def test_what_several_inside_say_alike_is_told_once() -> None:
    class Normed(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body = nn.Sequential(nn.BatchNorm1d(3), nn.Tanh(), nn.BatchNorm1d(3))

        @override
        def forward(self, x: Tensor) -> Tensor:
            return self.body(x).sum()

    shut = closed(record_call(Normed(), (torch.rand(4, 3),)), {"body"})
    (node,) = boxes_of(shut)
    notes = [line.text for line in explain(shut, f"value:{node}").lines if line.label == "Note"]
    assert len([event for event in shut.events if event.node == node]) > len(notes)
    assert len(notes) == len(set(notes)) > 0
