"""The PyTorch function behind each row of the table of functions.

Every row is exactly one call on the tape, so that a graph has the nodes a person typed. Rows that
PyTorch has no single function for are composed here; PyTorch differentiates the composition.
"""

from __future__ import annotations

import operator
from functools import cache
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable


class _CubeRoot(torch.autograd.Function):
    """y = ∛x over the whole line; PyTorch's own power is NaN below 0."""

    @staticmethod
    @override
    def forward(ctx: torch.autograd.function.FunctionCtx, x: Tensor) -> Tensor:
        y = x.sign() * x.abs().pow(1 / 3)
        ctx.save_for_backward(y)
        return y

    @staticmethod
    @override
    def backward(ctx: torch.autograd.function.FunctionCtx, cotangent: Tensor) -> Tensor:
        (y,) = ctx.saved_tensors  # type: ignore[attr-defined]  # PyTorch adds it at run time
        share: Tensor = cotangent / (3 * y * y)
        return share


def cbrt(x: Tensor) -> Tensor:
    """Real cube root."""
    root: Tensor = _CubeRoot.apply(x)  # type: ignore[no-untyped-call]  # PyTorch's own
    return root


def step(x: Tensor) -> Tensor:
    """H(x): 1 from 0 on, else 0. No gradient passes it. NaN stays NaN."""
    return torch.where(x.isnan(), x, (x >= 0).to(x.dtype)).detach()


def softplus(x: Tensor) -> Tensor:
    """ln(1 + eˣ), exact also beyond PyTorch's usual switch to the identity at 20."""
    return torch.nn.functional.softplus(x, threshold=40.0)


def as_number(argument: object) -> object:
    """A truth value as 1.0 or 0.0; PyTorch would compute with it in bool or in float32."""
    truth = isinstance(argument, Tensor) and argument.dtype == torch.bool
    return argument.double() if truth and isinstance(argument, Tensor) else argument


@cache
def on_numbers(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """``function`` with truth values among its arguments taken as numbers."""
    return lambda *args: function(*map(as_number, args))


def minimum(a: Tensor | float, b: Tensor | float) -> Tensor:
    """The smaller one; a tie shares the gradient."""
    return torch.minimum(*_tensors(a, b))


def maximum(a: Tensor | float, b: Tensor | float) -> Tensor:
    """The larger one; a tie shares the gradient."""
    return torch.maximum(*_tensors(a, b))


def remainder(a: Tensor | float, b: Tensor | float) -> Tensor:
    """The rest a − b·⌊a/b⌋ of a division."""
    return torch.remainder(*_tensors(a, b))


def where(condition: Tensor | float, a: Tensor | float, b: Tensor | float) -> Tensor:
    """``a`` where the condition is not 0, else ``b``."""
    first, second = _tensors(a, b)
    if not isinstance(condition, Tensor):
        return (first if condition else second).clone()
    return torch.where(condition != 0, first, second)


def _tensors(a: Tensor | float, b: Tensor | float) -> tuple[Tensor, Tensor]:
    return _tensor(a), _tensor(b)


def _tensor(a: Tensor | float) -> Tensor:
    return a if isinstance(a, Tensor) else torch.tensor(a, dtype=torch.float64)


OPERATORS: dict[str, tuple[str, Callable[..., Tensor]]] = {
    "add": ("torch.add", operator.add),
    "sub": ("torch.sub", operator.sub),
    "neg": ("torch.neg", torch.neg),
    "mul": ("torch.mul", operator.mul),
    "div": ("torch.div", operator.truediv),
    "pow": ("torch.pow", torch.pow),
    "remainder": ("torch.remainder", remainder),
    "sin": ("torch.sin", torch.sin),
    "cos": ("torch.cos", torch.cos),
    "tan": ("torch.tan", torch.tan),
    "asin": ("torch.asin", torch.asin),
    "acos": ("torch.acos", torch.acos),
    "atan": ("torch.atan", torch.atan),
    "sinh": ("torch.sinh", torch.sinh),
    "cosh": ("torch.cosh", torch.cosh),
    "tanh": ("torch.tanh", torch.tanh),
    "asinh": ("torch.asinh", torch.asinh),
    "acosh": ("torch.acosh", torch.acosh),
    "atanh": ("torch.atanh", torch.atanh),
    "exp": ("torch.exp", torch.exp),
    "ln": ("torch.log", torch.log),
    "log10": ("torch.log10", torch.log10),
    "log2": ("torch.log2", torch.log2),
    "sqrt": ("torch.sqrt", torch.sqrt),
    "cbrt": ("graphlab.cbrt", cbrt),
    "abs": ("torch.abs", torch.abs),
    "sigmoid": ("torch.sigmoid", torch.sigmoid),
    "relu": ("torch.relu", torch.relu),
    "softplus": ("torch.nn.functional.softplus", softplus),
    "erf": ("torch.erf", torch.erf),
    "sign": ("torch.sign", torch.sign),
    "step": ("graphlab.step", step),
    "floor": ("torch.floor", torch.floor),
    "ceil": ("torch.ceil", torch.ceil),
    "min": ("torch.minimum", minimum),
    "max": ("torch.maximum", maximum),
    "where": ("torch.where", where),
    "lt": ("torch.lt", operator.lt),
    "le": ("torch.le", operator.le),
    "gt": ("torch.gt", operator.gt),
    "ge": ("torch.ge", operator.ge),
    "eq": ("torch.eq", operator.eq),
    "ne": ("torch.ne", operator.ne),
}
"""Row name → (the name shown, the callable). Numbers stay Python floats among the arguments."""
