"""Trees to sympy expressions and back, function by function; nothing is ever parsed by sympy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy

from graphlab.formula.functions import FUNCTIONS
from graphlab.formula.tree import Call, Const, Name, Num, Tree

if TYPE_CHECKING:
    from collections.abc import Callable

LARGEST_EXPONENT = 100

_TO: dict[str, Callable[..., sympy.Expr]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "neg": lambda a: -a,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": lambda a, b: _raised(a, b),
    "sqrt": sympy.sqrt,
    "exp": sympy.exp,
    "ln": sympy.log,
    **{
        name: getattr(sympy, name)
        for name in "sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh erf".split()
    },
}
SMOOTH = frozenset(_TO)
"""Functions that sympy differentiates as a textbook does."""

_FROM = {
    getattr(sympy, name): name
    for name in "sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh erf".split()
} | {sympy.log: "ln", sympy.exp: "exp"}


def to_sympy(tree: Tree) -> sympy.Expr:
    """The sympy expression of a tree; functions that sympy spells otherwise stay unevaluated."""
    match tree:
        case Num():
            return sympy.nsimplify(
                tree.shown if _is_decimal(tree.shown) else tree.value, rational=True
            )
        case Const():
            return sympy.pi if tree.name == "pi" else sympy.E
        case Name():
            return sympy.Symbol(tree.name)
    args = [to_sympy(a) for a in tree.args]
    make = _TO.get(tree.function) or sympy.Function(tree.function)
    return make(*args)


def _raised(base: sympy.Expr, exponent: sympy.Expr) -> sympy.Expr:
    """A power; one of numbers that would have thousands of digits stays unevaluated."""
    if base.is_Rational and exponent.is_Rational and abs(exponent) > LARGEST_EXPONENT:
        return sympy.Function("pow")(base, exponent)
    return base**exponent


def to_tree(expression: sympy.Expr) -> Tree | None:
    """A tree that prints like the blackboard, or None for what the table does not know."""
    try:
        return _tree(expression)
    except _UnknownError:
        return None


class _UnknownError(Exception):
    """A part of an expression that has no row in the table of functions."""


def _tree(e: sympy.Expr) -> Tree:
    if e.is_Symbol:
        return Name(str(e))
    if e is sympy.pi:
        return Const("pi")
    if e is sympy.E:
        return Const("e")
    if e.is_Integer:
        return Num(float(int(e)), str(int(e)))
    if e.is_Rational:
        return _rational(e)
    if e.is_Float:
        return Num(float(e))
    if e.is_Add:
        return _sum(e)
    if e.is_Mul:
        return _product(e)
    if e.is_Pow:
        return _power(e)
    name = _FROM.get(e.func) or str(e.func)
    if not e.is_Function or name not in FUNCTIONS:
        raise _UnknownError(str(e))
    return Call(name, tuple(_tree(a) for a in e.args))


def _rational(e: sympy.Expr) -> Tree:
    decimal = f"{float(e):.12g}"
    if "e" not in decimal and sympy.Rational(decimal) == e and len(decimal) <= 6:
        return Num(float(e), decimal)
    return Call("div", (Num(float(e.p), str(e.p)), Num(float(e.q), str(e.q))))


def _sum(e: sympy.Expr) -> Tree:
    terms = e.as_ordered_terms()
    # A blackboard begins with a term that has no minus sign, if there is one.
    terms.sort(key=lambda term: term.could_extract_minus_sign())
    total = _tree(terms[0])
    for term in terms[1:]:
        if term.could_extract_minus_sign():
            total = Call("sub", (total, _tree(-term)))
        else:
            total = Call("add", (total, _tree(term)))
    return total


def _product(e: sympy.Expr) -> Tree:
    if e.could_extract_minus_sign():
        return Call("neg", (_tree(-e),))
    top, bottom = sympy.fraction(e)
    if bottom != 1:
        return Call("div", (_tree(top), _tree(bottom)))
    coefficient, rest = e.as_coeff_Mul()
    factors = list(sympy.Mul.make_args(rest))
    # Numbers first, then names and powers, then functions: 4 w₄ sin(w₃).
    factors.sort(key=lambda f: (bool(f.atoms(sympy.Function)), f.is_Add, f.sort_key()))
    trees = [_tree(f) for f in factors]
    if coefficient != 1:
        trees.insert(0, _tree(coefficient))
    total = trees[0]
    for tree in trees[1:]:
        total = Call("mul", (total, tree))
    return total


def _power(e: sympy.Expr) -> Tree:
    base, exponent = e.args
    if exponent.could_extract_minus_sign():
        return Call("div", (Num(1.0), _tree(base**-exponent)))
    if exponent == sympy.Rational(1, 2):
        return Call("sqrt", (_tree(base),))
    return Call("pow", (_tree(base), _tree(exponent)))


def _is_decimal(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()
