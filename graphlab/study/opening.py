"""Which modules are closed: at first, and after one is opened or closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.study.boxes import boxes_of, shown_when_closed
from graphlab.study.modules import tree_of
from graphlab.study.passes import whole_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from graphlab.record import Record
    from graphlab.study.modules import Part

READABLE, FIRST = 40, 20
"""Up to so many nodes all modules are open at first; else they are closed down to so many."""


def first_closed(record: Record) -> frozenset[str]:
    """What is closed when a run is first shown: as little as keeps the picture readable."""
    tree = tree_of(whole_of(record))
    if len(record.nodes) <= READABLE or not tree.parts:
        return frozenset()
    best = tree.beyond(0)
    for depth in range(1, tree.depth):
        shut = tree.beyond(depth)
        if shown_when_closed(record, shut) > FIRST:
            break
        best = shut
    return best


def opened(record: Record, node: str, keys: Collection[str]) -> frozenset[str]:
    """The closed parts without the one that ``node`` stands for.

    Calls in a row that are alike open into closed ones: all at once they would fill the picture.
    """
    part = boxes_of(record)[node].part
    left = frozenset(keys) - {part.key}
    if part.times > 1:
        left |= {inner.key for inner in tree_of(whole_of(record)).inside(part.key)}
    return left


def around(record: Record, node: str) -> Part | None:
    """The innermost open part that holds ``node`` and can be closed; None if there is none.

    ``node`` may be a closed module itself: then it is what that stands in.
    """
    for part in tree_of(whole_of(record)).around(record.by_id[node]):
        if shown_when_closed(record, {part.key}) < len(record.nodes):
            return part
    return None


def level_of(record: Record) -> int:
    """How deep all is open: 0 where an outermost part is closed."""
    tree = tree_of(whole_of(record))
    return min((box.part.depth for box in boxes_of(record).values()), default=tree.depth)
