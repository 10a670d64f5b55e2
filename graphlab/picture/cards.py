"""One card: its outline by kind, its formula, its two numbers, and what its state adds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from graphlab.formula.latex import name_latex
from graphlab.formula.numbers import format_number
from graphlab.picture.fonts import text_width
from graphlab.picture.mathset import typeset
from graphlab.picture.measure import LABEL, NUMBER, PADDING, SLOT, fitted
from graphlab.picture.shapes import (
    Bounds,
    Box,
    Close,
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
    from collections.abc import Iterator

    from graphlab.picture.measure import CardSize
    from graphlab.picture.theme import Theme
    from graphlab.record import Node
    from graphlab.study.labels import Labels
    from graphlab.study.reveal import Adjoint

Slot = tuple[str, str]
RADIUS, STADIUM, CUT = 8.0, 26.0, 14.0


@dataclass(frozen=True, slots=True)
class CardState:
    """What a step changes about a card; equal states are drawn by the same Item."""

    value: bool = False
    adjoint: Adjoint = "unknown"
    active: Literal["", "forward", "backward"] = ""
    partial: tuple[float, int, int] | None = None
    hidden: bool = False
    kink: bool = False
    first_fault: bool = False


def card_item(
    node: Node,
    state: CardState,
    at: Bounds,
    size: CardSize,
    labels: Labels,
    theme: Theme,
    digits: int,
) -> Item:
    """The card of one node in one state."""
    fault = _is_faulty(node, state)
    shapes: list[Shape] = [*_outline(node, state, at, theme, fault=fault)]
    baseline = at.y + (size.formula + (size.block.ascent - size.block.descent) * size.size) / 2
    left = at.x + (at.width - size.block.width * size.size) / 2
    shapes.append(Math(left, baseline, size.block, size.size, theme.ink))
    y = at.y + size.formula
    shapes.append(Path((Move(at.x + 9, y), Line(at.right - 9, y)), stroke=theme.divider, width=1))
    first, second = y + 20.0, y + 41.5
    shapes += _row(
        at, first, labels.latex(node.id), _value(node, state, digits), theme, "value", state
    )
    shapes += _adjoint_row(node, at, second, state, labels, theme, digits)
    shapes += _badges(state, at, theme, fault=fault)
    if node.name and node.op != "input":
        shapes += _tag(node.name, at, theme)
    middle = (first + second) / 2 - 5
    regions = (
        Region(f"value:{node.id}", Bounds(at.x, y, at.width, middle - y)),
        Region(f"adjoint:{node.id}", Bounds(at.x, middle, at.width, at.bottom - middle)),
    )
    return Item(
        f"card:{node.id}",
        "card",
        at.grown(16) if node.name and node.op != "input" else at.grown(11),
        tuple(shapes),
        regions,
        speech=_speech(node, state, labels, digits),
        active=bool(state.active),
    )


def _is_faulty(node: Node, state: CardState) -> bool:
    value = state.value and node.value is not None and not math.isfinite(float(node.value))
    adjoint = (
        state.adjoint == "known"
        and node.adjoint is not None
        and not math.isfinite(float(node.adjoint))
    )
    return value or adjoint


def _outline(
    node: Node, state: CardState, at: Bounds, theme: Theme, *, fault: bool
) -> Iterator[Shape]:
    fill, stroke, width = theme.card, theme.edge, 1.5
    dash: tuple[float, ...] = ()
    if state.active == "forward":
        fill, stroke, width = theme.value_tint or theme.card, theme.value_line, 3.0
    elif state.active == "backward":
        fill, stroke, width = theme.adjoint_tint or theme.card, theme.adjoint_line, 3.0
        dash = (7.0, 3.0) if theme.dashed else ()
    elif not state.value:
        dash = (4.0, 3.0)
    if fault:
        stroke, width = theme.fault, 3.0
    radius = min(STADIUM, at.height / 2) if node.op == "input" else RADIUS
    if node.op == "parameter":
        yield Path(_cut(at), fill, stroke, width, dash)
    else:
        yield Box(at, radius, fill, stroke, width, dash)
    if node.is_output:
        yield Box(at.grown(-4.5), max(2.0, radius - 4.5), None, stroke, 1.0, dash)


def _cut(at: Bounds) -> tuple[Move | Line | Close, ...]:
    """A rectangle without its top right corner."""
    return (
        Move(at.x, at.y),
        Line(at.right - CUT, at.y),
        Line(at.right, at.y + CUT),
        Line(at.right, at.bottom),
        Line(at.x, at.bottom),
        Close(),
    )


def _value(node: Node, state: CardState, digits: int) -> str:
    if not state.value or node.value is None:
        return "–"
    if state.hidden and state.active == "forward":
        return "?"
    return format_number(float(node.value), digits)


def _row(
    at: Bounds,
    baseline: float,
    symbol: str,
    number: str,
    theme: Theme,
    role: Literal["value", "adjoint"],
    state: CardState,
    *,
    italic: bool = False,
) -> Iterator[Shape]:
    known = number != "–"
    color = theme.value_text if role == "value" else theme.adjoint_text
    active = state.active == ("forward" if role == "value" else "backward")
    shade = color if known else theme.muted
    yield Math(at.x + PADDING, baseline, typeset(symbol), NUMBER, shade)
    yield Text(
        at.right - PADDING,
        baseline,
        number,
        fitted(number, NUMBER, SLOT, bold=active and known, italic=italic),
        shade,
        font="condensed",
        bold=active and known,
        italic=italic,
        anchor="end",
    )


def _adjoint_row(
    node: Node,
    at: Bounds,
    baseline: float,
    state: CardState,
    labels: Labels,
    theme: Theme,
    digits: int,
) -> Iterator[Shape]:
    bar = labels.bar(node.id)
    if state.adjoint == "none":
        yield from _no_gradient(at, baseline, bar, theme)
        return
    if state.adjoint == "partial" and state.partial is not None:
        total, arrived, count = state.partial
        number = format_number(total, digits)
        yield from _row(at, baseline, bar, number, theme, "adjoint", state, italic=True)
        width = text_width(number, NUMBER, "condensed", bold=True, italic=True)
        x = at.right - PADDING - width - 5
        counted = f"{arrived} of {count}"
        symbol = at.x + PADDING + typeset(bar).width * NUMBER
        if x - text_width(counted, 11, "condensed") > symbol + 3:
            yield Text(x, baseline, counted, 11, theme.muted, "condensed", anchor="end")
        return
    number = "–"
    if state.adjoint == "known" and node.adjoint is not None:
        hidden = state.hidden and state.active == "backward"
        number = "?" if hidden else format_number(float(node.adjoint), digits)
    yield from _row(at, baseline, bar, number, theme, "adjoint", state)


def _no_gradient(at: Bounds, baseline: float, bar: str, theme: Theme) -> Iterator[Shape]:
    """The adjoint's slot, hatched, with the words in it."""
    yield Math(at.x + PADDING, baseline, typeset(bar), NUMBER, theme.muted)
    words = "no gradient"
    width = text_width(words, 12, "condensed")
    right = at.right - PADDING
    left = right - width - 6
    bottom = baseline + 4
    lines: list[Move | Line] = []
    x = left - 12
    while x < right:
        start, end = max(x, left), min(x + 16, right)
        lines += [Move(start, bottom - (start - x)), Line(end, bottom - (end - x))]
        x += 6
    yield Path(tuple(lines), stroke=theme.divider, width=1)
    yield Text(right - 2, baseline, words, 12, theme.muted, "condensed", anchor="end")


