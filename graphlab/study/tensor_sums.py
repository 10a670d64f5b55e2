"""The written-out line where tensors take part: small ones as matrices, others by their shapes.

An equals sign stands only where the shown digits are equal; otherwise it is ≈. Of large tensors
no numbers are compared at all: under each term stand its shape and its norm.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from graphlab.formula.numbers import format_number
from graphlab.study.arrays import element, has, number, numbers, shape_text, spelled, summary_of
from graphlab.study.segment import Segment, array_latex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.record import Array, Edge, Node, Record, Step
    from graphlab.study.labels import Labels
    from graphlab.study.reveal import Reveal

EQUAL, ABOUT = "=", r"\approx"
NODE = re.compile(r"w_\{(\d+)\}")
ALONE = re.compile(r"\(w_\{(\d+)\}\)")  # in parentheses, which numbers and matrices bring along

FENCES = {r"\lVert ": r"\left‖", r" \rVert": r"\right‖", r"\lvert ": r"\left|"}
FENCES |= {r" \rvert": r"\right|", "(": r"\left(", ")": r"\right)"}


def is_plain(record: Record, step: Step) -> bool:
    """Whether a step is about single numbers only, so that factors and sums can be written out."""
    node = record.by_id[step.node]
    if step.phase == "forward":
        sources = [record.by_id[edge.source] for edge in record.incoming[node.id]]
        return all(_is_number(n.value) for n in (node, *sources)) and _can_be_typed(node)
    edges = [record.by_key[key] for key in step.edges]
    return _is_number(node.adjoint) and all(
        edge.contribution is None
        or (_is_number(record.by_id[edge.target].adjoint) and edge.local is not None)
        for edge in edges
    )


def tensor_forward(
    record: Record, node_id: str, labels: Labels, digits: int, *, hide: bool
) -> list[Segment]:
    """w₃ = w₁ w₂ with the matrices, or with the shapes beneath."""
    node = record.by_id[node_id]
    formula, name = labels.formula(node), labels.latex(node_id)
    if not has(node, "value"):
        count = len(record.outgoing[node_id])
        words = "1 output" if count == 1 else f"{count} outputs"
        return [Segment(f"{name} = {formula}"), Segment(rf"\quad \text{{{words}}}", "muted")]
    result = None if node.value is None else array_latex(node.value, digits)
    sources = [record.by_id[edge.source] for edge in record.incoming[node_id]]
    if result is None:
        return _told(node, labels, sources, hide=hide)
    parts = [Segment(f"{name} = {formula}")]
    if not sources:
        parts = [Segment(name if formula == name else f"{name} = {formula}")]
    shown = with_matrices(record, node, digits)
    exact = node.value is not None and is_exact(node.value, digits)
    if shown is not None:
        known = all(is_exact(s.value, digits) for s in sources if s.value is not None)
        single = number(node.value)
        exact = exact and (known or (single is not None and not math.isfinite(single)))
        parts.append(Segment(f"{EQUAL if known else ABOUT} {shown}", "muted"))
    sign = EQUAL if exact else ABOUT
    return [*parts, Segment("= ?" if hide else f"{sign} {result}", "value")]


def tensor_sum(
    reveal: Reveal, node_id: str, labels: Labels, digits: int, *, hide: bool
) -> list[Segment]:
    """w̄₃ as the sum of its vector-Jacobian products, with the numbers or with the shapes."""
    record, step = reveal.record, reveal.active
    node = record.by_id[node_id]
    assert step is not None
    bar = labels.bar(node_id)
    edges = [record.by_key[key] for key in step.edges]
    small = node.adjoint is not None and array_latex(node.adjoint, digits) is not None
    if not edges:
        return _start(node, labels, digits, hide=hide)
    head = [] if node.cotangent is None else [array_latex(node.cotangent, digits) or "1"]
    terms = [product(record, edge, labels) for edge in edges]
    if not small:
        return _by_shape(record, node, edges, terms, labels, hide=hide)
    parts = [Segment(f"{bar} = {added(head + terms)}")]
    if hide:
        return [*parts, Segment("= ?", "adjoint")]
    return parts + _matrices(node, edges, len(reveal.arrived(node_id)), digits)


def product(record: Record, edge: Edge, labels: Labels) -> str:
    """One contribution as a vector-Jacobian product; in general w̄ⱼ ∂wⱼ/∂wᵢ.

    An operation with several outputs has no adjoint of its own to multiply with.
    """
    if edge.vjp is not None:
        return labels.rewrite(edge.vjp)
    if edge.partial is not None and edge.local is not None:
        return rf"{labels.bar(edge.target)} \cdot {_bracketed(labels.rewrite(edge.partial))}"
    if not has(record.by_id[edge.target], "adjoint"):
        return rf"[\text{{through}} \; {labels.latex(edge.target)}]"
    return f"{labels.bar(edge.target)} {labels.partial(edge.key)}"


def total(arrays: Sequence[Array]) -> Array:
    """Their sum; of single numbers rounded once."""
    import numpy as np

    if all(array.ndim == 0 and array.dtype.kind == "f" for array in arrays):
        return np.asarray(math.fsum(float(array) for array in arrays))
    with np.errstate(invalid="ignore", over="ignore"):
        return np.asarray(sum(arrays[1:], start=arrays[0]))


def _is_number(array: Array | None) -> bool:
    return number(array) is not None


def _can_be_typed(node: Node) -> bool:
    """Whether a formula is in graphlab's own language, so that numbers can be put into it."""
    from graphlab.errors import InputError
    from graphlab.formula.parser import parse

    if node.op == "module":
        return False  # its name may be that of a function
    try:
        return len(parse(node.text).outputs) == 1
    except InputError:
        return False


