"""One call of PyTorch, typed as text, and the products that are told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.nn import functional

from graphlab.engine.formulas.products import Product, product
from graphlab.engine.recording.tape import emptied, tensors_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Run:
    """One call, run by PyTorch, with the measured contribution of each tensor argument."""

    def __init__(self, typed: str, seed: int = 0) -> None:
        chance = torch.Generator().manual_seed(seed)
        self.made: list[Tensor] = []
        self.target = typed.partition("(")[0]

        def random(*shape: int) -> Tensor:
            return torch.randn(shape, generator=chance, dtype=torch.float64, requires_grad=True)

        def inside(*shape: int) -> Tensor:
            return (random(*shape).detach().sigmoid() * 0.8 + 0.1).requires_grad_()

        def still(*shape: int) -> Tensor:
            return inside(*shape).detach()

        def square(size: int) -> Tensor:
            return (random(size, size).detach() + 3 * torch.eye(size)).double().requires_grad_()

        names: dict[str, Any] = {
            "torch": torch,
            "F": functional,
            "inside": inside,
            "square": square,
        }
        names |= {"still": still, "v": random, "m": random, "t": random, "number": random}
        names["call"] = self.call
        function, _, rest = typed.partition("(")
        # The texts of this file, not a person's.
        exec(f"call({function}, {rest}", names)

    def call(self, function: Callable[..., Tensor], *args: Any, **kwargs: Any) -> None:
        self.function, self.args, self.kwargs = function, args, kwargs
        self.tensors = list(tensors_in((args, kwargs)))
        self.result = function(*args, **kwargs)
        self.adjoint = torch.randn_like(self.result)
        wanted = [t for t in self.tensors if t.requires_grad]
        found = iter(torch.autograd.grad(self.result, wanted, self.adjoint))
        self.measured = [next(found) if t.requires_grad else None for t in self.tensors]

    def products(self, measured: Sequence[Tensor | None] | None = None) -> list[Product | None]:
        names = [f"w{number}" for number in range(1, len(self.tensors) + 1)]
        kwargs = {key: emptied((value,))[0] for key, value in self.kwargs.items()}
        return [
            None
            if share is None
            else product(
                self.target,
                emptied(self.args),
                kwargs,
                argument,
                names,
                [tensor.detach().numpy() for tensor in self.tensors],
                "w9",
                self.result.detach().numpy(),
                self.adjoint.numpy(),
                share.numpy(),
            )
            for argument, share in enumerate(measured or self.measured)
        ]
