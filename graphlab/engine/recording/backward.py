"""The backward pass over a tape: adjoints, contributions and local slopes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from graphlab.engine.recording.kinds import repeatable
from graphlab.engine.recording.residuals import complete
from graphlab.engine.recording.tape import filled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from torch.autograd.graph import GradientEdge

    from graphlab.engine.recording.tape import Entry, Tape
    from graphlab.record import Digest

MAX_SEPARATE = 300
"""Above this many nodes, an operation without a derivative hides all adjoints."""


@dataclass(frozen=True, slots=True)
class Gradients:
    """Adjoint of each entry and contribution of each of its uses; None where none can flow.

    Of a run without values ``digests`` tells of the adjoints; ``flowing`` has (entry, use) where a
    contribution flowed, ``adds_up`` whether they were the adjoints, and ``largest`` the largest
    magnitude among these.
    """

    adjoints: list[Tensor | None]
    contributions: list[list[Tensor | None]]
    digests: dict[int, Digest] = field(default_factory=dict)
    flowing: set[tuple[int, int]] = field(default_factory=set)
    adds_up: bool = True
    largest: float | None = None

    @property
    def scale(self) -> list[Tensor | None]:
        """What the differences of gradients are measured against: the adjoints of the run."""
        return self.adjoints if self.largest is None else [torch.tensor(self.largest).double()]


def gradients(
    tape: Tape,
    outputs: Sequence[Tensor],
    cotangents: Sequence[Tensor],
) -> Gradients:
    """All adjoints and contributions in one call of ``torch.autograd.grad``.

    The graph is kept: it can be asked for Jacobians, and once more when the call fails. Whatever
    ``autograd.grad`` raises comes through when no adjoint at all can be had.
    """
    targets: list[GradientEdge] = []
    for entry in tape.entries:
        if entry.edge is not None:
            targets.append(entry.edge)
        targets.extend(use.edge for use in entry.uses if use.edge is not None)
    pairs = [(o, c) for o, c in zip(outputs, cotangents, strict=True) if o.requires_grad]
    found: Sequence[Tensor | None] = [None] * len(targets)
    if pairs and targets:
        ends, starts = [o for o, _ in pairs], [c for _, c in pairs]
        try:
            found = torch.autograd.grad(ends, targets, starts, allow_unused=True, retain_graph=True)
        except RuntimeError:
            found = _one_by_one(ends, targets, starts) if len(targets) <= MAX_SEPARATE else []
            if all(one is None for one in found):
                raise
    stream = iter(found)
    adjoints: list[Tensor | None] = []
    contributions: list[list[Tensor | None]] = []
    for entry in tape.entries:
        adjoints.append(next(stream) if entry.edge is not None else None)
        contributions.append([next(stream) if u.edge is not None else None for u in entry.uses])
    if tape.has_residuals:
        complete(tape, outputs, cotangents, adjoints, contributions)
    return Gradients(adjoints, contributions)


def _one_by_one(
    ends: Sequence[Tensor], targets: Sequence[GradientEdge], starts: Sequence[Tensor]
) -> list[Tensor | None]:
    """What can be had although one operation on the way has no derivative."""
    found: list[Tensor | None] = []
    for target in targets:
        try:
            found += torch.autograd.grad(
                ends, [target], starts, allow_unused=True, retain_graph=True
            )
        except RuntimeError:
            found.append(None)
    return found


def locals_of(tape: Tape) -> list[list[Tensor | None]]:
    """∂result/∂argument of every use, from one replay with every argument cut off.

    A contribution cannot be divided by the adjoint instead: at a dead relu that is 0/0.
    None where an end has more than one element or the source is no floating-point tensor.
    """
    values = [entry.value for entry in tape.entries]
    single = [value is not None and value.numel() == 1 for value in values]
    if not any(single):
        return [[None] * len(entry.uses) for entry in tape.entries]
    number = [
        one and value is not None and value.is_floating_point()
        for value, one in zip(values, single, strict=True)
    ]
    uses = [
        use
        for entry, one in zip(tape.entries, single, strict=True)
        if one and entry.function is not None and entry.op == "call"
        if all(values[use.source] is not None for use in entry.uses)  # not so without values
        for use in entry.uses
        if number[use.source]
    ]
    if not uses:
        return [[None] * len(entry.uses) for entry in tape.entries]
    leaves, cuts = _cut([values[use.source] for use in uses])
    cut_of = {id(use): cut for use, cut in zip(uses, cuts, strict=True)}
    with torch.enable_grad():
        replayed = [r for r in _replay(tape, values, cut_of) if r.requires_grad]
    slopes: Sequence[Tensor | None] = [None] * len(leaves)
    if replayed:
        slopes = torch.autograd.grad(
            replayed, leaves, [torch.ones_like(r) for r in replayed], allow_unused=True
        )
    flat = _slopes(leaves, slopes)
    found = {id(use): slope for use, slope in zip(uses, flat, strict=True)}
    return [[found.get(id(use)) for use in entry.uses] for entry in tape.entries]


def _cut(values: Sequence[Any]) -> tuple[list[Tensor], list[Tensor]]:
    """Leaves, and for each value its cut copy that hangs on them.

    Plain float64 numbers share one leaf, so that the whole replay is one gradient of one tensor.
    """
    if all(value.ndim == 0 and value.dtype == torch.float64 for value in values):
        leaf = torch.stack([value.detach() for value in values]).requires_grad_()
        return [leaf], list(leaf.unbind())
    cuts = [value.detach().clone().requires_grad_() for value in values]
    return cuts, cuts


def _slopes(leaves: Sequence[Tensor], slopes: Sequence[Tensor | None]) -> list[Tensor]:
    given = [
        torch.zeros_like(leaf) if slope is None else slope
        for leaf, slope in zip(leaves, slopes, strict=True)
    ]
    if len(given) == 1 and given[0].ndim == 1:
        return list(given[0].unbind())
    return [slope.reshape(()) for slope in given]


def _replay(
    tape: Tape, values: Sequence[Tensor | None], cuts: dict[int, Tensor]
) -> Iterator[Tensor]:
    """Every operation again, each on its own cut arguments."""
    for entry in tape.entries:
        if entry.function is None or cuts.keys().isdisjoint(map(id, entry.uses)):
            continue
        if not repeatable(entry.function):
            continue
        result = again(entry, [cuts.get(id(use), values[use.source]) for use in entry.uses])
        if isinstance(result, Tensor) and result.is_floating_point():
            yield result


def again(entry: Entry, tensors: Sequence[Tensor | None]) -> Any:
    """Run the operation of an entry on other tensors."""
    assert entry.function is not None
    stream = iter(tensors)
    args = [filled(argument, stream) for argument in entry.args]
    kwargs = {key: filled(value, stream) for key, value in (entry.kwargs or {}).items()}
    return entry.function(*args, **kwargs)
