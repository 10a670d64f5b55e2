"""Tree to text that can be typed back: ``-sin(w3)``, ``2*w4``, ``1/(2*w5)``."""

from __future__ import annotations

from graphlab.formula.functions import COMPARISONS
from graphlab.formula.tree import Call, Const, Name, Num, Tree

COMPARE, SUM, PRODUCT, NEGATIVE, POWER, ATOM = range(6)

_OPERATORS = {
    "add": " + ", "sub": " - ", "mul": "*", "hadamard": "*", "matmul": "@", "div": "/",
    "remainder": " % ",
}  # fmt: skip
_RELATIONS = {name: f" {sign} " for sign, name in COMPARISONS.items()}
_STRENGTH = {name: SUM if name in {"add", "sub"} else PRODUCT for name in _OPERATORS}
_SPELLED = {
    "amax": "max", "amin": "min", "colnorm": "norm1", "spectral": "norm2", "power": "power",
}  # fmt: skip


def text(tree: Tree) -> str:
    """The formula as one would type it, with every product sign written."""
    return _print(tree)[0]


def _print(tree: Tree) -> tuple[str, int]:
    match tree:
        case Num():
            plain = (
                tree.shown if tree.text.lstrip("-").replace(".", "").isdigit() else repr(tree.value)
            )
            plain = "0" if plain.lstrip("-") == ".0" else plain.removesuffix(".0")
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
    if tree.function in {"row", "transpose"}:
        return f"{_at_least(tree.args[0], ATOM)}ᵀ", POWER
    if tree.function in {"vector", "matrix", "index", "slice"}:
        return _bracketed(tree), ATOM
    if tree.function in {"pow", "matpow"}:
        base, exponent = tree.args
        return f"{_at_least(base, ATOM)}^{_at_least(exponent, ATOM)}", POWER
    name = _SPELLED.get(tree.function, tree.function)
    return f"{name}({', '.join(_print(a)[0] for a in tree.args)})", ATOM


def _bracketed(tree: Call) -> str:
    """Elements, rows, or places between square brackets."""
    parts = [_print(a)[0] for a in tree.args]
    match tree.function:
        case "slice":
            return ":".join(parts)
        case "index":
            return f"{_at_least(tree.args[0], ATOM)}[{', '.join(parts[1:])}]"
        case "vector":
            return f"[{', '.join(parts)}]" if len(parts) > 1 else f"[{parts[0]},]"
    rows = "; ".join(part[1:-1] for part in parts)
    return f"[{rows}]" if len(parts) > 1 else f"[{rows};]"


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
