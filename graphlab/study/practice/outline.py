"""A formula node by node in numpy: values, partials and adjoints, without running PyTorch.

Exercises are chosen by these numbers. What an answer is judged on is always a Record.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from graphlab.formula.evaluate import compiled, evaluate
from graphlab.formula.tree import Call, Name, Tree, is_constant, names, walk
from graphlab.study.practice.backward import BACKWARD, SAME, is_linear

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.formula.evaluate import Evaluator
    from graphlab.formula.program import Program
    from graphlab.study.practice.backward import Floats


class Use(NamedTuple):
    """One use of a node as the ``argument``-th argument of another; nodes count from 0."""

    source: int
    target: int
    argument: int


class Operation(NamedTuple):
    """A node that is computed: ``args`` are nodes, or numbers that stand in the formula."""

    function: str
    args: tuple[int | Floats, ...]
    compute: Evaluator


@dataclass(frozen=True)
class Outline:
    """Inputs first, then operations as they are evaluated; equal ones are one node."""

    inputs: tuple[str, ...]
    operations: tuple[Operation, ...]

    @property
    def count(self) -> int:
        """The number of nodes."""
        return len(self.inputs) + len(self.operations)

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """The edges."""
        return tuple(
            Use(source, target, argument)
            for target, operation in enumerate(self.operations, start=len(self.inputs))
            for argument, source in enumerate(operation.args)
            if isinstance(source, int)
        )

    @cached_property
    def fixed(self) -> frozenset[Use]:
        """The edges whose partial is the same number whatever the inputs are."""
        return frozenset(use for use in self.uses if is_linear(self.at(use.target), use.argument))

    @cached_property
    def roots(self) -> tuple[int, ...]:
        """For each node the one whose adjoint it has by itself, up to a sign: itself, if none."""
        roots = list(range(self.count))
        for node in reversed(range(self.count)):
            out = [use for use in self.uses if use.source == node]
            if len(out) == 1 and self.at(out[0].target).function in SAME:
                roots[node] = roots[out[0].target]
        return tuple(roots)

    def negates(self, node: int, other: int) -> bool:
        """Whether a node is the other one with its sign changed."""
        return Use(other, node, 0) in self.uses and self.at(node).function == "neg"

    def run(self, at: Mapping[str, object]) -> Numbers:
        """All numbers at these inputs, for the starting gradient 1."""
        import numpy as np

        values = [np.asarray(at[name], dtype=np.float64) for name in self.inputs]
        known = {_name(node): value for node, value in enumerate(values)}
        with np.errstate(all="ignore"):
            for operation in self.operations:
                value = np.asarray(operation.compute(known))
                known[_name(len(values))] = value
                values.append(value)
        return Numbers(self, tuple(values))

    def at(self, node: int) -> Operation:
        """What a node computes that is no input."""
        return self.operations[node - len(self.inputs)]


@dataclass(frozen=True, eq=False)
class Numbers:
    """What an outline gives at some inputs."""

    outline: Outline
    values: tuple[Floats, ...]

    @property
    def adjoints(self) -> tuple[Floats, ...]:
        """One a node."""
        return self._back[0]

    @property
    def partials(self) -> dict[Use, Floats]:
        """Of edges between single numbers, the last one first."""
        return self._back[1]

    @property
    def shares(self) -> dict[Use, Floats]:
        """The contribution of each edge to its source's adjoint, the last edge first."""
        return self._back[2]

    @cached_property
    def _back(self) -> tuple[tuple[Floats, ...], dict[Use, Floats], dict[Use, Floats]]:
        import numpy as np

        values = self.values
        adjoints: list[Floats] = [np.asarray(0.0)] * len(values)
        adjoints[-1] = np.asarray(1.0)
        partials: dict[Use, Floats] = {}
        shares: dict[Use, Floats] = {}
        with np.errstate(all="ignore"):
            for use in reversed(self.outline.uses):
                source, target, argument = use
                operation = self.outline.at(target)
                args = [values[arg] if isinstance(arg, int) else arg for arg in operation.args]
                rule = BACKWARD[operation.function][argument]
                share = np.asarray(rule(adjoints[target], values[target], *args))
                shares[use] = share
                if not values[target].ndim and not values[source].ndim:
                    partials[use] = np.asarray(rule(1.0, values[target], *args))
                adjoints[source] = adjoints[source] + share
        return tuple(adjoints), partials, shares


def outline(program: Program) -> Outline:
    """The nodes of a program with one output, numbered as the engine numbers them.

    Raises KeyError for a function that exercises are not made of.
    """
    maker = _Maker(program.inputs)
    for line in program.lines:
        maker.meaning[line.name or ""] = maker.node(line.trees[0])
    return Outline(program.inputs, tuple(maker.operations))


def outline_of(tree: Tree) -> Outline:
    """The same of a formula of numbers; its inputs are in order of first appearance."""
    maker = _Maker(names(tree))
    maker.node(tree)
    return Outline(names(tree), tuple(maker.operations))


class _Maker:
    def __init__(self, inputs: tuple[str, ...]) -> None:
        self.inputs = len(inputs)
        self.operations: list[Operation] = []
        self.seen: dict[Tree, int] = {}
        self.meaning: dict[str, int] = {name: index for index, name in enumerate(inputs)}

    def node(self, tree: Tree) -> int:
        """The node that computes a tree, which has a name in it."""
        done: list[int | Tree] = []
        for part in walk(tree):
            if isinstance(part, Name):
                done.append(self.meaning[part.name])
            elif isinstance(part, Call):
                args = done[len(done) - len(part.args) :]
                del done[len(done) - len(part.args) :]
                done.append(self._call(part, args))
            else:
                done.append(part)
        (end,) = done
        assert isinstance(end, int)
        return end

    def _call(self, part: Call, args: list[int | Tree]) -> int | Tree:
        import numpy as np

        trees = tuple(Name(_name(a)) if isinstance(a, int) else a for a in args)
        call = Call(part.function, trees)
        if is_constant(call):
            return call
        if part.function == "row":  # the same vector, only written lying
            return args[0]
        if call in self.seen:
            return self.seen[call]
        BACKWARD[part.function]  # what has no rule is told of here
        given = tuple(a if isinstance(a, int) else np.asarray(evaluate(a, {})) for a in args)
        self.operations.append(Operation(part.function, given, compiled(call)))
        self.seen[call] = self.inputs + len(self.operations) - 1
        return self.seen[call]


def _name(node: int) -> str:
    return f"w{node + 1}"
