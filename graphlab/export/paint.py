"""Paints shapes with a QPainter: where a Picture meets Qt.

The canvas and PNG paint through here. A shape is made ready once (paths, pens, glyph runs) and can
then be painted many times; what a PDF does its own way is in ``pdf_paint``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QTransform

from graphlab.export.typefaces import borrowed_outline, glyph_run
from graphlab.picture.shapes import (
    Box,
    Cells,
    Curve,
    Line,
    Math,
    MathBlock,
    Move,
    Path,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QGlyphRun

    from graphlab.picture.shapes import Command, Item, Part, Picture, Shape

FAR, THINNEST = 0.3, 0.6  # a scale, and px that a line then has at least
NO_PEN = QPen(Qt.PenStyle.NoPen)
SMOOTH = (
    QPainter.RenderHint.Antialiasing
    | QPainter.RenderHint.TextAntialiasing
    | QPainter.RenderHint.SmoothPixmapTransform
)
NO_BRUSH = QBrush(Qt.BrushStyle.NoBrush)


class Ready(Protocol):
    """A shape made ready. ``type_size`` is the size of its type in px, 0 for geometry."""

    type_size: float

    def paint(self, painter: QPainter) -> None:
        """Paints it in the picture's coordinates."""


def paint_picture(painter: QPainter, picture: Picture, *, transparent: bool = False) -> None:
    """Paints all of a picture, its origin at the painter's origin."""
    smooth(painter)
    if picture.background and not transparent:
        painter.fillRect(QRectF(0, 0, *picture.size), QColor(picture.background))
    for item in picture.items:
        paint_item(painter, item)


def paint_item(painter: QPainter, item: Item) -> None:
    """Paints one item in the picture's coordinates."""
    for shape in ready(item):
        shape.paint(painter)


def smooth(painter: QPainter) -> None:
    """Sets the hints that all our painting uses."""
    painter.setRenderHints(SMOOTH)


def ready(item: Item) -> tuple[Ready, ...]:
    """The item's shapes, made ready for painting."""
    return tuple(ready_shape(shape) for shape in item.shapes)


