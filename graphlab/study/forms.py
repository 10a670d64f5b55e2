"""Formulas of adjoints, shown only while they give the numbers of the run on screen.

They were found for one run and are kept while a slider moves; at a pole or where a formula is
0·∞ it may no longer give what PyTorch measures.
"""

from __future__ import annotations

import dataclasses
from functools import lru_cache
from typing import TYPE_CHECKING

from graphlab.errors import InputError
from graphlab.formula.evaluate import evaluate
from graphlab.formula.parser import parse
from graphlab.study.arrays import number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.record import AdjointForms, Record

TOLERANCE = 1e-6
"""Relative; a sum in another order is rounded differently."""


@lru_cache(maxsize=2048)
def standing(record: Record, node: str, form: AdjointForms) -> AdjointForms | None:
    """The forms of one adjoint that give its number in this run; None if the first does not."""
    adjoint = number(record.by_id[node].adjoint)
    if adjoint is None:
        return None
    values = ((n.id, number(n.value)) for n in record.nodes)
    nodes = {name: value for name, value in values if value is not None}
    if not _gives(form.in_nodes_text, nodes, adjoint):
        return None
    inputs = {
        n.name: nodes[n.id] for n in record.nodes if n.name and n.id in nodes and n.op == "input"
    }
    if not _gives(form.in_inputs_text, inputs, adjoint):
        form = dataclasses.replace(form, in_inputs=None, in_inputs_text=None)
    if not _gives(form.factored_text, inputs, adjoint):
        form = dataclasses.replace(form, factored=None, factored_text=None)
    return form


def _gives(text: str | None, values: Mapping[str, float], number: float) -> bool:
    if text is None:
        return True
    try:
        shown = float(evaluate(parse(text, tuple(values)).outputs[0], values))
    except (InputError, KeyError):
        return False
    same = shown == number or (shown != shown and number != number)
    return same or abs(shown - number) <= TOLERANCE * max(1.0, abs(number))
