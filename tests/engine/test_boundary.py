"""Where graphlab's own code meets the person's: whatever theirs raises, and who is to blame."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn

from graphlab.engine.call import recording_of_call
from graphlab.engine.code.scripts import record_script
from graphlab.engine.recording.recorder import Recorder
from graphlab.engine.recording.tape import Tape
from graphlab.engine.statements import recording_of_statements
from graphlab.errors import RecordingError
from graphlab.worker.refusals import refused


class Speechless(Exception):  # noqa: N818
    def __str__(self) -> str:
        raise ValueError("no words")


def speechless(x: Any) -> Any:
    y = x * 2
    if y is not None:
        raise Speechless
    return y


def told(record: Any, kind: str) -> list[str]:
    return [event.sentence for event in record.events if event.kind == kind]


def test_an_exception_that_cannot_say_what_it_is_still_ends_the_graph_with_a_sentence() -> None:
    record = recording_of_call(speechless, (torch.ones(2),), keep_partial=True).record
    assert told(record, "raised") == ["The code stopped here: Speechless"]
    assert len(record.nodes) == 2


def test_the_same_in_statements() -> None:
    def run() -> dict[str, Any]:
        return {"y": speechless(torch.ones(2))}

    record = recording_of_statements(run, user_file=__file__, keep_partial=True).record
    assert told(record, "raised") == ["The code stopped here: Speechless"]


class Uncopied(nn.Module):
    def __deepcopy__(self, memo: object) -> object:
        raise Speechless

    def forward(self, x: Any) -> Any:
        return x * 2


def test_a_module_that_cannot_be_copied_is_run_and_not_called_checked() -> None:
    record = recording_of_call(Uncopied(), (torch.ones(2),)).record
    assert record.check.agrees is None
    assert "cannot be copied" in record.check.note


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of graphlab's own, in the middle of the person's code."""

    def fail(*_: object) -> None:
        raise AttributeError("a slip of the recorder")

    monkeypatch.setattr(Tape, "call", fail)


@pytest.mark.usefixtures("broken")
def test_a_fault_of_our_own_is_not_called_the_person_s() -> None:
    with pytest.raises(RecordingError, match="graphlab could not follow this code"):
        recording_of_call(lambda x: x * 2, (torch.ones(2),))
    with pytest.raises(RecordingError, match="plain PyTorch runs it"):
        recording_of_call(lambda x: x * 2, (torch.ones(2),), keep_partial=True)


@pytest.mark.usefixtures("broken")
def test_nor_in_statements() -> None:
    def run() -> dict[str, Any]:
        return {"y": torch.ones(2) * 2}

    with pytest.raises(RecordingError, match="plain PyTorch runs it"):
        recording_of_statements(run, user_file=__file__, keep_partial=True)


def test_a_fault_after_the_person_s_code_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AttributeError("a slip after the run")

    monkeypatch.setattr("graphlab.engine.runs._unique_outputs", fail)
    with pytest.raises(AttributeError, match="slip after the run"):
        recording_of_call(lambda x: x * 2, (torch.ones(2),), keep_partial=True)


def test_the_recorder_is_gone_after_whatever_happens(broken: None) -> None:
    with pytest.raises(RecordingError):
        recording_of_call(lambda x: x * 2, (torch.ones(2),))
    assert torch._C._len_torch_function_stack() == 0
    assert nn.Module.__call__ is nn.Module.__dict__["__call__"]
    assert not isinstance(torch.overrides._get_current_function_mode(), Recorder)


class Dice:
    """Differs from run to run, whatever the seed."""

    def __init__(self) -> None:
        self.runs = 0

    def ones(self) -> Any:
        self.runs += 1
        return torch.ones(self.runs)


def test_code_that_does_not_do_the_same_twice_may_stop_in_the_recorded_run() -> None:
    """PyTorch raises in C, which has no frame: the last line of the traceback is graphlab's."""
    dice = Dice()
    record = recording_of_call(
        lambda x: (x * 2) @ dice.ones(), (torch.ones(1),), keep_partial=True
    ).record
    assert "size" in told(record, "raised")[0]
    assert dice.runs == 3, "plain, recorded, and once more to see who is to blame"


