"""Contributions as vector-Jacobian products in matrix form: for Y = AB, Ā = Ȳ Bᵀ and B̄ = AᵀȲ.

The table has one row an operation. A formula is shown only if numpy gives the measured numbers for
it, so that a wrong row, or one that does not fit this call, can never be seen.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from graphlab.engine.product_call import Bound, bind
from graphlab.engine.product_rows import ROWS
from graphlab.engine.product_told import TOLD
from graphlab.errors import InputError
from graphlab.formula.evaluate import evaluate
from graphlab.formula.latex import latex
from graphlab.formula.meaning import Meaning
from graphlab.formula.parser import as_typed
from graphlab.formula.shapes import sized
from graphlab.formula.simplify import simplify
from graphlab.formula.text import text as typed
from graphlab.formula.tree import Call, Name, Num, Tree, replace, rewrite

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MAX_ELEMENTS = 1 << 20
"""Above this, checking a formula would cost more than the run itself."""

LETTERS = tuple("abcdefgw")
_TOLERANCES = {"float32": 1e-4, "float16": 2e-2}
TOLERANCE = 1e-9


class Product(NamedTuple):
    r"""A contribution as a formula: LaTeX (``\bar{w}_{5} w_{2}^{\top}``) and plain characters."""

    latex: str
    text: str


def product(
    target: str,
    args: Sequence[object],
    kwargs: Mapping[str, object] | None,
    argument: int,
    names: Sequence[str],
    values: Sequence[Any],
    node: str,
    result: Any,
    adjoint: Any,
    measured: Any,
    taken: Any = None,
) -> Product | None:
    """The contribution of one use of a tensor, or None if no row gives the measured numbers.

    ``target`` is the operation's name, with or without its module; ``args`` and ``kwargs`` are
    those of the call, with ``TENSOR``, a tensor or an array where a tensor stands. ``names`` and
    ``values`` are those of the tensors in order, and ``argument`` counts among them. ``node`` names
    the result; ``taken`` are the positions that an indexing operation took.
    """
    arrays = [*values, result, adjoint, measured]
    if any(not _is_real(array) for array in arrays) or max(map(np.size, arrays)) > MAX_ELEMENTS:
        return None
    own = operation(target)
    call = bind(own, args, kwargs or {}, names, values, node, result, adjoint, measured, taken)
    if call is None or not 0 <= argument < len(names):
        return None
    tolerance = _TOLERANCES.get(str(np.asarray(measured).dtype), TOLERANCE)
    with np.errstate(all="ignore"):
        for candidate in _candidates(own, call, argument):
            if _agrees(candidate[1], call, tolerance):
                return candidate[0]
    return None


def operation(target: str) -> str:
    """``matmul`` for torch.matmul, torch.Tensor.matmul and Tensor.__matmul__."""
    own = target.rpartition(".")[2]
    if own.startswith("__") and own.endswith("__"):
        return own
    return own.rstrip("_") if not own.startswith("_") else own.strip("_")


def _candidates(own: str, call: Bound, argument: int) -> Iterator[tuple[Product, Any]]:
    letter = call.letter_of(argument)
    if letter is not None:
        for row in ROWS.get(own, {}).get(letter, ()):
            for text in (row,) if isinstance(row, str) else row(call):
                made = _made(text, call)
                if made is not None:
                    yield made
    for told in TOLD.get(own, ()):
        said = told(call, argument)
        if said is not None:
            shown, plain, value = said
            yield Product(call.filled(shown, as_latex=True), call.filled(plain)), value


def _made(text: str, call: Bound) -> tuple[Product, Any] | None:
    """A formula of the table with the call's names and numbers in it, and its value."""
    numbers = tuple(
        (letter, tree.value, tree.text)
        for letter, tree in call.trees.items()
        if isinstance(tree, Num)
    )
    shapes = tuple((letter, np.shape(value)) for letter, value in call.values.items())
    tree = understood(text, numbers, shapes)
    if tree is None:
        return None
    value = np.asarray(evaluate(tree, call.values))
    if value.shape != call.measured.shape and value.ndim:
        tree, value = _summed(tree, value, call.measured.shape)
    shown = replace(tree, call.trees)
    return Product(latex(shown), typed(shown)), value


