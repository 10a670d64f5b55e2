"""A window of a Python program: what the program answers, and what a worker of the window's own."""

from __future__ import annotations

import queue
from functools import partial
from multiprocessing import Pipe
from typing import TYPE_CHECKING

import pytest

from graphlab.task.choice import Choice
from graphlab.task.data_sets import made
from graphlab.task.setup import Setup
from graphlab.worker.attached import ENDED, OVER
from graphlab.worker.client import Worker
from graphlab.worker.codec import decode, encode
from graphlab.worker.messages import (
    ArrayReply,
    ArrayRequest,
    CodeRequest,
    GivenRequest,
    Printed,
    Ready,
    Recorded,
    RecordRequest,
    Refused,
)
from graphlab.worker.switchboard import Switchboard
from graphlab.worker.training_messages import AdvanceRequest, Drawn, Trained, TrainRequest
from tests.lecture import lecture_record
from tests.worker.test_client import alive, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection


class Talk:
    """A Switchboard with a notebook of what it said, and the program's end of the pipe."""

    def __init__(self) -> None:
        self.said: queue.Queue[object] = queue.Queue()
        self.program: Connection
        self.program, theirs = Pipe()
        put = self.said.put
        self.board = Switchboard(
            theirs,
            put,
            lambda sentence: put(("exit", sentence)),
            lambda number: put(("overdue", number)),
            lambda sentence: put(("left", sentence)),
        )
        self.board.start()

    def asked(self) -> object:
        assert self.program.poll(20)
        return decode(self.program.recv_bytes())

    def next(self) -> object:
        """What is said next; that a worker is ready is no news."""
        while True:
            said = self.said.get(timeout=120)
            if said != Ready():
                return said


@pytest.fixture
def talk() -> Iterator[Talk]:
    talk = Talk()
    yield talk
    talk.board.close()
    talk.program.close()


def test_it_has_the_methods_of_a_worker() -> None:
    def public(kind: type) -> set[str]:
        return {name for name in vars(kind) if not name.startswith("_")}

    assert public(Switchboard) == public(Worker)


def test_the_program_runs_its_own_module_and_formulas_and_no_process_is_started(talk: Talk) -> None:
    for request in (GivenRequest(1), RecordRequest(2, "x", {"x": 1.0})):
        talk.board.send(request, latest=True)
        assert talk.asked() == request
        talk.program.send_bytes(encode(Recorded(request.number, lecture_record())))
        assert isinstance(talk.next(), Recorded)
    assert talk.board.pids == ()


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """The window's own worker has no PyTorch."""
    scripted = partial(Worker, target="tests.worker.scripted:server")
    monkeypatch.setattr("graphlab.worker.switchboard.Worker", scripted)


@pytest.mark.usefixtures("light")
def test_other_code_runs_in_a_process_of_the_windows_own(talk: Talk) -> None:
    talk.board.send(CodeRequest(1, "print('here')"), latest=True)
    assert talk.next() == Printed("here\n")
    recorded = talk.next()
    assert isinstance(recorded, Recorded)
    assert not talk.program.poll(0.1)
    talk.board.send(ArrayRequest(1, recorded.record.output_ids[0], "value"))
    assert isinstance(talk.next(), ArrayReply)
    talk.board.send(ArrayRequest(0, "w1", "value"))
    assert talk.asked() == ArrayRequest(0, "w1", "value")
    (pid, *_) = talk.board.pids
    talk.board.close()
    assert wait_until(lambda: not alive(pid))


def test_models_are_trained_in_a_process_of_the_windows_own(talk: Talk) -> None:
    setup = Setup(data=Choice("two-class"))
    talk.board.send(TrainRequest(1 << 40, setup, Drawn.of(made(setup.data, 0))))
    talk.board.send(AdvanceRequest((1 << 40) + 1, 1 << 40, 1.0, batches=3))
    first, second = talk.next(), talk.next()
    assert isinstance(first, Trained)
    assert isinstance(second, Trained)
    assert second.updates == 3
    assert not talk.program.poll(0.1)


@pytest.mark.usefixtures("light")
def test_without_the_program_formulas_run_here_and_its_module_does_not(talk: Talk) -> None:
    talk.program.close()
    assert talk.next() == ("left", ENDED)
    talk.board.send(GivenRequest(1))
    assert talk.next() == Refused(1, OVER)
    talk.board.send(RecordRequest(2, "x y", {"x": 2.0, "y": 3.0}))
    assert isinstance(recorded := talk.next(), Recorded)
    assert recorded.number == 2


@pytest.mark.usefixtures("light")
def test_what_was_stopped_is_answered_whoever_runs_it(talk: Talk) -> None:
    talk.board.send(GivenRequest(1))
    talk.asked()
    talk.board.send(CodeRequest(2, "while True: pass"))
    talk.board.stop()
    assert sorted([talk.next().number, talk.next().number]) == [1, 2]
