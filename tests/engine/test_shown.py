"""What a program gave to ``show``, run again with other inputs: its own objects stay."""

from __future__ import annotations

import copy
import threading
from typing import TYPE_CHECKING

import pytest
import torch
from torch import Tensor, nn

from graphlab.engine.code.shown import Shown
from graphlab.errors import InputError

if TYPE_CHECKING:
    from graphlab.record import Record


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(2, 1)
        self.norm = nn.BatchNorm1d(1)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(self.layer(x))


def total(a: Tensor, b: Tensor) -> Tensor:
    return (a * b).sum()


def again(
    shown: Shown, *typed: str, seed: int = 0, cotangents: tuple[float, ...] | None = None
) -> Record:
    return shown.again(typed, seed, cotangents).record


def test_the_programs_own_module_runs_as_it_is_then_and_is_not_changed() -> None:
    net, x = Net(), torch.tensor([[1.0, 2.0], [3.0, 5.0]])
    shown = Shown(net, (x,), {})
    shown.recording()
    with torch.no_grad():
        net.layer.bias += 1
    before = copy.deepcopy(net.state_dict())
    record = again(shown, "[[0, 1], [1, 0], [2, 2]]")
    assert record.check.agrees
    assert record.gradients["layer.weight"] is not None
    with torch.no_grad():
        wanted = net.layer(torch.tensor([[0.0, 1.0], [1.0, 0.0], [2.0, 2.0]]))
    layer = next(node for node in record.nodes if node.op == "call" and node.path == "layer")
    assert torch.equal(torch.tensor(layer.value), wanted)
    assert all(torch.equal(before[name], value) for name, value in net.state_dict().items())
    assert x.tolist() == [[1.0, 2.0], [3.0, 5.0]]
    assert x.grad is None


@pytest.mark.parametrize(
    ("given", "typed", "dtype", "wants"),
    [
        (torch.ones(2, dtype=torch.float64, requires_grad=True), "[1, 2]", "float64", True),
        (torch.ones(2, dtype=torch.float64, requires_grad=True), "randn(2)", "float64", True),
        (torch.ones(2, requires_grad=True), "ones(2, dtype=float64)", "float64", True),
        (torch.ones(2, requires_grad=True), "ones(2, requires_grad=False)", "float32", False),
        (torch.ones(2, requires_grad=True), "ones(2, dtype=int64)", "int64", False),
        (torch.ones(2, dtype=torch.int64), "[3, 4]", "int64", False),
        (torch.ones(2, dtype=torch.bool), "[True, False]", "bool", False),
        (torch.tensor(2.0, dtype=torch.float64), "3", "float64", False),
        (torch.ones(2, dtype=torch.complex64), "[1, 2]", "complex64", False),
    ],
)
def test_type_and_gradient_are_as_given_or_as_asked(
    given: Tensor, typed: str, dtype: str, wants: bool
) -> None:
    other = torch.ones(1, requires_grad=True)
    record = again(Shown(total, (given, other), {}), typed)
    assert record.nodes[0].dtype == dtype
    assert (record.gradients.get("a") is not None) == wants


def test_another_shape_is_as_asked() -> None:
    record = again(Shown(total, (torch.ones(2), torch.ones(2)), {}), "ones(3, 1)", "rand(3, 4)")
    assert [node.shape for node in record.nodes[:2]] == [(3, 1), (3, 4)]


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("[0.5]", "a is int64 in your program, which has no room for these numbers"),
        ("None", "a is one tensor; write numbers"),
        ("[1, 2", ""),
    ],
)
def test_what_is_no_such_tensor_is_a_sentence(typed: str, problem: str) -> None:
    shown = Shown(total, (torch.ones(2, dtype=torch.int64), torch.ones(2)), {})
    with pytest.raises(InputError) as told:
        again(shown, typed)
    assert problem in told.value.problem


def test_a_mistake_in_the_run_is_a_sentence_at_its_line() -> None:
    with pytest.raises(InputError) as told:
        again(Shown(total, (torch.ones(2), torch.ones(2)), {}), "ones(3)")
    assert "[3]" in told.value.problem
    assert "[2]" in told.value.problem
    assert told.value.line == total.__code__.co_firstlineno + 1


