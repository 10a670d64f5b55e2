"""Quantities of a graph by name, as sentences say them and as answers type them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.study.judging.truth import node_named
from graphlab.study.labels import MACRON, labels_of

if TYPE_CHECKING:
    from graphlab.record import Record
    from graphlab.study.labels import Labels
    from graphlab.study.lesson.model import Target


def asked_text(record: Record, of: Target) -> str:
    """``w̄₄`` or ``∂w₅/∂w₄``, in plain characters."""
    labels = labels_of(record)
    node = node_named(record, of.node)
    match of.quantity:
        case "value":
            return labels.text(node.id)
        case "adjoint":
            return labels.bar_text(node.id)
        case "gradient":
            return f"∂f/∂{node.name or labels.text(node.id)}"
        case "shape":
            return f"the shape of {labels.text(node.id)}"
    other = node_named(record, of.other)
    partial = f"∂{labels.text(other.id)}/∂{labels.text(node.id)}"
    return partial if of.quantity == "partial" else f"{labels.bar_text(other.id)}·{partial}"


def barred(record: Record, of: Target) -> frozenset[str]:
    """The names that would only repeat what is asked."""
    labels, node = labels_of(record), node_named(record, of.node)
    if of.quantity == "value":
        return frozenset({labels.name(node.id)})
    if of.quantity in {"adjoint", "gradient"}:
        return frozenset({bar_name(labels, node.id)})
    return frozenset()


def bar_name(labels: Labels, node: str) -> str:
    """``w̄4``, as an adjoint is typed."""
    name = labels.name(node)
    return f"{name[0]}{MACRON}{name[1:]}"
