"""How an adjoint goes back through the functions that exercises are made of, in numpy."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from graphlab.study.practice.outline import Operation

    Floats = NDArray[np.float64]

Rule = Callable[..., Any]
"""From the adjoint, the result and the arguments to the contribution to one argument."""


def _numpy() -> Any:
    import numpy

    return numpy


def _left(bar: Floats, w: Floats, a: Floats, b: Floats) -> Any:
    """Matrix times vector, vector times matrix, or two vectors."""
    if a.ndim == 2:
        return _numpy().outer(bar, b)
    return b @ bar if b.ndim == 2 else bar * b


def _right(bar: Floats, w: Floats, a: Floats, b: Floats) -> Any:
    if b.ndim == 2:
        return _numpy().outer(a, bar)
    return a.T @ bar if a.ndim == 2 else bar * a


def _softmax(bar: Floats, w: Floats, a: Floats) -> Any:
    return w * (bar - w @ bar)


def _logsumexp(bar: Floats, w: Floats, a: Floats) -> Any:
    return bar * _numpy().exp(a - w)


def _index(bar: Floats, w: Floats, a: Floats, place: Floats) -> Any:
    share = _numpy().zeros_like(a)
    share[int(place)] = bar
    return share


BACKWARD: dict[str, tuple[Rule, ...]] = {
    "add": (lambda bar, w, a, b: bar, lambda bar, w, a, b: bar),
    "sub": (lambda bar, w, a, b: bar, lambda bar, w, a, b: -bar),
    "neg": (lambda bar, w, a: -bar,),
    "mul": (lambda bar, w, a, b: bar * b, lambda bar, w, a, b: bar * a),
    "div": (lambda bar, w, a, b: bar / b, lambda bar, w, a, b: -bar * a / (b * b)),
    "pow": (lambda bar, w, a, b: bar * b * a ** (b - 1),),
    "sin": (lambda bar, w, a: bar * _numpy().cos(a),),
    "cos": (lambda bar, w, a: -bar * _numpy().sin(a),),
    "exp": (lambda bar, w, a: bar * w,),
    "ln": (lambda bar, w, a: bar / a,),
    "sqrt": (lambda bar, w, a: bar / (2 * w),),
    "tanh": (lambda bar, w, a: bar * (1 - w * w),),
    "sigmoid": (lambda bar, w, a: bar * w * (1 - w),),
    "atan": (lambda bar, w, a: bar / (1 + a * a),),
    "matmul": (_left, _right),
    "norm": (lambda bar, w, a: bar * a / w,),
    "sum": (lambda bar, w, a: bar * _numpy().ones_like(a),),
    "softmax": (_softmax,),
    "logsumexp": (_logsumexp,),
    "index": (_index,),
}
"""One rule an argument through which gradients go."""

SAME = frozenset({"add", "sub", "neg"})
"""Functions whose arguments have the result's adjoint, up to a sign."""


def is_linear(operation: Operation, argument: int) -> bool:
    """Whether the partial with respect to an argument is the same whatever the inputs are."""
    if operation.function in SAME | {"sum", "index"}:
        return True
    if operation.function == "mul":
        return not isinstance(operation.args[1 - argument], int)
    return operation.function == "div" and not isinstance(operation.args[1], int)
