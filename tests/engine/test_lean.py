"""Recorded without values: the same graph, steps and digests, and no array is held."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from torch import nn

from graphlab.digest import digest
from graphlab.engine.call import record_call, recording_of_call
from graphlab.engine.code.given import recording_of
from graphlab.engine.code.scripts import record_script, recording_of_script
from graphlab.engine.code.shown import Shown
from graphlab.engine.invariant import BROKEN
from graphlab.engine.jacobian import edge_jacobian
from graphlab.engine.recording import passing, room
from graphlab.engine.recording.room import ROOM
from graphlab.errors import InputError
from graphlab.record import NOT_KEPT
from tests.engine.constructs import CONSTRUCTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphlab.record import Array, Digest, Record

QUICK = (
    "hook relu_inplace_flag module_lstm max_along module_attention module_mlp returned_twice"
    " same_argument_twice setitem_tensor split_chunk vmap_inside written_twice view_of_view_written"
    " custom_function module_cnn complex_output module_tied setitem_mask two_overlapping_views"
).split()
UNFILLED = {"copy_into", "out_argument"}
"""They show numbers of torch.empty, which are never the same."""
LATER = {"module_batch_norm"}
"""Its buffers are written by the layer itself: with values they are shown as they were left."""
WRITTEN = {"overlapping_inputs_written"}
"""PyTorch refuses it, and it is checked neither way."""
FIELDS = (
    "id op target formula name shape dtype path line storage version stride offset storage_bytes"
    " is_output"
).split()


@pytest.fixture(autouse=True)
def _float64() -> Iterator[None]:
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def record(name: str, *, keeps_values: bool) -> Record:
    torch.manual_seed(1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        function, *args = CONSTRUCTS[name]()
        return record_call(function, args, keeps_values=keeps_values)


def told(found: Digest) -> tuple[object, ...]:
    numbers = found.low, found.high, found.mean, found.rms, found.zeros, found.not_finite
    return (*numbers, found.thumbnail.tobytes())


def is_told_by(array: Array | None, number: Array | None, digest_: Digest | None) -> bool:
    """Whether an array is there as a single number, or as its digest."""
    if array is None:
        return number is None and digest_ is None
    if array.size == 1:
        return digest_ is None and np.array_equal(number, array, equal_nan=True)
    return number is None and digest_ is not None and told(digest_) == told(digest(array))


def unlike(name: str) -> list[object]:
    """Where a run without values differs from the same with values."""
    whole, lean = record(name, keeps_values=True), record(name, keeps_values=False)
    found: list[object] = []
    for one, other in zip(whole.nodes, lean.nodes, strict=True):
        found += [(one.id, f) for f in FIELDS if getattr(one, f) != getattr(other, f)]
        if name not in UNFILLED | LATER:
            found += [(one.id, "value")] * (
                not is_told_by(one.value, other.value, other.value_digest)
            )
            found += [(one.id, "adjoint")] * (
                not is_told_by(one.adjoint, other.adjoint, other.adjoint_digest)
            )
    if [edge.key for edge in whole.edges] != [edge.key for edge in lean.edges]:
        found.append("edges")
    found += [e.key for e, o in zip(whole.edges, lean.edges, strict=True) if e.origin != o.origin]
    if whole.steps != lean.steps:
        found.append("steps")
    if whole.check.agrees != lean.check.agrees:
        found.append((whole.check, lean.check))
    assert not lean.keeps_values
    return found


@pytest.mark.parametrize("name", QUICK)
def test_the_digests_are_those_of_a_run_with_values(name: str) -> None:
    assert unlike(name) == []


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(CONSTRUCTS.keys() - WRITTEN))
def test_so_they_are_for_every_construct(name: str) -> None:
    assert unlike(name) == []


class Deep(nn.Module):
    """What a residual network does: shares of many uses, writes in place, several results."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(16, 16) for _ in range(12))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for layer in self.layers:
            x = x + torch.sin(layer(x)) * 2 + 1
        return x.sum()


def test_only_what_autograd_needs_is_held_and_after_the_pass_not_even_that() -> None:
    x = torch.randn(64, 16, requires_grad=True)
    net = Deep()
    whole = recording_of_call(net, [x])
    lean = recording_of_call(net, [x], keeps_values=False)
    memories = lean.tape.memories
    assert memories is not None
    made = sum(e.form.nbytes for e in whole.tape.entries if e.form is not None)
    assert made > 12 * 4 * x.nbytes
    assert memories.held() <= sum(weight.nbytes for weight in net.parameters())
    assert all(entry.result is None for entry in lean.tape.entries if entry.op == "call")


