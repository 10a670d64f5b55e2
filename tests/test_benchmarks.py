"""Every benchmark runs and prints its ratios; how large they are is for a quiet machine to say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
RATIO = re.compile(r"(ok|MISS) +\d+\.\d\d \(at most [\d.inf]+\)  .+ / .+: .+ ms / .+ ms")
BEGINS = "benchmark: "
ONE_AFTER_THE_OTHER = f"""
import runpy, sys
sys.path.insert(0, {str(BENCHMARKS)!r})
names, sys.argv[1:] = sys.argv[1:], ["--smoke"]
for name in names:
    print({BEGINS!r} + name, flush=True)
    try:
        runpy.run_path(f"{BENCHMARKS}/{{name}}.py", run_name="__main__")
    except SystemExit as ended:
        assert not ended.code, name
"""
COMPUTING = {
    "recording": 6,
    "tensor_recording": 11,
    "jacobian": 1,
    "shipping": 2,
    "layout": 3,
    "training": 3,
    "judging": 3,
}
"""Those that need no window share one process, which imports PyTorch once."""
needs_dot = pytest.mark.skipif(
    not (find_spec("torchviz") and shutil.which("dot")), reason="needs torchviz and dot"
)


def ratios(*names: str) -> dict[str, int]:
    """How many each prints."""
    environment = {**os.environ, "PYTHONPATH": str(BENCHMARKS.parent)}
    ended = subprocess.run(
        [sys.executable, "-c", ONE_AFTER_THE_OTHER, *names],
        capture_output=True,
        text=True,
        timeout=300,
        env=environment,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    found: dict[str, int] = {}
    for line in ended.stdout.splitlines():
        if line.startswith(BEGINS):
            name = line.removeprefix(BEGINS)
            found[name] = 0
        elif RATIO.fullmatch(line):
            found[name] += 1
    return found


def test_benchmarks_without_a_window_print_their_ratios() -> None:
    assert ratios(*COMPUTING) == COMPUTING


@needs_dot
def test_benchmarks_against_torchviz_print_their_ratios() -> None:
    assert ratios("export", "picture", "slides") == {"export": 3, "picture": 2, "slides": 6}


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("step_paint", 8),
        ("canvas", 16),
        pytest.param("start", 2, marks=pytest.mark.long),
        pytest.param("training_window", 1, marks=pytest.mark.long),
        pytest.param("lesson_page", 5, marks=pytest.mark.long),
    ],
)
def test_a_benchmark_of_the_window_prints_its_ratios(name: str, count: int) -> None:
    assert ratios(name) == {name: count}


def test_none_is_forgotten() -> None:
    with_a_window = {
        "step_paint",
        "start",
        "canvas",
        "training_window",
        "export",
        "picture",
        "slides",
        "lesson_page",
    }
    helpers = {"examples", "ratio"}
    there = {path.stem for path in BENCHMARKS.glob("*.py")}
    assert there == {*COMPUTING, *with_a_window, *helpers}
