"""Any tensor code to a verified Record: a module, a function, or statements."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from torch import Tensor, nn

from graphlab.engine.compiling import Numbering, compile_record
from graphlab.engine.formulas.entry_products import QUICK, THOROUGH
from graphlab.engine.mistakes.backward import refused, stopped_plainly
from graphlab.engine.mistakes.blame import answerable, is_about_memory, is_refusal
from graphlab.engine.mistakes.complaints import complaint, first_line
from graphlab.engine.mistakes.devices import refuse_elsewhere, refuse_made_elsewhere
from graphlab.engine.mistakes.explained import details
from graphlab.engine.mistakes.halted import (
    IN_BACKWARD,
    event_of,
    refuse_weights,
    too_large,
    too_many,
)
from graphlab.engine.recording.arguments import Inputs
from graphlab.engine.recording.backward import Gradients, gradients, locals_of
from graphlab.engine.recording.fx_graph import fx_graph
from graphlab.engine.recording.halting import STOP, Halt, HaltedError
from graphlab.engine.recording.passing import passing
from graphlab.engine.recording.places import TORCH
from graphlab.engine.recording.plain import NOTHING, starting
from graphlab.engine.recording.room import give_back, unbroken
from graphlab.engine.runs import Recorded, Runs
from graphlab.engine.seeds import everything_seeded
from graphlab.engine.telling import not_copied, not_kept, tell, tell_halted, tell_stopped
from graphlab.engine.verdict import same, verdict
from graphlab.errors import InputError, LimitError
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
    keeps_values: bool = True,
) -> Record:
    """Run a module or function once, differentiate it, and check it against plain PyTorch.

    ``args`` and ``kwargs`` may hold tensors in nested lists, tuples and dicts. ``cotangents`` has
    one tensor an output, ones by default. With ``keep_partial`` code that raises midway gives the
    graph up to there, with an event "raised"; otherwise its exception comes through.
    ``open_fused`` shows softmax, linear and other fused layers as their parts. ``thorough`` finds
    the products of large graphs' edges too, which takes time and is for those who look at them.
    Without ``keeps_values`` each value and adjoint but single numbers is told by its digest alone.
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
        keeps_values=keeps_values,
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
    keep_halted: bool = False,
    keeps_values: bool = True,
) -> Recording:
    """The same with its tape.

    ``keep_halted`` keeps what there is of a run that was ended before its end, as ``keep_partial``
    does; otherwise LimitError says why it was.
    """
    inputs = Inputs(function, args, kwargs or {})
    file = user_file or file_of(function)
    run = Runs(function, inputs, seed, cotangents, keeps_values=keeps_values)
    refuse_elsewhere(zip(inputs.names, inputs.tensors, strict=True), run.given)
    for module in run.given.values():
        refuse_weights(module)
    with calm(), unbroken(not keeps_values):
        with everything_seeded(seed):
            plain = run.plain_or_halt(file)
            if isinstance(plain, Halt):
                recorded, plain = run.record(file, open_fused, plain), NOTHING
            else:
                _let_go(plain.problem)
                recorded = run.record(file, open_fused)
            if keep_partial or keep_halted:
                _halt_for_memory(recorded)
            if recorded.halt is not None:
                refuse_halted(recorded.halt, recorded.tape, keep=keep_partial or keep_halted)
            elif recorded.problem is not None:
                _answer_for(run, recorded, plain, keep_partial)
        refuse_made_elsewhere(recorded.tape)
        return _finish(run, recorded, plain, source or Source(kind=_kind(function)), file, thorough)


def _let_go(problem: Exception | None) -> None:
    """Where a plain run had no memory left, its frames hold all of it as long as the traceback."""
    if problem is not None and is_about_memory(problem):
        problem.__traceback__ = None
        give_back()


