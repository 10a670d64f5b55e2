"""What is too large for memory ends with its size and what would fit; a part runs by itself."""

from __future__ import annotations

import importlib

import numpy as np
import pytest
import torch
from torch import nn

from graphlab.engine.call import recording_of_call
from graphlab.engine.code.inside import inside
from graphlab.engine.code.scripts import record_script
from graphlab.engine.code.shown import Shown
from graphlab.engine.mistakes import halted
from graphlab.engine.recording import room
from graphlab.engine.recording.room import ROOM
from graphlab.errors import InputError, LimitError

NET = """\
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(8, 8)

    def forward(self, x):
        print("in a block")
        return torch.tanh(self.lin(x))

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(Block() for _ in range(4))
        self.unused = nn.Linear(8, 8)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x.sum()
"""
X = {"x": "randn(4096, 8)"}  # 128 kB
KILOBYTES = 1 << 10


@pytest.fixture
def little(monkeypatch: pytest.MonkeyPatch) -> None:
    """A megabyte is left, whatever is taken of it."""
    monkeypatch.setattr(room, "_SPARE", 0)
    monkeypatch.setattr(room, "_LOOK", 0)
    monkeypatch.setattr(type(ROOM), "left", 700 * KILOBYTES)
    monkeypatch.setattr(type(ROOM), "told", lambda *_: "graphlab may use 1 MB")


@pytest.mark.usefixtures("little")
def test_a_run_that_would_not_fit_says_how_large_it_is_and_which_parts_would() -> None:
    record = record_script(NET, kind="module", name="Net", inputs=X)
    event = record.events[-1]
    assert event.kind == "halted"
    assert event.line == 8
    assert event.sentence == (
        "This run needs about 1.63 MB so far, 896 kB for the values of 6 operations and 768 kB for"
        " adjoints; graphlab may use 1 MB. Record it without values, or one part of it, or give it"
        " a smaller input. The graph goes up to there, with values and without a backward pass."
    )
    assert event.offers == ("without-values", "part layers.0", "part layers.1", "part layers.2")
    assert record.check.note == "stopped, too large for memory"
    assert {step.phase for step in record.steps} == {"forward"}


@pytest.mark.usefixtures("little")
def test_in_a_program_it_is_an_exception_and_the_window_keeps_it() -> None:
    def double(x: torch.Tensor) -> torch.Tensor:
        for _ in range(9):
            x = 2 * x
        return x

    given = torch.ones(4096, 8, requires_grad=True)
    with pytest.raises(LimitError, match="This run needs about 1"):
        recording_of_call(double, [given])
    shown = Shown(double, [given], {}).recording().record
    assert shown.events[-1].kind == "halted"


def test_what_freed_memory_the_system_has_back_counts_as_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given_back: list[bool] = []
    monkeypatch.setattr(room, "give_back", lambda: given_back.append(True))
    monkeypatch.setattr(room, "_LOOK", 0)
    monkeypatch.setattr(type(ROOM), "left", property(lambda _: 1 << 40 if given_back else 0))
    record = record_script(NET, kind="module", name="Net", inputs=X)
    assert record.check.agrees
    assert given_back


def test_the_room_is_what_the_limits_leave_and_what_the_machine_has_without_any() -> None:
    own = room.Room()
    assert 0 < own.left
    assert own.told().startswith("this machine has ")
    own.hold_to(1 << 50, None)
    assert own.left > 1 << 49
    own.hold_to(1 << 50, 1 << 20)
    assert own.left < 0, "more is mapped than may be"
    assert own.told() == (
        "graphlab may use 1.05e+06 GB, and 1.05e+06 GB of it is taken by PyTorch and what else is"
        " loaded"
    )
    own.hold_to(1 << 50, None)
    assert own.told() == "graphlab may use 1.05e+06 GB"


def test_where_one_tensor_is_too_large_its_size_is_told() -> None:
    text = "def f(x):\n    return torch.ones(2**50) + x"
    with pytest.raises(InputError) as raised:
        record_script(text, kind="function", inputs={"x": "1."})
    assert raised.value.line == 2
    assert raised.value.problem.startswith("This needs 4.19e+06 GB more memory at once; ")


