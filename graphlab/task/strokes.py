"""What a stroke on the plane makes of points: brush, single points, eraser, selection, jitter.

A place is (x, y), a path is of shape (n, 2), and a radius has a width and a height, for the two
axes of a plane may be scaled differently. Every function gives new points and leaves the old ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graphlab.task.points import MOST_POINTS, Points

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]
    Pair = tuple[float, float]

FARTHEST = 1e9
"""Nothing is drawn beyond: far enough for every example, near enough to square it."""


@dataclass(frozen=True, slots=True)
class Brush:
    """Sprays ``density`` points at every diameter of way; ``seed`` says where in the disc."""

    radius: Pair = (0.4, 0.4)
    density: float = 6.0
    seed: int = 0


def brushed(points: Points, path: Floats, brush: Brush, mark: float = 0.0) -> Points:
    """With the points of one stroke of the brush, as many as there is room for."""
    places = sprayed(path, brush)[: MOST_POINTS - len(points)]
    return points.with_more(places, np.full(len(places), mark))


def sprayed(path: Floats, brush: Brush) -> Floats:
    """Places along a path, evenly, however many events told of it; a longer path only adds some."""
    path = np.asarray(path, np.float64).reshape(-1, 2)
    if not len(path):
        return path
    # 1 is a diameter, in either direction.
    steps = np.hypot(*(np.diff(path, axis=0) / (2 * np.asarray(brush.radius))).T)
    way = np.concatenate([[0.0], np.cumsum(steps)])
    dab = max(1, round(brush.density))
    most = MOST_POINTS - dab
    on_the_way = min(int(way[-1] * brush.density), most)
    at = np.concatenate([np.zeros(dab), np.arange(1, on_the_way + 1) / brush.density])
    centres = np.stack([np.interp(at, way, path[:, axis]) for axis in (0, 1)], axis=1)
    angle, far = np.random.default_rng(brush.seed).random((len(at), 2)).T
    angle, far = 2 * np.pi * angle, np.sqrt(far)  # even over the disc
    return _near(
        centres + np.stack([np.cos(angle), np.sin(angle)], axis=1) * (far[:, None] * brush.radius)
    )


def dotted(points: Points, at: Pair, mark: float = 0.0) -> Points:
    """With one more point; the same points if there is no room."""
    if len(points) >= MOST_POINTS:
        return points
    return points.with_more(_near(np.array([at], np.float64)), np.array([mark]))


def erased(points: Points, path: Floats, radius: Pair) -> Points:
    """Without those that the eraser went over."""
    return removed(points, under(points.xy, path, radius))


def under(xy: Floats, path: Floats, radius: Pair) -> Mask:
    """Which places a disc goes over on its path."""
    path = np.asarray(path, np.float64).reshape(-1, 2)
    hit = np.zeros(len(xy), bool)
    if not len(path):
        return hit
    scaled, corners = xy / radius, path / np.asarray(radius)
    ends = corners[1:] if len(corners) > 1 else corners
    for start, end in zip(corners, ends, strict=False):
        low, high = np.minimum(start, end) - 1, np.maximum(start, end) + 1
        close = np.flatnonzero(((scaled >= low) & (scaled <= high)).all(axis=1) & ~hit)
        hit[close] = _far_from(scaled[close], start, end) <= 1
    return hit


def inside(points: Points, corner: Pair, opposite: Pair) -> Mask:
    """Which points lie in a rectangle, its edge included."""
    low, high = np.minimum(corner, opposite), np.maximum(corner, opposite)
    return np.asarray(((points.xy >= low) & (points.xy <= high)).all(axis=1))


def nearest(points: Points, at: Pair, reach: Pair) -> int | None:
    """The point nearest to a place, of those within ``reach``; of equal ones the last drawn."""
    if not len(points):
        return None
    far = (((points.xy - at) / reach) ** 2).sum(axis=1)
    best = len(far) - 1 - int(np.argmin(far[::-1]))
    return best if far[best] <= 1 else None


def moved(points: Points, chosen: Mask, by: Pair) -> Points:
    """With the chosen ones elsewhere."""
    xy = points.xy.copy()
    xy[chosen] = _near(xy[chosen] + by)
    return Points(xy, points.mark, points.kind, points.names)


def removed(points: Points, chosen: Mask) -> Points:
    """Without the chosen ones; the same points if there are none."""
    return points.taking(~chosen) if chosen.any() else points


def jittered(points: Points, spread: Pair, seed: int, chosen: Mask | None = None) -> Points:
    """With normal noise of this standard deviation on all points, or on the chosen ones."""
    noise = np.random.default_rng(seed).normal(size=points.xy.shape) * spread
    if chosen is not None:
        noise[~chosen] = 0
    return Points(_near(points.xy + noise), points.mark, points.kind, points.names)


def _far_from(xy: Floats, start: Floats, end: Floats) -> Floats:
    """Distances from a line between two places."""
    along = end - start
    length = along @ along
    share = np.clip((xy - start) @ along / length, 0, 1) if length > 0 else np.zeros(len(xy))
    return np.asarray(np.hypot(*(xy - start - share[:, None] * along).T))


def _near(xy: Floats) -> Floats:
    return np.clip(xy, -FARTHEST, FARTHEST)
