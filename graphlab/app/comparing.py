"""What two documents or two runs have in common."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphlab.record import Record
    from graphlab.study.document import Document


def runs_differently(one: Document, other: Document) -> bool:
    """Whether two documents ask for different runs; what is not studied does not matter."""
    if one.kind != other.kind or (one.kind == "expression" and one.text != other.text):
        return True
    if one.kind == "expression":
        return replace(one.looked_at_like(other), code=other.code) != other
    return _run_of(one) != _run_of(other)


def _run_of(document: Document) -> object:
    """What a run of code depends on."""
    code = document.code
    how = code.open_fused, code.inside, code.keeps_values
    asked = code.text, code.folder, code.part, code.setup, how
    return asked, document.cotangents, document.seed


def graph_of(record: Record) -> object:
    """Equal for two runs of one graph."""
    return (
        tuple((node.id, node.text) for node in record.nodes),
        tuple(edge.key for edge in record.edges),
    )


def formulas_of(record: Record) -> object:
    """Equal for two runs of which one's adjoints as formulas hold for the other too."""
    starts = tuple(None if n.cotangent is None else n.cotangent.tobytes() for n in record.nodes)
    return tuple((edge.key, edge.text) for edge in record.edges), starts, record.source.text
