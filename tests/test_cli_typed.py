"""`graphlab train FILE.py`: the lecture's script as it stands, and mistakes with their line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from graphlab.cli import MISTAKE, main
from graphlab.engine.code.prelude import running
from graphlab.engine.seeds import everything_seeded
from tests.scripts import TRAINING

if TYPE_CHECKING:
    from pathlib import Path

LECTURE = [
    "--class", "LogisticRegression", "--init", "N=2",
    "--data-class", "TwoClassDataset", "--data-init", "N=100", "--data-init", "sigma=1.5",
    "--fed-as", "column", "--split", "60,0,rest", "--momentum", "0.99",
]  # fmt: skip
NET = """\
class Net(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(2, hidden), nn.Tanh(), nn.Linear(hidden, 1))

    def forward(self, x):
        print("inside")
        return self.layers(x)


class Pairs(Dataset):
    def __init__(self, n, k=3):
        self.n = n
        self.k = k

    def __len__(self):
        return self.n

    def __getitem__(self, idx):
        return torch.randn(2), idx % self.k
"""


@pytest.fixture
def lecture(tmp_path: Path) -> str:
    path = tmp_path / "lecture.py"
    path.write_text(TRAINING, encoding="utf-8")
    return str(path)


@pytest.fixture
def net(tmp_path: Path) -> str:
    path = tmp_path / "net.py"
    path.write_text(NET, encoding="utf-8")
    return str(path)


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["train", *arguments]) == MISTAKE
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    return said.err.strip().splitlines()[-1]


def test_the_lectures_script_as_it_stands_gives_this_history(
    capsys: pytest.CaptureFixture[str], lecture: str
) -> None:
    with everything_seeded(4), running(TRAINING) as code:
        names = code.execute()
    wanted = names["loss_values"], names["train_accuracies"]
    epochs = len(names["loss_values"])  # type: ignore[arg-type]
    capsys.readouterr()
    arguments = [*LECTURE, "--seed", "4", "--epochs", str(epochs), "--format", "json"]
    assert main(["train", lecture, *arguments]) == 0
    history = json.loads(capsys.readouterr().out)["history"]
    assert [row["train_loss"] for row in history] == wanted[0]
    assert [row["train_accuracy"] for row in history] == pytest.approx(
        [float(accuracy) for accuracy in wanted[1]]  # type: ignore[attr-defined]
    )


def test_what_the_code_prints_is_kept_out_of_the_result(
    capsys: pytest.CaptureFixture[str], net: str
) -> None:
    arguments = ["--init", "hidden=3", "--fed-as", "model(x).squeeze(-1)", "--epochs", "1"]
    assert main(["train", net, *arguments, "--objective", "bce-logits", "--format", "json"]) == 0
    said = capsys.readouterr()
    assert set(json.loads(said.out)["weights"]) == {
        "layers.0.weight",
        "layers.0.bias",
        "layers.2.weight",
        "layers.2.bias",
    }
    assert "inside" in said.err


def test_a_typed_data_set_may_be_learned_by_a_model_of_the_table(
    capsys: pytest.CaptureFixture[str], net: str
) -> None:
    arguments = ["--data-class", "Pairs", "--data-init", "n=30", "--model", "softmax"]
    assert main(["train", net, *arguments, "--epochs", "1", "--format", "json"]) == 0
    weights = json.loads(capsys.readouterr().out)["weights"]
    assert np.shape(weights["W"]) == (3, 2)


def test_the_lectures_model_without_its_column_is_told_with_its_line(
    capsys: pytest.CaptureFixture[str], lecture: str
) -> None:
    line = TRAINING.splitlines().index("        return 1/(1+torch.exp(-(self.w@x+self.b)))") + 1
    sentence = told(capsys, lecture, "--class", "LogisticRegression", "--init", "N=2")
    assert sentence.startswith(f"Line {line}: model(x) with x of shape (3, 2) fails: ")
    assert sentence.endswith("feed it as a column or each by itself.")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--init", "hidden=3"], "Line 1: model(x) gives shape (3, 1)"),
        ([], "Line 2: Net needs a value for hidden"),
        (["--init", "hidden"], "does not give a value"),
        (["--class", "Other"], "Other is not defined"),
        (["--model", "svm"], "Nothing of net.py is used"),
        (["--model", "svm", "--class", "Net"], "leave one"),
        (["--data-class", "Pairs", "--data", "moons"], "leave --data"),
        (["--data-init", "n=3"], "name it by --data-class"),
        (["--data-class", "Net", "--data-init", "hidden=3"], "no Dataset"),
        (["--data-class", "Pairs", "--data-init", "n=0"], "must give a pair"),
        (
            ["--data-class", "Pairs", "--data-init", "n=4", "--data-init", "k=0"],
            "Line 20, column 32: This divides by zero.",
        ),
        (["--fed-as", "model(x) + open('x')"], "Fed as"),
    ],
)
def test_a_mistake_is_told_in_one_sentence(
    capsys: pytest.CaptureFixture[str], net: str, arguments: list[str], sentence: str
) -> None:
    given = arguments
    if any(option in arguments for option in ("--data-class", "--data-init", "--fed-as")):
        given = ["--init", "hidden=3", *arguments]
    assert sentence in told(capsys, net, *given)


def test_what_is_no_python_file_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert "no .py file" in told(capsys, "logistic")
