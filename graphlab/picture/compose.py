"""A record at a moment to a Picture; the layout is made once and nothing ever moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.making import calm
from graphlab.picture import edges as draw
from graphlab.picture.cards import Running, Taken, card_item, new_state
from graphlab.picture.drawn import drawn
from graphlab.picture.fading import Fading
from graphlab.picture.frames import frame_items, with_frames
from graphlab.picture.keeping import placing, structure, unlit
from graphlab.picture.layers import Layer, Stack
from graphlab.picture.layout.bending import bent
from graphlab.picture.layout.giving_up import look
from graphlab.picture.layout.graphviz import is_tangled
from graphlab.picture.layout.hubs import named, tagged_edges, with_tags
from graphlab.picture.layout.layered import lay_out, rough_size
from graphlab.picture.layout.plan import Card, Link, Plan
from graphlab.picture.links import links
from graphlab.picture.measure import card_size, tag_size
from graphlab.picture.moods import edge_state
from graphlab.picture.options import Options
from graphlab.picture.shapes import Bounds, Item, Picture
from graphlab.picture.strip import HEIGHT as STRIP_HEIGHT
from graphlab.picture.strip import strip_item, strip_picture
from graphlab.study.labels import Labels
from graphlab.study.memory import tags
from graphlab.study.passes import outputs_of, passes_of
from graphlab.study.pins import shifts
from graphlab.study.reveal import Reveal, Walk, touched
from graphlab.study.slices import mask_of, taken_from
from graphlab.study.sums import line
from graphlab.study.tensor_sums import total

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from graphlab.picture.edges import EdgeState
    from graphlab.picture.layout.plan import Direction, Geometry
    from graphlab.picture.theme import Theme
    from graphlab.record import Edge, EdgeKey, Node, Record
    from graphlab.study.moment import Moment

    Layouter = Callable[[Plan], Geometry]
    _ItemKey = tuple[str, str | EdgeKey, object]

LABELLED_UP_TO = 12
"""Nodes up to which every edge is labelled; above, only the active ones are."""

MANY = 1_000
"""Cards from which on each tells the ends of its scale, and not its colours again."""

TRIED_BOTH_WAYS_UP_TO, STRIP_AT_LEAST = 40, 720.0


class Composer:
    """Pictures of one record. Two moments that show a thing alike share its Item.

    ``still`` ones are for a file: nothing in them answers to the mouse, nothing is seen from afar.
    """

    @calm()
    def __init__(
        self,
        record: Record,
        theme: Theme,
        options: Options | None = None,
        layouter: Layouter = lay_out,
        *,
        still: bool = False,
    ) -> None:
        self.record = record
        self.theme = theme
        self.options = options or Options()
        self._layouter, self._still = layouter, still
        self.labels = Labels(record, self.options.numbering)
        self._whole: Composer | None = None  # where all stands, while only a part is drawn
        self._drawn = drawn(record, self.options)
        self._sizes = {
            node.id: card_size(node, self.labels, self._drawn.notes.get(node.id, ()))
            for node in self._drawn.nodes
        }
        self._crowded = len(self._sizes) > LABELLED_UP_TO
        keys = [edge.key for edge in self._drawn.edges]
        tagged = tagged_edges([*self._sizes], keys)
        self._tags = {key: tag_size(key.source, self.labels) for key in keys if key in tagged}
        self._links = links(record, self._drawn.edges, self._sizes, self.labels, self.options)
        self._unmoved, self.way = self._laid_out()
        self._stand()
        self._begin()

    def _stand(self) -> None:
        """Where all stands: as laid out, with the cards that a person moved, and with frames."""
        moved, larger = shifts(self.options.pins, self.record, self.way), self.options.type
        put = {node: (dx / larger, dy / larger) for node, (dx, dy) in moved.items()}
        self._on_top = tuple(put)
        self.geometry, self._frames = with_frames(self.record, bent(self._unmoved, put))

    def _begin(self) -> None:
        self._around = [frame_items(frame, self.theme) for frame in self._frames]
        self._walk = Walk(self.record)
        self._kinks = {event.node for event in self.record.events if event.kind == "kink"}
        self._first_fault = _first_fault(self.record)
        self._storages = tags(self.record, self.labels) if self.options.memory else {}
        self._passes = passes_of(self.record)
        self._items: dict[_ItemKey, Item | None] = {}
        self._before: Reveal | None = None
        light = self.options.light
        self._fading = None if light is None else Fading(light, self.theme)
        keys = [edge.key for edge in self._drawn.edges]
        self._lines, self._labels, self._chips = Layer(keys), Layer(keys), Layer(keys)
        self._shown_tags = Layer(self._tags)
        on_top = {node: None for node in self._on_top if node in self._sizes}
        # Those that were moved by hand lie above the others.
        self._cards = Layer([*(node for node in self._sizes if node not in on_top), *on_top])

    def updated(
        self,
        record: Record | None = None,
        theme: Theme | None = None,
        options: Options | None = None,
    ) -> Composer:
        """A composer for other numbers, colours or choices; the layout stays if it can."""
        record, theme, options = record or self.record, theme or self.theme, options or self.options
        if (record, theme, options) == (self.record, self.theme, self.options):
            return self
        if not self.keeps_layout(record, options):
            if self._whole is not None and self._whole.keeps_layout(record, options):
                return self._whole.updated(record, theme, options)
            made = Composer(record, theme, options, self._layouter, still=self._still)
            made._whole = (self._whole or self) if options.only else None
            return made
        fresh = object.__new__(Composer)
        fresh.record, fresh.theme, fresh.options = record, theme, options
        fresh._layouter, fresh._still, fresh._whole = self._layouter, self._still, self._whole
        fresh.labels, fresh.geometry, fresh.way = self.labels, self.geometry, self.way
        fresh._sizes, fresh._crowded, fresh._drawn = self._sizes, self._crowded, self._drawn
        fresh._tags, fresh._frames, fresh._unmoved = self._tags, self._frames, self._unmoved
        fresh._on_top = self._on_top
        if options.pins != self.options.pins:
            fresh._stand()
        fresh._begin()
        if theme is self.theme and fresh.geometry is self.geometry:
            same = record is self.record and unlit(options) == unlit(self.options)
            items = self._items.copy().items()
            fresh._items = {key: item for key, item in items if same or _without_number(key)}
        return fresh

    def keeps_layout(self, record: Record, options: Options) -> bool:
        """Whether another record or other options are drawn in the same places."""
        same = record is self.record or (
            structure(record) == structure(self.record) and options.type == 1  # else see links.py
        )
        # A graph that is wider than the strip stands where it stands without one.
        alike = options.strip == self.options.strip or self.geometry.size[0] > STRIP_AT_LEAST
        return same and alike and placing(options) == placing(self.options)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of every frame."""
        width, height = self.geometry.size
        return width, height + (STRIP_HEIGHT if self.options.strip else 0.0)

    @calm()
    def picture(self, moment: Moment) -> Picture:
        """The frame at ``moment``."""
        reveal = self._walk.at(moment)
        nodes, edges = touched(self._before, reveal)
        cards, routes = self.geometry.cards, self.geometry.routes
        nodes = [node for node in nodes if node.id in cards]
        edges = {key: edge for key, edge in edges.items() if key in routes}
        active: dict[EdgeKey, Item] = {}
        for key, edge in edges.items():
            look()
            state = edge_state(self.record, edge, reveal, self.options, crowded=self._crowded)
            line = self._line(key, edge, state)
            # Active lines lie above idle ones, whatever their order in the record.
            self._lines.put(key, None if line.active else line)
            if line.active:
                active[key] = line
            self._labels.put(key, self._label(key, edge, state))
            self._chips.put(key, self._chip(key, edge, state))
            if key in self._tags:
                self._shown_tags.put(key, self._tag(key, line.active))
        for node in nodes:
            look()
            self._cards.put(node.id, self._card(node, reveal))
        for key, edge in edges.items():  # what an index takes is marked on its source
            if edge.taken is not None:
                self._cards.put(key.source, self._card(self.record.by_id[key.source], reveal))
        self._before = reveal
        lines = tuple(active[key] for key in sorted(active, key=self._lines.place.__getitem__))
        runs = (
            tuple(frame for frame, _ in self._around),
            *self._lines.runs(),
            lines,
            tuple(title for _, title in self._around),
            *self._cards.runs(),
            *self._shown_tags.runs(),
            *self._labels.runs(),
            *self._chips.runs(),
            (self._strip(reveal),) if self.options.strip else (),
        )
        step = reveal.active
        return Picture(
            self.size,
            self.theme.canvas,
            Stack(self._fading.of(runs) if self._fading is not None else runs),
            self._neighbourhood(step.node, reveal) if step and step.node in cards else None,
            title=self.record.source.title or "graph",
            theme=self.theme.name,
            about=tuple(self._about(nodes, edges, lines)),
        )

    def _about(
        self, nodes: Iterable[Node], edges: Iterable[EdgeKey], lines: Iterable[Item]
    ) -> Iterator[Item]:
        """The active items: all of them are among what was just touched."""
        yield from lines
        tagged = [key for key in edges if key in self._tags]
        items = [self._cards.get(node.id) for node in nodes]
        items += [self._shown_tags.get(key) for key in tagged]
        items += [layer.get(key) for layer in (self._labels, self._chips) for key in edges]
        yield from (item for item in items if item is not None and item.active)

    def strip(self, moment: Moment, width: float) -> Picture:
        """The written-out line of the moment's step."""
        reveal = self._walk.at(moment)
        segments = line(reveal, self.labels, self.options.digits, hide=self.options.hide)
        return strip_picture(segments, width, self.theme)

    # ── layout ───────────────────────────────────────────────────────────────────────────────

    def _laid_out(self) -> tuple[Geometry, Direction]:
        ways: tuple[Direction, ...] = ("lr", "tb")
        if self.options.way != "auto":
            ways = (self.options.way,)
        elif len(self._sizes) > TRIED_BOTH_WAYS_UP_TO:
            # Labels change a large graph's shape too little to place them twice.
            ways = (max(ways, key=lambda way: self._zoom(rough_size(self._plan(way)))),)
        found = ((named(self._layouter(self._plan(way)), self._tags), way) for way in ways)
        best, way = max(found, key=lambda one: self._zoom(one[0].size))
        spare = STRIP_AT_LEAST - best.size[0]
        if self.options.strip and spare > 0:
            best = best.moved(spare / 2, 0, (STRIP_AT_LEAST, best.size[1]))
        return best, way

    def _plan(self, direction: Direction) -> Plan:
        cards = tuple(Card(i, s.width, s.height) for i, s in self._sizes.items())
        plan = Plan(cards, self._links, direction, self._crowded, gaps=1 / self.options.type)
        return with_tags(plan, self._tags)

    def _zoom(self, size: tuple[float, float]) -> float:
        """How large the picture can be shown in a place of the wanted shape."""
        return min(self.options.aspect / size[0], 1 / size[1])

    # ── items ────────────────────────────────────────────────────────────────────────────────

    def _card(self, node: Node, reveal: Reveal) -> Item:
        active = reveal.active
        is_active = active is not None and active.node == node.id
        adjoint = reveal.adjoint(node.id)
        state = new_state(
            value=reveal.value_known(node.id),
            adjoint=adjoint,
            active=active.phase if is_active and active is not None else "",
            partial=self._running(node, reveal) if adjoint == "partial" else None,
            hidden=self.options.hide and is_active,
            kink=node.id in self._kinks,
            first_fault=node.id == self._first_fault,
            taken=self._taken(node, reveal),
            outputs=self._outputs(node),
            storage=self._storages.get(node.id),
            passes=self._passes.get(node.id, 1),
        )
        key = ("card", node.id, state)
        item = self._items.get(key)
        if item is None:
            item = self._items[key] = card_item(
                node,
                state,
                self.geometry.cards[node.id],
                self._sizes[node.id],
                self.labels,
                self.theme,
                self.options.digits,
                bars=len(self._sizes) < MANY,
                still=self._still,
            )
        return item

    def _running(self, node: Node, reveal: Reveal) -> Running | None:
        arrived = reveal.arrived(node.id)
        shares = [self.record.by_key[key].contribution for key in arrived]
        given = [share for share in (node.cotangent, *shares) if share is not None]
        assert reveal.active is not None
        if not given:
            return None
        return Running(len(arrived), len(reveal.active.edges), total(given))

    def _taken(self, node: Node, reveal: Reveal) -> Taken | None:
        keys = taken_from(reveal, node.id)
        mask = mask_of(self.record, keys) if keys else None
        if mask is None:
            return None
        return Taken("value" if reveal.phase == "forward" else "adjoint", keys, mask)

    def _outputs(self, node: Node) -> int:
        """How many outputs a node without a value has."""
        if self._sizes[node.id].slots.form != "outputs":
            return 0
        return outputs_of(self.record, node.id)

    def _line(self, key: EdgeKey, edge: Edge, state: EdgeState) -> Item:
        look = ("line", key, (state.line, state.shared))
        item = self._items.get(look)
        if item is None:
            route, chevron = self.geometry.routes[key], self.geometry.chevrons[key]
            item = self._items[look] = draw.line_item(edge, state, route, chevron, self.theme)
        return item

    def _tag(self, key: EdgeKey, active: bool) -> Item:
        look = ("tag", key, active)
        if look not in self._items:
            at = self.geometry.tags[key]
            self._items[look] = draw.tag_item(key, at, self.labels, self.theme, active=active)
        item = self._items[look]
        assert item is not None
        return item

    def _label(self, key: EdgeKey, edge: Edge, state: EdgeState) -> Item | None:
        if state.label is None:
            return None
        at = self.geometry.labels.get(key)
        if at is None:
            return None
        look = ("label", key, state.label)
        if look not in self._items:
            self._items[look] = draw.label_item(
                edge, state, at, self.labels, self.theme, self.options.digits
            )
        return self._items[look]

    def _chip(self, key: EdgeKey, edge: Edge, state: EdgeState) -> Item | None:
        if state.chip is None:
            return None
        look = ("chip", key, state.chip)
        if look not in self._items:
            g = self.geometry
            self._items[look] = draw.chip_item(
                edge,
                state,
                g.chips[key],
                g.routes[key],
                self.labels,
                self.theme,
                self.options.digits,
            )
        return self._items[look]

    def _strip(self, reveal: Reveal) -> Item:
        width, height = self.size
        at = Bounds(24, height - STRIP_HEIGHT, width - 48, STRIP_HEIGHT)
        segments = line(reveal, self.labels, self.options.digits, hide=self.options.hide)
        return strip_item(segments, at, self.theme, centred=True)

    def _neighbourhood(self, node: str, reveal: Reveal) -> Bounds:
        """What must be in sight: the active card and the ends of its active edges."""
        cards = self.geometry.cards
        box = cards[node]
        assert reveal.active is not None
        for key in reveal.active.edges:
            if key in self._tags:  # its other end may be anywhere
                box = box.united(self.geometry.tags[key]) if key.target == node else box
            else:
                end = key.target if reveal.phase == "backward" else key.source
                box = box.united(cards.get(end, box))
        return box.grown(16)


def takes_long(record: Record) -> bool:
    """Whether a layout is better made where nobody waits: the graph is large or tangled."""
    if len(record.nodes) > TRIED_BOTH_WAYS_UP_TO:
        return True
    cards = tuple(Card(node.id, 1, 1) for node in record.nodes)
    return is_tangled(Plan(cards, tuple(Link(e.key, (0, 0), (0, 0)) for e in record.edges)))


def _without_number(key: _ItemKey) -> bool:
    return key[0] == "line"


def _first_fault(record: Record) -> str | None:
    """Where a run first leaves the finite numbers."""
    kinds = {"domain", "overflow", "adjoint"}
    return next((event.node for event in record.events if event.kind in kinds), None)
