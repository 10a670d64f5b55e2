"""Closed blocks: tensors whose making the recorder could not see (vmap, torch.jit, func.grad).

What they were made of is found in PyTorch's own graph: walking back from the tensor until known
results are met.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torch.autograd.graph import get_gradient_edge

from graphlab.engine.recording.tape import Entry, Use

if TYPE_CHECKING:
    from torch import Tensor

    from graphlab.engine.recording.tape import Tape


def enter_opaque(tape: Tape, tensor: Tensor) -> None:
    """Enter a tensor with a history of its own, with an edge from everything known in it."""
    owners: dict[tuple[Any, int], int] = {}
    shares: dict[Any, Use] = {}
    for index, entry in enumerate(tape.entries):
        if entry.edge is not None:
            owners[entry.edge.node, entry.edge.output_nr] = index
        for use in entry.uses:
            if use.edge is not None:
                shares[use.edge.node] = use
    sources: dict[int, None] = {}
    start = get_gradient_edge(tensor)
    waiting = [(start.node, start.output_nr)]
    seen = set(waiting)
    while waiting:
        node, _ = waiting.pop()
        for following, place in node.next_functions:
            if following is None or (following, place) in seen:
                continue
            seen.add((following, place))
            if (following, place) in owners:
                sources[owners[following, place]] = None
            elif following in shares:
                # The block goes through an alias that belongs to another operation.
                shares[following].mixed = True
                sources[shares[following].source] = None
            elif hasattr(following, "variable"):
                sources[tape.source_of(following.variable)] = None
            else:
                waiting.append((following, place))
    uses = [Use(source, place, None, residual=True) for place, source in enumerate(sorted(sources))]
    tape.has_residuals = True
    tape.add(Entry(None, (), tensor, start, uses, "opaque"))
