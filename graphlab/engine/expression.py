"""Typed text and numbers for its inputs to a verified Record."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import torch

from graphlab.engine.assemble import assemble
from graphlab.engine.backward import Gradients, gradients, locals_of
from graphlab.engine.build import Expression, build
from graphlab.engine.reference import as_tensor, compare, plain_run
from graphlab.engine.seeds import plant, seeded
from graphlab.engine.tape import Tape
from graphlab.errors import InputError
from graphlab.formula.lexer import canonical
from graphlab.formula.parser import parse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from torch import Tensor

    from graphlab.record import Record


def record_expression(
    text: str,
    inputs: Mapping[str, float],
    *,
    cotangents: Sequence[float] | None = None,
    seed: int = 0,
) -> Record:
    """Read a formula, run it once, differentiate it, and check it against plain PyTorch.

    Every number is float64. ``cotangents`` has one number an output, default ones. Raises
    InputError for a text that cannot be read, an input without a value, or a value for a name
    that the text does not use.

    >>> record_expression("x*y", {"x": 2, "y": 3}).gradients["x"]
    array(3.)
    """
    inputs = {canonical(name): value for name, value in inputs.items()}
    expression = _prepared(text, tuple(sorted(inputs)))
    values = _values(expression, inputs)
    starts = _cotangents(expression, cotangents)
    with seeded(seed):
        reference = plain_run(expression.program, values, starts)
        plant(seed)
        tape, outputs = run(expression, values)
        found = differentiate(tape, outputs, starts)
    shares = found.contributions
    adjoints = found.adjoints[: len(values)]
    check = compare(reference, outputs, adjoints, found.adjoints)
    if not check.agrees:
        shares = [[None for _ in uses] for uses in shares]
    return assemble(
        expression,
        tape,
        Gradients(found.adjoints, shares),
        locals_of(tape),
        outputs,
        starts,
        check,
    )


def run(expression: Expression, values: Mapping[str, float]) -> tuple[Tape, list[Tensor]]:
    """Run the fx graph of an expression on a fresh tape."""
    tape = Tape()
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


def differentiate(tape: Tape, outputs: Sequence[Tensor], starts: Sequence[float]) -> Gradients:
    """All adjoints and contributions for starting gradients ``starts``."""
    return gradients(
        tape, outputs, [torch.full_like(o, c) for o, c in zip(outputs, starts, strict=True)]
    )


@lru_cache(maxsize=32)
def _prepared(text: str, given: tuple[str, ...]) -> Expression:
    return build(parse(text, given))


def _values(expression: Expression, inputs: Mapping[str, float]) -> dict[str, float]:
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
    return {name: _float(name, inputs[name]) for name in wanted}


def _float(name: str, value: float) -> float:
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise InputError(f"{name} needs one number, not {value!r}.") from error


def _cotangents(expression: Expression, cotangents: Sequence[float] | None) -> list[float]:
    count = len(expression.outputs)
    if cotangents is None:
        return [1.0] * count
    if len(cotangents) != count:
        wanted = "1 output" if count == 1 else f"{count} outputs"
        raise InputError(
            f"The formula has {wanted} and {len(cotangents)} starting gradients are given."
        )
    starts = [float(c) for c in cotangents]
    if not all(map(math.isfinite, starts)):
        raise InputError("A starting gradient must be a finite number.")
    return starts
