"""Adjoints as formulas, by sympy: in the w's, and for an input also in the inputs alone.

A formula is kept only if numpy gives the run's own number for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy

from graphlab.engine.expressions.sympy_trees import SMOOTH, to_sympy, to_tree
from graphlab.engine.formulas.partials import agrees
from graphlab.formula.evaluate import evaluate
from graphlab.formula.latex import latex
from graphlab.formula.parser import parse
from graphlab.formula.text import text as typed
from graphlab.formula.tree import Call, Tree, walk
from graphlab.record import AdjointForms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.record import Record

MAX_OPERATIONS = 120
"""A longer formula explains nothing; it is left out, as are all that build on it."""

FACTORED_UP_TO = 60


def adjoint_forms(record: Record) -> dict[str, AdjointForms]:
    """The forms of every adjoint that has one of readable size.

    ``in_nodes`` substitutes the adjoints of the successors and expands, as one does by hand:
    w̄₃ = −4 w₄ sin(w₃) − sin(w₃)/w₄. ``in_inputs`` is what ``sympy.diff`` gives for the whole
    function, not simplified; ``factored`` the same after ``sympy.factor``. Only formulas of numbers
    have such forms: an adjoint that is a vector or a matrix has its products on the edges.
    """
    if record.source.kind != "expression" or any(node.shape != () for node in record.nodes):
        return {}
    return _Forms(record).everything()


class _Forms:
    def __init__(self, record: Record) -> None:
        self.record = record
        self.trees = {n.id: _tree(n.text) for n in record.nodes if n.op == "call"}
        self.numbers = {n.id: float(n.value) for n in record.nodes if n.value is not None}
        self.adjoints: dict[str, sympy.Expr] = {}
        self.inside: dict[str, sympy.Expr] = {}

    def everything(self) -> dict[str, AdjointForms]:
        forms: dict[str, AdjointForms] = {}
        for node in reversed(self.record.nodes):
            if node.adjoint is None:
                continue
            expression = self._in_nodes(node.id)
            if expression is None:
                continue
            self.adjoints[node.id] = expression
            tree = self._checked(expression, self.numbers, float(node.adjoint))
            if tree is None:
                continue
            inputs, factored = self._in_inputs(node.id) if node.op == "input" else (None, None)
            forms[node.id] = AdjointForms(
                latex(tree),
                typed(tree),
                None if inputs is None else latex(inputs),
                None if inputs is None else typed(inputs),
                None if factored is None else latex(factored),
                None if factored is None else typed(factored),
            )
        return forms

    def _in_nodes(self, node: str) -> sympy.Expr | None:
        start = self.record.by_id[node].cotangent
        total = sympy.Integer(0) if start is None else sympy.nsimplify(float(start))
        for edge in self.record.outgoing[node]:
            if edge.contribution is None:
                continue
            after = self.adjoints.get(edge.target)
            if after is None or edge.text is None:
                return None
            total += after * to_sympy(_tree(edge.text))
        total = sympy.expand(total)
        return total if total.count_ops() <= MAX_OPERATIONS else None

    def _in_inputs(self, node: str) -> tuple[Tree | None, Tree | None]:
        record = self.record
        name = record.by_id[node].name
        adjoint = record.by_id[node].adjoint
        assert name is not None
        assert adjoint is not None
        expression = self._differentiated(node)
        if expression is None or expression.count_ops() > MAX_OPERATIONS:
            return None, None
        values = {n.name: self.numbers[n.id] for n in record.nodes if n.op == "input" and n.name}
        plain = self._checked(expression, values, float(adjoint))
        if plain is None or expression.count_ops() > FACTORED_UP_TO:
            return plain, None
        factored = sympy.factor(expression)
        return plain, self._checked(factored, values, float(adjoint))

    def _differentiated(self, node: str) -> sympy.Expr | None:
        """∂f/∂node in the inputs' names."""
        record = self.record
        if all(self._is_smooth(tree) for tree in self.trees.values()):
            total = sympy.Integer(0)
            for output in record.nodes:
                if output.is_output and output.adjoint is not None and output.cotangent is not None:
                    start = sympy.nsimplify(float(output.cotangent))
                    total += start * self._unfolded(output.id)
            if total.count_ops() > MAX_OPERATIONS:
                return None
            return sympy.diff(total, self._unfolded(node))
        chain = self.adjoints[node]
        return chain.xreplace(
            {symbol: self._unfolded(str(symbol)) for symbol in chain.free_symbols}
        )

    @staticmethod
    def _is_smooth(tree: Tree) -> bool:
        return all(p.function in SMOOTH for p in walk(tree) if isinstance(p, Call))

    def _unfolded(self, node: str) -> sympy.Expr:
        """A node's value in the inputs' names."""
        found = self.inside.get(node)
        if found is None:
            tree = self.trees.get(node)
            if tree is None:
                name = self.record.by_id[node].name
                found = (
                    sympy.Symbol(name) if name else to_sympy(_tree(self.record.by_id[node].text))
                )
            else:
                sources = {e.source for e in self.record.incoming[node]}
                found = to_sympy(tree).xreplace(
                    {sympy.Symbol(s): self._unfolded(s) for s in sources}
                )
            self.inside[node] = found
        return found

    def _checked(
        self, expression: sympy.Expr, values: Mapping[str, float], measured: float
    ) -> Tree | None:
        tree = to_tree(expression)
        if tree is None:
            return None
        shown = float(evaluate(tree, values))
        # A sum in another order is rounded differently, hence not the 1e−9 of a single partial.
        near = abs(shown - measured) <= 1e-7 * max(1.0, abs(measured))
        return tree if agrees(shown, measured) or near else None


def _tree(text: str) -> Tree:
    return parse(text).outputs[0]
