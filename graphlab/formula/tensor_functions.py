"""The table of functions of vectors and matrices: one row each for notation and arguments.

Their derivatives are vector-Jacobian products and stand in the engine's table of those.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TensorFunction:
    """One row. ``typed`` rows may be written before a bracket.

    They take ``least`` to ``most`` arguments. The others come from signs: juxtaposition, ‖·‖, ᵀ
    and brackets.
    """

    name: str
    least: int = 1
    most: int = 1
    latex: str = ""
    aliases: tuple[str, ...] = ()
    typed: bool = True


TENSOR_ROWS: tuple[TensorFunction, ...] = (
    TensorFunction("matmul", 2, 2, typed=False),
    TensorFunction("hadamard", 2, 2, typed=False),
    TensorFunction("row", typed=False),
    TensorFunction("transpose"),
    TensorFunction("power", 2, 2, typed=False),
    TensorFunction("matpow", 2, 2, typed=False),
    TensorFunction("vector", 1, 500, typed=False),
    TensorFunction("matrix", 1, 500, typed=False),
    TensorFunction("index", 2, 5, typed=False),
    TensorFunction("slice", 2, 3, typed=False),
    TensorFunction("norm"),
    TensorFunction("norm1"),
    TensorFunction("norm2"),
    TensorFunction("norminf"),
    TensorFunction("normF", aliases=("normf",)),
    TensorFunction("colnorm", typed=False),
    TensorFunction("spectral", typed=False),
    TensorFunction("sum", 1, 2),
    TensorFunction("sums", 2, 2),
    TensorFunction("mean", 1, 2),
    TensorFunction("prod", 1, 1),
    TensorFunction("amax", latex=r"\max"),
    TensorFunction("amin", latex=r"\min"),
    TensorFunction("dot", 2, 2),
    TensorFunction("outer", 2, 2),
    TensorFunction("cross", 2, 2),
    TensorFunction("inv", aliases=("inverse",)),
    TensorFunction("solve", 2, 2),
    TensorFunction("det", latex=r"\det"),
    TensorFunction("trace", latex=r"\operatorname{tr}", aliases=("tr",)),
    TensorFunction("eigvalsh", aliases=("eigenvalues",)),
    TensorFunction("softmax", 1, 2),
    TensorFunction("logsoftmax", 1, 2),
    TensorFunction("logsumexp"),
    TensorFunction("diag"),
    TensorFunction("eye"),
    TensorFunction("ones", 1, 2),
    TensorFunction("zeros", 1, 2),
)

TENSOR_FUNCTIONS: dict[str, TensorFunction] = {row.name: row for row in TENSOR_ROWS}

TENSOR_TYPED: dict[str, str] = {
    spelling: row.name for row in TENSOR_ROWS if row.typed for spelling in (row.name, *row.aliases)
}
"""What may be typed before a bracket, and the function of tensors that it names."""

CONSTANT_TENSORS = frozenset({"eye", "ones", "zeros"})

REDUCTIONS = {"max": "amax", "min": "amin"}
"""Functions of two numbers which, given one vector or matrix, go over its elements."""

AS_SCALARS = {"norm": "abs", "norm1": "abs", "norm2": "abs", "norminf": "abs", "normF": "abs"}
"""What ‖·‖ is for one number."""
