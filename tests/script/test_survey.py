"""What is found in a script without running it."""

from __future__ import annotations

import pytest

from graphlab.script.specs import parse_spec
from graphlab.script.survey import Parameter, offers, survey
from tests.scripts import LOGISTIC, MEMORY, SLICES, TRAINING


def sentences(text: str) -> list[str]:
    return [offer.sentence for offer in offers(survey(text))]


def guesses(text: str, name: str) -> dict[str, str | None]:
    found = next(c for c in survey(text).classes if c.name == name)
    return {p.name: p.guess for p in (*found.constructor, *found.forward)}


def module(init: str, forward: str, more: str = "") -> str:
    return (
        "class Net(nn.Module):\n    def __init__(self, d=4):\n        super().__init__()\n"
        f"        {init}\n    def forward(self, x):\n        {forward}\n{more}"
    )


def test_the_lectures_module_is_found_with_its_forms() -> None:
    (found,) = survey(LOGISTIC).classes
    assert (found.name, found.line, found.kind) == ("LogisticRegression", 4, "module")
    assert found.constructor == (Parameter("N"),)
    assert found.forward == (Parameter("x"),)


def test_the_lectures_long_script_offers_its_statements_and_its_module() -> None:
    found = survey(TRAINING)
    assert {c.name: c.kind for c in found.classes} == {
        "LogisticRegression": "module",
        "TwoClassDataset": "dataset",
    }
    assert [f.name for f in found.functions] == ["model_accuracy"]
    assert sentences(TRAINING) == [
        "Step through the statements",
        "Step through LogisticRegression",
    ]
    assert found.problem is None
    assert found.remarks == ()


def test_how_the_script_makes_an_object_is_the_first_entry_of_the_form() -> None:
    assert guesses(TRAINING, "LogisticRegression") == {"N": "2", "x": "randn(2, 1)"}
    assert guesses(TRAINING, "TwoClassDataset") == {"N": "100", "sigma": "1.5"}
    calls = {c.name: c.calls for c in survey(TRAINING).classes}
    assert calls["TwoClassDataset"] == ("TwoClassDataset(N, sigma)",)


