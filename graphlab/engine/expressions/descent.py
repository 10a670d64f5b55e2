"""Gradient descent on a formula in one or two of its inputs, and its values around the path.

The formula's own fx graph is run without a tape. A step is that of ``torch.optim.SGD``, bit for
bit; torch.optim itself takes seconds and much memory to load.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from graphlab.engine.expressions.expression import prepared
from graphlab.engine.expressions.operators import OPERATORS
from graphlab.engine.expressions.reference import as_tensor
from graphlab.engine.expressions.tensor_operators import Literal
from graphlab.errors import InputError
from graphlab.formula.lexer import canonical
from graphlab.formula.numbers import format_number
from graphlab.formula.tree import Call

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from graphlab.engine.expressions.build import Expression

    Floats = NDArray[np.float64]

MOST_STEPS = 1_000
MOST_ON_A_SIDE = {1: 1_000, 2: 256}
MOST_ONE_BY_ONE = 1_600
"""Points of the ground where a formula has to be run anew for each."""
FAR = 1_000.0
"""A path that is so many widths of the view away from it will not come back."""
TENSOR = "{} is a vector or a matrix; gradient descent is drawn for inputs that are numbers."


@dataclass(frozen=True, slots=True)
class Descended:
    """A row of ``path`` and ``gradients`` and one of ``values`` for the start and each step.

    ``ground`` has the formula's values on an even grid from ``low`` to ``high``, NaN where it has
    none: (columns,) for one input, (rows, columns) for two, of which the first goes along a row.
    ``stopped`` says why the path ends early; its last row is then where it did.
    """

    path: Floats
    values: Floats
    gradients: Floats
    ground: Floats
    stopped: str = ""


def descend(
    text: str,
    inputs: Mapping[str, object],
    varying: Sequence[str],
    *,
    rate: float,
    momentum: float,
    steps: int,
    low: Sequence[float],
    high: Sequence[float],
    grid: int,
) -> Descended:
    """Walks down from ``inputs``. Raises InputError for what has no path and no ground.

    >>> descend("x^2", {"x": 1.0}, ["x"], rate=0.25, momentum=0, steps=2, low=[-1], high=[1],
    ...         grid=3).path.tolist()
    [[1.0], [0.5], [0.25]]
    """
    _check(rate, momentum, steps, (low, high), len(varying), grid)
    at = {canonical(name): _number(name, value) for name, value in inputs.items()}
    names = tuple(map(canonical, varying))
    expression = prepared(text, tuple(sorted(at)), ())
    _check_names(expression, at, names)
    axes = [np.linspace(*ends, grid) for ends in zip(low, high, strict=True)]
    ground = _ground(expression, at, names, axes)
    letter = expression.program.function or "f"
    walk = _Walk(expression, at, names, letter)
    middle, width = (np.add(low, high) / 2, np.subtract(high, low))
    point = torch.tensor([at[name] for name in names], dtype=torch.float64)
    speed: Tensor | None = None
    stopped = ""
    for step in range(steps + 1):
        slope = walk.take(point)
        far = bool(np.any(np.abs(point.numpy() - middle) > FAR * width))
        if stopped := walk.end(step, far=far):
            break
        # As torch.optim.SGD: the first step has no speed to keep.
        speed = slope if speed is None else speed * momentum + slope
        point = point.add(speed, alpha=-rate)
    return Descended(*walk.arrays(), ground, stopped)


class _Walk:
    """The path so far."""

    def __init__(
        self, expression: Expression, at: Mapping[str, float], names: Sequence[str], letter: str
    ) -> None:
        self._expression = expression
        self._at = {name: torch.tensor(v, dtype=torch.float64) for name, v in at.items()}
        self._names = names
        self._letter = letter
        self._rows: list[tuple[list[float], float, list[float]]] = []

    def take(self, point: Tensor) -> Tensor:
        """Notes a point with its value; its gradient."""
        leaves = [part.clone().requires_grad_() for part in point]
        value = _value(self._expression, self._at | dict(zip(self._names, leaves, strict=True)))
        if value.ndim:
            raise InputError(
                f"{self._letter} is not one number here; gradient descent makes one number smaller."
            )
        found: Sequence[Tensor | None] = [None] * len(leaves)
        if value.requires_grad:
            found = torch.autograd.grad(value, leaves, allow_unused=True)
        slope = torch.stack([torch.zeros_like(point[0]) if f is None else f for f in found])
        self._rows.append((point.tolist(), value.item(), slope.tolist()))
        return slope

    def end(self, step: int, *, far: bool) -> str:
        """Why the path ends at the point that was noted last; nothing if it does not."""
        point, value, slope = self._rows[-1]
        where = ", ".join(
            f"{name} = {format_number(place)}"
            for name, place in zip(self._names, point, strict=True)
        )
        if math.isnan(value) and all(map(math.isfinite, point)):
            if step == 0:
                return f"{self._letter} is not a number at {where}. Start somewhere else."
            return f"Step {step} left the domain: {self._letter} is not a number at {where}."
        first = self._rows[0][1]
        if far or not math.isfinite(value):
            if step == 0:
                said = f"{self._letter} is {format_number(value)} at {where}."
                return f"{said} Start somewhere else."
            if value < first:
                falls = f"{self._letter} keeps falling there, to {format_number(value)}"
                return f"Left for good at step {step}, {where}: {falls}."
            return (
                f"Diverged at step {step}, {where}: each step goes too far."
                " Take a smaller learning rate."
            )
        if not all(map(math.isfinite, slope)):
            return f"The gradient is not finite at step {step}, {where}."
        return ""

    def arrays(self) -> tuple[Floats, Floats, Floats]:
        """Places, values and gradients."""
        places, values, slopes = zip(*self._rows, strict=True)
        return np.array(places), np.array(values), np.array(slopes)


def _value(expression: Expression, leaves: Mapping[str, Tensor]) -> Tensor:
    """The output where inputs have these values; tensors of one shape give one of that shape."""
    program = expression.program
    made = {f"w{place}": leaves[name] for place, name in enumerate(program.inputs, start=1)}
    for node in expression.graph.nodes:
        if node.op == "call_function":
            run: Any = node.target
            args = (made[a.name] if isinstance(a, torch.fx.Node) else a for a in node.args)
            made[node.name] = run(*args)
    (end,) = expression.outputs
    found = made[end] if isinstance(end, str) else as_tensor(end)
    return found.double()  # a comparison is True or False


def _ground(
    expression: Expression,
    at: Mapping[str, float],
    names: Sequence[str],
    axes: Sequence[Floats],
) -> Floats:
    """All values at once where every operation is one of numbers, else point by point."""
    if not _is_elementwise(expression):
        most = int(MOST_ONE_BY_ONE ** (1 / len(names)))
        axes = [np.linspace(axis[0], axis[-1], min(len(axis), most)) for axis in axes]
    mesh = np.meshgrid(*axes)
    fixed = {name: torch.tensor(value, dtype=torch.float64) for name, value in at.items()}
    with torch.no_grad():
        if _is_elementwise(expression):
            places = {n: torch.tensor(part) for n, part in zip(names, mesh, strict=True)}
            value = _value(expression, fixed | places)
            found = torch.broadcast_to(value, mesh[0].shape).numpy().copy()
        else:
            found = np.array(
                [
                    _one(expression, fixed, names, point)
                    for point in zip(*(part.ravel() for part in mesh), strict=True)
                ]
            ).reshape(mesh[0].shape)
    found[~np.isfinite(found)] = np.nan
    return np.asarray(found, dtype=np.float64)


def _one(
    expression: Expression,
    fixed: Mapping[str, Tensor],
    names: Sequence[str],
    point: Sequence[float],
) -> float:
    places = {
        name: torch.tensor(p, dtype=torch.float64) for name, p in zip(names, point, strict=True)
    }
    try:
        value = _value(expression, {**fixed, **places})
    except RuntimeError:  # such as the inverse of a matrix that is singular just here
        return math.nan
    return value.item() if value.numel() == 1 else math.nan


def _is_elementwise(expression: Expression) -> bool:
    """Whether every operation is one of numbers, which PyTorch does to each element alike."""
    calls = (o.tree.function for o in expression.operations if isinstance(o.tree, Call))
    typed = (arg for node in expression.graph.nodes for arg in node.args)
    return all(f in OPERATORS for f in calls) and not any(isinstance(a, Literal) for a in typed)


def _number(name: str, value: object) -> float:
    if isinstance(value, int | float):
        return float(value)
    raise InputError(TENSOR.format(name))


def _check_names(expression: Expression, at: Mapping[str, float], names: Sequence[str]) -> None:
    program = expression.program
    count = len(expression.outputs)
    if count != 1:
        raise InputError(
            f"The formula has {count} outputs; gradient descent makes one number smaller."
        )
    if program.shapes:
        raise InputError(TENSOR.format(program.shapes[0][0]))
    if len(set(names)) < len(names):
        raise InputError(f"{names[0]} cannot be both inputs; choose another.")
    for name in names:
        if name not in program.inputs:
            raise InputError(f"“{name}” is not an input of this formula.")
    missing = [name for name in program.inputs if name not in at]
    if missing:
        raise InputError(f"{missing[0]} has no value.")


def _check(
    rate: float,
    momentum: float,
    steps: int,
    ends: tuple[Sequence[float], Sequence[float]],
    count: int,
    grid: int,
) -> None:
    low, high = ends
    if count not in MOST_ON_A_SIDE:
        raise InputError("Gradient descent is drawn for one or two inputs; choose which.")
    if not 0 <= rate < math.inf:
        raise InputError("The learning rate must be a finite number, 0 or more.")
    if not 0 <= momentum <= 1:
        raise InputError("Momentum must lie between 0 and 1.")
    if not 0 <= steps <= MOST_STEPS:
        raise InputError(f"At most {MOST_STEPS:,} steps are taken.")
    if len(low) != count or len(high) != count or not 2 <= grid <= MOST_ON_A_SIDE[count]:
        raise InputError("What is to be drawn has no size.")
    if not all(-math.inf < a < b < math.inf for a, b in zip(low, high, strict=True)):
        raise InputError("What is to be drawn must reach from a smaller number to a larger one.")
