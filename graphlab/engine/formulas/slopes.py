"""The formula of a local slope, for numbers of any precision."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from graphlab.engine.formulas.partials import TOLERANCE, Form, candidates
from graphlab.formula.tree import Call, Name, Tree

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOLERANCES = {"float32": 1e-4, "float16": 2e-2}


def slope_form(
    tree: Tree | None,
    argument: int,
    result: str,
    numbers: Mapping[str, float],
    measured: float,
    dtype: Any,
) -> Form | None:
    """The first formula of the table that gives the measured slope within its precision."""
    if not isinstance(tree, Call) or argument >= len(tree.args):
        return None
    if not isinstance(tree.args[argument], Name):
        return None
    tolerance = _TOLERANCES.get(str(dtype), TOLERANCE)
    for form in candidates(tree, argument, result):
        try:
            shown = float(form.evaluate(numbers))
        except KeyError:
            return None  # a part of it has more than one element
        if _close(shown, measured, tolerance):
            return form
    return None


def _close(shown: float, measured: float, tolerance: float) -> bool:
    if not (math.isfinite(shown) and math.isfinite(measured)):
        return shown == measured or (math.isnan(shown) and math.isnan(measured))
    return math.isclose(shown, measured, rel_tol=tolerance, abs_tol=1e-300)
