"""Arrays as words: short texts, shapes, ranges. The one formatter of tensors.

A tensor with a few elements is written out as it can be typed, ``[1, 2; 3, 4]``; a larger one is
told by its shape and its range. A range is of the finite elements; of complex numbers, of their
magnitudes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Literal

from graphlab.formula.numbers import MINUS, format_number, full_number
from graphlab.making import maker

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from graphlab.record import Array, Digest, Edge, Node

Which = Literal["value", "adjoint"]

WRITTEN_OUT = 4
"""Elements up to which an array is written out in a line of text."""

FEW = 32
"""Elements up to which Python looks through an array faster than numpy is called."""

SMALL = 3
"""Rows and columns up to which an array is shown as numbers."""

RANGE_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Summary:
    """What is told of an array that is too large to be written out.

    ``low`` and ``high`` are None without a finite element; ``true`` counts a mask's True elements.
    """

    shape: tuple[int, ...]
    low: float | None
    high: float | None
    nan: int = 0
    infinite: int = 0
    true: int | None = None
    modulus: bool = False

    @property
    def size(self) -> int:
        return math.prod(self.shape)

    @property
    def reach(self) -> float:
        """The largest magnitude: where a scale that is symmetric about 0 ends."""
        return max(abs(self.low or 0.0), abs(self.high or 0.0))


new_summary = maker(Summary)


def summary(array: Array) -> Summary:
    """Shape and range of an array."""
    import numpy as np

    kind = array.dtype.kind
    if kind == "b":
        return Summary(array.shape, 0.0, 1.0, true=int(np.count_nonzero(array)))
    if array.size <= FEW and kind in "iuf":
        values = array.ravel().tolist()
        if values and all(map(math.isfinite, values)):
            return new_summary(array.shape, float(min(values)), float(max(values)))
    real = magnitudes(array)
    if array.size:  # one look at a large array is enough where all is finite
        low, high = float(real.min()), float(real.max())
        if math.isfinite(low) and math.isfinite(high):
            return Summary(array.shape, low, high, modulus=kind == "c")
    finite = real[np.isfinite(real)]
    return Summary(
        array.shape,
        float(finite.min()) if finite.size else None,
        float(finite.max()) if finite.size else None,
        int(np.count_nonzero(np.isnan(real))),
        int(np.count_nonzero(np.isinf(real))),
        modulus=kind == "c",
    )


@lru_cache(maxsize=4)  # a card asks several times; more would keep the arrays of old runs
def summary_of(node: Node, which: Which) -> Summary | None:
    """Of a node's value or adjoint; None if it has none."""
    array = node.value if which == "value" else node.adjoint
    if array is not None:
        return summary(array)
    digest = node.value_digest if which == "value" else node.adjoint_digest
    return None if digest is None else _of_digest(digest, node)


def share_of(edge: Edge) -> Summary | None:
    """Of an edge's contribution."""
    return None if edge.contribution is None else summary(edge.contribution)


def numbers(array: Array) -> NDArray[np.float64]:
    """An array's elements as real numbers; of complex ones their magnitudes."""
    import numpy as np

    return magnitudes(array).astype(np.float64, copy=False)


def magnitudes(array: Array) -> Array:
    """The same in the array's own precision."""
    import numpy as np

    return np.abs(array) if array.dtype.kind == "c" else array


def number(array: Array | None) -> float | None:
    """The one real number that an array holds, whatever its shape; None for any other array."""
    if array is None or array.size != 1 or array.dtype.kind not in "biuf":
        return None
    return float(array.item())


def is_finite(array: Array) -> bool:
    """Whether no element is NaN or infinite."""
    import numpy as np

    if array.size <= FEW and array.dtype.kind == "f":
        return all(map(math.isfinite, array.ravel().tolist()))
    return array.dtype.kind in "biu" or bool(np.isfinite(array).all())


def has(node: Node, which: Which) -> bool:
    """Whether there is something to show: an array, or what is told of one that stayed behind."""
    if which == "value":
        return node.value is not None or node.value_digest is not None
    return node.adjoint is not None or node.adjoint_digest is not None


def matrix(array: Array) -> Array | None:
    """Rows and columns of an array that is shown as numbers; None if it is not.

    A vector is a column, as in the formulas that it stands in. A single number has no cells.
    """
    rows, columns = cells(array.shape)
    return array.reshape(rows, columns) if rows else None


def cells(shape: tuple[int, ...]) -> tuple[int, int]:
    """Rows and columns of the cells that a tensor of this shape is shown in; 0 and 0 for none."""
    if len(shape) == 1 and 1 <= shape[0] <= SMALL:
        return shape[0], 1
    if len(shape) == 2 and all(1 <= side <= SMALL for side in shape):
        return shape[0], shape[1]
    if len(shape) > 2 and math.prod(shape) == 1:
        return 1, 1
    return 0, 0


def shape_text(shape: tuple[int, ...]) -> str:
    """``3×2``; ``3`` for a vector; nothing for a number."""
    return "×".join(map(str, shape))


def type_text(shape: tuple[int, ...], dtype: str | None) -> str:
    """``3×2 float32``."""
    return " ".join(part for part in (shape_text(shape), dtype) if part)


