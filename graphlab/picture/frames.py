"""Frames around the cards of open modules, where nothing else stands among them."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graphlab.picture.colors import mixed
from graphlab.picture.fonts import text_width
from graphlab.picture.measure import LABEL, cut
from graphlab.picture.shapes import Bounds, Box, Heading, Item, Region, Text
from graphlab.study.modules import LEAVES, tree_of
from graphlab.study.passes import whole_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from graphlab.picture.layout.plan import Geometry
    from graphlab.picture.theme import Theme
    from graphlab.record import EdgeKey, Record
    from graphlab.study.modules import Part, Tree

PADDING, TITLE, CLEAR = 14.0, 20.0, 4.0
"""Between a frame and what it holds, height of its title, which stands above that, and what the
title keeps from chips and labels."""

LEAST = 2
"""Operations from which on a module is worth a frame; around one it would repeat its card."""


class Frame(NamedTuple):
    """The frame of a module that has computed ``nodes`` nodes on screen; x of its title."""

    part: Part
    at: Bounds
    nodes: int
    title: float


def crossing(record: Record, shown: Collection[str]) -> frozenset[EdgeKey]:
    """Edges into or out of a module with a frame whose target takes weights.

    Weights stand a rank before the target: inside the frame with it, or outside with it.
    """
    tree = tree_of(whole_of(record))
    if not tree.parts:
        return frozenset()
    around = _around(record, tree)
    members = _members(record, shown, tree)
    framed = {key for key, nodes in members.items() if _is_worth(record, nodes, shown)}
    weighted = {edge.target for edge in record.edges if _is_leaf(record, edge.source)}
    found = set()
    for edge in record.edges:
        if edge.target in weighted and not _is_leaf(record, edge.source):
            ends = (framed.intersection(around.get(end, ())) for end in edge.key[:2])
            if len(set(map(frozenset, ends))) > 1:
                found.add(edge.key)
    return frozenset(found)


def _is_leaf(record: Record, node: str) -> bool:
    return record.by_id[node].op in LEAVES - {"input"}


def frames(record: Record, geometry: Geometry) -> list[Frame]:
    """Outer frames before those inside. One that would hold a foreign card is left out."""
    tree = tree_of(whole_of(record))
    members = _members(record, geometry.cards, tree) if tree.parts else {}
    solid, small = _Solid(geometry), _small(geometry)
    found: list[Frame] = []
    within: dict[str, list[Frame]] = defaultdict(list)
    for part in sorted(tree.parts.values(), key=lambda part: -part.depth):
        nodes = members.get(part.key, ())
        if not _is_worth(record, nodes, geometry.cards):
            continue
        inner = within[part.key]
        if any(len(members[frame.part.key]) == len(nodes) for frame in inner):
            continue  # one frame is enough around the same cards
        tight = [*(frame.at for frame in inner), *solid.boxes(nodes)]
        # The lines inside belong to it, too, if no stranger stands between.
        for boxes in ([*tight, *solid.lines(nodes)], tight):
            x, y, width, height = reduce(Bounds.united, boxes).grown(PADDING)
            at = Bounds(x, y - TITLE, width, height + TITLE)
            if not solid.others_in(at, nodes):
                title = _title_at(part, at, small)
                found.append(Frame(part, at, _computed(record, nodes), title))
                within[part.parent].append(found[-1])
                break
    return sorted(found, key=lambda frame: frame.part.depth)


def with_frames(record: Record, geometry: Geometry) -> tuple[Geometry, list[Frame]]:
    """The frames, and the geometry with as much margin as they need."""
    found = frames(record, geometry)
    if not found:
        return geometry, found
    around = reduce(Bounds.united, (frame.at for frame in found)).grown(2)
    dx, dy = max(0.0, -around.x), max(0.0, -around.y)
    width = max(geometry.size[0], around.right) + dx
    height = max(geometry.size[1], around.bottom) + dy
    if (width, height) == geometry.size:
        return geometry, found
    moved = [
        frame._replace(
            at=frame.at._replace(x=frame.at.x + dx, y=frame.at.y + dy), title=frame.title + dx
        )
        for frame in found
    ]
    return geometry.moved(dx, dy, (width, height)), moved


@lru_cache(maxsize=4096)
def frame_items(frame: Frame, theme: Theme) -> tuple[Item, Item]:
    """The frame, which lies below everything, and its title, which lies above all lines."""
    part, at, nodes, title = frame
    shade = None if theme.dashed else mixed(theme.divider, theme.canvas, 0.22)
    outline = Box(at, 12.0, shade, theme.divider, 1.5)
    words, width = _words(part, at)
    row = Bounds(title, at.y, width, TITLE)
    shapes = (
        Box(row.grown(2), 3.0, shade or theme.canvas),  # a line may pass behind it
        Text(row.x, row.y + 16.0, words, LABEL, theme.muted, "condensed"),
    )
    wide = Bounds(at.x + PADDING, at.y, at.width - 2 * PADDING, TITLE + PADDING)
    heading = Heading(LABEL, (_title(part), part.title, part.what), theme.muted, wide)
    key = f"frame:{part.key}"
    return (
        Item(key, "frame", at.grown(1), (outline,)),
        Item(
            f"title:{part.key}",
            "badge",
            wide,
            shapes,
            (Region(key, row.grown(3)),),
            speech=f"{part.name}: {part.what}, {nodes} nodes. A double click closes it.",
            heading=heading,
        ),
    )


def _title(part: Part) -> str:
    """A module that has no name but that of its class is named once."""
    if part.title.split(" ")[0] != part.kind:
        return f"{part.title}: {part.what}"
    return part.title if part.times == 1 else part.what


def _words(part: Part, at: Bounds) -> tuple[str, float]:
    """The title as it stands on its frame, and how wide it is."""
    words = cut(_title(part), LABEL, at.width - 2 * PADDING)
    return words, text_width(words, LABEL, "condensed")


def _small(geometry: Geometry) -> np.ndarray:
    """The corners of chips and labels, but for labels that are placed when they are asked for."""
    labels = geometry.labels if isinstance(geometry.labels, dict) else {}
    boxes = [*geometry.chips.values(), *labels.values()]
    return np.array(boxes, float).reshape(-1, 4)


def _title_at(part: Part, at: Bounds, small: np.ndarray) -> float:
    """Where a title begins: at the left, or behind the chips that stand there, if there is room."""
    first, (_, width) = at.x + PADDING, _words(part, at)
    beside = (small[:, 1] < at.y + TITLE) & (small[:, 1] + small[:, 3] > at.y)
    place = first
    for x, _y, wide, _tall in sorted(small[beside].tolist()):
        if x - CLEAR < place + width and x + wide + CLEAR > place:
            place = x + wide + CLEAR
    return place if place + width <= at.right - PADDING else first


def _is_worth(record: Record, nodes: Sequence[str], shown: Collection[str]) -> bool:
    return _computed(record, nodes) >= LEAST and len(nodes) < len(shown)


def _computed(record: Record, nodes: Sequence[str]) -> int:
    return sum(record.by_id[node].op not in LEAVES for node in nodes)


def _members(record: Record, shown: Collection[str], tree: Tree) -> dict[str, list[str]]:
    """The cards in each part, those of parts inside it among them."""
    around = _around(record, tree)
    found: dict[str, list[str]] = defaultdict(list)
    for card in shown:
        for key in around.get(card, ()):
            found[key].append(card)
    return found


def _around(record: Record, tree: Tree) -> dict[str, list[str]]:
    """The parts around each node; a weight is in those that all who use it are in."""
    found: dict[str, list[str]] = {}
    for node in reversed(record.nodes):
        if node.op not in LEAVES:
            found[node.id] = [part.key for part in tree.around(node)]
        elif node.op != "input":
            users = [found.get(edge.target, []) for edge in record.outgoing[node.id]]
            first, *others = users or [[]]
            found[node.id] = [key for key in first if all(key in other for other in others)]
    return found


class _Solid:
    """All cards and tags, and which of them are in a place. A tag belongs to who uses it."""

    def __init__(self, geometry: Geometry) -> None:
        self._tags: dict[str, list[Bounds]] = defaultdict(list)
        owners: list[str] = [*geometry.cards]
        for edge, tag in geometry.tags.items():
            self._tags[edge.target].append(tag)
            owners.append(edge.target)
        self._cards, self._owners, self._routes = geometry.cards, owners, geometry.routes
        self._leaving: dict[str, list[EdgeKey]] = defaultdict(list)
        for edge in geometry.routes:
            if edge not in geometry.tags:
                self._leaving[edge.source].append(edge)
        boxes = [*geometry.cards.values(), *geometry.tags.values()]
        self._corners = np.array(boxes, float).reshape(-1, 4).T

    def boxes(self, nodes: Sequence[str]) -> list[Bounds]:
        return [box for node in nodes for box in (self._cards[node], *self._tags[node])]

    def lines(self, nodes: Sequence[str]) -> list[Bounds]:
        """What the lines between these nodes cover."""
        inside = set(nodes)
        within = (key for node in nodes for key in self._leaving[node] if key.target in inside)
        return [self._routes[key].around for key in within]

    def others_in(self, at: Bounds, nodes: Sequence[str]) -> bool:
        """Whether anything that belongs to none of these nodes touches a place."""
        x, y, width, height = self._corners
        apart = (x >= at.right) | (x + width <= at.x) | (y >= at.bottom) | (y + height <= at.y)
        inside = set(nodes)
        return any(self._owners[place] not in inside for place in np.flatnonzero(~apart))
