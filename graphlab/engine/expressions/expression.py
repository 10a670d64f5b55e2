"""Typed text and numbers for its inputs to a verified Record."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from graphlab.engine.call import Recording
from graphlab.engine.compiling import Numbering
from graphlab.engine.expressions.assemble import assemble
from graphlab.engine.expressions.build import SINGULAR, Expression, build
from graphlab.engine.expressions.reference import as_tensor, compare, plain_run, starting
from graphlab.engine.recording.backward import Gradients, gradients, locals_of
from graphlab.engine.recording.ends import graph_between
from graphlab.engine.recording.recorder import RecordingTape
from graphlab.engine.recording.tape import Tape
from graphlab.engine.seeds import plant, seeded
from graphlab.errors import InputError
from graphlab.formula.lexer import canonical, place
from graphlab.formula.parser import parse
from graphlab.making import calm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from graphlab.record import Record

    Floats = NDArray[np.float64]
    Given = float | Sequence["Given"] | Floats


def record_expression(
    text: str,
    inputs: Mapping[str, Given],
    *,
    cotangents: Sequence[Given] | None = None,
    seed: int = 0,
) -> Record:
    """Read a formula, run it once, differentiate it, and check it against plain PyTorch.

    An input is a number, or a vector or matrix as an array or as nested lists; every number is
    float64. ``cotangents`` has one number or array an output, default ones. Raises InputError for a
    text that cannot be read, an input without a value, a value for a name that the text does not
    use, or shapes that do not fit.

    >>> record_expression("x*y", {"x": 2, "y": 3}).gradients["x"]
    array(3.)
    """
    return recording_of_expression(text, inputs, cotangents=cotangents, seed=seed).record


@calm()
def recording_of_expression(
    text: str,
    inputs: Mapping[str, Given],
    *,
    cotangents: Sequence[Given] | None = None,
    seed: int = 0,
) -> Recording:
    """The same with its tape."""
    given = {canonical(name): _number(name, value) for name, value in inputs.items()}
    names = tuple(sorted(given))
    shapes = tuple((n, np.shape(given[n])) for n in names if not isinstance(given[n], float))
    expression = prepared(text, names, shapes)
    values = _values(expression, given)
    starts = _cotangents(expression, cotangents)
    with seeded(seed):
        try:
            reference = plain_run(expression.program, values, starts)
        except RuntimeError as error:
            raise _refusal(expression, values, error) from error
        plant(seed)
        tape = RecordingTape({})
        _, outputs = run(expression, values, tape)
        found = differentiate(tape, outputs, starts)
    plain = graph_between((), reference.outputs)
    shares = found.contributions
    adjoints = found.adjoints[: len(values)]
    check = compare(reference, outputs, adjoints, found.adjoints)
    if not check.agrees:
        shares = [[None for _ in uses] for uses in shares]
    record = assemble(
        expression,
        tape,
        Gradients(found.adjoints, shares),
        locals_of(tape),
        outputs,
        starts,
        check,
    )
    numbering = Numbering((), ())  # inputs come first and the rest as it ran
    numbering.order = list(range(len(tape.entries)))
    numbering.ids = {index: f"w{index + 1}" for index in numbering.order}
    return Recording(record, tape, numbering, plain)


def run(
    expression: Expression, values: Mapping[str, float | Floats], tape: Tape | None = None
) -> tuple[Tape, list[Tensor]]:
    """Run the fx graph of an expression on a fresh tape, or on ``tape``."""
    tape = tape or Tape()
    made: dict[str, Tensor] = {}
    for name in expression.program.inputs:
        leaf = torch.tensor(values[name], dtype=torch.float64, requires_grad=True)
        made[f"w{len(made) + 1}"] = tape.start(leaf)
    for node in expression.graph.nodes:
        if node.op == "call_function":
            args = tuple(made[a.name] if isinstance(a, torch.fx.Node) else a for a in node.args)
            made[node.name] = tape.call(node.target, args)
    outputs = [
        made[end] if isinstance(end, str) else tape.constant(as_tensor(end))
        for end in expression.outputs
    ]
    return tape, outputs


def differentiate(
    tape: Tape, outputs: Sequence[Tensor], starts: Sequence[float | Floats]
) -> Gradients:
    """All adjoints and contributions for starting gradients ``starts``."""
    return gradients(tape, outputs, [starting(o, c) for o, c in zip(outputs, starts, strict=True)])


def _refusal(
    expression: Expression, values: Mapping[str, float | Floats], error: RuntimeError
) -> Exception:
    """What PyTorch could not do, in a sentence at the operation that failed."""
    lines = str(error).splitlines()
    reason = lines[0].rstrip(".") if lines else "PyTorch could not do this"
    if "singular" in reason:
        reason = SINGULAR.rstrip(".")
    tape = Tape()
    try:
        run(expression, values, tape)
    except RuntimeError:
        failed = expression.operations[len(tape.entries)]
        line, column = place(expression.program.text, getattr(failed.tree, "at", 0))
        return InputError(f"{reason}.", line=line, column=column)
    return InputError(f"{reason}.")


@lru_cache(maxsize=32)
def prepared(
    text: str, given: tuple[str, ...], shapes: tuple[tuple[str, tuple[int, ...]], ...]
) -> Expression:
    """A text with these inputs, ready to run; ``shapes`` are of those that are no numbers."""
    return build(parse(text, given, dict(shapes)))


def _values(
    expression: Expression, inputs: Mapping[str, float | Floats]
) -> dict[str, float | Floats]:
    wanted = expression.program.inputs
    missing = [name for name in wanted if name not in inputs]
    if missing:
        names = " and ".join(missing) if len(missing) < 3 else ", ".join(missing)
        verb = "have no value" if len(missing) > 1 else "has no value"
        raise InputError(f"{names} {verb}.")
    spare = [name for name in inputs if name not in wanted]
    if spare:
        known = ", ".join(wanted) or "none"
        raise InputError(f"“{spare[0]}” is not an input of this formula; its inputs are: {known}.")
    return {name: inputs[name] for name in wanted}


def _number(name: str, value: Any) -> float | Floats:
    """A number as a float, anything with elements as a float64 array."""
    if type(value) is float:
        return value
    try:
        value = value.detach() if isinstance(value, torch.Tensor) else value
        if isinstance(value, list | tuple) or np.ndim(value):
            return np.asarray(value, dtype=np.float64)
        return float(value)
    except (TypeError, ValueError) as error:
        problem = f"{name} needs a number, or a vector or matrix of numbers, not {value!r}."
        raise InputError(problem) from error


def _cotangents(expression: Expression, cotangents: Sequence[Given] | None) -> list[float | Floats]:
    count = len(expression.outputs)
    if cotangents is None:
        return [1.0] * count
    if len(cotangents) != count:
        wanted = "1 output" if count == 1 else f"{count} outputs"
        raise InputError(
            f"The formula has {wanted} and {len(cotangents)} starting gradients are given."
        )
    starts = [_number("A starting gradient", c) for c in cotangents]
    if not all(np.isfinite(start).all() for start in starts):
        raise InputError("A starting gradient must be a finite number.")
    return starts
