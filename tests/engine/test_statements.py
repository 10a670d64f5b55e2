from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from graphlab.engine.code.scripts import record_script
from graphlab.engine.jacobian import edge_jacobian
from graphlab.engine.statements import recording_of_statements
from graphlab.errors import InputError

FILE = "<your code>"


def recorded(text: str, **options: Any) -> Any:
    code = compile(text, FILE, "exec")

    def run() -> dict[str, Any]:
        names: dict[str, Any] = {"torch": torch, "nn": torch.nn, "__name__": "code"}
        exec(code, names)
        return {name: value for name, value in names.items() if name[:2] != "__"}

    return recording_of_statements(run, user_file=FILE, **options)


def record(text: str, **options: Any) -> Any:
    return recorded(text, **options).record


MEMORY = """\
a = torch.zeros(3, 2)
b = a.cos_()
c = a+b
def same_storage(x, y):
    return x.storage().data_ptr() == y.storage().data_ptr()
print(same_storage(a, b), same_storage(a, c), len(a), a.shape)
print(a, b, c)
print(a.storage()[0], a.storage().tolist(), len(a.storage()), list(a.untyped_storage())[:2])
"""


@pytest.mark.filterwarnings("ignore:TypedStorage")
def test_shared_memory_shows_versions_and_prints_what_python_prints(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = record(MEMORY)
    said = capsys.readouterr().out
    exec(MEMORY, {"torch": torch})
    assert said == capsys.readouterr().out
    assert [(n.name, n.op, n.version, n.storage) for n in found.nodes] == [
        ("a", "call", 0, 0),
        ("b", "inplace", 1, 0),
        ("c", "call", 0, 1),
    ]
    assert found.nodes[0].value.tolist() == [[0, 0]] * 3
    assert found.nodes[1].value.tolist() == [[1, 1]] * 3
    assert found.steps[-1].phase == "forward"
    assert "no_grad_needed" in {event.kind for event in found.events}


def test_the_graph_of_the_first_backward_pass_is_shown() -> None:
    found = record(
        "x = torch.tensor(2., requires_grad=True)\n"
        "y = torch.tensor(3., requires_grad=True)\n"
        "for k in range(3):\n"
        "    z = x*y + x**2\n"
        "    z.backward()\n"
    )
    assert found.check.agrees
    assert [node.name for node in found.nodes if node.op == "input"] == ["x", "y"]
    assert {name: float(g) for name, g in found.gradients.items()} == {"x": 7.0, "y": 2.0}
    assert len(found.nodes) == 5
    assert any("3 backward passes" in event.sentence for event in found.events)


TRAINING = """\
class Line(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.ones(2))
        self.b = nn.Parameter(torch.zeros(1))
    def forward(self, x):
        return x @ self.w + self.b
model = Line()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
x = torch.randn(8, 2)
t = torch.randn(8)
for epoch in range(3):
    optimizer.zero_grad()
    loss = ((model(x) - t) ** 2).mean()
    loss.backward()
    optimizer.step()
"""


def test_a_training_loop_keeps_the_values_of_its_first_pass() -> None:
    found = record(TRAINING)
    assert found.check.agrees
    weight = next(node for node in found.nodes if node.name == "model.w")
    assert weight.op == "parameter"
    assert weight.value.tolist() == [1, 1]
    assert [p.name for p in found.parameters] == ["model.w", "model.b"]
    assert next(node for node in found.nodes if node.op == "parameter").path == "model"
    lines = {node.line for node in found.nodes if node.op == "call"}
    assert lines == {7, 10, 11, 14}


def test_a_loop_that_looks_at_values_says_how_often_it_was_true() -> None:
    found = record(
        "a = torch.arange(10)\n"
        "h = []\n"
        "for i in range(len(a)):\n"
        "    if a[i] % 4 == 0:\n"
        "        h.append(a[i])\n"
    )
    assert any("True in 3 of 10" in event.sentence and event.line == 4 for event in found.events)


def test_a_slice_tells_which_elements_it_took() -> None:
    found = record(
        "a = torch.arange(100).reshape(10, 10)\n"
        "d = a[0:int(a.shape[0]/2), 5:10]\n"
        "e = a[:, 3]\n"
        "h = e[e % 4 == 0]\n"
    )
    taken = {
        found.by_id[edge.target].name: edge.taken for edge in found.edges if edge.taken is not None
    }
    assert taken["d"].tolist() == [10 * i + j for i in range(5) for j in range(5, 10)]
    assert taken["e"].tolist() == [10 * i + 3 for i in range(10)]
    assert taken["h"].tolist() == [i for i in range(10) if (10 * i + 3) % 4 == 0]


def test_code_that_raises_gives_the_graph_up_to_there() -> None:
    text = "a = torch.ones(2, requires_grad=True)\nb = a * 2\nc = b @ torch.ones(3)\n"
    with pytest.raises(RuntimeError):
        record(text)
    found = record(text, keep_partial=True)
    assert [node.line for node in found.nodes][:2] == [1, 2]
    stopped = next(event for event in found.events if event.kind == "raised")
    assert stopped.line == 3
    assert found.check.agrees is None


def test_statements_without_tensors_are_said_to_have_no_graph() -> None:
    with pytest.raises(InputError, match="no graph"):
        record("print(1 + 1)")


@pytest.mark.parametrize(
    ("text", "edge", "structure"),
    [
        ("y = x * 1", 0, "identity"),
        ("y = x * 3", 0, "a multiple of the identity"),
        ("y = x.sin()", 0, "diagonal"),
        ("y = A @ x", 1, "A itself"),
        ("y = x.flip(0)", 0, "permutation"),
        ("y = x[1:]", 0, "selection: each row takes one element"),
        ("y = x.sum()", 0, "one row"),
        ("y = torch.softmax(x, 0)", 0, "dense"),
        ("y = A @ B", 1, "A ⊗ I"),
        ("y = B @ A", 0, "I ⊗ Aᵀ"),
        ("y = x.floor()", 0, "zero"),
        ("y = 3*x[:1]", 0, "one number"),
    ],
)
def test_the_jacobian_of_an_edge_and_what_it_looks_like(
    text: str, edge: int, structure: str
) -> None:
    recording = recorded(
        "x = torch.arange(1., 4., requires_grad=True)\n"
        "A = torch.tensor([[1., 2, 3], [4, 5, 7], [2, 0, 1]], requires_grad=True)\n"
        "B = torch.tensor([[1., 2, 0], [4, 5, 1], [3, 3, 3]], requires_grad=True)\n" + text
    )
    found = recording.record
    target = next(node for node in found.nodes if node.name == "y")
    key = next(e for e in found.edges if e.target == target.id and e.argument == edge)
    result = edge_jacobian(recording, key.source, key.target, key.argument)
    assert structure in result.structure
    assert result.array is not None
    # The contribution is the product with the adjoint, row by row.
    product = np.asarray(target.adjoint).reshape(-1) @ result.array
    expected = np.asarray(key.contribution).reshape(-1)
    np.testing.assert_allclose(product, expected, rtol=1e-6, atol=1e-6)


def test_an_edge_that_is_not_there_has_no_jacobian() -> None:
    recording = recorded("x = torch.ones(2, requires_grad=True)\ny = x * 2\n")
    with pytest.raises(InputError, match="no edge"):
        edge_jacobian(recording, "w2", "w1", 0)


def test_a_result_without_a_name_is_checked_too() -> None:
    found = record("x = torch.ones(3, requires_grad=True)\ntorch.nn.Linear(3, 2)(x)\n")
    assert found.check.agrees is True
    assert found.outputs[0].shape == (2,)
    assert found.gradients["x"] is not None


@pytest.mark.parametrize("moved", ["to('cpu')", "double()", "to(torch.float64)", "float()"])
def test_a_module_that_is_converted_has_its_parameters_as_they_are_then(moved: str) -> None:
    found = record(
        f"net = nn.Linear(2, 1).{moved}\n"
        "y = net(torch.ones(2, dtype=net.weight.dtype)).sum()\n"
        "y.backward()\n"
    )
    assert found.check.agrees
    assert [n.name for n in found.nodes if n.op == "parameter"] == ["net.weight", "net.bias"]
    assert {edge.origin for edge in found.edges} == {"measured"}
    assert not [node for node in found.nodes if node.op == "inplace"]


def test_a_module_that_is_converted_after_it_was_used_agrees_too() -> None:
    found = record(
        "net = nn.Linear(2, 1)\n"
        "a = net(torch.ones(2)).sum()\n"
        "net = net.double()\n"
        "y = net(torch.ones(2).double()).sum()\n"
        "y.backward()\n"
    )
    assert found.check.agrees


def test_weights_beside_a_skip_are_held_against_themselves() -> None:
    made = record(
        "stem, inner = nn.Linear(2, 3), nn.Linear(3, 3)\n"
        "h = stem(torch.ones(1, 2)).relu()\n"
        "loss = (inner(h) + h).square().sum()\n"
        "loss.backward()\n"
    )
    assert made.check.agrees, made.check


def test_modules_made_by_statements_have_names_and_do_not_show_counters() -> None:
    made = record(
        "net = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))\n"
        "y = net(torch.rand(4, 2)) + nn.Linear(2, 3)(torch.rand(4, 2))\n"
        "z = net(torch.rand(4, 2)).sum() + y.sum()\n"
    )
    assert [(call.path, call.parent) for call in made.calls] == [
        ("net", ""),
        ("net.0", "net"),
        ("net.1", "net"),
        ("Linear", ""),
        ("net#2", ""),
        ("net.0#2", "net#2"),
        ("net.1#2", "net#2"),
    ]
    assert not [node for node in made.nodes if node.target == "add_"]


def test_random_numbers_drawn_while_an_object_of_the_person_s_is_made_are_told_at_their_line() -> (
    None
):
    text = """
class Points(Dataset):
    def __init__(self, n):
        self.x = torch.randn(n, 2)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i]


data = Points(3)
layer = nn.Linear(2, 1)
layer(data[0]).sum().backward()
"""
    record = record_script(text)
    told = [(event.line, event.sentence) for event in record.events if event.kind == "random"]
    assert told == [(4, "randn draws random numbers; seed 0 was used.")]
    assert not any("randn" in node.text for node in record.nodes)
