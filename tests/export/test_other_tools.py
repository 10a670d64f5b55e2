import json
import re
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest

import graphlab
from graphlab.engine.code.scripts import record_script
from graphlab.errors import ExportError
from graphlab.export.other_tools import dot, node_link, script
from graphlab.study.code import Code, Part, Setup
from tests.lecture import lecture_record


def test_dot_has_a_box_a_node_and_escapes_what_it_reads():
    record = lecture_record()
    text = dot(record)
    assert text == dot(lecture_record())
    assert text.count(" -> ") == len(record.edges)
    assert '"w4" [label="w₄ = cos(w3)\\nvalue 0.8253\\nadjoint 4.513"];' in text
    odd = replace(record.nodes[0], text='a"b\\c\nd')
    text = dot(replace(record, nodes=(odd, *record.nodes[1:])))
    (line,) = [line for line in text.splitlines() if line.startswith('  "w1" [')]
    label = re.search(r'label="((?:[^"\\]|\\.)*)"', line)[1]
    assert r"a\"b\\c d\nvalue 0.5" in label


def test_networkx_reads_the_same_graph_back():
    record = lecture_record()
    text = node_link(record)
    assert text == node_link(lecture_record())
    back = nx.node_link_graph(json.loads(text), edges="edges")
    assert isinstance(back, nx.MultiDiGraph)
    assert set(back.nodes) == set(record.graph.nodes)
    assert set(back.edges(keys=True)) == set(record.graph.edges(keys=True))
    pairs = [(back.nodes[n], record.graph.nodes[n]) for n in back.nodes]
    pairs += [(back.edges[e], record.graph.edges[e]) for e in back.edges]
    for found, wanted in pairs:
        assert found.keys() == wanted.keys()
        for name, value in wanted.items():
            if isinstance(value, np.ndarray):
                np.testing.assert_array_equal(found[name], value)
            else:
                assert found[name] == (list(value) if isinstance(value, tuple) else value)


@pytest.mark.parametrize(
    ("text", "inputs"),
    [
        ("f(x, y) = 2cos²(xy) + ln(cos(xy))", {"x": 0.5, "y": 1.2}),
        ("‖Aλ‖", {"A": [[1.0, 2.0], [3.0, -4.0]], "λ": [1.0, 0.5]}),
    ],
)
def test_a_script_records_the_same_gradients_again(text, inputs, tmp_path, monkeypatch, capsys):
    record = graphlab.record(text, **inputs)
    written = script(record)
    assert written == script(graphlab.record(text, **inputs))
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(compile(written, "figure.py", "exec"), names)
    assert capsys.readouterr().out.endswith(" True\n")
    assert (tmp_path / "figure.svg").read_text().startswith("<svg ")
    for name, gradient in record.gradients.items():
        np.testing.assert_array_equal(names["r"].gradients[name], gradient)


NET = """
import math
class Noisy(nn.Module):
    def forward(self, x):
        return x + 0*torch.randn(2)

@torch.no_grad()
def start(weight):
    nn.init.normal_(weight); return weight  # drawn

class Net(nn.Module):
    def __init__(self, sizes, scale=1.0):
        super().__init__()
        self.layers = nn.Sequential(*[nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])])
        start(self.layers[0].weight)
        self.noisy, self.scale = Noisy(), scale
    def forward(self, x, shift=0, *, twice=False):
        return self.noisy(F.relu(self.layers(x)))*self.scale*math.pi + shift

for epoch in range(3):
    raise SystemExit("a training loop is not a part of it")

def f(a, b, n=2):
    return (a*b)**n

def pair(x):
    return x, x**2
"""
CALLS = [
    ("module", "Net", {"sizes": "[3, 2]", "scale": ""}, {"x": "randn(4, 3)"}, {"loss": "mse"}),
    ("module", "Net", {"sizes": "[3, 2]"}, {"x": "rand(3)", "shift": "", "twice": "True"},
     {"loss": "mse", "target": "rand(2)", "seed": 7}),
    ("module", "Net", {"sizes": "(1, 3, 2)"}, {"x": "[[1.], [2]]", "shift": "3"},
     {"loss": "cross_entropy", "target": "[0, 1]"}),
    ("function", "f", {}, {"a": "2", "b": "3"}, {}),
    ("function", "f", {}, {"a": "0.5", "b": "3", "n": "3"}, {"loss": "sum"}),
    ("function", "f", {}, {"a": "[1.5, -2]", "b": "ones(2, dtype=float64)"},
     {"loss": "hinge", "target": "[1, -1]"}),
    ("function", "f", {}, {"a": "randint(0, 9, (2,), dtype=float64)", "b": "full((2,), -1.5)"}, {}),
    ("function", "f", {}, {"a": "rand(2)", "b": "0.5"}, {"loss": "bce", "target": "[0, 1]"}),
    ("function", "pair", {}, {"x": "linspace(0, 1, 3)"}, {"cotangents": ([1.0, 0, 2], [0.5] * 3)}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "name", "init", "inputs", "more"), CALLS)
def test_a_script_makes_weights_inputs_and_loss_again(
    kind, name, init, inputs, more, tmp_path, monkeypatch, capsys
):
    loss, target = more.get("loss", ""), more.get("target", "")
    seed, cotangents = more.get("seed", 0), more.get("cotangents")
    text = NET.replace("x + 0*", "x + ") if "a" not in inputs else NET
    record = record_script(
        text, kind=kind, name=name, init=init, inputs=inputs, seed=seed, cotangents=cotangents,
        loss=f"{loss}({target})" if target else loss,
    )  # fmt: skip
    part = Part(kind, name)
    setup = Setup(tuple(init.items()), tuple(inputs.items()), loss, target)
    written = script(record, Code(text, part, ((part, setup),)), seed=seed, step=4, theme="dark")
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(compile(written, "figure.py", "exec"), names)
    again = names["r"]
    assert capsys.readouterr().out.endswith(" True\n")
    assert [(n.op, n.target, n.name) for n in again.nodes] == [
        (n.op, n.target, n.name) for n in record.nodes
    ]
    assert again.gradients.keys() == record.gradients.keys()
    for one, other in zip(again.nodes, record.nodes, strict=True):
        np.testing.assert_array_equal(one.value, other.value)
        np.testing.assert_array_equal(one.adjoint, other.adjoint)
    assert "#" in (tmp_path / "figure.svg").read_text()


def test_an_input_with_the_name_of_an_argument_of_record_is_refused():
    record = replace(lecture_record(), gradients={"seed": np.array(1.0)})
    with pytest.raises(ExportError, match="“seed” means something else"):
        script(record)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (None, "the code is not at hand"),
        (Code("x = 1", Part("statements")), "Save the code itself"),
        (Code("def f(x): ...", Part("given")), "A Python program ran this"),
        (Code(NET, Part("module", "Net"), inside="layers.0"), "record the whole module"),
    ],
)
def test_where_no_call_stands_for_the_run_that_is_said(code, sentence):
    record = lecture_record()
    record = replace(record, source=replace(record.source, kind="code"))
    with pytest.raises(ExportError, match=sentence):
        script(record, code)
