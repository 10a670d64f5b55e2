"""The written-out line as a picture: segments of mathematics in their colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.picture.mathset import typeset
from graphlab.picture.shapes import Bounds, Item, Math, Picture, Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.picture.theme import Theme
    from graphlab.study.segment import Segment

SIZE = 20.0
GAP = 0.3
HEIGHT = 72.0


def strip_item(segments: Sequence[Segment], at: Bounds, theme: Theme, *, centred: bool) -> Item:
    """The line within ``at``, set smaller if it would not fit, never below 11 px."""
    blocks = [typeset(segment.latex, display=True) for segment in segments]
    gaps = [0.0 if s.latex.startswith("{}") else GAP for s in segments[1:]] + [0.0]
    total = sum(b.width for b in blocks) + sum(gaps)
    ascent = max((b.ascent for b in blocks), default=0.0)
    descent = max((b.descent for b in blocks), default=0.0)
    room = min(at.width / total if total else SIZE, at.height / (ascent + descent or 1.0))
    size = max(11.0, min(SIZE, room))
    baseline = at.y + at.height / 2 + (ascent - descent) * size / 2
    x = at.x + (at.width - total * size) / 2 if centred else at.x
    colors = {
        "ink": theme.ink,
        "muted": theme.muted,
        "value": theme.value_text,
        "adjoint": theme.adjoint_text,
    }
    shapes: list[Shape] = []
    for segment, block, gap in zip(segments, blocks, gaps, strict=False):
        shapes.append(Math(x, baseline, block, size, colors[segment.role]))
        x += (block.width + gap) * size
    speech = " ".join(segment.latex for segment in segments)
    return Item("strip", "strip", at, tuple(shapes), speech=speech)


def strip_picture(segments: Sequence[Segment], width: float, theme: Theme) -> Picture:
    """The line alone, left-aligned, for the strip below the canvas."""
    item = strip_item(segments, Bounds(0, 0, width, HEIGHT), theme, centred=False)
    return Picture((width, HEIGHT), None, (item,), theme=theme.name)
