"""What `graphlab export` shows: as a document was looked at, unless an option says otherwise."""

import re

import pytest

from graphlab.cli import main
from graphlab.keeping.kept import Kept, Look
from graphlab.keeping.writing import document_bytes
from graphlab.study.bookmarks import Bookmark
from graphlab.study.code import Code, Part, setup
from graphlab.study.document import Document, document
from graphlab.study.light import Wish
from graphlab.study.pins import Pin

NET = """
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Sequential(nn.Linear(2, 2), nn.Tanh())
        self.last = nn.Linear(2, 1)

    def forward(self, x):
        return self.last(self.inner(x))
"""


@pytest.fixture
def formula(tmp_path):
    mark = Bookmark("", wish=Wish("w3"), only=True, formulas=frozenset({("w3", "w1*w2")}))
    look = Look("tb", "symbols", "evaluation", 6, mark)
    work = document("x*y + sin(x)", {"x": 2.0, "y": 3.0})
    work = Document(work.text, work.dials, pins=(Pin("w1", "x", "tb", 0.0, 900.0),))
    (tmp_path / "a.graphlab").write_bytes(document_bytes(Kept(work, look)))
    return str(tmp_path / "a.graphlab")


@pytest.fixture
def net(tmp_path):
    part = Part("module", "Net")
    code = Code(NET, part, ((part, setup({}, {"x": "ones(1, 2)"})),))
    look = Look(at=Bookmark("", closed=frozenset({"inner"})))
    (tmp_path / "n.graphlab").write_bytes(
        document_bytes(Kept(Document(kind="code", code=code), look))
    )
    return str(tmp_path / "n.graphlab")


def drawn(tmp_path, *arguments):
    """The cards of a figure, its height, and its text."""
    path = tmp_path / "f.svg"
    assert main(["export", *arguments, "-o", str(path)]) == 0
    text = path.read_text(encoding="utf-8")
    height = float(re.search(r' height="([\d.]+)"', text)[1])
    return set(re.findall(r'id="card:(w\d+)"', text)), height, text


def test_a_document_is_drawn_as_it_was_looked_at(tmp_path, formula):
    cards, height, _ = drawn(tmp_path, formula, "--step", "3")
    assert cards == {"w1", "w2", "w3", "w5"}
    assert "0.909297" in drawn(tmp_path, formula, "--light", "everything")[2]  # six digits
    plain = ("x*y + sin(x)", "--at", "x=2", "--at", "y=3", "--light", "w3", "--only")
    _, unmoved, _ = drawn(tmp_path, *plain, "--direction", "tb", "--step", "3")
    assert height > unmoved + 100


@pytest.mark.parametrize(
    ("options", "cards"),
    [
        (["--light", "everything"], {"w1", "w2", "w3", "w4", "w5"}),
        (["--light", "w2-w3"], {"w1", "w2", "w3", "w4", "w5"}),
        (["--light", "w2-w3", "--only"], {"w2", "w3"}),
    ],
)
def test_options_go_before_the_look_of_the_document(tmp_path, formula, options, cards):
    assert drawn(tmp_path, formula, *options)[0] == cards


def test_modules_are_closed_as_in_the_document_or_as_it_is_said(tmp_path, net):
    counts = [
        len(drawn(tmp_path, net, "--trust", *options)[0])
        for options in ([], ["--open-all"], ["--close", "inner", "--close", "last"])
    ]
    assert counts[2] < counts[0] < counts[1]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--light", "w9"), "--light w9: this is not in what is shown of the run."),
        (("--light", "x"), '--light "x" names no node; write w4, for a path w4-w6, or everything.'),
        (("--only",), "--only leaves out what is not lit; add --light."),
        (("--close", "layer"), "There is no module layer in this run; it has none."),
        (("--open-all", "--fold-loops"), "--open-all folds nothing; leave out"),
        (("--step", "2.0"), "Argument --step: invalid step value: '2.0'"),
        (("--cotangent", "1", "--cotangent", "2"), "1 output and 2 starting gradients are given"),
    ],
)
def test_what_the_run_does_not_have_is_one_sentence(capsys, tmp_path, options, sentence):
    source = ("x*y", "--at", "x=1", "--at", "y=2", *options)
    assert main(["export", *source, "-o", str(tmp_path / "f.svg")]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
