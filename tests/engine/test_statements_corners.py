"""Statements that end in an odd way: what is shown of them, and what the check says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from graphlab.engine.statements import record_statements

if TYPE_CHECKING:
    from graphlab.record import Record

FILE = "<your code>"


def record(text: str, *, runs: list[str] | None = None, **options: Any) -> Record:
    """The Record of a text; ``runs`` are the texts of the plain and the recorded run."""
    texts = iter(runs or [text, text])

    def run() -> dict[str, Any]:
        names: dict[str, Any] = {"torch": torch, "nn": torch.nn, "__name__": "code"}
        exec(compile(next(texts), FILE, "exec"), names)
        return {name: value for name, value in names.items() if name[:2] != "__"}

    return record_statements(run, user_file=FILE, **options)


def test_a_parameter_without_a_module_is_a_parameter() -> None:
    found = record(
        "w = nn.Parameter(torch.tensor([1., 2.]))\nx = torch.tensor([3., 4.])\ny = (w*x).sum()\n"
    )
    assert found.check.agrees
    assert [(n.name, n.op) for n in found.nodes if n.op == "parameter"] == [("w", "parameter")]
    gradient = found.gradients["w"]
    assert gradient is not None
    assert gradient.tolist() == [3.0, 4.0]


def test_without_names_the_last_tensor_is_the_end() -> None:
    found = record("[torch.ones(2, requires_grad=True)*3 for _ in range(2)]\n")
    assert found.output_ids == (found.nodes[-1].id,)
    assert found.outputs[0].tolist() == [3.0, 3.0]
    leaf = next(node for node in found.nodes if node.op == "input")
    assert (leaf.name or "").startswith("leaf")


def test_a_name_for_a_tensor_from_nothing_is_no_end() -> None:
    found = record("x = torch.ones(2, requires_grad=True)\ny = x*2\nz = torch.zeros(3)\n")
    assert [found.by_id[id_].name for id_ in found.output_ids] == ["y"]


def test_an_operation_without_a_derivative_leaves_the_forward_pass() -> None:
    found = record("a = torch.tensor([1., 2.], requires_grad=True)\ny = torch.igamma(a, a)\n")
    assert found.check.agrees is None
    assert "the derivative for 'igamma: input' is not implemented" in found.check.note
    assert any("There is no backward pass." in event.sentence for event in found.events)
    np.testing.assert_allclose(found.outputs[0], torch.igamma(*[torch.tensor([1.0, 2.0])] * 2))


START = "x = torch.tensor([1., 2.], requires_grad=True)\n"


@pytest.mark.parametrize(
    ("plain", "recorded", "note"),
    [
        ("raise ValueError('now and then')", "y = x*2", "plain PyTorch stopped: ValueError: now"),
        ("z = x*2", "y = x*2", "the plain run has no such tensor"),
        ("y = (x*2).detach()", "y = x*2", "the plain run has other leaves"),
        ("y = x*3", "y = x*2", "the recorded graph does not reproduce plain PyTorch"),
        ("(x*3).sum().backward()", "(x*2).sum().backward()", "does not reproduce plain PyTorch"),
        ("y = x*2", "(x*2).sum().backward()", "the plain run has no such tensor"),
    ],
)
def test_runs_that_differ_are_told(plain: str, recorded: str, note: str) -> None:
    check = record("", runs=[START + plain, START + recorded]).check
    assert not check.agrees
    assert note in check.note


def test_code_that_stops_is_shown_up_to_there() -> None:
    found = record(START + "y = x*2\nz = y @ torch.ones(3)\n", keep_partial=True)
    assert found.check.note == "the code stopped with an error"
    assert [node.text for node in found.nodes] == ["leaf1", "w1*2", "ones(3)"]
    (raised,) = [event for event in found.events if event.kind == "raised"]
    assert raised.line == 3


def test_a_number_that_chooses_is_told() -> None:
    found = record(
        START
        + "n = torch.tensor(2)\ny = x\nfor k in range(n):\n    y = y*[2, 3, 4][torch.tensor(k)]\n"
    )
    assert found.check.agrees
    told = [event.sentence for event in found.events if event.kind == "branch"]
    assert any("as a whole number, so another input may give another graph" in t for t in told)
    assert not any(event.kind == "same_graph" for event in found.events)


def test_the_first_number_that_is_not_finite_is_named_past_several_results() -> None:
    found = record(START + "a, i = torch.max(x, 0)\ny = torch.exp(a + 1e3)\nz = y*2\n")
    (event,) = [event for event in found.events if event.kind == "overflow"]
    assert event.node == next(node.id for node in found.nodes if node.name == "y")


def test_an_index_into_much_keeps_its_gradient_but_not_its_places() -> None:
    small = record("x = torch.ones(100, requires_grad=True)\ny = x[3:5].sum()\n")
    large = record("x = torch.ones(70_000, requires_grad=True)\ny = x[3:5].sum()\n")
    for found, places in ((small, [3, 4]), (large, None)):
        assert found.check.agrees
        (edge,) = [e for e in found.edges if found.by_id[e.source].name == "x"]
        assert (None if edge.taken is None else edge.taken.tolist()) == places
        assert edge.contribution is not None
        assert np.flatnonzero(edge.contribution).tolist() == [3, 4]


@pytest.mark.filterwarnings("ignore:Sparse invariant")
def test_an_index_into_a_sparse_tensor_is_recorded() -> None:
    found = record(
        "x = torch.eye(3).to_sparse()\ny = x.index_select(0, torch.tensor([1])).to_dense()\n"
    )
    assert found.check.agrees
    assert found.outputs[0].tolist() == [[0.0, 1.0, 0.0]]
    assert all(edge.taken is None for edge in found.edges)


def test_a_second_backward_pass_is_told_at_its_line_in_words() -> None:
    found = record(START + "y = (x*x).sum()\ny.backward()\ny.backward()\n")
    (told,) = [event for event in found.events if event.kind == "stopped"]
    assert told.line == 4
    assert told.sentence.startswith("Plain PyTorch stops here. A backward pass has gone through")
    assert "retain_graph=True" in told.sentence
    assert "second time" in told.details
    assert found.check.agrees is None
    assert "Trying to" not in found.check.note
    assert found.nodes[-1].adjoint is not None