def test_numbers_that_were_only_looked_at_share_their_memory_as_before() -> None:
    whole = torch.tensor([1.0, 2.0])

    def write(a: Tensor, b: Tensor) -> Tensor:
        a.mul_(2)
        return b.sum()

    shown = Shown(write, (whole[:], whole[:1]), {})
    assert again(shown, "[1.0, 2.0]").outputs[0] == 2.0
    assert again(shown, "[1.0, 3.0]").outputs[0] == 1.0
    assert whole.tolist() == [1.0, 2.0]


def test_one_tensor_given_twice_is_one_input() -> None:
    x = torch.ones(2)
    record = again(Shown(total, (x, x), {}), "[2, 3]")
    assert record.outputs[0] == 13.0


def test_nested_inputs_are_replaced_one_by_one() -> None:
    def nested(parts: list[Tensor], *, more: dict[str, Tensor], scale: float) -> Tensor:
        return (parts[0] + parts[1] + more["c"]) * scale

    shown = Shown(
        nested,
        ([torch.tensor(1.0), torch.tensor(2.0)],),
        {"more": {"c": torch.tensor(3.0)}, "scale": 10.0},
    )
    assert again(shown, "", "5").outputs[0] == 90.0
    assert again(shown, "", "", "0").outputs[0] == 30.0
    with pytest.raises(InputError, match="only 3 tensors"):
        again(shown, "", "", "", "1")


def test_the_seed_is_that_of_the_window() -> None:
    def noisy(x: Tensor) -> Tensor:
        return x + torch.rand(2)

    shown = Shown(noisy, (torch.ones(2),), {}, seed=4)
    torch.manual_seed(9)
    state = torch.get_rng_state()
    first = shown.recording().record.outputs[0].tolist()
    assert again(shown, seed=4).outputs[0].tolist() == first
    assert again(shown, seed=5).outputs[0].tolist() != first
    assert torch.equal(torch.get_rng_state(), state)


def test_starting_gradients_are_numbers_or_the_programs_own_tensors() -> None:
    def both(x: Tensor) -> tuple[Tensor, Tensor]:
        return x * 2, x.sum()

    x = torch.ones(2)
    numbers = Shown(both, (x,), {}, cotangents=[1, 0.5])
    assert (numbers.starts, numbers.has_own_starts) == ((1.0, 0.5), False)
    own = Shown(both, (x,), {}, cotangents=[torch.tensor([1.0, 3.0]), torch.tensor(0.0)])
    assert (own.starts, own.has_own_starts) == (None, True)
    assert again(own).gradients["x"].tolist() == [2.0, 6.0]
    assert again(own, cotangents=(0.0, 1.0)).gradients["x"].tolist() == [1.0, 1.0]
    with pytest.raises(InputError, match="shape"):
        again(own, "ones(3)")


def test_names_are_those_of_the_class_or_function() -> None:
    given = (Net(), total, lambda x: x, torch.tanh, Net().forward)
    assert [Shown(one, (), {}).name for one in given] == [
        "Net", "total", "lambda", "tanh", "forward",
    ]  # fmt: skip
    assert Shown("x y", (), {"x": 1, "y": 2}).name == ""


def test_the_programs_other_threads_are_not_disturbed(capsys: pytest.CaptureFixture[str]) -> None:
    entered, done = threading.Semaphore(0), threading.Semaphore(0)

    def waiting(x: Tensor) -> Tensor:
        print("drawn twice")  # noqa: T201
        entered.release()
        assert done.acquire(timeout=20)
        return x * 2

    class Holding(nn.Module):
        def forward(self) -> None:
            done.release()
            thread.join(20)

    found: list[Record] = []
    shown = Shown(waiting, (torch.ones(2),), {})
    thread = threading.Thread(target=lambda: found.append(again(shown)))
    thread.start()
    assert entered.acquire(timeout=20)  # the plain run, which is heard
    print("the program goes on")  # noqa: T201
    done.release()
    assert entered.acquire(timeout=20)  # the recorded run, which prints the same
    Holding()()
    assert capsys.readouterr().out == "drawn twice\nthe program goes on\n"
    assert [node.path for node in found[0].nodes if node.op == "call"] == [""]
