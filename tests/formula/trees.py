"""Random formulas, and when two of them mean the same up to where a minus sign stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from graphlab.formula.functions import ROWS
from graphlab.formula.tree import Call, Const, Name, Num, Tree

if TYPE_CHECKING:
    from collections.abc import Iterable

NAMES = ("x", "y", "x1", "alpha", "theta2", "x_i", "rate", "w4", "x̄", "loss_max")

numbers = st.one_of(
    st.integers(0, 99).map(lambda n: Num(float(n), str(n))),
    st.integers(1, 9999).map(lambda n: Num(n / 1000)),
    st.integers(1, 99).map(lambda n: Num(float(-n))),
)
leaves = st.one_of(
    numbers, st.sampled_from(NAMES).map(Name), st.sampled_from(["pi", "e"]).map(Const)
)


def applied(parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    """Any row of the table on any parts."""
    return st.sampled_from(ROWS).flatmap(
        lambda row: st.tuples(*[parts] * row.arity).map(lambda args: Call(row.name, args))
    )


def trees(
    names: Iterable[str] = NAMES, functions: Iterable[str] | None = None, size: int = 12
) -> st.SearchStrategy[Tree]:
    """Trees of about ``size`` parts over some names and, if given, some rows only."""
    ends = st.one_of(numbers, st.sampled_from(list(names)).map(Name))
    if functions is None:
        return st.recursive(st.one_of(ends, leaves), applied, max_leaves=size)
    rows = [row for row in ROWS if row.name in set(functions)]
    return st.recursive(
        ends,
        lambda parts: st.sampled_from(rows).flatmap(
            lambda row: st.tuples(*[parts] * row.arity).map(lambda args: Call(row.name, args))
        ),
        max_leaves=size,
    )


def same(one: Tree, other: Tree) -> bool:
    """Equal, where −(ab) and (−a)b count as equal (IEEE 754 negates exactly), and eˣ is exp."""
    return signed(one) == signed(other)


def signed(tree: Tree) -> tuple[bool, Tree]:
    """Whether a tree is negative, and what remains without its signs."""
    match tree:
        case Num(value) if value < 0:
            return True, Num(-value)
        case Call("neg", (inner,)):
            negative, rest = signed(inner)
            return not negative, rest
        case Call("mul" | "div", (first, second)):
            negative, rest = signed(first)
            return negative, Call(tree.function, (rest, merged(second)))
        case Call("pow", (Const("e"), exponent)):
            return False, Call("exp", (merged(exponent),))
        case Call():
            return False, Call(tree.function, tuple(merged(part) for part in tree.args))
    return False, tree


def merged(tree: Tree) -> Tree:
    negative, rest = signed(tree)
    return Call("neg", (rest,)) if negative else rest
