"""What of a record has a place in its picture: all of it, or only what is lit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphlab.study.boxes import boxes_of, holds, in_and_out
from graphlab.study.light import outside

if TYPE_CHECKING:
    from graphlab.picture.options import Options
    from graphlab.record import Edge, Node, Record


@dataclass(frozen=True)
class Drawn:
    """``notes`` are the small words on cards: what a closed module holds, and what is left out.

    Only the picture is smaller: steps, sums and tables are those of the whole graph, so that a card
    whose adjoint has contributions from what is left out says how many.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    notes: dict[str, tuple[str, ...]]


def drawn(record: Record, options: Options) -> Drawn:
    """The nodes and edges that these options ask for."""
    notes: dict[str, tuple[str, ...]] = {
        node: (*holds(box), in_and_out(record, node)) for node, box in boxes_of(record).items()
    }
    light = options.light
    if light is None or not options.only:
        return Drawn(record.nodes, record.edges, notes)
    nodes = tuple(node for node in record.nodes if node.id in light.nodes)
    edges = tuple(edge for edge in record.edges if edge.key in light.edges)
    for node in nodes:
        if count := outside(record, light, node.id):
            more = f"+ {count} contribution{'' if count == 1 else 's'} from outside"
            notes[node.id] = (*notes.get(node.id, ()), more)
    return Drawn(nodes, edges, notes)
