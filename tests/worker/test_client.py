"""The worker as the window sees it: answers, stops, crashes and starts again."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from graphlab.worker.client import Worker
from graphlab.worker.messages import (
    ArrayReply,
    ArrayRequest,
    CodeRequest,
    Jacobian,
    JacobianRequest,
    Keeping,
    Printed,
    Ready,
    Recorded,
    RecordRequest,
    Refused,
    Symbolic,
    SymbolicRequest,
)
from graphlab.worker.output import MAX_PRINTED_LINES
from graphlab.worker.sentences import NOT_KEPT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.worker.conftest import Heard

    Make = Callable[..., Heard]

ROOT = Path(__file__).parents[2]
linux = pytest.mark.skipif(sys.platform == "win32", reason="signals")


def wait_until(true: Callable[[], object], patience: float = 10.0) -> bool:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.01)
    return False


def alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def is_answered(heard: Heard, number: int) -> None:
    heard.ask(number, "refuse no")
    assert heard.next() == Refused(number, "no")


def test_a_request_sent_before_the_worker_is_ready_is_answered(worker: Make) -> None:
    heard = worker()
    heard.ask(1, x=0.5, y=1.0)
    answer = heard.next()
    assert isinstance(answer, Recorded)
    assert answer.number == 1
    assert answer.record.by_id["w3"].value == 0.5


def test_ready_is_said_first(worker: Make) -> None:
    assert worker().said.get(timeout=20) == Ready()


def test_requests_are_answered_one_by_one_in_order(worker: Make) -> None:
    heard = worker()
    for number in range(1, 6):
        heard.ask(number)
    heard.worker.send(SymbolicRequest(5))
    assert [heard.next().number for _ in range(5)] == [1, 2, 3, 4, 5]
    assert heard.next() == Symbolic(5, {})


def test_questions_about_a_recording_are_answered_with_its_number(worker: Make) -> None:
    heard = worker()
    heard.worker.send(CodeRequest(7, "x = 1"))
    heard.worker.send(JacobianRequest(7, "w1", "w3", 0))
    heard.worker.send(ArrayRequest(7, "w1", "value", begin=2))
    kinds = [type(said) for said in (heard.next() for _ in range(3)) if said.number == 7]
    assert kinds == [Recorded, Jacobian, ArrayReply]


def test_a_latest_request_drops_older_ones_that_have_not_begun(worker: Make) -> None:
    heard = worker()
    heard.ask(1, "sleep 0.3")
    assert wait_until(lambda: heard.worker.pids)
    for number in range(2, 50):
        heard.worker.send(RecordRequest(number, ""), latest=True)
    numbers = []
    while not numbers or numbers[-1] != 49:
        numbers.append(heard.next().number)
    assert numbers in ([1, 49], [49])
    assert heard.nothing_more()


def test_the_child_has_no_input_and_a_session_of_its_own(worker: Make) -> None:
    heard = worker()
    heard.ask(1, "environment")
    assert heard.next() == Refused(1, "'' True False")


def test_stop_returns_before_the_worker_is_gone_and_the_next_request_is_answered(
    worker: Make,
) -> None:
    heard = worker()
    heard.ask(1, "defy")
    assert heard.next() == Printed("begun\n")
    busy = heard.worker.pids[0]
    heard.worker.stop()
    assert alive(busy)
    assert heard.next() == Refused(1, "Stopped.")
    is_answered(heard, 2)
    assert wait_until(lambda: not alive(busy))


def test_stop_answers_what_has_not_begun_too(worker: Make) -> None:
    heard = worker()
    heard.ask(1, "loop")
    heard.ask(2)
    heard.worker.stop()
    heard.ask(3)
    assert [heard.next() for _ in range(2)] == [Refused(1, "Stopped."), Refused(2, "Stopped.")]
    assert heard.next().number == 3


def test_stop_with_nothing_to_stop_keeps_the_worker(worker: Make) -> None:
    heard = worker()
    heard.ask(1)
    heard.next()
    assert wait_until(lambda: len(heard.worker.pids) == 2)
    before = heard.worker.pids
    heard.worker.stop()
    is_answered(heard, 2)
    assert heard.worker.pids == before


def test_the_spare_takes_over(worker: Make) -> None:
    heard = worker()
    heard.ask(1)
    heard.next()
    assert wait_until(lambda: len(heard.worker.pids) == 2)
    _, spare = heard.worker.pids
    heard.ask(2, "loop")
    heard.worker.stop()
    heard.next()
    heard.ask(3)
    heard.next()
    assert heard.worker.pids[0] == spare


def test_many_rounds_of_run_and_stop(worker: Make, request: pytest.FixtureRequest) -> None:
    heard = worker()
    rounds = 20 if request.config.getoption("--long") else 6
    for number in range(1, 2 * rounds, 2):
        heard.ask(number, "loop")
        heard.worker.stop()
        assert heard.next() == Refused(number, "Stopped.")
        is_answered(heard, number + 1)


UNREADABLE = "Your code stopped, its answer could not be read; the last graph is still here."
FAULTS = {
    "leave 0": "Your code stopped; the last graph is still here.",
    "leave 3": "Your code stopped, it ended Python with status 3; the last graph is still here.",
    "deaf": "Your code stopped; the last graph is still here.",
    "half": UNREADABLE,
    "garbage": UNREADABLE,
    "raw_garbage": UNREADABLE,
    "oversize": UNREADABLE,
    "wrong_number": UNREADABLE,
    "wrong_kind": UNREADABLE,
    "ready_again": UNREADABLE,
    "request_back": UNREADABLE,
}
SIGNALS = {
    "signalled SIGKILL": "Your code stopped, most likely because memory ran out;"
    " the last graph is still here.",
    "signalled SIGSEGV": "Your code stopped, it crashed Python itself: it used memory that is not"
    " its own (SIGSEGV); the last graph is still here.",
    "signalled SIGTERM": "Your code stopped, it was asked to end (SIGTERM);"
    " the last graph is still here.",
}


def test_after_every_fault_there_is_a_sentence_and_the_next_request_is_answered(
    worker: Make,
) -> None:
    heard = worker()
    faults = FAULTS | (SIGNALS if sys.platform != "win32" else {})
    for number, (fault, sentence) in enumerate(faults.items()):
        heard.ask(2 * number, fault)
        assert heard.next() == ("exit", sentence), fault
        is_answered(heard, 2 * number + 1)


REQUESTS = {
    "code": lambda number, fault: CodeRequest(number, fault),
    "Jacobian": lambda number, fault: JacobianRequest(number, fault, "w3", 0),
    "array": lambda number, fault: ArrayRequest(number, fault, "value", 0, 3),
}
MORE_FAULTS = {"other_edge": UNREADABLE, "too_much": UNREADABLE, "worn_for_ever": FAULTS["leave 3"]}


def test_after_every_fault_in_answering_any_request_the_next_is_answered(
    worker: Make, request: pytest.FixtureRequest
) -> None:
    faults = FAULTS | MORE_FAULTS | (SIGNALS if sys.platform != "win32" else {})
    asked = [
        *(("code", fault) for fault in ("wrong_kind", "worn_for_ever")),
        *(("Jacobian", fault) for fault in ("wrong_kind", "other_edge")),
        *(("array", fault) for fault in ("wrong_kind", "too_much", "half")),
    ]
    if request.config.getoption("--long"):
        asked = [(kind, fault) for kind in REQUESTS for fault in faults]
    heard = worker()
    for number, (kind, fault) in enumerate(asked):
        heard.worker.send(REQUESTS[kind](2 * number, fault))
        assert heard.next() == ("exit", faults[fault]), (kind, fault)
        is_answered(heard, 2 * number + 1)


def test_a_worker_that_dies_after_its_answer_is_replaced_without_a_word(worker: Make) -> None:
    heard = worker()
    for number in range(3):
        assert wait_until(lambda: heard.worker.pids)
        busy = heard.worker.pids[0]
        heard.ask(number, "answer_and_leave")
        assert heard.next().number == number
        assert wait_until(lambda busy=busy: busy not in heard.worker.pids)
    assert heard.nothing_more()


def test_a_second_answer_to_the_same_request_is_never_heard(worker: Make) -> None:
    heard = worker()
    heard.ask(1, "answer_twice")
    assert heard.next().number == 1
    assert heard.nothing_more()
    is_answered(heard, 2)


def test_requests_behind_a_crash_are_still_answered(worker: Make) -> None:
    heard = worker()
    heard.ask(1, "leave 3")
    heard.ask(2)
    assert heard.next()[0] == "exit"
    assert heard.next().number == 2


def test_an_answer_that_never_ends_can_be_stopped(worker: Make) -> None:
    heard = worker(time_limit=0.3)
    heard.ask(1, "never_ending")
    assert heard.next() == ("overdue", 1)
    heard.worker.stop()
    assert heard.next() == Refused(1, "Stopped.")


def test_a_run_over_the_time_limit_is_reported_once_and_can_go_on(worker: Make) -> None:
    heard = worker(time_limit=0.2)
    heard.ask(1, "sleep 1")
    assert heard.next() == ("overdue", 1)
    heard.worker.keep_waiting()
    assert heard.next() == ("overdue", 1)
    assert heard.next().number == 1


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("dies_before_ready", "PyTorch could not be started."),
        ("dies_once_ready", "PyTorch could not be started."),
        ("cannot_load", "PyTorch could not be started: The library torch is not installed."),
        ("garbage_before_ready", "PyTorch could not be started."),
        ("answers_before_ready", "PyTorch could not be started."),
    ],
)
def test_a_worker_that_cannot_start_is_tried_twice_and_its_reason_told_once(
    worker: Make, target: str, reason: str
) -> None:
    heard = worker(f"tests.worker.fakes:{target}")
    kind, sentence = heard.next()
    assert kind == "exit"
    assert sentence.startswith(reason)
    assert heard.nothing_more()


def test_a_worker_that_could_not_start_is_tried_again_on_request(worker: Make) -> None:
    heard = worker("tests.worker.fakes:dies_before_ready")
    heard.next()
    heard.ask(1)
    assert heard.next()[0] == "exit"


def test_when_the_system_gives_no_process_the_person_is_told(
    worker: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("graphlab.worker.helper.spawn", none)
    heard = worker()
    assert heard.next()[1].startswith(
        "PyTorch could not be started: Resource temporarily unavailable."
    )
    monkeypatch.undo()
    heard.ask(1)
    assert heard.next().number == 1


def test_a_worker_that_never_gets_ready_is_given_up(
    worker: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphlab.worker.client._START_LIMIT", 0.5)
    heard = worker("tests.worker.fakes:never_ready")
    assert heard.next()[1].startswith(
        "PyTorch could not be started: it took more than two minutes."
    )


def test_what_code_had_recorded_before_stop_is_the_answer_and_can_be_asked_about(
    worker: Make,
) -> None:
    heard = worker()
    heard.worker.send(CodeRequest(1, "keep"))
    assert heard.next() == Printed("begun\n")
    busy = heard.worker.pids[0]
    heard.worker.stop()
    assert heard.next() == Keeping(1)
    assert isinstance(heard.next(), Recorded)
    heard.worker.send(JacobianRequest(1, "w1", "w3", 0))
    assert heard.next().number == 1
    assert heard.worker.pids[0] == busy
    heard.worker.send(CodeRequest(2, "else"))
    assert heard.next().number == 2
    assert heard.worker.pids[0] != busy, "the next run begins elsewhere"


def test_a_second_stop_waits_for_nothing(worker: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphlab.worker.client._GRACE_OF_CODE", 0.5)
    heard = worker()
    heard.worker.send(CodeRequest(1, "promise"))
    assert heard.next() == Printed("begun\n")
    busy = heard.worker.pids[0]
    heard.worker.stop()
    assert heard.next() == Keeping(1)
    assert heard.nothing_more(0.8), "there is more time to keep it"
    heard.worker.stop()
    assert heard.next() == Refused(1, "Stopped.")
    is_answered(heard, 2)
    assert wait_until(lambda: not alive(busy))


def test_code_that_cannot_be_interrupted_is_ended_and_nothing_is_kept(
    worker: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphlab.worker.client._GRACE_OF_CODE", 0.2)
    heard = worker()
    heard.worker.send(CodeRequest(1, "defy"))
    assert heard.next() == Printed("begun\n")
    assert heard.nothing_more()  # it is in its loop by now
    heard.worker.stop()
    assert heard.next() == Refused(1, NOT_KEPT)
    is_answered(heard, 2)


def test_an_answer_while_stop_is_on_its_way_is_not_heard(worker: Make) -> None:
    heard = worker()
    heard.ask(1)
    heard.worker._epoch += 1  # the first half of stop()
    assert heard.nothing_more(0.5)
    heard.worker.stop()
    assert heard.next() == Refused(1, "Stopped.")


def test_a_crash_while_stop_is_on_its_way_counts_as_stopped(worker: Make) -> None:
    heard = worker()
    heard.ask(1, "leave 3")
    heard.worker._epoch += 1
    assert heard.next() == Refused(1, "Stopped.")
    heard.worker.stop()
    assert heard.nothing_more()


@linux
def test_the_idle_worker_or_its_spare_killed_from_outside_is_replaced(worker: Make) -> None:
    heard = worker()
    heard.ask(1)
    heard.next()
    for number in range(2, 5):
        assert wait_until(lambda: len(heard.worker.pids) == 2)
        for pid in heard.worker.pids:
            psutil.Process(pid).kill()
        assert wait_until(lambda: not any(alive(pid) for pid in heard.worker.pids[2:]))
        time.sleep(0.3)
        is_answered(heard, number)


def test_only_so_much_printed_text_is_passed_on(worker: Make) -> None:
    heard = worker()
    heard.ask(1, "chatter 100")
    lines = 0
    while isinstance(said := heard.next(), Printed):
        lines += said.text.count("\n")
    assert said.number == 1
    assert 0 < lines <= MAX_PRINTED_LINES + 1


def test_a_mistake_of_the_listener_does_not_stop_the_worker(
    worker: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []
    monkeypatch.setattr(threading, "excepthook", told.append)
    heard = worker()
    heard.worker._on_message, listener = (lambda _: 1 / 0), heard.worker._on_message
    heard.ask(1)
    assert wait_until(lambda: told)
    heard.worker._on_message = listener
    heard.ask(2)
    assert heard.next() is not None
    assert told[0].exc_type is ZeroDivisionError


def test_text_that_cannot_be_sent_is_refused(worker: Make) -> None:
    heard = worker()
    heard.ask(1, "x\ud800")
    heard.ask(2)
    assert "half of a character" in heard.next().problem
    assert heard.next().number == 2


def test_close_leaves_no_process_and_nothing_is_heard_afterwards(worker: Make) -> None:
    heard = worker()
    heard.ask(1)
    heard.next()
    assert wait_until(lambda: len(heard.worker.pids) == 2)
    pids = heard.worker.pids
    heard.ask(2, "defy")
    heard.next()
    heard.worker.close()
    assert not any(psutil.pid_exists(pid) for pid in pids)
    heard.ask(3)
    heard.worker.stop()
    heard.worker.close()
    assert heard.nothing_more()


def test_close_ends_a_worker_whose_threads_would_live_on(worker: Make) -> None:
    heard = worker("tests.worker.fakes:stubborn_thread")
    heard.ask(1)
    heard.next()
    pids = heard.worker.pids
    heard.worker.close()
    assert not any(psutil.pid_exists(pid) for pid in pids)


def test_a_worker_that_was_never_started_can_be_closed() -> None:
    idle = Worker(print, print)
    idle.close()
    idle.start()
    assert idle.pids == ()


@pytest.mark.parametrize("state", ["", "defy"])
def test_when_the_window_is_killed_its_workers_go_too(state: str) -> None:
    script = textwrap.dedent(
        f"""
        import queue, sys, time
        sys.path.insert(0, {str(ROOT)!r})
        from graphlab.worker.client import Worker
        from graphlab.worker.messages import RecordRequest
        if __name__ == "__main__":
            said = queue.Queue()
            worker = Worker(said.put, print, target="tests.worker.fakes:serve")
            worker.start()
            worker.send(RecordRequest(1, ""))
            said.get(), said.get()
            while len(worker.pids) < 2:
                time.sleep(0.01)
            worker.send(RecordRequest(2, {state!r}))
            time.sleep(0.2)
            print(*worker.pids, flush=True)
            time.sleep(60)
        """
    )
    window = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    try:
        assert window.stdout is not None
        pids = [int(pid) for pid in window.stdout.readline().split()]
        assert len(pids) == 2
        assert all(alive(pid) for pid in pids)
    finally:
        window.kill()
        window.communicate()
    assert wait_until(lambda: not any(alive(pid) for pid in pids))


def test_limits_set_before_the_start_hold_from_the_first_run_on() -> None:
    from tests.worker.conftest import Heard

    heard = Heard()
    heard.worker.set_limits(0.1, None)
    heard.worker.start()
    try:
        heard.ask(1, "sleep 0.5")
        assert heard.next() == ("overdue", 1)
        assert isinstance(heard.next(), Recorded)
    finally:
        heard.worker.close()
