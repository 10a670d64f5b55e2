"""A path of gradient descent over its ground: dots, the lines between them, and the tangent."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

if TYPE_CHECKING:
    from graphlab.panels.descent_ground import Frame
    from graphlab.picture.theme import Theme
    from graphlab.study.contours import Floats

DOT, SMALL_DOT, LARGE_DOT, RING = 2.6, 1.2, 4.5, 7.0
MANY = 150  # points from which on only some are marked
FEW = 40  # points up to which dots are kept apart by a rim
BEYOND = 20_000.0  # px; painters do not take any number
TANGENT = 0.16  # of the width, to either side


def paint_path(painter: QPainter, places: Floats, current: int, theme: Theme) -> None:
    """Lines and dots at these places up to the first that is NaN; the current one has a ring."""
    _paint_lines(painter, places, theme)
    last, every = len(places) - 1, max(1, len(places) // MANY)
    for step, (x, y) in enumerate(places.tolist()):
        if math.isnan(x) or max(abs(x), abs(y)) > BEYOND:
            continue
        at = QPointF(x, y)
        if step == 0:
            _paint_dot(painter, at, LARGE_DOT, theme.card, theme.adjoint_text)
        elif step == last:
            _paint_dot(painter, at, LARGE_DOT, theme.adjoint_text, theme.canvas)
        elif step % every == 0:
            rim = theme.canvas if last <= FEW else theme.adjoint_text
            size = DOT if last <= MANY else SMALL_DOT
            _paint_dot(painter, at, size, theme.adjoint_text, rim)
        if step == current:
            painter.setPen(QPen(QColor(theme.ink), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(at, RING, RING)


def paint_tangent(
    painter: QPainter, frame: Frame, point: tuple[float, float], slope: float, theme: Theme
) -> None:
    """The tangent of a curve at a point."""
    x, y = point
    step = (frame.across[1] - frame.across[0]) / 100
    ends = frame.places(np.array([[x, y], [x + step, y + slope * step]]))
    if not np.isfinite(ends).all():
        return
    at = QPointF(*ends[0])
    way = QPointF(*ends[1]) - at
    length = math.hypot(way.x(), way.y())
    if not 0 < length < math.inf:  # far outside, where places are no longer told apart
        return
    half = way * (TANGENT * frame.rect.width() / length)
    painter.setPen(QPen(QColor(theme.adjoint_text), 1.5, Qt.PenStyle.DashLine))
    painter.drawLine(at - half, at + half)


def _paint_lines(painter: QPainter, places: Floats, theme: Theme) -> None:
    path = QPainterPath()
    before: tuple[float, float] | None = None
    for x, y in places.tolist():
        if math.isnan(x):
            break
        if before is None:
            path.moveTo(x, y)
        else:
            path.lineTo(*_held(before, (x, y)))
        before = (x, y)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((theme.canvas, 4.0), (theme.adjoint_line, 1.8)):
        pen = QPen(QColor(colour), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPath(path)


def _paint_dot(painter: QPainter, at: QPointF, size: float, fill: str, border: str) -> None:
    painter.setPen(QPen(QColor(border), 1.6 if size == LARGE_DOT else 0.8))
    painter.setBrush(QColor(fill))
    painter.drawEllipse(at, size, size)


def _held(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    """The end of a line, or where it is on its way if that is too far for a painter."""
    longest = max(abs(end[0] - start[0]), abs(end[1] - start[1]))
    share = min(1.0, BEYOND / longest) if longest else 1.0
    return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
