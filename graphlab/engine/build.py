"""A read formula as a torch.fx graph in which equal subexpressions are one node."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from torch.fx import Graph

from graphlab.engine.operators import OPERATORS, on_numbers
from graphlab.errors import InputError, LimitError
from graphlab.formula.evaluate import evaluate
from graphlab.formula.functions import COMPARISONS
from graphlab.formula.latex import latex
from graphlab.formula.lexer import place
from graphlab.formula.text import text as typed
from graphlab.formula.tree import Call, Name, Num, Tree, is_constant, walk

if TYPE_CHECKING:
    from torch.fx import Node

    from graphlab.formula.program import Program
    from graphlab.record import Operation as OpName

MAX_NODES = 500
MAX_CONSTANT_PARTS = 50


@dataclass(frozen=True, slots=True)
class Operation:
    """One node to be: its row, and its arguments as trees of node names and numbers.

    ``tree`` is what is shown: constants as they were typed (π/4, not 0.785).
    """

    id: str
    tree: Tree
    line: int
    name: str | None = None
    op: OpName = "call"
    target: str = ""
    formula: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Expression:
    """A formula ready to run: ``graph``'s nodes are ``operations``, in the same order.

    The last operations may be constants: outputs that depend on nothing and are not in the graph.
    """

    program: Program
    graph: Graph
    operations: tuple[Operation, ...]
    outputs: tuple[str | float, ...]


def build(program: Program) -> Expression:
    """Write the fx graph of a program.

    Equal operations on equal arguments are built once (hash-consing). The key holds every number
    in hexadecimal, because 0 and −0 are equal in Python and 1/0 and 1/−0 are not.

    Raises InputError, with its place, for a constant part that has no finite value, and
    LimitError above 500 nodes.
    """
    return _Builder(program).expression()


class _Builder:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.graph = Graph()
        self.operations: list[Operation] = []
        self.nodes: dict[str, Node] = {}
        self.seen: dict[object, str] = {}
        self.truths: set[str] = set()
        self.meaning: dict[str, str | Tree] = {}

    def expression(self) -> Expression:
        for name in self.program.inputs:
            id_ = self._next_id()
            # The person's names stay out of generated code; only w1, w2, … enter the graph.
            self.nodes[id_] = self.graph.placeholder(id_)
            self._enter(id_, Name(name), 1, "input", name)
            self.meaning[name] = id_
        outputs: list[str | Tree] = []
        for line in self.program.lines:
            results = [self._tree(tree, line.line) for tree in line.trees]
            if line.name is not None:
                self.meaning[line.name] = results[0]
                self._call_it(results[0], line.name)
            outputs = results
        ends = tuple(o if isinstance(o, str) else self._number(o) for o in outputs)
        self.graph.output(tuple(self.nodes[e] if isinstance(e, str) else e for e in ends))
        for output in outputs:
            if not isinstance(output, str):
                self._enter(self._next_id(), output, self.program.lines[-1].line, "constant")
        return Expression(self.program, self.graph, tuple(self.operations), ends)

    def _tree(self, tree: Tree, line: int) -> str | Tree:
        """Id of the node that computes ``tree``, or a tree without names."""
        done: list[str | Tree] = []
        for part in walk(tree):
            if isinstance(part, Name):
                done.append(self.meaning[part.name])
            elif isinstance(part, Call):
                args = done[len(done) - len(part.args) :]
                del done[len(done) - len(part.args) :]
                done.append(self._call(part, args, line))
            else:
                done.append(part)
        return done[0]

    def _call(self, part: Call, args: list[str | Tree], line: int) -> str | Tree:
        if not any(isinstance(a, str) for a in args):
            return Call(part.function, tuple(a for a in args if not isinstance(a, str)), part.at)
        trees = tuple(Name(a) if isinstance(a, str) else self._short(a) for a in args)
        shown = Call(part.function, trees, part.at)
        values = tuple(a if isinstance(a, str) else self._number(a) for a in args)
        key = (part.function, tuple(v if isinstance(v, str) else v.hex() for v in values))
        if key in self.seen:
            return self.seen[key]
        id_ = self._next_id()
        operands = tuple(self.nodes[v] if isinstance(v, str) else v for v in values)
        target = OPERATORS[part.function][1]
        numeric = args[1:] if part.function == "where" else args
        if any(isinstance(a, str) and a in self.truths for a in numeric):
            target = on_numbers(target)
        if part.function in COMPARISONS.values():
            self.truths.add(id_)
        node = self.graph.create_node("call_function", target, operands, {}, name=id_)
        self.nodes[id_] = node
        self._enter(id_, shown, line, "call")
        self.seen[key] = id_
        return id_

    def _short(self, tree: Tree) -> Tree:
        """A part without names as it was typed, or as its number if it is very long."""
        long = next(islice(walk(tree), MAX_CONSTANT_PARTS, None), None) is not None
        return Num(self._number(tree), at=tree.at) if long else tree

    def _number(self, tree: Tree) -> float:
        """Value of a part without names."""
        value = float(evaluate(tree, {}))
        if math.isfinite(value):
            return value
        line, column = place(self.program.text, tree.at)
        shown = typed(tree) if len(typed(tree)) <= 30 else "This part"
        if math.isnan(value):
            problem = f"{shown} has no value."
        elif _divides_by_zero(tree):
            problem = f"{shown} divides by zero."
        else:
            problem = f"{shown} is larger than any number of 64 bits (1.8e308)."
        raise InputError(problem, line=line, column=column)

    def _call_it(self, result: str | Tree, name: str) -> None:
        """Give a node the person's name, the first one if there are several."""
        for index, operation in enumerate(self.operations):
            if operation.id == result and operation.name is None:
                self.operations[index] = dataclasses.replace(operation, name=name)

    def _enter(self, id_: str, tree: Tree, line: int, op: OpName, name: str | None = None) -> None:
        target = OPERATORS[tree.function][0] if isinstance(tree, Call) and op == "call" else ""
        spelled = latex(tree), typed(tree)
        self.operations.append(Operation(id_, tree, line, name, op, target, *spelled))

    def _next_id(self) -> str:
        if len(self.operations) >= MAX_NODES:
            raise LimitError(
                f"This formula has over {MAX_NODES} nodes; graphlab takes {MAX_NODES}."
            )
        return f"w{len(self.operations) + 1}"


def _divides_by_zero(tree: Tree) -> bool:
    return any(
        isinstance(part, Call)
        and part.function == "div"
        and is_constant(part.args[1])
        and evaluate(part.args[1], {}) == 0
        for part in walk(tree)
    )
