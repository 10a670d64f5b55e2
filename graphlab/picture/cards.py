"""One card: its outline by kind, its formula, value and adjoint, and what its state adds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from graphlab.making import maker
from graphlab.picture.headings import card_heading
from graphlab.picture.measure import LABEL
from graphlab.picture.rows import number_rows
from graphlab.picture.shapes import (
    Bounds,
    Close,
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
from graphlab.picture.slots import Slot, outputs_of, type_line
from graphlab.picture.tags import (
    count_tag,
    lower_tag,
    module_notes,
    module_tab,
    name_tag,
    passes_words,
    storage_tag,
)
from graphlab.picture.tensors import Look, cells_shapes, new_look, thumbnail_shapes, type_shape
from graphlab.study.arrays import cells, has, short_of, summary, summary_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from graphlab.picture.measure import CardSize
    from graphlab.picture.theme import Theme
    from graphlab.record import Array, EdgeKey, Node
    from graphlab.study.arrays import Which
    from graphlab.study.labels import Labels
    from graphlab.study.reveal import Adjoint

RADIUS, STADIUM, CUT = 8.0, 26.0, 14.0


@dataclass(frozen=True, slots=True)
class Running:
    """The sum of the contributions that have arrived so far."""

    arrived: int
    count: int
    total: Array = field(compare=False)


@dataclass(frozen=True, slots=True)
class Taken:
    """Which elements of a node's value or adjoint these edges are about."""

    which: Which
    edges: tuple[EdgeKey, ...]
    mask: NDArray[np.bool_] = field(compare=False)


@dataclass(frozen=True, slots=True)
class CardState:
    """What a step changes about a card; equal states are drawn by the same Item.

    ``storage`` is the letter of the card's memory and the place of its colour, where that is shown;
    ``passes`` of a loop are what the card stands for.
    """

    value: bool = False
    adjoint: Adjoint = "unknown"
    active: Literal["", "forward", "backward"] = ""
    partial: Running | None = None
    hidden: bool = False
    kink: bool = False
    first_fault: bool = False
    taken: Taken | None = None
    storage: tuple[str, int] | None = None
    outputs: int = 0
    passes: int = 1


new_state = maker(CardState)


def card_item(
    node: Node,
    state: CardState,
    at: Bounds,
    size: CardSize,
    labels: Labels,
    theme: Theme,
    digits: int,
    *,
    bars: bool = True,
    still: bool = False,
) -> Item:
    """The card of one node in one state; ``bars`` are those of the colours of heat maps.

    A ``still`` one is for a file: it does not answer to the mouse, and is not seen from afar.
    """
    fault = _is_faulty(node, state)
    shapes: list[Shape] = [*_outline(node, state, at, theme, fault=fault)]
    if node.op == "module":
        shapes += module_tab(at, theme)
    baseline = at.y + (size.title + (size.block.ascent - size.block.descent) * size.size) / 2
    left = at.x + (at.width - size.block.width * size.size) / 2
    shapes.append(new_math(left, baseline, size.block, size.size, theme.ink))
    y = at.y + size.formula
    shapes += module_notes(size.notes, at, y, theme)
    shapes.append(
        new_path((Move(at.x + 9, y), Line(at.right - 9, y)), stroke=theme.divider, width=1)
    )
    if size.slots.form == "number":
        shapes += number_rows(node, state, at, y, labels, theme, digits)
    elif size.slots.form == "outputs":
        shapes += _outputs(state, at, y, theme)
    else:
        shapes += _tensors(node, state, at, size, labels, theme, digits, bars=bars)
    shapes += _badges(state, at, theme, fault=fault)
    tagged = _is_tagged(node)
    if tagged and node.name:
        shapes += name_tag(node.name, at, theme)
    if state.passes > 1:
        shapes += lower_tag(passes_words(state.passes), at, theme)
    if state.storage is not None:
        shapes += storage_tag(*state.storage, at, theme)
    return new_item(
        f"card:{node.id}",
        "card",
        at.grown(16) if tagged or state.passes > 1 else at.grown(11),
        tuple(shapes),
        () if still else _regions(node, at, size),
        speech=_speech(node, state, labels, digits, size.notes),
        active=bool(state.active),
        heading=None if still else card_heading(node, at, size, labels, theme),
    )


def _is_tagged(node: Node) -> bool:
    """Whether the person's name for a node is not in its formula already."""
    return bool(node.name) and node.op not in ("input", "module") and node.name != node.text


