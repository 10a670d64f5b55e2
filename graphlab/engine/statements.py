"""Statements to a verified Record: the graph of the first backward pass, or of the last value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torch import Tensor, nn
from typing_extensions import override

from graphlab.engine.agreement import agreement
from graphlab.engine.call import Recording, forward_only, refuse_halted
from graphlab.engine.compiling import compile_record
from graphlab.engine.formulas.entry_products import THOROUGH
from graphlab.engine.mistakes.backward import refused, stopped_plainly
from graphlab.engine.mistakes.blame import answerable, is_refusal
from graphlab.engine.mistakes.complaints import first_line
from graphlab.engine.mistakes.devices import refuse_made_elsewhere
from graphlab.engine.mistakes.explained import details
from graphlab.engine.mistakes.halted import check_of, event_of
from graphlab.engine.plainly import Namespace, PlainRun, plainly
from graphlab.engine.recording.backward import gradients, locals_of
from graphlab.engine.recording.halting import (
    MOST_OPERATIONS,
    STOP,
    Halt,
    HaltedError,
    Stopwatch,
    line_of,
)
from graphlab.engine.recording.heard import Heard
from graphlab.engine.recording.modules import follow_functions, follow_modules, names_in
from graphlab.engine.recording.passing import passing
from graphlab.engine.recording.places import Places
from graphlab.engine.recording.plain import (
    FirstPass,
    leaves_of,
    ones_like,
)
from graphlab.engine.recording.recorder import MAX_NODES, Recorder, RecordingTape
from graphlab.engine.seeds import everything_seeded, plant_all
from graphlab.engine.telling import not_kept, tell, tell_halted, tell_stopped
from graphlab.engine.verdict import no_backward, no_plain_run
from graphlab.errors import InputError
from graphlab.record import Check, Event, Record, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graphlab.engine.recording.backward import Gradients
    from graphlab.engine.recording.ends import PlainGraph
    from graphlab.engine.recording.tape import Entry


def record_statements(
    run: Callable[[], Namespace],
    *,
    user_file: str,
    seed: int = 0,
    source: Source | None = None,
    keep_partial: bool = False,
    max_nodes: int = MAX_NODES,
    open_fused: bool = False,
    keeps_values: bool = True,
) -> Record:
    """Run statements twice, plainly and then under the recorder, and compare.

    ``run`` executes them afresh, all under the file name ``user_file``, and returns what they
    define. The graph ends where the statements first start a backward pass, or else at the last
    tensor that has a name. With ``keep_partial`` statements that raise give the graph up to there.
    """
    return recording_of_statements(
        run,
        user_file=user_file,
        seed=seed,
        source=source,
        keep_partial=keep_partial,
        max_nodes=max_nodes,
        open_fused=open_fused,
        keeps_values=keeps_values,
    ).record


def recording_of_statements(
    run: Callable[[], Namespace],
    *,
    user_file: str,
    seed: int = 0,
    source: Source | None = None,
    keep_partial: bool = False,
    max_nodes: int = MAX_NODES,
    open_fused: bool = False,
    keeps_values: bool = True,
) -> Recording:
    """The same with its tape."""
    with everything_seeded(seed):
        heard = Heard()
        watch = Stopwatch()
        session = _Session(user_file, max_nodes, open_fused, seed, keeps_values)
        try:
            plain, problem = plainly(run, heard)
            if not keeps_values:
                plain.let_go()
        except HaltedError as halted:
            plain, problem = PlainRun({}, FirstPass()), None
            session = _Session(user_file, MOST_OPERATIONS, open_fused, seed, keeps_values)
            session.halt = Halt("stopped", line_of(halted, user_file), replay=watch.worth)
        plant_all(seed)
        session.run(run, heard)
        heard.close()
        if session.halt is not None:
            refuse_halted(session.halt, session.tape, keep=keep_partial)
        elif session.problem is not None:
            _answer_for(session, plain, problem, lambda: plainly(run, heard), keep_partial)
    refuse_made_elsewhere(session.tape)
    session.settle()
    if not session.tape.entries:
        raise InputError("These statements compute nothing with tensors, so there is no graph.")
    check = session.check(plain, problem)
    return session.recording(check, seed, source or Source(kind="script"))


def _answer_for(
    session: _Session,
    plain: PlainRun,
    stopped: Exception | None,
    run_again: Callable[[], tuple[PlainRun, Exception | None]],
    keep_partial: bool,
) -> None:
    """Raise what there is no graph for; what is left ends the graph."""
    problem = session.problem
    assert problem is not None

    def again() -> bool:
        plant_all(session.seed)
        other, unlike = run_again()
        return unlike is None and plain.is_like(other)

    told = answerable(problem, stopped, session.tape.line, again)
    if told is not problem:
        raise told from problem
    if not keep_partial:
        raise problem


class _ScriptTape(RecordingTape):
    """Tensors made by the statements themselves: a leaf that wants a gradient is an input."""

    @override
    def foreign(self, tensor: Tensor) -> None:
        plain = tensor.grad_fn is None and tensor.requires_grad
        if plain and not isinstance(tensor, nn.Parameter):
            self.enter("input", tensor, self.name_here(tensor))
        elif plain:
            self.enter("parameter", tensor, self.name_here(tensor))
        else:
            super().foreign(tensor)


class _Session:
    """One run of statements under the recorder, and what is found in it."""

    def __init__(
        self, user_file: str, max_nodes: int, open_fused: bool, seed: int, keeps_values: bool
    ) -> None:
        self.user_file = user_file
        self.seed = seed
        self.tape = _ScriptTape({}, keeps_values=keeps_values)
        self.places = Places([user_file])
        self.recorder = Recorder(self.tape, self.places, max_nodes, open_fused=open_fused)
        self.recorder.on_root = self._at_root
        self.problem: Exception | None = None
        self.halt: Halt | None = None
        self.namespace: Namespace = {}
        self.ends: list[Tensor] = []
        self.starts: list[Tensor] = []
        self.leaves: list[Tensor] = []
        self.found: Gradients | None = None
        self.local: list[list[Tensor | None]] = []
        self.failure: Exception | None = None
        self.stopped: Exception | None = None
        self.runs_plainly = False
        self.plain_graph: PlainGraph | None = None

    def run(self, run: Callable[[], Namespace], heard: Heard) -> None:
        with (
            STOP.running(self.halt.replay if self.halt else None),
            follow_modules(self.tape, {}, self.places),
            follow_functions(self.recorder),
            self.recorder,
            heard.run(),
        ):
            try:
                STOP.heed()
                self.namespace = run()
            except HaltedError as halted:
                line = line_of(halted, self.user_file)
                self.halt = self.halt or Halt(halted.why, line, halted.sentence)
                self.namespace = _names_at(halted)
            except Exception as error:  # noqa: BLE001 (the person's code may raise anything)
                self.problem = error
                self.namespace = _names_at(error)

    def _at_root(self, ends: list[Tensor], starts: list[Tensor]) -> None:
        """Differentiate now: the statements may go on to change their tensors."""
        self._differentiate(ends, starts)
        for entry in self.tape.entries:
            entry.keep(copy=True)

    def settle(self) -> None:
        """Give names, and find the end of a graph whose statements call no backward."""
        self._name()
        if self.found is not None and self.halt is None:
            return
        end = self._last()
        self._differentiate(
            [end] if end is not None else [], [ones_like(end)] if end is not None else []
        )

    def _differentiate(self, ends: list[Tensor], starts: list[Tensor]) -> None:
        self.ends, self.starts = ends, starts
        self.leaves = list(leaves_of([end for end in ends if end.requires_grad]))
        if self.halt is not None:
            self.found, self.local, _ = forward_only(self.tape)
            return
        try:
            if self.tape.keeps_values:
                self.found = gradients(self.tape, ends, starts)
            else:  # a backward pass that the statements start comes after this one
                has_root = self.recorder.root is not None
                self.found = passing(self.tape, ends, starts, retain_graph=has_root)
            self.local = locals_of(self.tape)
        except Exception as error:
            if not is_refusal(error):
                raise
            self.found, self.local, self.failure = forward_only(self.tape, error)

    def _name(self) -> None:
        """The person's own names: variables for tensors, dotted names inside modules."""
        names: dict[int, list[str]] = {}
        for name, value in self.namespace.items():
            if isinstance(value, Tensor):
                names.setdefault(id(value), []).append(name)
        modules = {n: v for n, v in self.namespace.items() if isinstance(v, nn.Module)}
        for tensor_id, (_, name) in names_in(modules).tensors.items():
            names.setdefault(tensor_id, [name])
        versions: dict[int, list[Entry]] = {}
        for entry in self.tape.entries:
            if entry.result is not None and id(entry.result) in names:
                versions.setdefault(id(entry.result), []).append(entry)
        for tensor_id, entries in versions.items():
            known = names[tensor_id]
            for place, entry in enumerate(entries):
                # b = a.cos_(): the same tensor was a before it was written to, and is b after
                entry.name = known[min(place, len(known) - 1)]
        for index, entry in enumerate(self.tape.entries):
            result = entry.result
            if entry.op == "call" and not entry.uses and entry.edge is not None:
                if result is not None and result.is_leaf:
                    entry.op = "input"
            if entry.name is None and entry.op in ("input", "parameter"):
                entry.name = f"leaf{index + 1}"

    def _last(self) -> Tensor | None:
        """The last tensor with a name that was computed from others, else the last one made."""
        best: tuple[int, Tensor] | None = None
        for value in self.namespace.values():
            if isinstance(value, Tensor):
                index = self.tape.number_of(value)
                if index is None or not self.tape.entries[index].uses:
                    continue
                if best is None or index > best[0]:
                    best = index, value
        if best is not None:
            return best[1]
        for entry in reversed(self.tape.entries):
            if entry.result is not None:
                return entry.result
        return None

    def check(self, plain: PlainRun, problem: Exception | None) -> Check:
        """Hold the ends and the gradients of all leaves against the plain run."""
        if self.halt is not None:
            return check_of(self.halt, len(self.tape.entries))
        if self.problem is not None:
            return Check(None, 0.0, 0.0, "the code stopped with an error")
        if problem is not None:
            self.stopped = problem
            return Check(None, 0.0, 0.0, no_plain_run(problem))
        reference = None
        try:
            reference = plain.reference(
                self.namespace, self.ends, has_root=self.recorder.root is not None
            )
        except Exception as error:
            if not is_refusal(error):
                raise
            self.failure = self.failure or error
        self.runs_plainly = reference is not None
        self.plain_graph = reference.graph if reference is not None else None
        if self.failure is not None:
            return Check(None, 0.0, 0.0, no_backward(self.failure))
        if reference is None:
            return Check(None, 0.0, 0.0, "the plain run has no such tensor")
        assert self.found is not None
        mine = [self.found.adjoints[self._index(leaf)] for leaf in self.leaves]
        theirs = list(reference.gradients.values())
        if len(mine) != len(theirs):
            return Check(None, 0.0, 0.0, "the plain run has other leaves")
        values = [self.tape.entries[self._index(end)].value for end in self.ends]
        held = [v if v is not None else e.detach() for v, e in zip(values, self.ends, strict=True)]
        return agreement(
            list(zip(held, reference.outputs, strict=True)),
            list(zip(mine, theirs, strict=True)),
            self.found.scale,
        )

    def _index(self, tensor: Tensor) -> int:
        return self.tape.source_of(tensor)

    def recording(self, check: Check, seed: int, source: Source) -> Recording:
        tape, happenings, problem = self.tape, self.recorder.happenings, self.problem
        entries = tape.entries
        inputs = [index for index, entry in enumerate(entries) if entry.op == "input"]
        parameters = [
            (name, tensor)
            for lead, module in self.namespace.items()
            if isinstance(module, nn.Module)
            for name, tensor in ((f"{lead}.{n}", p) for n, p in module.named_parameters())
        ]
        wanted = [entry.name or "" for entry in entries if entry.op in ("input", "parameter")]
        passes, failure, stopped = self.recorder.passes, self.failure, self.stopped
        user_file, runs_plainly, halt = self.user_file, self.runs_plainly, self.halt

        def events(
            ids: Mapping[int, str], nodes: Any, edges: Any, flowing: Any
        ) -> tuple[Event, ...]:
            told = tell(tape, happenings, ids, nodes, edges, flowing, seed)
            if not tape.keeps_values:
                told = (not_kept(), *told)
            if passes > 1:
                told = (
                    Event(
                        "passes",
                        f"The code starts {passes} backward passes; the first one is shown.",
                    ),
                    *told,
                )
            if halt is not None:
                return tell_halted(told, event_of(halt, tape))
            if problem is not None:
                behind = details(problem, user_file)
                return tell_stopped(told, first_line(problem), tape.line, behind)
            if stopped is not None:
                return (*told, stopped_plainly(stopped, user_file))
            if failure is None:
                return told
            return (*told, refused(failure, tape, user_file, runs_plainly=runs_plainly))

        assert self.found is not None
        record, numbering = compile_record(
            tape,
            self.found,
            self.local,
            self.ends,
            self.starts,
            inputs=inputs,
            wanted=wanted,
            parameters=parameters,
            check=check,
            tell=events,
            source=source,
            budget=THOROUGH if halt is None else 0,
            copy=True,
            keeps_values=tape.keeps_values,
        )
        if not tape.keeps_values and (halt is not None or failure is not None):
            tape.let_go()
        return Recording(record, tape, numbering, self.plain_graph)


def _names_at(error: BaseException) -> Namespace:
    """What the statements had defined when they raised, which the exception bears."""
    try:
        found = vars(error).get("graphlab_namespace")
    except Exception:  # noqa: BLE001 (attributes of an exception of the person's own making)
        return {}
    return found if isinstance(found, dict) else {}
