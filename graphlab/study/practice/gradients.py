"""The derivative of an output with respect to an input, as a formula in the inputs' own names."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from graphlab.errors import InputError, LimitError
from graphlab.formula.evaluate import evaluate
from graphlab.formula.latex import latex
from graphlab.formula.parser import parse
from graphlab.formula.simplify import simplify
from graphlab.formula.text import text
from graphlab.formula.tree import Call, Name, Num, Tree, replace, rewrite, walk
from graphlab.study.labels import MACRON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphlab.record import Edge, Record

LONGEST = 150
"""Parts of a formula; a longer one is no answer that anybody reads."""


class Gradient(NamedTuple):
    """A formula as LaTeX, and as it can be typed."""

    latex: str
    text: str


@lru_cache(maxsize=256)
def gradient(record: Record, node: str) -> Gradient | None:
    """∂f/∂x of an input; None where no formula of readable size gives PyTorch's own number."""
    try:
        tree = _Adjoints(record).of(node)
        if tree is None or sum(1 for _ in walk(tree)) > LONGEST or not _agrees(record, node, tree):
            return None
        return Gradient(latex(tree), text(tree))
    except (InputError, LimitError):
        return None


class _Adjoints:
    """Adjoints from the output back; each formula of the record is read once."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.shapes = {n.id: n.shape for n in record.nodes if n.shape}
        self.shapes |= {_bar(node): shape for node, shape in self.shapes.items()}
        self.known = [*(n.id for n in record.nodes), *(_bar(n.id) for n in record.nodes)]
        self.values: dict[str, Tree] = {}
        self.adjoints: dict[str, Tree | None] = {}

    def of(self, node: str) -> Tree | None:
        """The adjoint of a node in the names of the inputs; None if a way to it has no formula."""
        for one in self.record.nodes:
            if one.op == "input" and one.name:
                self.values[one.id] = Name(one.name)
            else:
                self.values[one.id] = replace(self._read(one.text), self.values)
        for one in reversed(self.record.nodes):
            self.adjoints[one.id] = self._sum(one.id)
        return self.adjoints[node]

    def _sum(self, node: str) -> Tree | None:
        total: Tree | None = Num(1.0) if self.record.by_id[node].is_output else None
        for edge in self.record.outgoing[node]:
            if edge.contribution is None:
                continue
            term = self._term(edge)
            if term is None:
                return None
            total = term if total is None else _added(total, term)
        return total

    def _term(self, edge: Edge) -> Tree | None:
        bar = self.adjoints[edge.target]
        if bar is None:
            return None
        if edge.text is not None:
            return _product(bar, simplify(replace(self._read(edge.text), self.values)))
        if edge.vjp_text is None:
            return None
        read = self._read(edge.vjp_text)
        return tidied(replace(read, {**self.values, _bar(edge.target): bar}))

    def _read(self, formula: str) -> Tree:
        return parse(formula, self.known, self.shapes).outputs[0]


def tidied(tree: Tree) -> Tree:
    """A product of vectors without factors that say nothing, ``‖v‖ v/‖v‖`` as ``v``."""

    def rule(call: Call) -> Tree:
        match call:
            case Call("hadamard" | "mul", (Num(1.0), other)) | Call("mul", (other, Num(1.0))):
                return other
            case Call("mul", (Num(-1.0), other)):
                return Call("neg", (other,))
            case Call("div", (Call("mul" | "hadamard", (left, right)), under)) if left == under:
                return right
            case Call("div", (Call("neg", (Call("mul", (left, right)),)), under)) if left == under:
                return Call("neg", (right,))
        return call

    return rewrite(simplify(tree), rule)


def _bar(node: str) -> str:
    return f"{node[0]}{MACRON}{node[1:]}"


def _added(left: Tree, right: Tree) -> Tree:
    """A sum with what is taken away at its end."""
    match left, right:
        case _, Call("neg", (inner,)):
            return Call("sub", (left, inner))
        case Call("neg", (inner,)), _:
            return Call("sub", (right, inner))
    return Call("add", (left, right))


def _product(bar: Tree, partial: Tree) -> Tree:
    """A product of numbers: equal factors as a power, what cancels left out, sign in front."""
    above = under = 1.0
    powers: dict[Tree, int] = {}
    for side in (partial, bar):
        for factor, exponent in _factors(side):
            if not isinstance(factor, Num):
                powers[factor] = powers.get(factor, 0) + exponent
            elif exponent > 0:
                above *= factor.value
            else:
                under *= factor.value
    if under and (above / under).is_integer():
        above, under = above / under, 1.0
    if under < 0:
        above, under = -above, -under
    top = [_power(tree, n) for tree, n in sorted(powers.items(), key=_names_first) if n > 0]
    bottom = [_power(tree, -n) for tree, n in sorted(powers.items(), key=_names_first) if n < 0]
    if abs(above) != 1 or not top:
        top.insert(0, Num(abs(above)))
    if under != 1:
        bottom.insert(0, Num(under))
    tree = _multiplied(top)
    if bottom:
        tree = Call("div", (tree, _multiplied(bottom)))
    if above >= 0:
        return tree
    return Num(-tree.value) if isinstance(tree, Num) else Call("neg", (tree,))


def _names_first(item: tuple[Tree, int]) -> bool:
    return not isinstance(item[0], Name)


def _power(tree: Tree, exponent: int) -> Tree:
    return tree if exponent == 1 else Call("pow", (tree, Num(float(exponent))))


def _multiplied(factors: list[Tree]) -> Tree:
    tree = factors[0]
    for factor in factors[1:]:
        tree = Call("mul", (tree, factor))
    return tree


def _factors(tree: Tree) -> Iterator[tuple[Tree, int]]:
    """What is multiplied, each with its exponent."""
    match tree:
        case Call("mul", (left, right)):
            yield from _factors(left)
            yield from _factors(right)
        case Call("div", (top, bottom)):
            yield from _factors(top)
            yield from ((factor, -exponent) for factor, exponent in _factors(bottom))
        case Call("neg", (inner,)):
            yield Num(-1.0), 1
            yield from _factors(inner)
        case Call("pow", (base, Num(value))) if value.is_integer() and value > 0:
            yield base, int(value)
        case _:
            yield tree, 1


def _agrees(record: Record, node: str, tree: Tree) -> bool:
    import numpy as np

    values = {
        n.name: np.asarray(n.value, dtype=np.float64)
        for n in record.nodes
        if n.op == "input" and n.name is not None
    }
    adjoint = record.by_id[node].adjoint
    assert adjoint is not None
    found = np.asarray(evaluate(tree, values))
    size = float(np.abs(adjoint).max()) if adjoint.size else 0.0
    close = found.shape == adjoint.shape and np.allclose(found, adjoint, rtol=1e-9, atol=1e-12)
    return math.isfinite(size) and bool(close)
