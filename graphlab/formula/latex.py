"""Tree to LaTeX, as it stands on a blackboard: juxtaposed products, fractions, cos²."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from graphlab.formula.functions import COMPARISONS, FUNCTIONS, GREEK
from graphlab.formula.tensor_functions import TENSOR_FUNCTIONS
from graphlab.formula.tree import Call, Const, Name, Num, Tree, walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.formula.program import Assignment

COMPARE, SUM, PRODUCT, NEGATIVE, POWER, ATOM = range(6)
"""Binding strength of what was printed, weakest first."""

_RELATIONS = {
    name: {"<=": r"\le", ">=": r"\ge", "!=": r"\ne"}.get(sign, sign)
    for sign, name in COMPARISONS.items()
}
_SUBSCRIPTED = re.compile(r"([A-Za-z]+)(\u0304?)_?(\w*)")


def latex(tree: Tree) -> str:
    """LaTeX of a tree. Everything this prints can be read back by the parser."""
    return _print(tree)[0]


@lru_cache(maxsize=65536)  # a large graph asks for each of its nodes again and again
def name_latex(name: str) -> str:
    r"""``w4`` is w_{4}, ``alpha`` is \alpha, ``rate`` is upright."""
    found = re.fullmatch(r"([A-Za-z]+?)(\u0304?)_?([0-9]+|(?<=_)[A-Za-z0-9]+)?", name)
    if found is None:
        return name
    letters, bar, subscript = found.groups()
    if letters in GREEK:
        base = f"\\{letters}" if letters != "omicron" else "o"
    else:
        base = letters if len(letters) == 1 else rf"\mathrm{{{letters}}}"
    if bar:
        base = rf"\bar{{{base}}}"
    if not subscript:
        return base
    plain = len(subscript) == 1 or subscript.isdigit()
    return f"{base}_{{{subscript}}}" if plain else rf"{base}_{{\mathrm{{{subscript}}}}}"


def number_latex(value: Num) -> str:
    """A number as it was typed; powers of ten written out."""
    mantissa, _, exponent = value.shown.lower().partition("e")
    if not exponent:
        return mantissa
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"


def program(lines: Sequence[Assignment], function: str | None, declared: Sequence[str]) -> str:
    """LaTeX of a whole text, lines side by side."""
    parts = []
    for index, line in enumerate(lines):
        right = r",\; ".join(latex(tree) for tree in line.trees)
        last = index == len(lines) - 1
        if line.name is not None:
            right = f"{name_latex(line.name)} = {right}"
        elif last and function is not None:
            inputs = ", ".join(name_latex(name) for name in declared)
            right = f"{name_latex(function)}({inputs}) = {right}"
        parts.append(right)
    return r" \qquad ".join(parts)


def _print(tree: Tree) -> tuple[str, int]:
    match tree:
        case Num():
            text = number_latex(tree)
            return text, NEGATIVE if text[0] == "-" else PRODUCT if "cdot" in text else ATOM
        case Const():
            return (r"\pi" if tree.name == "pi" else tree.name), ATOM
        case Name():
            return name_latex(tree.name), ATOM
    printer = _PRINTERS.get(tree.function)
    if printer is not None:
        return printer(tree)
    if tree.function in _RELATIONS:
        left, right = (_at_least(a, SUM) for a in tree.args)
        return f"{left} {_RELATIONS[tree.function]} {right}", COMPARE
    inner = ", ".join(_print(a)[0] for a in tree.args)
    return f"{_function_name(tree.function)}{_round(inner, tree.args)}", ATOM


def _function_name(name: str) -> str:
    row = FUNCTIONS.get(name) or TENSOR_FUNCTIONS[name]
    return row.latex or rf"\operatorname{{{name}}}"


def _round(inner: str, args: Sequence[Tree]) -> str:
    tall = any(_is_tall(a) for a in args)
    return rf"\left({inner}\right)" if tall else f"({inner})"


def _is_tall(tree: Tree) -> bool:
    tall = {"div", "vector", "matrix"}
    return any(isinstance(part, Call) and part.function in tall for part in walk(tree))


def _at_least(tree: Tree, strength: int) -> str:
    text, own = _print(tree)
    if own >= strength:
        return text
    if own == COMPARE:
        return rf"\left[{text}\right]" if _is_tall(tree) else f"[{text}]"
    return _round(text, (tree,))


def _sum(tree: Call) -> tuple[str, int]:
    """A chain of + and −; the left spine is followed by a loop, so long sums are no deep ones."""
    parts: list[str] = []
    left: Tree = tree
    while isinstance(left, Call) and left.function in {"add", "sub"}:
        sign, right = ("+" if left.function == "add" else "-"), left.args[1]
        printed = _at_least(right, PRODUCT)
        parts.append(f" {sign} ({printed})" if printed[0] == "-" else f" {sign} {printed}")
        left = left.args[0]
    head, own = _print(left)
    parts.append(head if own >= NEGATIVE or own in {SUM, PRODUCT} else _at_least(left, SUM))
    return "".join(reversed(parts)), SUM


def _product(tree: Call) -> tuple[str, int]:
    factors: list[Tree] = []
    left: Tree = tree
    while isinstance(left, Call) and left.function == "mul":
        factors.append(left.args[1])
        left = left.args[0]
    text, own = _print(left)
    if own < PRODUCT or (own == NEGATIVE and not isinstance(left, Num)):
        text = _at_least(left, ATOM)
    previous = left
    dotted = False
    if isinstance(left, Call) and left.function == "hadamard":
        dotted = True  # a product without a sign would take the last factor for itself
    for factor in reversed(factors):
        right = _at_least(factor, POWER)
        plain = isinstance(previous, Num) or not _begins_lying(factor)
        if isinstance(factor, Call) and factor.function == "matmul" and not dotted and plain:
            right = _print(factor)[0]  # ½ xᵀA x: the numbers in front are taken last
        if isinstance(factor, Call) and factor.function == "mul":
            right = _round(right, (factor,)) if not right.startswith(("(", r"\left(")) else right
        # Juxtaposition binds more tightly than a dot: 2·3·x, for 2·3x would be 2·(3x).
        dotted = dotted or _needs_dot(previous, factor, right)
        text += (r" \cdot " if dotted else " ") + right
        previous = factor
    return text, PRODUCT


def _begins_lying(tree: Tree) -> bool:
    """Whether a product begins with xᵀ; behind another vector that would be an outer product."""
    while isinstance(tree, Call) and tree.function == "matmul":
        tree = tree.args[0]
    return isinstance(tree, Call) and tree.function == "row"


def _needs_dot(left: Tree, right: Tree, printed: str) -> bool:
    """A dot where juxtaposition would not be read as a product."""
    if printed[0].isdigit() or printed.startswith("-"):
        return True
    if isinstance(left, Num) and isinstance(right, Num):
        return True
    if isinstance(right, Call) and right.function == "div":
        return True
    if isinstance(left, Num):
        return "cdot" in number_latex(left)
    # A name before a bracket would read as a function applied to it.
    return isinstance(left, Name) and printed.startswith(("(", r"\left(", "[", r"\left["))


def _quotient(tree: Call) -> tuple[str, int]:
    top, bottom = (_print(a)[0] for a in tree.args)
    numerator = tree.args[0]
    if isinstance(numerator, Num) and numerator.value < 0:
        return rf"-\frac{{{top[1:]}}}{{{bottom}}}", NEGATIVE
    return rf"\frac{{{top}}}{{{bottom}}}", PRODUCT


def _negative(tree: Call) -> tuple[str, int]:
    inner = _at_least(tree.args[0], PRODUCT)
    return (f"-({inner})" if inner[0] == "-" else f"-{inner}"), NEGATIVE


def _power(tree: Call) -> tuple[str, int]:
    base, exponent = tree.args
    upper = _print(exponent)[0]
    # sin⁻¹ would be read as the arcsine.
    if isinstance(base, Call) and base.function in _PREFIX and upper != "-1":
        inner = ", ".join(_print(a)[0] for a in base.args)
        return f"{_function_name(base.function)}^{{{upper}}}{_round(inner, base.args)}", POWER
    return f"{_at_least(base, ATOM)}^{{{upper}}}", POWER


def _exponential(tree: Call) -> tuple[str, int]:
    return f"e^{{{_print(tree.args[0])[0]}}}", POWER


def _root(tree: Call) -> tuple[str, int]:
    degree = "[3]" if tree.function == "cbrt" else ""
    return rf"\sqrt{degree}{{{_print(tree.args[0])[0]}}}", ATOM


def _absolute(tree: Call) -> tuple[str, int]:
    inner = _print(tree.args[0])[0]
    if _is_tall(tree.args[0]):
        return rf"\left|{inner}\right|", ATOM
    return rf"\lvert {inner} \rvert", ATOM


def _floor(tree: Call) -> tuple[str, int]:
    inner = _print(tree.args[0])[0]
    if tree.function == "floor":
        return rf"\lfloor {inner} \rfloor", ATOM
    return rf"\lceil {inner} \rceil", ATOM


def _matrix_product(tree: Call) -> tuple[str, int]:
    factors: list[Tree] = []
    left: Tree = tree
    while isinstance(left, Call) and left.function == "matmul":
        factors.append(left.args[1])
        left = left.args[0]
    head, own = _print(left)
    grouped = isinstance(left, Call) and left.function in {"mul", "hadamard", "remainder"}
    if own < PRODUCT or own == NEGATIVE or grouped:
        head = _round(head, (left,))
    return " ".join([head, *(_at_least(factor, POWER) for factor in reversed(factors))]), PRODUCT


def _each_product(tree: Call) -> tuple[str, int]:
    left, right = tree.args
    head, own = _print(left)
    if own < PRODUCT or (own == NEGATIVE and not isinstance(left, Num)):
        head = _round(head, (left,))
    tail = _at_least(right, POWER)
    if isinstance(right, Call) and right.function == "matmul":
        tail = _print(right)[0]
    return rf"{head} \odot {tail}", PRODUCT


def _outer(tree: Call) -> tuple[str, int]:
    if any(isinstance(a, Call) and a.function in {"mul", "hadamard"} for a in tree.args):
        inner = ", ".join(_print(a)[0] for a in tree.args)
        return rf"\operatorname{{outer}}({inner})", ATOM
    left, right = tree.args
    head = _at_least(left, ATOM)
    if isinstance(right, Call) and right.function == "row":
        return f"{head} {_at_least(right.args[0], POWER)}", PRODUCT
    return rf"{head} {_at_least(right, ATOM)}^{{\top}}", PRODUCT


def _transposed(tree: Call) -> tuple[str, int]:
    return rf"{_at_least(tree.args[0], ATOM)}^{{\top}}", POWER


def _inverted(tree: Call) -> tuple[str, int]:
    return f"{_at_least(tree.args[0], ATOM)}^{{-1}}", POWER


def _each_power(tree: Call) -> tuple[str, int]:
    base, exponent = tree.args
    return rf"{_at_least(base, ATOM)}^{{\odot {_at_least(exponent, ATOM)}}}", POWER


def _norm(tree: Call) -> tuple[str, int]:
    inner = _print(tree.args[0])[0]
    left, right = (r"\left‖", r"\right‖") if _is_tall(tree.args[0]) else (r"\lVert ", r" \rVert")
    return f"{left}{inner}{right}{_NORMS[tree.function]}", ATOM


def _elements(tree: Call) -> tuple[str, int]:
    """A vector stands upright; a matrix has its rows."""
    if tree.function == "vector":
        rows = [_print(a)[0] for a in tree.args]
    else:
        rows = [
            " & ".join(_print(a)[0] for a in (row.args if isinstance(row, Call) else (row,)))
            for row in tree.args
        ]
    inner = r" \\ ".join(rows)
    return rf"\begin{{bmatrix}} {inner} \end{{bmatrix}}", ATOM


def _index(tree: Call) -> tuple[str, int]:
    base, *places = tree.args
    return f"{_at_least(base, ATOM)}[{', '.join(_print(p)[0] for p in places)}]", ATOM


def _slice(tree: Call) -> tuple[str, int]:
    return ":".join(_print(a)[0] for a in tree.args), COMPARE


_NORMS = {
    "norm": "", "norm1": "_{1}", "norm2": "_{2}", "norminf": r"_{\infty}", "normF": "_{F}",
    "colnorm": "_{1}", "spectral": "_{2}",
}  # fmt: skip
_PREFIX = {"sin", "cos", "tan", "sinh", "cosh", "tanh", "ln"}
_PRINTERS = {
    "add": _sum,
    "sub": _sum,
    "mul": _product,
    "div": _quotient,
    "neg": _negative,
    "pow": _power,
    "exp": _exponential,
    "sqrt": _root,
    "cbrt": _root,
    "abs": _absolute,
    "floor": _floor,
    "ceil": _floor,
    "matmul": _matrix_product,
    "hadamard": _each_product,
    "outer": _outer,
    "row": _transposed,
    "transpose": _transposed,
    "inv": _inverted,
    "power": _each_power,
    "matpow": _power,
    "vector": _elements,
    "matrix": _elements,
    "index": _index,
    "slice": _slice,
    **dict.fromkeys(_NORMS, _norm),
}
