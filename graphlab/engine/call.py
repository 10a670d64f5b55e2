"""Any tensor code to a verified Record: a module, a function, or statements."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from torch import Tensor, nn

from graphlab.engine.compiling import Numbering, compile_record
from graphlab.engine.formulas.entry_products import QUICK, THOROUGH
from graphlab.engine.mistakes.backward import refused, stopped_plainly
from graphlab.engine.mistakes.blame import answerable, is_refusal
from graphlab.engine.mistakes.complaints import first_line
from graphlab.engine.mistakes.explained import details
from graphlab.engine.recording.arguments import Inputs
from graphlab.engine.recording.backward import Gradients, gradients, locals_of
from graphlab.engine.recording.fx_graph import fx_graph
from graphlab.engine.recording.places import TORCH
from graphlab.engine.recording.plain import starting
from graphlab.engine.runs import Recorded, Runs
from graphlab.engine.seeds import everything_seeded
from graphlab.engine.telling import tell, tell_stopped
from graphlab.engine.verdict import same, verdict
from graphlab.errors import InputError
from graphlab.making import calm
from graphlab.record import Event, Record, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from torch.fx import Graph

    from graphlab.engine.recording.ends import PlainGraph
    from graphlab.engine.recording.plain import Plain
    from graphlab.engine.recording.recorder import RecordingTape


@dataclass(frozen=True, slots=True)
class Recording:
    """A Record together with the tape it was made from, which can be asked for Jacobians.

    ``plain`` leads into autograd's graph of the plain run, if that came to an end.
    """

    record: Record
    tape: RecordingTape
    numbering: Numbering
    plain: PlainGraph | None = None

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
    thorough: bool = False,
) -> Record:
    """Run a module or function once, differentiate it, and check it against plain PyTorch.

    ``args`` and ``kwargs`` may hold tensors in nested lists, tuples and dicts. ``cotangents`` has
    one tensor an output, ones by default. With ``keep_partial`` code that raises midway gives the
    graph up to there, with an event "raised"; otherwise its exception comes through.
    ``open_fused`` shows softmax, linear and other fused layers as their parts. ``thorough`` finds
    the products of large graphs' edges too, which takes time and is for those who look at them.
    Raises InputError when nothing that is returned is a tensor, RecordingError where plain PyTorch
    runs the code and the recorder cannot follow it.
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
        thorough=thorough,
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
    thorough: bool = False,
) -> Recording:
    """The same with its tape."""
    inputs = Inputs(function, args, kwargs or {})
    file = user_file or file_of(function)
    run = Runs(function, inputs, seed, cotangents)
    with calm():
        with everything_seeded(seed):
            plain = run.plain()
            recorded = run.record(file, open_fused)
            if recorded.problem is not None:
                _answer_for(run, recorded, plain, keep_partial)
        return _finish(run, recorded, plain, source or Source(kind=_kind(function)), file, thorough)


def _answer_for(run: Runs, recorded: Recorded, plain: Plain, keep_partial: bool) -> None:
    """Raise what there is no graph for; what is left ends the graph."""
    problem = recorded.problem
    assert problem is not None

    def again() -> bool:
        return same(plain, run.again_plainly(*run.fresh()))

    told = answerable(problem, plain.problem, recorded.tape.line, again)
    if told is not problem:
        raise told from problem
    if not keep_partial:
        raise problem


def _finish(
    run: Runs,
    recorded: Recorded,
    plain: Plain,
    source: Source,
    file: str | None,
    thorough: bool,
) -> Recording:
    tape, outputs = recorded.tape, recorded.outputs
    if not outputs and recorded.problem is None:
        raise InputError("Nothing that is returned is a tensor, so there is no graph.")
    parameters = [
        (name, tensor)
        for module in recorded.modules.values()
        for name, tensor in module.named_parameters()
    ]
    starts = starting(outputs, run.cotangents if recorded.problem is None else None)
    found, local, failure = _differentiated(tape, outputs, starts)
    wanted = [n for n, want in zip(run.inputs.names, run.inputs.wants, strict=True) if want]
    wanted += [name for name, tensor in parameters if tensor.requires_grad]
    check = verdict(run, recorded, plain, found, wanted, failure)
    happenings, problem = recorded.recorder.happenings, recorded.problem

    def events(ids: Mapping[int, str], nodes: Any, edges: Any) -> tuple[Event, ...]:
        told = tell(tape, happenings, ids, nodes, edges, run.seed)
        if problem is not None:
            return tell_stopped(told, first_line(problem), tape.line, details(problem, file))
        if plain.problem is not None:
            return (*told, stopped_plainly(plain.problem, file))
        unfit = plain.backward_problem or failure
        if unfit is None:
            return told
        passes = plain.backward_problem is None
        return (*told, refused(unfit, tape, file, runs_plainly=passes))

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
        budget=THOROUGH if thorough else QUICK,
    )
    return Recording(record, tape, numbering, plain.graph)


def _differentiated(
    tape: RecordingTape, outputs: Sequence[Tensor], starts: Sequence[Tensor]
) -> tuple[Gradients, list[list[Tensor | None]], Exception | None]:
    try:
        return gradients(tape, outputs, starts), locals_of(tape), None
    except Exception as error:
        if not is_refusal(error):
            raise
        nothing: list[list[Tensor | None]] = [[None] * len(e.uses) for e in tape.entries]
        return Gradients([None] * len(nothing), nothing), nothing, error


def written_in(function: Callable[..., Any]) -> Any:
    """What to look for in a file: the function itself, or the class of a module.

    Python finds no file of a class that was typed into a notebook, but that of its methods.
    """
    if not isinstance(function, nn.Module):
        return inspect.unwrap(function)
    try:
        inspect.getsourcefile(type(function))
    except (TypeError, OSError):
        return inspect.unwrap(type(function).forward)
    return type(function)


def file_of(function: Callable[..., Any]) -> str | None:
    """The file of the person's own code; PyTorch's own modules have no lines to show."""
    try:
        file = inspect.getsourcefile(written_in(function))
    except (TypeError, OSError, ValueError):
        return None
    return None if file is None or file.startswith(TORCH) else file


def _kind(function: Callable[..., Any]) -> Any:
    return "module" if isinstance(function, nn.Module) else "callable"
