"""`graphlab train`: the JSON of the contract, table and CSV, and a sentence for each mistake."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from graphlab.cli import MISTAKE, main
from graphlab.task.data_sets import made
from graphlab.task.presets import LECTURE
from graphlab.training.session import Session

if TYPE_CHECKING:
    from pathlib import Path

CONTRACT = (
    "--data two-class --n 100 --sigma 1.5 --split 60,20,rest --model logistic --optimizer sgd "
    "--lr 0.01 --momentum 0.99 --weight-decay 0.001 --batch-size 8 --epochs 100 --seed 0 "
    "--format json"
)
SHORT = ["--epochs", "2"]


def out(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["train", *arguments]) == 0
    return capsys.readouterr().out


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The sentence that a mistake gives; nothing is trained then."""
    assert main(["train", *arguments]) == MISTAKE
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    return said.err.strip()


def test_the_command_of_the_contract_is_the_lectures_run(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = json.loads(out(capsys, *CONTRACT.split()))
    session = Session(LECTURE, made(LECTURE.data, 0))
    while not session.is_over:
        session.advance()
    assert list(found) == ["history", "final", "weights", "closed_form"]
    names = ["epoch", "train_loss", "train_accuracy", "val_loss", "val_accuracy"]
    assert [list(row) for row in found["history"]] == [names] * 100
    assert found["history"] == [row.named("accuracy") for row in session.history]
    assert list(found["final"]) == [*names, "test_loss", "test_accuracy"]
    tested = session.test()
    assert tested is not None
    assert found["final"] == {
        **found["history"][-1],
        "test_loss": tested[0],
        "test_accuracy": tested[1],
    }
    assert found["weights"] == {k: v.tolist() for k, v in session.weights().items()}
    assert found["closed_form"] is None


def test_regression_has_r2_and_a_closed_form(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--data", "plane", *SHORT, "--split", "60%,20%,0", "--format", "json"]
    assert main(["train", *arguments]) == 0
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert list(found["history"][0]) == ["epoch", "train_loss", "train_r2", "val_loss", "val_r2"]
    assert found["final"]["test_loss"] is found["final"]["test_r2"] is None
    assert [len(found["closed_form"][name]) for name in ("w", "b")] == [2, 1]
    assert said.err == "40 points are left over and unused.\n"


def test_without_validation_csv_cells_are_empty(capsys: pytest.CaptureFixture[str]) -> None:
    rows = list(
        csv.reader(io.StringIO(out(capsys, *SHORT, "--split", "60,0,0", "--format", "csv")))
    )
    assert rows[0] == ["epoch", "train_loss", "train_accuracy", "val_loss", "val_accuracy"]
    assert [row[0] for row in rows[1:]] == ["1", "2"]
    assert [row[3:] for row in rows[1:]] == [["", ""], ["", ""]]


def test_the_table_ends_with_test_weights_and_the_closed_form(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = out(
        capsys,
        "--data",
        "line",
        "--n",
        "10",
        "--model",
        "polynomial",
        *SHORT,
        "--degree",
        "12",
        "--lr",
        "0",
    ).splitlines()
    assert lines[0].split() == ["epoch", "train_loss", "train_r2", "val_loss", "val_r2"]
    assert [line.split()[0] for line in lines[1:3]] == ["1", "2"]
    assert any(line.startswith("test_loss ") for line in lines)
    assert "Closed form" in lines
    assert lines[-1].startswith("Xᵀ is 6×13 and has rank ")


@pytest.mark.parametrize(
    ("arguments", "model", "names"),
    [
        (["--data", "blobs", "--k", "4"], "softmax", {"W": 4, "b": 4}),
        (["--data", "moons"], "logistic", {"w": 2, "b": 1}),
        (["--data", "step"], "linear", {"w": 1, "b": 1}),
    ],
)
def test_without_a_model_the_simplest_is_taken(
    capsys: pytest.CaptureFixture[str], arguments: list[str], model: str, names: dict[str, int]
) -> None:
    found: dict[str, Any] = json.loads(out(capsys, *arguments, *SHORT, "--format", "json"))
    assert {name: len(array) for name, array in found["weights"].items()} == names, model


def test_a_csv_file_is_trained_on(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    rows = [f"{x},{2 * x + 1}" for x in range(10)]
    path.write_text("\n".join(["x,y", *rows]), encoding="utf-8")
    found = json.loads(out(capsys, "--data", str(path), *SHORT, "--lr", "0", "--format", "json"))
    assert found["closed_form"]["w"] == pytest.approx([2.0])
    assert found["closed_form"]["b"] == pytest.approx([1.0])


def test_a_run_that_diverges_prints_what_there_is_and_says_where(
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = ["--data", "line", "--lr", "1e6", "--format", "json"]
    assert main(["train", *arguments]) == MISTAKE
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert found["history"] == []
    assert found["final"]["epoch"] is None
    assert "Stopped at update " in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--data", "twoclass"], "no data set called"),
        (["--data", "drawn"], "not made from a seed"),
        (["--data", "missing.csv"], "missing.csv"),
        (["--noise", "1"], "--noise belongs to none of Two Gaussians, Logistic regression, SGD"),
        (["--lr", "fast"], "--lr cannot be 'fast': it is a number from 0"),
        (["--momentum", "1"], "momentum cannot be 1.0"),
        (["--nesterov", "yes"], "on or off"),
        (["--n", "1.5"], "cannot be 1.5"),
        (["--batch-size", "0"], "from 1, or all"),
        (["--split", "a"], "cannot be read"),
        (["--split", "300,0,0"], "asks for 300 points"),
        (["--epochs", "0"], "epochs"),
        (["--seed", "-1"], "seed cannot be -1"),
        (["--model", "linear"], "classes"),
        (["--model", "mlp", "--layers", "16,x"], "hidden layers"),
        (["--data", "blobs", "--model", "svm"], "two classes"),
        (["--model", "nothing"], "invalid choice"),
        (["--kind", "curve"], "--kind is for CSV files"),
        (["--class", "Net"], "name it first"),
        (["--fed-as", "column"], "name it first"),
    ],
)
def test_a_mistake_is_told_in_one_sentence(
    capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert sentence in told(capsys, *arguments)


def test_training_imports_no_qt_and_help_no_pytorch() -> None:
    import subprocess
    import sys

    code = (
        "import sys\nfrom graphlab.cli import main\n"
        "try:\n    main(['train', '--help'])\nexcept SystemExit:\n    pass\n"
        "assert 'torch' not in sys.modules\n"
        "assert main(['train', '--epochs', '1']) == 0\n"
        "assert not {'PySide6', 'shiboken6'} & set(sys.modules)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    assert ended.returncode == 0, ended.stderr
