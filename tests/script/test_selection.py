"""Stepping through one class runs what it needs, and not the training loop beside it."""

from __future__ import annotations

import ast

import pytest

from graphlab.script.selection import needed_for
from tests.scripts import TRAINING


def lines(text: str, name: str) -> list[str]:
    found = needed_for(ast.parse(text), name)
    return [ast.unparse(statement).split("\n")[0] for statement in found]


def test_the_lectures_module_needs_two_imports_and_itself() -> None:
    assert lines(TRAINING, "LogisticRegression") == [
        "import torch",
        "import torch.nn as nn",
        "class LogisticRegression(nn.Module):",
    ]


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("n = 3\nm = n + 1\nunused = f(2)\ndef f(x): return x*m", ["n = 3", "m = n + 1"]),
        ("t = []\nt.append(5)\nu.append(6)\ndef f(x): return x*t[0]", ["t = []", "t.append(5)"]),
        ("t = {}\nt['a'] = 1\ndef f(x): return t", ["t = {}", "t['a'] = 1"]),
        ("t = {}\nfor i in range(3):\n    t[i] = i\ndef f(x): return t", ["t = {}", "for i in"]),
        ("from __future__ import annotations\ndef f(x): return x", ["from __future__"]),
        ("import torch\ntorch.set_default_dtype(torch.float64)\ntorch.save(1)\ndef f(x): return x",
         ["import torch", "torch.set_default"]),
        ("try:\n    import a\nexcept ImportError:\n    a = None\ndef f(x): return a", ["try:"]),
        ("if c:\n    d = 1\nelse:\n    d = 2\nc = 3\ndef f(x): return d", ["if c:", "c = 3"]),
        ("def g(x): return x\ndef f(x): return g(x)\nprint(f(1))", ["def g"]),
    ],
)  # fmt: skip
def test_what_a_function_needs(text: str, needed: list[str]) -> None:
    found = [line for line in lines(text, "f") if not line.startswith("def f")]
    assert len(found) == len(needed)
    for line, start in zip(found, needed, strict=True):
        assert line.startswith(start)
