"""The room that labels and chips need at the edges of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.picture.frames import crossing
from graphlab.picture.layout.plan import Link
from graphlab.picture.measure import WIDEST, chip_size, label_size
from graphlab.study.arrays import short

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from graphlab.picture.options import Options
    from graphlab.record import Array, Edge, Record
    from graphlab.study.labels import Labels


def links(
    record: Record, edges: Iterable[Edge], cards: Collection[str], labels: Labels, options: Options
) -> tuple[Link, ...]:
    """An edge each, with room for whatever numbers; with larger type for those that it has.

    Then gaps are dear, and the picture leaves as a file: nobody moves a slider below it.
    """
    across = crossing(record, cards)
    digits = options.digits if options.type > 1 else None
    return tuple(
        Link(
            edge.key,
            label_size(edge, labels, _number(edge.local, digits)),
            chip_size(record.by_id[edge.source].shape, _number(edge.contribution, digits)),
            edge.key in across,
        )
        for edge in edges
    )


def _number(value: Array | None, digits: int | None) -> str:
    if digits is None:
        return WIDEST
    return "" if value is None or value.size != 1 else short(value.reshape(()), digits)
