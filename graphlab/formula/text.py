"""Tree to text that can be typed back: ``-sin(w3)``, ``2*w4``, ``1/(2*w5)``."""

from __future__ import annotations

from graphlab.formula.functions import COMPARISONS
from graphlab.formula.tree import Call, Const, Name, Num, Tree

COMPARE, SUM, PRODUCT, NEGATIVE, POWER, ATOM = range(6)

_OPERATORS = {"add": " + ", "sub": " - ", "mul": "*", "div": "/", "remainder": " % "}
_RELATIONS = {name: f" {sign} " for sign, name in COMPARISONS.items()}
_STRENGTH = {"add": SUM, "sub": SUM, "mul": PRODUCT, "div": PRODUCT, "remainder": PRODUCT}


def text(tree: Tree) -> str:
    """The formula as one would type it, with every product sign written."""
    return _print(tree)[0]


def _print(tree: Tree) -> tuple[str, int]:
    match tree:
        case Num():
            plain = (
                tree.shown if tree.text.lstrip("-").replace(".", "").isdigit() else repr(tree.value)
            )
            plain = plain.removesuffix(".0")
            return plain, NEGATIVE if plain[0] == "-" else ATOM
        case Const() | Name():
            return tree.name, ATOM
    if tree.function in _OPERATORS:
        return _chain(tree)
    if tree.function in _RELATIONS:
        left, right = (_at_least(a, SUM) for a in tree.args)
        return f"{left}{_RELATIONS[tree.function]}{right}", COMPARE
    if tree.function == "neg":
        return f"-{_at_least(tree.args[0], POWER)}", NEGATIVE
    if tree.function == "pow":
        base, exponent = tree.args
        return f"{_at_least(base, ATOM)}^{_at_least(exponent, ATOM)}", POWER
    return f"{tree.function}({', '.join(_print(a)[0] for a in tree.args)})", ATOM


def _chain(tree: Call) -> tuple[str, int]:
    """An operator with its left spine followed by a loop, so long sums are no deep ones."""
    strength = _STRENGTH[tree.function]
    parts: list[str] = []
    left: Tree = tree
    while isinstance(left, Call) and _STRENGTH.get(left.function) == strength:
        right = _at_least(left.args[1], strength + 1)
        if right[0] == "-":
            right = f"({right})"
        parts += [right, _OPERATORS[left.function]]
        left = left.args[0]
    head, own = _print(left)
    if own < strength or (own == NEGATIVE and not isinstance(left, Num) and strength == PRODUCT):
        head = f"({head})"
    return "".join([head, *reversed(parts)]), strength


def _at_least(tree: Tree, strength: int) -> str:
    printed, own = _print(tree)
    return printed if own >= strength else f"({printed})"
