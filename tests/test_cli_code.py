"""Python files on the command line: what is run of them, and every mistake as one sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from graphlab.cli import MISTAKE, main

ROOT = Path(__file__).parents[1]
MODEL = """
import torch
from torch import nn
from beside import two


class Logistic(nn.Module):
    def __init__(self, N):
        super().__init__()
        self.w = nn.Parameter(torch.ones(1, N) / two)

    def forward(self, x):
        print("inside")
        return 1 / (1 + torch.exp(-(self.w @ x)))


def times(a, b=3.0):
    return a * b
"""
SCRIPT = "x = torch.tensor(2., requires_grad=True)\ny = x**2\ny.backward()\nprint(x.grad)\n"


@pytest.fixture
def model(tmp_path: Path) -> str:
    (tmp_path / "beside.py").write_text("two = 2.0", encoding="utf-8")
    path = tmp_path / "model.py"
    path.write_text(MODEL, encoding="utf-8")
    return str(path)


@pytest.fixture
def script(tmp_path: Path) -> str:
    path = tmp_path / "script.py"
    path.write_text(SCRIPT, encoding="utf-8")
    return str(path)


def traced(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:  # type: ignore[type-arg]
    assert main(["trace", *arguments, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == MISTAKE
    said = capsys.readouterr()
    assert said.out == ""
    sentence = said.err.splitlines()[-1]
    assert "Traceback" not in said.err
    return sentence


LOGISTIC = ("--class", "Logistic", "--init", "N=2", "--input", "x=ones(2,1)")


def test_a_module_is_constructed_and_called(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    whole = traced(capsys, model, *LOGISTIC)
    assert whole["check"]["agrees"]
    assert whole["outputs"][0][0][0] == pytest.approx(0.7310586)
    assert set(whole["gradients"]) == {"w"}
    assert next(n for n in whole["nodes"] if n["name"] == "w")["op"] == "parameter"


def test_a_loss_is_put_on_top(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    whole = traced(capsys, model, *LOGISTIC, "--loss", "sum")
    assert whole["outputs"] == [pytest.approx(0.7310586)]


def test_a_function_is_called(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    whole = traced(capsys, model, "--function", "times", "--input", "a=[2., 5.]")
    assert whole["outputs"] == [[6.0, 15.0]]


def test_statements_are_run_when_nothing_else_is_there(
    script: str, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = traced(capsys, script)
    assert whole["outputs"] == [4.0]
    assert list(whole["gradients"].values()) == [4.0]


def test_the_seed_makes_the_same_numbers(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    random = (*LOGISTIC[:-1], "x=randn(2,1)", "--seed")
    first, again, other = (traced(capsys, model, *random, seed) for seed in "117")
    assert first["outputs"] == again["outputs"] != other["outputs"]


def test_what_the_code_prints_does_not_mix_with_the_result(
    model: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trace", model, *LOGISTIC, "--format", "csv"]) == 0
    said = capsys.readouterr()
    assert "inside" not in said.out
    assert said.err == "inside\n"


def test_python_of_a_module_gives_the_same_run(
    model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    how = ["--class", "Logistic", "--init", "N=2", "--input", "x=randn(2, 1)", "--seed", "5"]
    how += ["--loss", "mse(zeros(1, 1))"]
    again = tmp_path / "again.py"
    assert main(["export", model, *how, "-o", str(again)]) == 0
    text = again.read_text(encoding="utf-8")
    assert text.count("import torch\n") == 1
    ran = subprocess.run(
        [sys.executable, again], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert ran.stdout.rstrip().endswith("True")
    gradients = traced(capsys, model, *how)["gradients"]
    assert repr(float(np.ravel(gradients["w"])[0]))[:8] in ran.stdout


def test_a_picture_of_a_module_is_written(model: str, tmp_path: Path) -> None:
    assert main(["export", model, *LOGISTIC, "-o", str(tmp_path / "f.svg")]) == 0
    assert (tmp_path / "f.svg").read_text("utf-8").rstrip().endswith("</svg>")


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        ((), ["several things", "--class Logistic", "--function times"]),
        (("--class", "Nope"), ["Nope", "Logistic"]),
        (("--class", "Logistic"), ["N", "value"]),
        (("--class", "Logistic", "--init", "N"), ['"N" does not give a value', "--init"]),
        (("--class", "Logistic", "--init", "N=1", "--init", "N=2"), ["N is given twice"]),
        (("--class", "Logistic", "--function", "times"), ["not allowed with"]),
        ((*LOGISTIC[:-1], "x=eval('1')"), ["eval"]),
        ((*LOGISTIC[:-1], "x=__import__('os').system('true')"), ["x ="]),
        ((*LOGISTIC[:-1], "x=ones(3,1)"), ["2", "3"]),
        ((*LOGISTIC, "--loss", "nonsense"), ["nonsense", "mse"]),
        ((*LOGISTIC, "--at", "x=1"), ["--at belongs to an expression"]),
    ],
)
def test_a_mistake_is_one_sentence(
    model: str, arguments: tuple[str, ...], parts: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    sentence = told(capsys, "trace", model, *arguments)
    for part in parts:
        assert part in sentence


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"def f(:\n", "Line 1"),
        (b"", "no module, function or statement"),
        (b"\xff\xfe\x00", "no text that can be read"),
        (b"raise SystemExit(3)\n", "exit"),
        (b"import nosuchlibrary\nx = nosuchlibrary.f()\n", "nosuchlibrary"),
        (b"x = " + b"(" * 500 + b")" * 500, "nested"),
    ],
    ids=["syntax", "empty", "no text", "exit", "library", "deep"],
)
def test_a_file_that_does_not_run_is_told(
    tmp_path: Path, content: bytes, part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "wrong.py"
    path.write_bytes(content)
    assert part in told(capsys, "trace", str(path))


def test_a_file_that_is_not_there_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in ([], ["trace"], ["export", "-o", "f.svg"]):
        assert told(capsys, *command, str(tmp_path / "nosuch.py")) == (
            "nosuch.py cannot be read: no such file or directory."
        )
    (tmp_path / "folder.py").mkdir()
    assert "no file" in told(capsys, "trace", str(tmp_path / "folder.py"))


def test_an_expression_takes_no_options_of_code(capsys: pytest.CaptureFixture[str]) -> None:
    for option in (("--class", "N"), ("--function", "f"), ("--init", "N=1"), ("--input", "x=1")):
        assert told(capsys, "trace", "x*x", *option).startswith(f"{option[0]} belongs to a .py")


OPENED = """
import sys, time
from PySide6.QtCore import QTimer
from graphlab.app import start

