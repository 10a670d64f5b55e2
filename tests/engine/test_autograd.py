"""Autograd's own graph: the same as torchviz shows of plain PyTorch, and linked only where sure."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest
import torch
from torch import Tensor, nn
from torch.autograd.graph import GradientEdge
from torchviz import make_dot

from graphlab.engine.autograd import autograd_graph
from graphlab.engine.call import recording_of_call
from graphlab.engine.code.scripts import recording_of_script
from graphlab.engine.expressions.expression import recording_of_expression
from graphlab.engine.recording.ends import graph_between
from graphlab.engine.recording.tape import tensors_in
from graphlab.engine.twins import Twins
from graphlab.errors import InputError
from graphlab.study.examples import LECTURE
from tests.engine.constructs import CONSTRUCTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphlab.engine.call import Recording
    from graphlab.record import AutogradGraph

NAMES = (
    "same_argument_twice",
    "broadcasting",
    "eigh",
    "permute_family",
    "inplace_mul_used_later",
    "augmented_assignment",
    "setitem_tensor",
    "setitem_mask",
    "two_overlapping_views",
    "base_written_view_read",
    "to_dtype",
    "returned_twice",
    "module_transformer_layer",
)

OWN_FUNCTION = """
import torch

class Ramp(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x, x > 0)
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx, g):
        _, is_positive = ctx.saved_tensors
        return g * is_positive

W = torch.randn(2, 3, requires_grad=True)
loss = (Ramp.apply(W * 2) + Ramp.apply(W)).sum()
"""


def told(graph: AutogradGraph) -> list[str]:
    """``MulBackward0=w3 <- AccumulateGrad AccumulateGrad``, a line a node."""
    behind: dict[int, list[str]] = {place: [] for place in range(len(graph.nodes))}
    for link in graph.links:
        behind[link.target].append(graph.nodes[link.source].label.split("\n")[0])
    return [
        f"{node.label}={node.node} <- {' '.join(behind[place])}"
        for place, node in enumerate(graph.nodes)
    ]


def torchvizs(outputs: list[Tensor]) -> nx.MultiDiGraph:
    """What torchviz shows, read from its text by other means than graphlab's."""
    graph = nx.MultiDiGraph()
    for line in make_dot(tuple(outputs)).body:
        head, _, rest = line.strip().partition(" [label=")
        if "->" in head:
            source, _, target = head.partition(" [")[0].partition(" -> ")
            graph.add_edge(source, target)
        else:
            last = rest.partition("]")[0].split("\n")[-1]
            graph.add_node(head, label=last.partition('"')[0].strip())
    return graph


def shown(graph: AutogradGraph) -> nx.MultiDiGraph:
    made = nx.MultiDiGraph((link.source, link.target) for link in graph.links)
    for place, node in enumerate(graph.nodes):
        made.add_node(place, label=node.label.split("\n")[-1])
    return made


def test_the_lectures_function_in_full() -> None:
    recording = recording_of_expression(LECTURE.text, LECTURE.inputs)
    graph = autograd_graph(recording)
    assert told(graph) == [
        "x\n()=w1 <- ",
        "y\n()=w2 <- ",
        "AccumulateGrad=w1 <- x",
        "AccumulateGrad=w2 <- y",
        "MulBackward0=w3 <- AccumulateGrad AccumulateGrad",
        "CosBackward0=w4 <- MulBackward0",
        "PowBackward0=w5 <- CosBackward0",
        "LogBackward0=w7 <- CosBackward0",
        "MulBackward0=w6 <- PowBackward0",
        "AddBackward0=w8 <- MulBackward0 LogBackward0",
        "()=w8 <- AddBackward0",
    ]
    assert Counter(node.kind for node in graph.nodes) == {"function": 8, "leaf": 2, "output": 1}


def asked_alike(name: str) -> tuple[Recording, Callable[..., Any], list[Tensor]]:
    """A construct as it was recorded, and leaves for a plain run of it."""
    torch.manual_seed(0)
    function, *given = CONSTRUCTS[name]()
    recording = recording_of_call(function, given)
    if isinstance(function, nn.Module):
        return recording, function, given
    return recording, function, [t.clone().requires_grad_() for t in given]


@pytest.mark.parametrize("name", NAMES)
def test_it_is_torchvizs_graph_and_every_link_has_the_same_adjoint(name: str) -> None:
    """The adjoint at a node of a plain run, asked of autograd, is that of the node it is linked to.

    Views are left out that were written to: what of their adjoint goes past them is counted to them
    in the Record, and not in autograd's graph.
    """
    recording, function, leaves = asked_alike(name)
    outputs = list(tensors_in(function(*leaves)))
    theirs, ours = torchvizs(outputs), shown(autograd_graph(recording))
    assert nx.is_isomorphic(ours, theirs, node_match=lambda a, b: a == b)

    starts = [torch.ones_like(output) for output in outputs]
    graph = graph_between((), outputs)
    twins = Twins(recording.tape, recording.numbering.ids, recording.record.output_ids, graph)
    entry_of = {id_: recording.tape.entries[n] for n, id_ in recording.numbering.ids.items()}
    residual = {edge.source for edge in recording.record.edges if edge.origin == "residual"}
    compared = 0
    for node in nodes_behind(outputs):
        id_ = twins.owner(node)
        if id_ is None or id_ in residual or hasattr(node, "variable"):
            continue
        entry, adjoint = entry_of[id_], recording.record.by_id[id_].adjoint
        if entry.edge is not None and entry.edge.node is twins.twin(node):
            (found,) = torch.autograd.grad(
                outputs, [GradientEdge(node, entry.edge.output_nr)], starts, retain_graph=True
            )
            assert torch.allclose(found, torch.tensor(adjoint), rtol=1e-4, atol=1e-5)
            compared += 1
    assert compared


