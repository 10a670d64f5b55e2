"""What code prints is heard as it comes and once, though the code is run several times."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from graphlab.engine.recording.heard import Heard

if TYPE_CHECKING:
    from pathlib import Path


def test_a_later_run_is_heard_from_where_the_first_one_stopped(
    capsys: pytest.CaptureFixture[str],
) -> None:
    heard = Heard()
    with heard.run():
        sys.stdout.write("epoch 1: 0.2 s\n")
        sys.stdout.write("a")
    with heard.run():
        sys.stdout.write("epoch 1: 0.34 s\n")  # another number in the same line
        sys.stdout.writelines(["abc\n", "last\n"])
    assert capsys.readouterr().out == "epoch 1: 0.2 s\nabc\nlast\n"
    with heard.run():
        sys.stdout.write("\n\n\nmore")
    assert capsys.readouterr().out == "more"
    heard.close()
    with heard.run():
        sys.stdout.write("\n\n\n\n\nnothing")
    assert capsys.readouterr().out == ""


def test_a_longer_part_of_a_line_ends_it_once(capsys: pytest.CaptureFixture[str]) -> None:
    heard = Heard()
    with heard.run():
        sys.stdout.write("twelve")
    with heard.run():
        sys.stdout.write("two\n")
    assert capsys.readouterr().out == "twelve\n"


def test_errors_and_other_threads_are_heard_apart(capsys: pytest.CaptureFixture[str]) -> None:
    heard = Heard()
    for _ in range(2):
        with heard.run():
            sys.stdout.write("out\n")
            sys.stderr.write("err\n")
            thread = threading.Thread(target=lambda: sys.stdout.write("thread\n"))
            thread.start()
            thread.join()
    assert capsys.readouterr() == ("out\nthread\nthread\n", "err\n")


def test_the_stream_is_like_the_one_below() -> None:
    below = sys.stdout
    with Heard().run():
        assert sys.stdout.encoding == below.encoding
        assert sys.stdout.isatty() == below.isatty()
        sys.stdout.flush()


@pytest.mark.parametrize("end", ["import os; os._exit(3)", "import ctypes; ctypes.string_at(0)"])
def test_what_is_printed_before_the_process_ends_is_heard(end: str, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(f"x = torch.ones(2)\nprint('last words', flush=True)\n{end}\n")
    run = [sys.executable, "-m", "graphlab", "trace", str(script)]
    ended = subprocess.run(run, capture_output=True, text=True, check=False)
    assert "last words" in ended.stdout + ended.stderr
