"""The two tables beside the graph, as rows of text and LaTeX for one moment."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from graphlab.formula.numbers import format_number, full_number
from graphlab.study.labels import labels_of
from graphlab.study.reveal import walk_of

if TYPE_CHECKING:
    from graphlab.record import Edge, EdgeKey, Node, Record
    from graphlab.study.labels import Labels, Numbering
    from graphlab.study.moment import Moment
    from graphlab.study.reveal import Adjoint, Reveal

State = Literal["", "forward", "backward"]
UNKNOWN = "–"


@dataclass(frozen=True, slots=True)
class NodeRow:
    """One node: wᵢ | formula | value | adjoint.

    ``full_…`` hold every digit; ``state`` marks the active row.
    """

    id: str
    label_latex: str
    label_text: str
    formula_latex: str
    formula_text: str
    value: str
    adjoint: str
    full_value: str
    full_adjoint: str
    state: State = ""


@dataclass(frozen=True, slots=True)
class EdgeRow:
    """∂wⱼ/∂wᵢ | formula | value | contribution."""

    key: EdgeKey
    label_latex: str
    label_text: str
    partial_latex: str
    partial_text: str
    value: str
    contribution: str
    full_value: str
    full_contribution: str
    state: State = ""


def node_rows(
    record: Record,
    moment: Moment,
    *,
    hide: bool = False,
    numbering: Numbering = "evaluation",
    digits: int = 4,
) -> list[NodeRow]:
    """One row a node, in evaluation order."""
    labels, reveal = labels_of(record, numbering), walk_of(record).at(moment)
    return [
        _node_row(
            node,
            labels,
            digits,
            reveal.value_known(node.id),
            reveal.adjoint(node.id),
            _state(reveal, node.id),
            hide,
        )
        for node in record.nodes
    ]


def edge_rows(
    record: Record,
    moment: Moment,
    *,
    hide: bool = False,
    numbering: Numbering = "evaluation",
    digits: int = 4,
) -> list[EdgeRow]:
    """One row an edge, the last edge first, as one writes them down on the way back."""
    labels, reveal = labels_of(record, numbering), walk_of(record).at(moment)
    backward = reveal.phase == "backward"
    rows = []
    cuts = backward and record.check.agrees is not False  # else contributions are hidden
    for edge in reversed(record.edges):
        arrived = reveal.edge_arrived(edge.key)
        active = arrived and _state(reveal, edge.source) == "backward"
        known = reveal.value_known(edge.target)
        rows.append(_edge_row(edge, labels, digits, known, arrived, active, cuts, hide))
    return rows


@lru_cache(maxsize=4096)
def _node_row(
    node: Node,
    labels: Labels,
    digits: int,
    value_known: bool,
    adjoint_known: Adjoint,
    state: State,
    hide: bool,
) -> NodeRow:
    value = float(node.value) if node.value is not None and value_known else None
    adjoint = None
    if node.adjoint is not None and adjoint_known == "known":
        adjoint = float(node.adjoint)
    words = {"none": "no gradient", "partial": "…"}.get(adjoint_known, UNKNOWN)
    value_shown, full_value = _shown(value, digits, hidden=hide and state == "forward")
    adjoint_shown, full_adjoint = _shown(
        adjoint, digits, hidden=hide and state == "backward", unknown=words
    )
    return NodeRow(
        node.id,
        labels.latex(node.id),
        labels.text(node.id),
        labels.formula(node),
        labels.formula_text(node),
        value_shown,
        adjoint_shown,
        full_value,
        full_adjoint,
        state,
    )


@lru_cache(maxsize=4096)
def _edge_row(
    edge: Edge,
    labels: Labels,
    digits: int,
    known: bool,
    arrived: bool,
    active: bool,
    cuts: bool,
    hide: bool,
) -> EdgeRow:
    local = float(edge.local) if edge.local is not None and known else None
    share = float(edge.contribution) if edge.contribution is not None and arrived else None
    cut = edge.contribution is None and cuts
    value, full_value = _shown(local, digits, hidden=hide and active)
    contribution, full_share = _shown(
        share, digits, hidden=hide and active, unknown="no gradient" if cut else UNKNOWN
    )
    return EdgeRow(
        edge.key,
        labels.partial(edge.key),
        f"∂{labels.text(edge.target)}/∂{labels.text(edge.source)}",
        labels.rewrite(edge.partial) if edge.partial else "",
        labels.rewrite_text(edge.text) if edge.text else "",
        value,
        contribution,
        full_value,
        full_share,
        "backward" if active else "",
    )


def _state(reveal: Reveal, node: str) -> State:
    active = reveal.active
    return active.phase if active is not None and active.node == node else ""


def _shown(
    value: float | None, digits: int, *, hidden: bool = False, unknown: str = UNKNOWN
) -> tuple[str, str]:
    """The short number and the one with every digit."""
    if value is None:
        return unknown, unknown
    if hidden:
        return "?", "?"
    return format_number(value, digits), full_number(value)
