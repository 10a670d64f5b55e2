"""Shapes with coordinates: all that a painter or a file writer needs to know.

Coordinates are logical pixels, y downwards, origin at the top left of the frame. Shapes are
painted in order. Nothing here knows Qt, a file format or a Record.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Literal, NamedTuple, Self

from graphlab.making import maker

if TYPE_CHECKING:
    from collections.abc import Iterable

Font = Literal["sans", "condensed"]
Anchor = Literal["start", "middle", "end"]


class Bounds(NamedTuple):
    """An axis-parallel rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def centre(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2

    def grown(self, by: float) -> Bounds:
        return Bounds(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def united(self, other: Bounds) -> Bounds:
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Bounds(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)

    def overlaps(self, other: Bounds) -> bool:
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )

    def contains(self, x: float, y: float) -> bool:
        return self.x <= x <= self.right and self.y <= y <= self.bottom


class Move(NamedTuple):
    """Begins a sub-path at (x, y)."""

    x: float
    y: float


class Line(NamedTuple):
    """Straight from the current point to (x, y)."""

    x: float
    y: float


class Curve(NamedTuple):
    """Cubic Bézier from the current point over two control points to (x, y)."""

    x1: float
    y1: float
    x2: float
    y2: float
    x: float
    y: float


class Close(NamedTuple):
    """Back to the start of the sub-path."""


Command = Move | Line | Curve | Close


class Outline(tuple[Command, ...]):
    """Commands that are found by identity: a glyph's are the same wherever it stands.

    ``character`` is what they show in STIX Two Math, for who has the font itself.
    """

    character: str

    def __new__(cls, commands: Iterable[Command], character: str) -> Self:
        """Of one character."""
        made = super().__new__(cls, commands)
        made.character = character
        return made

    __hash__ = object.__hash__
    __eq__ = object.__eq__
    __ne__ = object.__ne__


@dataclass(frozen=True, slots=True)
class Path:
    """An outline: filled, stroked or both. Filling uses the non-zero rule."""

    commands: tuple[Command, ...]
    fill: str | None = None
    stroke: str | None = None
    width: float = 0.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with round corners; ``radius`` at most half of the shorter side."""

    bounds: Bounds
    radius: float = 0.0
    fill: str | None = None
    stroke: str | None = None
    width: float = 0.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """One line of upright text on the baseline (x, y); ``anchor`` says which end x is.

    ``wanted`` is the size of what was set smaller to fit: it is seen from as far as others are.
    """

    x: float
    y: float
    text: str
    size: float
    color: str
    font: Font = "sans"
    bold: bool = False
    italic: bool = False
    anchor: Anchor = "start"
    wanted: float = 0.0


class Part(NamedTuple):
    """An outline, most often one glyph, that stands at (x, y) scaled by ``scale``."""

    x: float
    y: float
    scale: float
    commands: tuple[Command, ...]


@dataclass(frozen=True, eq=False)
class MathBlock:
    """A typeset formula in em units: baseline at y = 0, left edge at x = 0, y downwards.

    The same glyph is the same ``commands`` in every formula, so that a painter needs to make it
    ready once. Formulas that differ only in the digits of long indices share their ``form``: in its
    ``places`` stand the outlines of the ``digits``.
    """

    latex: str
    form: tuple[Part, ...]
    width: float
    ascent: float
    descent: float
    places: tuple[int, ...] = ()
    digits: tuple[tuple[Command, ...], ...] = ()

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """All that is painted."""
        parts = [*self.form]
        for place, digit in zip(self.places, self.digits, strict=True):
            parts[place] = parts[place]._replace(commands=digit)
        return tuple(parts)

    @cached_property
    def commands(self) -> tuple[Command, ...]:
        """All parts as one outline."""
        return tuple(_placed(command, part) for part in self.parts for command in part.commands)


def _placed(c: Command, part: Part) -> Command:
    dx, dy, by, _ = part
    match c:
        case Curve():
            first, second = (c.x1 * by + dx, c.y1 * by + dy), (c.x2 * by + dx, c.y2 * by + dy)
            return Curve(*first, *second, c.x * by + dx, c.y * by + dy)
        case Move():
            return Move(c.x * by + dx, c.y * by + dy)
        case Line():
            return Line(c.x * by + dx, c.y * by + dy)
    return c


@dataclass(frozen=True, slots=True)
class Math:
    """A formula drawn with its left baseline end at (x, y), one em = ``size`` pixels."""

    x: float
    y: float
    block: MathBlock
    size: float
    color: str


@dataclass(frozen=True, slots=True)
class Cells:
    """Equal cells that fill ``bounds``, ``colors`` row by row; None stays empty.

    Painters leave no seam between two neighbours and blur nothing.
    """

    bounds: Bounds
    columns: int
    colors: tuple[str | None, ...]

    def runs(self) -> dict[str, list[Bounds]]:
        """The rectangles of each colour; neighbours in a row are one."""
        x, y, width, height = self.bounds
        wide, tall = width / self.columns, height * self.columns / len(self.colors)
        found: dict[str, list[Bounds]] = {}
        for start in range(0, len(self.colors), self.columns):
            top, first = y + start // self.columns * tall, 0
            for color, cells in groupby(self.colors[start : start + self.columns]):
                count = sum(1 for _ in cells)
                if color is not None:
                    box = Bounds(x + first * wide, top, count * wide, tall)
                    found.setdefault(color, []).append(box)
                first += count
        return found


Shape = Path | Box | Text | Math | Cells


class Region(NamedTuple):
    """A part of an item that answers to the mouse, such as ``value:w4`` or ``adjoint:w4``."""

    key: str
    bounds: Bounds


ItemKind = Literal["frame", "edge", "label", "card", "chip", "badge", "strip", "note"]


class Heading(NamedTuple):
    """What an item is, for zooms at which its own type of this ``size`` cannot be read.

    ``words`` are tried in turn, the longest first, in ``row`` and else in the middle of ``whole``,
    which then shows nothing else but its outline, the first of the item's shapes.
    """

    size: float
    words: tuple[str, ...]
    color: str
    row: Bounds
    whole: Bounds | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """Shapes that belong together. Two steps that show the same thing share the same Item.

    ``key`` is stable over steps (``card:w4``, ``edge:w4>w5:0``, ``chip:w4>w5:0``, ``strip``).
    ``bounds`` covers every painted pixel. ``travel`` is the curve a chip moves along when it
    appears (its last point is where the chip's centre rests). ``active`` marks what the current
    step is about: labels and chips of it stay readable however far the view is zoomed out.
    ``faded``: it is not lit while other parts of the picture are.
    """

    key: str
    kind: ItemKind
    bounds: Bounds
    shapes: tuple[Shape, ...]
    regions: tuple[Region, ...] = ()
    travel: tuple[tuple[float, float], ...] = ()
    speech: str = ""
    active: bool = False
    faded: bool = False
    heading: Heading | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """One frame: everything to paint, back to front.

    ``size`` is the same for every step of a record. ``active`` is what the camera keeps in view.
    ``about`` may tell what the step is about, where that is known before all are looked through.
    """

    size: tuple[float, float]
    background: str | None
    items: tuple[Item, ...]
    active: Bounds | None = None
    title: str = ""
    theme: str = "light"
    about: tuple[Item, ...] | None = None
    _index: dict[str, Item] = field(default_factory=dict, init=False, repr=False)
    _actives: list[tuple[Item, ...]] = field(default_factory=list, init=False, repr=False)

    @property
    def beginning(self) -> Bounds | None:
        """The first card: weights of the end may come before all others in the record."""
        cards = (item.bounds for item in self.items if item.kind == "card")
        return min(cards, key=lambda bounds: bounds.x + bounds.y, default=None)

    def item(self, key: str) -> Item | None:
        """The item with this key, if this frame has it."""
        if not self._index:
            self._index.update((item.key, item) for item in self.items)
        return self._index.get(key)

    @property
    def actives(self) -> tuple[Item, ...]:
        """The items that the step is about; a frame is looked through once."""
        if self.about is not None:
            return self.about
        if not self._actives:
            self._actives.append(tuple([item for item in self.items if item.active]))
        return self._actives[0]


# What makes one of them where there are many.
new_path, new_box, new_text = maker(Path), maker(Box), maker(Text)
new_math, new_cells, new_item = maker(Math), maker(Cells), maker(Item)
