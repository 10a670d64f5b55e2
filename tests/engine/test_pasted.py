"""From the paste to the graph, with nothing typed into the forms but what they propose."""

from __future__ import annotations

import pytest

from graphlab.engine.code.scripts import record_script
from graphlab.script.cleaning import clean
from graphlab.script.survey import offers, survey
from tests.scripts import LOGISTIC, TRAINING

MLP = """
import torch.nn as nn
class MLP(nn.Module):
    def __init__(self, n_in=4, hidden=8, n_out=3):
        super(MLP, self).__init__()
        self.fc1 = nn.Linear(n_in, hidden)
        self.fc2 = nn.Linear(hidden, n_out)
    def forward(self, x):
        x = F.relu(self.fc1(x))
        return self.fc2(x)
"""

CNN = """
class LeNet(nn.Module):
    def __init__(self, num_classes: int = 10):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 6, kernel_size=5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        )
        self.classifier = nn.Linear(16*5*5, num_classes)
    def forward(self, x):
        x = self.features(x)
        return self.classifier(torch.flatten(x, 1))
"""

LSTM_LOOP = """
class Reader(nn.Module):
    def __init__(self, size, hidden):
        super().__init__()
        self.hidden = hidden
        self.cell = nn.LSTMCell(size, hidden)
        self.out = nn.Linear(hidden, 1)
    def forward(self, xs):
        h = torch.zeros(1, self.hidden)
        c = torch.zeros(1, self.hidden)
        for x in xs:
            h, c = self.cell(x, (h, c))
        return self.out(h)
reader = Reader(3, hidden=4)
sequence = torch.randn(5, 1, 3)
print(reader(sequence))
"""

TRANSFORMER = """
d_model, n_heads, vocabulary = 8, 2, 11
class Block(nn.Module):
    def __init__(self, d, heads):
        super().__init__()
        self.attention = nn.MultiheadAttention(d, heads, batch_first=True)
        self.norm1, self.norm2 = nn.LayerNorm(d), nn.LayerNorm(d)
        self.mlp = nn.Sequential(nn.Linear(d, 4*d), nn.GELU(), nn.Linear(4*d, d))
    def forward(self, x):
        a, _ = self.attention(x, x, x)
        x = self.norm1(x + a)
        return self.norm2(x + self.mlp(x))
class TinyTransformer(nn.Module):
    def __init__(self, vocabulary, d, heads, layers=2):
        super().__init__()
        self.embed = nn.Embedding(vocabulary, d)
        self.blocks = nn.ModuleList([Block(d, heads) for _ in range(layers)])
        self.head = nn.Linear(d, vocabulary)
    def forward(self, tokens):
        x = self.embed(tokens)
        for block in self.blocks:
            x = block(x)
        return self.head(x)
model = TinyTransformer(vocabulary, d_model, n_heads)
"""

BRANCH = """
class Gate(nn.Module):
    def __init__(self):
        super().__init__()
        self.up, self.down = nn.Linear(3, 2), nn.Linear(3, 2)
    def forward(self, x):
        if x.sum() > 0:
            return self.up(x)
        return self.down(x)
"""

IN_PLACE = """
class Writer(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.ones(4))
    def forward(self, x):
        y = x * self.w
        y[0] = 0
        y.mul_(2)
        return y.relu_()
"""

NORM = """
class Normed(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Dropout(p))
    def forward(self, x):
        return self.layers(x)
"""

SESSION = """\
>>> import torch
>>> class Twice(nn.Module):
...     def __init__(self, start=“ones”):
...         super().__init__()
...         self.w = nn.Parameter(getattr(torch, start)(3))
...     def forward(self, x):
...         return 2*self.w*x
...
>>> Twice()(torch.ones(3))
tensor([2., 2., 2.], grad_fn=<MulBackward0>)
"""

FUNCTION = """
def f(x, y, n=3, scale: float = 0.5):
    for _ in range(n):
        x = torch.sin(x) * y
    return scale * x
f(torch.tensor([1., 2.]), torch.tensor(2.0))
"""

MODULES = {
    "logistic": LOGISTIC + "\nmodel = LogisticRegression(3)",
    "training": TRAINING,
    "mlp": MLP,
    "cnn": CNN,
    "lstm": LSTM_LOOP,
    "transformer": TRANSFORMER,
    "branch": BRANCH,
    "in place": IN_PLACE,
    "norm": NORM,
    "session": SESSION,
}


def proposed(text: str, kind: str) -> tuple[str, dict[str, str], dict[str, str]]:
    """The first part of a kind, and its forms as they are proposed."""
    found = survey(text)
    name = next(offer.name for offer in offers(found) if offer.kind == kind)
    part = next(c for c in (*found.classes, *found.functions) if c.name == name)
    init = {p.name: p.guess for p in getattr(part, "constructor", ()) if p.guess}
    inputs = getattr(part, "forward", None) or getattr(part, "parameters", ())
    return name, init, {p.name: p.guess for p in inputs if p.guess}


@pytest.mark.parametrize("name", MODULES)
@pytest.mark.parametrize("loss", [None, "mse"])
def test_a_pasted_module_runs_with_what_its_forms_propose(name: str, loss: str | None) -> None:
    text = clean(MODULES[name]).text
    part, init, inputs = proposed(text, "module")
    record = record_script(
        text, kind="module", name=part, init=init, inputs=inputs, loss=loss, seed=1
    )
    assert record.check.agrees is True, record.check
    assert not [event for event in record.events if event.kind == "raised"]
    assert any(parameter.node for parameter in record.parameters)
    assert {node.line for node in record.nodes if node.op == "call"} - {None}


@pytest.mark.parametrize("name", ["training", "lstm"])
def test_the_statements_of_a_pasted_script_run(name: str) -> None:
    record = record_script(clean(MODULES[name]).text)
    assert record.check.agrees is True, record.check


def test_a_pasted_function_runs_with_what_the_script_passes() -> None:
    found = survey(FUNCTION)
    inputs = {p.name: p.guess for p in found.functions[0].parameters if p.guess}
    assert inputs == {"x": "tensor([1.0, 2.0])", "y": "tensor(2.0)", "n": "3", "scale": "0.5"}
    record = record_script(FUNCTION, kind="function", name="f", inputs=inputs)
    assert record.check.agrees is True
    assert set(record.gradients) >= {"x", "y"}
