"""Any tensor code to a verified Record: a module, a function, or statements."""

from __future__ import annotations

import copy
import inspect
import random
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn

from graphlab.engine.agreement import agreement
from graphlab.engine.arguments import Inputs
from graphlab.engine.backward import Gradients, gradients, locals_of
from graphlab.engine.calm import calm
from graphlab.engine.compiling import Numbering, compile_record
from graphlab.engine.fx_graph import fx_graph
from graphlab.engine.modules import follow_functions, follow_modules, names_in
from graphlab.engine.places import Places
from graphlab.engine.plain import Plain, ones_like, plain_call
from graphlab.engine.recorder import Recorder, RecordingTape
from graphlab.engine.seeds import plant
from graphlab.engine.tape import tensors_in
from graphlab.engine.telling import tell
from graphlab.errors import InputError
from graphlab.record import Check, Event, Record, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from torch.fx import Graph

OVERWRITTEN = "inputs that share memory are written to; PyTorch itself refuses this"
NOT_DETERMINISTIC = "not deterministic: two plain runs differ"


@dataclass(frozen=True, slots=True)
class Recording:
    """A Record together with the tape it was made from, which can be asked for Jacobians."""

    record: Record
    tape: RecordingTape
    numbering: Numbering

    @property
    def graph(self) -> Graph:
        """The run as a torch.fx graph, one fx node a node of the Record."""
        return fx_graph(self.tape, self.numbering, self.record.output_ids)


def record_call(
    function: Callable[..., Any],
    args: Sequence[Any] = (),
    kwargs: Mapping[str, Any] | None = None,
    *,
    seed: int = 0,
    cotangents: Sequence[Tensor] | None = None,
    source: Source | None = None,
    user_file: str | None = None,
    keep_partial: bool = False,
    open_fused: bool = False,
) -> Record:
    """Run a module or function once, differentiate it, and check it against plain PyTorch.

    ``args`` and ``kwargs`` may hold tensors in nested lists, tuples and dicts. ``cotangents`` has
    one tensor an output, ones by default. With ``keep_partial`` code that raises midway gives the
    graph up to there, with an event "raised"; otherwise its exception comes through.
    ``open_fused`` shows softmax, linear and other fused layers as their parts. Raises
    InputError when nothing that is returned is a tensor.
    """
    return recording_of_call(
        function,
        args,
        kwargs,
        seed=seed,
        cotangents=cotangents,
        source=source,
        user_file=user_file,
        keep_partial=keep_partial,
        open_fused=open_fused,
    ).record


def recording_of_call(
    function: Callable[..., Any],
    args: Sequence[Any] = (),
    kwargs: Mapping[str, Any] | None = None,
    *,
    seed: int = 0,
    cotangents: Sequence[Tensor] | None = None,
    source: Source | None = None,
    user_file: str | None = None,
    keep_partial: bool = False,
    open_fused: bool = False,
) -> Recording:
    """The same with its tape."""
    inputs = Inputs(function, args, kwargs or {})
    run = _Run(function, inputs, seed, cotangents)
    with calm():
        with everything_seeded(seed):
            plain = run.plain()
            recorded = run.record(user_file or _file_of(function), open_fused)
        if recorded.problem is not None and not keep_partial:
            raise recorded.problem
        return _finish(run, recorded, plain, source or Source(kind=_kind(function)))


@dataclass(slots=True)
class Recorded:
    """What came out of the run under the recorder."""

    tape: RecordingTape
    recorder: Recorder
    starts: list[int]
    outputs: list[Tensor]
    modules: dict[str, nn.Module]
    problem: Exception | None = None


