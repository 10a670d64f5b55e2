"""A second reading of formulas, by plain PyTorch calls that know nothing of graphlab's engine.

And random formulas and points, to compare the two on.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch
from hypothesis import strategies as st
from torch import Tensor
from typing_extensions import override

from graphlab.formula.evaluate import evaluate
from graphlab.formula.tree import Call, Const, Name, Num, Tree, is_constant
from tests.formula.trees import trees

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

NAMES = ("x", "y", "z")


class CubeRoot(torch.autograd.Function):
    """∛x with its derivative 1/(3∛x²), which PyTorch has no function for."""

    @staticmethod
    @override
    def forward(ctx, x):  # type: ignore[no-untyped-def]
        root = torch.sign(x) * torch.abs(x) ** (1 / 3)
        ctx.save_for_backward(root)
        return root

    @staticmethod
    @override
    def backward(ctx, cotangent):  # type: ignore[no-untyped-def]
        (root,) = ctx.saved_tensors
        return cotangent / (3 * root**2)


def truth(compare: Callable[[Tensor, Tensor], Tensor]) -> Callable[[Tensor, Tensor], Tensor]:
    return lambda a, b: compare(a, b).to(torch.float64)


PLAIN: dict[str, Callable[..., Tensor]] = {
    "add": torch.add,
    "sub": torch.sub,
    "neg": torch.neg,
    "mul": torch.mul,
    "div": torch.div,
    "pow": torch.pow,
    "remainder": torch.remainder,
    "ln": torch.log,
    "cbrt": CubeRoot.apply,
    "softplus": lambda a: torch.nn.functional.softplus(a, threshold=40.0),
    "step": lambda a: torch.as_tensor(np.heaviside(a.detach().numpy(), 1.0)),
    "min": torch.minimum,
    "max": torch.maximum,
    "where": lambda c, a, b: torch.where(c != 0, a, b),
    **{name: truth(getattr(torch, name)) for name in ("lt", "le", "gt", "ge", "eq", "ne")},
}


def plain(tree: Tree, leaves: Mapping[str, Tensor]) -> Tensor:
    """The value of a tree; numbers become 0-d float64 tensors."""
    match tree:
        case Num(value):
            return torch.tensor(value, dtype=torch.float64)
        case Const(name):
            return torch.tensor(math.pi if name == "pi" else math.e, dtype=torch.float64)
        case Name(name):
            return leaves[name]
        case Call("where", (condition, first, second)) if is_constant(condition):
            return plain(first if evaluate(condition, {}) else second, leaves)
        case Call(function, args):
            run = PLAIN.get(function) or getattr(torch, function)
            result: Tensor = run(*(plain(a, leaves) for a in args))
            return result
    raise AssertionError(tree)


class Derived(NamedTuple):
    """Value and gradients; a gradient is None without a path."""

    value: float
    gradients: dict[str, float | None]


def derive(tree: Tree, point: Mapping[str, float]) -> Derived:
    """Value and gradients of a tree at a point by one plain backward pass."""
    leaves = {
        name: torch.tensor(value, dtype=torch.float64, requires_grad=True)
        for name, value in point.items()
    }
    value = plain(tree, leaves)
    if not value.requires_grad:
        return Derived(float(value), dict.fromkeys(point))
    gradients: dict[str, float | None] = {}
    for name, leaf in leaves.items():
        found: Sequence[Tensor | None] = torch.autograd.grad(
            value, leaf, retain_graph=True, allow_unused=True
        )
        gradients[name] = None if found[0] is None else float(found[0])
    return Derived(float(value.detach()), gradients)


points = st.fixed_dictionaries(
    {name: st.integers(-3000, 3000).map(lambda n: n / 1000) for name in NAMES}
)

SMOOTH = (
    *"add sub neg mul div pow sqrt cbrt exp ln log10 log2 sigmoid softplus erf".split(),
    *"sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh".split(),
)

formulas = st.one_of(trees(NAMES, SMOOTH, 8), trees(NAMES, None, 10))
