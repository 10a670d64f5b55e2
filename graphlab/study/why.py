"""Why is this number what it is? The rule, the substitution, the numbers, and a second opinion."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphlab.formula.numbers import format_number
from graphlab.record import EdgeKey
from graphlab.study.difference import of_edge, of_output
from graphlab.study.forms import standing
from graphlab.study.labels import labels_of
from graphlab.study.moment import Moment
from graphlab.study.reveal import walk_of
from graphlab.study.segment import number_latex
from graphlab.study.sums import line, substituted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.record import AdjointForms, Record
    from graphlab.study.difference import Difference
    from graphlab.study.labels import Labels, Numbering


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
    else:
        lines.append(WhyLine("Rule", f"{symbol} = {labels.formula(node)}"))
        lines.append(WhyLine("Substituted", f"{symbol} = {substituted(record, node.text, digits)}"))
    if node.value is not None:
        lines.append(WhyLine("Value", f"{symbol} = {number_latex(float(node.value), 10)}"))
    return Why(symbol, (*lines, *_events(record, name, labels)))


def _adjoint(
    record: Record, name: str, labels: Labels, forms: Mapping[str, AdjointForms], digits: int
) -> Why:
    node = record.by_id[name]
    bar, symbol = labels.bar(name), labels.latex(name)
    meaning = WhyLine("Meaning", None, f"How much f changes per unit of {labels.text(name)}.")
    if node.adjoint is None:
        reason = WhyLine(
            "No gradient",
            None,
            f"No differentiable path leads from {labels.text(name)} to an output.",
        )
        return Why(bar, (meaning, reason, *_events(record, name, labels)))
    walk = walk_of(record)
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
        float(node.adjoint),
        rf"\frac{{f({symbol} + h) - f({symbol} - h)}}{{2 h}}",
    )
    return Why(bar, (*rows, *_events(record, name, labels)))


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
        rows.append(WhyLine("Substituted", f"{symbol} = {substituted(record, edge.text, digits)}"))
    if edge.local is not None:
        rows.append(WhyLine("Value", f"{symbol} = {number_latex(float(edge.local), 10)}"))
        source = labels.latex(key.source)
        end = labels.latex(key.target)
        quotient = rf"\frac{{{end}({source} + h) - {end}({source} - h)}}{{2 h}}"
        rows += _second_opinion(of_edge(record, key), float(edge.local), quotient)
    else:
        rows.append(
            WhyLine("No partial", None, "The source holds no real number to differentiate by.")
        )
    return Why(symbol, (*rows, *_events(record, key.target, labels)))


def _contribution(record: Record, key: EdgeKey, labels: Labels, digits: int) -> Why:
    edge = record.by_key[key]
    bar, symbol = labels.bar(key.target), labels.partial(key)
    product = rf"{bar} \cdot {symbol}"
    rows = [
        WhyLine(
            "Meaning",
            None,
            f"What {labels.text(key.target)} contributes to {labels.bar_text(key.source)}.",
        ),
        WhyLine("Rule", product),
    ]
    after = record.by_id[key.target].adjoint
    if edge.contribution is not None and edge.local is not None and after is not None:
        slope = number_latex(float(edge.local), digits)
        numbers = rf"{number_latex(float(after), digits)} \cdot ({slope})"
        rows.append(WhyLine("Numbers", numbers))
        rows.append(WhyLine("Value", number_latex(float(edge.contribution), 10)))
    return Why(product, tuple(rows))


def _second_opinion(found: Difference | None, measured: float, quotient: str) -> list[WhyLine]:
    """The same derivative by a central difference, and whether it agrees."""
    if found is None:
        return []
    h = format_number(found.step, 2)
    rows = [WhyLine("Central difference", rf"{quotient} \approx {number_latex(found.value, 8)}")]
    if math.isfinite(found.value) and math.isfinite(measured):
        gap = abs(found.value - measured)
        rows.append(WhyLine("", None, f"h = {h}; it differs by {format_number(gap, 2)}."))
    else:
        rows.append(WhyLine("", None, f"h = {h}; a neighbouring value is not a number here."))
    return rows


def _events(record: Record, node: str, labels: Labels) -> list[WhyLine]:
    return [
        WhyLine("Note", None, labels.sentence(event.sentence))
        for event in record.events
        if event.node == node
    ]
