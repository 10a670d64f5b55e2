"""Nearly every operator and module of PyTorch, from its own lists of samples."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def faults(*asked: tuple[str, int, int]) -> list[str]:
    """What a process of its own finds: the lists of samples change PyTorch's global settings."""
    command = [sys.executable, "-m", "tests.engine.ecosystem"]
    for what, every, samples in asked:
        command += [what, str(every), str(samples)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    *found, last = run.stdout.splitlines() or [run.stderr]
    assert last == "done", run.stderr
    return found


def test_a_choice_of_operators_and_modules_agrees_with_plain_pytorch() -> None:
    assert faults(("operators", 20, 1), ("modules", 8, 3)) == []


@pytest.mark.long
def test_nearly_every_operator_agrees_with_plain_pytorch() -> None:
    assert faults(("operators", 1, 3)) == []


@pytest.mark.long
def test_nearly_every_module_agrees_with_plain_pytorch() -> None:
    assert faults(("modules", 1, 3)) == []