class _Run:
    """One function and its inputs, run plainly and then under the recorder."""

    def __init__(
        self,
        function: Callable[..., Any],
        inputs: Inputs,
        seed: int,
        cotangents: Sequence[Tensor] | None,
    ) -> None:
        self.function = function
        self.inputs = inputs
        self.seed = seed
        self.cotangents = cotangents
        self.note = ""
        self.forced = False
        self.kept: nn.Module | None = None

    def fresh(self) -> tuple[Callable[..., Any], dict[str, nn.Module]]:
        """The function with a copy of its module, so that the person's own is left alone."""
        owner = getattr(self.function, "__self__", None)
        module = self.function if isinstance(self.function, nn.Module) else owner
        if not isinstance(module, nn.Module):
            return self.function, {}
        if self.kept is not None:
            own, self.kept = self.kept, None
            _restore_buffers(module, own)
            return own, {"": own}
        try:
            own = copy.deepcopy(module)
        except Exception:  # noqa: BLE001 (whatever the person's __deepcopy__ raises)
            self.note = "the module cannot be copied"
            own = module
        if owner is not None and not isinstance(self.function, nn.Module):
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
            found = self._plain(function, modules)
            self.keep(modules)
            return found
        self.forced = True
        self.inputs.want_all()
        first = self._plain(function, modules)
        if first.problem is None and first.backward_problem is None:
            return first
        wants = self.inputs.wants
        for place, wanted in enumerate(wants):
            if wanted and sum(wants) > 1:
                wants[place] = False
                again = self._plain(*self.fresh())
                if again.problem is None and again.backward_problem is None:
                    return again
                wants[place] = True
        if first.problem is None:
            return first
        self.inputs.wants = [False] * len(wants)
        return self._plain(*self.fresh())

    def _plain(self, function: Callable[..., Any], modules: dict[str, nn.Module]) -> Plain:
        plant_all(self.seed)
        return plain_call(function, self.inputs, modules, self.cotangents)

    def keep(self, modules: Mapping[str, nn.Module]) -> None:
        """A copy made of PyTorch's own layers alone is used again: a run changes only buffers."""
        if isinstance(self.function, nn.Module):
            own = modules.get("")
            if own is not None and not self.note and all(map(_is_stock, own.modules())):
                self.kept = own

    def record(self, user_file: str | None, open_fused: bool) -> Recorded:
        function, modules = self.fresh()
        names = names_in(modules)
        tape = RecordingTape(names.tensors)
        places = Places([user_file] if user_file else [], names.counters)
        recorder = Recorder(tape, places, open_fused=open_fused)
        plant_all(self.seed)
        tensors = self.inputs.copies()
        starts = []
        for name, tensor in zip(self.inputs.names, tensors, strict=True):
            tape.enter("input", tensor, name)
            starts.append(len(tape.entries) - 1)
        outputs: list[Tensor] = []
        problem = None
        try:
            with (
                follow_modules(tape, names.paths, places),
                follow_functions(recorder),
                recorder,
            ):
                result = self.inputs.call(function, tensors)
            outputs = _unique_outputs(tape, list(tensors_in(result)))
        except Exception as error:  # noqa: BLE001 (the person's code may raise anything)
            problem = error
            outputs = _last_result(tape)
        return Recorded(tape, recorder, starts, outputs, modules, problem)


def _finish(run: _Run, recorded: Recorded, plain: Plain, source: Source) -> Recording:
    tape, outputs = recorded.tape, recorded.outputs
    if not outputs and recorded.problem is None:
        raise InputError("Nothing that is returned is a tensor, so there is no graph.")
    parameters = [
        (name, tensor)
        for module in recorded.modules.values()
        for name, tensor in module.named_parameters()
    ]
    starts = _starting(outputs, run.cotangents if recorded.problem is None else None)
    found, local, note = _differentiated(tape, outputs, starts)
    wanted = [n for n, want in zip(run.inputs.names, run.inputs.wants, strict=True) if want]
    wanted += [name for name, tensor in parameters if tensor.requires_grad]
    check = _checked(run, recorded, plain, found, wanted, note)
    happenings, problem = recorded.recorder.happenings, recorded.problem

    def events(ids: Mapping[int, str], nodes: Any, edges: Any) -> tuple[Event, ...]:
        told = tell(tape, happenings, ids, nodes, edges, run.seed)
        if problem is None:
            return told
        sentence = f"The code stopped here: {first_line(problem)}"
        return (*told, Event("raised", sentence, tape.line))

    record, numbering = compile_record(
        tape,
        found,
        local,
        outputs,
        starts,
        inputs=[recorded.starts[place] for place in run.inputs.order],
        wanted=wanted,
        parameters=parameters,
        check=check,
        tell=events,
        source=source,
    )
    return Recording(record, tape, numbering)


def _differentiated(
    tape: RecordingTape, outputs: Sequence[Tensor], starts: Sequence[Tensor]
) -> tuple[Gradients, list[list[Tensor | None]], str]:
    try:
        return gradients(tape, outputs, starts), locals_of(tape), ""
    except RuntimeError as error:
        nothing: list[list[Tensor | None]] = [[None] * len(e.uses) for e in tape.entries]
        return Gradients([None] * len(nothing), nothing), nothing, first_line(error)


def _checked(
    run: _Run,
    recorded: Recorded,
    plain: Plain,
    found: Gradients,
    wanted: Sequence[str],
    note: str,
) -> Check:
    if recorded.problem is not None:
        return Check(None, 0.0, 0.0, "not checked: the code stopped with an error")
    if plain.problem is not None:
        return Check(None, 0.0, 0.0, f"plain PyTorch stopped: {first_line(plain.problem)}")
    if plain.backward_problem is not None:
        return Check(None, 0.0, 0.0, f"no backward pass: {first_line(plain.backward_problem)}")
    if note:
        return Check(None, 0.0, 0.0, f"no backward pass: {note}")
    check = _held(recorded, plain, found, wanted)
    if check.agrees is not False:
        return replace(check, agrees=None, note=run.note) if run.note else check
    again = run._plain(*run.fresh())
    if not _same(plain, again):
        return replace(check, agrees=None, note=NOT_DETERMINISTIC)
    return check


