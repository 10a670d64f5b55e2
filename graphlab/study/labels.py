"""How nodes are called on screen: w₄, w̄₄, or the number that their level gives."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from graphlab.formula.latex import name_latex
from graphlab.study.passes import whole_of

if TYPE_CHECKING:
    from graphlab.record import EdgeKey, Node, Record

Numbering = Literal["evaluation", "level"]

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_NODE = re.compile(r"w_\{(\d+)\}|\\bar\{w\}_\{(\d+)\}")
_TYPED_NODE = re.compile("\\bw(\u0304?)(\\d+)(?![0-9A-Za-z_])")
_SHOWN_NODE = re.compile("([a-z])(\u0304?)([₀-₉]+)")
MACRON = "\u0304"


class Labels:
    """Displayed names of a record's nodes; ids never change, only these do."""

    def __init__(self, record: Record, numbering: Numbering = "evaluation") -> None:
        record = whole_of(record)  # what is folded away has its numbers too
        self.letter = record.source.letter
        self._names = _names(record, numbering)
        recorded = self._names if numbering == "evaluation" else _names(record, "evaluation")
        self._shown = {name.translate(_SUBSCRIPTS): node for node, name in recorded.items()}
        if record.source.kind != "expression":  # sentences about code name nodes by their ids
            self._shown |= {node.translate(_SUBSCRIPTS): node for node in recorded}
        self._as_recorded = all(node == name for node, name in self._names.items())

    def name(self, node: str) -> str:
        """``w4``, as it can be typed."""
        return self._names[node]

    def latex(self, node: str) -> str:
        """``w_{4}``."""
        return name_latex(self._names[node])

    def bar(self, node: str) -> str:
        r"""``\bar{w}_{4}``."""
        name = self._names[node]
        return name_latex(f"{name[0]}{MACRON}{name[1:]}")

    def partial(self, key: EdgeKey) -> str:
        """∂target/∂source as a LaTeX fraction."""
        source, target = self.latex(key.source), self.latex(key.target)
        return rf"\frac{{\partial {target}}}{{\partial {source}}}"

    def text(self, node: str) -> str:
        """``w₄`` in plain characters."""
        return self._names[node].translate(_SUBSCRIPTS)

    def bar_text(self, node: str) -> str:
        """``w̄₄`` in plain characters."""
        text = self.text(node)
        return f"{text[0]}{MACRON}{text[1:]}"

    def formula(self, node: Node) -> str:
        """A node's formula in LaTeX. An input's is its own name, even if that is w₂."""
        return node.formula if node.op == "input" else self.rewrite(node.formula)

    def formula_text(self, node: Node) -> str:
        """The same as it can be typed."""
        return node.text if node.op == "input" else self.rewrite_text(node.text)

    def rewrite(self, latex: str) -> str:
        """A formula of the record with its ids replaced by displayed names."""
        if self._as_recorded:
            return latex

        def displayed(found: re.Match[str]) -> str:
            node, adjoint = found.groups()
            return self.latex(f"w{node}") if node else self.bar(f"w{adjoint}")

        return _NODE.sub(displayed, latex)

    def rewrite_text(self, text: str) -> str:
        """The same for a typed formula."""
        if self._as_recorded:
            return text

        def displayed(found: re.Match[str]) -> str:
            bar, number = found.groups()
            name = self.name(f"w{number}")
            return f"{name[0]}{bar}{name[1:]}"

        return _TYPED_NODE.sub(displayed, text)

    def sentence(self, said: str) -> str:
        """What an event says, which counts nodes as they are evaluated, in displayed names."""

        def displayed(found: re.Match[str]) -> str:
            letter, bar, number = found.groups()
            node = self._shown.get(letter + number)
            if node is None:
                return found.group()
            return self.bar_text(node) if bar else self.text(node)

        return _SHOWN_NODE.sub(displayed, said)


@lru_cache(maxsize=8)
def labels_of(record: Record, numbering: Numbering = "evaluation") -> Labels:
    """The labels of a record; every view asks for them at every step."""
    return Labels(record, numbering)


def _names(record: Record, numbering: Numbering) -> dict[str, str]:
    order = [node.id for node in record.nodes]
    if numbering == "level":
        order = _by_level(record)
    letter = record.source.letter
    names = {node: f"{letter}{number}" for number, node in enumerate(order, start=1)}
    own = {
        node.id: node.name
        for node in record.nodes
        if record.source.keeps_names and node.name and re.fullmatch(r"w\d+", node.name)
    }
    if own:
        names = {node: own.get(node, f"v{name[1:]}") for node, name in names.items()}
    return names


def _by_level(record: Record) -> list[str]:
    """Inputs first, then level by level from the inputs (Baydin et al. 2018, figure 4)."""
    level: dict[str, int] = {}
    for node in record.nodes:
        sources = [level[edge.source] for edge in record.incoming[node.id]]
        level[node.id] = max(sources, default=-1) + 1
    return sorted(level, key=lambda node: (level[node], record.by_id[node].number))
