"""The worker process: what it answers to every way a run can end."""

from __future__ import annotations

import importlib.util
import sys
import threading
from multiprocessing import Pipe
from typing import TYPE_CHECKING

import psutil
import pytest

from graphlab.errors import InputError, LimitError, RecordingError
from graphlab.record import AdjointForms
from graphlab.worker import server
from graphlab.worker.codec import decode, encode
from graphlab.worker.limits import GIBIBYTE
from graphlab.worker.messages import (
    MAX_PRINTED_LINES,
    Printed,
    Ready,
    Recorded,
    RecordRequest,
    Refused,
    Symbolic,
    SymbolicRequest,
)
from graphlab.worker.output import LEFT_OUT
from graphlab.worker.server import Service
from tests.lecture import lecture_record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graphlab.record import Record
    from tests.worker.conftest import Heard

    Make = Callable[..., Heard]

REAL = "graphlab.worker.server:serve"
SCRIPTED = "tests.worker.fakes:server"


class Raising:
    """An engine whose every run fails in one way."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error

    def record(self, request: RecordRequest) -> Record:
        if self.error is not None:
            raise self.error
        return lecture_record(**request.inputs)

    def forms(self, record: Record) -> Mapping[str, AdjointForms]:
        return {node.id: AdjointForms(node.formula, node.text) for node in record.nodes}

    def warm_up(self) -> None:
        if self.error is not None:
            raise self.error


class SpeechlessError(Exception):
    def __str__(self) -> str:
        raise ValueError("no words")


@pytest.mark.parametrize(
    ("error", "refused"),
    [
        (
            InputError('"tan2" is unknown.', line=1, column=9, length=4, fixes=("tan(x)",)),
            Refused(7, '"tan2" is unknown.', 1, 9, 4, ("tan(x)",)),
        ),
        (LimitError("More than 500 nodes."), Refused(7, "More than 500 nodes.")),
        (RecordingError("It failed."), Refused(7, "It failed.")),
        (KeyboardInterrupt(), Refused(7, "Stopped.")),
        (SystemExit(3), Refused(7, "Your code asked Python to exit, so there is no graph.")),
        (RecursionError("maximum"), Refused(7, "This is nested too deeply.")),
        (ModuleNotFoundError(name="foo"), Refused(7, "The library foo is not installed.")),
        (MemoryError(), Refused(7, "This needs more memory than graphlab may use.")),
        (
            RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried"),
            Refused(7, "This needs more memory than graphlab may use."),
        ),
        (ValueError("a\nTraceback"), Refused(7, "Running this failed: a")),
        (ValueError("a" * 999), Refused(7, "Running this failed: " + "a" * 300)),
        (ZeroDivisionError(), Refused(7, "Running this failed: ZeroDivisionError.")),
        (SpeechlessError(), Refused(7, "Running this failed: SpeechlessError.")),
        (GeneratorExit(), Refused(7, "Running this failed: GeneratorExit.")),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_every_failure_is_one_sentence(error: BaseException, refused: Refused) -> None:
    assert Service(Raising(error)).answer(RecordRequest(7, "x")) == refused


def test_formulas_are_of_the_last_run_or_of_the_record_given() -> None:
    service = Service(Raising())
    over = Refused(1, "This run is over; run it again to see its formulas.")
    assert service.answer(SymbolicRequest(1)) == over
    assert isinstance(service.answer(RecordRequest(1, "x")), Recorded)
    assert isinstance(service.answer(SymbolicRequest(1)), Symbolic)
    service.answer(RecordRequest(2, "x"))
    assert service.answer(SymbolicRequest(1)) == over
    assert isinstance(service.answer(SymbolicRequest(1, lecture_record())), Symbolic)


def test_warming_up_may_fail() -> None:
    Service(Raising(ImportError())).warm_up()


def test_a_whole_talk_with_the_server(worker: Make) -> None:
    heard = worker(SCRIPTED)
    heard.ask(1, "x")
    assert isinstance(heard.next(), Recorded)
    heard.worker.send(SymbolicRequest(1))
    assert heard.next().forms["w8"] == AdjointForms("w_{6} + w_{7}", "w6 + w7")
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


class Silent:
    """Stands in for the capture of what is printed, which would take pytest's own output."""

    def __init__(self, lines: object) -> None:
        pass

    def flush(self) -> None:
        pass


def test_the_server_says_ready_answers_and_ends_with_the_pipe(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server, "Output", Silent)
    monkeypatch.setattr(server, "PyTorch", Raising)
    monkeypatch.setattr(server, "limit_memory", lambda: None)
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
        heard.ask(number, "print 200000")
        text = ""
        while isinstance(said := heard.next(), Printed):
            text += said.text
        assert said.number == number
        lines = text.splitlines(keepends=True)
        assert lines[:3] == ["0\n", "1\n", "2\n"]
        assert len(lines) == MAX_PRINTED_LINES + 1
        assert lines[-1] == LEFT_OUT


def test_without_pytorch_the_person_is_told_which_library_is_missing(worker: Make) -> None:
    heard = worker("tests.worker.fakes:server_without_engine")
    assert heard.next()[1].startswith(
        "PyTorch could not be started: The library torch is not installed."
    )


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_AS")
def test_too_much_memory_is_refused_and_the_next_run_is_right(worker: Make) -> None:
    heard = worker(SCRIPTED)
    heard.ask(1, f"hoard {5 * GIBIBYTE // 8}")
    assert heard.next() == Refused(1, "This needs more memory than graphlab may use.")
    heard.ask(2, "x")
    assert heard.next().number == 2


def test_the_real_worker_answers_survives_a_kill_and_answers_again(worker: Make) -> None:
    heard = worker(REAL)
    heard.ask(1, "2cos(x*y)^2 + ln(cos(x*y))", x=0.5, y=1.2)
    answer = heard.next(120)
    assert isinstance(answer, Recorded), answer
    by_hand = lecture_record()
    for mine, theirs in zip(answer.record.nodes, by_hand.nodes, strict=True):
        assert mine.value == pytest.approx(theirs.value, rel=1e-12)
        assert mine.adjoint == pytest.approx(theirs.adjoint, rel=1e-12)
    heard.ask(2, "tann(x)", x=1.0)
    assert heard.next(120).column == 1
    psutil.Process(heard.worker.pids[0]).kill()
    heard.ask(3, "x*x", x=3.0)
    said = heard.next(120)
    if isinstance(said, tuple):  # the request had reached the dying worker
        heard.ask(4, "x*x", x=3.0)
        said = heard.next(120)
    assert said.record.outputs[0] == 9.0


@pytest.mark.skipif(
    importlib.util.find_spec("graphlab.engine.symbolic") is None, reason="no formulas yet"
)
def test_the_real_worker_gives_formulas(worker: Make) -> None:
    heard = worker(REAL)
    heard.ask(1, "2cos(x*y)^2 + ln(cos(x*y))", x=0.5, y=1.2)
    record = heard.next(120).record
    for request in (SymbolicRequest(1), SymbolicRequest(9, record)):
        heard.worker.send(request)
        assert "w4" in heard.next(120).forms
