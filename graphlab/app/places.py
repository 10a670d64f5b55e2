"""Where on the canvas things are seen now, in its own pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF

from graphlab.study.boxes import standing_for

if TYPE_CHECKING:
    from graphlab.app.desk import Desk
    from graphlab.canvas.view import CanvasView
    from graphlab.picture.shapes import Bounds
    from graphlab.record import Record

WEIGHT = 4


def place_of(canvas: CanvasView, key: str) -> QRect:
    """Of what a key names: a number, a label or a chip, or the card or edge that it belongs to."""
    picture = canvas.picture
    if picture is None:
        return QRect()
    kind, _, name = key.partition(":")
    names = [key, f"card:{name}", f"edge:{name}"]
    if kind in ("value", "adjoint"):
        names = [f"card:{name}", key]
    item = next((found for n in names if (found := picture.item(n)) is not None), None)
    if item is None:
        return QRect(canvas.rect().center(), canvas.rect().center())
    return rectangle(canvas, item.bounds)


def busy_places(canvas: CanvasView) -> list[QRect]:
    """Where the canvas shows cards, and what this step is about: those count twice."""
    picture = canvas.picture
    if picture is None:
        return []
    cards = [item for item in picture.items if item.kind == "card"]
    active = [item for item in picture.items if item.active]
    return [rectangle(canvas, item.bounds) for item in (*cards, *active)]


def places_for_notices(desk: Desk) -> list[QRect]:
    """The same for a notice, which hides what else floats there least of all."""
    others = (desk.why, desk.finder, desk.stage.map)
    floating = [part.geometry() for part in others if part.isVisible()]
    return [*busy_places(desk.canvas), *floating * WEIGHT]


def active_places(canvas: CanvasView) -> list[QRect]:
    """Where the cards are that the step is about."""
    if canvas.picture is None:
        return []
    cards = [item for item in canvas.picture.items if item.kind == "card" and item.active]
    return [rectangle(canvas, item.bounds) for item in cards]


def rectangle(canvas: CanvasView, bounds: Bounds) -> QRect:
    """Of a part of the picture."""
    camera = canvas.camera
    corner = QPointF(bounds.x * camera.zoom + camera.x, bounds.y * camera.zoom + camera.y)
    size = QSizeF(bounds.width, bounds.height) * camera.zoom
    return QRectF(corner, size).toAlignedRect()


def centre_of(canvas: CanvasView, bounds: Bounds) -> QPointF:
    """The middle of a part of the picture."""
    camera = canvas.camera
    x, y = bounds.centre
    return QPointF(x * camera.zoom + camera.x, y * camera.zoom + camera.y)


def ways(whole: Record, part: Record) -> dict[str, str]:
    """Keys of the cards that only ``part`` has, each with that which stands for it in ``whole``."""
    return {
        f"card:{node.id}": f"card:{standing_for(whole, node.id)}"
        for node in part.nodes
        if node.id not in whole.by_id
    }
