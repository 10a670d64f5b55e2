"""Autograd's own graph as a Picture: from top to bottom, a card for each of its nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from graphlab.picture.edges import plain_line
from graphlab.picture.fonts import text_width
from graphlab.picture.layout.graphviz import is_tangled
from graphlab.picture.layout.layered import lay_out
from graphlab.picture.layout.plan import Card, Link, Plan
from graphlab.picture.shapes import Bounds, Box, Item, Picture, Text
from graphlab.record import EdgeKey

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from graphlab.picture.layout.plan import Geometry
    from graphlab.picture.shapes import Shape
    from graphlab.picture.theme import Theme
    from graphlab.record import AutogradBond, AutogradGraph, AutogradKind

    Layouter = Callable[[Plan], Geometry]

Way = Literal["up", "down", "left", "right"]

TYPE, HEIGHT, PADDING, GAP = 14.6, 30.0, 10.0, 8.0
PLAIN_UP_TO = 40
"""Nodes up to which a graph without crossings is laid out where somebody waits."""

KINDS: dict[AutogradKind, str] = {
    "function": "function",
    "leaf": "leaf",
    "output": "output",
    "saved": "saved tensor",
    "base": "viewed tensor",
}
_DASHES: dict[AutogradBond, tuple[float, ...]] = {"flow": (), "saved": (5.0, 3.0), "view": (1.5, 4)}
SWATCH, LEGEND_TYPE, LEGEND_ROW, LEGEND_GAP = (22.0, 14.0), 13.0, 24.0, 16.0
IN_A_ROW = 3


class AutogradDrawing:
    """The cards of one graph; ``names`` are what stands beside each label, ``told`` its words."""

    def __init__(
        self,
        graph: AutogradGraph,
        names: Sequence[str],
        told: Sequence[str],
        theme: Theme,
        layouter: Layouter = lay_out,
    ) -> None:
        self._graph, self._names, self._told = graph, names, told
        self.geometry = layouter(_plan(graph, names))
        self._theme = theme
        self._items = tuple(self._drawn())

    def with_theme(self, theme: Theme) -> AutogradDrawing:
        """The same in other colours; nothing moves."""
        if theme is self._theme:
            return self
        fresh = object.__new__(AutogradDrawing)
        fresh._graph, fresh._names, fresh._told = self._graph, self._names, self._told
        fresh.geometry, fresh._theme = self.geometry, theme
        fresh._items = tuple(fresh._drawn())
        return fresh

    def picture(self, active: Collection[int] = ()) -> Picture:
        """The whole graph; the nodes at the places ``active`` are kept in view, else the output."""
        return Picture(
            self.geometry.size,
            self._theme.canvas,
            self._items,
            self._around(active or range(len(self._graph.nodes))[-1:]),
            title="Autograd's graph",
            theme=self._theme.name,
        )

    def neighbour(self, key: str | None, way: Way) -> str | None:
        """The key of the card that a step in this direction leads to; None where there is none.

        Up and down go along links where there are any, left and right to the nearest card beside.
        Without a card to start from it is the last one, an output.
        """
        place = place_of(key)
        if place is None or place >= len(self._graph.nodes):
            return key_of(len(self._graph.nodes) - 1) if self._graph.nodes else None
        here = self._card(place)
        if way in ("up", "down"):
            links = self._graph.links
            ends = (
                [link.source for link in links if link.target == place]
                if way == "up"
                else [link.target for link in links if link.source == place]
            )
        else:
            side = 1 if way == "right" else -1
            ends = [
                other
                for other in range(len(self._graph.nodes))
                if (self._card(other).centre[0] - here.centre[0]) * side > 1
                and abs(self._card(other).centre[1] - here.centre[1]) < HEIGHT
            ]
        if not ends:
            return None
        return key_of(min(ends, key=lambda end: self._distance(place, end)))

    def _distance(self, one: int, other: int) -> float:
        (x, y), (u, v) = self._card(one).centre, self._card(other).centre
        return abs(x - u) + abs(y - v)

    def _card(self, place: int) -> Bounds:
        return self.geometry.cards[str(place)]

    def _around(self, places: Iterable[int]) -> Bounds | None:
        found: Bounds | None = None
        for place in places:
            box = self._card(place).grown(10)
            found = box if found is None else found.united(box)
        return found

    def _drawn(self) -> Iterator[Item]:
        keys = _edge_keys(self._graph)
        for key, link in zip(keys, self._graph.links, strict=True):
            name = f"edge:{key.source}>{key.target}:{key.argument}"
            dash, route = _DASHES[link.bond], self.geometry.routes[key]
            yield plain_line(name, route, self._theme, dash=dash, arrow=link.bond == "flow")
        for place, node in enumerate(self._graph.nodes):
            at, name = self._card(place), self._names[place]
            shapes = [*_outline(node.kind, at, self._theme), *self._words(place, at)]
            speech = self._told[place]
            yield Item(key_of(place), "card", at.grown(2), tuple(shapes), speech=speech)

    def _words(self, place: int, at: Bounds) -> Iterator[Shape]:
        words, name = _label(self._graph, place), self._names[place]
        baseline = at.centre[1] + TYPE * 0.365
        ink = self._theme.ink if name else self._theme.muted
        yield Text(at.x + PADDING, baseline, words, TYPE, ink, "condensed")
        if name:
            right, color = at.right - PADDING, self._theme.value_text
            yield Text(right, baseline, name, TYPE, color, "condensed", anchor="end")


def key_of(place: int) -> str:
    """The key of a node's card."""
    return f"card:{place}"