def look():
    shown = next(w for w in start.QApplication.topLevelWidgets() if w.windowTitle())
    if shown.controller and shown.controller.desk.code is not None:
        panel = shown.controller.desk.code
        print(len(panel.edit.text), not panel.consent.isHidden(), shown.controller.work.record)
        timer.stop()
        shown.close()

timer = QTimer(interval=50)
timer.timeout.connect(look)
application = start.QApplication(["graphlab"])
timer.start()
from graphlab.cli import main
raise SystemExit(main(sys.argv[1:]))
"""


def test_the_window_shows_a_file_and_asks_before_it_runs(tmp_path: Path) -> None:
    canary = tmp_path / "ran"
    path = tmp_path / "model.py"
    path.write_text(f"open({str(canary)!r}, 'w')\nx = torch.ones(1)\n", encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-c", OPENED, str(path)],
        cwd=ROOT,
        env={"QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.split() == [str(len(path.read_text("utf-8"))), "True", "None"]
    assert not canary.exists()


def test_code_that_stops_midway_gives_its_graph_and_its_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "stops.py"
    path.write_text("a = torch.ones(2, requires_grad=True)\nb = a * 2\nc = b + torch.ones(3)\n")
    for command in (["trace", str(path)], ["export", str(path), "-o", str(tmp_path / "a.svg")]):
        assert main(command) == MISTAKE
        said = capsys.readouterr()
        assert said.err.startswith("Line 3, column 5: These shapes do not fit")
        assert len(said.err.splitlines()) == 1
        assert ("w₂" in said.out) == (command[0] == "trace")
    assert (tmp_path / "a.svg").exists()


def test_a_fault_of_graphlab_s_own_is_one_sentence_too(
    capsys: pytest.CaptureFixture[str], script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphlab.engine.recording.recorder.may_draw", None)
    said = told(capsys, "trace", script)
    assert said.startswith("Line 1: graphlab could not follow this code, though plain PyTorch")


def test_record_keeps_a_run_that_trace_and_export_read_again(
    model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "run.graphlab"
    assert main(["record", model, *LOGISTIC, "-o", str(kept)]) == 0
    assert main(["trace", model, *LOGISTIC, "--format", "json"]) == 0
    first = capsys.readouterr().out
    Path(model).unlink()
    assert main(["trace", str(kept), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(first)
    assert main(["export", str(kept), "-o", str(tmp_path / "f.svg")]) == 0
    assert (tmp_path / "f.svg").read_text(encoding="utf-8").startswith("<svg")


def test_without_values_a_run_is_told_by_its_digests(
    model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trace", model, *LOGISTIC, "--no-values"]) == 0
    said = capsys.readouterr().out
    assert "✓ Checked" in said
    assert "Recorded without values: " in said
    assert "2×1 · all 1  " in said
    kept = tmp_path / "run.graphlab"
    assert main(["record", model, *LOGISTIC, "--no-values", "-o", str(kept)]) == 0
    found = traced(capsys, str(kept))
    assert found["keeps_values"] is False
    first = found["nodes"][0]
    assert (first["value"], first["value_digest"]["mean"]) == (None, 1)
    assert main(["export", model, *LOGISTIC, "--no-values", "-o", str(tmp_path / "f.svg")]) == 0
    assert "--no-values belongs to what is run" in told(capsys, "trace", str(kept), "--no-values")
    assert "--no-values belongs to a .py" in told(
        capsys, "trace", "x", "--at", "x=1", "--no-values"
    )


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["record", "x^2", "--at", "x=3", "-o", "run.txt"], ["run.txt does not end in .graphlab"]),
        (["record", "x^2", "--at", "x=3"], ["-o"]),
        (["trace", "gone.graphlab"], ["gone.graphlab cannot be read"]),
        (["trace", "gone.graphlab", "--class", "Net"], ["gone.graphlab cannot be read"]),
        (["gone.graphlab"], ["gone.graphlab cannot be read"]),
    ],
)
def test_mistakes_with_kept_runs_are_one_sentence(
    arguments: list[str],
    parts: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    for part in parts:
        assert part in said


def test_one_part_of_a_module_is_traced_by_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "net.py"
    file.write_text(
        "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.a = nn.Linear(2, 3)\n        self.b = nn.Tanh()\n"
        "    def forward(self, x): return self.b(self.a(x)).sum()\n"
    )
    asked = ["trace", str(file), "--input", "x=ones(2)", "--format", "json", "--part"]
    assert main([*asked, "b"]) == 0
    targets = [node["target"] for node in json.loads(capsys.readouterr().out)["nodes"]]
    assert targets == ["input", "torch.tanh"]
    assert main([*asked, "c"]) == 2
    assert "There is no part “c” in Net; it has a, b." in capsys.readouterr().err
