"""The worker process: what it answers to every way a run can end."""

from __future__ import annotations

import sys
import threading
from multiprocessing import Pipe
from typing import TYPE_CHECKING

import psutil
import pytest

from graphlab.record import AdjointForms
from graphlab.worker import client, server
from graphlab.worker.codec import decode, encode
from graphlab.worker.limits import GIBIBYTE
from graphlab.worker.messages import (
    ArrayRequest,
    AutogradRequest,
    CodeRequest,
    DescentRequest,
    JacobianRequest,
    Keeping,
    Printed,
    Ready,
    Recorded,
    RecordRequest,
    Refused,
    SamenessRequest,
    SymbolicRequest,
)
from graphlab.worker.output import LEFT_OUT, MAX_PRINTED_LINES
from graphlab.worker.sentences import NOT_ASIDE
from tests.lecture import lecture_record
from tests.worker.scripted import Raising

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.worker.conftest import Heard

    Make = Callable[..., Heard]

REAL = "graphlab.worker.server:serve"
SCRIPTED = "tests.worker.scripted:server"


def test_a_whole_talk_with_the_server(worker: Make) -> None:
    heard = worker(SCRIPTED)
    heard.ask(1, "x")
    assert isinstance(heard.next(), Recorded)
    heard.worker.send(SymbolicRequest(1))
    assert heard.next().forms["w8"] == AdjointForms("w_{6} + w_{7}", "w6 + w7")
    heard.worker.send(JacobianRequest(1, "w1", "w3", 0))
    assert float(heard.next().array) == 1.2
    heard.worker.send(ArrayRequest(1, "w2", "value"))
    assert heard.next().piece.tolist() == [1.2]
    heard.worker.send(AutogradRequest(1))
    assert heard.next().graph.nodes[0].label == "MulBackward0"
    heard.worker.send(CodeRequest(1, "print('run')"))
    assert heard.next() == Printed("run\n")
    assert isinstance(heard.next(), Recorded)
    heard.ask(2, "input")
    assert heard.next() == Refused(2, "no", 2, 3, 4, ("a", "b"))
    heard.ask(3, "exit")
    assert heard.next() == Refused(3, "Your code asked Python to exit, so there is no graph.")
    heard.ask(4, "large")
    assert "larger than 64 MB" in heard.next().problem
    heard.ask(5, "whisper")
    assert heard.next() == Printed("no newline, \ufffd\n")
    assert heard.next().number == 5
    heard.ask(6, "loop")
    assert heard.next() == Printed("looping\n")
    heard.worker.stop()
    assert heard.next() == Refused(6, "Stopped.")
    heard.ask(7, "x")
    assert heard.next().number == 7


def test_the_server_says_ready_answers_and_ends_with_the_pipe(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server, "PyTorch", Raising)
    monkeypatch.setattr(server, "limit_memory", lambda _: None)
    monkeypatch.setattr(server, "_IDLE_SECONDS", 0)
    ours, theirs = Pipe()

    def serve() -> None:
        with pytest.raises(EOFError):
            server.serve(theirs)

    serving = threading.Thread(target=serve)
    serving.start()
    assert decode(ours.recv_bytes()) == Ready()
    ours.send_bytes(encode(RecordRequest(1, "x")))
    assert decode(ours.recv_bytes()).number == 1
    ours.send_bytes(encode(RecordRequest(2, "x", {"z": 1.0})))
    assert decode(ours.recv_bytes()).problem.startswith("Running this failed: ")
    ours.close()
    serving.join(10)
    assert not serving.is_alive()


def test_printed_lines_come_before_the_answer_and_are_bounded(worker: Make) -> None:
    heard = worker(SCRIPTED)
    for number in (1, 2):
        heard.ask(number, "print 20000")
        text = ""
        while isinstance(said := heard.next(), Printed):
            text += said.text
        assert said.number == number
        lines = text.splitlines(keepends=True)
        assert lines[:3] == ["0\n", "1\n", "2\n"]
        assert len(lines) == MAX_PRINTED_LINES + 1
        assert lines[-1] == LEFT_OUT


def test_without_pytorch_the_person_is_told_which_library_is_missing(worker: Make) -> None:
    heard = worker("tests.worker.scripted:server_without_engine")
    assert heard.next()[1].startswith(
        "PyTorch could not be started: The library torch is not installed."
    )


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_AS")
def test_too_much_memory_is_refused_and_the_next_run_is_right(worker: Make) -> None:
    heard = worker(SCRIPTED)
    heard.ask(1, f"hoard {5 * GIBIBYTE // 8}")
    assert heard.next().problem == "This needs more memory than graphlab may use."
    heard.ask(2, "x")
    assert heard.next().number == 2


