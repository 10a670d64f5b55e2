"""Random formulas, and when two of them mean the same up to where a minus sign stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from graphlab.formula.functions import ROWS
from graphlab.formula.tree import Call, Const, Name, Num, Tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NAMES = ("x", "y", "x1", "alpha", "theta2", "x_i", "rate", "w4", "x̄", "loss_max")

numbers = st.one_of(
    st.integers(0, 99).map(lambda n: Num(float(n), str(n))),
    st.integers(1, 9999).map(lambda n: Num(n / 1000)),
    st.integers(1, 99).map(lambda n: Num(float(-n))),
)
constants = st.sampled_from(["pi", "e"]).map(Const)


@st.composite
def trees(
    draw: st.DrawFn,
    names: Sequence[str] = NAMES,
    functions: Iterable[str] | None = None,
    size: int = 8,
) -> Tree:
    """Trees of up to ``size`` operations, some used twice, from some rows of the table or all."""
    leaves = st.one_of(st.sampled_from(names).map(Name), numbers, constants)
    rows = [row for row in ROWS if functions is None or row.name in set(functions)]
    made: list[Tree] = [Name(names[0])]
    for _ in range(draw(st.integers(1, size))):
        row = draw(st.sampled_from(rows))
        # The first argument is the latest result, so that formulas grow instead of falling apart.
        others = st.one_of(st.sampled_from(made), leaves)
        args = [made[-1], *(draw(others) for _ in range(row.arity - 1))]
        if draw(st.booleans()):
            args.reverse()
        made.append(Call(row.name, tuple(args)))
    return made[-1] if draw(st.integers(0, 9)) else draw(leaves)


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
