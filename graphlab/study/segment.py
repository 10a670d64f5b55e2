"""Pieces of the written-out line, and numbers and matrices as LaTeX."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from graphlab.formula.numbers import format_number
from graphlab.study.arrays import element, matrix

if TYPE_CHECKING:
    from graphlab.record import Array

Role = Literal["ink", "muted", "value", "adjoint"]


class Segment(NamedTuple):
    """A piece of the line, set in one colour."""

    latex: str
    role: Role = "ink"


def number_latex(value: float, digits: int = 4) -> str:
    """A formatted number for LaTeX; powers of ten written out."""
    return plain_latex(format_number(value, digits))


def plain_latex(text: str) -> str:
    """The same for a number that is formatted already."""
    text = text.replace("−", "-").replace("NaN", r"\mathrm{NaN}").replace("∞", r"\infty")
    mantissa, mark, exponent = text.partition("e")
    return rf"{mantissa} \cdot 10^{{{exponent}}}" if mark else text


def array_latex(array: Array, digits: int = 4) -> str | None:
    """A number, or a matrix of up to 3×3 numbers in brackets; None for a larger array."""
    if array.ndim == 0:
        return element_latex(element(array.item(), digits))
    cells = matrix(array)
    if cells is None:
        return None
    rows = (
        " & ".join(element_latex(element(value, digits)) for value in row) for row in cells.tolist()
    )
    body = r" \\ ".join(rows)
    return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"


def element_latex(text: str) -> str:
    """An element that is formatted already."""
    if text in {"True", "False"}:
        return rf"\text{{{text}}}"
    return text.replace("−", "-") if text.endswith("i") else plain_latex(text)
