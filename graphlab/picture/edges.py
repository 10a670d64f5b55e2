"""One edge: its line and arrowhead, its label, its contribution, in each state."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from graphlab.formula.numbers import format_number
from graphlab.making import maker
from graphlab.picture.fonts import text_width
from graphlab.picture.heat import frame, heat_map
from graphlab.picture.mathset import typeset
from graphlab.picture.measure import (
    CHIP,
    CHIP_EDGE,
    CHIP_GAP,
    CHIP_SCALE,
    CHIP_SIDE,
    LABEL,
    fitted,
    label_parts,
)
from graphlab.picture.shapes import (
    Bounds,
    Close,
    Curve,
    Item,
    Line,
    Move,
    Region,
    Shape,
    new_box,
    new_item,
    new_math,
    new_path,
    new_text,
)
from graphlab.picture.tensors import TINY
from graphlab.study.arrays import share_of, short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphlab.picture.layout.plan import Point, Route
    from graphlab.picture.theme import Theme
    from graphlab.record import Array, Edge, EdgeKey
    from graphlab.study.arrays import Summary
    from graphlab.study.labels import Labels

HEAD, HALF = 9.0, 4.0
"""Length and half width of an arrowhead."""

APART = 1.6
"""Half the distance of the two lines between cards that share memory."""

CHIP_PADDING = 14.0
MOST_WRITTEN = 3
"""Elements of a vector up to which a chip has its numbers instead of a thumbnail."""

EdgeMood = Literal["idle", "forward", "backward", "cut"]
LabelMood = Literal["symbol", "muted", "active", "hidden"]
ChipMood = Literal["active", "done", "hidden"]


@dataclass(frozen=True, slots=True)
class EdgeState:
    """What a step changes about an edge; ``label`` and ``chip`` are None while not shown.

    ``shared``: both ends lie in the same memory.
    """

    line: EdgeMood = "idle"
    label: LabelMood | None = None
    chip: ChipMood | None = None
    shared: bool = False


new_state = maker(EdgeState)


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
    shapes: list[Shape] = []
    if state.shared and state.line == "idle":
        # Two thin lines and no arrow: one memory seen twice.
        shapes += (new_path(side, stroke=color, width=1.0) for side in _double(route))
    else:
        shapes.append(new_path(_line(route), stroke=color, width=width, dash=dash))
        shapes.append(new_path(_head(route, 1.0 if width < 2 else 1.2), fill=color))
    if state.line == "backward":
        shapes.append(new_path(_open_chevron(chevron), stroke=color, width=2.6))
    if state.line == "cut":
        shapes.append(new_path(_cross(route), stroke=theme.muted, width=2.0))
    bounds = route.around.grown(8)
    return new_item(
        f"edge:{name(edge.key)}",
        "edge",
        bounds,
        tuple(shapes),
        active=state.line in {"forward", "backward"},
    )


def tag_item(key: EdgeKey, at: Bounds, labels: Labels, theme: Theme, *, active: bool) -> Item:
    """The name of an edge's source where its card is far away; a click on it leads there."""
    block = typeset(labels.latex(key.source))
    width, tall = block.width * LABEL, (block.ascent - block.descent) * LABEL
    x, y = at.centre
    stroke, thick = (theme.ink, 2.0) if active else (theme.edge, 1.2)
    said = f"{labels.name(key.source)}, used here by {labels.name(key.target)}"
    return new_item(
        f"tag:{name(key)}",
        "badge",
        at.grown(2),
        (
            new_box(at, at.height / 2, theme.card, stroke, thick),
            new_math(x - width / 2, y + tall / 2, block, LABEL, theme.ink),
        ),
        (Region(f"badge:{key.source}", at),),
        speech=f"{said}. A click leads to it.",
        active=active,
    )


def plain_line(
    key: str, route: Route, theme: Theme, *, dash: tuple[float, ...] = (), arrow: bool = True
) -> Item:
    """A line that bears nothing."""
    shapes: list[Shape] = [new_path(_line(route), stroke=theme.edge, width=1.5, dash=dash)]
    if arrow:
        shapes.append(new_path(_head(route, 1.0), fill=theme.edge))
    return new_item(key, "edge", route.around.grown(8), tuple(shapes))


