"""Faults planted in the recorder of code: each must turn the check red, or take a number away."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import torch

from graphlab.engine.call import record_call
from graphlab.engine.invariant import BROKEN
from graphlab.engine.recording import backward, residuals, tape, writes
from graphlab.engine.recording.recorder import Recorder
from tests.engine.constructs import CONSTRUCTS

if TYPE_CHECKING:
    import pytest

    from graphlab.engine.recording.tape import Entry
    from graphlab.record import Record


def record(name: str) -> Record:
    torch.manual_seed(1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        function, *args = CONSTRUCTS[name]()
        return record_call(function, args)


def assert_red(name: str, note: str = "") -> None:
    found = record(name)
    assert found.check.agrees is False
    assert note in found.check.note
    assert all(edge.contribution is None for edge in found.edges)


def test_nothing_is_red_without_a_fault() -> None:
    for name in ("same_argument_twice", "two_overlapping_views", "module_mlp"):
        assert record(name).check.agrees is True


def test_a_dropped_alias(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tape, "_alias", lambda tensor: tensor)
    assert_red("same_argument_twice", BROKEN)


def test_shares_through_shared_memory_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backward, "complete", lambda *args: None)
    assert_red("two_overlapping_views", BROKEN)


def test_a_written_view_that_keeps_all_of_its_gradient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(residuals.torch, "isin", lambda one, two: torch.zeros_like(one) > 0)
    assert_red("view_written_base_read", BROKEN)


def test_a_view_that_is_forgotten_when_its_base_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(writes, "live_views", lambda *args: [])
    assert_red("base_written_view_read", BROKEN)


def test_a_value_that_a_later_write_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = record("inplace_on_input").nodes[0].value
    monkeypatch.setattr(writes, "_keep_values", lambda *args: None)
    changed = record("inplace_on_input").nodes[0].value
    assert plain is not None
    assert changed is not None
    assert plain.tolist() != changed.tolist()


def test_an_operation_that_is_run_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    call = tape.Tape.call

    def twice(self: Any, function: Any, args: Any, kwargs: Any = None) -> Any:
        result = call(self, function, args, kwargs)
        if getattr(function, "__name__", "") == "mul":
            return call(self, torch.mul, (result, 1.5))
        return result

    monkeypatch.setattr(tape.Tape, "call", twice)
    assert_red("f_of_x_and_x")


def test_a_contribution_at_the_wrong_edge(monkeypatch: pytest.MonkeyPatch) -> None:
    found = backward.gradients

    def swapped(*args: Any) -> Any:
        result = found(*args)
        result.contributions[-1].reverse()
        return result

    monkeypatch.setattr("graphlab.engine.call.gradients", swapped)
    torch.manual_seed(1)
    assert record_call(lambda a, b: a * b, (torch.rand(3), torch.rand(3))).check.agrees is False


def test_random_numbers_drawn_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    handle = Recorder.__torch_function__

    def greedy(self: Any, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        torch.rand(1)
        return handle(self, func, types, args, kwargs)

    monkeypatch.setattr(Recorder, "__torch_function__", greedy)
    assert_red("random_dropout")


def test_a_use_that_is_not_entered(monkeypatch: pytest.MonkeyPatch) -> None:
    add = tape.Tape.add

    def forgetful(self: Any, entry: Entry) -> int:
        if getattr(entry.function, "__name__", "") == "tanh":
            entry.uses[0].edge = None
        return add(self, entry)

    monkeypatch.setattr(tape.Tape, "add", forgetful)
    assert_red("sigmoid_tanh", BROKEN)
