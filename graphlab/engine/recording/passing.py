"""The backward pass over a tape without values: what passes is told by its digest and let go.

Hooks see each contribution as it arrives at its alias, and each adjoint once it is whole; it is
held against the sum of what arrived before both are let go. Three kinds of gradients stay until the
pass is over: those of inputs and parameters, which are compared with the plain run; of results on
which the code put a hook of its own, which changes what our hooks would see; and of what follows
from the memory layout (``residuals.py``).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import torch
from torch.autograd.graph import GradientEdge

from graphlab.digest import digest
from graphlab.engine.arrays import array_of, dtype_name
from graphlab.engine.recording.backward import Gradients
from graphlab.engine.recording.lean import LeanEntry
from graphlab.engine.recording.residuals import Write, complete, is_old_view
from graphlab.engine.sums import is_sum

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch import Tensor

    from graphlab.engine.recording.tape import Tape

    Sink = Callable[[Tensor], None]


def passing(
    tape: Tape, outputs: Sequence[Tensor], cotangents: Sequence[Tensor], *, retain_graph: bool
) -> Gradients:
    """The same as ``gradients`` for a tape without values, in one pass that keeps nothing.

    Without ``retain_graph`` autograd lets go of its graph as it goes. What arrived before an
    operation without a derivative is kept; where nothing did, its exception comes through.
    """
    under_way = _Passing(tape, outputs, cotangents)
    pairs = [(o, c) for o, c in zip(outputs, cotangents, strict=True) if o.requires_grad]
    if pairs:
        under_way.run([o for o, _ in pairs], [c for _, c in pairs], retain_graph)
    if tape.has_residuals:
        complete(tape, outputs, cotangents, under_way.adjoints, under_way.contributions)
    return under_way.found()


class _Sum:
    """What has arrived at one entry so far; ``size`` sums the magnitudes where they differ."""

    def __init__(self, first: Tensor) -> None:
        self.total = _dense(first)
        self.size: Tensor | None = None

    def add(self, share: Tensor) -> None:
        share = _dense(share)
        size = self.total.abs() if self.size is None else self.size
        self.size = size + share.abs()
        self.total = self.total + share

    def is_whole(self, adjoint: Tensor) -> bool:
        size = self.total.abs() if self.size is None else self.size
        whole, total = array_of(adjoint), array_of(self.total)
        return is_sum(whole, total, array_of(size), dtype_name(adjoint.dtype))


class _Passing:
    def __init__(self, tape: Tape, outputs: Sequence[Tensor], cotangents: Sequence[Tensor]) -> None:
        self._entries = tape.entries
        self._held = _held(tape) if tape.has_residuals else set()
        self._sums: dict[int, _Sum] = {}
        self._told: set[int] = set()
        self._found = Gradients(
            [None] * len(tape.entries), [[None] * len(entry.uses) for entry in tape.entries]
        )
        self.adjoints = self._found.adjoints
        self.contributions = self._found.contributions
        self._adds_up, self._is_cut_short, self._largest = True, False, 0.0
        for output, cotangent in zip(outputs, cotangents, strict=True):
            index = tape.number_of(output)
            if index is not None and output.requires_grad:
                self._add(index, cotangent)

    def run(self, ends: list[Tensor], starts: list[Tensor], retain_graph: bool) -> None:
        sinks, captured = self._sinks(), _leaves_of(ends)
        for entry in self._entries:
            if isinstance(entry, LeanEntry) and entry.is_hooked and entry.edge is not None:
                captured[entry.edge.node, entry.edge.output_nr] = entry.edge
        seen: dict[Any, list[tuple[int, Sink]]] = {}
        for (node, place), sink in sinks.items():
            if (node, place) not in captured:
                seen.setdefault(node, []).append((place, sink))
        handles = [node.register_prehook(_telling(told)) for node, told in seen.items()]
        try:
            got: Sequence[Tensor | None] = torch.autograd.grad(
                ends, list(captured.values()), starts, allow_unused=True, retain_graph=retain_graph
            )
        except RuntimeError:
            self._is_cut_short = True
            if not self._told:
                raise
            return
        finally:
            for handle in handles:
                handle.remove()
        for key, gradient in zip(captured, got, strict=True):
            if gradient is not None and key in sinks:
                sinks[key](gradient)

    def found(self) -> Gradients:
        """All of it, with what followed from the memory layout."""
        self._settle()
        for index, entry in enumerate(self._entries):
            for place, use in enumerate(entry.uses):
                if use.source in self._held or entry.write is not None:
                    if self.contributions[index][place] is None:
                        self._found.flowing.discard((index, place))
                    else:
                        self._found.flowing.add((index, place))
                source = self._entries[use.source].form
                if source is None or _count(source.shape) != 1:
                    self.contributions[index][place] = None
        if not self._is_cut_short and any(
            index not in self._held and self._entries[index].form is not None
            for index in self._sums
        ):
            self._adds_up = False  # something arrived where no adjoint did
        return Gradients(
            self.adjoints,
            self.contributions,
            self._found.digests,
            self._found.flowing,
            self._adds_up,
            self._largest,
        )

    def _sinks(self) -> dict[tuple[Any, int], Sink]:
        """Who is told of the gradient at each edge of the tape."""
        sinks: dict[tuple[Any, int], Sink] = {}

        def put(edge: GradientEdge | None, sink: Sink) -> None:
            if edge is None:
                return
            key = edge.node, edge.output_nr
            before = sinks.get(key)
            sinks[key] = sink if before is None else _both(before, sink)

        for index, entry in enumerate(self._entries):
            put(entry.edge, partial(self._take_adjoint, index))
            for place, use in enumerate(entry.uses):
                put(use.edge, partial(self._take_share, index, place))
        return sinks

    def _take_share(self, index: int, place: int, share: Tensor) -> None:
        source = self._entries[index].uses[place].source
        self._found.flowing.add((index, place))
        if source in self._held or share.numel() == 1:
            self.contributions[index][place] = share.detach()
        if source not in self._held:
            self._add(source, share.detach())

    def _take_adjoint(self, index: int, adjoint: Tensor) -> None:
        adjoint = adjoint.detach()
        if index in self._held:
            self.adjoints[index] = adjoint
            return
        total = self._sums.pop(index, None)
        if total is None:
            self._adds_up &= not _some(adjoint)
        else:
            self._adds_up &= total.is_whole(adjoint)
        self._tell(index, adjoint)

    def _add(self, index: int, share: Tensor) -> None:
        known = self._sums.get(index)
        if known is None:
            self._sums[index] = _Sum(share)
        else:
            known.add(share)

    def _tell(self, index: int, adjoint: Tensor) -> None:
        """Keep of an adjoint what is to be kept."""
        self._told.add(index)
        entry = self._entries[index]
        is_leaf = entry.edge is not None and hasattr(entry.edge.node, "variable")
        if adjoint.numel() == 1 or is_leaf or entry.op == "input":
            self.adjoints[index] = adjoint
        told = digest(array_of(adjoint))
        if told.low is not None and told.high is not None:
            self._largest = max(self._largest, abs(told.low), abs(told.high))
        if adjoint.numel() != 1:
            self._found.digests[index] = told

    def _settle(self) -> None:
        """The entries whose adjoints or contributions had to be completed."""
        apart: set[int] = set()  # a share of theirs cannot be told
        for target, entry in enumerate(self._entries):
            for use, share in zip(entry.uses, self.contributions[target], strict=True):
                if use.source not in self._held:
                    continue
                if share is not None:
                    self._add(use.source, share)
                elif use.residual:
                    apart.add(use.source)
        for index in sorted(self._held):
            adjoint, total = self.adjoints[index], self._sums.pop(index, None)
            self.adjoints[index] = None
            if adjoint is not None:
                self._tell(index, adjoint)
            if self._is_cut_short or index in apart or self._entries[index].form is None:
                continue
            if adjoint is None or total is None:
                self._adds_up &= total is None and not (adjoint is not None and _some(adjoint))
            else:
                self._adds_up &= total.is_whole(adjoint)


def _held(tape: Tape) -> set[int]:
    """The entries whose adjoints and contributions ``residuals.complete`` asks for or changes."""
    held: set[int] = set()
    for index, entry in enumerate(tape.entries):
        held.update(use.source for use in entry.uses if use.residual or use.mixed)
        if isinstance(entry.write, Write):
            held.add(index)
            held.update(use.source for use in entry.uses)
            if entry.write.bypassed:
                held |= _under(tape, entry.uses[0].source)
    return held


def _under(tape: Tape, view: int) -> set[int]:
    """A view, the view that it is of, and so on to what is none."""
    under = {view}
    while is_old_view(tape.entries[view]):
        source = next((use.source for use in tape.entries[view].uses if use.edge is not None), None)
        if source is None:
            break
        view = source
        under.add(view)
    return under


def _leaves_of(ends: Sequence[Tensor]) -> dict[tuple[Any, int], GradientEdge]:
    """Where autograd's graph of the ends comes to an end."""
    leaves: dict[tuple[Any, int], GradientEdge] = {}
    waiting: list[tuple[Any, int]] = [
        (end.grad_fn, end.output_nr) for end in ends if end.grad_fn is not None
    ]
    for end in ends:
        if end.grad_fn is None:  # an output that is a leaf itself
            edge = torch.autograd.graph.get_gradient_edge(end)
            leaves[edge.node, 0] = edge
    seen = set(waiting)
    while waiting:
        node, place = waiting.pop()
        following = [pair for pair in node.next_functions if pair[0] is not None]
        if not following:
            leaves[node, place] = GradientEdge(node, place)
        for pair in following:
            if pair not in seen:
                seen.add(pair)
                waiting.append(pair)
    return leaves


def _telling(told: list[tuple[int, Sink]]) -> Callable[[tuple[Tensor | None, ...]], None]:
    def see(gradients: tuple[Tensor | None, ...]) -> None:
        for place, sink in told:
            gradient = gradients[place]
            if gradient is not None:
                sink(gradient)

    return see


def _both(one: Sink, other: Sink) -> Sink:
    def tell(gradient: Tensor) -> None:
        one(gradient)
        other(gradient)

    return tell


def _dense(tensor: Tensor) -> Tensor:
    return tensor if tensor.layout is torch.strided else tensor.to_dense()


def _some(tensor: Tensor) -> bool:
    """Whether there is any number but 0."""
    return bool(_dense(tensor).any())


def _count(shape: Sequence[int]) -> int:
    return torch.Size(shape).numel()