def label_item(
    edge: Edge, state: EdgeState, at: Bounds, labels: Labels, theme: Theme, digits: int
) -> Item | None:
    """The partial: symbol above, number below."""
    if state.label is None or (edge.local is None and edge.vjp is None):
        return None
    number = ""
    if edge.local is not None:
        number = "?" if state.label == "hidden" else short(edge.local, digits)
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
        shapes.append(new_math(x, y + block.ascent * LABEL, block, LABEL, color))
    if below:
        baseline = y + total - 3
        size = fitted(below, LABEL, at.width, bold=active)
        shapes.append(
            new_text(
                centre, baseline, below, size, color, "condensed", bold=active, anchor="middle",
                wanted=LABEL,
            )
        )  # fmt: skip
    if not shapes:
        return None
    key = f"label:{name(edge.key)}"
    source, target = labels.name(edge.source), labels.name(edge.target)
    formula = labels.rewrite_text(edge.text) if edge.text else ""
    said = " = ".join(part for part in (formula, number) if part)
    if edge.local is None:
        said = labels.rewrite_text(edge.vjp_text or "")
    return new_item(
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
    hidden, active = state.chip == "hidden", state.chip != "done"
    written = _written(edge.contribution, digits, at.width - CHIP_PADDING)
    if written:
        said = "?" if hidden else written
        box, shapes = _number_chip(said, at, route, theme, active=active)
    else:
        said = "?" if hidden else short(edge.contribution, digits)
        found = share_of(edge)
        assert found is not None
        box, shapes = _tensor_chip(
            edge.contribution, found, at, route, theme, active=active, hidden=hidden
        )
    if edge.origin == "residual":
        shapes = (*shapes, _rest(box, theme, active=active))
    key = f"chip:{name(edge.key)}"
    return new_item(
        key,
        "chip",
        box.grown(1.5),
        shapes,
        (Region(key, box),),
        travel=_travel(route, box.centre) if active else (),
        speech=f"{labels.name(edge.target)} contributes {said} to {labels.name(edge.source)}",
        active=active,
    )


def _number_chip(
    number: str, at: Bounds, route: Route, theme: Theme, *, active: bool
) -> tuple[Bounds, tuple[Shape, ...]]:
    size = fitted(number, CHIP, at.width - 10, bold=active)
    words = text_width(number, size, "condensed", bold=active)
    # Long numbers have less air at their sides before they need more than was kept for them.
    long = min(words + CHIP_PADDING, max(at.width, words + 4))
    box = _shrunk(at, max(28.0, long), 20, route)
    middle, baseline = box.centre[0], box.centre[1] + size * 0.365
    ink = theme.chip_text if active else theme.adjoint_text
    text = new_text(
        middle, baseline, number, size, ink, "condensed", bold=active, anchor="middle", wanted=CHIP
    )
    return box, (_pill(box, 10, theme, active=active), text)


def _tensor_chip(
    array: Array, found: Summary, at: Bounds, route: Route, theme: Theme, *,
    active: bool, hidden: bool,
) -> tuple[Bounds, tuple[Shape, ...]]:  # fmt: skip
    """A thumbnail in the source's shape, and where its scale ends."""
    text = "?" if hidden else _scale_text(found)
    size = fitted(text, CHIP, CHIP_SCALE, bold=active)
    long = text_width(text, size, "condensed", bold=active)
    box = _shrunk(at, 2 * CHIP_EDGE + CHIP_SIDE + CHIP_GAP + long + 1, at.height, route)
    place = frame(array.shape, CHIP_SIDE)
    left = box.x + CHIP_EDGE + (CHIP_SIDE - place.width) / 2
    top = box.centre[1] - place.height / 2
    paper = Bounds(left, top, place.width, place.height)
    shapes: list[Shape] = [_pill(box, 8, theme, active=active), new_box(paper, 0, theme.card)]
    if not hidden:
        shapes += heat_map(array, place, left, top, found.reach, theme)
    ink = theme.chip_text if active else theme.adjoint_text
    x, y = box.x + CHIP_EDGE + CHIP_SIDE + CHIP_GAP, box.centre[1] + size * 0.365
    shapes.append(new_text(x, y, text, size, ink, "condensed", bold=active))
    return box, tuple(shapes)


def _shrunk(at: Bounds, width: float, height: float, route: Route) -> Bounds:
    """Shrinks towards the predecessor, so that most of the line stays in sight."""
    x, y = at.centre
    towards = route.points[0][0]
    x = at.x + width / 2 if towards <= at.x else x
    return Bounds(x - width / 2, y - height / 2, width, height)


def _written(share: Array, digits: int, room: float) -> str:
    """A contribution in numbers: one, or a short vector's where they fit; else empty."""
    if not share.size:
        return "empty"
    if share.size == 1:
        return short(share.reshape(()), digits)
    if share.ndim > 1 or share.size > MOST_WRITTEN:
        return ""
    text = short(share, digits)
    fits = text_width(text, CHIP, "condensed", bold=True) <= room
    return text if fits and "…" not in text else ""


def _scale_text(found: Summary) -> str:
    """Where the scale ends; with one digit where two had to be set smaller.

    Smaller type than that of labels is not painted while stepping, where graphs are shown small.
    """
    odd = "NaN" if found.nan else "∞" if found.infinite else ""
    if odd or not found.reach:
        return odd or "0"
    texts = [f"±{format_number(found.reach, digits)}" for digits in (2, 1)]
    if found.reach < TINY:
        texts.append("≈0")
    return next(
        (t for t in texts if text_width(t, CHIP, "condensed", bold=True) <= CHIP_SCALE), texts[-1]
    )


def _rest(box: Bounds, theme: Theme, *, active: bool) -> Shape:
    """A dashed line inside: not measured by itself, but what the others leave."""
    stroke = theme.chip_text if active else theme.adjoint_text
    radius = min(box.height / 2 - 2.5, 6.0)
    return new_box(box.grown(-2.5), radius, None, stroke, 1.0, (2.0, 2.0))


def _pill(box: Bounds, radius: float, theme: Theme, *, active: bool) -> Shape:
    fill = theme.chip_fill if active else theme.card
    return new_box(
        box, radius, fill, None if active else theme.adjoint_text, 0.0 if active else 1.0
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


def _double(route: Route) -> Iterator[tuple[Move | Line, ...]]:
    """The route twice, a little to the left and to the right."""
    points = route.sampled(16)
    ways = [
        _unit(points[max(i - 1, 0)], points[min(i + 1, len(points) - 1)])
        for i in range(len(points))
    ]
    for side in (-APART, APART):
        moved = [
            (x - dy * side, y + dx * side) for (x, y), (dx, dy) in zip(points, ways, strict=True)
        ]
        yield Move(*moved[0]), *(Line(*point) for point in moved[1:])


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