def _held(recorded: Recorded, plain: Plain, found: Gradients, wanted: Sequence[str]) -> Check:
    tape = recorded.tape
    adjoints: dict[str, Tensor | None] = {
        entry.name: found.adjoints[index]
        for index, entry in enumerate(tape.entries)
        if entry.name is not None and entry.op in ("input", "parameter")
    }
    if len(recorded.outputs) != len(plain.outputs):
        return Check(False, 0.0, 0.0, "another number of outputs than plain PyTorch")
    if _inputs_overwritten(tape):
        return Check(None, 0.0, 0.0, OVERWRITTEN)
    pairs = [(adjoints.get(name), plain.gradients.get(name)) for name in wanted]
    values = [_value_of(tape, output) for output in recorded.outputs]
    return agreement(list(zip(values, plain.outputs, strict=True)), pairs, found.adjoints)


def _inputs_overwritten(tape: RecordingTape) -> bool:
    """Whether inputs share memory that is written to: whose gradient it is, PyTorch cannot say."""
    return any(
        entry.op == "update" and tape.entries[entry.uses[0].source].op == "input"
        for entry in tape.entries
    )


def _value_of(tape: RecordingTape, output: Tensor) -> Tensor:
    index = tape.number_of(output)
    value = None if index is None else tape.entries[index].value
    return output.detach() if value is None else value


def _same(one: Plain, two: Plain) -> bool:
    if two.problem is not None or len(one.outputs) != len(two.outputs):
        return False
    pairs = list(zip(one.outputs, two.outputs, strict=True))
    grads = [(one.gradients[name], two.gradients.get(name)) for name in one.gradients]
    return bool(agreement(pairs, grads, [g for g, _ in grads]).agrees)


def _starting(outputs: Sequence[Tensor], cotangents: Sequence[Tensor] | None) -> list[Tensor]:
    if cotangents is None:
        return [ones_like(output) for output in outputs]
    if len(cotangents) != len(outputs):
        count = "1 output" if len(outputs) == 1 else f"{len(outputs)} outputs"
        raise InputError(f"There are {count} and {len(cotangents)} starting gradients are given.")
    for output, start in zip(outputs, cotangents, strict=True):
        if output.shape != start.shape:
            raise InputError(
                f"A starting gradient has the shape {list(start.shape)} where the output has"
                f" {list(output.shape)}."
            )
    return [start.to(output.dtype) for output, start in zip(outputs, cotangents, strict=True)]


def _unique_outputs(tape: RecordingTape, outputs: list[Tensor]) -> list[Tensor]:
    """Every output has a node, also one that the recorder never saw."""
    for output in outputs:
        tape.source_of(output)
    return outputs


def _last_result(tape: RecordingTape) -> list[Tensor]:
    for entry in reversed(tape.entries):
        if entry.result is not None:
            return [entry.result] if entry.op != "input" else []
    return []


def _is_stock(module: nn.Module) -> bool:
    hooks = module._forward_hooks or module._forward_pre_hooks or module._backward_hooks
    return type(module).__module__.startswith("torch.nn.modules") and not hooks


def _restore_buffers(module: nn.Module, own: nn.Module) -> None:
    with torch.no_grad():
        for before, after in zip(module.buffers(), own.buffers(), strict=True):
            after.copy_(before)


def _materialise(run: _Run, function: Callable[..., Any], modules: Mapping[str, nn.Module]) -> None:
    """Lazy modules get their parameters from a first run, and are then ordinary ones."""
    if not any(
        nn.parameter.is_lazy(parameter)
        for module in modules.values()
        for parameter in module.parameters()
    ):
        return
    run._plain(function, dict(modules))
    run.function = function


def _file_of(function: Callable[..., Any]) -> str | None:
    target = type(function) if isinstance(function, nn.Module) else function
    try:
        return inspect.getsourcefile(target)
    except (TypeError, OSError):
        return None


def _kind(function: Callable[..., Any]) -> Any:
    return "module" if isinstance(function, nn.Module) else "callable"


def first_line(error: BaseException) -> str:
    """What an exception says, on one line."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__


@contextmanager
def everything_seeded(seed: int) -> Iterator[None]:
    """Seed PyTorch, numpy and random; restore all three on leaving."""
    states = torch.get_rng_state(), np.random.get_state(), random.getstate()
    plant_all(seed)
    try:
        yield
    finally:
        torch.set_rng_state(states[0])
        np.random.set_state(states[1])
        random.setstate(states[2])


def plant_all(seed: int) -> None:
    """Set the seeds of PyTorch, numpy and random."""
    plant(seed)
    np.random.seed(seed % 2**32)
    random.seed(seed)
