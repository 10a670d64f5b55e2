"""Cards that a person has moved: how far from where the layout would have them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from graphlab.record import Record

Way = Literal["lr", "tb"]


@dataclass(frozen=True, slots=True)
class Pin:
    """A card moved by (``dx``, ``dy``) logical pixels in a graph that lies this ``way``.

    ``formula`` is what the card says: the same name in other code is another node.
    """

    node: str
    formula: str
    way: Way
    dx: float
    dy: float


Pins = tuple[Pin, ...]


def moved(pins: Pins, record: Record, node: str, way: Way, by: tuple[float, float]) -> Pins:
    """The same with a card moved further; one that comes back to its place is a pin no more."""
    kept = [pin for pin in pins if (pin.node, pin.way) != (node, way)]
    dx, dy = shifts(pins, record, way).get(node, (0.0, 0.0))
    dx, dy = dx + by[0], dy + by[1]
    if max(abs(dx), abs(dy)) >= 1:
        kept.append(Pin(node, record.by_id[node].formula, way, dx, dy))
    return tuple(kept)


def shifts(pins: Pins, record: Record, way: Way) -> dict[str, tuple[float, float]]:
    """How far each card of a record is moved in a graph that lies this way."""
    nodes = record.by_id
    return {
        pin.node: (pin.dx, pin.dy)
        for pin in pins
        if pin.way == way and pin.node in nodes and nodes[pin.node].formula == pin.formula
    }