def _told(node: Node, labels: Labels, sources: Sequence[Node], *, hide: bool) -> list[Segment]:
    """With the shape beneath every tensor, and the range of the result."""
    shapes = {source.id: source.shape for source in sources}

    def under(found: re.Match[str]) -> str:
        name = f"w{found.group(1)}"
        if name not in shapes:
            return found.group()
        return _under(labels.latex(name), shape_text(shapes[name] or ()) or "number")

    name = _under(labels.latex(node.id), shape_text(node.shape or ()))
    formula = node.formula if node.op == "input" else NODE.sub(under, node.formula)
    found = summary_of(node, "value")
    told = "?" if hide or found is None else spelled(found).partition(", ")[2]
    return [
        Segment(f"{name} = {formula}" if formula != labels.latex(node.id) else name),
        Segment(rf"\quad \text{{{told}}}", "value"),
    ]


def with_matrices(record: Record, node: Node, digits: int) -> str | None:
    """The formula with the numbers in place of its nodes; None if one of them is too large."""
    sources = {edge.source for edge in record.incoming[node.id]}
    if not sources:
        return None
    found: dict[str, str] = {}
    for source in sources:
        value = record.by_id[source].value
        written = None if value is None else array_latex(value, digits)
        if value is None or written is None:
            return None
        found[source] = f"({written})" if value.ndim == 0 else written
    if not all(f"w{n}" in found for n in NODE.findall(node.formula)):
        return None
    filled = ALONE.sub(lambda match: found[f"w{match.group(1)}"], node.formula)
    filled = NODE.sub(lambda match: found[f"w{match.group(1)}"], filled)
    return _grown(filled) if r"\begin{" in filled else filled


def _grown(latex: str) -> str:
    """With bars and round brackets that are as tall as what stands between them."""
    for sign, tall in FENCES.items():
        latex = latex.replace(tall, sign).replace(sign, tall)  # those that are tall stay so
    return latex


def _start(node: Node, labels: Labels, digits: int, *, hide: bool) -> list[Segment]:
    bar, name = labels.bar(node.id), labels.latex(node.id)
    output = rf"\frac{{\partial f}}{{\partial {name}}}"
    given = None if node.cotangent is None else array_latex(node.cotangent, digits)
    if given is None:
        found = summary_of(node, "adjoint")
        told = "?" if hide or found is None else spelled(found).partition(", ")[2]
        bar = _under(bar, shape_text(node.shape or ()))
        return [Segment(f"{bar} = {output}"), Segment(rf"\quad \text{{{told}}}", "adjoint")]
    return [Segment(f"{bar} = {output}"), Segment("= ?" if hide else f"= {given}", "adjoint")]