def place_of(key: str | None) -> int | None:
    """The place of the node whose card has this key."""
    kind, _, place = (key or "").partition(":")
    return int(place) if kind == "card" and place.isdecimal() else None


def takes_long(graph: AutogradGraph) -> bool:
    """Whether a layout is better made where nobody waits."""
    return len(graph.nodes) > PLAIN_UP_TO or is_tangled(_plan(graph, [""] * len(graph.nodes)))


def legend(kinds: Collection[AutogradKind], theme: Theme) -> Picture:
    """What the cards of these kinds look like."""
    items = []
    x = y = width = 0.0
    for place, kind in enumerate(kind for kind in KINDS if kind in kinds):
        if place and place % IN_A_ROW == 0:
            x, y = 0.0, y + LEGEND_ROW
        swatch = Bounds(x + 2, y + (LEGEND_ROW - SWATCH[1]) / 2, *SWATCH)
        left, word = swatch.right + 6, KINDS[kind]
        long = text_width(word, LEGEND_TYPE)
        text = Text(left, swatch.centre[1] + LEGEND_TYPE * 0.365, word, LEGEND_TYPE, theme.ink)
        bounds = Bounds(x, y, left - x + long, LEGEND_ROW)
        shapes = (*_outline(kind, swatch, theme, inset=2.5), text)
        items.append(Item(f"legend:{kind}", "note", bounds, shapes, speech=word))
        x = left + long + LEGEND_GAP
        width = max(width, left + long)
    height = y + LEGEND_ROW if items else 0.0
    return Picture((width, height), theme.canvas, tuple(items), theme=theme.name)


def _outline(kind: AutogradKind, at: Bounds, theme: Theme, inset: float = 3.5) -> Iterator[Shape]:
    """A leaf is a stadium as inputs are, an output has a second line inside as ours has."""
    match kind:
        case "leaf":
            fill = theme.value_tint or theme.card
            yield Box(at, at.height / 2, fill, theme.value_line, 2.0)
        case "output":
            fill = theme.adjoint_tint or theme.card
            yield Box(at, 6.0, fill, theme.adjoint_line, 2.0)
            yield Box(at.grown(-inset), 3.0, None, theme.adjoint_line, 1.0)
        case "base":
            yield Box(at, 6.0, theme.card, theme.adjoint_line, 1.5, (4.0, 3.0))
        case "saved":
            yield Box(at, 0.0, theme.card, theme.edge, 1.5, (4.0, 3.0))
        case _:
            yield Box(at, 6.0, theme.card, theme.edge, 1.5)


def _label(graph: AutogradGraph, place: int) -> str:
    """On one line."""
    return graph.nodes[place].label.replace("\n", " ")


def _plan(graph: AutogradGraph, names: Sequence[str]) -> Plan:
    cards = []
    for place, name in enumerate(names):
        width = text_width(_label(graph, place), TYPE, "condensed") + 2 * PADDING
        if name:
            width += GAP + text_width(name, TYPE, "condensed")
        cards.append(Card(str(place), round(max(width, 2 * HEIGHT)), HEIGHT))
    links = (Link(key, (0.0, 0.0), (0.0, 0.0)) for key in _edge_keys(graph))
    return Plan(tuple(cards), tuple(links), "tb", bare=True)


def _edge_keys(graph: AutogradGraph) -> list[EdgeKey]:
    """A name for each link; those into one node are counted, as torchviz names them in order."""
    count: dict[int, int] = {}
    keys = []
    for link in graph.links:
        argument = count[link.target] = count.get(link.target, -1) + 1
        keys.append(EdgeKey(str(link.source), str(link.target), argument))
    return keys
