"""The formula of each partial, from the table, shown only if it gives the measured number."""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graphlab.formula.evaluate import compiled
from graphlab.formula.functions import FUNCTIONS
from graphlab.formula.latex import latex
from graphlab.formula.parser import parse
from graphlab.formula.simplify import simplify
from graphlab.formula.text import text as typed
from graphlab.formula.tree import Call, Name, Tree, replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.formula.evaluate import Evaluator, Number

TOLERANCE = 1e-9
"""Relative difference between a formula's number and the measured one, in float64."""


@cache
def row(text: str) -> Tree:
    """A formula of the table as a tree over a, b, c and w."""
    return parse(text, ("a", "b", "c", "w")).outputs[0]


ELEMENTWISE = {"hadamard": "mul", "power": "pow"}
"""Functions of tensors that are a function of numbers, element by element."""


class Form(NamedTuple):
    """A formula with its two spellings, printed once."""

    tree: Tree
    latex: str
    text: str
    evaluate: Evaluator


@lru_cache(maxsize=8192)
def candidates(call: Call, argument: int, result: str) -> tuple[Form, ...]:
    """The forms of ∂call/∂argument that the table offers, in the names of the nodes."""
    meaning: dict[str, Tree] = dict(zip("abc", call.args, strict=False))
    meaning["w"] = Name(result)
    row_name = ELEMENTWISE.get(call.function, call.function)
    if row_name not in FUNCTIONS:
        return ()
    texts = FUNCTIONS[row_name].partials[argument]
    trees = [simplify(replace(row(text), meaning)) for text in texts]
    return tuple(Form(tree, latex(tree), typed(tree), compiled(tree)) for tree in trees)


def partial(
    call: Call, argument: int, result: str, values: Mapping[str, Number], measured: float
) -> Form | None:
    """The first form whose number agrees with ``measured``, or None.

    Call it with numpy's warnings off: at a pole, 1/0 is what is asked for.
    """
    for form in candidates(call, argument, result):
        shown = form.evaluate(values)
        if isinstance(shown, np.ndarray) and shown.ndim:
            continue
        if agrees(float(shown), measured):
            return form
    return None


def agrees(shown: float, measured: float) -> bool:
    """Equal to 1e-9, or both NaN, or the same infinity."""
    if math.isnan(shown) or math.isnan(measured):
        return math.isnan(shown) and math.isnan(measured)
    if math.isinf(shown) or math.isinf(measured):
        return shown == measured
    return math.isclose(shown, measured, rel_tol=TOLERANCE, abs_tol=1e-300)
