"""Plain PyTorch on the same inputs: what a recording is held against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import torch
from torch import Tensor
from torch.autograd.graph import get_gradient_edge
from torch.overrides import TorchFunctionMode
from typing_extensions import override

from graphlab.engine.recording.ends import graph_between
from graphlab.engine.recording.kinds import Kind, kind_of
from graphlab.engine.recording.recorder import ends_of
from graphlab.engine.recording.tape import tensors_in
from graphlab.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from torch import nn

    from graphlab.engine.recording.arguments import Inputs
    from graphlab.engine.recording.ends import PlainGraph
    from graphlab.engine.recording.heard import Heard


@dataclass(slots=True)
class Plain:
    """Outputs, and gradients by name; ``problem`` is what the code or its backward pass raised.

    ``graph`` leads into autograd's graph of the run.
    """

    outputs: list[Tensor]
    gradients: dict[str, Tensor | None]
    problem: Exception | None = None
    backward_problem: Exception | None = None
    graph: PlainGraph | None = None


NOTHING: Final = Plain([], {})
"""Of a plain run that was stopped."""


def plain_call(
    function: Callable[..., Any],
    inputs: Inputs,
    modules: Mapping[str, nn.Module],
    cotangents: Sequence[Tensor] | None,
    heard: Heard,
) -> Plain:
    """Run and differentiate without a recorder."""
    tensors = inputs.copies()
    given = [tensor.grad_fn for tensor in tensors]
    targets: dict[str, Any] = {
        name: get_gradient_edge(tensor)
        for name, tensor in zip(inputs.names, tensors, strict=True)
        if tensor.requires_grad
    }
    try:
        with heard.run():
            result = inputs.call(function, tensors)
    except Exception as error:  # noqa: BLE001 (the recorded run tells the person about it)
        return Plain([], {}, problem=error)
    outputs = list(tensors_in(result))
    graph = graph_between(given, outputs)
    for prefix, module in modules.items():
        for name, parameter in module.named_parameters():
            if parameter.requires_grad:
                key = f"{prefix}.{name}" if prefix else name
                targets.setdefault(key, parameter)
    ends, starts = differentiable(outputs, cotangents)
    found: Sequence[Tensor | None] = [None] * len(targets)
    if ends and targets:
        try:
            found = torch.autograd.grad(ends, list(targets.values()), starts, allow_unused=True)
        except Exception as error:  # noqa: BLE001 (a backward of the person's own may raise anything)
            return Plain([o.detach() for o in outputs], {}, backward_problem=error, graph=graph)
    gradients = dict(zip(targets, found, strict=True))
    return Plain([o.detach() for o in outputs], gradients, graph=graph)


def differentiable(
    outputs: Sequence[Tensor], cotangents: Sequence[Tensor] | None
) -> tuple[list[Tensor], list[Tensor]]:
    """The outputs that a gradient can start from, and their starting gradients."""
    starts = starting(outputs, cotangents)
    pairs = [(o, c) for o, c in zip(outputs, starts, strict=True) if o.requires_grad]
    return [o for o, _ in pairs], [c for _, c in pairs]


def starting(outputs: Sequence[Tensor], cotangents: Sequence[Tensor] | None) -> list[Tensor]:
    """A starting gradient an output, 1 by default; one number stands for every element.

    Raises InputError when their count or a shape does not fit.
    """
    if cotangents is None:
        return [ones_like(output) for output in outputs]
    if len(cotangents) != len(outputs):
        there = "is 1 output" if len(outputs) == 1 else f"are {len(outputs)} outputs"
        given = (
            "1 starting gradient is"
            if len(cotangents) == 1
            else (f"{len(cotangents)} starting gradients are")
        )
        raise InputError(f"There {there} and {given} given.")
    return [_fitted(start, output) for output, start in zip(outputs, cotangents, strict=True)]


def _fitted(start: Tensor, output: Tensor) -> Tensor:
    if start.dim() == 0:
        return (ones_like(output) * start).to(output.dtype)
    if output.shape != start.shape:
        raise InputError(
            f"A starting gradient has the shape {list(start.shape)} where the output has"
            f" {list(output.shape)}."
        )
    return start.to(output.dtype)


def ones_like(output: Tensor) -> Tensor:
    """The starting gradient 1 for every element; a sparse output has it where it stores one."""
    ones = torch.ones(output.shape, dtype=output.dtype)
    return ones if output.layout is torch.strided else ones.sparse_mask(output.detach())


class FirstPass(TorchFunctionMode):
    """Runs statements plainly and notes the first backward pass that they start themselves.

    ``last`` is the tensor that was made last.
    """

    def __init__(self) -> None:
        super().__init__()
        self.plain: Plain | None = None
        self.last: Tensor | None = None

    @override
    def __torch_function__(
        self,
        func: Any,
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        if self.plain is None and kind_of(func) is Kind.ROOT:
            ends, starts = ends_of(func, args, dict(kwargs or {}))
            if all(end.requires_grad for end in ends):
                self.plain = leaf_gradients(ends, starts)
        result = func(*args, **(kwargs or {}))
        if isinstance(result, Tensor) and kind_of(func) is not Kind.ASIDE:
            self.last = result
        return result


def leaf_gradients(
    ends: Sequence[Tensor], starts: Sequence[Tensor], *, retain_graph: bool = True
) -> Plain:
    """Gradients of all leaves, named by the order in which a walk back from the ends meets them."""
    graph = graph_between((), ends)
    leaves = list(leaves_of(ends))
    found: Sequence[Tensor | None] = []
    if leaves:
        found = torch.autograd.grad(
            ends, leaves, starts, retain_graph=retain_graph, allow_unused=True
        )
    names = [str(place) for place in range(len(leaves))]
    outputs = [end.detach().clone() for end in ends]
    return Plain(outputs, dict(zip(names, found, strict=True)), graph=graph)


def leaves_of(ends: Sequence[Tensor]) -> Iterator[Tensor]:
    """The leaves that a depth-first walk meets; the order does not depend on aliases between.

    A node counts as met where it is walked through: a deeper way may lead to what still waits.
    """
    waiting = [end.grad_fn for end in reversed(ends) if end.grad_fn is not None]
    met = set()
    while waiting:
        node = waiting.pop()
        if node in met:
            continue
        met.add(node)
        if hasattr(node, "variable"):
            yield node.variable
            continue
        waiting.extend(one for one, _ in reversed(node.next_functions) if one is not None)
