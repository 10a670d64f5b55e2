"""The two tables beside the graph, as rows of text and LaTeX for one moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from graphlab.formula.numbers import format_number, full_number
from graphlab.study.labels import Labels
from graphlab.study.reveal import Reveal, Walk

if TYPE_CHECKING:
    from graphlab.record import EdgeKey, Record
    from graphlab.study.labels import Numbering
    from graphlab.study.moment import Moment

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
    labels, reveal = Labels(record, numbering), Walk(record).at(moment)
    rows = []
    for node in record.nodes:
        state = _state(reveal, node.id)
        value = None
        if node.value is not None and reveal.value_known(node.id):
            value = float(node.value)
        adjoint = None
        known = reveal.adjoint(node.id)
        if node.adjoint is not None and known == "known":
            adjoint = float(node.adjoint)
        words = "no gradient" if known == "none" else "…" if known == "partial" else UNKNOWN
        value_shown, full_value = _shown(value, digits, hidden=hide and state == "forward")
        adjoint_shown, full_adjoint = _shown(
            adjoint, digits, hidden=hide and state == "backward", unknown=words
        )
        rows.append(
            NodeRow(
                node.id,
                labels.latex(node.id),
                labels.text(node.id),
                labels.rewrite(node.formula),
                labels.rewrite_text(node.text),
                value_shown,
                adjoint_shown,
                full_value,
                full_adjoint,
                state,
            )
        )
    return rows


def edge_rows(
    record: Record,
    moment: Moment,
    *,
    hide: bool = False,
    numbering: Numbering = "evaluation",
    digits: int = 4,
) -> list[EdgeRow]:
    """One row an edge, the last edge first, as one writes them down on the way back."""
    labels, reveal = Labels(record, numbering), Walk(record).at(moment)
    rows = []
    for edge in reversed(record.edges):
        arrived = reveal.edge_arrived(edge.key)
        active = reveal.active
        now = arrived and active is not None and active.phase == "backward"
        state: State = "backward" if now and active and active.node == edge.source else ""
        hidden = hide and state == "backward"
        local = share = None
        if edge.local is not None and reveal.value_known(edge.target):
            local = float(edge.local)
        if edge.contribution is not None and arrived:
            share = float(edge.contribution)
        cut = edge.contribution is None and reveal.phase == "backward"
        value, full_value = _shown(local, digits, hidden=hidden)
        contribution, full_share = _shown(
            share, digits, hidden=hidden, unknown="no gradient" if cut else UNKNOWN
        )
        rows.append(
            EdgeRow(
                edge.key,
                labels.partial(edge.key),
                f"∂{labels.text(edge.target)}/∂{labels.text(edge.source)}",
                labels.rewrite(edge.partial) if edge.partial else "",
                labels.rewrite_text(edge.text) if edge.text else "",
                value,
                contribution,
                full_value,
                full_share,
                state,
            )
        )
    return rows


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
