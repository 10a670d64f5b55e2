"""Why is this number what it is? The rule, the substitution, the numbers, and a second opinion."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphlab.errors import InputError
from graphlab.formula.numbers import format_number
from graphlab.record import NOT_KEPT, EdgeKey
from graphlab.study import slices
from graphlab.study.arrays import has, number, short, short_of, type_text
from graphlab.study.boxes import boxes_of, holds
from graphlab.study.difference import of_edge, of_output
from graphlab.study.forms import standing
from graphlab.study.labels import labels_of
from graphlab.study.moment import Moment
from graphlab.study.reveal import walk_of
from graphlab.study.segment import array_latex, number_latex
from graphlab.study.sums import line, substituted
from graphlab.study.tensor_sums import added, is_exact, is_plain, product, with_matrices

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.record import AdjointForms, Array, Edge, Node, Record
    from graphlab.study.arrays import Which
    from graphlab.study.difference import Difference
    from graphlab.study.labels import Labels, Numbering

LARGE = "It is too large to be shown here."


@dataclass(frozen=True, slots=True)
class WhyLine:
    """``label`` says what the line is; ``latex`` is set if there is one, else ``text`` is shown."""

    label: str
    latex: str | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """The title is LaTeX; the lines go from the rule to the second opinion."""

    title: str
    lines: tuple[WhyLine, ...]


def explain(
    record: Record,
    key: str,
    forms: Mapping[str, AdjointForms] | None = None,
    *,
    numbering: Numbering = "evaluation",
    digits: int = 4,
) -> Why | None:
    """Explain a number by its key: value:w4, adjoint:w4, label:w4>w5:0, chip:w4>w5:0, card:w4.

    None for a key that names nothing in this record.
    """
    labels = labels_of(record, numbering)
    kind, _, name = key.partition(":")
    if kind in {"value", "card"} and name in record.by_id:
        return _value(record, name, labels, digits)
    if kind == "adjoint" and name in record.by_id:
        return _adjoint(record, name, labels, forms or {}, digits)
    edge = edge_key(name)
    if edge is None or edge not in record.by_key:
        return None
    if kind == "chip":
        return _contribution(record, edge, labels, digits)
    return _partial(record, edge, labels, digits)


def edge_key(name: str) -> EdgeKey | None:
    """``w4>w5:0`` as a key."""
    ends, _, argument = name.rpartition(":")
    source, arrow, target = ends.partition(">")
    if not arrow or not argument.isdigit():
        return None
    return EdgeKey(source, target, int(argument))


def _value(record: Record, name: str, labels: Labels, digits: int) -> Why:
    node = record.by_id[name]
    symbol = labels.latex(name)
    lines = []
    if node.op == "input":
        lines.append(WhyLine("Input", None, f"{node.name} is given; change it above the graph."))
    elif node.op == "constant":
        lines.append(WhyLine("Constant", None, "It depends on no input."))
    elif node.op in {"parameter", "buffer"}:
        lines.append(WhyLine(node.op.capitalize(), None, f"{node.name} is stored in the module."))
    else:
        lines.append(WhyLine("Rule", f"{symbol} = {labels.formula(node)}"))
        if name in boxes_of(record):
            kind, inside = holds(boxes_of(record)[name])
            lines.append(WhyLine("Module", None, f"{kind}: {inside}. A double click opens it."))
        filled = _substituted(record, node, digits)
        if filled is not None:
            lines.append(WhyLine("Substituted", f"{symbol} = {filled}"))
    lines += _result("Value", symbol, node, "value")
    lines += [
        WhyLine("Index", None, said)
        for edge in record.incoming[name]
        if (said := slices.sentence(record, edge, labels))
    ]
    return Why(symbol, (*lines, *_events(record, name, labels)))


def _substituted(record: Record, node: Node, digits: int) -> str | None:
    """The formula with numbers or small matrices in place of its nodes; None where that fails."""
    if node.op == "module":
        return None
    sources = [record.by_id[edge.source].value for edge in record.incoming[node.id]]
    if all(value is not None and value.ndim == 0 for value in (*sources, node.value)):
        try:
            return substituted(record, node.text, digits)
        except InputError:
            pass
    return with_matrices(record, node, digits)


def _result(label: str, symbol: str, node: Node, which: Which) -> list[WhyLine]:
    """An array as a number, a matrix, or its shape and range."""
    array = node.value if which == "value" else node.adjoint
    if array is None and not has(node, which):
        return []
    rows = []
    digits = 10 if array is not None and array.ndim == 0 else 6
    latex = None if array is None else array_latex(array, digits)
    if array is not None and latex is not None:
        sign = "=" if array.ndim == 0 or is_exact(array, digits) else r"\approx"
        rows.append(WhyLine(label, f"{symbol} {sign} {latex}"))
    else:
        rows.append(WhyLine(label, None, short_of(node, which)))
    if which == "value" and node.shape:
        rows.append(WhyLine("Type", None, type_text(node.shape, node.dtype)))
    return rows


def _adjoint(
    record: Record, name: str, labels: Labels, forms: Mapping[str, AdjointForms], digits: int
) -> Why:
    node = record.by_id[name]
    bar, symbol = labels.bar(name), labels.latex(name)
    said = f"How much f changes per unit of {labels.text(name)}."
    if node.shape:
        said = f"How much f changes per unit of each element of {labels.text(name)}."
    meaning = WhyLine("Meaning", None, said)
    if not has(node, "adjoint"):
        reason = WhyLine(
            "No gradient",
            None,
            f"No differentiable path leads from {labels.text(name)} to an output.",
        )
        return Why(bar, (meaning, reason, *_events(record, name, labels)))
    walk = walk_of(record)
    if node.adjoint is None or not is_plain(record, record.steps[walk.backward[name] - 1]):
        return Why(bar, (meaning, *_tensor_adjoint(record, node, labels, digits)))
    segments = line(walk.at(Moment(walk.backward[name])), labels, digits)
    text = " ".join(segment.latex for segment in segments)
    written, about, total = text.partition(r" \approx ")
    parts = [part.strip() for part in written.split(" = ")] + ([total] if about else [])
    rows = [meaning]
    in_numbers = all(edge.contribution is not None for edge in record.outgoing[name])
    names = _row_names(len(parts) - 1, in_numbers=in_numbers)
    for label, part in zip(names, parts[1:], strict=True):
        sign = r"\approx" if about and label == "Numbers" else "="
        rows.append(WhyLine(label, f"{bar} {sign} {part}"))
    form = forms.get(name)
    form = standing(record, name, form) if form is not None else None
    if form is not None:
        rows.append(
            WhyLine(f"In the {labels.letter}'s", f"{bar} = {labels.rewrite(form.in_nodes)}")
        )
        if form.in_inputs is not None and node.name:
            rows.append(
                WhyLine(
                    "In the inputs", rf"\frac{{\partial f}}{{\partial {symbol}}} = {form.in_inputs}"
                )
            )
        if form.factored is not None and form.factored != form.in_inputs:
            rows.append(WhyLine("Factored", form.factored))
    rows += _second_opinion(
        of_output(record, name),
        node.adjoint,
        rf"\frac{{f({symbol} + h) - f({symbol} - h)}}{{2 h}}",
    )
    return Why(bar, (*rows, *_events(record, name, labels)))


def _tensor_adjoint(record: Record, node: Node, labels: Labels, digits: int) -> list[WhyLine]:
    """The sum of products, its matrices if they are small, and the second opinion."""
    bar, symbol = labels.bar(node.id), labels.latex(node.id)
    edges = [
        e for e in record.outgoing[node.id] if e.contribution is not None or e.key in record.flowing
    ]
    rows = []
    if edges:
        terms = [product(record, edge, labels) for edge in edges]
        if node.cotangent is not None:
            terms.insert(0, array_latex(node.cotangent, digits) or r"\text{start}")
        rows.append(WhyLine("Rule", f"{bar} = {added(terms)}"))
    written = [
        None if edge.contribution is None else array_latex(edge.contribution, digits)
        for edge in edges
    ]
    if node.cotangent is not None:
        written.insert(0, array_latex(node.cotangent, digits))
    if len(written) > 1 and None not in written:
        numbers = added([latex for latex in written if latex is not None])
        rows.append(WhyLine("Numbers", rf"{bar} \approx {numbers}"))
    rows += _result("Value", bar, node, "adjoint")
    quotient = rf"\frac{{f({symbol} + h) - f({symbol} - h)}}{{2 h}}"
    if node.adjoint is not None:
        rows += _second_opinion(of_output(record, node.id), node.adjoint, quotient)
    return [*rows, *_events(record, node.id, labels)]


def _row_names(count: int, *, in_numbers: bool) -> list[str]:
    if count == 3 and not in_numbers:
        return ["Rule", "With partials", "Value"]
    return {
        1: ["Value"],
        2: ["Rule", "Value"],
        3: ["Rule", "Numbers", "Value"],
        4: ["Rule", "With partials", "Numbers", "Value"],
    }.get(count, [""] * count)


def _partial(record: Record, key: EdgeKey, labels: Labels, digits: int) -> Why:
    edge = record.by_key[key]
    symbol = labels.partial(key)
    target = record.by_id[key.target]
    rows = [WhyLine("Of", f"{labels.latex(key.target)} = {labels.formula(target)}")]
    if edge.partial is not None and edge.text is not None:
        rows.append(WhyLine("Rule", f"{symbol} = {labels.rewrite(edge.partial)}"))
        filled = _filled(record, edge.text, digits) if edge.local is not None else None
        if filled is not None:
            rows.append(WhyLine("Substituted", f"{symbol} = {filled}"))
    if edge.local is not None:
        rows.append(WhyLine("Value", f"{symbol} = {array_latex(edge.local, 10)}"))
        source = labels.latex(key.source)
        end = labels.latex(key.target)
        quotient = rf"\frac{{{end}({source} + h) - {end}({source} - h)}}{{2 h}}"
        rows += _second_opinion(of_edge(record, key), edge.local, quotient)
    elif edge.contribution is not None or edge.key in record.flowing:
        rows += _jacobian(record, edge, labels)
    else:
        rows.append(WhyLine("No partial", None, _no_partial(record, edge, labels)))
    return Why(symbol, (*rows, *_events(record, key.target, labels)))


def _filled(record: Record, text: str, digits: int) -> str | None:
    try:
        return substituted(record, text, digits)
    except InputError:
        return None


def _jacobian(record: Record, edge: Edge, labels: Labels) -> list[WhyLine]:
    """What stands in place of a partial between tensors."""
    rows = []
    source, target = record.by_id[edge.source], record.by_id[edge.target]
    if source.shape is not None and target.shape is not None:
        ends = math.prod(target.shape), math.prod(source.shape)
        said = f"A Jacobian of {ends[0]}×{ends[1]} numbers: each element of"
        said += f" {labels.text(target.id)} by each element of {labels.text(source.id)}."
        rows.append(WhyLine("Partial", None, said))
    if edge.vjp is not None:
        rows.append(WhyLine("Times the adjoint", labels.rewrite(edge.vjp)))
    return rows


def _no_partial(record: Record, edge: Edge, labels: Labels) -> str:
    source = record.by_id[edge.source]
    if record.check.agrees is False:
        return "Contributions are hidden: the numbers differ from PyTorch's."
    if (source.dtype or "").startswith(("float", "bfloat", "complex")):
        return f"No gradient flows back to {labels.text(edge.source)} here."
    return "The source holds no real number to differentiate by."


def _contribution(record: Record, key: EdgeKey, labels: Labels, digits: int) -> Why:
    edge = record.by_key[key]
    general = rf"{labels.bar(key.target)} \cdot {labels.partial(key)}"
    rule = general if edge.local is not None else product(record, edge, labels)
    rows = [
        WhyLine(
            "Meaning",
            None,
            f"What {labels.text(key.target)} contributes to {labels.bar_text(key.source)}.",
        ),
        WhyLine("Rule", rule),
    ]
    share = edge.contribution
    after, slope = number(record.by_id[key.target].adjoint), number(edge.local)
    if share is None and edge.key in record.flowing:
        rows.append(WhyLine("Value", None, LARGE if record.keeps_values else NOT_KEPT))
    elif record.cuts(edge):
        rows.append(WhyLine("No gradient", None, _no_partial(record, edge, labels)))
    elif slope is not None and after is not None:
        numbers = rf"{number_latex(after, digits)} \cdot ({number_latex(slope, digits)})"
        rows.append(WhyLine("Numbers", numbers))
    if share is not None:
        latex = array_latex(share, 10 if share.ndim == 0 else 6)
        rows.append(WhyLine("Value", latex, short(share) if latex is None else ""))
    if edge.origin == "residual":
        rows.append(WhyLine("Note", None, _residual(edge, labels)))
    if edge.taken is not None and (said := slices.sentence(record, edge, labels)):
        rows.append(WhyLine("Index", None, said))
    return Why(general, tuple(rows))


def _residual(edge: Edge, labels: Labels) -> str:
    bar = labels.bar_text(edge.source)
    return f"Not measured by itself: what the other contributions leave of {bar}."


def _second_opinion(found: Difference | None, measured: Array, quotient: str) -> list[WhyLine]:
    """The same derivative by a central difference, and whether it agrees."""
    if found is None or measured.dtype.kind not in "biuf":
        return []
    h = format_number(found.step, 2)
    elements = [float(value) for value in measured.ravel()[list(found.places)].tolist()]
    rows = [_differences(found, measured, quotient)]
    if all(map(math.isfinite, (*found.values, *elements))):
        gap = max(abs(a - b) for a, b in zip(found.values, elements, strict=True))
        by = "it differs" if len(elements) == 1 else "they differ"
        most = "" if len(elements) == 1 else "at most "
        rows.append(WhyLine("", None, f"h = {h}; {by} by {most}{format_number(gap, 2)}."))
    else:
        rows.append(WhyLine("", None, f"h = {h}; a neighbouring value is not a number here."))
    return rows


def _differences(found: Difference, measured: Array, quotient: str) -> WhyLine:
    import numpy as np

    label = "Central difference"
    if measured.ndim == 0:
        return WhyLine(label, rf"{quotient} \approx {number_latex(found.value, 8)}")
    if len(found.places) == measured.size:
        shape = measured.shape
        written = array_latex(np.asarray(found.values).reshape(shape), 6)
        if written is not None:
            return WhyLine(f"{label}s", rf"{quotient} \approx {written}")
        return WhyLine(f"{label}s", None, short(np.asarray(found.values).reshape(shape)))
    where = ", ".join(str(int(i)) for i in np.unravel_index(found.places[0], measured.shape))
    said = f"{format_number(found.value, 8)} at [{where}], where the adjoint is largest"
    return WhyLine(label, None, said)


def _events(record: Record, node: str, labels: Labels) -> list[WhyLine]:
    """Each sentence once: a closed module has those of all that it hides."""
    said = (labels.sentence(event.sentence) for event in record.events if event.node == node)
    return [WhyLine("Note", None, sentence) for sentence in dict.fromkeys(said)]
