"""Tidying a partial for the blackboard: 2·w^(2−1) becomes 2·w. Nothing deeper.

Only rewritings that hold for every value, NaN and ∞ included, are made, except x⁰ = 1, which
PyTorch and IEEE 754 hold too.
"""

from __future__ import annotations

from graphlab.formula.evaluate import evaluate
from graphlab.formula.tree import Call, Const, Num, Tree, is_constant, rewrite


def simplify(tree: Tree) -> Tree:
    """``tree`` with numbers worked out, factors 1 dropped and exponents 1 left away."""
    return rewrite(tree, _tidied)


def _tidied(call: Call) -> Tree:
    if all(isinstance(a, Num) for a in call.args) and call.function in {"add", "sub", "neg"}:
        return Num(float(evaluate(call, {})))
    match call:
        case Call("ln", (Const("e"),)):
            return Num(1.0)
        case Call("pow", (base, Num(1.0))):
            return base
        case Call("pow", (_, Num(0.0))):
            return Num(1.0)
        case Call("mul", (Num(1.0), other)) | Call("mul", (other, Num(1.0))):
            return other
        case Call("mul", (Num(0.0) as zero, Call("pow"))):
            return zero
        case Call("div", (other, Num(1.0))):
            return other
        case Call("neg", (Num(value),)):
            return Num(-value)
        case Call("pow", (base, Num(value))) if value == 0.5:
            return Call("sqrt", (base,))
        case Call("mul", (first, Num() as number)) if not is_constant(first):
            return Call("mul", (number, first))
    return call
