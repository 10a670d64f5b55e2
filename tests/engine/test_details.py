"""What Python said stays with the sentence of a mistake that left a graph up to there."""

from __future__ import annotations

from graphlab.engine.code.scripts import record_script
from graphlab.record_json import record_from_json, record_to_json

MIDWAY = """x = torch.ones(2, 3, requires_grad=True)
y = x * 2

def multiply(a, b):
    return a @ b

z = multiply(y, y)
"""
SAVED = """x = torch.ones(2, requires_grad=True)
y = x.exp()
y += 1
y.sum().backward()
"""


def details(text: str, kind: str) -> str:
    (event,) = [event for event in record_script(text).events if event.kind == kind]
    return event.details


def test_code_that_raises_midway_has_its_traceback_without_graphlab_s_own_part() -> None:
    said = details(MIDWAY, "raised")
    assert said.startswith("Traceback (most recent call last)")
    assert "line 7" in said
    assert "line 5, in multiply" in said
    assert "graphlab/engine" not in said
    assert said.rstrip().splitlines()[-1].startswith("RuntimeError: mat1 and mat2 shapes")


def test_a_refused_backward_pass_has_what_pytorch_said() -> None:
    assert "modified by an inplace operation" in details(SAVED, "raised")


def test_the_sentences_of_a_run_that_went_well_have_nothing_behind_them() -> None:
    record = record_script("x = torch.ones(2, requires_grad=True)\n(x * 2).sum()")
    assert not any(event.details for event in record.events)


def test_details_survive_a_full_text_and_stay_out_of_the_contract_s() -> None:
    record = record_script(MIDWAY)
    again = record_from_json(record_to_json(record, full=True))
    assert [event.details for event in again.events] == [e.details for e in record.events]
    assert '"details"' not in record_to_json(record)


def test_the_graph_up_to_a_failing_layer_ends_at_what_was_computed_last() -> None:
    record = record_script(
        "class Net(nn.Module):\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.a = nn.Linear(3, 4)\n"
        "        self.b = nn.Linear(5, 1)\n"
        "    def forward(self, x):\n"
        "        return self.b(torch.relu(self.a(x)))\n",
        kind="module",
        name="Net",
        inputs={"x": "ones(1, 3)"},
    )
    assert [node.text for node in record.nodes if node.is_output] == ["relu(w6)"]
    assert record.by_id["w2"].adjoint is not None
