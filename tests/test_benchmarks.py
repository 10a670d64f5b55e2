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


def lines_of(name: str) -> list[str]:
    environment = {**os.environ, "PYTHONPATH": str(BENCHMARKS.parent)}
    ended = subprocess.run(
        [sys.executable, str(BENCHMARKS / f"{name}.py"), "--smoke"],
        capture_output=True,
        text=True,
        timeout=300,
        env=environment,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()


@pytest.mark.parametrize(
    ("name", "ratios"),
    [
        ("recording", 6),
        ("tensor_recording", 11),
        ("jacobian", 1),
        ("shipping", 2),
        ("layout", 3),
        ("step_paint", 8),
        ("start", 2),
        ("canvas", 16),
        ("training", 3),
        ("training_window", 1),
        ("judging", 3),
        pytest.param(
            "picture",
            2,
            marks=pytest.mark.skipif(
                not (find_spec("torchviz") and shutil.which("dot")), reason="needs torchviz and dot"
            ),
        ),
        pytest.param(
            "export",
            3,
            marks=pytest.mark.skipif(
                not (find_spec("torchviz") and shutil.which("dot")), reason="needs torchviz and dot"
            ),
        ),
    ],
)
def test_a_benchmark_prints_its_ratios(name: str, ratios: int) -> None:
    assert sum(bool(RATIO.fullmatch(line)) for line in lines_of(name)) == ratios