def _regions(node: Node, at: Bounds, size: CardSize) -> tuple[Region, ...]:
    """Where the mouse asks for the value and where for the adjoint."""
    y = at.y + size.formula
    value, adjoint = Bounds(at.x, y, at.width, at.bottom - y), None
    first, second = size.slots.value, size.slots.adjoint
    if size.slots.form == "number":
        middle = y + 25.75
        value = Bounds(at.x, y, at.width, middle - y)
        adjoint = Bounds(at.x, middle, at.width, at.bottom - middle)
    elif first is not None and second is not None:
        if first.column.y == second.column.y:
            half = at.width / 2
            value = value._replace(width=half)
            adjoint = value._replace(x=at.x + half)
        else:
            middle = y + (first.column.bottom + second.column.y) / 2
            value = value._replace(height=middle - y)
            adjoint = Bounds(at.x, middle, at.width, at.bottom - middle)
    found = [Region(f"value:{node.id}", value)]
    if adjoint is not None:
        found.append(Region(f"adjoint:{node.id}", adjoint))
    return tuple(found)


def _is_faulty(node: Node, state: CardState) -> bool:
    value = state.value and _is_odd(node, "value")
    return value or (state.adjoint == "known" and _is_odd(node, "adjoint"))


def _is_odd(node: Node, which: Which) -> bool:
    found = summary_of(node, which)
    return found is not None and bool(found.nan or found.infinite)


def _outline(
    node: Node, state: CardState, at: Bounds, theme: Theme, *, fault: bool
) -> Iterator[Shape]:
    fill, stroke, width = theme.card, theme.edge, 1.5
    if state.storage is not None:
        fill = theme.storage(state.storage[1])
    dash: tuple[float, ...] = ()
    if state.active == "forward":
        stroke, width = theme.value_line, 3.0
        fill = theme.value_tint or fill if state.storage is None else fill
    elif state.active == "backward":
        stroke, width = theme.adjoint_line, 3.0
        fill = theme.adjoint_tint or fill if state.storage is None else fill
        dash = (7.0, 3.0) if theme.dashed else ()
    elif not state.value:
        dash = (4.0, 3.0)
    if fault:
        stroke, width = theme.fault, 3.0
    radius = min(STADIUM, at.height / 2) if node.op == "input" else RADIUS
    if node.op == "parameter":
        yield new_path(_cut(at), fill, stroke, width, dash)
    else:
        yield new_box(at, radius, fill, stroke, width, dash)
    if node.is_output:
        yield new_box(at.grown(-4.5), max(2.0, radius - 4.5), None, stroke, 1.0, dash)


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


def _outputs(state: CardState, at: Bounds, y: float, theme: Theme) -> Iterator[Shape]:
    """In place of a value: how many outputs the operation has."""
    words = outputs_of(state.outputs)
    x, baseline = at.centre[0], y + 19.0
    yield new_text(x, baseline, words, LABEL, theme.muted, "condensed", anchor="middle")


def _tensors(
    node: Node,
    state: CardState,
    at: Bounds,
    size: CardSize,
    labels: Labels,
    theme: Theme,
    digits: int,
    *,
    bars: bool,
) -> Iterator[Shape]:
    left = at.x + (at.width - size.slots.width) / 2
    y = at.y + size.formula
    value, adjoint = size.slots.value, size.slots.adjoint
    assert value is not None
    assert adjoint is not None
    looks: tuple[tuple[Which, Slot, Look], ...] = (
        ("value", value, _value_look(node, state, labels, theme)),
        ("adjoint", adjoint, _adjoint_look(node, state, labels, theme)),
    )
    for which, slot, look in looks:
        place = _placed(slot, left, y)
        if size.slots.frame is None:
            shape = node.shape if node.shape is not None else ()
            yield from cells_shapes(look, place, cells(shape), theme, digits)
        else:
            image = look.array
            if image is None and look.summary is not None:
                image = _thumbnail(node, which)
            yield from thumbnail_shapes(look, place, size.slots.frame, image, theme, bar=bars)
    if size.slots.frame is not None:
        bottom = y + value.column.bottom
        yield type_shape(type_line(node), at.centre[0], bottom, at.width - 16, theme)
    if state.adjoint == "partial" and state.partial is not None:
        yield from count_tag(state.partial.arrived, state.partial.count, at, theme)


