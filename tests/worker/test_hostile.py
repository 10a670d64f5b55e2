"""Whatever the code does, there is a sentence, nothing of it is left, and the next run is right."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from graphlab.worker.messages import (
    CodeRequest,
    JacobianRequest,
    Printed,
    Recorded,
    Refused,
)
from graphlab.worker.output import (
    LEFT_OUT,
    MAX_LINE,
    MAX_PRINTED_CHARACTERS,
    MAX_PRINTED_LINES,
)
from tests.worker import hostile
from tests.worker.test_client import alive, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.worker.conftest import Heard

    Make = Callable[..., Heard]

ROOT = Path(__file__).parents[2]
SCRIPTED = "tests.worker.scripted:server"
REAL = "graphlab.worker.server:serve"
LITTLE = 400_000_000  # bytes, so that bombs are quick

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and forks")


def run(heard: Heard, number: int, code: str) -> None:
    heard.worker.send(CodeRequest(number, code))


def said_lines(heard: Heard, count: int) -> list[str]:
    """The first lines that are printed."""
    text = ""
    while text.count("\n") < count:
        said = heard.next()
        assert isinstance(said, Printed), said
        text += said.text
    return text.splitlines()


def answered(heard: Heard) -> object:
    """The next thing said that is not printed."""
    while isinstance(said := heard.next(), Printed):
        pass
    return said


def family(heard: Heard) -> list[psutil.Process]:
    """The process that works and all below it."""
    busy = psutil.Process(heard.worker.pids[0])
    return [busy, *busy.children(recursive=True)]


def is_right(heard: Heard, number: int) -> None:
    run(heard, number, "x = 1")
    said = answered(heard)
    assert isinstance(said, Recorded), said
    assert said.number == number


def stop_and_go_on(heard: Heard, number: int) -> None:
    """Stop is answered soon, the next run is right, and of the stopped one nothing is left."""
    stopped = family(heard)
    heard.worker.stop()
    said = answered(heard)
    assert isinstance(said, Refused), said
    assert said.number == number
    assert said.problem.startswith("Stopped.")
    is_right(heard, number + 1)
    assert wait_until(lambda: not any(alive(process.pid) for process in stopped))


def test_every_loop_can_be_stopped(worker: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphlab.worker.client._GRACE_OF_CODE", 0.3)
    heard = worker(SCRIPTED)
    for number, (name, loop) in enumerate(hostile.LOOPS.items()):
        run(heard, 2 * number, hostile.BEGUN + loop)
        assert said_lines(heard, 1) == ["begun"], name
        stop_and_go_on(heard, 2 * number)


@pytest.mark.long
@pytest.mark.parametrize("loop", hostile.TORCH_LOOPS.values(), ids=hostile.TORCH_LOOPS)
def test_every_loop_of_torch_can_be_stopped(worker: Make, loop: str) -> None:
    heard = worker(SCRIPTED)
    first, rest = loop.split("\n", 1)
    run(heard, 0, f"{first}\n{hostile.BEGUN}{rest}")
    assert said_lines(heard, 1) == ["begun"]
    stop_and_go_on(heard, 0)


def test_after_every_exit_there_is_a_sentence(worker: Make) -> None:
    heard = worker(SCRIPTED)
    for number, (name, (code, sentence)) in enumerate(hostile.EXITS.items()):
        run(heard, 2 * number, code)
        kind, told = answered(heard)
        assert kind == "exit", name
        assert sentence in told, name
        assert told.endswith("the last graph is still here."), name
        is_right(heard, 2 * number + 1)


def test_after_every_exception_there_is_a_sentence(worker: Make) -> None:
    heard = worker(SCRIPTED)
    for number, (name, (code, sentence)) in enumerate(hostile.REFUSALS.items()):
        run(heard, 2 * number, code)
        said = answered(heard)
        assert isinstance(said, Refused), name
        assert said.problem.startswith(sentence), name
        is_right(heard, 2 * number + 1)


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_AS")
def test_memory_bombs_are_refused(worker: Make) -> None:
    heard = worker(SCRIPTED, memory_limit=LITTLE)
    for number, (name, bomb) in enumerate(hostile.BOMBS.items()):
        run(heard, 2 * number, bomb)
        said = answered(heard)
        assert isinstance(said, Refused), name
        assert said.problem == hostile.MEMORY, name
        is_right(heard, 2 * number + 1)


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_AS")
@pytest.mark.parametrize("code", [hostile.RECURSION_WITHOUT_LIMIT, hostile.RECURSION_IN_C])
def test_recursion_without_a_limit_ends_somehow(worker: Make, code: str) -> None:
    heard = worker(SCRIPTED, memory_limit=LITTLE)
    run(heard, 1, code)
    said = answered(heard)
    assert isinstance(said, Refused) or said[0] == "exit", said
    is_right(heard, 2)


def test_what_processes_use_together_is_limited_too(worker: Make) -> None:
    heard = worker(SCRIPTED, memory_limit=LITTLE)
    hoard = "b = bytearray(150_000_000); import time; print(flush=True); time.sleep(1000)"
    run(
        heard,
        1,
        "import subprocess, sys, time\n"
        f"children = [subprocess.Popen([sys.executable, '-c', {hoard!r}]) for _ in range(4)]\n"
        "time.sleep(1000)",
    )
    kind, told = answered(heard)
    assert kind == "exit"
    assert "it needed more memory than allowed (0.373 GB)" in told
    is_right(heard, 2)


def test_a_new_memory_limit_holds_from_the_next_run_on(worker: Make) -> None:
    heard = worker(SCRIPTED)
    is_right(heard, 1)
    before = heard.worker.pids[0]
    heard.worker.set_limits(30.0, LITTLE)
    run(heard, 2, "import numpy\nnumpy.ones(60_000_000)")
    assert answered(heard).problem == hostile.MEMORY
    assert before not in heard.worker.pids or wait_until(lambda: not alive(before))
    heard.worker.set_limits(0.1, LITTLE)
    run(heard, 3, "while True: pass")
    assert answered(heard) == ("overdue", 3)
    stop_and_go_on(heard, 3)


@pytest.mark.parametrize("name", hostile.FLOODS)
def test_a_flood_of_output_is_cut(worker: Make, name: str) -> None:
    heard = worker(SCRIPTED)
    run(heard, 1, hostile.FLOODS[name])
    text = ""
    while isinstance(said := heard.next(), Printed):
        text += said.text
    assert isinstance(said, Recorded), said
    lines = text.splitlines(keepends=True)
    assert len(lines) <= MAX_PRINTED_LINES + 1
    assert len(text) <= MAX_PRINTED_CHARACTERS + len(LEFT_OUT)
    assert max(map(len, lines)) <= MAX_LINE + 2
    if name.startswith("one line"):
        assert len(lines) == 1
    else:
        assert lines[-1] == LEFT_OUT
    is_right(heard, 2)


def test_a_flood_can_be_stopped(worker: Make) -> None:
    heard = worker(SCRIPTED)
    run(heard, 0, "while True: print('x' * 80)")
    assert said_lines(heard, 10)
    stop_and_go_on(heard, 0)


def test_nothing_that_code_started_is_left_after_stop(worker: Make) -> None:
    heard = worker(SCRIPTED)
    for number, (name, code) in enumerate(hostile.CHILDREN.items()):
        run(heard, 2 * number, code + hostile.BEGUN + "while True: pass")
        *pids, begun = said_lines(heard, 2 if "deaf" in name else 4)
        assert begun == "begun", name
        assert all(alive(int(pid)) for pid in pids), name
        stop_and_go_on(heard, 2 * number)
        assert wait_until(lambda pids=pids: not any(alive(int(pid)) for pid in pids)), name


def test_nothing_that_code_started_is_left_after_a_crash(worker: Make, tmp_path: Path) -> None:
    heard = worker(SCRIPTED)
    for number, (name, code) in enumerate(hostile.CHILDREN.items()):
        go = tmp_path / str(number)
        wait = f"import os\nwhile not os.path.exists({str(go)!r}): pass\nos._exit(3)"
        run(heard, 2 * number, code + wait)
        pids = said_lines(heard, 1 if "deaf" in name else 3)
        go.touch()
        assert heard.next()[0] == "exit", name
        assert wait_until(lambda pids=pids: not any(alive(int(pid)) for pid in pids)), name
        is_right(heard, 2 * number + 1)


def test_two_hundred_forks_are_ended(worker: Make) -> None:
    heard = worker(SCRIPTED)
    run(heard, 0, hostile.FORKS + hostile.BEGUN + "time.sleep(1000)")
    assert said_lines(heard, 1) == ["begun"]
    assert len(family(heard)) > 200
    stop_and_go_on(heard, 0)


def test_after_close_nothing_that_code_started_is_left(worker: Make) -> None:
    heard = worker(SCRIPTED)
    run(heard, 0, hostile.FORKED_TWICE)
    pids = said_lines(heard, 3)
    assert isinstance(heard.next(), Recorded)
    assert all(alive(int(pid)) for pid in pids)
    heard.worker.close()
    assert not any(alive(int(pid)) for pid in pids)


def test_when_the_window_is_killed_nothing_that_code_started_is_left() -> None:
    script = textwrap.dedent(
        f"""
        import queue, sys, time
        sys.path.insert(0, {str(ROOT)!r})
        from graphlab.worker.client import Worker
        from graphlab.worker.messages import CodeRequest
        if __name__ == "__main__":
            said = queue.Queue()
            worker = Worker(said.put, print, target={SCRIPTED!r})
            worker.start()
            code = {hostile.IN_OWN_SESSION + hostile.FORKED_TWICE!r}
            worker.send(CodeRequest(1, code + "while True: pass"))
            said.get()
            text = ""
            while text.count("\\n") < 6:
                text += said.get().text
            print(*text.split(), *worker.pids, flush=True)
            time.sleep(60)
        """
    )
    window = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    try:
        assert window.stdout is not None
        pids = [int(pid) for pid in window.stdout.readline().split()]
        assert len(pids) >= 7
        assert all(alive(pid) for pid in pids)
    finally:
        window.kill()
        window.communicate()
    assert wait_until(lambda: not any(alive(pid) for pid in pids))


@pytest.mark.parametrize("code", hostile.CHANGED.values(), ids=hostile.CHANGED)
def test_a_run_that_leaves_something_behind_is_the_last_of_its_process(
    worker: Make, code: str
) -> None:
    heard = worker(SCRIPTED)
    run(heard, 1, code)
    assert isinstance(answered(heard), Recorded)
    before = family(heard)
    heard.worker.send(JacobianRequest(1, "w1", "w3", 0))
    assert answered(heard).number == 1, "the recording can still be asked about"
    is_right(heard, 2)
    assert wait_until(lambda: not any(alive(process.pid) for process in before))


def test_a_run_that_leaves_nothing_behind_keeps_its_process(worker: Make) -> None:
    heard = worker(SCRIPTED)
    for number in range(3):
        is_right(heard, number)
        before = heard.worker.pids[0]
    is_right(heard, 3)
    assert heard.worker.pids[0] == before


@pytest.mark.long
def test_a_hundred_rounds_of_run_and_stop(worker: Make) -> None:
    heard = worker(SCRIPTED)
    loops = list(hostile.LOOPS.values())
    for number in range(0, 200, 2):
        run(heard, number, hostile.BEGUN + loops[number // 2 % len(loops)])
        assert said_lines(heard, 1) == ["begun"]
        stop_and_go_on(heard, number)


CRASHES = {
    "exit": "import os\nprint('last words')\nos._exit(3)",
    "segfault": "import ctypes\nprint('last words')\nctypes.string_at(0)",
    "killed": "import os, signal\nprint('last words')\nos.kill(os.getpid(), signal.SIGKILL)",
    "on stderr": "import os\nos.write(2, b'last words\\n')\nos._exit(0)",
}


def test_what_was_printed_just_before_a_crash_is_heard(
    worker: Make, request: pytest.FixtureRequest
) -> None:
    heard = worker(SCRIPTED)
    times = 3 if request.config.getoption("--long") else 1
    for number, (name, code) in enumerate(times * list(CRASHES.items())):
        run(heard, number, code)
        assert said_lines(heard, 1) == ["last words"], name
        kind, _ = answered(heard)
        assert kind == "exit"


def test_much_that_was_printed_before_a_crash_is_heard_in_order_and_once(worker: Make) -> None:
    heard = worker(SCRIPTED)
    run(heard, 0, "import os\nfor i in range(4_000):\n    print(i)\nos._exit(3)")
    assert said_lines(heard, 4_000) == [str(i) for i in range(4_000)]
    kind, _ = answered(heard)
    assert kind == "exit"