def test_the_real_worker_answers_gives_formulas_and_survives_a_kill(worker: Make) -> None:
    heard = worker(REAL)
    heard.ask(1, "2cos(x*y)^2 + ln(cos(x*y))", x=0.5, y=1.2)
    answer = heard.next(120)
    assert isinstance(answer, Recorded), answer
    by_hand = lecture_record()
    for mine, theirs in zip(answer.record.nodes, by_hand.nodes, strict=True):
        assert mine.value == pytest.approx(theirs.value, rel=1e-12)
        assert mine.adjoint == pytest.approx(theirs.adjoint, rel=1e-12)
    for request in (SymbolicRequest(1), SymbolicRequest(9, answer.record)):
        heard.worker.send(request)
        assert "w4" in heard.next(120).forms
    heard.ask(2, "tann(x)", x=1.0)
    assert heard.next(120).column == 1
    psutil.Process(heard.worker.pids[0]).kill()
    heard.ask(3, "x*x", x=3.0)
    said = heard.next(120)
    if isinstance(said, tuple):  # the request had reached the dying worker
        heard.ask(4, "x*x", x=3.0)
        said = heard.next(120)
    assert said.record.outputs[0] == 9.0


def test_code_that_is_run_aside_prints_nothing_and_runs_only_in_a_clean_process(
    worker: Make,
) -> None:
    heard = worker(SCRIPTED)
    heard.worker.send(CodeRequest(1, "print('aside')", aside=True))
    assert isinstance(heard.next(), Recorded)
    heard.worker.send(CodeRequest(2, "import os; os.environ['LEFT'] = 'something'"))
    heard.worker.send(CodeRequest(3, "pass", aside=True))
    assert isinstance(heard.next(), Recorded)
    assert heard.next() == Refused(3, NOT_ASIDE)
    heard.worker.send(CodeRequest(4, "import os; print(os.environ.get('LEFT'))"))
    assert heard.next() == Printed("None\n")
    assert isinstance(heard.next(), Recorded)


SQUARES = """
class N(nn.Module):
    def forward(self, x):
        print('here')
        return x * x
"""


def test_the_real_worker_runs_code_and_gives_jacobians_and_pieces(worker: Make) -> None:
    heard = worker(REAL)
    heard.worker.send(CodeRequest(1, SQUARES, "module", "N", {}, {"x": "[1., 2., 3.]"}))
    assert heard.next(120) == Printed("here\n")
    said = heard.next(120)
    assert isinstance(said, Recorded), said
    assert said.record.outputs[0].tolist() == [1.0, 4.0, 9.0]
    heard.worker.send(JacobianRequest(1, "w1", "w2", 0))
    found = heard.next(120)
    assert (found.structure, found.array.tolist()[2]) == ("diagonal", [0.0, 0.0, 3.0])
    heard.worker.send(AutogradRequest(1))
    labels = [node.label for node in heard.next(120).graph.nodes]
    assert labels == ["x\n(3)", "AccumulateGrad", "MulBackward0", "(3)"]
    heard.worker.send(ArrayRequest(1, "w2", "value", 1, 1))
    assert heard.next(120).piece.tolist() == [4.0]
    before = heard.worker.pids[0]
    heard.ask(2, "sin(x)*x", x=1.0)
    assert isinstance(heard.next(120), Recorded)
    assert heard.worker.pids[0] == before, "an ordinary run leaves nothing behind"
    heard.worker.send(JacobianRequest(2, "w1", "w2", 0))
    assert heard.next(120).array.shape == (1, 1)
    heard.worker.send(SamenessRequest(2, "2x", "x + x"))
    assert heard.next(120).is_proved
    down = DescentRequest(2, "sin(x)*x", {"x": 1.0}, ("x",), 0.1, 0.9, 9, (-3.0,), (3.0,), 50)
    heard.worker.send(down)
    said = heard.next(120)
    assert (said.path.shape, said.ground.shape, said.stopped) == ((10, 1), (50,), "")
    heard.worker.send(CodeRequest(3, "x = torch.randn(2)\ny = x * float(input('?'))"))
    said = heard.next(120)
    while not isinstance(said, Recorded | Refused):
        said = heard.next(120)
    told = said.problem if isinstance(said, Refused) else said.record.events[-1].sentence
    assert "keyboard" in told, told


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_stop_gives_what_the_real_worker_has_recorded_of_a_loop_without_an_end(
    worker: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "_GRACE_OF_CODE", 60.0)  # a busy machine may need more than two
    heard = worker(REAL)
    loop = "print('begun', flush=True)\nwhile True: x = torch.sin(x)"
    heard.worker.send(CodeRequest(1, f"x = torch.ones(2, requires_grad=True)\n{loop}"))
    assert heard.next(120) == Printed("begun\n")
    heard.worker.stop()
    assert heard.next(120) == Keeping(1)
    said = heard.next(120)
    assert isinstance(said, Recorded)
    record = said.record
    assert record.events[-1].kind == "halted"
    assert record.events[-1].line in (2, 3)
    assert {step.phase for step in record.steps} == {"forward"}
    last = record.nodes[-1].id
    heard.worker.send(ArrayRequest(1, last, "value"))
    assert heard.next(120).shape == (2,), "its numbers can be asked for"