@lru_cache(maxsize=4096)
def understood(
    text: str,
    numbers: tuple[tuple[str, float, str], ...],
    shapes: tuple[tuple[str, tuple[int, ...]], ...],
) -> Tree | None:
    """A formula of the table for arguments of these shapes; None if it does not fit them."""
    tree = replace(_row(text), {letter: Num(value, shown) for letter, value, shown in numbers})
    tree = rewrite(_joined(simplify(tree)), _of_each)
    try:
        meaning = Meaning(text, {letter: sized(shape) for letter, shape in shapes}, ())
        return meaning.part(tree).tree
    except (InputError, KeyError):
        return None


@lru_cache(maxsize=1024)
def _row(text: str) -> Tree:
    return as_typed(text, LETTERS)


def _joined(tree: Tree) -> Tree:
    """The adjoint times a partial, as one writes it: ȳ·(1/b) as ȳ/b, ȳ·(2a) as 2ȳ·a."""
    match tree:
        case Call("mul", (Name("g") as adjoint, partial)):
            return _into(adjoint, partial)
        case Call("div", (Call("neg", (inner,)), bottom)):
            return Call("neg", (Call("div", (inner, bottom)),))
    return tree


def _into(factor: Tree, partial: Tree) -> Tree:
    match partial:
        case Num(1.0):
            return factor
        case Call("neg", (inner,)):
            return Call("neg", (_into(factor, inner),))
        case Call("div", (Call("neg", (inner,)), bottom)):
            return Call("neg", (_into(factor, Call("div", (inner, bottom))),))
        case Call("div", (top, bottom)):
            return Call("div", (_into(factor, top), bottom))
        case Call("mul", (Num() as number, rest)):
            return _into(Call("mul", (number, factor)), rest)
        case Call("mul", (first, second)):
            return Call("mul", (_into(factor, first), second))
    return Call("mul", (factor, partial))


def _of_each(call: Call) -> Tree:
    """In rows of the table ^ is a power of each element."""
    return Call("power", call.args, call.at) if call.function == "pow" else call


def _summed(tree: Tree, value: Floats, shape: tuple[int, ...]) -> tuple[Tree, Floats]:
    """Summed over the directions along which the argument was repeated."""
    if isinstance(tree, Call) and tree.function == "neg":
        inner, total = _summed(tree.args[0], -value, shape)
        return Call("neg", (inner,)), -total
    if not shape:
        if value.ndim == 1 and isinstance(tree, Call) and tree.function == "hadamard":
            one, other = tree.args  # Σ xᵢyᵢ is xᵀy
            return Call("matmul", (Call("row", (one,)), other)), np.asarray(np.sum(value))
        return Call("sum", (tree,)), np.asarray(np.sum(value))
    while value.ndim > len(shape):
        tree, value = Call("sum", (tree, Num(0.0))), np.sum(value, axis=0)
    for axis, (wide, narrow) in enumerate(zip(value.shape, shape, strict=False)):
        if narrow == 1 and wide != 1:
            tree = Call("sums", (tree, Num(float(axis))))
            value = np.sum(value, axis=axis, keepdims=True)
    return tree, value


def _agrees(value: Any, call: Bound, tolerance: float) -> bool:
    """Equal to the measured contribution; rounding is judged by the largest number around."""
    shown, measured = np.asarray(value, dtype=np.float64), call.measured
    if shown.shape != measured.shape and shown.ndim:
        return False
    finite = np.isfinite(measured)
    if not np.array_equal(np.broadcast_to(np.isfinite(shown), measured.shape), finite):
        return False
    difference = np.abs(shown - measured)[finite]
    if not difference.size:
        return True
    size = max(float(np.abs(measured[finite]).max()), 1e-3 * _largest(call.adjoint))
    return bool((difference <= tolerance * size).all())


def _largest(array: Floats) -> float:
    finite = np.abs(array[np.isfinite(array)])
    return float(finite.max()) if finite.size else 0.0


def _is_real(array: Any) -> bool:
    return array is not None and np.asarray(array).dtype.kind in "fiub"
