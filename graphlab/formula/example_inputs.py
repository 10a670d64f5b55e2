"""Numbers to begin with, for the inputs of a formula: small, and of sizes that fit together."""

from __future__ import annotations

from itertools import cycle, islice
from typing import TYPE_CHECKING

from graphlab.formula.tree import Call, walk

if TYPE_CHECKING:
    from graphlab.formula.program import Program
    from graphlab.formula.tree import Tree

Nested = float | list["Nested"]

_VECTORS = ((1.0, 2.0, 3.0, 1.0), (2.0, 1.0, 0.0, 3.0), (1.0, 3.0, 2.0, 2.0))
_MATRICES = ((1.0, 2.0, 0.0, 3.0, 1.0), (2.0, 0.0, 1.0, 1.0, 3.0), (0.0, 1.0, 2.0, 1.0))


def example_inputs(program: Program) -> dict[str, Nested]:
    """A value for every input: a number, a list for a vector, a list of rows for a matrix.

    A square matrix is one that can be inverted, and symmetric where its eigenvalues are asked for.
    """
    calls = {p.function for t in _trees(program) for p in walk(t) if isinstance(p, Call)}
    found: dict[str, Nested] = {}
    shapes = dict(program.shapes)
    for number, name in enumerate(program.inputs):
        shape = shapes.get(name, ())
        if len(shape) == 2 and shape[0] == shape[1]:
            found[name] = _square(shape[0], symmetric="eigvalsh" in calls)
        else:
            numbers = (_VECTORS if len(shape) < 2 else _MATRICES)[number % 3]
            found[name] = _filled(shape, cycle(numbers))
    return found


def _trees(program: Program) -> list[Tree]:
    return [tree for line in program.lines for tree in line.trees]


def _square(size: int, *, symmetric: bool) -> Nested:
    """Two and more along the diagonal, ones above it."""
    return [
        [_entry(row, column, symmetric=symmetric) for column in range(size)] for row in range(size)
    ]


def _entry(row: int, column: int, *, symmetric: bool) -> float:
    if row == column:
        return float(2 + row)
    return float(column == row + 1 or (symmetric and row == column + 1))


def _filled(shape: tuple[int, ...], numbers: cycle[float]) -> Nested:
    if not shape:
        return next(numbers)
    if len(shape) == 1:
        return list(islice(numbers, shape[0]))
    return [_filled(shape[1:], numbers) for _ in range(shape[0])]
