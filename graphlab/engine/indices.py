"""Which elements of its source an indexing operation took."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from graphlab.engine.arrays import array_of
from graphlab.engine.recording.backward import again
from graphlab.engine.recording.kinds import name_of

if TYPE_CHECKING:
    from graphlab.engine.recording.tape import Entry, Tape
    from graphlab.record import Array

MAX_ELEMENTS = 65_536
_INDEXING = frozenset(
    "__getitem__ index select narrow index_select masked_select take gather take_along_dim"
    " diagonal".split()
)


def taken(tape: Tape, entry: Entry) -> Array | None:
    """Positions, in row-major order, of the elements that the result holds; None if it holds all.

    The same index is applied to an array of positions.
    """
    if entry.op != "call" or entry.function is None or not entry.uses:
        return None
    if name_of(entry.function) not in _INDEXING or entry.result is None:
        return None
    sources = [tape.entries[use.source].value for use in entry.uses]
    first = sources[0]
    if first is None or first.layout is not torch.strided or any(s is None for s in sources):
        return None
    if max(first.numel(), entry.result.numel()) > MAX_ELEMENTS:
        return None
    places = torch.arange(first.numel()).reshape(first.shape)
    try:
        with torch.no_grad():
            found = again(entry, [places, *sources[1:]])
    except (RuntimeError, TypeError, ValueError, IndexError):
        return None
    return array_of(found.reshape(-1), copy=True)
