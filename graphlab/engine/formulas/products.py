"""Contributions as vector-Jacobian products in matrix form: for Y = AB, Ā = Ȳ Bᵀ and B̄ = AᵀȲ.

The table has one row an operation. A formula is shown only if numpy gives the measured numbers for
it, so that a wrong row, or one that does not fit this call, can never be seen.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from graphlab.engine.formulas.product_call import MAX_ELEMENTS, Bound, bind
from graphlab.engine.formulas.product_layers import LAYERS
from graphlab.engine.formulas.product_rows import ROWS
from graphlab.engine.formulas.product_told import TOLD
from graphlab.errors import InputError
from graphlab.formula.evaluate import compiled
from graphlab.formula.latex import latex
from graphlab.formula.meaning import Meaning
from graphlab.formula.parser import as_typed
from graphlab.formula.shapes import known, sized
from graphlab.formula.simplify import simplify
from graphlab.formula.text import text as typed
from graphlab.formula.tree import Call, Name, Num, Tree, replace, rewrite

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from graphlab.formula.evaluate import Evaluator

    Floats = NDArray[np.float64]

LETTERS = tuple("abcdefgw")
_TOLD = TOLD | LAYERS
_UNFIT = (ValueError, TypeError, LookupError, ArithmeticError)
"""What a row raises for a call of a form that it was not written for: padding="same", no axes."""
_TOLERANCES = {"f": (1e-4, 1e-36), "e": (2e-2, 1e-6)}
TOLERANCE = 1e-9, 1e-300
"""How far a formula's numbers may be off: relatively, and where numbers are too small for that."""


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
    own = operation(target)
    call = bind(own, args, kwargs or {}, names, values, node, result, adjoint, taken)
    return None if call is None else share(call, argument, measured)


def share(call: Bound, argument: int, measured: Any) -> Product | None:
    """The same for a call whose arguments are bound already."""
    measured = np.asarray(measured)
    if measured.dtype.kind not in "fiub" or measured.size > MAX_ELEMENTS:
        return None
    tolerance = _TOLERANCES.get(measured.dtype.char, TOLERANCE)
    call.measured = measured.astype(np.float64, copy=False)
    with np.errstate(all="ignore"):
        try:
            for form, value in _formulas(call, argument):
                if _agrees(value, call, tolerance):
                    return form.named(call)
        except _UNFIT:
            pass
        for told in _TOLD.get(call.own, ()):
            try:
                said = told(call, argument)
            except _UNFIT:
                continue
            if said is not None and _agrees(said[2], call, tolerance):
                return Product(call.filled(said[0], as_latex=True), call.filled(said[1]))
    return None


def has_row(target: str) -> bool:
    """Whether the table knows an operation."""
    own = operation(target)
    return own in ROWS or own in _TOLD


@cache
def operation(target: str) -> str:
    """``matmul`` for torch.matmul, torch.Tensor.matmul and Tensor.__matmul__."""
    own = target.rpartition(".")[2]
    if own.startswith("__") and own.endswith("__"):
        return own
    return own.rstrip("_") if not own.startswith("_") else own.strip("_")


class Form(NamedTuple):
    """A formula of the table, made ready for arguments of certain shapes.

    ``latex`` and ``text`` are printed with stand-ins, which the names of a call replace: printing
    is slow, and a thousand calls differ in their names only.
    """

    evaluate: Evaluator
    latex: str
    text: str
    shape: tuple[int, ...] | None

    def named(self, call: Bound) -> Product:
        """With the names of a call."""
        shown, plain = self.latex, self.text
        for letter, (number, stand_in) in _STAND_INS.items():
            if stand_in in plain:
                name = call.names[letter]
                shown = shown.replace(f"{{{number}}}", f"{{{name[len(name.rstrip(_DIGITS)) :]}}}")
                plain = plain.replace(stand_in, name)
        return Product(shown, plain)


