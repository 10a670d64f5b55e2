"""Models on other devices, models that cannot be copied, and graphs that hold for one input."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
import torch
from torch import nn

from graphlab.engine.call import record_call
from graphlab.engine.code.scripts import record_script
from graphlab.engine.mistakes.devices import refuse_elsewhere
from graphlab.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

NO_VALUES = "on the meta device, where tensors have shapes and no values"


def refusal(run: Callable[[], object]) -> InputError:
    with pytest.raises(InputError) as raised:
        run()
    return raised.value


def test_a_model_without_values_is_told_before_anything_runs() -> None:
    linear = nn.Linear(3, 2, device="meta")
    assert refusal(lambda: record_call(linear, [torch.ones(3)])).problem == (
        f"weight and 1 more are {NO_VALUES}, and input is on the cpu. Make the model"
        ' without device="meta", or give it memory by model.to_empty(device="cpu") and load its'
        " weights."
    )
    given = refusal(lambda: record_call(nn.Linear(3, 2).forward, [torch.ones(3, device="meta")]))
    assert given.problem.startswith(f"input is {NO_VALUES}, and weight and 1 more are on the cpu")
    assert given.problem.endswith("Give it values on the cpu, as torch.randn(…) does.")


class Elsewhere:
    """A tensor on a device that this machine need not have."""

    device = torch.device("cuda:0")


def test_a_model_on_a_graphics_card_is_told_with_what_lies_where() -> None:
    error = refusal(lambda: refuse_elsewhere([("x", Elsewhere())], {"": nn.Linear(2, 2)}))
    assert error.problem == (
        "x is on cuda:0, and weight and 1 more are on the cpu. graphlab runs on the cpu: call"
        ' .to("cpu") on the model and on its inputs.'
    )


def test_a_result_without_values_is_told_at_its_line() -> None:
    text = "def f(x):\n    y = x*2\n    return y.to('meta') + 1"
    error = refusal(lambda: record_script(text, kind="function", inputs={"x": "1."}))
    assert (error.line, error.problem) == (
        3,
        f"This result is {NO_VALUES}: there are none to step through; make it on the cpu.",
    )
    statements = "x = torch.ones(2)\ny = torch.ones(2, device='meta')\nz = y*2"
    assert refusal(lambda: record_script(statements)).line == 2


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.part = nn.Sequential(nn.Linear(2, 2))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.part(x).sum()


def with_lock(net: Net) -> None:
    net.lock = threading.Lock()


def with_generator(net: Net) -> None:
    net.part.numbers = (number for number in range(3))


def with_weight_norm(net: Net) -> None:
    torch.nn.utils.weight_norm(net.part[0])


@pytest.mark.filterwarnings("ignore:.*weight_norm:FutureWarning")
@pytest.mark.parametrize(
    ("change", "why"),
    [
        (with_lock, "self.lock is a lock"),
        (with_generator, "part.numbers is a generator"),
        (with_weight_norm, "part.0.weight is a tensor computed from others"),
    ],
)
def test_what_cannot_be_copied_is_shown_and_the_reason_named(
    change: Callable[[Net], None], why: str
) -> None:
    net = Net()
    change(net)
    record = record_call(net, [torch.ones(2)])
    assert record.check.agrees is None
    assert record.check.note == f"the module cannot be copied: {why}"
    told = [event.sentence for event in record.events if event.kind == "not_copied"]
    assert told[0].startswith(f"This module cannot be copied: {why}. So ")
    assert record.nodes[-1].adjoint == 1, "it is recorded all the same"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            "while x.norm() < 5:\n    x = 2*x\nif x.sum() > 0: x = x + 1\nreturn x",
            (3, "This graph holds for this input only: values decided at lines 3 and 5."),
        ),
        (
            "n = x[0].item()\nreturn x*n",
            (3, "This graph may hold for this input only: a value left it at line 3."),
        ),
        ("return x*2", None),
    ],
)
def test_a_graph_that_another_input_would_change_names_the_lines(
    body: str, told: tuple[int, str] | None
) -> None:
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    text = f"import torch\ndef f(x):\n{lines}"
    record = record_script(text, kind="function", inputs={"x": "[1., 2.]"})
    assert record.check.agrees
    said = [(e.line, e.sentence) for e in record.events if e.kind == "this_input"]
    assert said == ([told] if told else [])
    assert any(event.kind == "same_graph" for event in record.events) is (told is None)