def qt_path(commands: Iterable[Command]) -> QPainterPath:
    """The path of these commands, filled by the non-zero rule."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for command in commands:
        kind = type(command)
        if kind is Curve:
            path.cubicTo(*command)
        elif kind is Line:
            path.lineTo(*command)
        elif kind is Move:
            path.moveTo(*command)
        else:
            path.closeSubpath()
    return path


class _Outline:
    __slots__ = ("brush", "path", "pen", "type_size")

    def __init__(self, path: QPainterPath, pen: QPen, brush: QBrush, type_size: float = 0.0):
        self.path = path
        self.pen = pen
        self.brush = brush
        self.type_size = type_size

    def paint(self, painter: QPainter) -> None:
        scale = painter.worldTransform().m11()
        painter.setPen(self.pen if scale >= FAR else _seen_from_afar(self.pen, scale))
        painter.setBrush(self.brush)
        painter.drawPath(self.path)


class _Words:
    __slots__ = ("color", "place", "run", "type_size")

    def __init__(self, run: QGlyphRun, place: QPointF, color: QColor, type_size: float):
        self.run = run
        self.place = place
        self.color = color
        self.type_size = type_size

    def paint(self, painter: QPainter) -> None:
        painter.setPen(self.color)
        painter.drawGlyphRun(self.place, self.run)


class _Mosaic:
    """Cells without seams: unsmoothed."""

    __slots__ = ("_boxes", "type_size")

    def __init__(self, cells: Cells):
        self._boxes = [
            (brush(color), [QRectF(*box) for box in boxes]) for color, boxes in cells.runs().items()
        ]
        self.type_size = 0.0

    def paint(self, painter: QPainter) -> None:
        smoothing = QPainter.RenderHint.Antialiasing
        painter.setPen(NO_PEN)
        painter.setRenderHint(smoothing, False)
        for filled, boxes in self._boxes:
            painter.setBrush(filled)
            painter.drawRects(boxes)
        painter.setRenderHint(smoothing)


def _seen_from_afar(pen: QPen, scale: float) -> QPen:
    """Where a line would be thinner than can be seen; dashes could not be told apart."""
    if pen is NO_PEN or pen.widthF() * scale >= THINNEST:
        return pen
    return QPen(pen.color(), THINNEST / scale)


class _Type:
    """Words or a formula, made ready when first painted: seen from afar they never are."""

    __slots__ = ("_ready", "_shape", "type_size")

    def __init__(self, shape: Text | Math):
        self._shape = shape
        self._ready: Ready | None = None
        self.type_size = max(shape.size, shape.wanted) if isinstance(shape, Text) else shape.size

    def paint(self, painter: QPainter) -> None:
        if self._ready is None:
            self._ready = _ready_type(self._shape)
        self._ready.paint(painter)


def ready_shape(shape: Shape) -> Ready:
    """One shape, made ready for painting."""
    match shape:
        case Path():
            return _Outline(qt_path(shape.commands), pen_of(shape), brush(shape.fill))
        case Box():
            path = QPainterPath()
            path.addRoundedRect(QRectF(*shape.bounds), shape.radius, shape.radius)
            return _Outline(path, pen_of(shape), brush(shape.fill))
        case Text() | Math():
            return _Type(shape)
        case Cells():
            return _Mosaic(shape)


def _ready_type(shape: Text | Math) -> Ready:
    if isinstance(shape, Math):
        at_home = QTransform(shape.size, 0.0, 0.0, shape.size, shape.x, shape.y)
        path = at_home.map(block_path(shape.block))
        return _Outline(path, NO_PEN, brush(shape.color), shape.size)
    found = glyph_run(shape)
    if found is None:
        return _Outline(borrowed_outline(shape), NO_PEN, brush(shape.color), shape.size)
    run, place = found
    return _Words(run, place, QColor(shape.color), shape.size)


@lru_cache(maxsize=4096)
def block_path(block: MathBlock) -> QPainterPath:
    """The path of a formula in em units; kept for the formulas used last."""
    return parts_path(block.parts)


def parts_path(parts: Iterable[Part]) -> QPainterPath:
    """Parts of a formula as one path in em units."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for x, y, scale, commands in parts:
        path.addPath(QTransform(scale, 0.0, 0.0, scale, x, y).map(_glyph_path(commands)))
    return path


def _glyph_path(commands: tuple[Command, ...]) -> QPainterPath:
    """The path of one glyph. Found by identity: a glyph is the same tuple in every formula."""
    found = _GLYPHS.get(id(commands))
    if found is None:
        if len(_GLYPHS) >= MOST_GLYPHS:
            _GLYPHS.clear()
        # The tuple is kept too, or its identity could be another's later.
        found = _GLYPHS[id(commands)] = commands, qt_path(commands)
    return found[1]


MOST_GLYPHS = 2048
_GLYPHS: dict[int, tuple[tuple[Command, ...], QPainterPath]] = {}


@lru_cache(maxsize=256)
def brush(fill: str | None) -> QBrush:
    """The brush of a colour; none paints nothing."""
    return QBrush(QColor(fill)) if fill else NO_BRUSH


def pen_of(shape: Path | Box) -> QPen:
    """The pen of a shape's outline."""
    return _pen(shape.stroke, shape.width, shape.dash)


@lru_cache(maxsize=256)
def _pen(stroke: str | None, width: float, dash: tuple[float, ...]) -> QPen:
    if not stroke or not width:
        return NO_PEN
    pen = QPen(QColor(stroke), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dash:
        dash = dash if len(dash) % 2 == 0 else dash * 2
        pen.setDashPattern([length / width for length in dash])  # Qt counts in pen widths
    return pen
