"""Where a long picture may be cut: between cards, where only lines run.

Everything here is along one axis: ``start`` and ``end`` of an item are its left and right edge for
a picture cut into rows, its upper and lower edge for one cut into columns.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from graphlab.picture.shapes import Curve, Line, Move, Path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphlab.picture.shapes import Bounds, Picture

NARROWEST = 8.0
"""Gaps below this many px are no place for a cut."""

BESIDE = 6.0
"""px between the last card of a row and the cut: labels stand nearer to the middle of a gap."""

SAMPLES = 16


class Extent(NamedTuple):
    """An item along and across the axis."""

    start: float
    end: float
    low: float
    high: float


class Row(NamedTuple):
    """A part of the picture, and the room across that its items take.

    ``forced``: there was no free place for the cut at its end.
    """

    start: float
    end: float
    low: float
    high: float
    forced: bool = False


def _start(extent: Extent) -> float:
    return extent.start


class Cutter:
    """Cuts one picture into rows, or into columns if ``down``."""

    def __init__(self, picture: Picture, *, down: bool, trimmed: bool = True) -> None:
        self._picture = picture
        self._down = down
        self._trimmed = trimmed
        items = [item for item in picture.items if item.kind != "strip"]
        self._extents = sorted(self._extent(item.bounds) for item in items)
        kept = (
            self._extent(item.bounds)
            for item in items
            if item.kind != "edge" and (trimmed or item.kind in {"card", "badge"})
        )
        self._solid = sorted(kept)
        long, wide = self._turned(picture.size)
        strips = [item.bounds for item in picture.items if item.kind == "strip"]
        free = picture.size[1] - sum(box.height for box in strips)
        self._frame = (free, wide) if down else (long, free)
        self.cuts = tuple(_cuts(self._solid))

    @property
    def length(self) -> float:
        """From the first item to the last."""
        return self._ends()[1] - self._ends()[0]

    def rows(self, longest: float) -> list[Row]:
        """Rows of at most this length, each as long as the next place for a cut lets it be.

        Where a card is longer than that or none of the gaps is free, what would be cut stands whole
        at the beginning of the next row as well.
        """
        start, end = self._ends()
        found: list[tuple[float, float, bool]] = []
        while end - start > longest:
            reach = start + longest
            place = bisect_right(self.cuts, reach) - 1
            if place >= 0 and self.cuts[place] > start + longest / 20:
                found.append((start, self.cuts[place], False))
                start = self.cuts[place]
            else:
                found.append((start, reach, True))
                start = self._again_from(start, reach)
        return list(self._measured([*found, (start, end, False)]))

    def crossings(self, places: Sequence[float]) -> dict[float, list[float]]:
        """Where across the axis lines run through cuts at these places."""
        ordered = sorted(places)
        found: dict[float, set[float]] = {place: set() for place in ordered}
        for item in self._picture.items:
            if item.kind != "edge" or item.faded:
                continue
            extent = self._extent(item.bounds)
            first = bisect_left(ordered, extent.start)
            for at in ordered[first : bisect_right(ordered, extent.end)]:
                for shape in item.shapes:
                    if isinstance(shape, Path) and shape.stroke:
                        found[at] |= {round(y) for y in self._through(shape, at)}
        return {place: sorted(lines) for place, lines in found.items()}

    def _ends(self) -> tuple[float, float]:
        if not self._trimmed or not self._extents:
            return 0.0, self._frame[0]
        return self._extents[0].start, max(extent.end for extent in self._extents)

    def _again_from(self, start: float, reach: float) -> float:
        """Where a row begins after a cut through cards: before those of its second half."""
        half = start + (reach - start) / 2
        first = bisect_right(self._solid, half, key=_start)
        struck = self._solid[first : bisect_left(self._solid, reach, key=_start)]
        return min((e.start - 1.0 for e in struck if e.end > reach), default=reach)

    def _measured(self, parts: list[tuple[float, float, bool]]) -> Iterator[Row]:
        alive: list[Extent] = []
        following = 0
        for start, end, forced in parts:
            alive = [extent for extent in alive if extent.end > start]
            while following < len(self._extents) and self._extents[following].start < end:
                alive.append(self._extents[following])
                following += 1
            if self._trimmed and alive:
                yield Row(start, end, min(e.low for e in alive), max(e.high for e in alive), forced)
            else:
                yield Row(start, end, 0.0, self._frame[1], forced)

    def _through(self, path: Path, at: float) -> Iterator[float]:
        before = (0.0, 0.0)
        for command in path.commands:
            match command:
                case Move(x, y):
                    before = (x, y)
                case Line(x, y):
                    yield from self._between(before, (x, y), at)
                    before = (x, y)
                case Curve():
                    last = before
                    for step in range(1, SAMPLES + 1):
                        point = _on(before, command, step / SAMPLES)
                        yield from self._between(last, point, at)
                        last = point
                    before = (command.x, command.y)

    def _between(
        self, one: tuple[float, float], other: tuple[float, float], at: float
    ) -> Iterator[float]:
        (a, low), (b, high) = self._turned(one), self._turned(other)
        if min(a, b) <= at < max(a, b):
            yield low + (high - low) * (at - a) / (b - a)

    def _extent(self, box: Bounds) -> Extent:
        if self._down:
            return Extent(box.y, box.bottom, box.x, box.right)
        return Extent(box.x, box.right, box.y, box.bottom)

    def _turned(self, pair: tuple[float, float]) -> tuple[float, float]:
        return (pair[1], pair[0]) if self._down else pair


def _cuts(solid: list[Extent]) -> Iterator[float]:
    """One place in every gap that is wide enough, near its beginning."""
    reach = solid[0].end if solid else 0.0
    for extent in solid:
        gap = extent.start - reach
        if gap >= NARROWEST:
            yield reach + min(BESIDE, gap / 2)
        reach = max(reach, extent.end)


def _on(start: tuple[float, float], curve: Curve, t: float) -> tuple[float, float]:
    s = 1 - t
    a, b, c, d = s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t
    return (
        a * start[0] + b * curve.x1 + c * curve.x2 + d * curve.x,
        a * start[1] + b * curve.y1 + c * curve.y2 + d * curve.y,
    )
