"""Contributions that no alias can measure: through shared memory, and through closed blocks.

PyTorch lets the gradient of a view that was overwritten flow along the *base* of its memory, past
the view's own history. The graph that is drawn follows what the person sees: the view's next
version comes from its last one and from what was written. These shares are found from the memory
layout: an element of a view belongs to whoever wrote its place last.

A block whose inside cannot be seen has one edge from each of its sources; it gets what the source's
other uses leave of its adjoint. When two such edges leave one source they cannot be told apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from graphlab.engine.recording.forms import Form
    from graphlab.engine.recording.tape import Entry, Tape, Use


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the elements of a tensor lie in its memory, in elements."""

    shape: tuple[int, ...]
    stride: tuple[int, ...]
    offset: int

    def places(self) -> Tensor:
        """The place of every element, in row-major order."""
        place = torch.tensor(self.offset)
        for size, stride in zip(self.shape, self.stride, strict=True):
            place = place.unsqueeze(-1) + torch.arange(size) * stride
        return place.reshape(-1)


def layout_of(tensor: Tensor) -> Layout:
    """The layout of a strided tensor."""
    return Layout(tuple(tensor.shape), tensor.stride(), int(tensor.storage_offset()))


@dataclass(frozen=True, slots=True)
class Write:
    """How an ``update`` entry (or a write that autograd did not see) passes its adjoint on.

    ``source`` is what was written to, ``own`` what is updated. ``seen`` says that autograd knows of
    the write; ``bypassed`` that the old version's measured adjoint lacks what comes after it;
    ``wanted`` that a gradient can reach it at all.
    """

    own: Layout
    source: Layout
    seen: bool
    bypassed: bool
    wanted: bool = True


class _Books:
    def __init__(
        self,
        tape: Tape,
        adjoints: list[Tensor | None],
        contributions: list[list[Tensor | None]],
    ) -> None:
        self.entries = tape.entries
        self.adjoints = adjoints
        self.contributions = contributions
        self.out: list[list[tuple[int, int]]] = [[] for _ in tape.entries]
        for index, entry in enumerate(tape.entries):
            for place, use in enumerate(entry.uses):
                self.out[use.source].append((index, place))
        self.starts: dict[int, Tensor] = {}
        self.extra: dict[int, Tensor] = {}

    def outgoing(self, index: int, *, but: Use | None = None) -> Tensor | None:
        """Starting gradient plus all known contributions out of an entry."""
        total = self.starts.get(index)
        for target, place in self.out[index]:
            share = self.contributions[target][place]
            if share is not None and self.entries[target].uses[place] is not but:
                total = share if total is None else total + share
        return total

    def give(self, index: int, share: Tensor) -> None:
        """An old view gets a share that autograd led past it; its own sources get it in turn."""
        entry = self.entries[index]
        if not is_old_view(entry):
            return
        known = self.extra.get(index)
        self.extra[index] = share if known is None else known + share


def is_old_view(entry: Entry) -> bool:
    """Whether it is a view that no write made."""
    return entry.op in ("call", "input") and entry.form is not None and entry.form.is_view


def complete(
    tape: Tape,
    outputs: Sequence[Tensor],
    cotangents: Sequence[Tensor],
    adjoints: list[Tensor | None],
    contributions: list[list[Tensor | None]],
) -> None:
    """Fill in what follows from the memory layout, then what remains for closed blocks."""
    books = _Books(tape, adjoints, contributions)
    for output, cotangent in zip(outputs, cotangents, strict=True):
        index = tape.number_of(output)
        if index is not None and output.requires_grad:
            known = books.starts.get(index)
            books.starts[index] = cotangent if known is None else known + cotangent
    for index in range(len(tape.entries) - 1, -1, -1):
        entry = tape.entries[index]
        if isinstance(entry.write, Write):
            _pass_on(books, index, entry, entry.write)
        elif index in books.extra:
            _hand_down(books, index, entry)
    for index in range(len(tape.entries) - 1, -1, -1):
        _separate(books, index)


def _pass_on(books: _Books, index: int, entry: Entry, write: Write) -> None:
    """An update: its adjoint is what its uses ask for; each element goes to its last writer."""
    adjoint = books.outgoing(index)
    if adjoint is None:
        return
    books.adjoints[index] = adjoint
    if entry.op != "update":  # a write that autograd did not see: all goes on to the old version
        books.contributions[index][0] = adjoint
        return
    old, written = entry.uses
    if not write.seen:
        share = adjoint
    else:
        mine, theirs = write.own.places(), write.source.places()
        flat = adjoint.reshape(-1)
        kept = ~torch.isin(mine, theirs)
        share = (flat * kept).reshape(adjoint.shape)
        order = torch.argsort(theirs)
        at = torch.searchsorted(theirs[order], mine).clamp(max=max(len(theirs) - 1, 0))
        passed = flat.new_zeros(theirs.numel())
        if len(theirs):
            passed.index_add_(0, order[at][~kept], flat[~kept])
        if books.adjoints[written.source] is not None:
            books.contributions[index][1] = passed.reshape(write.source.shape)
    before = books.entries[old.source]
    if before.edge is not None or (before.write is not None and before.write.wanted):
        books.contributions[index][0] = share
        if write.bypassed:
            books.give(old.source, share)


def _hand_down(books: _Books, index: int, entry: Entry) -> None:
    """A view that got more than was measured hands it to what it is a view of."""
    extra = books.extra[index]
    adjoint = books.adjoints[index]
    books.adjoints[index] = extra if adjoint is None else adjoint + extra
    result = entry.form
    for place, use in enumerate(entry.uses):
        source = books.entries[use.source].form
        if source is None or result is None or use.edge is None:
            continue
        mine, theirs = _places(result), _places(source)
        order = torch.argsort(theirs)
        at = torch.searchsorted(theirs[order], mine).clamp(max=max(len(theirs) - 1, 0))
        more = extra.new_zeros(theirs.numel())
        more.index_add_(0, order[at], extra.reshape(-1))
        more = more.reshape(source.shape)
        known = books.contributions[index][place]
        books.contributions[index][place] = more if known is None else known + more
        books.give(use.source, more)
        return


def _places(form: Form) -> Tensor:
    return Layout(form.shape, form.stride or (), form.offset or 0).places()


def _separate(books: _Books, index: int) -> None:
    """The one use without a measured share gets what the others leave."""
    uses = [
        (target, place)
        for target, place in books.out[index]
        if books.entries[target].uses[place].residual
    ]
    mixed = any(books.entries[t].uses[p].mixed for t, p in books.out[index])
    for target, place in books.out[index]:
        if books.entries[target].uses[place].mixed:
            books.contributions[target][place] = None
    adjoint = books.adjoints[index]
    if len(uses) != 1 or mixed or adjoint is None:
        return
    target, place = uses[0]
    others = books.outgoing(index, but=books.entries[target].uses[place])
    books.contributions[target][place] = adjoint if others is None else adjoint - others
