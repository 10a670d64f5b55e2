"""One edge: its line and arrowhead, its label, its contribution, in each state."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from graphlab.formula.numbers import format_number
from graphlab.picture.fonts import text_width
from graphlab.picture.measure import CHIP, LABEL, fitted, label_parts
from graphlab.picture.shapes import (
    Bounds,
    Box,
    Close,
    Curve,
    Item,
    Line,
    Math,
    Move,
    Path,
    Region,
    Shape,
    Text,
)

if TYPE_CHECKING:
    from graphlab.picture.layout.plan import Point, Route
    from graphlab.picture.theme import Theme
    from graphlab.record import Edge, EdgeKey
    from graphlab.study.labels import Labels

HEAD, HALF = 9.0, 4.0
"""Length and half width of an arrowhead."""

EdgeMood = Literal["idle", "forward", "backward", "cut"]
LabelMood = Literal["symbol", "muted", "active", "hidden"]
ChipMood = Literal["active", "done", "hidden"]


@dataclass(frozen=True, slots=True)
class EdgeState:
    """What a step changes about an edge; ``label`` and ``chip`` are None while not shown."""

    line: EdgeMood = "idle"
    label: LabelMood | None = None
    chip: ChipMood | None = None


def name(key: EdgeKey) -> str:
    """``w4>w5:0``: the part of item keys that names an edge."""
    return f"{key.source}>{key.target}:{key.argument}"


def line_item(
    edge: Edge, state: EdgeState, route: Route, chevron: tuple[Point, Point], theme: Theme
) -> Item:
    """The line with its arrowhead at the successor."""
    color, width = theme.edge, 1.5
    if state.line == "forward":
        color, width = theme.value_line, 3.0
    elif state.line == "backward":
        color, width = theme.adjoint_line, 3.0
    dash: tuple[float, ...] = (1.5, 4.0) if state.line == "cut" else ()
    if state.line == "backward" and theme.dashed:
        dash = (7.0, 3.0)
    shapes: list[Shape] = [Path(_line(route), stroke=color, width=width, dash=dash)]
    shapes.append(Path(_head(route, 1.0 if width < 2 else 1.2), fill=color))
    if state.line == "backward":
        shapes.append(Path(_open_chevron(chevron), stroke=color, width=2.6))
    if state.line == "cut":
        shapes.append(Path(_cross(route), stroke=theme.muted, width=2.0))
    bounds = _around(route).grown(8)
    return Item(
        f"edge:{name(edge.key)}",
        "edge",
        bounds,
        tuple(shapes),
        active=state.line in {"forward", "backward"},
    )


def label_item(
    edge: Edge, state: EdgeState, at: Bounds, labels: Labels, theme: Theme, digits: int
) -> Item | None:
    """The partial: symbol above, number below."""
    if state.label is None or edge.local is None:
        return None
    number = "?" if state.label == "hidden" else format_number(float(edge.local), digits)
    block, below = label_parts(edge, labels, number)
    if state.label == "symbol":
        below = ""
    active = state.label in {"active", "hidden"}
    color = theme.adjoint_text if active else theme.muted
    height = (block.ascent + block.descent) * LABEL if block else 0.0
    total = height + (LABEL * 1.1 + 4 if below else 0.0)
    y = at.y + (at.height - total) / 2
    centre = at.x + at.width / 2
    shapes: list[Shape] = []
    if block is not None:
        x = centre - block.width * LABEL / 2
        shapes.append(Math(x, y + block.ascent * LABEL, block, LABEL, color))
    if below:
        baseline = y + total - 3
        size = fitted(below, LABEL, at.width, bold=active)
        shapes.append(
            Text(centre, baseline, below, size, color, "condensed", bold=active, anchor="middle")
        )
    if not shapes:
        return None
    key = f"label:{name(edge.key)}"
    source, target = labels.name(edge.source), labels.name(edge.target)
    formula = labels.rewrite_text(edge.text) if edge.text else ""
    said = " = ".join(part for part in (formula, number) if part)
    return Item(
        key,
        "label",
        at.grown(1),
        tuple(shapes),
        (Region(key, at),),
        speech=f"partial of {target} by {source}: {said}",
        active=active,
    )


def chip_item(
    edge: Edge,
    state: EdgeState,
    at: Bounds,
    route: Route,
    labels: Labels,
    theme: Theme,
    digits: int,
) -> Item | None:
    """The contribution, on its own edge; ``at`` is the room reserved for it."""
    if state.chip is None or edge.contribution is None:
        return None
    number = format_number(float(edge.contribution), digits) if state.chip != "hidden" else "?"
    active = state.chip != "done"
    size = fitted(number, CHIP, at.width - 10, bold=active)
    width = max(28.0, text_width(number, size, "condensed", bold=active) + 14)
    x, y = at.centre
    # The pill shrinks towards the predecessor, so that most of the line stays in sight.
    towards = route.points[0][0]
    x = at.x + width / 2 if towards <= at.x else x
    box = Bounds(x - width / 2, y - 10, width, 20)
    fill = theme.chip_fill if active else theme.card
    ink = theme.chip_text if active else theme.adjoint_text
    stroke = None if active else theme.adjoint_text
    shapes: tuple[Shape, ...] = (
        Box(box, 10, fill, stroke, 0.0 if active else 1.0),
        Text(
            box.centre[0],
            y + size * 0.365,
            number,
            size,
            ink,
            "condensed",
            bold=active,
            anchor="middle",
        ),
    )
    key = f"chip:{name(edge.key)}"
    return Item(
        key,
        "chip",
        box.grown(1.5),
        shapes,
        (Region(key, box),),
        travel=_travel(route, box.centre) if active else (),
        speech=f"{labels.name(edge.target)} contributes {number} to {labels.name(edge.source)}",
        active=active,
    )


def _line(route: Route) -> tuple[Move | Curve, ...]:
    """The route without the part under the arrowhead."""
    points = list(route.points)
    tip, before = points[-1], points[-2]
    back = _unit(before, tip)
    points[-1] = (tip[0] - back[0] * (HEAD - 1), tip[1] - back[1] * (HEAD - 1))
    commands: list[Move | Curve] = [Move(*points[0])]
    for i in range(1, len(points), 3):
        commands.append(Curve(*points[i], *points[i + 1], *points[i + 2]))
    return tuple(commands)


def _head(route: Route, scale: float) -> tuple[Move | Line | Close, ...]:
    (x, y), before = route.points[-1], route.points[-2]
    dx, dy = _unit(before, (x, y))
    length, half = HEAD * scale, HALF * scale
    bx, by = x - dx * length, y - dy * length
    return (
        Move(x, y),
        Line(bx - dy * half, by + dx * half),
        Line(bx + dy * half, by - dx * half),
        Close(),
    )


def _open_chevron(chevron: tuple[Point, Point]) -> tuple[Move | Line, ...]:
    """Points to the predecessor, the way the adjoint flows."""
    (x, y), (dx, dy) = chevron
    tip = x - dx * 4, y - dy * 4
    ends = [(x + dx * 4 - side * dy * 6, y + dy * 4 + side * dx * 6) for side in (-1, 1)]
    return Move(*ends[0]), Line(*tip), Line(*ends[1])


def _cross(route: Route) -> tuple[Move | Line, ...]:
    (x, y), _ = route.at(0.5)
    r = 5.0
    return (
        Move(x - r, y - r),
        Line(x + r, y + r),
        Move(x - r, y + r),
        Line(x + r, y - r),
    )


def _travel(route: Route, rest: Point) -> tuple[Point, ...]:
    """From the successor's end along the edge to where the chip rests."""
    points = route.sampled()[::-1]
    near = min(range(len(points)), key=lambda i: math.dist(points[i], rest))
    return (*points[:near], rest)


def _unit(a: Point, b: Point) -> Point:
    length = math.dist(a, b) or 1.0
    return (b[0] - a[0]) / length, (b[1] - a[1]) / length


def _around(route: Route) -> Bounds:
    points = route.sampled(6)
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return Bounds(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