def _value_look(node: Node, state: CardState, labels: Labels, theme: Theme) -> Look:
    active = state.active == "forward"
    known = state.value and has(node, "value")
    return new_look(
        labels.latex(node.id),
        theme.value_text,
        theme.value_line,
        node.value if known else None,
        summary_of(node, "value") if known else None,
        hidden=state.hidden and active,
        bold=active and known,
        taken=state.taken.mask if state.taken and state.taken.which == "value" else None,
    )


def _adjoint_look(node: Node, state: CardState, labels: Labels, theme: Theme) -> Look:
    active = state.active == "backward"
    array = node.adjoint if state.adjoint == "known" else None
    found = summary_of(node, "adjoint") if state.adjoint == "known" else None
    running = state.adjoint == "partial" and state.partial is not None
    if running and state.partial is not None:
        array, found = state.partial.total, summary(state.partial.total)
    return new_look(
        labels.bar(node.id),
        theme.adjoint_text,
        theme.adjoint_line,
        array,
        found,
        hidden=state.hidden and active,
        none=state.adjoint == "none",
        bold=active and found is not None,
        italic=running,
        taken=state.taken.mask if state.taken and state.taken.which == "adjoint" else None,
    )


def _thumbnail(node: Node, which: Which) -> Array | None:
    """The coarse image of an array that stayed behind."""
    digest = node.value_digest if which == "value" else node.adjoint_digest
    if digest is None:
        return None
    vector = node.shape is not None and len(node.shape) == 1
    return digest.thumbnail.T if vector else digest.thumbnail


def _placed(slot: Slot, dx: float, dy: float) -> Slot:
    (x, y), (left, top, width, height), (edge, upper, wide, tall) = slot
    box = Bounds(left + dx, top + dy, width, height)
    return Slot((x + dx, y + dy), box, Bounds(edge + dx, upper + dy, wide, tall))


def _badges(state: CardState, at: Bounds, theme: Theme, *, fault: bool) -> Iterator[Shape]:
    x, y = at.x + 1, at.y + 1
    if state.active:
        forward = state.active == "forward"
        color = theme.value_line if forward else theme.adjoint_line
        yield new_box(Bounds(x - 9, y - 9, 18, 18), 9, color)
        side = 1 if forward else -1
        triangle = (
            Move(x - 3 * side, y - 4.5),
            Line(x + 5 * side, y),
            Line(x - 3 * side, y + 4.5),
            Close(),
        )
        yield new_path(triangle, fill=theme.card)
    if fault:
        # Filled where it begins, hollow where it is only passed on.
        fill, mark = (theme.fault, theme.card) if state.first_fault else (theme.card, theme.fault)
        corner = at.right - 1
        triangle = (Move(corner, y - 10), Line(corner + 9, y + 6), Line(corner - 9, y + 6), Close())
        yield new_path(triangle, fill=fill, stroke=theme.fault, width=1.5)
        yield new_path((Move(corner, y - 4), Line(corner, y + 1)), stroke=mark, width=1.8)
        yield new_box(Bounds(corner - 1, y + 2.6, 2, 2), 1, mark)
    elif state.kink and state.value:
        corner = at.right - 1
        yield new_box(Bounds(corner - 9, y - 9, 18, 18), 9, theme.card, theme.fault, 1.5)
        kink = (Move(corner - 4.5, y + 3), Line(corner, y - 3.5), Line(corner + 4.5, y + 3))
        yield new_path(kink, stroke=theme.fault, width=1.8)


def _speech(node: Node, state: CardState, labels: Labels, digits: int, notes: Sequence[str]) -> str:
    parts = [f"{labels.name(node.id)}: {labels.formula_text(node)}"]
    if state.passes > 1:
        parts.append(f"stands for {state.passes} passes")
    if notes:
        parts.append(("closed: " if node.op == "module" else "") + ", ".join(notes))
    if state.outputs:
        return ", ".join([*parts, outputs_of(state.outputs)])
    if not state.value:
        parts.append("value not yet known")
    elif state.hidden and state.active == "forward":
        parts.append("value ?")
    else:
        parts.append(f"value {short_of(node, 'value', digits)}")
    if state.adjoint == "none":
        parts.append("no gradient")
    elif state.adjoint == "known" and has(node, "adjoint") and not (state.hidden and state.active):
        parts.append(f"adjoint {short_of(node, 'adjoint', digits)}")
    return ", ".join(parts)