def test_what_the_person_s_code_raises_now_and_then_is_theirs() -> None:
    dice = Dice()

    def now_and_then(x: Any) -> Any:
        y = x * 2
        if len(dice.ones()) > 1:
            raise ValueError("too late")
        return y

    record = recording_of_call(now_and_then, (torch.ones(1),), keep_partial=True).record
    assert told(record, "raised") == ["The code stopped here: ValueError: too late"]
    again = Dice()

    def run() -> dict[str, Any]:
        return {"y": torch.ones(1) @ again.ones()}

    record = recording_of_statements(run, user_file=__file__, keep_partial=True).record
    assert "size" in told(record, "raised")[0]


def test_where_plain_pytorch_stops_too_that_is_what_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("graphlab.engine.recording.recorder.may_draw", None)

    def stops(x: Any) -> Any:
        y = torch.cos(x)
        raise KeyError("of the person")
        return y

    with pytest.raises(KeyError, match="of the person"):
        recording_of_call(stops, (torch.ones(2),))


def test_the_line_and_the_traceback_lead_to_what_could_not_be_followed(broken: None) -> None:
    text = "x = torch.ones(2)\ny = x * 2"
    with pytest.raises(RecordingError) as caught:
        record_script(text)
    assert str(caught.value).startswith("Line 1: graphlab could not follow this code")
    assert "AttributeError: a slip of the recorder" in str(caught.value)
    assert 'File "<your code>", line 1' in caught.value.details
    assert "recorder.py" in caught.value.details, "graphlab's own lines are what matters here"
    answer = refused(7, caught.value)
    assert (answer.line, answer.details) == (1, caught.value.details)
    assert answer.problem.startswith("graphlab could not follow this code")


def test_a_slip_after_the_run_is_not_explained_as_a_mistake_in_the_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("graphlab.engine.call.tell", None)
    with pytest.raises(RecordingError, match="made a mistake of its own after your code"):
        record_script("def f(x): return x*2", kind="function", inputs={"x": "[1.]"})


class Refusing(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        return x * 2

    @staticmethod
    def backward(ctx: Any, share: Any) -> Any:
        raise Speechless


def test_a_backward_of_the_person_s_own_may_raise_anything() -> None:
    record = recording_of_call(lambda x: Refusing.apply(x) + 1, (torch.ones(2),)).record
    assert told(record, "backward") == [
        "There is no backward pass. The code stopped with Speechless."
    ]
    assert record.check.agrees is None

    def run() -> dict[str, Any]:
        return {"y": Refusing.apply(torch.ones(2, requires_grad=True))}

    record = recording_of_statements(run, user_file=__file__).record
    (event,) = (event for event in record.events if event.kind == "backward")
    assert event.line == Refusing.backward.__code__.co_firstlineno + 2


def test_a_backward_pass_that_only_graphlab_cannot_do_is_not_denied(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("an alias too many")

    for place in ("call", "statements"):
        monkeypatch.setattr(f"graphlab.engine.{place}.gradients", fail)
    record = recording_of_call(lambda x: x * 2, (torch.ones(2),)).record
    (said,) = told(record, "backward")
    assert said.startswith("graphlab could not follow the backward pass, though plain PyTorch has")
    x = torch.ones(2, requires_grad=True)
    record = recording_of_statements(lambda: {"y": x * 2}, user_file=__file__).record
    assert told(record, "backward") == [said]


def blank(_error: object) -> object:
    raise ZeroDivisionError("no attributes either")


class Featureless(Exception):  # noqa: N818
    """Whatever is asked of it raises."""

    __dict__ = property(blank)  # type: ignore[assignment]
    __notes__ = property(blank)  # type: ignore[assignment]


def test_an_exception_without_readable_attributes_ends_the_graph_as_any_other() -> None:
    def run() -> dict[str, Any]:
        torch.ones(2).exp()
        raise Featureless

    record = recording_of_statements(run, user_file=__file__, keep_partial=True).record
    assert told(record, "raised") == ["The code stopped here: Featureless"]


def test_a_refusal_of_such_an_exception_can_be_sent() -> None:
    reply = refused(3, Featureless("x"))
    assert (reply.number, reply.problem, reply.details) == (3, "Running this failed: x", "")
