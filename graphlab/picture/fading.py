"""Lets all but what is lit fade into the canvas, by colour.

Faded shapes are as opaque as any: what lies behind a card stays hidden, every painter and file
format shows the same, and no page of a PDF needs transparency.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from graphlab.picture.colors import mixed
from graphlab.picture.edges import name
from graphlab.picture.shapes import Cells, Math, Path, Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphlab.picture.layers import Run
    from graphlab.picture.shapes import Item, Shape
    from graphlab.picture.theme import Theme
    from graphlab.study.light import Light

LEFT = 0.4
"""How much of a colour is left where it fades."""

PARTS = ("edge", "label", "chip", "tag")  # of what belongs to an edge, in the names of items
FADES = ("card", "edge", "label", "chip", "badge")
NEAR_WIDTH = 3.0
"""Of the edges that touch the node which all is about."""


class _Split(NamedTuple):
    """What of a run fades, and what does not."""

    whole: Run
    faded: Run
    bright: Run


class Fading:
    """Items as they look in a light. The same item gives the same again, as steps need."""

    def __init__(self, light: Light, theme: Theme) -> None:
        self._theme = theme
        self._near = {f"edge:{name(key)}" for key in light.near}
        edges = [name(key) for key in light.edges]
        self._lit = {f"card:{node}" for node in light.nodes}
        self._lit |= {f"{part}:{edge}" for part in PARTS for edge in edges}
        self._made: dict[Item, Item] = {}
        self._split: dict[int, _Split] = {}

    def of(self, runs: Iterable[Run]) -> list[Run]:
        """All items, those that fade behind the others.

        What the step is about never fades, nor does what is beside the graph. Runs that were there
        the time before give the same again.
        """
        before = self._split
        split = [before.get(id(run)) or self._split_up(run) for run in runs]
        self._split = {id(one.whole): one for one in split}
        return [*(one.faded for one in split), *(one.bright for one in split)]

    def _split_up(self, run: Run) -> _Split:
        items = [*map(self._of, run)]
        faded = tuple([item for item in items if item.faded])
        return _Split(run, faded, tuple([item for item in items if not item.faded]))

    def _of(self, item: Item) -> Item:
        if item not in self._made:
            self._made[item] = self._lit_up(item)
        return self._made[item]

    def _lit_up(self, item: Item) -> Item:
        if item.active or item.kind not in FADES:
            return item
        if item.key in self._near:
            return replace(item, shapes=tuple(map(self._bold, item.shapes)))
        if item.key in self._lit:
            return item
        return replace(item, shapes=tuple(map(self._faded, item.shapes)), faded=True)

    def _bold(self, shape: Shape) -> Shape:
        """A line of an edge that touches the node, broad and dark."""
        if not isinstance(shape, Path):
            return shape
        ink, edge = self._theme.ink, self._theme.edge
        color = ink if shape.stroke == edge else shape.stroke
        fill = ink if shape.fill == edge else shape.fill
        return replace(shape, fill=fill, stroke=color, width=shape.width and NEAR_WIDTH)

    def _faded(self, shape: Shape) -> Shape:
        canvas = self._theme.canvas
        if isinstance(shape, Text | Math):
            return replace(shape, color=mixed(shape.color, canvas, LEFT))
        if isinstance(shape, Cells):
            colors = (
                None if color is None else mixed(color, canvas, LEFT) for color in shape.colors
            )
            return replace(shape, colors=tuple(colors))
        fill = shape.fill and mixed(shape.fill, canvas, LEFT)
        return replace(shape, fill=fill, stroke=shape.stroke and mixed(shape.stroke, canvas, LEFT))
