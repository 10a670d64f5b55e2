"""Formulas of numbers for exercises: a row of functions, or one whose node is used again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from graphlab.formula.text import text
from graphlab.formula.tree import Call, Name, Num, Tree, names

if TYPE_CHECKING:
    from graphlab.study.practice.picking import Picking

NAMES = (("x", "y"), ("x", "y"), ("a", "b"), ("s", "t"), ("u", "v"))
FACTORS = (2, 3, 4, 5)
ADDED = (1, 2, 3)
TENTHS: tuple[int, ...] = (*range(2, 10), *range(11, 20), *range(21, 31, 2))
SIGNS: tuple[int, ...] = (1, 1, 1, -1)

FUNCTIONS = ("sin", "cos", "exp", "ln", "sqrt", "tanh", "sigmoid", "atan")
LECTURED = ("sin", "cos", "exp", "ln", "sqrt")
POWERS = ("square", "cube")
PLAIN = ("times", "plus", "inverse")

SUMS = ("plus", "minus", "added", "scaled")
PRODUCTS = ("times", "inverse", "over")
"""What a part ends in: of these none is joined by a sign of its own kind."""

UNDONE = {
    ("exp", "ln"), ("ln", "exp"), ("sqrt", "square"), ("square", "sqrt"), ("cube", "square"),
    ("square", "cube"), ("exp", "exp"), ("exp", "inverse"), ("inverse", "exp"), ("ln", "cube"),
    ("ln", "square"), ("ln", "sqrt"), ("sqrt", "ln"), ("sqrt", "cube"), ("cube", "sqrt"),
    ("inverse", "square"), ("inverse", "cube"), ("square", "inverse"), ("cube", "inverse"),
    ("tanh", "sigmoid"), ("sigmoid", "tanh"), ("tanh", "atan"), ("atan", "tanh"),
    ("sigmoid", "atan"), ("atan", "sigmoid"), ("ln", "ln"), ("sqrt", "sqrt"),
    ("sqrt", "exp"), ("square", "exp"), ("cube", "exp"), ("sigmoid", "ln"),
}  # fmt: skip
"""Outer and inner function that nobody would write like this, or that a rule makes simpler."""


class _Grown(NamedTuple):
    """A part of the formula, and the function that it ends in."""

    tree: Tree
    last: str


def chain(picking: Picking) -> Tree:
    """Two to four functions around one or two inputs."""
    inputs = picking.of(NAMES)[: picking.of((1, 2, 2))]
    grown = _core(picking, inputs)
    for _ in range(picking.of((2, 2, 3, 3, 4))):
        grown = _around(picking, grown)
    return grown.tree


def fan_out(picking: Picking) -> Tree:
    """A node, or an input, that leads on in two ways or three."""
    inputs = picking.of(NAMES)[: picking.of((1, 2, 2, 2))]
    way = picking.of(("node", "node", "node", "input", "both"))
    if way == "input":
        shared = _Grown(Name(inputs[0]), "")
        first = _core(picking, inputs) if len(inputs) == 2 else shared
        first = _around(picking, first)
    else:
        shared = _core(picking, inputs)
        if len(inputs) == 1 or picking.of((True, False)):
            shared = _around(picking, shared)
        first = _around(picking, shared)
    if picking.of((True, False)):
        first = _around(picking, first)
    second = shared if picking.of((True, False, False)) else _around(picking, shared)
    while second.tree == first.tree:
        second = _around(picking, shared)
    sides = (first.tree, second.tree) if picking.of((True, False)) else (second.tree, first.tree)
    tree: Tree = Call(picking.of(_joins(first.last, second.last)), sides)
    if way == "both":
        tree = Call(picking.of(("add", "mul")), (tree, Name(inputs[-1])))
    return tree


def scalar(picking: Picking) -> float:
    """A number for an input: one digit after the point, neither 0 nor ±1 nor ±2."""
    return picking.of(SIGNS) * picking.of(TENTHS) / 10


def _joins(*sides: str) -> tuple[str, ...]:
    """How two sides may be put together so that nobody would write it more simply."""
    if any(side in SUMS for side in sides):
        return ("add",) if any(side in PRODUCTS for side in sides) else ("mul",)
    if any(side in PRODUCTS for side in sides):
        return ("add", "add", "sub")
    return ("add", "add", "sub", "mul", "mul", "div")


def _core(picking: Picking, inputs: tuple[str, ...]) -> _Grown:
    x = Name(inputs[0])
    if len(inputs) == 1:
        return _Grown(x, "")
    y = Name(inputs[1])
    cores = {
        "times": Call("mul", (x, y)),
        "plus": Call("add", (x, y)),
        "minus": Call("sub", (x, y)),
        "over": Call("div", (x, y)),
        "squared": Call("mul", (Call("pow", (x, Num(2.0))), y)),
        "added": Call("add", (Call("pow", (x, Num(2.0))), y)),
        "scaled": Call("add", (Call("mul", (Num(float(picking.of(FACTORS))), x)), y)),
    }
    kind = picking.of(("times", "times", *cores))
    return _Grown(cores[kind], kind)


def _around(picking: Picking, inner: _Grown) -> _Grown:
    """One more function around a part."""
    while True:
        kind = picking.of((*LECTURED, *LECTURED, *POWERS, *FUNCTIONS, *PLAIN))
        if kind == inner.last or (kind, inner.last) in UNDONE:
            continue
        if kind in PLAIN and inner.last in (*PLAIN, "", "minus", "over", "scaled", "added"):
            continue
        return _Grown(_applied(picking, kind, inner.tree), kind)


def _applied(picking: Picking, kind: str, inner: Tree) -> Tree:
    match kind:
        case "square":
            return Call("pow", (inner, Num(2.0)))
        case "cube":
            return Call("pow", (inner, Num(3.0)))
        case "times":
            return Call("mul", (Num(float(picking.of(FACTORS))), inner))
        case "plus":
            return Call("add", (inner, Num(float(picking.of(ADDED)))))
        case "inverse":
            return Call("div", (Num(1.0), inner))
    return Call(kind, (inner,))


def written(tree: Tree) -> str:
    """As it is typed: a function of its inputs."""
    return f"f({', '.join(names(tree))}) = {text(tree)}"
