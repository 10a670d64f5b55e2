"""How a lesson names nodes, edges, quantities of a graph, and places in the walk."""

from __future__ import annotations

import re

from graphlab.errors import InputError
from graphlab.study.lesson.fields import meant, parts_of, shortened, whole
from graphlab.study.lesson.model import EdgeName, Quantity, StepAt, Target

NODE_QUANTITIES: tuple[Quantity, ...] = ("value", "adjoint", "gradient", "shape")
EDGE_QUANTITIES: tuple[Quantity, ...] = ("partial", "contribution")
TARGETS = "value w4, adjoint w4, gradient x, shape w4, partial w4 -> w5 or contribution w4 -> w5"

_ARROW = re.compile(r"\s*(?:->|→)\s*")
_NODE = re.compile(r"[^\W\d]\w*(?:\.\w+)*")
_NUMBERED = re.compile(r"([wv])_?\{?(\d+)\}?")
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def node_name(text: str) -> str:
    """``w4`` of ``w₄``, or a name in the code. Raises InputError."""
    plain = text.strip().translate(_SUBSCRIPTS)
    if numbered := _NUMBERED.fullmatch(plain):
        return f"{numbered[1]}{numbered[2]}"
    if not _NODE.fullmatch(plain):
        raise InputError(f"“{shortened(text)}” is no node: write w4.")
    return plain


def edge_name(text: str) -> EdgeName:
    """``w4 -> w5``. Raises InputError."""
    ends = _ARROW.split(text.strip())
    if len(ends) != 2 or not all(ends):
        raise InputError(f"“{shortened(text)}” is no edge: write w4 -> w5.")
    return EdgeName(node_name(ends[0]), node_name(ends[1]))


def node_names(text: str) -> tuple[str, ...]:
    """``w4, w7``. Raises InputError."""
    return tuple(dict.fromkeys(node_name(part) for part in parts_of(text)))


def lit(text: str) -> tuple[tuple[str, ...], tuple[EdgeName, ...]]:
    """Nodes and edges of ``w4, w4 -> w5``. Raises InputError."""
    parts = parts_of(text)
    edges = tuple(edge_name(part) for part in parts if _ARROW.search(part))
    return tuple(node_name(part) for part in parts if not _ARROW.search(part)), edges


def target_of(text: str) -> Target:
    """``adjoint w4`` or ``partial w4 -> w5``. Raises InputError."""
    word, _, rest = text.strip().partition(" ")
    for quantity in EDGE_QUANTITIES:
        if word.lower() == quantity:
            return Target(quantity, *edge_name(rest))
    for quantity in NODE_QUANTITIES:
        if word.lower() == quantity:
            if _ARROW.search(rest):
                raise InputError(
                    f"The {quantity} is one of a node; of an edge there are partial and"
                    " contribution."
                )
            return Target(quantity, node_name(rest))
    hint = meant(word, (*NODE_QUANTITIES, *EDGE_QUANTITIES)) or f" There are {TARGETS}."
    raise InputError(f"“{shortened(text)}” names no quantity of a graph.{hint}")


def is_target(text: str) -> bool:
    """Whether a text names a quantity rather than being an answer."""
    try:
        target_of(text)
    except InputError:
        return False
    return True


def step_at(text: str) -> StepAt:
    """``0``, ``all``, ``backward``, ``value w4`` or ``before adjoint w4``. Raises InputError."""
    words = text.strip().split()
    if len(words) == 1 and words[0].isdecimal():
        return StepAt("index", index=whole(words[0]))
    if len(words) == 1 and words[0].lower() in ("all", "backward"):
        return StepAt("all") if words[0].lower() == "all" else StepAt("backward")
    before = len(words) == 3 and words[0].lower() == "before"
    kind, *rest = [word.lower() for word in words[before:]] or [""]
    if len(rest) == 1 and kind in ("value", "adjoint"):
        name = node_name(words[-1])
        return StepAt("value" if kind == "value" else "adjoint", node=name, before=before)
    hint = meant(words[before] if words else "", ("all", "backward", "value", "adjoint"))
    raise InputError(
        f"“{shortened(text)}” is no step: write 0, all, a number, backward, value w4, adjoint w4"
        f" or before adjoint w4.{hint}"
    )
