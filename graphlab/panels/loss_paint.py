"""Paints one part of the plot of losses: axis, earlier runs, this run, and where it broke off."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPen

from graphlab.formula.numbers import format_number
from graphlab.picture.axis import thinned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QPainter

    from graphlab.picture.theme import Theme

    Floats = NDArray[np.float64]

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
STYLE, ALIGN = Qt.PenStyle, Qt.AlignmentFlag
SAMPLE = 18.0


class Pane(NamedTuple):
    """Where it stands, which heights it spans, its last epoch, and the heights with a number."""

    room: QRectF
    span: tuple[float, float]
    last: int
    ticks: tuple[float, ...]
    is_log: bool = False
    is_share: bool = False

    def at(self, epochs: Floats, heights: Floats) -> tuple[Floats, Floats]:
        """Pixels of epochs and heights."""
        low, high = self.span
        x = self.room.left() + epochs / self.last * self.room.width()
        return x, self.room.bottom() - (heights - low) / (high - low) * self.room.height()


class Legend(NamedTuple):
    """What is measured, and its numbers for training and validation, "" for none."""

    name: str
    numbers: tuple[str, str]
    is_looking: bool


def paint_pane(
    painter: QPainter,
    pane: Pane,
    runs: Sequence[Sequence[Floats]],
    marks: tuple[int | None, int | None],
    theme: Theme,
    legend: Legend,
) -> None:
    """``runs`` have the heights of training and validation, earlier runs first, this one last.

    ``marks`` are the epoch that the model is at and the one under the mouse.
    """
    _paint_axis(painter, pane, theme)
    painter.save()
    painter.setClipRect(pane.room.adjusted(-1, -2, 2, 2))
    *ghosts, (training, validation) = runs
    for ghost in ghosts:
        _paint_line(painter, pane, ghost[0], QPen(QColor(theme.edge), 1.2, STYLE.DotLine))
    _paint_line(painter, pane, validation, QPen(QColor(theme.value_line), 2, STYLE.DashLine))
    _paint_line(painter, pane, training, QPen(QColor(theme.ink), 2))
    painter.restore()
    _paint_breaks(painter, pane, training, theme)
    now, under = marks
    if now is not None:
        _paint_upright(painter, pane, now, QPen(QColor(theme.muted), 2))
    if under is not None:
        _paint_upright(painter, pane, under, QPen(QColor(theme.muted), 1, STYLE.DashLine))
        for heights, color in ((training, theme.ink), (validation, theme.value_line)):
            if under < len(heights) and np.isfinite(heights[under]):
                x, y = pane.at(np.array([float(under)]), heights[under : under + 1])
                painter.setPen(QPen(QColor(theme.canvas), 1))
                painter.setBrush(QColor(color))
                painter.drawEllipse(QPointF(x[0], y[0]), 4, 4)
    _paint_legend(painter, pane, runs, theme, legend)


def _paint_axis(painter: QPainter, pane: Pane, theme: Theme) -> None:
    letters = painter.fontMetrics()
    for tick in pane.ticks:
        _, (y,) = pane.at(np.zeros(1), np.array([tick]))
        painter.setPen(QPen(QColor(theme.divider), 1))
        painter.drawLine(QPointF(pane.room.left(), y), QPointF(pane.room.right(), y))
        if pane.is_log:
            words = f"10{str(round(tick)).translate(RAISED)}"
        else:
            words = f"{round(100 * tick)} %" if pane.is_share else format_number(tick)
        painter.setPen(QColor(theme.muted))
        at = QRectF(0, y - letters.height() / 2, pane.room.left() - 5, letters.height())
        painter.drawText(at, ALIGN.AlignRight | ALIGN.AlignVCenter, words)
    painter.setPen(QPen(QColor(theme.edge), 1))
    painter.drawLine(pane.room.topLeft(), pane.room.bottomLeft())
    painter.drawLine(pane.room.bottomLeft(), pane.room.bottomRight())


def _paint_line(painter: QPainter, pane: Pane, heights: Floats, pen: QPen) -> None:
    share = len(heights) / (pane.last + 1)
    epochs, kept = thinned(heights, max(2, round(pane.room.width() * share)))
    xs, ys = pane.at(epochs, kept)
    path, begun = QPainterPath(), False
    single: list[QPointF] = []
    for x, y in zip(xs.tolist(), ys.tolist(), strict=True):
        if y != y:  # NaN
            begun = False
        elif begun:
            path.lineTo(x, y)
            single = []
        else:
            path.moveTo(x, y)
            begun = True
            single = [QPointF(x, y)]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if len(kept) != len(heights):
        pen.setWidthF(1.0)  # up and down in each column of pixels: a band
    painter.setPen(pen)
    painter.drawPath(path)
    for at in single:  # one epoch makes no line
        painter.setBrush(pen.color())
        painter.drawEllipse(at, 2.5, 2.5)


def _paint_breaks(painter: QPainter, pane: Pane, heights: Floats, theme: Theme) -> None:
    """A word where a loss stopped being a number, after it had been one."""
    if not pane.is_log or not len(heights) or np.isfinite(heights[-1]):
        return
    known = np.flatnonzero(np.isfinite(heights))
    first = int(known[-1]) + 1 if len(known) else 0
    (x,), _ = pane.at(np.array([float(first)]), np.zeros(1))
    _paint_upright(painter, pane, first, QPen(QColor(theme.fault), 1.5, STYLE.DashLine))
    words = f"not finite from epoch {first:,} on"
    wide = painter.fontMetrics().horizontalAdvance(words)
    left = max(pane.room.left() + 4, min(x + 4, pane.room.right() - wide))
    at = QRectF(left, pane.room.top() + 2, wide + 2, painter.fontMetrics().height())
    painter.fillRect(at, QColor(theme.canvas))
    painter.setPen(QColor(theme.fault))
    painter.drawText(at, ALIGN.AlignLeft, words)


def _paint_upright(painter: QPainter, pane: Pane, epoch: int, pen: QPen) -> None:
    (x,), _ = pane.at(np.array([float(min(epoch, pane.last))]), np.zeros(1))
    painter.setPen(pen)
    painter.drawLine(QPointF(x, pane.room.top()), QPointF(x, pane.room.bottom()))


def _paint_legend(
    painter: QPainter, pane: Pane, runs: Sequence[Sequence[Floats]], theme: Theme, legend: Legend
) -> None:
    """What each line is and its number; one of the two where there is no room for both."""
    letters = painter.fontMetrics()
    *ghosts, (_, validation) = runs
    pens = [QPen(QColor(theme.ink), 2)]
    if np.isfinite(validation).any():
        pens.append(QPen(QColor(theme.value_line), 2, STYLE.DashLine))
    if ghosts:
        pens.append(QPen(QColor(theme.edge), 1.2, STYLE.DotLine))
    words, numbers = ("training", "validation"), legend.numbers
    both = [f"{word} {number}".strip() for word, number in zip(words, numbers, strict=True)]
    short = numbers if legend.is_looking else words
    x, y = 4.0, pane.room.top() - letters.height() / 2 - 6
    room = pane.room.right() + 6 - x - letters.horizontalAdvance(legend.name) - 10
    for said in (both, short, numbers):
        rows = [*said[: len(pens) - bool(ghosts)], *["earlier"] * bool(ghosts)]
        wide = [SAMPLE + 4 + letters.horizontalAdvance(row) + 12 for row in rows]
        if sum(wide) - 12 <= room:
            break
    baseline = y + letters.ascent() / 2 - letters.descent() / 2 + 1
    painter.setPen(QColor(theme.ink))
    painter.drawText(QPointF(x, baseline), legend.name)
    x += letters.horizontalAdvance(legend.name) + 10
    for row, pen, step in zip(rows, pens, wide, strict=True):
        if x + step - 12 > pane.room.right() + 8:
            break
        painter.setPen(pen)
        painter.drawLine(QPointF(x, y), QPointF(x + SAMPLE, y))
        painter.setPen(QColor(theme.ink))
        painter.drawText(QPointF(x + SAMPLE + 4, baseline), row)
        x += step
