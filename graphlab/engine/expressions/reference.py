"""Plain PyTorch on the same inputs, and the comparison with what was recorded.

The reference walks the person's own tree, without the graph that was built from it, without tape
and aliases, so that a fault in the builder or in the recorder cannot hide in both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from graphlab.engine.agreement import agreement
from graphlab.engine.expressions.operators import OPERATORS, as_number
from graphlab.engine.expressions.tensor_operators import TENSOR_OPERATORS, Literal
from graphlab.errors import InputError
from graphlab.formula.evaluate import evaluate
from graphlab.formula.shapes import shape_words
from graphlab.formula.tree import Call, Name, Num, Tree, walk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from graphlab.formula.program import Program
    from graphlab.record import Check

    Floats = NDArray[np.float64]
    Value = Tensor | Floats | float | slice


@dataclass(frozen=True, slots=True)
class Reference:
    """Outputs and input gradients of the plain run; a gradient is None where there is no path."""

    outputs: tuple[Tensor, ...]
    gradients: tuple[Tensor | None, ...]


def plain_run(
    program: Program,
    inputs: Mapping[str, float | Floats],
    cotangents: Sequence[float | Floats],
) -> Reference:
    """Evaluate and differentiate a program eagerly."""
    leaves = {
        name: torch.tensor(inputs[name], dtype=torch.float64, requires_grad=True)
        for name in program.inputs
    }
    meaning: dict[str, Value] = dict(leaves)
    made: dict[object, Tensor] = {}
    results: list[Value] = []
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
            [starting(o, c) for o, c in pairs],
            allow_unused=True,
        )
    return Reference(outputs, tuple(found))


def as_tensor(value: object) -> Tensor:
    """What depends on nothing, a number or what was typed between brackets, as a float64 tensor."""
    if isinstance(value, Literal):
        return value.tensor
    return value if isinstance(value, Tensor) else torch.tensor(value, dtype=torch.float64)


def starting(output: Tensor, start: float | Floats) -> Tensor:
    """A starting gradient in the shape of its output; one number stands for every element.

    Raises InputError for another shape.
    """
    if isinstance(start, float):
        return torch.full_like(output, start)
    if start.shape != tuple(output.shape):
        shapes = [shape_words(shape) for shape in (start.shape, tuple(output.shape))]
        raise InputError(f"A starting gradient has {shapes[0]} where the output has {shapes[1]}.")
    return torch.tensor(start, dtype=output.dtype)


def _value(tree: Tree, meaning: Mapping[str, Value], made: dict[object, Tensor]) -> Value:
    """Value of a tree. ``made`` holds every result, so that an equal part is computed once.

    A person would compute cos(xy) once too, and it matters: 0·∞ + 1·∞ is NaN where the two paths
    are apart, and (0 + 1)·∞ is ∞ where they are joined.
    """
    done: list[Value] = []
    for part in walk(tree):
        if isinstance(part, Name):
            done.append(meaning[part.name])
        elif isinstance(part, Num):
            done.append(part.value)
        elif isinstance(part, Call):
            args = done[len(done) - len(part.args) :]
            del done[len(done) - len(part.args) :]
            if part.function == "row":
                done.append(args[0])
            elif any(isinstance(a, Tensor) for a in args):
                key = part.function, *map(_identity, args)
                if key not in made:
                    made[key] = _run(part.function, args)
                done.append(made[key])
            else:
                numbers: dict[str, Any] = {
                    f"a{i}": a for i, a in enumerate(args) if not isinstance(a, Tensor)
                }
                call = Call(part.function, tuple(Name(n) for n in numbers))
                done.append(_plain(evaluate(call, numbers)))
        else:
            done.append(float(evaluate(part, {})))
    return done[0]


def _run(function: str, args: Sequence[Value]) -> Tensor:
    _, run = OPERATORS.get(function) or TENSOR_OPERATORS[function]
    return run(*[a if type(a) is float else _argument(a) for a in args])


def _argument(value: Value) -> object:
    return torch.tensor(value) if isinstance(value, np.ndarray) else as_number(value)


def _plain(value: Any) -> Value:
    """A number as Python has it; arrays and slices as they are."""
    return float(value) if np.ndim(value) == 0 and not isinstance(value, slice) else value


def _identity(value: Value) -> object:
    """Equal for the same tensor and for the same numbers; −0.0 is another number than 0.0."""
    if isinstance(value, float):
        return value.hex()
    if isinstance(value, np.ndarray):
        return value.shape, value.tobytes()
    return str(value) if isinstance(value, slice) else id(value)


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
