"""Value and adjoint of one number each, on two rows of a card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from graphlab.picture.fonts import text_width
from graphlab.picture.mathset import typeset
from graphlab.picture.measure import NUMBER, PADDING, SLOT, fitted
from graphlab.picture.shapes import Bounds, Line, Move, Shape, new_math, new_path, new_text
from graphlab.study.arrays import short, short_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphlab.picture.cards import CardState
    from graphlab.picture.theme import Theme
    from graphlab.record import Node
    from graphlab.study.labels import Labels


def number_rows(
    node: Node,
    state: CardState,
    at: Bounds,
    y: float,
    labels: Labels,
    theme: Theme,
    digits: int,
) -> Iterator[Shape]:
    """Both rows below ``y``: the symbol leads, the number is aligned at the right."""
    value = "–"
    if state.value:
        hidden = state.hidden and state.active == "forward"
        value = "?" if hidden else short_of(node, "value", digits)
    yield from _row(at, y + 20.0, labels.latex(node.id), value, theme, "value", state)
    yield from _adjoint_row(node, at, y + 41.5, state, labels, theme, digits)


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
    yield new_math(at.x + PADDING, baseline, typeset(symbol), NUMBER, shade)
    yield new_text(
        at.right - PADDING,
        baseline,
        number,
        fitted(number, NUMBER, SLOT, bold=active and known, italic=italic),
        shade,
        font="condensed",
        bold=active and known,
        italic=italic,
        anchor="end",
        wanted=NUMBER,
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
        number = short(state.partial.total, digits)
        yield from _row(at, baseline, bar, number, theme, "adjoint", state, italic=True)
        width = text_width(number, NUMBER, "condensed", bold=True, italic=True)
        x = at.right - PADDING - width - 5
        counted = f"{state.partial.arrived} of {state.partial.count}"
        symbol = at.x + PADDING + typeset(bar).width * NUMBER
        if x - text_width(counted, 11, "condensed") > symbol + 3:
            yield new_text(x, baseline, counted, 11, theme.muted, "condensed", anchor="end")
        return
    number = "–"
    if state.adjoint == "known":
        hidden = state.hidden and state.active == "backward"
        number = "?" if hidden else short_of(node, "adjoint", digits)
    yield from _row(at, baseline, bar, number, theme, "adjoint", state)


def _no_gradient(at: Bounds, baseline: float, bar: str, theme: Theme) -> Iterator[Shape]:
    """The adjoint's slot, hatched, with the words in it."""
    yield new_math(at.x + PADDING, baseline, typeset(bar), NUMBER, theme.muted)
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
    yield new_path(tuple(lines), stroke=theme.divider, width=1)
    yield new_text(right - 2, baseline, words, 12, theme.muted, "condensed", anchor="end")
