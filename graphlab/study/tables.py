"""The two tables beside the graph, as rows of text and LaTeX for one moment."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from graphlab.study.arrays import full, full_of, has, short, short_of
from graphlab.study.labels import labels_of
from graphlab.study.reveal import touched, walk_of

if TYPE_CHECKING:
    from graphlab.record import Array, Edge, EdgeKey, Node, Record
    from graphlab.study.labels import Labels, Numbering
    from graphlab.study.moment import Moment
    from graphlab.study.reveal import Adjoint, Reveal

State = Literal["", "forward", "backward"]
UNKNOWN, HIDDEN = "–", "?"


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
    """∂wⱼ/∂wᵢ | formula | value | contribution.

    ``is_number`` tells whether the partial is one number, known or not yet; of tensors it is none.
    """

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
    is_number: bool = True


class Tables:
    """Both tables of one record along a walk; a row that looks the same stays the same object."""

    def __init__(
        self,
        record: Record,
        *,
        hide: bool = False,
        numbering: Numbering = "evaluation",
        digits: int = 4,
    ) -> None:
        self._walk = walk_of(record)
        self._labels = labels_of(record, numbering)
        self._cuts = record.cuts
        self._digits = digits
        self._hide = hide
        self._before: Reveal | None = None
        self._nodes: dict[str, NodeRow] = {}
        self._edges: dict[EdgeKey, EdgeRow] = {}
        self._node_looks: dict[tuple[object, ...], NodeRow] = {}
        self._edge_looks: dict[tuple[object, ...], EdgeRow] = {}

    def at(self, moment: Moment) -> tuple[tuple[NodeRow, ...], tuple[EdgeRow, ...]]:
        """One row a node, in evaluation order; one an edge.

        The last edge comes first, as one writes them down on the way back.
        """
        reveal = self._walk.at(moment)
        nodes, edges = touched(self._before, reveal)
        for node in nodes:
            self._nodes[node.id] = self._node_row(node, reveal)
        for key, edge in edges.items():
            self._edges[key] = self._edge_row(key, edge, reveal)
        self._before = reveal
        return tuple(self._nodes.values()), tuple(reversed(self._edges.values()))

    def _node_row(self, node: Node, reveal: Reveal) -> NodeRow:
        look = reveal.value_known(node.id), reveal.adjoint(node.id), _state(reveal, node.id)
        known = self._node_looks.get((node.id, *look))
        if known is None:
            known = _node_row(node, self._labels, self._digits, *look, self._hide)
            self._node_looks[node.id, *look] = known
        return known

    def _edge_row(self, key: EdgeKey, edge: Edge, reveal: Reveal) -> EdgeRow:
        arrived = reveal.edge_arrived(key)
        look = (
            reveal.value_known(edge.target),
            arrived,
            arrived and _state(reveal, edge.source) == "backward",
            self._cuts(edge) and reveal.phase == "backward",
        )
        known = self._edge_looks.get((key, *look))
        if known is None:
            known = _edge_row(edge, self._labels, self._digits, *look, self._hide)
            self._edge_looks[key, *look] = known
        return known


@lru_cache(maxsize=1)
def tables_of(record: Record, hide: bool, numbering: Numbering, digits: int) -> Tables:
    """The tables of the record that is walked through; kept from step to step."""
    return Tables(record, hide=hide, numbering=numbering, digits=digits)


def _node_row(
    node: Node,
    labels: Labels,
    digits: int,
    value_known: bool,
    adjoint_known: Adjoint,
    state: State,
    hide: bool,
) -> NodeRow:
    words = {"none": "no gradient", "partial": "…"}.get(adjoint_known, UNKNOWN)
    value_shown = full_value = UNKNOWN
    if value_known and has(node, "value"):
        value_shown, full_value = short_of(node, "value", digits), full_of(node, "value")
        if hide and state == "forward":
            value_shown = full_value = HIDDEN
    adjoint_shown = full_adjoint = words
    if adjoint_known == "known" and has(node, "adjoint"):
        adjoint_shown, full_adjoint = short_of(node, "adjoint", digits), full_of(node, "adjoint")
        if hide and state == "backward":
            adjoint_shown = full_adjoint = HIDDEN
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


def _edge_row(
    edge: Edge,
    labels: Labels,
    digits: int,
    known: bool,
    arrived: bool,
    active: bool,
    cut: bool,
    hide: bool,
) -> EdgeRow:
    hidden = hide and active
    value, full_value = _shown(edge.local if known else None, digits, hidden=hidden)
    contribution, full_share = _shown(
        edge.contribution if arrived else None,
        digits,
        hidden=hidden,
        unknown="no gradient" if cut else UNKNOWN,
    )
    # Of tensors there is no partial to write down, but its product with the adjoint.
    formula, text = edge.partial or edge.vjp, edge.text or edge.vjp_text
    return EdgeRow(
        edge.key,
        labels.partial(edge.key),
        f"∂{labels.text(edge.target)}/∂{labels.text(edge.source)}",
        labels.rewrite(formula) if formula else "",
        labels.rewrite_text(text) if text else "",
        value,
        contribution,
        full_value,
        full_share,
        "backward" if active else "",
        edge.local is not None,
    )


def _state(reveal: Reveal, node: str) -> State:
    active = reveal.active
    return active.phase if active is not None and active.node == node else ""


def _shown(
    array: Array | None, digits: int, *, hidden: bool = False, unknown: str = UNKNOWN
) -> tuple[str, str]:
    """The short text and the one with every digit."""
    if array is None:
        return unknown, unknown
    if hidden:
        return HIDDEN, HIDDEN
    return short(array, digits), full(array)
