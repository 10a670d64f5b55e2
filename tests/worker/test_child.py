"""A child answers within its budget or is ended; the next question gets a fresh one."""

from __future__ import annotations

import threading
import time
from multiprocessing import Pipe
from typing import TYPE_CHECKING

import psutil
import pytest

from graphlab.worker.child import Child, answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BUDGET = 20.0


@pytest.fixture
def child() -> Iterator[Callable[[str], Child]]:
    made: list[Child] = []

    def make(target: str) -> Child:
        made.append(Child(f"tests.worker.fakes:{target}"))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_bytes_are_answered_with_bytes(child: Callable[[str], Child]) -> None:
    reverse = child("reverse")
    assert reverse.start()
    assert reverse.ask(b"abc", BUDGET) == b"cba"
    assert reverse.ask(b"", BUDGET) == b""
    assert reverse.ask(b"x" * 1_000_000, BUDGET) == b"x" * 1_000_000


def test_the_same_child_answers_until_one_goes_over_its_budget(
    child: Callable[[str], Child],
) -> None:
    moody = child("moody")
    first = moody.ask(b"pid", BUDGET)
    assert moody.ask(b"pid", BUDGET) == first
    assert moody.ask(b"loop", 0.2) is None
    assert not psutil.pid_exists(int(first))
    second = moody.ask(b"pid", BUDGET)
    assert second is not None
    assert second != first


@pytest.mark.parametrize("mood", [b"raise", b"text"])
def test_a_failure_gives_none_and_keeps_the_child(
    child: Callable[[str], Child], mood: bytes
) -> None:
    moody = child("moody")
    before = moody.ask(b"pid", BUDGET)
    assert moody.ask(mood, BUDGET) is None
    assert moody.ask(b"pid", BUDGET) == before


def test_a_child_that_leaves_or_is_killed_is_replaced(child: Callable[[str], Child]) -> None:
    moody = child("moody")
    assert moody.ask(b"leave", BUDGET) is None
    pid = int(moody.ask(b"pid", BUDGET))
    psutil.Process(pid).kill()
    # The first of these may still have reached the dying child.
    assert b"x" in (moody.ask(b"x", BUDGET), moody.ask(b"x", BUDGET))


def test_cancel_ends_a_question_from_another_thread(child: Callable[[str], Child]) -> None:
    moody = child("moody")
    assert moody.start()
    answers: list[bytes | None] = []
    asking = threading.Thread(target=lambda: answers.append(moody.ask(b"loop", BUDGET)))
    asking.start()
    time.sleep(0.2)
    moody.cancel()
    asking.join(10)
    assert answers == [None]
    assert moody.ask(b"x", BUDGET) == b"x"


def test_a_target_that_cannot_be_loaded_gives_none(child: Callable[[str], Child]) -> None:
    nowhere = Child("tests.worker.nowhere:function")
    assert not nowhere.start()
    assert nowhere.ask(b"x", BUDGET) is None
    nowhere.close()


def test_a_closed_child_leaves_no_process_and_answers_none(child: Callable[[str], Child]) -> None:
    moody = child("moody")
    pid = int(moody.ask(b"pid", BUDGET))
    moody.close()
    assert not psutil.pid_exists(pid)
    assert moody.ask(b"x", BUDGET) is None
    moody.close()


def test_the_child_says_that_it_is_ready_and_marks_each_answer() -> None:
    ours, theirs = Pipe()

    def serve() -> None:
        with pytest.raises(EOFError):
            answer("tests.worker.fakes:moody", theirs)

    serving = threading.Thread(target=serve)
    serving.start()
    assert ours.recv_bytes() == b"\x01"
    for question, said in ((b"x", b"\x01x"), (b"raise", b"\x00"), (b"text", b"\x00")):
        ours.send_bytes(question)
        assert ours.recv_bytes() == said
    ours.close()
    serving.join(10)
    assert not serving.is_alive()


def test_when_the_system_gives_no_process_the_answer_is_none(
    child: Callable[[str], Child], monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr("graphlab.worker.child.spawn", none)
    assert child("reverse").ask(b"x", BUDGET) is None
