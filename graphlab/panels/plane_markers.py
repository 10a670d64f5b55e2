"""The shapes of points, of the rings around them, and of the lines of a plane."""

from __future__ import annotations

from functools import lru_cache
from math import cos, pi, sin
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from graphlab.picture.classes import class_color, class_look

if TYPE_CHECKING:
    from graphlab.picture.theme import Theme

LineRole = Literal["boundary", "margin", "closed form", "fit"]
RingRole = Literal["support", "batch", "misclassified", "chosen"]

STYLE = Qt.PenStyle
CORNERS = {
    "triangle": (3, -90.0),
    "diamond": (4, -90.0),
    "wedge": (3, 90.0),
    "pentagon": (5, -90.0),
}
LARGER = {
    "circle": 1.0,
    "square": 0.88,
    "triangle": 1.2,
    "wedge": 1.2,
    "diamond": 1.15,
    "plus": 1.15,
    "star": 1.35,
    "pentagon": 1.08,
}
"""What gives each marker about the same area."""


@lru_cache(maxsize=32)
def marker_path(name: str) -> QPainterPath:
    """A marker or ring about (0, 0), 1 wide."""
    path = QPainterPath()
    if name == "circle":
        path.addEllipse(QRectF(-0.5, -0.5, 1, 1))
    elif name == "square":
        path.addRect(QRectF(-0.5, -0.5, 1, 1))
    elif name == "plus":
        arm = 0.19
        edge = [(-arm, -0.5), (arm, -0.5), (arm, -arm), (0.5, -arm), (0.5, arm), (arm, arm)]
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in edge + [(-x, -y) for x, y in edge]]))
    elif name == "star":
        at = [_on_circle(turn * 36 - 90, 0.5 if turn % 2 == 0 else 0.24) for turn in range(10)]
        path.addPolygon(QPolygonF(at))
    else:
        corners, first = CORNERS[name]
        at = [_on_circle(first + turn * 360 / corners, 0.5) for turn in range(corners)]
        path.addPolygon(QPolygonF(at))
    path.closeSubpath()
    return path


def _on_circle(degrees: float, radius: float) -> QPointF:
    return QPointF(radius * cos(degrees * pi / 180), radius * sin(degrees * pi / 180))


def marker_size(points: int) -> float:
    """The size of a circle in px, so that many points do not become one blot."""
    return 11.0 if points <= 300 else 9.0 if points <= 2_000 else 6.0


def outline(theme: Theme, size: float) -> QPen:
    """The line around each point, which stands out on every region's colour."""
    return cosmetic(theme.ink, 1.1 if size > 8 else 0.8)


def cosmetic(color: str, width: float, style: Qt.PenStyle = STYLE.SolidLine) -> QPen:
    """A pen of so many pixels, at whatever scale."""
    pen = QPen(QColor(color), width, style)
    pen.setCosmetic(True)
    return pen


def line_pen(role: LineRole, theme: Theme) -> QPen:
    """The pen of a line by what it is; dashes tell them apart in grey too."""
    match role:
        case "margin":
            return cosmetic(theme.ink, 1.5, STYLE.DashLine)
        case "closed form":
            return cosmetic(theme.fault, 2.5, STYLE.DashDotLine)
        case "boundary" | "fit":
            return cosmetic(theme.ink, 2.5)


@lru_cache(maxsize=16)
def ring_look(role: RingRole, theme: Theme) -> tuple[str, float, QPen]:
    """Shape, size over that of a point, and pen of what marks some points."""
    match role:
        case "support":
            return "circle", 8.0, cosmetic(theme.ink, 1.8)
        case "batch":
            return "square", 9.0, cosmetic(theme.value_line, 2.2)
        case "misclassified":
            return "diamond", 13.0, cosmetic(theme.fault, 2.2)
        case "chosen":
            return "circle", 6.0, cosmetic(theme.value_line, 3.0)


def marker_icon(place: int, theme: Theme, side: int = 18) -> QIcon:
    """A class as it looks on the plane, for lists."""
    look, scale = class_look(place), 3
    pixmap = QPixmap(side * scale, side * scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(scale, scale)
        painter.translate(side / 2, side / 2)
        width = 12 * LARGER[look.marker]
        painter.scale(width, width)
        painter.setPen(outline(theme, 11))
        pen = painter.pen()
        pen.setWidthF(1.3 * scale)
        painter.setPen(pen)
        painter.setBrush(QBrush(QColor(class_color(place, theme))))
        painter.drawPath(marker_path(look.marker))
    pixmap.setDevicePixelRatio(scale)
    return QIcon(pixmap)
