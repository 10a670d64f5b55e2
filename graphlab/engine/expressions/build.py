"""A read formula as a torch.fx graph in which equal subexpressions are one node."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from torch.fx import Graph

from graphlab.engine.expressions.operators import OPERATORS, on_numbers
from graphlab.engine.expressions.tensor_operators import TENSOR_OPERATORS, Literal, on_literals
from graphlab.errors import InputError, LimitError
from graphlab.formula.evaluate import evaluate
from graphlab.formula.functions import COMPARISONS
from graphlab.formula.latex import latex
from graphlab.formula.lexer import place
from graphlab.formula.text import text as typed
from graphlab.formula.tree import Call, Name, Num, Tree, is_constant, walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor
    from torch.fx import Node

    from graphlab.formula.program import Program
    from graphlab.record import Operation as OpName

    Operand = float | slice | Literal

MAX_NODES = 500
MAX_CONSTANT_PARTS = 50
SINGULAR = "This matrix is singular: it has no inverse."


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
    outputs: tuple[str | Operand, ...]


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
                self._call_it(_node_of(results[0]), line.name)
            outputs = results
        results = [_node_of(output) or output for output in outputs]
        ends = tuple(r if isinstance(r, str) else self._operand(r) for r in results)
        self.graph.output(tuple(self.nodes[e] for e in ends if isinstance(e, str)))
        for output in results:
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
        ids = [_node_of(a) for a in args]
        if not any(ids):
            return Call(part.function, tuple(a for a in args if not isinstance(a, str)), part.at)
        if part.function == "row":  # the same vector, only written lying
            lying = isinstance(args[0], str) and ids[0]
            return Call("row", (Name(lying),), part.at) if lying else ids[0] or args[0]
        trees = tuple(
            Name(a) if isinstance(a, str) else a if id_ else self._short(a)
            for a, id_ in zip(args, ids, strict=True)
        )
        shown = Call(part.function, trees, part.at)
        values = tuple(
            a if isinstance(a, str) else id_ or self._operand(a)
            for a, id_ in zip(args, ids, strict=True)
        )
        key = (part.function, tuple(map(_key, values)))
        if key in self.seen:
            return self.seen[key]
        id_ = self._next_id()
        operands: tuple[Any, ...] = tuple(
            self.nodes[v] if isinstance(v, str) else v for v in values
        )
        target = _operator(part.function)[1]
        numeric = ids[1:] if part.function == "where" else ids
        if part.function != "index" and not self.truths.isdisjoint(numeric):
            target = on_numbers(target)
        if any(isinstance(value, Literal) for value in values):
            target = on_literals(target)
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
        if not long:
            return tree
        value = self._operand(tree)
        return Num(value, at=tree.at) if isinstance(value, float) else tree

    def _operand(self, tree: Tree) -> Operand:
        """Value of a part without names: a number, a slice, or a typed vector or matrix."""
        if isinstance(tree, Call) and tree.function == "slice":
            ends = (evaluate(end, {}) for end in tree.args)
            return slice(*(None if np.isnan(end) else int(end) for end in ends))
        try:
            found = np.asarray(evaluate(tree, {}), dtype=np.float64)
        except np.linalg.LinAlgError:
            raise self._singular(tree) from None
        if np.isfinite(found).all():
            return Literal(found) if found.ndim else float(found)
        value = float(found[~np.isfinite(found)].flat[0])
        line, column = place(self.program.text, tree.at)
        shown = typed(tree) if len(typed(tree)) <= 30 else "This part"
        if math.isnan(value):
            problem = f"{shown} has no value."
        elif _divides_by_zero(tree):
            problem = f"{shown} divides by zero."
        else:
            problem = f"{shown} is larger than any number of 64 bits (1.8e308)."
        raise InputError(problem, line=line, column=column)

    def _singular(self, tree: Tree) -> InputError:
        """Names the part that numpy cannot solve or invert; those before it it can."""
        failed = next(part for part in walk(tree) if isinstance(part, Call) and _fails(part))
        line, column = place(self.program.text, failed.at)
        return InputError(SINGULAR, line=line, column=column)

    def _call_it(self, result: str | None, name: str) -> None:
        """Give a node the person's name, the first one if there are several."""
        for index, operation in enumerate(self.operations):
            if operation.id == result and operation.name is None:
                self.operations[index] = dataclasses.replace(operation, name=name)

    def _enter(self, id_: str, tree: Tree, line: int, op: OpName, name: str | None = None) -> None:
        target = _operator(tree.function)[0] if isinstance(tree, Call) and op == "call" else ""
        spelled = latex(tree), typed(tree)
        self.operations.append(Operation(id_, tree, line, name, op, target, *spelled))

    def _next_id(self) -> str:
        if len(self.operations) >= MAX_NODES:
            raise LimitError(
                f"This formula has over {MAX_NODES} nodes; graphlab takes {MAX_NODES}."
            )
        return f"w{len(self.operations) + 1}"


def _operator(function: str) -> tuple[str, Callable[..., Tensor]]:
    return OPERATORS.get(function) or TENSOR_OPERATORS[function]


def _node_of(part: str | Tree) -> str | None:
    """The node that a part is: itself, or the vector that is written lying."""
    if isinstance(part, str):
        return part
    if isinstance(part, Call) and part.function == "row" and isinstance(part.args[0], Name):
        return part.args[0].name
    return None


def _key(value: str | Operand) -> object:
    if isinstance(value, float):
        return value.hex()
    return value.key() if isinstance(value, Literal) else str(value)


def _fails(call: Call) -> bool:
    try:
        evaluate(call, {})
    except np.linalg.LinAlgError:
        return True
    return False


def _divides_by_zero(tree: Tree) -> bool:
    return any(
        isinstance(part, Call)
        and part.function == "div"
        and is_constant(part.args[1])
        and evaluate(part.args[1], {}) == 0
        for part in walk(tree)
    )
