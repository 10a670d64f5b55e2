"""Whether a recorded run agrees with the plain one, and why it could not be checked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graphlab.engine.agreement import agreement
from graphlab.engine.mistakes.complaints import complaint
from graphlab.engine.mistakes.halted import check_of
from graphlab.record import Check

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from graphlab.engine.recording.backward import Gradients
    from graphlab.engine.recording.plain import Plain
    from graphlab.engine.recording.recorder import RecordingTape
    from graphlab.engine.runs import Recorded, Runs

OVERWRITTEN = "inputs that share memory are written to; PyTorch itself refuses this"
NOT_DETERMINISTIC = "not deterministic: two plain runs differ"


def verdict(
    run: Runs,
    recorded: Recorded,
    plain: Plain,
    found: Gradients,
    wanted: Sequence[str],
    failure: Exception | None,
) -> Check:
    """Hold the outputs and the gradients of ``wanted`` against the plain run."""
    if recorded.halt is not None:
        return check_of(recorded.halt, len(recorded.tape.entries))
    if recorded.problem is not None:
        return Check(None, 0.0, 0.0, "the code stopped with an error")
    if plain.problem is not None:
        return Check(None, 0.0, 0.0, no_plain_run(plain.problem))
    if unfit := plain.backward_problem or failure:
        return Check(None, 0.0, 0.0, no_backward(unfit))
    check = _held(recorded, plain, found, wanted)
    if check.agrees is not False:
        return replace(check, agrees=None, note=run.note) if run.note else check
    again = run.again_plainly(*run.fresh())
    if not same(plain, again):
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
    return agreement(list(zip(values, plain.outputs, strict=True)), pairs, found.scale)


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


def same(one: Plain, two: Plain) -> bool:
    """Whether two plain runs went through and gave the same."""
    if two.problem is not None or len(one.outputs) != len(two.outputs):
        return False
    pairs = list(zip(one.outputs, two.outputs, strict=True))
    grads = [(one.gradients[name], two.gradients.get(name)) for name in one.gradients]
    return bool(agreement(pairs, grads, [g for g, _ in grads]).agrees)


def no_plain_run(error: BaseException) -> str:
    """The note of a check whose plain run stopped."""
    said = complaint(error, None, ()).sentence
    return f"plain PyTorch stopped: {said.removeprefix('The code stopped with ')}"


def no_backward(error: BaseException) -> str:
    """The note of a check that found no backward pass to compare."""
    return f"no backward pass: {complaint(error, None, ()).sentence}"
