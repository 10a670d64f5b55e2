"""Values for the inputs of a formula: what they are shaped like, and reading one from text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from graphlab.errors import InputError
from graphlab.formula.evaluate import evaluate
from graphlab.formula.parser import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.formula.example_inputs import Nested


def shapes_of(values: Mapping[str, Any]) -> dict[str, tuple[int, ...]]:
    """The shape of every value that is a vector or a matrix."""
    found = {name: _shape(value) for name, value in values.items()}
    return {name: shape for name, shape in found.items() if shape}


def _shape(value: Any) -> tuple[int, ...]:
    if isinstance(value, list | tuple):
        return (len(value), *(_shape(value[0]) if value else ()))
    return tuple(getattr(value, "shape", ()))


def input_name(text: str) -> str:
    """A name as expressions spell it: ``σ`` is ``sigma``, ``x₁`` is ``x1``. Raises InputError."""
    try:
        names = parse(text, (text,)).inputs
    except InputError:
        names = ()
    if len(names) != 1:
        raise InputError(f'"{text}" is not the name of an input; write x=0.5.')
    return names[0]


def read_nested(text: str) -> Nested | None:
    """Brackets as Python writes them, in exactly this shape; None for anything else.

    In mathematics ``[[1, 2]]`` is a vector, here it is a matrix of one row.

    >>> read_nested("[[1, 2]]")
    [[1.0, 2.0]]
    """
    import numpy as np

    try:
        found = np.array(json.loads(text), float)
    except (ValueError, TypeError, RecursionError):
        return None
    nested: Nested = found.tolist()
    return nested if isinstance(nested, list) and found.size else None


def read_value(text: str) -> Nested | None:
    """``-0.5``, ``pi/2``, ``[1, 2, 3]`` or ``[1, 2; 3, 4]`` as numbers, None for anything else.

    >>> read_value("[1, 2; 3, 4]")
    [[1.0, 2.0], [3.0, 4.0]]
    """
    try:
        return float(text.replace("−", "-").replace("∞", "inf"))
    except ValueError:
        pass
    try:
        program = parse(text)
    except InputError:
        return None
    if program.inputs or len(program.lines) != 1 or len(program.outputs) != 1:
        return None
    value: Any = evaluate(program.outputs[0], {})
    nested: Nested = value.tolist() if getattr(value, "shape", ()) else float(value)
    return nested
