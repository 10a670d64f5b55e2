"""What a path of gradient descent goes over: a curve, or shades and lines of equal value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen

from graphlab.formula.numbers import format_number
from graphlab.picture.colors import mixed
from graphlab.study.contours import levels, ranks, segments, ticks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.picture.theme import Theme
    from graphlab.study.contours import Floats
    from graphlab.study.descent import Box, Span

DARKEST = 0.42
"""Of the blue of values, where the ground is highest."""
LINE = 0.62
HATCH = 0.55
APART = 54.0  # px between numbers on lines
MOST_NUMBERS = 6
INSET = 22.0
TICK_ROOM = 52.0  # px for each number below


@dataclass(frozen=True, slots=True)
class Frame:
    """Where what is drawn lies: ``across`` and ``up`` are what ``rect`` shows."""

    rect: QRectF
    across: Span
    up: Span

    def at(self, x: float, y: float) -> QPointF:
        """The place of a point, in pixels."""
        return QPointF(*self.places(np.array([[x, y]]))[0])

    def places(self, points: Floats) -> Floats:
        """The places of many points, (…, 2)."""
        rect = self.rect
        with np.errstate(all="ignore"):
            shares = (points - [self.across[0], self.up[0]]) / [
                self.across[1] - self.across[0],
                self.up[1] - self.up[0],
            ]
            return np.asarray(
                [rect.left(), rect.bottom()] + shares * [rect.width(), -rect.height()]
            )

    def meant(self, position: QPointF) -> tuple[float, float]:
        """The point at a place."""
        rect = self.rect
        right = (position.x() - rect.left()) / rect.width()
        above = (rect.bottom() - position.y()) / rect.height()
        return (
            self.across[0] + right * (self.across[1] - self.across[0]),
            self.up[0] + above * (self.up[1] - self.up[0]),
        )


def paint_axes(painter: QPainter, frame: Frame, names: Sequence[str], theme: Theme) -> None:
    """Numbers and faint lines at round places, and what the axes are called."""
    rect = frame.rect
    for x in ticks(*frame.across, max(2, int(rect.width() / TICK_ROOM))):
        at = frame.at(x, frame.up[0]).x()
        painter.setPen(QPen(QColor(theme.edge), 1))
        painter.drawLine(QPointF(at, rect.bottom()), QPointF(at, rect.bottom() + 3))
        painter.setPen(QColor(theme.muted))
        box = QRectF(at - 30, rect.bottom() + 4, 60, 14)
        painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, format_number(x, 3))
    for y in ticks(*frame.up, max(2, int(rect.height() / 36))):
        at = frame.at(frame.across[0], y).y()
        painter.setPen(QPen(QColor(theme.edge), 1))
        painter.drawLine(QPointF(rect.left() - 3, at), QPointF(rect.left(), at))
        painter.setPen(QColor(theme.muted))
        box = QRectF(0, at - 8, rect.left() - 6, 16)
        there = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, there, format_number(y, 3))
    painter.setPen(QColor(theme.ink))
    below = QRectF(rect.left(), rect.bottom() + 16, rect.width(), 15)
    painter.drawText(below, Qt.AlignmentFlag.AlignRight, names[0])
    painter.drawText(QRectF(2, 2, rect.left() + 40, 15), Qt.AlignmentFlag.AlignLeft, names[1])


def paint_curve(painter: QPainter, frame: Frame, box: Box, ground: Floats, theme: Theme) -> None:
    """One input: the curve, with a gap where there is no value and at poles."""
    if frame.up[0] < 0 < frame.up[1]:
        painter.setPen(QPen(QColor(theme.divider), 1))
        painter.drawLine(frame.at(frame.across[0], 0), frame.at(frame.across[1], 0))
    xs = np.linspace(*box[0], len(ground))
    places = frame.places(np.stack([xs, ground], axis=1))
    tall, middle = frame.rect.height(), frame.rect.center().y()
    path, begun, before = QPainterPath(), False, 0.0
    for (x, y), value in zip(places.tolist(), ground.tolist(), strict=True):
        if value != value:
            begun = False
            continue
        y = min(max(y, middle - 3 * tall), middle + 3 * tall)
        if begun and abs(y - before) < 3 * tall:
            path.lineTo(x, y)
        else:
            path.moveTo(x, y)
        begun, before = True, y
    painter.setPen(QPen(QColor(theme.value_line), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def paint_map(
    painter: QPainter, frame: Frame, box: Box, ground: Floats, theme: Theme, keep_clear: Floats
) -> None:
    """Two inputs: the higher the darker, lines of equal value, hatched where there is none.

    Some lines bear their value, away from the places to ``keep_clear``.
    """
    (left, right), (low, high) = box
    hatch = QColor(mixed(theme.edge, theme.canvas, HATCH))
    at = levels(ground)
    if np.isnan(ground).any():
        painter.fillRect(frame.rect, QBrush(hatch, Qt.BrushStyle.BDiagPattern))
    if np.isfinite(ground).any():
        rows, columns = ground.shape
        aside = (right - left) / (columns - 1) / 2, (high - low) / (rows - 1) / 2
        corner = frame.at(left - aside[0], high + aside[1])
        other = frame.at(right + aside[0], low - aside[1])
        painter.drawImage(QRectF(corner, other), _shades(ground, at, theme))
    scale = np.array([(right - left) / (ground.shape[1] - 1), (high - low) / (ground.shape[0] - 1)])
    taken = [keep_clear]
    numbers: list[tuple[Floats, str]] = []
    painter.setPen(QPen(QColor(mixed(theme.value_line, theme.canvas, LINE)), 1))
    for place, level in enumerate(at):
        lines = frame.places(segments(ground, level) * scale + [left, low])
        painter.drawLines([QLineF(*ends) for ends in lines.reshape(-1, 4).tolist()])
        if place % 2 == 0 and len(numbers) < MOST_NUMBERS:
            spot = _free_spot(lines.mean(axis=1), frame.rect, np.concatenate(taken))
            if spot is not None:
                taken.append(spot[None])
                numbers.append((spot, format_number(level, 3)))
    for spot, words in numbers:
        _paint_number(painter, QPointF(*spot), words, theme)


def _free_spot(spots: Floats, rect: QRectF, taken: Floats) -> Floats | None:
    """The place on a line that is farthest from what is there already."""
    inner = rect.adjusted(INSET, INSET / 2, -INSET, -INSET / 2)
    x, y = spots[:, 0], spots[:, 1]
    inside = (x > inner.left()) & (x < inner.right()) & (y > inner.top()) & (y < inner.bottom())
    spots = spots[inside][::3]
    if not len(spots):
        return None
    if not len(taken):
        return np.asarray(spots[0])
    far = np.linalg.norm(spots[:, None] - taken[None], axis=2).min(axis=1)
    best = int(far.argmax())
    return np.asarray(spots[best]) if far[best] > APART else None


def _paint_number(painter: QPainter, at: QPointF, words: str, theme: Theme) -> None:
    wide = painter.fontMetrics().horizontalAdvance(words) + 4
    box = QRectF(at.x() - wide / 2, at.y() - 7, wide, 14)
    back = QColor(theme.canvas)
    back.setAlphaF(0.8)
    painter.fillRect(box, back)
    painter.setPen(QColor(theme.muted))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def _shades(ground: Floats, at: Sequence[float], theme: Theme) -> QImage:
    """A pixel a point of the grid, clear where there is no value."""
    height = np.nan_to_num(ranks(ground, at))[::-1, :, None] * DARKEST
    low, high = (
        np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], dtype=float)
        for colour in (theme.canvas, theme.value_line)
    )
    known = np.isfinite(ground)[::-1, :, None]
    pixels = np.concatenate([low + height * (high - low), np.full_like(height, 255.0)], axis=2)
    bytes_ = np.ascontiguousarray((pixels * known).round().astype(np.uint8))
    rows, columns, _ = bytes_.shape
    image = QImage(bytes_.tobytes(), columns, rows, 4 * columns, QImage.Format.Format_RGBA8888)
    return image.copy()
