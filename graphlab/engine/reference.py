"""Plain PyTorch on the same inputs, and the comparison with what was recorded.

The reference walks the person's own tree, without the graph that was built from it, without tape
and aliases, so that a fault in the builder or in the recorder cannot hide in both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from graphlab.engine.agreement import agreement
from graphlab.engine.operators import OPERATORS, as_number
from graphlab.formula.evaluate import evaluate
from graphlab.formula.tree import Call, Name, Num, Tree, walk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphlab.formula.program import Program
    from graphlab.record import Check


@dataclass(frozen=True, slots=True)
class Reference:
    """Outputs and input gradients of the plain run; a gradient is None where there is no path."""

    outputs: tuple[Tensor, ...]
    gradients: tuple[Tensor | None, ...]


def plain_run(
    program: Program, inputs: Mapping[str, float], cotangents: Sequence[float]
) -> Reference:
    """Evaluate and differentiate a program eagerly."""
    leaves = {
        name: torch.tensor(inputs[name], dtype=torch.float64, requires_grad=True)
        for name in program.inputs
    }
    meaning: dict[str, Tensor | float] = dict(leaves)
    made: dict[object, Tensor] = {}
    results: list[Tensor | float] = []
    for line in program.lines:
        results = [_value(tree, meaning, made) for tree in line.trees]
        if line.name is not None:
            meaning[line.name] = results[0]
    outputs = tuple(as_tensor(result) for result in results)
    pairs = [(o, c) for o, c in zip(outputs, cotangents, strict=True) if o.requires_grad]
    found: Sequence[Tensor | None] = [None] * len(leaves)
    if pairs and leaves:
        found = torch.autograd.grad(
            [o for o, _ in pairs],
            list(leaves.values()),
            [torch.full_like(o, c) for o, c in pairs],
            allow_unused=True,
        )
    return Reference(outputs, tuple(found))


def as_tensor(value: Tensor | float) -> Tensor:
    """A number that depends on nothing becomes a float64 tensor."""
    return value if isinstance(value, Tensor) else torch.tensor(value, dtype=torch.float64)


def _value(
    tree: Tree, meaning: Mapping[str, Tensor | float], made: dict[object, Tensor]
) -> Tensor | float:
    """Value of a tree. ``made`` holds every result, so that an equal part is computed once.

    A person would compute cos(xy) once too, and it matters: 0·∞ + 1·∞ is NaN where the two paths
    are apart, and (0 + 1)·∞ is ∞ where they are joined.
    """
    done: list[Tensor | float] = []
    for part in walk(tree):
        if isinstance(part, Name):
            done.append(meaning[part.name])
        elif isinstance(part, Num):
            done.append(part.value)
        elif isinstance(part, Call):
            args = done[len(done) - len(part.args) :]
            del done[len(done) - len(part.args) :]
            if any(isinstance(a, Tensor) for a in args):
                key = part.function, *map(_identity, args)
                if key not in made:
                    made[key] = OPERATORS[part.function][1](*map(as_number, args))
                done.append(made[key])
            else:
                numbers = {f"a{i}": float(a) for i, a in enumerate(args)}
                call = Call(part.function, tuple(Name(n) for n in numbers))
                done.append(float(evaluate(call, numbers)))
        else:
            done.append(float(evaluate(part, {})))
    return done[0]


def _identity(value: Tensor | float) -> object:
    """Equal for the same tensor and for the same number; −0.0 is another number than 0.0."""
    return id(value) if isinstance(value, Tensor) else value.hex()


def compare(
    reference: Reference,
    outputs: Sequence[Tensor],
    gradients: Sequence[Tensor | None],
    adjoints: Sequence[Tensor | None],
) -> Check:
    """Hold a recording against the plain run, elementwise: |a−b| ≤ rtol·max(|b|, s).

    s is the largest |output| for an output and the largest adjoint of the run for a gradient.
    NaN and ∞ must stand at the same places; a gradient must be None in both or in neither.
    """
    return agreement(
        list(zip(outputs, reference.outputs, strict=True)),
        list(zip(gradients, reference.gradients, strict=True)),
        adjoints,
    )