_DIGITS = "0123456789"
_STAND_INS = {
    letter: (number, f"w{number}") for number, letter in enumerate("abcdefw", start=9_000_001)
} | {"g": (9_000_000, "w\u03049000000")}


def _formulas(call: Bound, argument: int) -> Iterator[tuple[Form, Any]]:
    letter = call.letter_of(argument)
    rows = ROWS.get(call.own)
    if letter is None or rows is None:
        return
    for row in rows.get(letter, ()):
        for text in (row,) if isinstance(row, str) else row(call):
            form = _form(text, call.numbers, call.shapes, call.typed, call.measured.shape)
            if form is not None:
                yield form, form.evaluate(call.values)


@lru_cache(maxsize=4096)
def _form(
    text: str,
    numbers: tuple[tuple[str, float], ...],
    shapes: tuple[tuple[str, tuple[int, ...]], ...],
    given: tuple[tuple[str, Tree], ...],
    wanted: tuple[int, ...],
) -> Form | None:
    """A formula of the table for arguments of these shapes; None if it does not fit them."""
    tree = replace(_row(text), {letter: Num(value) for letter, value in numbers})
    tree = rewrite(_joined(simplify(tree)), _of_each)
    try:
        meaning = Meaning(text, {letter: sized(shape) for letter, shape in shapes}, ())
        part = meaning.part(tree)
    except (InputError, KeyError):
        return None
    shape = known(part.shape)
    tree = part.tree
    if shape and shape != wanted:
        summed = _summed(tree, shape, wanted)
        if summed is None:
            return None
        tree = summed
    names = {letter: Name(stand_in) for letter, (_, stand_in) in _STAND_INS.items()}
    shown = replace(tree, names | dict(given))
    return Form(compiled(tree), latex(shown), typed(shown), shape)


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


def _summed(tree: Tree, shape: tuple[int, ...], wanted: tuple[int, ...]) -> Tree | None:
    """Summed over the directions along which the argument was repeated."""
    if isinstance(tree, Call) and tree.function == "neg":
        inner = _summed(tree.args[0], shape, wanted)
        return None if inner is None else Call("neg", (inner,))
    if not wanted:
        if len(shape) == 1 and isinstance(tree, Call) and tree.function == "hadamard":
            one, other = tree.args  # Σ xᵢyᵢ is xᵀy
            return Call("matmul", (Call("row", (one,)), other))
        return Call("sum", (tree,))
    lead = len(shape) - len(wanted)
    if lead < 0 or any(n not in (1, w) for w, n in zip(shape[lead:], wanted, strict=True)):
        return None
    for _ in range(lead):
        tree = Call("sum", (tree, Num(0.0)))
    for axis, (wide, narrow) in enumerate(zip(shape[lead:], wanted, strict=True)):
        if narrow == 1 and wide != 1:
            tree = Call("sums", (tree, Num(float(axis))))
    return tree


def _agrees(value: Any, call: Bound, tolerance: tuple[float, float]) -> bool:
    """Equal to the measured contribution; rounding is judged by the largest number around."""
    shown, measured = np.asarray(value), call.measured
    if shown.shape != measured.shape and shown.ndim:
        return False
    if not measured.size:
        return True
    relative, least = tolerance
    difference = np.abs(shown - measured).max()
    if difference <= least or difference <= relative * np.abs(measured).max():
        return True
    finite = np.isfinite(measured)
    if not np.array_equal(np.broadcast_to(np.isfinite(shown), measured.shape), finite):
        return False
    if not finite.any():
        return True
    off = np.abs(np.broadcast_to(shown, measured.shape) - measured)[finite]
    size = max(float(np.abs(measured[finite]).max()), 1e-3 * _largest(call.adjoint))
    return bool((off <= relative * size).all())


def _largest(array: Floats) -> float:
    finite = np.abs(array[np.isfinite(array)])
    return float(finite.max()) if finite.size else 0.0