def _badges(state: CardState, at: Bounds, theme: Theme, *, fault: bool) -> Iterator[Shape]:
    x, y = at.x + 1, at.y + 1
    if state.active:
        forward = state.active == "forward"
        color = theme.value_line if forward else theme.adjoint_line
        yield Box(Bounds(x - 9, y - 9, 18, 18), 9, color)
        side = 1 if forward else -1
        triangle = (
            Move(x - 3 * side, y - 4.5),
            Line(x + 5 * side, y),
            Line(x - 3 * side, y + 4.5),
            Close(),
        )
        yield Path(triangle, fill=theme.card)
    if fault:
        # Filled where it begins, hollow where it is only passed on.
        fill, mark = (theme.fault, theme.card) if state.first_fault else (theme.card, theme.fault)
        corner = at.right - 1
        triangle = (Move(corner, y - 10), Line(corner + 9, y + 6), Line(corner - 9, y + 6), Close())
        yield Path(triangle, fill=fill, stroke=theme.fault, width=1.5)
        yield Path((Move(corner, y - 4), Line(corner, y + 1)), stroke=mark, width=1.8)
        yield Box(Bounds(corner - 1, y + 2.6, 2, 2), 1, mark)
    elif state.kink and state.value:
        corner = at.right - 1
        yield Box(Bounds(corner - 9, y - 9, 18, 18), 9, theme.card, theme.fault, 1.5)
        kink = (Move(corner - 4.5, y + 3), Line(corner, y - 3.5), Line(corner + 4.5, y + 3))
        yield Path(kink, stroke=theme.fault, width=1.8)


def _tag(name: str, at: Bounds, theme: Theme) -> Iterator[Shape]:
    """The person's own name for a node, on the card's upper border."""
    block = typeset(name_latex(name))
    width = block.width * LABEL + 12
    box = Bounds(at.right - 14 - width, at.y - 15, width, 18)
    yield Box(box, 5, theme.card, theme.edge, 1)
    yield Math(box.x + 6, at.y - 2, block, LABEL, theme.muted)


def _speech(node: Node, state: CardState, labels: Labels, digits: int) -> str:
    parts = [f"{labels.name(node.id)}: {labels.formula_text(node)}"]
    parts.append(f"value {_value(node, state, digits)}" if state.value else "value not yet known")
    if state.adjoint == "none":
        parts.append("no gradient")
    elif (
        state.adjoint == "known"
        and node.adjoint is not None
        and not (state.hidden and state.active)
    ):
        parts.append(f"adjoint {format_number(float(node.adjoint), digits)}")
    return ", ".join(parts)
