"""One adjoint written in different ways: as a sum, with partials, in w's, in numbers, in inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.formula.numbers import format_number
from graphlab.study.arrays import has, number, short
from graphlab.study.forms import standing
from graphlab.study.segment import array_latex

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.record import AdjointForms, Array, Edge, Node, Record
    from graphlab.study.labels import Labels

Written = tuple[str | None, str]

NONE = "formula"
FORMS = {
    NONE: "formula",
    "sum": "adjoint: sum",
    "partials": "adjoint: with partials",
    "nodes": "adjoint: in w's",
    "numbers": "adjoint: in numbers",
    "inputs": "adjoint: in the inputs",
    "factored": "adjoint: factored",
}
SYMBOLIC = ("nodes", "inputs", "factored")
NOT_YET: Written = (None, "…")
NO_FORM: Written = (None, "–")


def adjoint_formulas(
    record: Record,
    form: str,
    forms: Mapping[str, AdjointForms] | None,
    revealed: frozenset[str],
    labels: Labels,
    digits: int = 4,
) -> dict[str, Written]:
    """LaTeX and typeable text of every node's adjoint; numbers only of those ``revealed``.

    ``forms`` is None until the worker has found the symbolic ones.
    """
    return {
        node.id: _written(record, node, form, forms, node.id in revealed, labels, digits)
        for node in record.nodes
    }


def _written(
    record: Record,
    node: Node,
    form: str,
    forms: Mapping[str, AdjointForms] | None,
    revealed: bool,
    labels: Labels,
    digits: int,
) -> Written:
    if not has(node, "adjoint"):
        return None, "no gradient"
    if node.adjoint is None and form != "sum":
        return NO_FORM
    if form in SYMBOLIC:
        found = None if forms is None else forms.get(node.id)
        if found is not None:
            found = standing(record, node.id, found)
        return NOT_YET if forms is None else _symbolic(found, form, labels)
    if form == "numbers" and not revealed:
        return NO_FORM
    return _summed(record, node, form, labels, digits)


def _symbolic(found: AdjointForms | None, form: str, labels: Labels) -> Written:
    if found is None:
        return NO_FORM
    if form == "nodes":
        return labels.rewrite(found.in_nodes), labels.rewrite_text(found.in_nodes_text)
    latex, text = found.in_inputs, found.in_inputs_text
    if form == "factored":
        latex, text = found.factored, found.factored_text
    return (latex, text or "") if latex is not None else NO_FORM


def _summed(record: Record, node: Node, form: str, labels: Labels, digits: int) -> Written:
    terms = [
        _term(record, edge, form, labels, digits)
        for edge in record.outgoing[node.id]
        if edge.contribution is not None or edge.key in record.flowing
    ]
    if node.cotangent is not None:
        terms.insert(0, (_array_latex(node.cotangent, digits), short(node.cotangent, digits)))
    if not terms:
        return "0", "0"
    return " + ".join(t[0] for t in terms), " + ".join(t[1] for t in terms)


def _term(record: Record, edge: Edge, form: str, labels: Labels, digits: int) -> tuple[str, str]:
    bar, bar_text = labels.bar(edge.target), labels.bar_text(edge.target)
    if form == "sum":
        partial = f"∂{labels.text(edge.target)}/∂{labels.text(edge.source)}"
        return bar + labels.partial(edge.key), f"{bar_text}·{partial}"
    if form != "sum" and edge.local is None and edge.contribution is not None:
        if form == "numbers":
            text = short(edge.contribution, digits)
            return _array_latex(edge.contribution, digits), text
        if edge.vjp is not None:
            return labels.rewrite(edge.vjp), labels.rewrite_text(edge.vjp_text or "…")
    if form == "partials":
        latex = labels.rewrite(edge.partial) if edge.partial else r"\dots"
        text = labels.rewrite_text(edge.text) if edge.text else "…"
        return rf"{bar} \cdot {_factor(latex)}", f"{bar_text}·{_factor(text)}"
    adjoint = record.by_id[edge.target].adjoint
    numbers = [
        _factor(format_number(found, digits))
        for array in (adjoint, edge.local)
        if (found := number(array)) is not None
    ]
    return r" \cdot ".join(numbers), "·".join(numbers)


def _array_latex(array: Array, digits: int) -> str:
    if (single := number(array)) is not None:
        return format_number(single, digits)
    return array_latex(array, digits) or rf"\text{{{short(array, digits)}}}"


def _factor(text: str) -> str:
    """The text in parentheses where a product needs them: a sign in front, or a sum."""
    depth = 0
    for place, char in enumerate(text):
        depth += (char in "({[") - (char in ")}]")
        if char in "+-−" and depth == 0 and (place == 0 or text[place - 1] not in "eE^"):
            return f"({text})"
    return text
