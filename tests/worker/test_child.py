"""A child answers within its budget or is ended; the next question gets a fresh one."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import psutil
import pytest

from graphlab.worker.child import Child

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
    time.sleep(0.2)
    assert moody.ask(b"x", BUDGET) == b"x"


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
