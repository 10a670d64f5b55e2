"""Formulas of vectors and matrices for exercises, with the shapes that their inputs may have."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.study.practice.picking import Picking

ENTRIES = (-3, -2, -2, -1, -1, 1, 1, 2, 2, 3)
FINE = (-0.9, -0.8, -0.7, -0.6, -0.4, -0.3, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9, 1.2, 1.4)


class Form(NamedTuple):
    """A formula and the sides of its inputs: ``m`` and ``n`` are two or three.

    Inputs among ``fine`` have tenths, so that no exponential function comes near its ends.
    """

    text: str
    sides: tuple[tuple[str, str], ...]
    fine: frozenset[str] = frozenset()


_X = frozenset({"x"})

FORMS = (
    Form("f(A, x) = ½‖A x‖²", (("A", "mn"), ("x", "n"))),
    Form("f(A, x, b) = ½‖A x − b‖²", (("A", "mn"), ("x", "n"), ("b", "m"))),
    Form("f(A, x, b) = ‖A x − b‖", (("A", "mn"), ("x", "n"), ("b", "m"))),
    Form("f(A, x, b) = sum(sigmoid(A x + b))", (("A", "mn"), ("x", "n"), ("b", "m")), _X),
    Form("f(A, x) = sum(tanh(A x))", (("A", "mn"), ("x", "n")), _X),
    Form("f(A, x) = xᵀA x", (("A", "nn"), ("x", "n"))),
    Form("f(A, x, b) = ½ xᵀA x − bᵀx", (("A", "nn"), ("x", "n"), ("b", "n"))),
    Form("f(a, x) = ln(1 + exp(−(aᵀx)))", (("a", "n"), ("x", "n")), _X),
    Form("f(a, x, b) = sigmoid(aᵀx + b)²", (("a", "n"), ("x", "n"), ("b", "")), _X),
    Form("f(a, x) = aᵀx / ‖x‖", (("a", "n"), ("x", "n"))),
    Form("f(A, x) = −ln(softmax(A x)[1])", (("A", "mn"), ("x", "n")), _X),
    Form("f(a, x) = aᵀsoftmax(x)", (("a", "n"), ("x", "n"))),
    Form("f(x, a) = exp(−½‖x − a‖²)", (("x", "n"), ("a", "n")), _X | {"a"}),
    Form("f(A, x, b) = bᵀtanh(A x)", (("A", "mn"), ("x", "n"), ("b", "m")), _X),
    Form("f(a, x) = (aᵀx)² + ‖x‖", (("a", "n"), ("x", "n"))),
)

Entries = float | list[float | list[float]]


def shapes(picking: Picking, form: Form) -> dict[str, tuple[int, ...]]:
    """A shape for each input of a form."""
    m, n = picking.of((2, 2, 3)), picking.of((2, 2, 2, 3))
    long = {"m": m, "n": n}
    return {name: tuple(long[side] for side in sides) for name, sides in form.sides}


def filled(picking: Picking, shape: tuple[int, ...], fine: bool) -> Entries:
    """Small whole numbers of a shape, or tenths."""
    if not shape:
        return float(picking.of(ENTRIES))
    if len(shape) == 1:
        return [*_row(picking, shape[0], FINE if fine else ENTRIES)]
    return [_row(picking, shape[1], ENTRIES) for _ in range(shape[0])]


def _row(picking: Picking, count: int, entries: Sequence[float]) -> list[float]:
    """No entry twice: which of them was meant shall be seen."""
    row: list[float] = []
    while len(row) < count:
        entry = float(picking.of(entries))
        if entry not in row:
            row.append(entry)
    return row
