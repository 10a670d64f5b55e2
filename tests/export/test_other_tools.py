import json
import re
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest

import graphlab
from graphlab.errors import ExportError
from graphlab.export.other_tools import dot, node_link, script
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


def test_statements_are_no_call():
    record = lecture_record()
    record = replace(record, source=replace(record.source, kind="code"))
    with pytest.raises(ExportError, match="Save the code itself"):
        script(record)
