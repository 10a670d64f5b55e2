"""The memory limit suits the machine and leaves room for what is loaded."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from graphlab.worker import limits
from graphlab.worker.limits import GIBIBYTE, limit_memory, uses_more

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_AS")


@pytest.mark.parametrize(
    ("machine", "mapped", "hard", "limit"),
    [
        (64 * GIBIBYTE, GIBIBYTE, None, 4 * GIBIBYTE),
        (6 * GIBIBYTE, GIBIBYTE, None, 3 * GIBIBYTE),
        (2 * GIBIBYTE, GIBIBYTE, None, 2 * GIBIBYTE),
        (64 * GIBIBYTE, 40 * GIBIBYTE, None, 41 * GIBIBYTE),
        (64 * GIBIBYTE, GIBIBYTE, 2 * GIBIBYTE, 2 * GIBIBYTE),
    ],
)
def test_the_limit_is_4_gib_or_half_the_machine_but_leaves_1_gib_of_room(
    monkeypatch: pytest.MonkeyPatch, machine: int, mapped: int, hard: int | None, limit: int
) -> None:
    import resource

    most = resource.RLIM_INFINITY if hard is None else hard
    set_to: list[tuple[int, int]] = []
    monkeypatch.setattr(limits, "machine_memory", lambda: machine)
    monkeypatch.setattr(limits, "_mapped", lambda: mapped)
    monkeypatch.setattr(resource, "getrlimit", lambda _: (most, most))
    monkeypatch.setattr(resource, "setrlimit", lambda _, to: set_to.append(to))
    assert limit_memory() == limit
    assert set_to == [(limit, most)]


def test_a_system_that_allows_no_limit_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    def refuse(*_: object) -> None:
        raise ValueError("not allowed")

    monkeypatch.setattr(resource, "setrlimit", refuse)
    assert limit_memory() is None


FORKS = """
import os, signal, sys, time
held = bytearray(b"x") * 100_000_000
for _ in range(9):
    if not os.fork():
        break
else:
    print("ready", flush=True)
signal.pause()
"""


def test_memory_that_forks_share_counts_once() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", FORKS], stdout=subprocess.PIPE, start_new_session=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        assert uses_more(process.pid, 90_000_000)
        assert not uses_more(process.pid, 300_000_000), "ten times 100 MB, but the same ones"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def test_a_process_that_is_gone_uses_nothing() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert not uses_more(process.pid, 0)
