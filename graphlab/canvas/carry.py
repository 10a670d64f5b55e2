"""A card on its way under the mouse: its lines bend along, all else stays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graphlab.export.paint import ready
from graphlab.picture.layout.bending import Bend
from graphlab.picture.shapes import Curve, Line, Move, Path

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from graphlab.canvas.scene import Scene
    from graphlab.picture.shapes import Command, Item

Point = tuple[float, float]
NOWHERE: Point = (0.0, 0.0)


class Carry:
    """The card with this key, moved ``by`` so far, in the picture's coordinates."""

    def __init__(self, scene: Scene, card: Item) -> None:
        self._scene, self.card = scene, card
        self.by = NOWHERE
        node = card.key.partition(":")[2]
        items = scene.picture.items
        tagged = {item.key.removeprefix("tag:") for item in items if item.key.startswith("tag:")}
        self._lines: list[tuple[Item, bool, bool]] = []
        self._along = [card]
        hidden = {card}
        for item in items:
            kind, _, name = item.key.partition(":")
            source, _, target = name.rpartition(":")[0].partition(">")
            begins, ends = source == node and name not in tagged, target == node
            if kind == "edge" and (begins or ends):
                self._lines.append((item, begins or name in tagged, ends))
            elif kind == "tag" and ends:
                self._along.append(item)
            elif not (kind in ("label", "chip") and (begins or ends)):
                continue
            hidden.add(item)
        self.hidden = frozenset(hidden)
        """What is not painted where it stands meanwhile, labels and chips of its lines included."""

    def paint(self, painter: QPainter, zoom: float) -> None:
        """In the picture's coordinates."""
        for item, begins, ends in self._lines:
            for shape in ready(self._bent(item, begins, ends)):
                shape.paint(painter)
        for item in self._along:
            x, y = item.bounds.centre
            self._scene.paint_item(painter, item, zoom, (x + self.by[0], y + self.by[1]))

    def _bent(self, item: Item, begins: bool, ends: bool) -> Item:
        line = next(shape for shape in item.shapes if isinstance(shape, Path))
        start, end = _point(line.commands[0]), _point(line.commands[-1])
        bend = Bend(start, end, self.by if begins else NOWHERE, self.by if ends else NOWHERE)
        return replace(
            item,
            shapes=tuple(
                replace(shape, commands=tuple(_moved(c, bend) for c in shape.commands))
                if isinstance(shape, Path)
                else shape
                for shape in item.shapes
            ),
        )


def _point(command: Command) -> Point:
    assert isinstance(command, Move | Line | Curve)
    return command.x, command.y


def _moved(command: Command, bend: Bend) -> Command:
    match command:
        case Curve(x1, y1, x2, y2, x, y):
            return Curve(*bend((x1, y1)), *bend((x2, y2)), *bend((x, y)))
        case Move(x, y):
            return Move(*bend((x, y)))
        case Line(x, y):
            return Line(*bend((x, y)))
    return command
