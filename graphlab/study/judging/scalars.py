"""A graph of numbers as functions of its inputs: any value, partial and adjoint at many points.

Only for runs whose every node is one number with a formula that can be typed, and only if the
formulas give PyTorch's own numbers at the inputs of the run.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from graphlab.errors import InputError
from graphlab.formula.evaluate import compiled
from graphlab.formula.parser import parse
from graphlab.study.arrays import number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from graphlab.formula.evaluate import Evaluator
    from graphlab.formula.tree import Tree
    from graphlab.record import EdgeKey, Record

    Floats = NDArray[np.float64]

POINTS = 40
"""How many points a formula is tried at; the first is where the run was."""

_DRAWN = 600
_FEWEST = 8
_AGREEMENT = {"float64": 1e-9}
_COARSE_AGREEMENT = 1e-4
_REACHES = (3.0, 1.0, 0.3, 0.1, 0.01)
"""How far from the run's inputs points are drawn; the domain of a function may be small."""


@dataclass(frozen=True)
class Scalars:
    """The functions of one run. ``trees`` are formulas of nodes in the nodes, inputs left out."""

    record: Record
    trees: Mapping[str, Tree]
    partial_trees: Mapping[EdgeKey, Tree]

    @cached_property
    def _nodes(self) -> dict[str, Evaluator]:
        return {node: compiled(tree) for node, tree in self.trees.items()}

    @cached_property
    def _edges(self) -> dict[EdgeKey, Evaluator]:
        return {key: compiled(tree) for key, tree in self.partial_trees.items()}

    def values(
        self, inputs: Mapping[str, Floats], fixed: Mapping[str, Floats | float] | None = None
    ) -> dict[str, Floats]:
        """Every node's value at inputs given by node id; ``fixed`` nodes are not computed."""
        fixed = fixed or {}
        found: dict[str, Floats] = {}
        size = np.shape(next(iter(inputs.values()))) if inputs else ()
        with np.errstate(all="ignore"):
            for node in self.record.nodes:
                if node.id in fixed:
                    value = fixed[node.id]
                elif node.id in inputs:
                    value = inputs[node.id]
                else:
                    value = self._nodes[node.id](found)
                found[node.id] = np.broadcast_to(np.asarray(value, dtype=np.float64), size)
        return found

    def partials(self, values: Mapping[str, Floats]) -> dict[EdgeKey, Floats]:
        """The partial derivative along every edge."""
        size = np.shape(next(iter(values.values())))
        with np.errstate(all="ignore"):
            return {
                key: np.broadcast_to(np.asarray(find(values), dtype=np.float64), size)
                for key, find in self._edges.items()
            }

    def adjoints(
        self,
        partials: Mapping[EdgeKey, Floats],
        fixed: Mapping[str, Floats | float] | None = None,
    ) -> dict[str, Floats]:
        """Every adjoint, w̄ᵢ = cotangent + Σ w̄ⱼ ∂wⱼ/∂wᵢ; ``fixed`` ones are not computed.

        Source: Baydin et al., Automatic differentiation in machine learning: a survey, 2018, § 3.2.
        """
        fixed = fixed or {}
        size = np.shape(next(iter(partials.values()))) if partials else ()
        found: dict[str, Floats] = {}
        with np.errstate(all="ignore"):
            for node in reversed(self.record.nodes):
                total = np.full(size, number(node.cotangent) or 0.0)
                for edge in self.record.outgoing[node.id]:
                    if edge.key in partials:
                        total = total + found[edge.target] * partials[edge.key]
                if node.id in fixed:
                    total = np.full(size, fixed[node.id])
                found[node.id] = total
        return found

    @cached_property
    def at_run(self) -> dict[str, Floats]:
        """The inputs of the run, by node id, each as a vector with one element."""
        return {
            node: np.asarray([number(self.record.by_id[node].value) or 0.0])
            for node in self.record.inputs
        }

    @cached_property
    def points(self) -> dict[str, Floats]:
        """Inputs at up to ``POINTS`` points where all is finite; the first is the run's own."""
        best = self.at_run
        for reach in _REACHES:
            found = self._drawn(reach)
            size = len(next(iter(found.values()), ()))
            if size > len(next(iter(best.values()), ())):
                best = found
            if size >= _FEWEST:
                break
        return best

    def _drawn(self, reach: float) -> dict[str, Floats]:
        chance = np.random.default_rng(20_240_917)
        decimals = 2 if reach > 0.1 else 4  # a counterexample is a point that can be read
        drawn = {
            node: np.round(
                at + reach * (1 + 0.2 * np.abs(at)) * chance.uniform(-1, 1, _DRAWN), decimals
            )
            for node, at in self.at_run.items()
        }
        values = self.values(drawn)
        partials = self.partials(values)
        finite = np.ones(_DRAWN, dtype=bool)
        for array in (*values.values(), *partials.values()):
            finite &= np.isfinite(array) & (np.abs(array) < 1e8)
        kept = np.flatnonzero(finite)[: POINTS - 1]
        return {node: np.concatenate((at, drawn[node][kept])) for node, at in self.at_run.items()}


@lru_cache(maxsize=16)
def scalars_of(record: Record) -> Scalars | None:
    """The functions of a run; None where it is not made of numbers with formulas that hold.

    None, too, where nothing has a derivative.
    """
    trees: dict[str, Tree] = {}
    partials: dict[EdgeKey, Tree] = {}
    if not record.inputs or any(node.shape != () for node in record.nodes):
        return None
    try:
        for node in record.nodes:
            if node.id not in record.inputs:
                trees[node.id] = parse(node.text).outputs[0]
        for edge in record.edges:
            if edge.contribution is not None:
                if edge.text is None:
                    return None
                partials[edge.key] = parse(edge.text).outputs[0]
    except InputError:
        return None
    made = Scalars(record, trees, partials)
    return made if partials and _agrees(made) else None


def _agrees(made: Scalars) -> bool:
    """Whether the formulas give what PyTorch measured."""
    record = made.record
    try:
        values = made.values(made.at_run)
        adjoints = made.adjoints(made.partials(values))
    except KeyError:
        return False
    for node in record.nodes:
        for ours, measured in ((values, node.value), (adjoints, node.adjoint)):
            expected = number(measured)
            if expected is None:
                continue
            found = float(ours[node.id][0])
            if math.isnan(found) and math.isnan(expected):
                continue
            slack = _AGREEMENT.get(node.dtype or "", _COARSE_AGREEMENT) * max(1.0, abs(expected))
            if found != expected and not abs(found - expected) <= slack:
                return False
    return True
