"""The two runs of a module or function: plainly, and under the recorder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from graphlab.engine.recording.copies import copied, hindrance
from graphlab.engine.recording.halting import (
    MOST_OPERATIONS,
    STOP,
    Halt,
    HaltedError,
    Stopwatch,
    line_of,
)
from graphlab.engine.recording.heard import Heard
from graphlab.engine.recording.modules import (
    follow_functions,
    follow_modules,
    names_in,
    parts_of,
)
from graphlab.engine.recording.places import Places
from graphlab.engine.recording.plain import Plain, plain_call
from graphlab.engine.recording.recorder import MAX_NODES, Recorder, RecordingTape
from graphlab.engine.recording.tape import tensors_in
from graphlab.engine.seeds import plant_all

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from graphlab.engine.recording.arguments import Inputs


@dataclass(slots=True)
class Recorded:
    """What came out of the run under the recorder."""

    tape: RecordingTape
    recorder: Recorder
    starts: list[int]
    outputs: list[Tensor]
    modules: dict[str, nn.Module]
    problem: Exception | None = None
    halt: Halt | None = None


class Runs:
    """One function and its inputs, run plainly and then under the recorder."""

    def __init__(
        self,
        function: Callable[..., Any],
        inputs: Inputs,
        seed: int,
        cotangents: Sequence[Tensor] | None,
        *,
        keeps_values: bool = True,
    ) -> None:
        self.function = function
        self.keeps_values = keeps_values
        self.inputs = inputs
        self.seed = seed
        self.cotangents = cotangents
        self.note = ""
        self.hindrance = ""
        self.forced = False
        self.kept: nn.Module | None = None
        self.heard = Heard()

    @property
    def given(self) -> dict[str, nn.Module]:
        """The person's own module, if it is one, or a method of one."""
        owner = getattr(self.function, "__self__", None)
        module = self.function if isinstance(self.function, nn.Module) else owner
        return {"": module} if isinstance(module, nn.Module) else {}

    def fresh(self) -> tuple[Callable[..., Any], dict[str, nn.Module]]:
        """The function with a copy of its module, so that the person's own is left alone."""
        module = self.given.get("")
        if module is None:
            return self.function, {}
        if self.kept is not None:
            own, self.kept = self.kept, None
            _restore_buffers(module, own)
            return own, {"": own}
        try:
            own = copied(module)
        except Exception:  # noqa: BLE001 (whatever the person's __deepcopy__ raises)
            why = self.hindrance = self.hindrance or hindrance(module)
            self.note = f"the module cannot be copied{': ' if why else ''}{why}"
            own = module
        if not isinstance(self.function, nn.Module):
            method: Callable[..., Any] = getattr(own, self.function.__name__)
            return method, {"": own}
        return own, {"": own}

    def plain(self) -> Plain:
        """The plain run; also settles which inputs get a gradient."""
        function, modules = self.fresh()
        _materialise(self, function, modules)
        asked = any(self.inputs.wants) or any(
            p.requires_grad for module in modules.values() for p in module.parameters()
        )
        if asked:
            found = self.again_plainly(function, modules)
            self.keep(modules)
            return found
        self.forced = True
        self.inputs.want_all()
        first = self.again_plainly(function, modules)
        if first.problem is None and first.backward_problem is None:
            return first
        wants = self.inputs.wants
        for place, wanted in enumerate(wants):
            if wanted and sum(wants) > 1:
                wants[place] = False
                again = self.again_plainly(*self.fresh())
                if again.problem is None and again.backward_problem is None:
                    return again
                wants[place] = True
        if first.problem is None:
            return first
        self.inputs.wants = [False] * len(wants)
        none = self.again_plainly(*self.fresh())
        if none.problem is not None:
            self.inputs.want_all()  # the code stops in any case: show how far gradients get
            return first
        return none

    def again_plainly(self, function: Callable[..., Any], modules: dict[str, nn.Module]) -> Plain:
        plant_all(self.seed)
        with STOP.running():
            return plain_call(function, self.inputs, modules, self.cotangents, self.heard)

    def keep(self, modules: Mapping[str, nn.Module]) -> None:
        """A copy made of PyTorch's own layers alone is used again: a run changes only buffers."""
        if isinstance(self.function, nn.Module):
            own = modules.get("")
            if own is not None and not self.note and all(map(_is_stock, parts_of(own))):
                self.kept = own

    def plain_or_halt(self, user_file: str | None) -> Plain | Halt:
        """The plain run; a Halt with the line where it was when Stop came."""
        watch = Stopwatch()
        try:
            plain = self.plain()
        except HaltedError as halted:
            return Halt("stopped", line_of(halted, user_file), replay=watch.worth)
        return Halt("stopped", replay=watch.worth) if STOP.is_asked else plain

    def record(
        self, user_file: str | None, open_fused: bool, stopped: Halt | None = None
    ) -> Recorded:
        """The run under the recorder, for some moments where a plain run was ``stopped``."""
        function, modules = self.fresh()
        names = names_in(modules)
        tape = RecordingTape(names.tensors, keeps_values=self.keeps_values)
        places = Places([user_file] if user_file else [], names.counters)
        most = MOST_OPERATIONS if stopped else MAX_NODES
        recorder = Recorder(tape, places, most, open_fused=open_fused)
        plant_all(self.seed)
        tensors = self.inputs.copies()
        starts: list[int] = []
        try:
            for name, tensor in zip(self.inputs.names, tensors, strict=True):
                tape.enter("input", tensor, name)
                starts.append(len(tape.entries) - 1)
            with (
                STOP.running(stopped.replay if stopped else None),
                follow_modules(tape, names.paths, places),
                follow_functions(recorder),
                recorder,
                self.heard.run(),
            ):
                result = self.inputs.call(function, tensors)
        except HaltedError as halted:
            halt = stopped or Halt(halted.why, line_of(halted, user_file), halted.sentence)
            return Recorded(tape, recorder, starts, _last_result(tape), modules, halt=halt)
        except Exception as error:  # noqa: BLE001 (the person's code may raise anything)
            return Recorded(tape, recorder, starts, _last_result(tape), modules, error)
        finally:
            self.heard.close()
        outputs = _unique_outputs(tape, list(tensors_in(result)))
        return Recorded(tape, recorder, starts, outputs, modules, halt=stopped)


