"""What practice says about one quantity of a graph: the question, hints, and the solution."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graphlab.study.arrays import number, short
from graphlab.study.labels import labels_of
from graphlab.study.lesson.model import Display, Paragraph, Run
from graphlab.study.moment import Moment
from graphlab.study.practice.gradients import gradient
from graphlab.study.reveal import walk_of
from graphlab.study.segment import array_latex
from graphlab.study.sums import line, substituted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.record import Array, Edge, Node, Record
    from graphlab.study.lesson.model import Block, Line

Blocks = tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Blocks for a question; ``answer`` is a formula that can be typed, where there is one."""

    prompt: Blocks
    hints: tuple[Blocks, ...]
    solution: Blocks
    answer: str = ""


def text_line(text: str) -> Line:
    """Words with mathematics between dollar signs."""
    pieces = text.split("$")
    styles = (("plain", "math")[index % 2] for index in range(len(pieces)))
    return tuple(
        Run(piece, "math" if style == "math" else "plain")
        for piece, style in zip(pieces, styles, strict=True)
        if piece
    )


def of_gradient(record: Record, node: Node) -> Told:
    """∂f/∂x as a formula."""
    name = node.formula
    found = gradient(record, node.id)
    told = _display(rf"{_slope(node)} = {found.latex}") if found is not None else _at_run(node)
    return Told(
        _said(f"What is ${_slope(node)}$, as a formula in the inputs?"),
        (
            _said("Differentiate from the outside to the inside: chain rule."),
            _said(f"Every place in which ${name}$ stands gives a term."),
        ),
        told,
        "" if found is None else found.text,
    )


def of_verifying(record: Record, node: Node) -> Told:
    """The number of that formula."""
    labels = labels_of(record)
    bar = labels.bar(node.id)
    assert node.adjoint is not None
    found = gradient(record, node.id)
    formula = "" if found is None else rf"{found.latex} = "
    return Told(
        _said(f"What does your formula for ${_slope(node)}$ give at the inputs?"),
        (_said(f"If it is right, it gives ${bar}$."),),
        _display(rf"{_slope(node)} = {formula}{_array(node.adjoint)} = {bar}"),
    )


def of_value(record: Record, node: Node) -> Told:
    """The value of a node."""
    labels = labels_of(record)
    formula = f"{labels.latex(node.id)} = {labels.formula(node)}"
    hints = [_said(f"The node computes ${formula}$.")]
    sources = [record.by_id[edge.source].value for edge in record.incoming[node.id]]
    if sources and all(number(value) is not None for value in sources) and _reads(node):
        numbers = substituted(record, node.text, 4)
        hints.append(_said(f"In numbers that is ${labels.latex(node.id)} = {numbers}$."))
    prompt = _said(f"What is ${formula}$?")
    return Told(prompt, tuple(hints), _walked(record, node, "forward"))


def of_partial(record: Record, edges: Sequence[Edge], *, is_number: bool) -> Told:
    """The derivative along an edge; of vectors and matrices, what arrives at its source."""
    labels = labels_of(record)
    edge = edges[0]
    partial, bar = labels.partial(edge.key), labels.bar(edge.target)
    target = record.by_id[edge.target]
    formula = f"{labels.latex(target.id)} = {labels.formula(target)}"
    computes = _said(f"The node computes ${formula}$.")
    if is_number:
        hint = f"Differentiate with respect to ${labels.latex(edge.source)}$; the rest is constant."
        written = [labels.rewrite(e.partial) for e in edges if e.partial is not None]
        total = sum(float(e.local) for e in edges if e.local is not None)
        numbers = _array_of(total)
        shown = " + ".join(written)
        middle = f"{shown} = " if shown and shown != numbers else ""
        solution = _display(f"{partial} = {middle}{numbers}")
        return Told(_said(f"What is ${partial}$?"), (computes, _said(hint)), solution)
    shares = [e.contribution for e in edges if e.contribution is not None]
    written = [labels.rewrite(e.vjp) for e in edges if e.vjp is not None]
    equation = " = ".join([*([" + ".join(written)] if written else []), _array(sum_of(shares))])
    source = labels.latex(edge.source)
    return Told(
        _said(
            f"What does ${bar}$ of ${formula}$ contribute to ${labels.bar(edge.source)}$"
            f" along the edge from ${source}$?"
        ),
        (computes, _said(f"It has the shape of ${source}$.")),
        _display(equation),
    )


def of_adjoint(record: Record, node: Node) -> Told:
    """The adjoint of a node."""
    labels = labels_of(record)
    after = dict.fromkeys(
        edge.target for edge in record.outgoing[node.id] if edge.contribution is not None
    )
    names = [f"${labels.latex(target)}$" for target in after]
    if not names:
        hint = "Nothing comes after it: it is the output, and $\\bar{f} = 1$."
    elif len(names) == 1:
        hint = f"Its only successor is {names[0]}: its adjoint times the partial on the edge."
    else:
        listed = f"{', '.join(names[:-1])} and {names[-1]}"
        hint = f"Its successors are {listed}. Each contributes its adjoint times the partial."
    hints = [_said(hint)]
    terms = [
        f"{labels.bar(edge.target)} {labels.partial(edge.key)}"
        for edge in record.outgoing[node.id]
        if edge.contribution is not None
    ]
    if terms:
        hints.append(_display(f"{labels.bar(node.id)} = {' + '.join(terms)}"))
    prompt = _said(f"What is ${labels.bar(node.id)}$?")
    return Told(prompt, tuple(hints), _walked(record, node, "backward"))


def of_slope(record: Record, node: Node) -> Told:
    """The derivative with respect to an input, as a number."""
    bar = labels_of(record).bar(node.id)
    prompt = _said(f"What is ${_slope(node)}$, the adjoint ${bar}$?")
    return replace(of_adjoint(record, node), prompt=prompt)


def sum_of(arrays: Sequence[Array]) -> Array:
    """The sum of arrays of one shape."""
    import numpy as np

    return np.asarray(np.sum(np.stack(arrays), axis=0))


def _walked(record: Record, node: Node, phase: str) -> Blocks:
    """The written-out line of the step at which the number appears."""
    step = next(s.index for s in record.steps if s.node == node.id and s.phase == phase)
    segments = line(walk_of(record).at(Moment(step)), labels_of(record))
    return _display(" ".join(segment.latex for segment in segments))


def _reads(node: Node) -> bool:
    """Whether a formula is one that can be typed; indices of code are not."""
    from graphlab.errors import InputError
    from graphlab.study.sums import formula_tree

    try:
        formula_tree(node.text)
    except InputError:
        return False
    return True


def _slope(node: Node) -> str:
    return rf"\frac{{\partial f}}{{\partial {node.formula}}}"


def _at_run(node: Node) -> Blocks:
    assert node.adjoint is not None
    return _display(rf"{_slope(node)} = {_array(node.adjoint)}")


def _array(array: Array) -> str:
    return array_latex(array) or rf"\text{{{short(array)}}}"


def _array_of(value: float) -> str:
    import numpy as np

    return _array(np.asarray(value))


def _said(text: str) -> Blocks:
    return (Paragraph(text_line(text)),)


def _display(latex: str) -> Blocks:
    return (Display(latex),)
