"""What the canvas paints over or instead of a picture: focus ring, ribbon, words on emptiness."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPen

from graphlab.export.paint import paint_item
from graphlab.picture.fonts import text_width
from graphlab.picture.shapes import Bounds, Box, Item, Line, Move, Path, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from graphlab.canvas.camera import Camera
    from graphlab.canvas.scene import Scene
    from graphlab.picture.theme import Theme

GHOST = 0.6  # how much of a picture that no longer holds is seen
RING = 2.0
PULSE = 4.0
RING_GAP = 3.0
WORDS = 13.0
RIBBON_GAP = 12.0
INSET_SHARE, INSET_PAD = (0.3, 0.19), 6.0


def paint_ring(painter: QPainter, item: Item, camera: Camera, theme: Theme) -> None:
    """The keyboard's focus around a card, in the view's coordinates."""
    bounds, radius = _outline(item)
    gap = RING_GAP + RING / 2
    seen = camera.seen(bounds).grown(gap)
    painter.setPen(QPen(QColor(theme.ink), RING))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    corner = radius * camera.zoom + gap
    painter.drawRoundedRect(QRectF(*seen), corner, corner)


def paint_mark(painter: QPainter, item: Item, camera: Camera, theme: Theme) -> None:
    """A dashed outline around a card that was found, where the keyboard's ring would be."""
    bounds, radius = _outline(item)
    gap = RING_GAP + RING / 2
    painter.setPen(QPen(QColor(theme.ink), RING, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    corner = radius * camera.zoom + gap
    painter.drawRoundedRect(QRectF(*camera.seen(bounds).grown(gap)), corner, corner)


def paint_pulse(
    painter: QPainter, item: Item, camera: Camera, theme: Theme, strength: float
) -> None:
    """What is pointed at: a broad ring around a card, a broad line along an edge."""
    color = QColor(theme.fault)
    color.setAlphaF(strength)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if item.kind == "card":
        bounds, radius = _outline(item)
        gap = RING_GAP + PULSE / 2
        painter.setPen(QPen(color, PULSE))
        corner = radius * camera.zoom + gap
        painter.drawRoundedRect(QRectF(*camera.seen(bounds).grown(gap)), corner, corner)
        return
    painter.save()
    painter.translate(camera.x, camera.y)
    painter.scale(camera.zoom, camera.zoom)
    painter.setOpacity(strength)
    for shape in item.shapes:
        if isinstance(shape, Path) and shape.width:
            broad = replace(shape, stroke=theme.fault, width=2 * PULSE, fill=None)
            paint_item(painter, replace(item, shapes=(broad,)))
    painter.restore()


def ring_bounds(item: Item, camera: Camera) -> Bounds:
    """What the ring covers of the view."""
    return camera.seen(_outline(item)[0]).grown(RING_GAP + RING + 1)


def paint_veil(painter: QPainter, background: QColor, area: QRectF) -> None:
    """Lets the background through, so that the picture is a ghost of itself."""
    veil = QColor(background)
    veil.setAlphaF(1.0 - GHOST)
    painter.fillRect(area, veil)


def paint_ribbon(painter: QPainter, words: str, size: tuple[float, float], theme: Theme) -> None:
    """A sentence in a frame at the bottom right: mistakes are named at the top."""
    half = text_width(words, WORDS) / 2 + 14
    x, y = size[0] - RIBBON_GAP - half, size[1] - RIBBON_GAP - 28
    box = Box(Bounds(x - half, y, 2 * half, 28), 14, theme.card, theme.edge, 1.5)
    text = Text(x, y + 19, words, WORDS, theme.ink, anchor="middle")
    paint_item(painter, Item("ribbon", "note", box.bounds.grown(1), (box, text)))


def paint_words(painter: QPainter, words: str, size: tuple[float, float], theme: Theme) -> None:
    """A quiet sentence in the middle of an empty canvas."""
    text = Text(size[0] / 2, size[1] / 2, words, 15, theme.muted, anchor="middle")
    paint_item(painter, Item("words", "note", Bounds(0, 0, *size), (text,)))


def paint_focus_frame(painter: QPainter, size: tuple[float, float], theme: Theme) -> None:
    """A frame at the rim: the canvas itself has the keyboard's focus."""
    painter.setPen(QPen(QColor(theme.ink), RING))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(1, 1, size[0] - 2, size[1] - 2))


def inset_bounds(
    picture: tuple[float, float], view: tuple[float, float], busy: Sequence[Bounds] = ()
) -> Bounds:
    """Where the whole of a picture is shown small: at the bottom right, or another corner."""
    inner = 2 * INSET_PAD
    zoom = min(
        (INSET_SHARE[0] * view[0] - inner) / picture[0],
        (INSET_SHARE[1] * view[1] - inner) / picture[1],
    )
    return corner_of((picture[0] * zoom + inner, picture[1] * zoom + inner), view, busy)


def corner_of(
    size: tuple[float, float], view: tuple[float, float], busy: Sequence[Bounds] = ()
) -> Bounds:
    """The corner of a view in which something of this size covers least of ``busy``."""
    width, height = size
    right, low = view[0] - width - RIBBON_GAP, view[1] - height - RIBBON_GAP
    corners = [Bounds(x, y, width, height) for x in (right, RIBBON_GAP) for y in (low, RIBBON_GAP)]
    return min(corners, key=lambda corner: sum(_shared(corner, other) for other in busy))


def paint_inset(painter: QPainter, scene: Scene, inset: Bounds, view: Bounds, theme: Theme) -> None:
    """The whole picture in small, with a frame around the part that is in view."""
    whole = Bounds(0, 0, *scene.picture.size)
    zoom = (inset.width - 2 * INSET_PAD) / whole.width
    painter.save()
    painter.setPen(QPen(QColor(theme.edge), 1))
    painter.setBrush(QColor(theme.canvas))
    painter.drawRoundedRect(QRectF(*inset), 6, 6)
    painter.setClipRect(QRectF(*inset))
    painter.translate(inset.x + INSET_PAD, inset.y + INSET_PAD)
    painter.scale(zoom, zoom)
    scene.paint(painter, [whole], zoom, floating=False)
    left, top = max(view.x, whole.x), max(view.y, whole.y)
    right, bottom = min(view.right, whole.right), min(view.bottom, whole.bottom)
    pen = QPen(QColor(theme.ink), RING)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(left, top, right - left, bottom - top))
    painter.restore()


def _shared(one: Bounds, other: Bounds) -> float:
    """The area of what lies in both."""
    wide = min(one.right, other.right) - max(one.x, other.x)
    high = min(one.bottom, other.bottom) - max(one.y, other.y)
    return max(wide, 0.0) * max(high, 0.0)


def _outline(item: Item) -> tuple[Bounds, float]:
    """The card's own outline: badges that stick out do not widen the ring."""
    first = item.shapes[0] if item.shapes else None
    if isinstance(first, Box):
        return first.bounds.grown(first.width / 2), first.radius
    if isinstance(first, Path):  # a parameter's, with its cut corner
        corners = [command for command in first.commands if isinstance(command, Move | Line)]
        xs, ys = [corner.x for corner in corners], [corner.y for corner in corners]
        around = Bounds(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
        return around.grown(first.width / 2), 2.0
    return item.bounds, 8.0
