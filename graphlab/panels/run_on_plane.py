"""What a training run makes of the plane: regions, boundary and margins, fit, rings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graphlab.picture.regions import number_image, reach_of, region_image
from graphlab.study.chains import chained
from graphlab.study.closed_form import closed_form_curve
from graphlab.study.contours import segments
from graphlab.study.training import misclassified, support

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graphlab.panels.plane import Plane
    from graphlab.panels.plane_markers import LineRole
    from graphlab.picture.theme import Theme
    from graphlab.study.training import Run
    from graphlab.task.points import Points
    from graphlab.task.setup import Setup

    Floats = NDArray[np.float64]
    Bounds = tuple[float, float, float, float]
    Line = tuple[Floats, LineRole]

CELLS = 100
WITH_MARGIN = ("hinge", "squared-hinge", "svm", "svm-printed")
"""Objectives in which points beyond ±1 cost nothing."""

FINE = 64
"""Places a side from which on lines are drawn through every other one while they move."""


def ground_of(bounds: Bounds, kind: str) -> tuple[Bounds, int, int]:
    """Where a model is to be looked at: bounds, columns and rows of nearly square cells.

    Half a cell wider than what is seen, so that lines between middles reach its edge.
    """
    left, bottom, right, top = bounds
    wide, tall = right - left, top - bottom
    columns = CELLS if wide >= tall or kind == "curve" else max(2, round(CELLS * wide / tall))
    rows = 1 if kind == "curve" else CELLS if tall >= wide else max(2, round(CELLS * tall / wide))
    x = wide / max(columns - 1, 1) / 2
    y = 0.0 if rows == 1 else tall / (rows - 1) / 2
    return (left - x, bottom - y, right + x, top + y), columns, rows


def show_ground(plane: Plane, run: Run, points: Points, setup: Setup, theme: Theme) -> None:
    """Regions and lines from what the model says; none where nothing is known or it is other."""
    said = run.said
    if said is None or run.last is None or plane.points.kind != points.kind:
        plane.show_regions(None, run.ground)
        plane.show_lines(())
        return
    numbers = np.asarray(said, np.float64)
    image: NDArray[np.uint8] | None
    if points.kind == "curve":
        image = None
    elif points.kind == "surface":
        image = number_image(numbers, reach_of(points.mark), theme)
    else:
        image = region_image(shares(numbers, run.last.meaning), theme)
    plane.show_regions(image, run.ground)
    plane.show_lines(lines_of(run, points, setup))


def shares(numbers: Floats, meaning: str) -> Floats:
    """Probabilities to be shaded; a score is sure of its class from the margin, ±1, on."""
    if meaning == "score":
        return np.where(np.isfinite(numbers), np.clip(0.5 + numbers / 2, 0.0, 1.0), np.nan)
    return numbers


def lines_of(run: Run, points: Points, setup: Setup) -> list[Line]:
    """The fitted curve, or the boundary and, for a margin objective, its margins."""
    if run.said is None or run.last is None or points.kind == "surface":
        return []
    numbers = np.asarray(run.said, np.float64)
    rows, columns = numbers.shape[:2]
    left, bottom, right, top = run.ground
    x = _middles(left, right, columns)
    if points.kind == "curve":
        best = None if run.fit is None else closed_form_curve(run.fit, setup, x)
        curve: list[Line] = [(np.column_stack([x, numbers[0]]), "fit")]
        return curve if best is None else [(np.column_stack([x, best]), "closed form"), *curve]
    y = _middles(bottom, top, rows)
    if run.state == "running" and min(rows, columns) >= FINE:  # every other place is enough then
        numbers, x, y = numbers[::2, ::2], x[::2], y[::2]
    meaning = run.last.meaning
    if numbers.ndim == 3:
        return [
            (_level(_lead(numbers, place), 0.0, x, y), "boundary")
            for place in range(numbers.shape[2] - (numbers.shape[2] == 2))
        ]
    level = 0.5 if meaning == "probability" else 0.0
    lines: list[Line] = [(_level(numbers, level, x, y), "boundary")]
    if meaning == "score" and setup.objective in WITH_MARGIN:
        lines += [(_level(numbers, side, x, y), "margin") for side in (-1.0, 1.0)]
    return [line for line in lines if len(line[0])]


def show_rings(plane: Plane, run: Run, points: Points, setup: Setup) -> None:
    """Support vectors; while nothing moves, points on the wrong side and the batch."""
    nothing = np.empty(0, np.intp)
    if plane.points is not points and plane.points != points:
        for role in ("support", "batch", "misclassified"):
            plane.ring(nothing, role)
        return
    with_margin = setup.objective in WITH_MARGIN
    plane.ring(support(run, points) if with_margin else nothing, "support")
    is_told = run.state != "running" and run.last is not None and run.last.updates > 0
    plane.ring(misclassified(run, points) if is_told else nothing, "misclassified")
    is_still = run.state == "paused"
    plane.ring(run.drawn.astype(np.intp) if is_still else nothing, "batch")


def _lead(numbers: Floats, place: int) -> Floats:
    """How far a class is ahead of the best of the others."""
    others = np.delete(numbers, place, axis=-1).max(axis=-1)
    ahead: Floats = numbers[..., place] - others
    return ahead


def _level(numbers: Floats, level: float, x: Floats, y: Floats) -> Floats:
    """Where the numbers are just this, as one line with NaN between its parts."""
    if min(len(x), len(y)) < 2:
        return np.empty((0, 2))
    gap = np.full((1, 2), np.nan)
    parts = [part for line in chained(segments(numbers, level)) for part in (line, gap)]
    ends = np.concatenate(parts[:-1]) if parts else np.empty((0, 2))
    columns, rows = np.arange(len(x)), np.arange(len(y))
    return np.stack([np.interp(ends[:, 0], columns, x), np.interp(ends[:, 1], rows, y)], axis=1)


def _middles(low: float, high: float, count: int) -> Floats:
    edges = np.linspace(low, high, count + 1)
    return np.asarray((edges[:-1] + edges[1:]) / 2, np.float64)