def element(value: object, digits: int = 4) -> str:
    """One element, as ``array.item()`` gives it: a number, True or False, or 1.5−2i."""
    match value:
        case bool():
            return str(value)
        case complex():
            return _complex(value, digits)
        case int() | float():
            return format_number(float(value), digits)
    raise TypeError(f"not an element of an array: {value!r}")


def short(array: Array, digits: int = 4) -> str:
    """In one line: written out up to 4 elements, else shape and range."""
    if array.ndim == 0:
        return element(array.item(), digits)
    if _is_written_out(array):
        return _rows(array.tolist(), partial(element, digits=digits))
    return told(summary(array))


def written_out(array: Array, digits: int = 4) -> str:
    """The same with every element where cards show numbers."""
    if 0 < array.ndim <= 2 and 0 < array.size <= SMALL * SMALL:
        return _rows(array.tolist(), partial(element, digits=digits))
    return short(array, digits)


def full(array: Array) -> str:
    """With every digit, as far as ``short`` writes it out or cards show it as numbers."""
    if array.ndim <= 2 and 0 < array.size <= SMALL * SMALL:
        exact = partial(_exact, kind=array.dtype.type)
        return exact(array.item()) if array.ndim == 0 else _rows(array.tolist(), exact)
    return short(array)


def short_of(node: Node, which: Which, digits: int = 4) -> str:
    """The same for a node's value or adjoint, "–" without one."""
    array = node.value if which == "value" else node.adjoint
    if array is not None and (array.ndim == 0 or _is_written_out(array)):
        return short(array, digits)
    found = summary_of(node, which)
    return "–" if found is None else told(found)


def full_of(node: Node, which: Which) -> str:
    """With every digit, if there are few elements."""
    array = node.value if which == "value" else node.adjoint
    return short_of(node, which) if array is None else full(array)


def told(found: Summary, digits: int = RANGE_DIGITS) -> str:
    """``3×2 · [−1.1, 2.4]``."""
    return f"{shape_text(found.shape) or 'one element'} · {ranged(found, digits)}"


def ranged(found: Summary, digits: int = RANGE_DIGITS) -> str:
    """``[−1.1, 2.4]``, ``all 1``, ``≈ 1.0``, ``37 of 100 True``, ``empty``; what is not finite."""
    if not found.size:
        return "empty"
    if found.true is not None:
        return f"{found.true} of {found.size} True"
    odd = odd_text(found)
    if found.low is None or found.high is None:
        return f"all {'NaN' if found.nan == found.size else odd}"
    low, high = format_number(found.low, digits), format_number(found.high, digits)
    span = f"≈ {low}" if low == high else f"[{low}, {high}]"
    if found.low == found.high and not odd:
        span = f"all {format_number(found.low, 4)}"
    if found.modulus:
        span = f"|·| {span}"
    return f"{span}, {odd}" if odd else span


def odd_text(found: Summary) -> str:
    """``2 NaN, 1 ∞``; empty when all is finite."""
    if not found.nan and not found.infinite:
        return ""
    parts = [
        f"{count} {what}" for count, what in ((found.nan, "NaN"), (found.infinite, "∞")) if count
    ]
    return ", ".join(parts)


def spelled(found: Summary) -> str:
    """What follows "w₅ is": ``3×2, from −1.1 to 2.4``."""
    what = f"a vector of {found.shape[0]}" if len(found.shape) == 1 else shape_text(found.shape)
    if not found.size:
        return f"{shape_text(found.shape)}: empty, without any element"
    if found.true is not None:
        return f"{what}, True at {found.true} of {found.size} places"
    odd = odd_text(found)
    if found.low is None or found.high is None:
        return f"{what}, all of it {'NaN' if found.nan == found.size else 'not finite'}"
    if found.low == found.high:
        span = f"all {format_number(found.low)}"
    else:
        ends = [format_number(end, RANGE_DIGITS) for end in (found.low, found.high)]
        span = f"all near {ends[0]}" if ends[0] == ends[1] else f"from {ends[0]} to {ends[1]}"
    if found.modulus:
        span = f"magnitudes {span}"
    return f"{what}, {span}" + (f", and {odd}" if odd else "")


def _is_written_out(array: Array) -> bool:
    return array.ndim <= 2 and 0 < array.size <= WRITTEN_OUT


def _rows(nested: list[Any], written: Callable[[object], str]) -> str:
    rows = nested if isinstance(nested[0], list) else [nested]
    return "[" + "; ".join([", ".join(map(written, row)) for row in rows]) + "]"


def _complex(value: complex, digits: int) -> str:
    if not value.imag:
        return format_number(value.real, digits)
    imaginary = f"{format_number(value.imag, digits)}i"
    if not value.real:
        return imaginary
    sign = "" if imaginary.startswith(MINUS) else "+"
    return f"{format_number(value.real, digits)}{sign}{imaginary}"


def _exact(value: object, kind: type[np.generic]) -> str:
    import numpy as np

    if not isinstance(value, float):
        return element(value, 17)
    if np.issubdtype(kind, np.floating) and math.isfinite(value):
        # The shortest text that gives this number in its own precision.
        return str(kind(value)).removesuffix(".0").replace("-", MINUS)
    return full_number(value)


def _of_digest(digest: Digest, node: Node) -> Summary:
    modulus = (node.dtype or "").startswith("complex")
    return Summary(node.shape or (), digest.low, digest.high, digest.not_finite, modulus=modulus)
