"""Which elements an index takes from its source, and where their gradient goes back to."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from graphlab.study.arrays import shape_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    from graphlab.record import Edge, EdgeKey, Record
    from graphlab.study.labels import Labels
    from graphlab.study.reveal import Reveal

    Mask = NDArray[np.bool_]


@lru_cache(maxsize=4)
def mask_of(record: Record, keys: tuple[EdgeKey, ...]) -> Mask | None:
    """True where one of these edges, all out of one node, takes an element of it."""
    import numpy as np

    shape = record.by_id[keys[0].source].shape
    if shape is None:
        return None
    mask = np.zeros(shape, dtype=np.bool_)
    for key in keys:
        taken = record.by_key[key].taken
        if taken is not None:
            mask.reshape(-1)[taken] = True
    return mask


def taken_from(reveal: Reveal, node: str) -> tuple[EdgeKey, ...]:
    """Edges by which the active step takes elements of this node's value, or brings gradient back.

    In the forward pass those into the active node; in the backward pass, on the active node, those
    whose contribution has arrived, and in a finer step only the one that arrived last.
    """
    active, record = reveal.active, reveal.record
    if active is None:
        return ()
    if active.phase == "forward":
        return _indexing(e for e in record.incoming[active.node] if e.source == node)
    if active.node != node:
        return ()
    arrived = reveal.arrived(node)
    if reveal.moment.fine:
        arrived = arrived[-1:]
    return _indexing(record.by_key[key] for key in arrived)


def sentence(record: Record, edge: Edge, labels: Labels) -> str:
    """How many elements an index takes; empty for an edge that does not index."""
    if edge.taken is None:
        return ""
    source = record.by_id[edge.source]
    size = 1
    for side in source.shape or ():
        size *= side
    count = len(set(edge.taken.tolist()))
    which = f"{count} of the {size} elements" if count < size else f"all {size} elements"
    repeated = ", some more than once" if len(edge.taken) > count else ""
    shape = shape_text(source.shape or ())
    name, taker = labels.text(edge.source), labels.text(edge.target)
    return f"{taker} takes {which} of {name} ({shape}){repeated}."


def _indexing(edges: Iterable[Edge]) -> tuple[EdgeKey, ...]:
    return tuple(edge.key for edge in edges if edge.taken is not None)