@pytest.mark.parametrize("text", [MEMORY, SLICES])
def test_a_snippet_of_statements_offers_its_statements_only(text: str) -> None:
    assert sentences(text) == ["Step through the statements"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("# nothing\n'''only words'''", []),
        ("import torch\nN = 100\nlr, sizes = 1e-2, [1, 2]\ntorch.manual_seed(0)", []),
        ("def f(x):\n    return x*x", ["Step through f"]),
        ("def f(x):\n    return x\ndef g(x):\n    return f(x)", ["Step through g"]),
        ("def f(x):\n    return f(x)", ["Step through f"]),
        ("def f(x):\n    return x\nf(torch.ones(2))", ["Step through the statements"]),
        (LOGISTIC + "model = LogisticRegression(2)\n", ["Step through LogisticRegression"]),
        ("if True:\n    def f(x):\n        return x", ["Step through f"]),
        ("from torch import nn as n\nclass A(n.Linear): pass", ["Step through A"]),
        ("from torch.nn import Module\nclass A(Module): pass", ["Step through A"]),
        ("import torch as t\nclass A(t.nn.Module): pass", ["Step through A"]),
        ("class A(nn.Module): pass\nclass B(A): pass", ["Step through A", "Step through B"]),
        ("class A(torch.autograd.Function): pass\nclass B: pass", []),
        (
            "class Part(nn.Module): pass\nclass Whole(nn.Module):\n"
            "    def __init__(self):\n        super().__init__()\n        self.part = Part()",
            ["Step through Whole", "Step through Part"],
        ),
    ],
)
def test_what_is_offered(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_defaults_and_annotations_are_shown_as_typed() -> None:
    text = "def f(x: torch.Tensor, *rest, n: int = 2*3, mask=None, **more): return x"
    (found,) = survey(text).functions
    assert found.parameters == (
        Parameter("x", None, "torch.Tensor", None),
        Parameter("n", "2*3", "int", "6"),
        Parameter("mask", "None", None, "None"),
    )


@pytest.mark.parametrize(
    ("init", "forward", "guess"),
    [
        ("self.a = nn.Linear(3, 1)", "return self.a(x)", "randn(1, 3)"),
        ("self.a = nn.Linear(d * 2, 1)", "return self.a(x)", "randn(1, 8)"),
        ("self.n = d; self.a = nn.Linear(in_features=self.n, out_features=1)", "return self.a(x)",
         "randn(1, 4)"),
        ("self.a = nn.Sequential(nn.Flatten(), nn.Linear(9, 2))", "return self.a(x)",
         "randn(1, 9)"),
        ("self.a = nn.ModuleList([nn.Linear(7, 2)])", "return self.a[0](x)", "randn(1, 7)"),
        ("self.b = nn.Linear(5, 5); self.a = nn.Linear(3, 5)", "return self.b(F.relu(self.a(x)))",
         "randn(1, 3)"),
        ("self.a = nn.Conv2d(1, 6, 5); self.f = nn.Linear(3456, 10)",
         "return self.f(self.a(x).flatten(1))", "randn(1, 1, 28, 28)"),
        ("self.a = nn.Conv2d(2, 6, 3)", "return self.a(x)", "randn(1, 2, 8, 8)"),
        ("self.a = nn.Linear(3, 2); self.n = nn.BatchNorm1d(2)", "return self.n(self.a(x))",
         "randn(4, 3)"),
        ("self.a = nn.Embedding(10, 3)", "return self.a(x)", "randint(0, 10, (1, 5))"),
        ("self.a = nn.LSTM(3, 4)", "return self.a(x)[0]", "randn(5, 1, 3)"),
        ("self.a = nn.LSTM(3, 4, batch_first=True)", "return self.a(x)[0]", "randn(1, 5, 3)"),
        ("self.w = nn.Parameter(torch.randn(3, 2))", "return self.w @ x", "randn(2)"),
        ("self.w = nn.Parameter(torch.randn(3, 2))", "return x @ self.w", "randn(1, 3)"),
        ("self.w = nn.Parameter(torch.randn(3, 2))", "return x @ self.w.T", "randn(1, 2)"),
        ("self.w = nn.Parameter(0.1*torch.randn((3, 2)))", "return torch.matmul(self.w, x)",
         "randn(2)"),
        ("self.w = nn.Parameter(torch.zeros(3))", "return self.w*x", "randn(3)"),
        ("self.w = nn.Parameter(torch.zeros(d + foo))", "return self.w*x", None),
        ("self.w = nn.Parameter(torch.zeros(3))", "return 2*self.w - x", "randn(3)"),
        ("self.a, self.b = nn.Linear(3, 2), nn.ReLU()", "return self.a(x)", "randn(1, 3)"),
        ("self.a = nn.ReLU()", "return self.a(x)", None),
    ],
)  # fmt: skip
def test_an_example_input_fits_the_layer_it_meets(
    init: str, forward: str, guess: str | None
) -> None:
    assert guesses(module(init, forward), "Net")["x"] == guess


def test_what_the_script_passes_beats_what_the_layers_need() -> None:
    text = module(
        "self.a = nn.Linear(3, 1)",
        "return self.a(x)",
        "x = torch.rand(5, 3, dtype=torch.float64, requires_grad=True)\n"
        "net = Net(3)\nprint(net(x))\n",
    )
    assert guesses(text, "Net") == {
        "d": "3",
        "x": "rand(5, 3, dtype=float64, requires_grad=True)",
    }


def test_a_module_may_be_made_and_called_in_one_go() -> None:
    text = module("self.a = nn.Linear(3, 1)", "return self.a(x)", "Net()(torch.ones(7, 3))")
    assert guesses(text, "Net") == {"d": "4", "x": "ones(7, 3)"}


def test_a_layer_of_the_scripts_own_is_looked_into() -> None:
    text = (
        "class Part(nn.Module):\n    def __init__(self, n):\n        super().__init__()\n"
        "        self.a = nn.Linear(n, n)\n    def forward(self, z):\n        return self.a(z)\n"
        + module("self.part = Part(d + 1)", "return self.part(x)")
    )
    assert guesses(text, "Net")["x"] == "randn(1, 5)"


def test_what_is_passed_to_a_function_is_its_first_entry() -> None:
    (found,) = survey("def f(x, y, z): return x\nf(torch.ones(2, 3), 0.5, z=unknown)").functions
    assert [p.guess for p in found.parameters] == ["ones(2, 3)", "0.5", None]


def test_every_guess_can_be_read() -> None:
    for text in (LOGISTIC, TRAINING):
        for found in survey(text).classes:
            for parameter in found.forward:
                if parameter.guess is not None:
                    parse_spec(parameter.guess)


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("x = (1,\n", 1, 5, "“(” is opened here and never closed."),
        ("class A(nn.Module)\n    pass", 1, 19, "A colon “:” is missing"),
        ("def f(x):\nreturn x", 2, 1, "must be indented"),
        ("  x = 1", 1, 2, "indented further"),
        ("if a:\n        b\n    c", 3, 6, "fits none of the lines"),
        ("x = 'abc", 1, 5, "never closed"),
        ("a = 1\nprint a", 2, 1, "print(…)"),
        ("x = 1)", 1, 6, "“)” closes nothing."),
        ("x = [1, 2)", 1, 10, "“)” closes what “[” opened."),
        ("f(a b)", 1, 3, "Perhaps you forgot a comma?"),
        ("return 5", 1, 1, "outside of a function"),
        ("é = 1\né = = 2", 2, 5, "cannot read"),
        ("x\0 = 1", 1, 2, "cannot be part"),
        ("\ud800", 1, 1, "cannot be part"),
        ("-" * 9000 + "1", 1, 1, "nested too deeply"),
        ("x" + ".y" * 9000, 1, 1, "nested too deeply"),
        ("(" * 300, 1, 201, "nested too deeply"),
    ],
)
def test_what_python_cannot_read_is_told_with_its_place(
    text: str, line: int, column: int, words: str
) -> None:
    problem = survey(text).problem
    assert problem is not None
    assert words in problem.problem
    assert (problem.line, problem.column) == (line, column)


def test_a_text_beyond_the_limit_is_refused() -> None:
    problem = survey("#" * 200_001).problem
    assert problem is not None
    assert "200,001 characters" in problem.sentence
