"""What a tool makes of a press, the moves after it and the release: one change of the points."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

import numpy as np

from graphlab.task import strokes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graphlab.task.points import Points
    from graphlab.task.strokes import Brush

    Floats = NDArray[np.float64]
    Mask = NDArray[np.bool_]
    Pair = tuple[float, float]

Tool = Literal["brush", "point", "eraser", "select"]
TOOLS: tuple[Tool, ...] = ("brush", "point", "eraser", "select")
NOWHERE = np.empty((0, 2))


class Preview(NamedTuple):
    """What is seen before the release: places on top, points not shown, a rubber band."""

    xy: Floats = NOWHERE
    marks: Floats | float = 0.0
    hidden: Mask | None = None
    band: tuple[Pair, Pair] | None = None


class Outcome(NamedTuple):
    """What a release leaves: the points, which of them are chosen, and the one clicked on."""

    points: Points
    chosen: Mask | None = None
    clicked: int | None = None


class Gesture(Protocol):
    """Hears of places, and does not touch the points that it began with."""

    def to(self, at: Pair) -> None: ...

    def preview(self) -> Preview: ...

    def finish(self) -> Outcome: ...


@dataclass(slots=True)
class BrushGesture:
    """Sprays along the way."""

    points: Points
    at: Pair
    brush: Brush
    mark: float
    _path: list[Pair] = field(init=False)

    def __post_init__(self) -> None:
        self._path = [self.at]

    def to(self, at: Pair) -> None:
        if at != self._path[-1]:
            self._path.append(at)

    def preview(self) -> Preview:
        return Preview(strokes.sprayed(np.array(self._path), self.brush), self.mark)

    def finish(self) -> Outcome:
        path = np.array(self._path)
        return Outcome(strokes.brushed(self.points, path, self.brush, self.mark))


@dataclass(slots=True)
class PointGesture:
    """Puts one point where the mouse is let go; a click on a point is about that point."""

    points: Points
    at: Pair
    reach: Pair
    mark: float
    _on: int | None = field(init=False)

    def __post_init__(self) -> None:
        self._on = strokes.nearest(self.points, self.at, self.reach)

    def to(self, at: Pair) -> None:
        if self._on is not None and strokes.nearest(self.points, at, self.reach) != self._on:
            self._on = None
        self.at = at

    def preview(self) -> Preview:
        return Preview() if self._on is not None else Preview(np.array([self.at]), self.mark)

    def finish(self) -> Outcome:
        if self._on is not None:
            return Outcome(self.points, clicked=self._on)
        return Outcome(strokes.dotted(self.points, self.at, self.mark))


@dataclass(slots=True)
class EraserGesture:
    """Takes away what it goes over."""

    points: Points
    at: Pair
    radius: Pair
    _hit: Mask = field(init=False)

    def __post_init__(self) -> None:
        self._hit = strokes.under(self.points.xy, np.array([self.at]), self.radius)

    def to(self, at: Pair) -> None:
        self._hit = self._hit | strokes.under(self.points.xy, np.array([self.at, at]), self.radius)
        self.at = at

    def preview(self) -> Preview:
        return Preview(hidden=self._hit)

    def finish(self) -> Outcome:
        return Outcome(strokes.removed(self.points, self._hit))


@dataclass(slots=True)
class SelectGesture:
    """Clicks on a point, moves what is chosen, or draws a rubber band on the ground."""

    points: Points
    at: Pair
    reach: Pair
    chosen: Mask
    adding: bool
    _on: int | None = field(init=False)
    _to: Pair = field(init=False)
    _drags: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self._to = self.at
        self._on = strokes.nearest(self.points, self.at, self.reach)

    def to(self, at: Pair) -> None:
        away = np.subtract(at, self.at) / self.reach
        # A hand that clicks shakes: less than half the reach is no drag.
        self._drags = self._drags or float(np.hypot(*away)) > 0.5
        self._to = at

    def preview(self) -> Preview:
        if not self._drags:
            return Preview()
        if self._on is None:
            return Preview(band=(self.at, self._to))
        taken = self._taken()
        after = strokes.moved(self.points, taken, self._by())
        return Preview(after.xy[taken], after.mark[taken], taken)

    def finish(self) -> Outcome:
        if self._on is None:
            found = strokes.inside(self.points, self.at, self._to) if self._drags else None
            kept = self.chosen if self.adding else np.zeros(len(self.points), bool)
            return Outcome(self.points, kept if found is None else kept | found)
        if self._drags:
            taken = self._taken()
            return Outcome(strokes.moved(self.points, taken, self._by()), taken)
        if self.adding:
            chosen = self.chosen.copy()
            chosen[self._on] = not chosen[self._on]
            return Outcome(self.points, chosen)
        return Outcome(self.points, self._only(), self._on)

    def _by(self) -> Pair:
        return self._to[0] - self.at[0], self._to[1] - self.at[1]

    def _taken(self) -> Mask:
        if self.chosen[self._on]:
            return self.chosen
        return self.chosen | self._only() if self.adding else self._only()

    def _only(self) -> Mask:
        mask = np.zeros(len(self.points), bool)
        mask[self._on] = True
        return mask
