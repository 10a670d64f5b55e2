"""The recorder: runs operations one by one and keeps what the backward pass will be asked for.

Every tensor argument is passed on as ``torch.ops.aten.alias(t)``. The gradient with respect to that
alias is the contribution of exactly this use of t, so x·x has two edges with a share each. What
is kept is the *gradient edge* of each alias and of each result, not the tensor: it stays valid
whatever happens to the tensor later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.autograd.graph import GradientEdge, get_gradient_edge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_alias = torch.ops.aten.alias.default


@dataclass(slots=True)
class Use:
    """One tensor argument: which node's result, at which place among all arguments.

    Its own number, by which an edge is named, counts tensors only: 2·t and t·2 name it alike,
    however PyTorch respells them.
    """

    source: int
    leaf: int
    edge: GradientEdge | None


@dataclass(slots=True)
class Entry:
    """One node as it was run. ``function`` is None for an input or a constant."""

    function: Callable[..., Tensor] | None
    args: tuple[object, ...]
    result: Tensor
    edge: GradientEdge | None
    uses: list[Use]


class Tape:
    """Entries in evaluation order; results are held so that their identity stays unique."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._index: dict[int, int] = {}

    def start(self, leaf: Tensor) -> Tensor:
        """Enter an input. The copy that is returned is what the code may use.

        A copy, because PyTorch refuses to write in place into a leaf that requires a gradient.
        """
        return self._add(None, (), leaf.clone(), [])

    def constant(self, tensor: Tensor) -> Tensor:
        """Enter a tensor that was made outside."""
        return self._add(None, (), tensor, [])

    def call(self, function: Callable[..., Tensor], args: tuple[object, ...]) -> Tensor:
        """Run ``function(*args)`` on aliases of its tensor arguments and enter the result."""
        passed: list[object] = []
        uses: list[Use] = []
        for leaf, argument in enumerate(args):
            if not isinstance(argument, Tensor):
                passed.append(argument)
                continue
            source = self._index[id(argument)]
            if argument.requires_grad:
                share = _alias(argument)
                uses.append(Use(source, leaf, get_gradient_edge(share)))
                passed.append(share)
            else:
                uses.append(Use(source, leaf, None))
                passed.append(argument)
        return self._add(function, args, function(*passed), uses)

    def number_of(self, tensor: Tensor) -> int | None:
        """Index of the entry whose result this is."""
        return self._index.get(id(tensor))

    def _add(
        self,
        function: Callable[..., Tensor] | None,
        args: tuple[object, ...],
        result: Tensor,
        uses: list[Use],
    ) -> Tensor:
        edge = get_gradient_edge(result) if result.requires_grad else None
        self._index[id(result)] = len(self.entries)
        self.entries.append(Entry(function, args, result, edge, uses))
        return result


@dataclass(frozen=True, slots=True)
class Gradients:
    """Adjoint of each entry and contribution of each of its uses; None where none can flow."""

    adjoints: list[Tensor | None]
    contributions: list[list[Tensor | None]]


def gradients(tape: Tape, outputs: Sequence[Tensor], cotangents: Sequence[Tensor]) -> Gradients:
    """All adjoints and contributions in one call of ``torch.autograd.grad``."""
    targets: list[GradientEdge] = []
    for entry in tape.entries:
        if entry.edge is not None:
            targets.append(entry.edge)
        targets.extend(use.edge for use in entry.uses if use.edge is not None)
    pairs = [(o, c) for o, c in zip(outputs, cotangents, strict=True) if o.requires_grad]
    found: Sequence[Tensor | None] = [None] * len(targets)
    if pairs and targets:
        found = torch.autograd.grad(
            [o for o, _ in pairs], targets, [c for _, c in pairs], allow_unused=True
        )
    stream = iter(found)
    adjoints: list[Tensor | None] = []
    contributions: list[list[Tensor | None]] = []
    for entry in tape.entries:
        adjoints.append(next(stream) if entry.edge is not None else None)
        contributions.append([next(stream) if u.edge is not None else None for u in entry.uses])
    return Gradients(adjoints, contributions)


def locals_of(tape: Tape) -> list[list[Tensor | None]]:
    """∂result/∂argument of every use, from one replay with every argument cut off.

    A contribution cannot be divided by the adjoint instead: at a dead relu that is 0/0.
    None where an end has more than one element or the source is no floating-point tensor.
    """
    results = [entry.result.detach() for entry in tape.entries]
    single = [result.numel() == 1 for result in results]
    number = [one and r.is_floating_point() for r, one in zip(results, single, strict=True)]
    uses = [
        use
        for entry, one in zip(tape.entries, single, strict=True)
        if one and entry.function is not None
        for use in entry.uses
        if number[use.source]
    ]
    if not uses:
        return [[None] * len(entry.uses) for entry in tape.entries]
    # One leaf for all arguments, so that the whole replay is one gradient of one tensor.
    leaf = torch.stack([results[use.source].reshape(()) for use in uses]).requires_grad_()
    cuts = {id(use): cut for use, cut in zip(uses, leaf.unbind(), strict=True)}
    replayed = [result for result in _replay(tape, results, cuts) if result.requires_grad]
    slopes = torch.zeros_like(leaf)
    if replayed:
        (slopes,) = torch.autograd.grad(replayed, leaf)
    found = {id(use): slope for use, slope in zip(uses, slopes.unbind(), strict=True)}
    return [[found.get(id(use)) for use in entry.uses] for entry in tape.entries]


def _replay(tape: Tape, results: Sequence[Tensor], cuts: dict[int, Tensor]) -> Iterator[Tensor]:
    """Every operation again, each on its own cut arguments."""
    for entry in tape.entries:
        if entry.function is None or cuts.keys().isdisjoint(map(id, entry.uses)):
            continue
        args = list(entry.args)
        for use in entry.uses:
            args[use.leaf] = cuts.get(id(use), results[use.source])
        yield entry.function(*args)
