"""A program that shows its own run: what it sends to the window, and how the two end."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import psutil
import pytest
import torch

from graphlab.engine.code.shown import Shown
from graphlab.errors import WorkerError
from graphlab.worker.showing import OTHER_CODE, Showing
from tests.children import child_pids
from tests.worker.test_client import alive, wait_until

ROOT = Path(__file__).parents[2]
HEAD = f"""
import json, sys
sys.path.insert(0, {str(ROOT)!r})
from graphlab.worker.attached import connection_of
from graphlab.worker.codec import decode, encode
from graphlab.worker.messages import *
window = connection_of(int(sys.argv[-1]))
hear = lambda: decode(window.recv_bytes())
def ask(request):
    window.send_bytes(encode(request))
    return hear()
"""


def fake_window(code: str) -> tuple[str, ...]:
    return sys.executable, "-c", HEAD + textwrap.dedent(code)


def squares(x: torch.Tensor) -> torch.Tensor:
    return x * x


def showing(code: str) -> Showing:
    return Showing(Shown(squares, (torch.tensor([1.0, 2.0]),), {}), fake_window(code))


def test_the_window_gets_the_run_and_may_ask_about_it(tmp_path: Path) -> None:
    said = tmp_path / "said"
    showing(
        f"""
        first, program, given = hear(), hear(), hear()
        jacobian = ask(JacobianRequest(0, "w1", "w2", 0))
        piece = ask(ArrayRequest(0, "w2", "value", 1))
        formula = ask(RecordRequest(1, "x*y", {{"x": 2.0, "y": 3.0}}))
        code = ask(CodeRequest(2, "1/0"))
        again = ask(GivenRequest(3, ("[3, 4, 5]",), 1, (2.0,)))
        fresh = ask(JacobianRequest(3, "w1", "w2", 0))
        wrong = ask(GivenRequest(4, ("'a'",)))
        stale = ask(JacobianRequest(0, "w1", "w2", 0))
        with open({str(said)!r}, "w") as file:
            json.dump([
                type(first).__name__, program.name, given.number, given.record.outputs[0].tolist(),
                given.record.source.kind, jacobian.structure, piece.piece.tolist(),
                formula.record.outputs[0].tolist(), code.problem,
                again.record.outputs[0].tolist(), again.record.gradients["x"].tolist(),
                fresh.structure, wrong.problem, stale.problem,
            ], file)
        """
    ).serve()
    assert json.loads(said.read_text()) == [
        "Ready", "squares", 0, [1.0, 4.0], "callable", "diagonal", [4.0], 6.0, OTHER_CODE,
        [9.0, 16.0, 25.0], [12.0, 16.0, 20.0], "diagonal",
        "x is one tensor; write numbers such as [[0.5], [1]], or randn(2, 1).",
        "This run is over; run it again to see its Jacobians.",
    ]  # fmt: skip


def test_serving_leaves_the_programs_threads_and_random_numbers_alone() -> None:
    threads, state = torch.get_num_threads(), torch.get_rng_state()
    showing("hear(), hear(), hear()\nask(RecordRequest(1, 'x', {'x': 2.0}))").serve()
    assert torch.get_num_threads() == threads
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "hear(); hear(); hear(); window.send_bytes(b'hello')",
        "window.send_bytes(encode(Ready()))",
    ],
)
def test_serving_ends_with_the_window_whatever_it_says(code: str) -> None:
    shown = showing(code)
    if "hello" in code:
        with pytest.raises(WorkerError, match="cut off"):
            shown.serve()
    else:
        shown.serve()
    assert shown._window.poll() is not None


def test_a_window_that_cannot_be_opened_is_told() -> None:
    with pytest.raises(WorkerError, match=r"could not be opened \(status 2\)"):
        showing("sys.exit(2)").serve()
    with pytest.raises(WorkerError, match="libGL is missing"):
        showing("sys.exit('libGL is missing')").serve()


def test_in_a_thread_it_serves_until_the_program_leaves() -> None:
    shown = showing("hear(), hear(), hear()\nask(Ready())\nhear()")
    serving = threading.Thread(target=shown.serve)
    serving.start()
    shown.leave()
    serving.join(20)
    assert not serving.is_alive()
    shown._window.wait(20)


def script(tmp_path: Path, code: str, *options: str) -> subprocess.Popen[str]:
    file = tmp_path / "script.py"
    file.write_text(textwrap.dedent(code), encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, *options, str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={
            "PYTHONPATH": str(ROOT),
            "QT_QPA_PLATFORM": "offscreen",
            "HOME": str(tmp_path),
            "PATH": "",
        },
    )


SHOW = """
import torch, graphlab
print("run", flush=True)
graphlab.show(torch.nn.Linear(2, 1), torch.ones(2){more})
print("shown", flush=True)
"""


def window_below(pid: int) -> int:
    """The process of the window, once it is there."""
    assert wait_until(lambda: child_pids(pid), 60)
    return child_pids(pid).pop()


def test_a_script_runs_once_and_waits_for_the_real_window(tmp_path: Path) -> None:
    program = script(tmp_path, SHOW.format(more=""))
    window = psutil.Process(window_below(program.pid))
    window.terminate()
    said, complaint = program.communicate(timeout=60)
    assert (said, complaint, program.returncode) == ("run\nshown\n", "", 0)


def test_without_blocking_the_script_goes_on_without_qt_and_the_window_stays(
    tmp_path: Path,
) -> None:
    of_qt = 'import sys\nprint("PySide6" in sys.modules)\n'
    program = script(tmp_path, SHOW.format(more=", block=False") + of_qt)
    window = window_below(program.pid)
    said, complaint = program.communicate(timeout=60)
    assert (said, complaint, program.returncode) == ("run\nshown\nFalse\n", "", 0)
    assert alive(window)
    psutil.Process(window).terminate()
    assert wait_until(lambda: not alive(window))


def test_without_a_screen_one_sentence_names_export_and_nothing_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import graphlab
    from graphlab.errors import NoDisplayError

    if not sys.platform.startswith("linux"):
        pytest.skip("X11 and Wayland only")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    ran: list[int] = []
    with pytest.raises(NoDisplayError) as told:
        graphlab.show(lambda x: ran.append(1), torch.ones(1))
    assert str(told.value) == (
        "There is no screen to open a window on: DISPLAY is not set;"
        " graphlab.export(graphlab.record(…), 'figure.svg') needs none."
    )
    assert not ran


def test_at_a_prompt_it_does_not_block_and_a_closed_window_leaves_nothing_of_its_run_behind(
    tmp_path: Path,
) -> None:
    code = SHOW.format(more="") + (
        "import gc, threading, psutil\n"
        "from graphlab.engine.call import Recording\n"
        "[window] = psutil.Process().children()\n"
        "window.terminate()\n"
        "for thread in threading.enumerate():\n"
        "    if thread.name == 'graphlab-window':\n"
        "        thread.join(20)\n"
        "gc.collect()\n"
        "print(sum(type(one) is Recording for one in gc.get_objects()))\n"
    )
    said, _ = script(tmp_path, code, "-i").communicate("", timeout=60)
    assert said == "run\nshown\n0\n"