def _halt_for_memory(recorded: Recorded) -> None:
    """Where memory ran out all the same, that is how the run ended: the parts of it may fit."""
    problem = recorded.problem
    if problem is not None and is_about_memory(problem):
        said = complaint(problem, None, ()).sentence
        recorded.problem, recorded.halt = None, Halt("memory", recorded.tape.line, said)


def refuse_halted(halt: Halt, tape: RecordingTape, *, keep: bool) -> None:
    """Raise where nothing is kept of a run that was ended before its end."""
    if any(entry.uses for entry in tape.entries) and keep:
        return
    if halt.why == "stopped":
        raise KeyboardInterrupt
    said = halt.sentence or (too_many(tape) if halt.why == "operations" else too_large(tape, 0))
    raise LimitError(said, line=tape.line)


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
    """The Record; where memory runs out over it, without products, else without a backward pass."""
    budgets = (THOROUGH if thorough else QUICK, 0)
    for budget in budgets if run.keeps_values else (0,):  # there is one backward pass then
        try:
            return _finished(run, recorded, plain, source, file, budget)
        except Exception as error:
            if not is_about_memory(error):
                raise
    recorded.halt = recorded.halt or Halt("memory")
    return _finished(run, recorded, plain, source, file, 0)


def _finished(
    run: Runs,
    recorded: Recorded,
    plain: Plain,
    source: Source,
    file: str | None,
    budget: int,
) -> Recording:
    tape, outputs = recorded.tape, recorded.outputs
    if not outputs and recorded.problem is None and recorded.halt is None:
        raise InputError("Nothing that is returned is a tensor, so there is no graph.")
    parameters = [
        (name, tensor)
        for module in recorded.modules.values()
        for name, tensor in module.named_parameters()
    ]
    wanted = [n for n, want in zip(run.inputs.names, run.inputs.wants, strict=True) if want]
    wanted += [name for name, tensor in parameters if tensor.requires_grad]
    whole = recorded.problem is None and recorded.halt is None
    starts = starting(outputs, run.cotangents if whole else None)
    try:
        found, local, failure = _differentiated(recorded, outputs, starts)
        check = verdict(run, recorded, plain, found, wanted, failure)
    except HaltedError:
        recorded.halt = Halt("stopped", sentence=IN_BACKWARD)
        found, local, failure = forward_only(tape)
        check = verdict(run, recorded, plain, found, wanted, failure)
    happenings, problem, halt = recorded.recorder.happenings, recorded.problem, recorded.halt

    model = sum(tensor.nbytes for _, tensor in parameters)

    def events(ids: Mapping[int, str], nodes: Any, edges: Any, flowing: Any) -> tuple[Event, ...]:
        told = tell(tape, happenings, ids, nodes, edges, flowing, run.seed)
        if not run.keeps_values:
            told = (not_kept(), *told)
        if run.note:
            told = (*told, not_copied(run.hindrance))
        if halt is not None:
            return tell_halted(told, event_of(halt, tape, model))
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
        budget=budget if halt is None else 0,
        keeps_values=run.keeps_values,
    )
    if not run.keeps_values and (halt is not None or failure is not None):
        tape.let_go()
    return Recording(record, tape, numbering, plain.graph)


_Passed = tuple[Gradients, list[list[Tensor | None]], Exception | None]


def _differentiated(
    recorded: Recorded, outputs: Sequence[Tensor], starts: Sequence[Tensor]
) -> _Passed:
    tape = recorded.tape
    if recorded.halt is not None:
        return forward_only(tape)
    try:
        with STOP.running():
            STOP.heed()
            if tape.keeps_values:
                return gradients(tape, outputs, starts), locals_of(tape), None
            return passing(tape, outputs, starts, retain_graph=False), locals_of(tape), None
    except Exception as error:
        if is_about_memory(error) or not is_refusal(error):
            raise
        return forward_only(tape, error)


def forward_only(tape: RecordingTape, error: Exception | None = None) -> _Passed:
    """No adjoint, no contribution and no slope."""
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