def nodes_behind(outputs: list[Tensor]) -> list[Any]:
    found = dict.fromkeys(output.grad_fn for output in outputs)
    waiting = list(found)
    while waiting:
        new = [n for n, _ in waiting.pop().next_functions if n is not None and n not in found]
        found |= dict.fromkeys(new)
        waiting += new
    return list(found)


def test_parameters_have_their_names_and_one_operation_may_be_several_functions() -> None:
    net = nn.Sequential(nn.Linear(3, 2), nn.ReLU())
    graph = autograd_graph(recording_of_call(net, (torch.rand(4, 3),)))
    assert {n.label for n in graph.nodes if n.kind == "leaf"} == {"0.weight\n(2, 3)", "0.bias\n(2)"}
    linear = {n.label for n in graph.nodes if n.node == "w4" and n.kind == "function"}
    assert linear == {"AddmmBackward0", "TBackward0"}
    assert all(node.node for node in graph.nodes)


@pytest.mark.parametrize("end", ["", "loss.backward()\n"])
def test_what_a_function_of_ones_own_saved_is_shown_though_backward_has_freed_it(end: str) -> None:
    recording = recording_of_script(OWN_FUNCTION + end, kind="statements", name="")
    graph = autograd_graph(recording)
    saved = [
        (graph.nodes[link.source].kind, graph.nodes[link.source].label, graph.nodes[link.target])
        for link in graph.links
        if link.bond == "saved"
    ]
    assert {(kind, label, node.label) for kind, label, node in saved} == {
        ("leaf", "W\n(2, 3)", "RampBackward"),
        ("saved", "(2, 3)", "RampBackward"),
    }
    assert all(node.node for node in graph.nodes if node.kind == "function")


def inconstant(times: int = 1) -> Callable[[Tensor], Tensor]:
    """A function that computes sin 2x once when it is run first, and twice afterwards."""
    calls: list[int] = []

    def function(x: Tensor) -> Tensor:
        calls.append(1)
        total = x.cos() if len(calls) == 1 else x.tan()
        for _ in range(times):
            first = (x * 2).sin()
            total = total + first * (first if len(calls) == 1 else (x * 2).sin())
        return total.exp()

    return function


def links_of(recording: Recording) -> dict[str, str | None]:
    graph = autograd_graph(recording)
    return {node.label: node.node for node in graph.nodes if node.kind == "function"}


def test_where_two_runs_contradict_each_other_there_is_no_link() -> None:
    linked = links_of(recording_of_call(inconstant(), (torch.rand(3),)))
    assert (linked["ExpBackward0"], linked["AddBackward0"]) == ("w9", "w8")
    assert linked["SinBackward0"] is linked["CosBackward0"] is None


def test_where_they_contradict_each_other_often_nothing_is_believed() -> None:
    linked = links_of(recording_of_call(inconstant(30), (torch.rand(3),)))
    assert set(linked.values()) == {None}


def test_a_leaf_that_two_inputs_share_is_neither() -> None:
    base = torch.rand(4)
    recording = recording_of_call(lambda a, b: a.sum() * b.sum(), (base[:2], base[1:]))
    linked = links_of(recording)
    assert linked["AccumulateGrad"] is None
    assert linked["MulBackward0"] == recording.record.output_ids[0]


def test_an_output_that_was_written_through_a_view() -> None:
    def function(x: Tensor) -> tuple[Tensor, Tensor]:
        y = x * 2
        row = y[0]
        row.mul_(3)
        return y, row

    linked = links_of(recording_of_call(function, (torch.rand(2, 2),)))
    assert linked["CopySlices"] == "w4"
    assert linked["MulBackward0"] == "w2"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("x = torch.ones(2, requires_grad=True)\nfor _ in range(1200):\n    x = x * 1.001",
         "torchviz gave up .* graphlab's own graph shows the same run"),
        ("x = torch.ones(2, requires_grad=True)\nwith torch.no_grad():\n    y = x * 2",
         "No output of this run requires a gradient"),
        ("x = torch.arange(3)\ny = x + 1", "No output of this run requires a gradient"),
        ("x = torch.ones(2, requires_grad=True)\ny = x * 2\ny @ torch.ones(3)",
         "Autograd has no graph of this run: the code stopped"),
    ],
)  # fmt: skip
def test_where_there_is_nothing_to_show_one_sentence_says_why(code: str, sentence: str) -> None:
    recording = recording_of_script(f"import torch\n{code}\n", kind="statements", name="")
    with pytest.raises(InputError, match=sentence):
        autograd_graph(recording)
