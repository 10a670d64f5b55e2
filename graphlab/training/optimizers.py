"""The rows of ``task.optimizers`` as torch.optim, and their updates written out in numbers.

The terms are computed with the same operations in the same order as torch.optim does, so that they
agree to the last bit; tests hold both against each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import torch

from graphlab.task.optimizers import optimizer_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from torch import Tensor, nn
    from torch.optim import Optimizer

    from graphlab.task.choice import Setting
    from graphlab.task.setup import Setup


class Term(NamedTuple):
    """One number of an update, by its name in words."""

    name: str
    value: Tensor


def build_optimizer(setup: Setup, parameters: Iterable[nn.Parameter]) -> Optimizer:
    """The optimiser of the set-up over these parameters."""
    make, arguments = call_of(setup)
    optimizer: Optimizer = make(parameters, **arguments)
    return optimizer


def call_of(setup: Setup) -> tuple[type[Optimizer], dict[str, Any]]:
    """The class in torch.optim and the arguments it is made with."""
    settings = dict(setup.optimizer.values(optimizer_row(setup.optimizer.key)))
    return _CLASSES[setup.optimizer.key], _arguments(settings)


def _arguments(settings: Mapping[str, Setting]) -> dict[str, Any]:
    kept: dict[str, Any] = dict(settings)
    if "beta1" in kept:
        kept["betas"] = (kept.pop("beta1"), kept.pop("beta2"))
    if not kept.get("momentum"):
        kept.pop("nesterov", None)  # PyTorch refuses it without a momentum
    return kept


_CLASSES: dict[str, type[Optimizer]] = {
    "sgd": torch.optim.SGD,
    "adam": torch.optim.Adam,
    "rmsprop": torch.optim.RMSprop,
}


def terms_of(
    key: str, w: Tensor, g: Tensor, state: Mapping[str, Any], group: Mapping[str, Any]
) -> list[Term]:
    """Numbers of the update of ``w`` in the order they are made, the last the new weight.

    ``state`` is what the optimiser keeps of the parameter before the step, ``group`` its settings.
    """
    w, g = w.detach().clone(), g.detach().clone()
    terms = [Term("w", w), Term("gradient", g)]
    if group["weight_decay"]:
        terms.append(Term("weight decay λ·w", w * group["weight_decay"]))
        g = g.add(w, alpha=group["weight_decay"])
        terms.append(Term("g with weight decay", g))
    return [*terms, *_STEPS[key](w, g, state, group)]


def _end(w: Tensor, after: Tensor) -> list[Term]:
    return [Term("change", after - w), Term("new w", after)]


def _sgd(w: Tensor, g: Tensor, state: Mapping[str, Any], group: Mapping[str, Any]) -> list[Term]:
    terms: list[Term] = []
    step = g
    if group["momentum"]:
        before = state.get("momentum_buffer")
        if before is None:
            buffer = g.clone()
        else:
            terms.append(Term("momentum buffer before", before.clone()))
            buffer = before.mul(group["momentum"]).add(g, alpha=1)
        terms.append(Term("momentum buffer v", buffer))
        step = g.add(buffer, alpha=group["momentum"]) if group["nesterov"] else buffer
        if group["nesterov"]:
            terms.append(Term("looking ahead g + μ·v", step))
    return [*terms, *_end(w, w.add(step, alpha=-group["lr"]))]


def _adam(w: Tensor, g: Tensor, state: Mapping[str, Any], group: Mapping[str, Any]) -> list[Term]:
    beta1, beta2 = group["betas"]
    zero = torch.zeros_like(w)
    step = float(state.get("step", 0)) + 1
    mean = state.get("exp_avg", zero).lerp(g, 1 - beta1)
    squares = state.get("exp_avg_sq", zero).mul(beta2).addcmul(g, g, value=1 - beta2)
    first, second = 1 - beta1**step, 1 - beta2**step
    root = (squares.sqrt() / second**0.5).add(group["eps"])
    return [
        Term("mean of gradients m", mean),
        Term("mean of squares v", squares),
        Term("m corrected", mean / first),
        Term("√v corrected + ε", root),
        *_end(w, w.addcdiv(mean, root, value=-(group["lr"] / first))),
    ]


def _rmsprop(
    w: Tensor, g: Tensor, state: Mapping[str, Any], group: Mapping[str, Any]
) -> list[Term]:
    zero = torch.zeros_like(w)
    alpha = group["alpha"]
    squares = state.get("square_avg", zero).mul(alpha).addcmul(g, g, value=1 - alpha)
    root = squares.sqrt().add(group["eps"])
    terms = [Term("mean of squares v", squares), Term("√v + ε", root)]
    if group["momentum"]:
        before = state.get("momentum_buffer", zero)
        buffer = before.mul(group["momentum"]).addcdiv(g, root)
        terms += [Term("momentum buffer before", before.clone()), Term("momentum buffer b", buffer)]
        return [*terms, *_end(w, w.add(buffer, alpha=-group["lr"]))]
    return [*terms, *_end(w, w.addcdiv(g, root, value=-group["lr"]))]


_STEPS: dict[str, Callable[[Tensor, Tensor, Mapping[str, Any], Mapping[str, Any]], list[Term]]] = {
    "sgd": _sgd,
    "adam": _adam,
    "rmsprop": _rmsprop,
}
