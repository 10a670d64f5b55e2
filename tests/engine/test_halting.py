"""A run that is ended before its end keeps what was recorded, and says how far it came."""

from __future__ import annotations

import signal
import sys
import threading

import numpy as np
import pytest
import torch
from torch import nn

from graphlab.engine.call import recording_of_call
from graphlab.engine.code.scripts import record_script
from graphlab.engine.recording import halting
from graphlab.engine.recording.halting import STOP
from graphlab.errors import LimitError

interrupts = pytest.mark.skipif(sys.platform == "win32", reason="signals")
STOPS = "import signal\nruns = []\ndef stop(at):\n    runs.append(1)\n    if len(runs) == at: "
STOPS += "signal.raise_signal(signal.SIGINT)\n"


class Told:
    """Counts how often it is told that something is kept."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


def stopped(text: str, kind: str = "function", **inputs: str):
    """The record of a stopped script, and how often it was told that it is kept."""
    told = Told()
    with STOP.stoppable(told):
        name = "f" if kind == "function" else ""
        record = record_script(text, kind=kind, name=name, inputs=inputs)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    return record, told.times


def ends_with(record, sentence: str, line: int) -> None:
    """Forward values only, one alarm at its line, and nothing that claims to be checked."""
    assert record.check.agrees is None
    assert {step.phase for step in record.steps} == {"forward"}
    assert all(node.adjoint is None for node in record.nodes)
    assert all(edge.contribution is None for edge in record.edges)
    event = record.events[-1]
    assert (event.kind, event.line) == ("halted", line)
    assert event.sentence == sentence
    assert not {e.kind for e in record.events} & {"same_graph", "no_grad_needed", "raised"}


@interrupts
def test_a_run_stopped_under_the_recorder_keeps_what_it_had() -> None:
    text = STOPS + "def f(x):\n    y = x*2\n    stop(2)\n    return y.sum()"
    record, told = stopped(text, x="[1., 2.]")
    ends_with(
        record,
        "Stopped at line 5, after 2 operations. The graph has these, with values and without a"
        " backward pass.",
        5,
    )
    np.testing.assert_array_equal(record.nodes[-1].value, [2, 4])
    assert record.check.note == "stopped, no backward pass"
    assert told == 1


@interrupts
def test_a_run_stopped_before_it_is_recorded_is_recorded_for_a_moment() -> None:
    text = STOPS + "def f(x):\n    y = x*2\n    stop(1)\n    return y.sum()"
    record, told = stopped(text, x="[1., 2.]")
    assert len(record.nodes) == 3
    ends_with(
        record,
        "Stopped at line 5. The graph has the first 3 operations, with values and without a"
        " backward pass.",
        5,
    )
    assert told == 1


@interrupts
def test_a_loop_that_calls_nothing_ends_too_and_no_except_of_the_code_catches_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(halting, "MOST_SECONDS", 0.05)
    text = (
        STOPS + "y = torch.ones(2, requires_grad=True)*2\nstop(1)\n"
        "while True:\n    try:\n        pass\n    except Exception:\n        pass"
    )
    record, _ = stopped(text, "statements")
    assert [node.name for node in record.nodes if node.op == "call"][-1] == "y"
    assert record.events[-1].sentence.startswith("Stopped at line 5. The graph has the first ")


@interrupts
def test_what_stops_in_the_backward_pass_has_all_its_values() -> None:
    text = (
        STOPS + "class Twice(torch.autograd.Function):\n"
        "    @staticmethod\n    def forward(ctx, x): return 2*x\n"
        "    @staticmethod\n    def backward(ctx, g):\n        stop(2)\n        return 2*g\n"
        "def f(x):\n    return Twice.apply(x).sum()"
    )
    record, _ = stopped(text, x="[1., 2.]")
    assert record.outputs == (6,)
    assert record.events[-1].sentence.startswith("Stopped in the backward pass. The graph has all")


@interrupts
def test_where_nothing_was_recorded_stop_is_what_it_always_was() -> None:
    with pytest.raises(KeyboardInterrupt):
        stopped(STOPS + "def f(x):\n    stop(1)\n    while True: pass", x="[1., 2.]")
    with pytest.raises(KeyboardInterrupt):
        stopped(STOPS + "d = stop(1)\ndef f(x): return x, d", x="[1., 2.]")
    with pytest.raises(KeyboardInterrupt):
        record_script(
            STOPS + "def f(x):\n    y = x*2\n    stop(1)",
            kind="function",
            name="f",
            inputs={"x": "1."},
        )


@interrupts
def test_where_graphlab_itself_is_at_work_the_recorder_ends_the_run() -> None:
    """The tape is whole: the operation that was under way when Stop came is on it."""

    def press(*_: object) -> None:
        signal.raise_signal(signal.SIGINT)

    told = Told()
    with STOP.stoppable(told), STOP.running():
        frame = sys._getframe()
        inside = type("Frame", (), {"f_code": compile("", halting.__file__, "exec")})()
        STOP._hear(signal.SIGINT, inside)
        assert STOP.is_asked
        with pytest.raises(halting.HaltedError):
            STOP.heed()
        with pytest.raises(halting.HaltedError):
            STOP._hear(signal.SIGINT, frame)
    assert told.times == 1


def test_elsewhere_than_in_the_main_thread_nothing_is_heard() -> None:
    seen: list[object] = []

    def look() -> None:
        with STOP.stoppable(Told()):
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [signal.default_int_handler]


class Steps(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.cell = nn.Linear(2, 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for _ in range(40):
            x = torch.tanh(self.cell(x))
        return x


def test_too_many_operations_say_which_line_makes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphlab.engine.runs.MAX_NODES", 23)
    line = Steps.forward.__code__.co_firstlineno + 2
    said = (
        "This runs more than 23 operations, more than can be drawn."
        f" Line {line} ran 10 times and cell was called 11 times."
        " Take fewer steps or a shorter input, or record one part of the model by itself."
    )
    with pytest.raises(LimitError) as raised:
        recording_of_call(Steps(), [torch.ones(2)])
    assert raised.value.problem == said
    record = recording_of_call(Steps(), [torch.ones(2)], keep_halted=True).record
    assert len(record.nodes) == 23
    assert record.check.note == "stopped after 23 operations"
    ends_with(record, f"{said} The graph has these, with values and without a backward pass.", line)
