"""A window that another Python program opened shows the run of that program."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from graphlab.app.requests import document_of_record, request_for
from graphlab.record import Source
from graphlab.worker.messages import GivenRequest, Program
from tests.lecture import TEXT, lecture_record

PROJECT = Path(__file__).resolve().parents[2]


def test_a_formula_comes_with_its_inputs() -> None:
    record = dataclasses.replace(lecture_record(0.25, 1.5), source=Source(TEXT))
    document = document_of_record(record)
    assert (document.kind, document.text) == ("expression", TEXT)
    assert document.inputs == {"x": 0.25, "y": 1.5}


@pytest.mark.parametrize("kind", ["callable", "module"])
def test_code_comes_as_code_that_the_program_runs(kind: str) -> None:
    record = dataclasses.replace(lecture_record(), source=Source("def f(x): …", kind=kind))
    document = document_of_record(record, Program("f", 3, (2.0,)))
    assert (document.kind, document.code.text) == ("code", "def f(x): …")
    assert (document.seed, document.cotangents) == (3, (2.0,))
    assert document.code.setup.inputs == (("x", "0.5"), ("y", "1.2"))
    assert request_for(5, document) == GivenRequest(5, ("0.5", "1.2"), 3, (2.0,))


def test_a_vector_that_is_too_long_for_a_grid_is_left_out() -> None:
    record = lecture_record()
    first = dataclasses.replace(record.nodes[0], value=np.zeros(500), shape=(500,))
    record = dataclasses.replace(
        record, nodes=(first, *record.nodes[1:]), source=Source("sum(x) y")
    )
    assert document_of_record(record).inputs == {"y": 1.2}


RUN = """
import sys, time
from multiprocessing import Pipe
from PySide6.QtCore import QTimer
from graphlab.app import start
from graphlab.record import Source
from graphlab.worker.codec import decode, encode
from graphlab.worker.messages import Ready, Recorded, Refused
from tests.lecture import lecture_record
import dataclasses

program, theirs = Pipe()
source = Source("def f(x, y):\\n    return x * y", kind="callable")
record = dataclasses.replace(lecture_record(), source=source)
program.send_bytes(encode(Ready()))
program.send_bytes(encode(Recorded(0, record)))
begun = time.monotonic()

def look():
    shown = next(w for w in start.QApplication.topLevelWidgets() if w.windowTitle())
    work = shown.controller and shown.controller.work
    if (work and work.record and shown.controller.desk.formula.badge.text()) or (
        time.monotonic() > begun + 60
    ):
        desk = shown.controller.desk
        print(len(work.record.nodes), desk.formula.badge.text(), repr(desk.code.edit.text))
        print(shown.controller._link._worker.pids)
        timer.stop()
        shown.close()

timer = QTimer(interval=50)
timer.timeout.connect(look)
application = start.QApplication(["graphlab"])
timer.start()
status = start.run(connection=theirs)
print([name for name in ("torch", "sympy") if name in sys.modules])
raise SystemExit(status)
"""


def test_the_window_shows_the_run_with_its_code_and_starts_no_worker(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(RUN)],
        cwd=PROJECT,
        env={"QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines() == [
        "8 ✓ checked 'def f(x, y):\\n    return x * y'",
        "()",
        "[]",
    ]
