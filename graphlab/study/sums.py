"""The written-out line of a step: w̄₄ = Σ w̄ⱼ ∂wⱼ/∂w₄ in symbols, with partials, in numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from graphlab.formula.latex import latex
from graphlab.formula.numbers import fixed, format_number
from graphlab.formula.parser import parse
from graphlab.formula.tree import Name, Num, Tree, names, replace
from graphlab.study.arrays import number
from graphlab.study.segment import Segment, number_latex, plain_latex
from graphlab.study.tensor_sums import is_plain, tensor_forward, tensor_sum

if TYPE_CHECKING:
    from graphlab.record import Edge, Record
    from graphlab.study.labels import Labels
    from graphlab.study.reveal import Reveal

NO_WAY_BACK = r"\quad \text{no backward pass: nothing requires a gradient}"


def line(reveal: Reveal, labels: Labels, digits: int = 4, *, hide: bool = False) -> list[Segment]:
    """The line that belongs to the active step; empty when nothing is active."""
    active = reveal.active
    if active is None:
        return []
    plain = is_plain(reveal.record, active)
    if active.phase == "forward":
        forward = _forward if plain else tensor_forward
        parts = forward(reveal.record, active.node, labels, digits, hide=hide)
        if reveal.forward_only and active.index == reveal.record.border:
            parts.append(Segment(NO_WAY_BACK, "muted"))
        return parts
    if not plain:
        return tensor_sum(reveal, active.node, labels, digits, hide=hide)
    return _backward(reveal, active.node, labels, digits, hide=hide)


def formula_tree(text: str) -> Tree:
    """Tree of a formula of a record; node ids are its only names."""
    return parse(text).outputs[0]


def substituted(record: Record, text: str, digits: int) -> str:
    """LaTeX of a formula with every node replaced by its value."""
    tree = formula_tree(text)
    return latex(replace(tree, {name: _value(record, name, digits) for name in names(tree)}))


def _value(record: Record, node: str, digits: int) -> Tree:
    value = record.by_id[node].value
    if value is None:
        return Name(node)
    found = number(value)
    if found is None:
        return Name(node)
    if not math.isfinite(found):
        return Num(
            found, {"∞": r"\infty", "−∞": r"-\infty"}.get(format_number(found), r"\mathrm{NaN}")
        )
    return Num(found, format_number(found, digits).replace("−", "-"))


def _forward(
    record: Record, node_id: str, labels: Labels, digits: int, *, hide: bool
) -> list[Segment]:
    node = record.by_id[node_id]
    value = number(node.value)
    if value is None:
        return []
    result = "?" if hide else number_latex(value, digits)
    formula = labels.formula(node)
    parts = [Segment(f"{labels.latex(node_id)} = {formula}")]
    if record.incoming[node_id]:
        parts.append(Segment(f"= {substituted(record, node.text, digits)}", "muted"))
    if not formula == result:
        parts.append(Segment(f"= {result}", "value"))
    return parts


def _backward(
    reveal: Reveal, node_id: str, labels: Labels, digits: int, *, hide: bool
) -> list[Segment]:
    record = reveal.record
    node = record.by_id[node_id]
    step = reveal.active
    assert step is not None
    adjoint = number(node.adjoint)
    assert adjoint is not None
    bar = labels.bar(node_id)
    edges = [record.by_key[key] for key in step.edges]
    start = number(node.cotangent)
    if not edges:
        output = rf"\frac{{\partial f}}{{\partial {labels.latex(node_id)}}}"
        given = number_latex(0.0 if start is None else start, digits)
        return [Segment(f"{bar} = {output}"), Segment("= ?" if hide else f"= {given}", "adjoint")]
    arrived = len(reveal.arrived(node_id))
    head = [] if start is None else [number_latex(start, digits)]
    symbols = [f"{labels.bar(e.target)} {labels.partial(e.key)}" for e in edges]
    partials = [_with_partial(e, labels) for e in edges]
    parts = [Segment(f"{bar} = {' + '.join(head + symbols)}")]
    if all(partials):
        parts.append(Segment(f"= {' + '.join([*head, *(p or '' for p in partials)])}"))
    if hide:
        return [*parts, Segment("= ?", "adjoint")]
    return parts + _numbers(record, edges, start, adjoint, arrived, digits)


def _with_partial(edge: Edge, labels: Labels) -> str | None:
    if edge.partial is None or edge.text is None:
        return None
    partial = labels.rewrite(edge.partial)
    if _is_sum(edge.text) or partial.startswith("-"):
        partial = rf"\left({partial}\right)" if r"\frac" in partial else f"({partial})"
    return rf"{labels.bar(edge.target)} \cdot {partial}"


def _is_sum(text: str) -> bool:
    """Whether a partial needs brackets as a factor."""
    depth = 0
    for i, character in enumerate(text):
        depth += (character in "([") - (character in ")]")
        if depth == 0 and i and character in "+-<>=" and text[i - 1] == " ":
            return True
    return False


def _numbers(
    record: Record,
    edges: list[Edge],
    start: float | None,
    adjoint: float,
    arrived: int,
    digits: int,
) -> list[Segment]:
    """2·1.6507 + 1·1.2116 = 4.5130 with as many digits as make it true to the eye."""
    factors = [_factors(record, edge) for edge in edges]
    if any(f is None for f in factors):
        return [Segment(f"= {number_latex(adjoint, digits)}", "adjoint")]
    pairs = [f for f in factors if f is not None]
    places, exact = _places(pairs, start, adjoint, digits)
    terms = [] if start is None else [(_shown(start, places), True)]
    for index, (bar, slope) in enumerate(pairs):
        right = _shown(slope, places)
        right = f"({right})" if right.startswith("-") else right
        terms.append((rf"{_shown(bar, places)} \cdot {right}", index < arrived))
    parts = [Segment("=")]
    for index, (term, known) in enumerate(terms):
        sign = "{} + " if index else ""
        term = f"({term})" if index and term.startswith("-") else term
        parts.append(Segment(sign + term, "ink" if known else "muted"))
    if arrived < len(edges):
        total = (start or 0.0) + sum(b * s for b, s in pairs[:arrived])
        parts.append(Segment(rf"\quad {arrived} \; \text{{of}} \; {len(edges)}:", "muted"))
        parts.append(Segment(number_latex(total, digits), "adjoint"))
        return parts
    sign = "=" if exact else r"\approx"
    parts.append(Segment(f"{sign} {_shown(adjoint, places)}", "adjoint"))
    return parts


def _factors(record: Record, edge: Edge) -> tuple[float, float] | None:
    after, slope = number(record.by_id[edge.target].adjoint), number(edge.local)
    if after is None or slope is None or edge.contribution is None:
        return None
    return after, slope


def _places(
    pairs: list[tuple[float, float]], start: float | None, adjoint: float, digits: int
) -> tuple[int, bool]:
    """Digits after the point at which the shown terms give the shown total, 8 at most."""
    everything = [adjoint, *(x for pair in pairs for x in pair)]
    if not all(map(math.isfinite, everything)):
        return digits, True
    for places in range(digits, 9):
        shown = [(_rounded(b, places), _rounded(s, places)) for b, s in pairs]
        total = (_rounded(start, places) if start is not None else 0.0) + sum(
            b * s for b, s in shown
        )
        if fixed(total, places) == fixed(_rounded(adjoint, places), places):
            return places, True
    return digits, False


def _rounded(value: float, places: int) -> float:
    text = _plain(value, places).replace("−", "-")
    return float(text)


def _plain(value: float, places: int) -> str:
    """``places`` digits after the point, fewer where fewer are exact: 0.5 stays 0.5."""
    if not math.isfinite(value) or abs(value) >= 1e5:
        return fixed(value, places)
    if value == int(value):
        return format_number(value)
    exact = repr(value).replace("-", "−")
    return (
        exact
        if "e" not in exact and len(exact.partition(".")[2]) < places
        else fixed(value, places)
    )


def _shown(value: float, places: int) -> str:
    return plain_latex(_plain(value, places))