def _unique_outputs(tape: RecordingTape, outputs: list[Tensor]) -> list[Tensor]:
    """Every output has a node, also one that the recorder never saw."""
    for output in outputs:
        tape.source_of(output)
    return outputs


def _last_result(tape: RecordingTape) -> list[Tensor]:
    """What was computed last; weights may have come in after it, for the call that failed."""
    computed = (entry.result for entry in reversed(tape.entries) if entry.uses)
    return [result for result in computed if result is not None][:1]


def _is_stock(module: nn.Module) -> bool:
    hooks = module._forward_hooks or module._forward_pre_hooks or module._backward_hooks
    return type(module).__module__.startswith("torch.nn.modules") and not hooks


def _restore_buffers(module: nn.Module, own: nn.Module) -> None:
    pairs = [(m, o) for m, o in zip(parts_of(module), parts_of(own), strict=True) if m._buffers]
    with torch.no_grad():
        for theirs, ours in pairs:
            for name, before in theirs._buffers.items():
                after = ours._buffers[name]
                if before is not None and after is not None:
                    after.copy_(before)


def _materialise(run: Runs, function: Callable[..., Any], modules: Mapping[str, nn.Module]) -> None:
    """Lazy modules get their parameters from a first run, and are then ordinary ones."""
    if not any(
        parameter is not None and nn.parameter.is_lazy(parameter)
        for module in modules.values()
        for part in parts_of(module)
        for parameter in part._parameters.values()
    ):
        return
    run.again_plainly(function, dict(modules))
    run.function = function