def _matrices(node: Node, edges: list[Edge], arrived: int, digits: int) -> list[Segment]:
    """The contributions as matrices and their sum."""
    assert node.adjoint is not None
    shares = [edge.contribution for edge in edges if edge.contribution is not None]
    given = [] if node.cotangent is None else [node.cotangent]
    result = array_latex(node.adjoint, digits)
    sign = EQUAL if is_exact(node.adjoint, digits) else ABOUT
    if len(shares) < len(edges):  # where numbers differ from PyTorch's they are not shown
        return [Segment(f"{sign} {result}", "adjoint")]
    if len(given + shares) == 1:
        return [Segment(f"{sign} {result}", "adjoint")]
    exact = all(is_exact(share, digits) for share in shares)
    parts = [Segment(EQUAL if exact else ABOUT)]
    for index, share in enumerate(given + shares):
        term = array_latex(share, digits) or ""
        if index and share.ndim == 0 and term.startswith("-"):
            term = f"({term})"
        known = index < arrived + len(given)
        parts.append(Segment(("{} + " if index else "") + term, "ink" if known else "muted"))
    if arrived < len(edges):
        so_far = array_latex(total([*given, *shares[:arrived]]), digits) or ""
        parts.append(Segment(rf"\quad {arrived} \; \text{{of}} \; {len(edges)}:", "muted"))
        return [*parts, Segment(so_far, "adjoint")]
    adds_up = _adds_up([*given, *shares], node.adjoint, digits)
    return [*parts, Segment(f"{EQUAL if adds_up else ABOUT} {result}", "adjoint")]


def _by_shape(
    record: Record,
    node: Node,
    edges: list[Edge],
    terms: list[str],
    labels: Labels,
    *,
    hide: bool,
) -> list[Segment]:
    """The symbols, with shape and norm under each."""
    shown = []
    if node.cotangent is not None:
        start = r"\frac{\partial f}{\partial " + labels.latex(node.id) + "}"
        # What flows back to a module's result inside of it, while the module is closed.
        shown.append(_under(start, "start") if node.is_output else r"[\text{inside its module}]")
    for edge, term in zip(edges, terms, strict=True):
        shown.append(_under(term, _measure(edge.contribution, hide=hide)))
    bar = _under(labels.bar(node.id), _measure(node.adjoint, hide=hide, shape=node.shape))
    return [Segment(bar, "adjoint"), Segment(f"= {added(shown)}")]


def _measure(array: Array | None, *, hide: bool, shape: tuple[int, ...] | None = None) -> str:
    """``20×10, norm 2.4``."""
    import numpy as np

    if array is None:
        return shape_text(shape) if shape else ""
    with np.errstate(all="ignore"):
        norm = float(np.sqrt(np.square(numbers(array)).sum()))
    size = shape_text(array.shape)
    return size if hide else f"{size}, norm {format_number(norm, 3)}"


def _under(base: str, words: str) -> str:
    return rf"\underset{{\text{{{words}}}}}{{{base}}}" if words else base


def is_exact(array: Array, digits: int) -> bool:
    """Whether the shown digits are all there are; NaN is shown whole."""
    values = array.ravel().tolist()
    return all(value != value or _read(value, digits) == value for value in values)


def _adds_up(shares: list[Array], adjoint: Array, digits: int) -> bool:
    """Whether the shown digits of the terms give the shown digits of the sum, for every element."""
    columns = zip(*(share.ravel().tolist() for share in shares), strict=True)
    for value, parts in zip(adjoint.ravel().tolist(), columns, strict=True):
        wanted, found = _read(value, digits), sum(_read(part, digits) for part in parts)
        if math.isfinite(abs(wanted)) and not abs(found - wanted) <= 1e-9 * max(1e-3, abs(wanted)):
            return False
    return True


def _read(value: object, digits: int) -> complex:
    """An element as its shown digits say."""
    text = element(value, digits).replace("−", "-").replace("∞", "inf")
    if isinstance(value, bool):
        return float(value)
    return complex(text.replace("i", "j")) if isinstance(value, complex) else float(text)


def added(terms: list[str]) -> str:
    """With a plus between them; one that begins with a sign in parentheses."""
    later = (f"({term})" if term.startswith("-") else term for term in terms[1:])
    return " + ".join((terms[0], *later))


def _bracketed(latex: str) -> str:
    """As a factor: in parentheses where it begins with a sign or is a sum."""
    depth = 0
    for place, char in enumerate(latex):
        depth += (char in "({[") - (char in ")}]")
        if char in "+-" and depth == 0 and (place == 0 or latex[place - 1] == " "):
            tall = r"\frac" in latex
            return rf"\left({latex}\right)" if tall else f"({latex})"
    return latex
