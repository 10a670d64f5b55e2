"""Autograd's own graph in words: what each of its nodes is, and to which of ours it belongs."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.record import AutogradGraph, AutogradKind, AutogradNode, Node, Record
    from graphlab.study.labels import Labels

ACCUMULATES = "AccumulateGrad"
LONGEST = 60  # characters of a formula
_NODE = re.compile("\\b([a-z]\u0304?)(\\d+)\\b")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_PLURALS: dict[AutogradKind, tuple[str, str]] = {
    "function": ("function", "functions"),
    "leaf": ("leaf", "leaves"),
    "output": ("output", "outputs"),
    "saved": ("saved tensor", "saved tensors"),
    "base": ("viewed tensor", "viewed tensors"),
}


def names_of(graph: AutogradGraph, record: Record, labels: Labels) -> list[str]:
    """``w₃`` for each node that belongs to one of ours, else an empty text."""
    return [labels.text(node.node) if node.node in record.by_id else "" for node in graph.nodes]


def words_of(graph: AutogradGraph, record: Record, labels: Labels) -> list[str]:
    """A sentence about each node."""
    shared = Counter(n.node for n in graph.nodes if n.kind == "function" and n.label != ACCUMULATES)
    return [_words(node, record, labels, shared) for node in graph.nodes]


def summary(graph: AutogradGraph, *, are_open: bool = False) -> str:
    """What the graph consists of, and whether all of it is linked.

    ``are_open``: our graph has the parts of fused layers in place of those.
    """
    count = Counter(node.kind for node in graph.nodes)
    parts = [
        f"{count[kind]:,} {one if count[kind] == 1 else many}"
        for kind, (one, many) in _PLURALS.items()
        if count[kind]
    ]
    loose = sum(1 for node in graph.nodes if node.kind == "function" and node.node is None)
    said = f"The same run as autograd keeps it, drawn from torchviz: {', '.join(parts)}."
    if loose:
        them = "1 function" if loose == 1 else f"{loose:,} functions"
        said += f" For {them} it is not certain which node of the graph it belongs to"
        said += "; fused layers are open there, and autograd has them whole." if are_open else "."
    return said


def _words(
    node: AutogradNode, record: Record, labels: Labels, shared: Mapping[str | None, int]
) -> str:
    ours = record.by_id.get(node.node or "")
    if node.kind == "function":
        if ours is None:
            return f"{node.label}: which node of the graph this belongs to is not certain"
        return f"{node.label}: {_deed(node, ours, labels, is_part=shared[node.node] > 1)}"
    label, _, shape = node.label.rpartition("\n")
    name = labels.text(ours.id) if ours is not None else ""
    match node.kind:
        case "leaf":
            is_ours = f", the leaf {name}" if name else ", a leaf"
            return f"{label or 'A tensor'} of shape {shape}{is_ours}"
        case "output":
            return f"An output of shape {shape}" + (f": {name}" if name else "")
        case "saved":
            return f"A tensor of shape {shape} that a Function saved for its backward pass"
    return f"The tensor of shape {shape} that the output is a view of"


def _deed(node: AutogradNode, ours: Node, labels: Labels, *, is_part: bool) -> str:
    """What a function does in the backward pass."""
    if node.label == ACCUMULATES:
        to = f"{ours.name}.grad" if ours.name else "the gradient of its leaf"
        return f"adds {labels.bar_text(ours.id)} to {to}"
    right = _NODE.sub(_subscripted, labels.formula_text(ours))
    right = right if len(right) <= LONGEST else right[: LONGEST - 1] + "…"
    part = "a part of " if is_part else ""
    return f"{part}the vector-Jacobian product of {labels.text(ours.id)} = {right}"


def _subscripted(found: re.Match[str]) -> str:
    return found[1] + found[2].translate(_SUBSCRIPTS)
