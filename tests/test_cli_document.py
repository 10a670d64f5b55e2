"""Documents on the command line: a formula runs as a formula does, code only when it is trusted."""

import json

import pytest

from graphlab.cli import main
from graphlab.keeping.kept import Kept
from graphlab.keeping.writing import document_bytes
from graphlab.study.code import Code, Part
from graphlab.study.document import Document, document

CODE = "print('ran')\nx = torch.rand(2, requires_grad=True)\ny = (x * x).sum()\ny.backward()\n"


@pytest.fixture
def formula(tmp_path):
    path = tmp_path / "a.graphlab"
    path.write_bytes(document_bytes(Kept(document("x*y", {"x": 2.0, "y": 3.0}).starting((5.0,)))))
    return str(path)


@pytest.fixture
def code(tmp_path):
    path = tmp_path / "b.graphlab"
    work = Document(kind="code", code=Code(CODE, Part("statements")), seed=3)
    path.write_bytes(document_bytes(Kept(work)))
    return str(path)


def traced(capsys, *arguments):
    assert main(["trace", *arguments, "--format", "json"]) == 0
    printed = capsys.readouterr()
    return {node["id"]: node["adjoint"] for node in json.loads(printed.out)["nodes"]}, printed.err


def told(capsys, *arguments):
    assert main([*arguments]) == 2
    return capsys.readouterr().err.strip()


def test_a_formula_runs_with_its_numbers_and_starting_gradients(capsys, formula, tmp_path):
    assert traced(capsys, formula)[0] == {"w1": 15.0, "w2": 10.0, "w3": 5.0}
    assert traced(capsys, formula, "--at", "x=4")[0]["w2"] == 20.0
    target = tmp_path / "a.svg"
    assert main(["export", formula, "-o", str(target)]) == 0
    assert target.read_text().startswith("<svg")


def test_code_runs_only_when_it_is_trusted_with_the_seed_of_the_document(capsys, code):
    assert told(capsys, "trace", code) == (
        "b.graphlab holds code. Read it, then add --trust to run it."
    )
    first, said = traced(capsys, code, "--trust")
    assert said == "ran\n"
    assert traced(capsys, code, "--trust", "--seed", "3")[0] == first
    assert traced(capsys, code, "--trust", "--seed", "0")[0] != first


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--at", "z=1"), "z is not an input of a.graphlab (inputs: x, y)."),
        (("--class", "N"), "--class belongs to a .py file; a.graphlab says itself what is run."),
    ],
)
def test_what_does_not_fit_is_one_sentence(capsys, formula, arguments, sentence):
    assert told(capsys, "trace", formula, *arguments) == sentence


def test_what_is_not_a_document_is_one_sentence(capsys, formula, tmp_path):
    assert told(capsys, "trace", "x*y", "--trust") == "--trust is for code in a .graphlab document."
    assert told(capsys, formula, "--at", "x=1").startswith("--at belongs to an expression")
    torn = tmp_path / "torn.graphlab"
    torn.write_bytes(document_bytes(Kept())[:50])
    for command in ((), ("trace",)):
        assert told(capsys, *command, str(torn)).startswith("torn.graphlab is damaged")
    assert "cannot be read" in told(capsys, "trace", str(tmp_path / "gone.graphlab"))
    empty = tmp_path / "empty.graphlab"
    empty.write_bytes(document_bytes(Kept()))
    assert told(capsys, "trace", str(empty)) == "There is nothing to run in empty.graphlab."
