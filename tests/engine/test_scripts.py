"""Pasted scripts become verified graphs; what goes wrong is one sentence at its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from graphlab.engine.code.scripts import record_script
from graphlab.errors import InputError
from tests.scripts import LOGISTIC, MEMORY, SLICES, TRAINING

if TYPE_CHECKING:
    from graphlab.record import Record

INIT = {"N": "2"}
X = {"x": "randn(2, 1)"}


def module(body: str, init: str = "", head: str = "") -> str:
    made = "".join(f"        {line}\n" for line in init.split("\n") if line)
    lines = "".join(f"        {line}\n" for line in body.split("\n"))
    return (
        f"{head}class Net(nn.Module):\n    def __init__(self, d=3):\n"
        f"        super().__init__()\n{made}    def forward(self, x):\n{lines}"
    )


def of_module(text: str, x: str = "randn(2, 3)", **more: object) -> Record:
    return record_script(text, kind="module", inputs={"x": x}, **more)  # type: ignore[arg-type]


def of_function(text: str, **inputs: str) -> Record:
    return record_script(text, kind="function", inputs=inputs)


def refusal(text: str, **more: object) -> InputError:
    with pytest.raises(InputError) as caught:
        record_script(text, **more)  # type: ignore[arg-type]
    return caught.value


def names(record: Record) -> list[str | None]:
    return [node.name for node in record.nodes]


def sentences(record: Record, kind: str) -> list[tuple[int | None, str]]:
    return [(event.line, event.sentence) for event in record.events if event.kind == kind]


class Twin(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.w = nn.Parameter(torch.ones(2))
        self.b = nn.Parameter(torch.zeros(1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return 1 / (1 + torch.exp(-(self.w @ x + self.b)))


@pytest.mark.parametrize("text", [LOGISTIC, TRAINING])
def test_the_lectures_module_gives_the_numbers_of_plain_pytorch(text: str) -> None:
    record = record_script(text, kind="module", name="LogisticRegression", init=INIT, inputs=X)
    x = torch.randn(2, 1, generator=torch.Generator().manual_seed(0))
    twin = Twin()
    y = twin(x)
    y.backward()
    np.testing.assert_allclose(record.outputs[0], y.detach().numpy(), rtol=1e-6)
    np.testing.assert_allclose(record.gradients["w"], twin.w.grad, rtol=1e-6)  # type: ignore[arg-type]
    assert names(record)[:3] == ["x", "w", "b"]
    assert [p.name for p in record.parameters] == ["w", "b"]
    assert record.check.agrees is True
    assert (record.source.kind, record.source.text) == ("script", text)


def test_the_lines_of_the_nodes_count_in_the_script() -> None:
    record = record_script(LOGISTIC, kind="module", init=INIT, inputs=X)
    assert {node.line for node in record.nodes if node.op == "call"} == {11}


def test_the_lectures_memory_snippet_prints_what_python_prints(
    capsys: pytest.CaptureFixture[str],
) -> None:
    record = record_script(MEMORY)
    ones = "tensor([[1., 1.],\n        [1., 1.],\n        [1., 1.]])"
    assert capsys.readouterr().out == (
        f"True\nFalse\nA: {ones}\nB: {ones}\nC: {ones.replace('1.', '2.')}\n"
    )
    assert [(node.name, node.storage) for node in record.nodes] == [("a", 0), ("b", 0), ("c", 1)]
    assert record.check.agrees is True


def test_the_lectures_slices_are_followed() -> None:
    record = record_script(SLICES, seed=3)
    assert {"a", "d", "e", "h"} <= set(names(record))
    assert record.check.agrees is True


def test_the_lectures_whole_training_script_runs_to_its_first_backward_pass() -> None:
    record = record_script(TRAINING)
    assert {"logreg_model.w", "logreg_model.b", "x_batch"} <= set(names(record))
    assert record.check.agrees is True
    assert sentences(record, "stand_in") == [
        (2, "matplotlib is not installed; its drawings are left out.")
    ]


def test_stepping_through_a_module_leaves_the_training_loop_alone() -> None:
    text = LOGISTIC + "print('training')\nraise SystemExit('never')\n"
    assert record_script(text, kind="module", init=INIT, inputs=X).check.agrees is True


def test_printing_is_heard_once(capsys: pytest.CaptureFixture[str]) -> None:
    of_module(module("print('forward')\nreturn x*x"), loss="mse")
    assert capsys.readouterr().out == "forward\n"


def test_a_function_is_differentiated_in_its_inputs() -> None:
    record = of_function("def f(x, y):\n    return x*y + x", x="3.", y="4.")
    assert names(record)[:2] == ["x", "y"]
    assert float(record.gradients["x"]) == 5.0  # type: ignore[arg-type]
    assert float(record.gradients["y"]) == 3.0  # type: ignore[arg-type]


def test_whole_numbers_alone_become_tensors_and_beside_tensors_stay_numbers() -> None:
    assert float(of_function("def f(x): return x*x", x="3").outputs[0]) == 9.0
    record = of_function(
        "def f(x, n):\n    for _ in range(n): x = x*x\n    return x", x="2.", n="3"
    )
    assert record.outputs[0] == 256.0
    assert len(record.nodes) == 4


def test_defaults_stay_unless_something_is_typed() -> None:
    text = "def f(x, k=2, *, bias=None):\n    return x*k if bias is None else x*k + bias"
    assert of_function(text, x="[1., 2.]").outputs[0].tolist() == [2, 4]
    assert of_function(text, x="[1., 2.]", k=" ", bias="1.").outputs[0].tolist() == [3, 5]


def test_further_arguments_go_where_there_is_room_for_them() -> None:
    assert of_function("def f(*xs): return xs[0]*xs[1]", a="2.", b="3.").outputs[0] == 6.0
    assert of_function("def f(**xs): return xs['a']*xs['b']", a="2.", b="3.").outputs[0] == 6.0


def test_tuples_and_dicts_of_tensors_are_inputs() -> None:
    cell = module("h, c = self.cell(*x)\nreturn h + c", "self.cell = nn.LSTMCell(3, 4)")
    record = of_module(cell, "(randn(1, 3), (zeros(1, 4), zeros(1, 4)))")
    assert names(record)[:3] == ["x[0]", "x[1][0]", "x[1][1]"]
    assert record.check.agrees is True


def test_constructor_arguments_may_be_lists_texts_and_tensors() -> None:
    text = (
        "class Net(nn.Module):\n    def __init__(self, sizes, kind, start):\n"
        "        super().__init__()\n        self.w = nn.Parameter(start)\n"
        "        pairs = zip(sizes, sizes[1:])\n"
        "        self.layers = nn.Sequential(*(nn.Linear(*pair) for pair in pairs))\n"
        "        self.kind = kind\n    def forward(self, x):\n"
        "        return getattr(F, self.kind)(self.layers(x)) * self.w\n"
    )
    init = {"sizes": "[3, 4, 1]", "kind": "'relu'", "start": "ones(1)"}
    record = of_module(text, init=init)
    assert [p.name for p in record.parameters][:2] == ["w", "layers.0.weight"]


def test_the_seed_makes_parameters_and_inputs() -> None:
    text = module("return self.a(x)", "self.a = nn.Linear(3, 1)")
    first, again, other = (of_module(text, seed=seed).outputs[0] for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_random_inputs_come_after_the_weights_as_in_a_script() -> None:
    text = module("return self.w @ x", "self.w = nn.Parameter(torch.randn(1, 2))")
    record = of_module(text, "randn(2, 1)", seed=3)
    twin = torch.Generator().manual_seed(3)
    weight, x = torch.randn(1, 2, generator=twin), torch.randn(2, 1, generator=twin)
    np.testing.assert_array_equal(record.outputs[0], (weight @ x).numpy())
    state = torch.get_rng_state()
    of_module(text, "randn(2, 1)", seed=3)
    assert torch.equal(state, torch.get_rng_state())


def test_what_the_module_uses_from_the_script_is_there() -> None:
    text = module("return helper(x) * SCALE", head="SCALE = 2 + 1\ndef helper(x): return x*SCALE\n")
    assert of_module(text + "SCALE = undefined_here\n" * 0, "[1.]").outputs[0].tolist() == [9.0]


def test_a_default_type_set_by_the_script_holds_for_this_run_only() -> None:
    text = module("return self.a(x)", "self.a = nn.Linear(3, 1)",
                  "torch.set_default_dtype(torch.float64)\n")  # fmt: skip
    assert of_module(text).nodes[0].dtype == "float64"
    assert torch.get_default_dtype() is torch.float32


def test_starting_gradients_can_be_given() -> None:
    record = record_script("def f(x): return x*x", kind="function", inputs={"x": "[1., 2.]"},
                           cotangents=[[10, 100]])  # fmt: skip
    assert record.gradients["x"].tolist() == [20, 400]  # type: ignore[union-attr]


def test_a_program_that_ends_by_sys_exit_has_come_to_its_end() -> None:
    record = record_script(
        "import sys\nx = torch.ones(2, requires_grad=True)\ny = x*x\nsys.exit(0)"
    )
    assert names(record) == ["x", "y"]


# A loss on top

OUT = torch.tensor([[0.2, 0.5], [0.9, 0.4]])
IDENTITY = "class Net(nn.Module):\n    def forward(self, x):\n        return x*1\n"


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        ("mse", functional.mse_loss(OUT, torch.zeros(2, 2))),
        ("mse(ones(2, 2))", functional.mse_loss(OUT, torch.ones(2, 2))),
        ("mse([[1, 0], [0, 1]])", functional.mse_loss(OUT, torch.eye(2))),
        ("bce([[1, 0], [0, 1]])", functional.binary_cross_entropy(OUT, torch.eye(2))),
        ("cross_entropy", functional.cross_entropy(OUT, torch.tensor([0, 0]))),
        ("cross_entropy([1, 0])", functional.cross_entropy(OUT, torch.tensor([1, 0]))),
        ("hinge", (1 - OUT).mean()),
        (
            "hinge([[1, -1], [-1, 1]])",
            functional.relu(1 - torch.tensor([[1, -1], [-1, 1]]) * OUT).mean(),
        ),
        ("sum", OUT.sum()),
        ("none", OUT),
    ],
)
def test_a_loss_is_put_on_top(loss: str, expected: torch.Tensor) -> None:
    record = of_module(IDENTITY, "[[0.2, 0.5], [0.9, 0.4]]", loss=loss)
    np.testing.assert_allclose(record.outputs[0], expected.numpy(), rtol=1e-6)
    assert record.check.agrees is True
    assert ("target" in names(record)) == (loss not in ("sum", "none"))
    assert record.gradients.keys() == {"x"}


def test_a_target_may_be_a_single_number() -> None:
    record = record_script(
        "def f(x): return x*x", kind="function", inputs={"x": "2."}, loss="mse(3)"
    )
    assert record.outputs[0] == 1.0


def test_without_a_target_a_mistake_is_told_by_the_run_itself() -> None:
    record = record_script(
        "def f(x):\n    y = x*2\n    return z", kind="function", inputs={"x": "2."}, loss="mse"
    )
    assert sentences(record, "raised") == [(3, "“z” has no meaning here.")]


def test_a_compiled_function_is_called_as_typed() -> None:
    record = record_script(
        "@torch.jit.script\ndef f(x, y):\n    return x*y",
        kind="function",
        inputs={"x": "2.", "y": "3."},
        loss="mse(4.)",
    )
    assert record.outputs[0] == 4.0
    assert names(record)[:3] == ["x", "y", "target"]


def test_truth_values_alone_stay_what_they_are() -> None:
    text = "def f(flag, x):\n    return x*2 if flag is True else x"
    assert of_function(text, flag="True", x="3").outputs[0] == 6.0


def test_a_target_stands_before_further_named_arguments() -> None:
    record = record_script(
        "def f(x, **more): return x*more['k']",
        kind="function",
        inputs={"x": "2.", "k": "3."},
        loss="mse(5.)",
    )
    assert record.outputs[0] == 1.0


def test_a_loss_of_a_function_and_of_a_first_output() -> None:
    text = "def f(x, target):\n    return x*target, x"
    record = record_script(
        text, kind="function", inputs={"x": "[1., 2.]", "target": "[1., 2.]"}, loss="mse([1, 2])"
    )
    assert record.outputs[0] == 2.0
    assert names(record)[:3] == ["x", "target", "target_"]


def test_softmax_before_cross_entropy_is_told() -> None:
    text = module("y = self.a(x)\nreturn F.softmax(y, dim=1)", "self.a = nn.Linear(3, 2)")
    ((line, sentence),) = sentences(of_module(text, loss="cross_entropy"), "softmax")
    assert line == 7
    assert "takes the softmax itself" in sentence
    assert not sentences(of_module(text, loss="sum"), "softmax")


def test_a_plain_tensor_kept_as_a_weight_is_told() -> None:
    record = of_module(module("return x @ self.w", "self.w = torch.randn(3)"))
    ((line, sentence),) = sentences(record, "weight")
    assert line == 4
    assert sentence.startswith("self.w is not in parameters(); use nn.Parameter")


# Mistakes

HEAD = "class Net(nn.Module):\n"
START = "    def __init__(self, n):\n        super().__init__()\n"


@pytest.mark.parametrize(
    ("text", "more", "line", "words"),
    [
        ("x = 1", {}, None, "There is no nn.Module in this text."),
        ("class Net:\n    pass", {}, 1, "Write class Name(nn.Module)"),
        ("class A(nn.Module): pass\nclass B(nn.Module): pass", {}, None, "A and B; choose one"),
        (IDENTITY, {"name": "Other"}, None, "no nn.Module “Other” in this text; it has Net"),
        (IDENTITY, {"inputs": {}}, 2, "Net.forward needs a value for x"),
        (IDENTITY, {"inputs": {"x": "rnd(2)"}}, None, "x = rnd(2): “rnd” makes no tensor here"),
        (IDENTITY, {"inputs": {"x": "1.", "z": "1."}}, 2, "“z” is no argument of Net.forward"),
        (IDENTITY, {"init": {"k": "1"}}, 1, "“k” is no argument of Net; its arguments"),
        (IDENTITY, {"loss": "mze"}, None, "Did you mean mse?"),
        (HEAD + START + "    def forward(self, x): return x", {}, 2, "Net needs a value for n"),
        (HEAD + START, {"init": {"n": "1"}}, 1, "Net has no forward"),
        (
            HEAD + "    def __init__(self):\n        self.n = 1\n    def forward(self, x): 0",
            {},
            2,
            "super().__init__() is missing",
        ),
        (
            HEAD + "    def __init__(self):\n        self.a = nn.Linear(1, 1)\n"
            "    def forward(self, x): return x",
            {},
            3,
            "super().__init__() must come before this line",
        ),
        (HEAD + "    def forward(self, x):\n        return 5", {}, 2, "forward returns a int and"),
        (HEAD + "    def forward(self, x):\n        return y", {}, 3, "“y” has no meaning here"),
        (HEAD + "    def forward(self):\n        return 5", {}, 2, "“x” is no argument"),
        (HEAD + "    def forward(self, x):\n        return x.cuda()", {}, 3, "PyTorch has none"),
        (HEAD + "    import pandas\n    def forward(self, x): return x", {}, 2, "pandas is not"),
        ("if False:\n    class Net(nn.Module):\n        pass", {}, 2, "not defined when this text"),
        ("class Net: pass", {"name": "Net"}, 1, "Net is no nn.Module."),
        ("class Net(nn.Linear): pass", {"init": {"in_features": "3"}}, 1, "needs a value for"),
        ("class Net(nn.Linear): pass", {"init": {"in_features": "''", "out_features": "2"}}, 1, ""),
        ("x = (", {}, 1, "never closed"),
    ],
)  # fmt: skip
def test_a_mistake_before_there_is_a_graph_is_told(
    text: str, more: dict[str, object], line: int | None, words: str
) -> None:
    error = refusal(text, **{"kind": "module", "inputs": {"x": "[1.]"}, **more})
    assert words in error.problem
    assert error.line == line
    assert error.problem.endswith((".", "?"))


def test_an_unused_import_that_is_missing_does_no_harm_to_a_module() -> None:
    assert of_module("import pandas as pd\n" + IDENTITY).check.agrees is True
    assert refusal("import pandas as pd\nx = torch.ones(1)").line == 1


def test_a_mistake_midway_ends_the_graph_there_and_is_told() -> None:
    text = module("y = x*2\nz = self.a(y)\nreturn z", "self.a = nn.Linear(5, 2)")
    record = of_module(text)
    (event,) = (event for event in record.events if event.kind == "raised")
    assert (event.line, event.column) == (7, 13)
    assert "takes 5 values in the last dimension; this input has 3" in event.sentence
    assert event.sentence.endswith("Here y has the shape [2, 3].")
    assert [node.text for node in record.nodes if node.op == "call"] == ["w1*2"]
    assert record.check.agrees is None


@pytest.mark.parametrize(
    ("text", "loss", "line", "words"),
    [
        (HEAD + "    def forward(self, x):\n        x = x*x", None, 2, "forward returns None"),
        (IDENTITY, "mse(ones(3, 3))", None, "The output has the shape [1] and the target [3, 3]"),
        (IDENTITY, "bce([2])", None, "This loss cannot be computed."),
        (IDENTITY, "cross_entropy([0, 1])", None, "This loss cannot be computed."),
    ],
)
def test_a_mistake_at_the_end_leaves_the_graph_and_is_told(
    text: str, loss: str | None, line: int | None, words: str
) -> None:
    record = of_module(text, "[1.]", loss=loss)
    ((found, sentence),) = sentences(record, "raised")
    assert found == line
    assert words in sentence
    assert any(node.op == "call" for node in record.nodes)


def test_statements_that_stop_midway_show_the_graph_up_to_there() -> None:
    record = record_script("x = torch.ones(3, requires_grad=True)\ny = x*2\nz = y @ torch.ones(4)")
    assert names(record)[:2] == ["x", "y"]
    ((line, sentence),) = sentences(record, "raised")
    assert line == 3
    assert "3 and 4 elements" in sentence


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("x = 1\ny = z", 2, "“z” has no meaning here"),
        ("n = 100\nprint(n)", None, "nothing with tensors"),
        ("import sys\nsys.exit('no data')", 2, "asked Python to exit"),
        ("while True\n    pass", 1, "A colon"),
        ("input('name')", 1, ""),
    ],
)
def test_statements_without_a_graph_are_refused(text: str, line: int | None, words: str) -> None:
    error = refusal(text)
    assert words in error.problem
    assert error.line == line


def test_the_traceback_stays_within_reach() -> None:
    details = refusal(HEAD + "    def forward(self, x):\n        return y", kind="module",
                      inputs=X).details  # fmt: skip
    assert details.startswith("Traceback")
    assert 'File "<your code>", line 3, in forward' in details
    assert "engine" not in details


def test_a_module_that_cannot_be_copied_is_recorded_and_says_so() -> None:
    text = module("return x*1") + "    def __deepcopy__(self, memo): raise TypeError('no')\n"
    assert of_module(text).check.note == (
        "the module cannot be copied: its class has a __deepcopy__ that fails"
    )


def test_fused_layers_are_opened_on_request() -> None:
    text = module("return torch.softmax(self.l(x), -1)", "self.l = nn.Linear(d, 2)")
    closed, opened = of_module(text), of_module(text, open_fused=True)
    assert len(closed.nodes) == 5
    assert "torch.exp" in [node.target for node in opened.nodes]
    assert opened.check.agrees
    np.testing.assert_allclose(opened.outputs[0], closed.outputs[0], rtol=1e-6)
    statements = "x = torch.ones(2, requires_grad=True)\ny = torch.softmax(x, 0)\n"
    assert len(record_script(statements).nodes) == 2
    assert record_script(statements, open_fused=True).check.agrees
    assert len(record_script(statements, open_fused=True).nodes) > 2


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("x = torch.ones(3, 2, requires_grad=True)\np = x.softmax(1)\n"
         "loss = F.cross_entropy(p, torch.tensor([0, 1, 0]))", 2, "takes the softmax itself"),
        ("net = nn.Sequential(nn.Linear(3, 4), nn.Softmax(dim=1))\ncrit = nn.CrossEntropyLoss()\n"
         "loss = crit(net(torch.ones(5, 3)), torch.zeros(5).long())", 3,
         "takes the softmax itself"),
        ("x = torch.ones(3, requires_grad=True)\n"
         "y = F.binary_cross_entropy_with_logits(torch.sigmoid(x), x)", 2,
         "takes the sigmoid itself"),
        ("x = torch.ones(3, 2, requires_grad=True)\n"
         "y = F.nll_loss(F.softmax(x, 1), torch.tensor([0, 1, 0]))", 2, "use log_softmax"),
    ],
)  # fmt: skip
def test_softmax_before_a_loss_that_holds_one_is_told_in_statements(
    text: str, line: int, words: str
) -> None:
    events = record_script(text).events
    ((found, sentence),) = [
        (e.line, e.sentence) for e in events if e.kind in ("softmax", "sigmoid")
    ]
    assert found == line
    assert words in sentence


def test_a_value_that_was_overwritten_is_told_at_the_line_that_writes() -> None:
    text = module("y = self.a(x).relu()\ny.mul_(2)\nreturn y", "self.a = nn.Linear(3, 2)")
    record = of_module(text)
    ((line, sentence),) = sentences(record, "backward")
    assert line == 7
    assert "was changed in place" in sentence
    assert "RuntimeError" not in record.check.note
    alone = record_script(
        "x = torch.ones(3, requires_grad=True)\ny = x.exp()\ny.mul_(2)\nz = y.sum()"
    )
    assert [line for line, _ in sentences(alone, "backward")] == [3]


def test_no_grad_is_told_at_its_line_and_is_not_called_a_lack_of_parameters() -> None:
    text = module(
        "with torch.no_grad():\n    y = self.a(x)\n    return y*2", "self.a = nn.Linear(3, 2)"
    )
    record = of_module(text)
    ((line, sentence),) = sentences(record, "cut")
    assert line == 7
    assert "no_grad lets no gradient through" in sentence
    ((_, sentence),) = sentences(record, "no_grad_needed")
    assert "Nothing here requires" not in sentence


def test_code_that_stops_is_not_called_the_same_for_every_input() -> None:
    text = module("y = self.a(x).detach().numpy()\nreturn y", "self.a = nn.Linear(3, 2)")
    record = of_module(text)
    assert {"same_graph", "no_grad_needed"}.isdisjoint(e.kind for e in record.events)
    assert any("returns a numpy array" in e.sentence for e in record.events)


def test_a_misspelt_or_misplaced_method_is_the_reason_why_a_module_cannot_be_called() -> None:
    text = module("return x")
    for wrong, line, words in (
        (text.replace("forward", "forwrad"), 4, "its name is forward"),
        (text.replace("forward(self, x)", "forward(x)"), 4, "self is missing here"),
        (
            text.replace("    def forward", "        def forward").replace(
                "        return", "            return"
            ),
            4,
            "forward stands inside __init__",
        ),
    ):
        error = refusal(wrong, kind="module", inputs={"x": "randn(2)"})
        assert error.line == line
        assert words in error.problem
    without = module("return self.a(x)", "self.a = nn.Linear(3, 2)").replace("(self, x)", "(x)")
    assert "self is missing here" in refusal(without, kind="module").problem
    misspelt = refusal(text.replace("__init__(self, d=3)", "_init_(self, d=3)"), kind="module",
                       init={"d": "2"}, inputs={"x": "randn(2)"})  # fmt: skip
    assert "its name is __init__" in misspelt.problem
