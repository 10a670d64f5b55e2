"""What moves on the canvas and how far it has got: times and curves, without Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.canvas.camera import Camera
    from graphlab.picture.shapes import Item

FADE = 0.180  # seconds
TRAVEL = 0.220
PAN = 0.250
HURRY = 0.250  # steps that come faster than this are not animated
ALL_CHIPS = 0.660  # however many chips there are, the last one starts no later than this

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time."""

    start: float
    length: float

    def share(self, now: float) -> float:
        """How much of the way is done at this time, easing out, from 0 to 1."""
        linear = min(max((now - self.start) / self.length, 0.0), 1.0)
        return 1.0 - (1.0 - linear) ** 3

    def over(self, now: float) -> bool:
        return now >= self.start + self.length


@dataclass(frozen=True, slots=True)
class Flight:
    """A chip on its way along its curve."""

    chip: Item
    span: Span

    def place(self, now: float) -> Point | None:
        """Where the chip's centre is; None before it has set out."""
        if now < self.span.start:
            return None
        return along(self.chip.travel, self.span.share(now))


@dataclass(frozen=True, slots=True)
class Pan:
    """The camera on its way."""

    start: Camera
    goal: Camera
    span: Span

    def camera(self, now: float) -> Camera:
        return self.start.towards(self.goal, self.span.share(now))


def flights(chips: Sequence[Item], now: float) -> tuple[Flight, ...]:
    """The flights of chips that set out one after the other."""
    gap = min(TRAVEL, ALL_CHIPS / max(len(chips) - 1, 1))
    return tuple(
        Flight(chip, Span(now + number * gap, TRAVEL)) for number, chip in enumerate(chips)
    )


def along(curve: Sequence[Point], share: float) -> Point:
    """The point at this share of the length of a chain of lines."""
    lengths = [math.dist(a, b) for a, b in pairwise(curve)]
    left = share * sum(lengths)
    for length, ((x, y), (to_x, to_y)) in zip(lengths, pairwise(curve), strict=True):
        if left <= length and length:
            part = left / length
            return x + (to_x - x) * part, y + (to_y - y) * part
        left -= length
    return curve[-1]