def test_while_the_code_runs_less_is_held_than_with_values(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held: list[int] = []
    run = passing.passing

    def before(tape: Any, *args: Any, **kwargs: Any) -> Any:
        held.append(tape.memories.held())
        return run(tape, *args, **kwargs)

    monkeypatch.setattr("graphlab.engine.call.passing", before)
    x = torch.randn(64, 16, requires_grad=True)
    with_values = recording_of_call(Deep(), [x]).tape
    recording_of_call(Deep(), [x], keeps_values=False)
    memories = {e.form.memory: e.form.nbytes for e in with_values.entries if e.form is not None}
    assert 2 * held[0] < sum(memories.values())


def test_a_sum_that_is_wrong_is_found_while_it_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    x = torch.ones(3, requires_grad=True)

    def function(x: torch.Tensor) -> torch.Tensor:
        return (x * x + torch.sin(x)).sum()

    assert record_call(function, [x], keeps_values=False).check.agrees
    monkeypatch.setattr(passing._Sum, "add", lambda *_: None)  # forgets all but the first
    found = record_call(function, [x], keeps_values=False)
    assert (found.check.agrees, found.check.note) == (False, BROKEN)
    assert not found.flowing


def test_gradients_are_held_against_the_plain_run(monkeypatch: pytest.MonkeyPatch) -> None:
    tell = passing._Passing._tell
    monkeypatch.setattr(passing._Passing, "_tell", lambda own, i, a: tell(own, i, a + 1))
    found = record_call(nn.Linear(3, 2), [torch.ones(3)], keeps_values=False)
    assert found.check.agrees is False


def test_what_is_returned_and_the_gradients_are_left_out_but_for_single_numbers() -> None:
    net = nn.Linear(3, 1)
    found = record_call(net, [torch.ones(3, requires_grad=True)], keeps_values=False)
    assert found.check.agrees
    assert found.outputs[0].shape == (1,)
    assert list(found.gradients) == ["bias"]
    assert record_call(nn.Linear(3, 2), [torch.ones(3)], keeps_values=False).outputs == ()
    assert found.events[0].kind == "not_kept"


def test_statements_start_their_own_backward_pass_after_ours() -> None:
    text = (
        "x = torch.ones(4, requires_grad=True)\ny = (x*x*3).relu_()\nloss = y.sum()\n"
        "loss.backward()\nassert x.grad.sum() == 24\n"
    )
    found = record_script(text, keeps_values=False)
    assert found.check.agrees is True, found.check
    x = next(node for node in found.nodes if node.name == "x")
    assert (x.adjoint, x.adjoint_digest.low) == (None, 6)
    last = record_script("x = torch.ones(4, requires_grad=True)\ny = x*3", keeps_values=False)
    assert last.check.agrees is True
    assert last.nodes[-1].name == "y"


def test_what_arrived_before_an_operation_without_a_derivative_is_kept() -> None:
    class Once(torch.autograd.Function):
        @staticmethod
        def forward(_ctx: Any, x: torch.Tensor) -> torch.Tensor:
            return x * 2

        @staticmethod
        def backward(_ctx: Any, *_: Any) -> Any:
            raise RuntimeError("no way back")

    found = record_call(
        lambda x: torch.sin(Once.apply(x)).sum(), [torch.ones(3)], keeps_values=False
    )
    assert found.check.agrees is None
    has_adjoint = [n.adjoint is not None or n.adjoint_digest is not None for n in found.nodes]
    assert has_adjoint == [False, True, True, True]


def test_the_first_number_that_is_not_finite_is_told_from_digests() -> None:
    found = record_call(
        lambda x: torch.exp(x * 1000).sum(), [torch.tensor([1.0, 2.0])], keeps_values=False
    )
    assert "w₃ is the first value that is not finite." in [e.sentence for e in found.events]


def test_who_asks_for_arrays_is_told_how_to_get_them() -> None:
    recording = recording_of_call(nn.Linear(3, 2), [torch.ones(3)], keeps_values=False)
    edge = recording.record.edges[0]
    with pytest.raises(InputError, match=NOT_KEPT[:30]):
        edge_jacobian(recording, edge.source, edge.target, edge.argument)
    with pytest.raises(InputError, match="A formula keeps its values"):
        recording_of("x*y", (), {"x": 1.0, "y": 2.0}, keeps_values=False)


def test_what_a_program_shows_can_be_run_again_either_way() -> None:
    shown = Shown(nn.Linear(3, 2), [torch.ones(3)], {}, keeps_values=False)
    assert not shown.recording().record.keeps_values
    assert shown.again([], 0, None).record.keeps_values


NET = """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(8, 8) for _ in range(6))

    def forward(self, x):
        for layer in self.layers:
            x = torch.tanh(layer(x))
        return x.sum()
"""


def test_without_values_there_is_room_for_what_did_not_fit_and_else_it_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room, "_SPARE", 0)
    monkeypatch.setattr(room, "_LOOK", 0)
    monkeypatch.setattr(type(ROOM), "told", lambda *_: "graphlab may use 2 MB")
    x = {"x": "randn(4096, 8)"}  # 256 kB

    def run(left: int, *, keeps_values: bool) -> Record:
        monkeypatch.setattr(type(ROOM), "left", left << 10)
        return record_script(NET, kind="module", name="Net", inputs=x, keeps_values=keeps_values)

    assert run(2000, keeps_values=True).events[-1].offers[0] == "without-values"
    assert run(2000, keeps_values=False).check.agrees
    with pytest.raises(InputError, match="even without values"):
        run(1000, keeps_values=False)  # not even the input
    left = iter([1 << 40] * 18)
    monkeypatch.setattr(type(ROOM), "left", property(lambda _: next(left, 0)))
    halted = recording_of_script(NET, kind="module", name="Net", inputs=x, keeps_values=False)
    assert halted.tape.memories is not None
    assert halted.tape.memories.held() < 10_000, "what autograd saved is not kept for nothing"
    event = halted.record.events[-1]
    assert event.sentence.startswith("This run is too large even without values: ")
    assert "without values and without a backward pass." in event.sentence
    assert "without-values" not in event.offers
