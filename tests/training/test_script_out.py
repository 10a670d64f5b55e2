"""The copied script runs by itself and gives the same history, to the last bit."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import torch
from torch import nn

from graphlab.errors import InputError
from graphlab.task.choice import Choice
from graphlab.task.data_sets import made
from graphlab.task.presets import LECTURE
from graphlab.task.setup import Setup, Split
from graphlab.training.script_out import script_of
from graphlab.training.session import Session

if TYPE_CHECKING:
    from pathlib import Path

RUN = """
import json, runpy, sys
print("RESULT", json.dumps([runpy.run_path(path)["history"] for path in sys.argv[1:]]))
"""
SOURCE = """
class Net(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(2, hidden), nn.BatchNorm1d(hidden), nn.Dropout(0.2), nn.Linear(hidden, 1)
        )

    def forward(self, x):
        return torch.sigmoid(self.layers(x))
"""


def typed_net() -> nn.Module:
    names: dict[str, object] = {"nn": nn, "torch": torch}
    exec(SOURCE, names)
    made_net = names["Net"](4)  # type: ignore[operator]
    assert isinstance(made_net, nn.Module)
    return made_net


def setup(model: Choice, objective: str, **changed: object) -> Setup:
    given = replace(LECTURE, model=model, objective=objective, epochs=2, split=Split())
    return replace(given, **changed)  # type: ignore[arg-type]


CLASSES, BLOBS = Choice("two-class", (("n", 20),)), Choice("blobs", (("n", 15),))
CASES = {
    "lecture": (replace(LECTURE, epochs=4), LECTURE.data),
    "svm": (setup(Choice("svm", (("C", 0.5),)), "svm", reduction="sum"), CLASSES),
    "printed": (setup(Choice("svm"), "svm-printed", reduction="sum"), CLASSES),
    "over-confident": (setup(Choice("linear-classifier"), "mse"), CLASSES),
    "hinge": (setup(Choice("linear-classifier"), "squared-hinge", seed=5), CLASSES),
    "softmax": (setup(Choice("softmax"), "cross-entropy", reduction="sum"), BLOBS),
    "mlp": (
        setup(Choice("mlp"), "cross-entropy", optimizer=Choice("adam"), batch_size=0),
        BLOBS,
    ),
    "logits": (setup(Choice("mlp"), "bce-logits", optimizer=Choice("rmsprop")), CLASSES),
    "line": (setup(Choice("linear"), "mse", optimizer=Choice("sgd")), Choice("line")),
    "bumps": (
        setup(
            Choice("polynomial", (("degree", 4), ("features", "bumps"))),
            "mse",
            split=Split.read("30,0,0"),
        ),
        Choice("hill"),
    ),
    "typed": (
        setup(Choice("typed"), "bce", feeding="model(x).squeeze(-1)"),
        CLASSES,
    ),
}


def test_scripts_give_the_same_history_as_the_sessions(tmp_path: Path) -> None:
    wanted = {}
    for name, (given, data) in CASES.items():
        points = made(data, given.seed)
        typed = given.model.key == "typed"
        session = Session(given, points, typed_net if typed else None)
        while not session.is_over:
            session.advance()
        wanted[name] = [row.named(session.measure) for row in session.history]
        text = script_of(given, points, source=SOURCE, made="Net(4)")
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-c", RUN, *(str(tmp_path / f"{name}.py") for name in CASES)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        cwd=tmp_path,
        env={"MPLBACKEND": "Agg", "PATH": "", "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    told = ended.stdout.splitlines()[-1].removeprefix("RESULT ")
    assert dict(zip(CASES, json.loads(told), strict=True)) == wanted


def test_a_typed_model_needs_its_source() -> None:
    given, data = CASES["typed"]
    with pytest.raises(InputError, match="source"):
        script_of(given, made(data, 0))


def test_what_is_typed_as_feeding_is_nothing_but_an_expression() -> None:
    given, data = CASES["typed"]
    with pytest.raises(InputError, match="Fed as"):
        script_of(replace(given, feeding="print(1)"), made(data, 0), source=SOURCE, made="Net(4)")


def test_the_script_names_what_the_lecture_names() -> None:
    text = script_of(LECTURE, made(LECTURE.data, 0))
    for name in ("Dataset", "DataLoader", "SubsetRandomSampler", "zero_grad", "np.random.shuffle"):
        assert name in text
    assert "graphlab" not in text
    compile(text, "script", "exec")