def test_a_part_is_recorded_by_itself_with_the_input_that_it_gets_there(
    capsys: pytest.CaptureFixture[str],
) -> None:
    whole = record_script(NET, kind="module", name="Net", inputs={"x": "randn(2, 8)"})
    printed = capsys.readouterr().out
    part = record_script(
        NET, kind="module", name="Net", inputs={"x": "randn(2, 8)"}, inside="layers.2"
    )
    assert printed == 4 * "in a block\n"
    assert capsys.readouterr().out == "in a block\n", "the run up to there is quiet"
    assert part.check.agrees
    given = part.by_id[part.inputs[0]]
    there = [node for node in whole.nodes if node.path == "layers.1"][-1]
    np.testing.assert_array_equal(given.value, there.value)
    assert given.adjoint is not None
    assert [parameter.name for parameter in part.parameters] == ["lin.weight", "lin.bias"]
    assert part.nodes[-1].line == 8
    assert part.events[0].sentence.startswith("The graph is of layers.2 alone, ")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"inside": "layers.9"}, "no part “layers.9” in Net; it has layers.0, layers.0.lin, lay"),
        ({"inside": "unused"}, "This run does not come to the part “unused”."),
        ({"inside": "layers.0", "loss": "sum"}, "A loss goes on top of the whole module"),
    ],
)
def test_a_part_that_is_not_to_be_had_is_told(more: dict[str, str], words: str) -> None:
    with pytest.raises(InputError) as raised:
        record_script(NET, kind="module", name="Net", inputs={"x": "randn(2, 8)"}, **more)
    assert words in raised.value.problem


def test_a_part_of_what_a_program_shows() -> None:
    net = nn.Sequential(nn.Linear(2, 3), nn.ReLU())
    shown = Shown(net, [torch.ones(2)], {})
    record = shown.again([], 0, None, part="1").record
    assert [node.target for node in record.nodes if node.op == "call"] == [
        "torch.nn.functional.relu"
    ]
    assert record.events[0].kind == "inside"
    with pytest.raises(InputError, match="Only a module has parts"):
        Shown(torch.sin, [torch.ones(2)], {}).again([], 0, None, part="1")
    with pytest.raises(InputError, match="ReLU has no parts"):
        Shown(nn.ReLU(), [torch.ones(2)], {}).again([], 0, None, part="1")


@pytest.mark.parametrize(
    ("where", "times", "agrees", "note"),
    [
        ("compiling.with_products", 1, True, ""),
        ("call.gradients", 9, None, "stopped, too large for memory"),
    ],
)
def test_where_memory_runs_out_at_the_end_the_rest_is_kept(
    monkeypatch: pytest.MonkeyPatch, where: str, times: int, agrees: bool | None, note: str
) -> None:
    module = importlib.import_module(f"graphlab.engine.{where.partition('.')[0]}")
    original, failed = getattr(module, where.partition(".")[2]), []

    def short(*args: object) -> object:
        if len(failed) < times:
            failed.append(True)
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory")
        return original(*args)

    monkeypatch.setattr(module, where.partition(".")[2], short)
    record = record_script(NET, kind="module", name="Net", inputs=X)
    assert (record.check.agrees, record.check.note) == (agrees, note)
    assert [event.kind for event in record.events][-1:] == ["halted"] * bool(note) or agrees


def test_weights_that_leave_no_room_for_their_copy_are_told_before_anything_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(halted, "_FEW", 0)
    monkeypatch.setattr(type(ROOM), "left", 300)
    monkeypatch.setattr(type(ROOM), "told", lambda *_: "graphlab may use 300 bytes")
    net = nn.Sequential(nn.Linear(3, 8), nn.Linear(8, 1))  # 164 bytes
    with pytest.raises(LimitError) as raised:
        recording_of_call(net, [torch.ones(3)], keep_halted=True)
    assert raised.value.problem == (
        "The weights of this model take 0.16 kB; a copy to check with and two gradients need"
        " 0.48 kB more, and graphlab may use 300 bytes. Record one of its parts: 0 (0.125 kB), 1"
        " (0.0352 kB)."
    )


class Jealous(nn.Module):
    """Cannot be copied, for a reason of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.last = nn.Linear(2, 3), nn.Linear(3, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.last(torch.tanh(self.first(x)))

    def __deepcopy__(self, memo: object) -> Jealous:
        raise LookupError("mine")


def test_a_part_of_a_module_that_cannot_be_copied_gets_its_input_from_the_module_itself() -> None:
    module, x = Jealous(), torch.ones(4, 2)
    part, (given,), named = inside(module, "last", [x], {}, 0)
    assert part is module.last
    assert torch.equal(given, torch.tanh(module.first(x)))
    assert named == {}
    assert not module.last._forward_pre_hooks, "nothing is left in it"
