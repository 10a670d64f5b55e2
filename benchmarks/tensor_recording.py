"""Recording modules and tensor code against plain eager PyTorch: time, and memory held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ratio import Goal, main, timed  # isort: skip  # it limits numpy to one thread, too

import torch
from torch import Tensor, nn

from graphlab.engine.call import record_call
from graphlab.engine.recording.arguments import Inputs
from graphlab.engine.recording.backward import gradients
from graphlab.engine.recording.modules import follow_functions, follow_modules, names_in
from graphlab.engine.recording.places import Places
from graphlab.engine.recording.recorder import Recorder, RecordingTape
from graphlab.engine.recording.tape import tensors_in
from graphlab.making import calm

if TYPE_CHECKING:
    from collections.abc import Callable

torch.set_num_threads(1)
torch.manual_seed(0)


class Loop(nn.Module):
    """An LSTM cell called once for each of the given steps."""

    def __init__(self, size: int = 16) -> None:
        super().__init__()
        self.cell = nn.LSTMCell(size, size)

    def forward(self, x: Tensor) -> Tensor:
        h = c = torch.zeros(x.shape[1], x.shape[2])
        for step in x:
            h, c = self.cell(step, (h, c))
        return h


class Chain(nn.Module):
    """Operations in a row, on a few numbers."""

    def __init__(self, links: int) -> None:
        super().__init__()
        self.links = links

    def forward(self, x: Tensor) -> Tensor:
        for link in range(self.links):
            x = torch.sin(x) if link % 2 else torch.cos(x)
        return x


def convolutions() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(32 * 8 * 8, 10),
    )


def transformer() -> nn.Module:
    layer = nn.TransformerEncoderLayer(64, 4, 256, dropout=0.0, batch_first=True)
    return nn.TransformerEncoder(layer, 12, enable_nested_tensor=False)


MODELS: dict[str, tuple[nn.Module, Tensor]] = {
    "MLP": (
        nn.Sequential(
            nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 10)
        ),
        torch.randn(64, 64),
    ),
    "CNN": (convolutions(), torch.randn(16, 3, 32, 32)),
    "transformer": (transformer(), torch.randn(4, 32, 64)),
    "LSTM loop": (Loop(), torch.randn(50, 4, 16)),
    "chain 1,000": (Chain(1_000), torch.randn(4, requires_grad=True)),
    "chain 10,000": (Chain(10_000), torch.randn(4, requires_grad=True)),
}
CORE = dict(zip(MODELS, (2, 1.3, 1.6, 4, 4, 5), strict=True))
WHOLE = dict(zip(MODELS, (8, 3, 4, 8, 8), strict=False))
HELD = {"CNN": 4, "transformer": 4, "LSTM loop": 14}
LEAN = {"CNN": 1, "transformer": 1, "LSTM loop": 1}


def eager(model: nn.Module, x: Tensor) -> Callable[[], object]:
    """Forward and backward as one writes them."""

    def once() -> object:
        x_ = x.detach().clone().requires_grad_(x.requires_grad)
        wanted = [p for p in (x_, *model.parameters()) if p.requires_grad]
        y = model(x_)
        return torch.autograd.grad(y, wanted, torch.ones_like(y))

    return once


def forward(model: nn.Module, x: Tensor, *, keeps_values: bool) -> tuple[RecordingTape, Any]:
    """Tape and output of a run under the recorder."""
    inputs = Inputs(model, (x,), {})
    modules = {"": model}
    names = names_in(modules)
    tape = RecordingTape(names.tensors, keeps_values=keeps_values)
    places = Places([__file__])
    recorder = Recorder(tape, places)
    tensors = inputs.copies()
    for name, tensor in zip(inputs.names, tensors, strict=True):
        tape.enter("input", tensor, name)
    with follow_modules(tape, names.paths, places), follow_functions(recorder), recorder:
        return tape, inputs.call(model, tensors)


def taped(model: nn.Module, x: Tensor) -> tuple[RecordingTape, Any]:
    """Tape, values, adjoints and contributions."""
    tape, y = forward(model, x, keeps_values=True)
    return tape, gradients(tape, [y], [torch.ones_like(y)])


def cored(model: nn.Module, x: Tensor) -> None:
    """The same as the engine runs it."""
    with calm():
        taped(model, x)


def saved_bytes(model: nn.Module, x: Tensor) -> int:
    """Bytes of the distinct memories that autograd keeps for an eager backward pass."""
    seen: dict[int, int] = {}

    def keep(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        seen[storage.data_ptr()] = storage.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        y = model(x.detach().clone().requires_grad_(x.requires_grad))
    del y
    return sum(seen.values())


def held_bytes(model: nn.Module, x: Tensor) -> int:
    """Bytes of the distinct memories of a recording: values, adjoints, contributions."""
    tape, found = taped(model, x)
    seen: dict[int, int] = {}
    own = [entry.value for entry in tape.entries]
    for tensor in tensors_in([own, found.adjoints, found.contributions]):
        storage = tensor.untyped_storage()
        seen[storage.data_ptr()] = storage.nbytes()
    return sum(seen.values())


def lean_bytes(model: nn.Module, x: Tensor) -> int:
    """Bytes of recorded memories that are held as the backward pass begins, without values."""
    tape, _output = forward(model, x, keeps_values=False)
    assert tape.memories is not None
    return tape.memories.held()


def memory() -> bool:
    """Print the memory ratios; they are the same in every run."""
    good = True
    for name, at_most in HELD.items():
        model, x = MODELS[name]
        ratio = held_bytes(model, x) / saved_bytes(model, x)
        good &= ratio <= at_most
        print(f"memory held, {name}: {ratio:.1f} x eager's saved tensors (goal {at_most})")
        lean = lean_bytes(model, x) / saved_bytes(model, x)
        good &= lean <= LEAN[name]
        print(f"the same without values, {name}: {lean:.2f} (goal {LEAN[name]})")
    return good


def timers() -> dict[str, Any]:
    found = {}
    for name, (model, x) in MODELS.items():
        found[f"eager, {name}"] = timed(eager(model, x))
        found[f"core, {name}"] = timed(lambda m=model, t=x: cored(m, t))
        if name in WHOLE:
            found[f"record(), {name}"] = timed(lambda m=model, t=x: record_call(m, (t,)))
    return found


if __name__ == "__main__":
    lean = memory()
    goals = [Goal(f"core, {n}", f"eager, {n}", CORE[n]) for n in MODELS]
    goals += [Goal(f"record(), {n}", f"eager, {n}", WHOLE[n]) for n in WHOLE]
    raise SystemExit(main(timers(), goals) or not lean)
