"""Which line of a slide an edge is: a straight or curved connector, and the cards that it joins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graphlab.picture.shapes import Close, Curve, Move, Path
from graphlab.picture.shapes import Line as To

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from graphlab.picture.shapes import Bounds, Command, Shape

    Point = tuple[float, float]

NEAR = 3.0  # px from a card's border at which a line still ends there
LEVEL = 0.5  # px
STRAIGHT, CURVED = "straightConnector1", "curvedConnector3"
TIGHT = 360_000
"""EMU, the centimetre between two cards below which LibreOffice leads a curve around both."""


@dataclass(frozen=True)
class Line:
    """An edge's line up to the tip of its arrow. ``form`` is a connector of PowerPoint, or None."""

    path: Path
    commands: tuple[Command, ...]
    head: float
    form: str | None
    upright: bool = False
    bend: float = 0.5

    @property
    def has_head(self) -> bool:
        return self.head > 0

    @property
    def start(self) -> Point:
        first = self.commands[0]
        assert isinstance(first, Move)
        return first.x, first.y

    @property
    def end(self) -> Point:
        last = self.commands[-1]
        assert isinstance(last, Curve)
        return last.x, last.y

    @property
    def guide(self) -> str:
        """Where along its way a curved connector is half done."""
        if self.form == STRAIGHT:
            return ""
        return f'<a:gd name="adj1" fmla="val {round(self.bend * 100_000)}"/>'

    def between_cards(self, pixel: float) -> Line:
        """As glued at both ends, with so many EMU to a pixel: straight where it has no room."""
        (x0, y0), (x1, y1) = self.start, self.end
        room = abs(y1 - y0) if self.upright else abs(x1 - x0)
        if self.form != CURVED or room * pixel >= TIGHT:
            return self
        return replace(self, form=STRAIGHT)

    @property
    def placing(self) -> tuple[bool, str]:
        """Whether it is turned by 90°, and its flips: connectors run from top left to right."""
        (x0, y0), (x1, y1) = self.start, self.end
        left, up = x1 < x0, y1 < y0
        if not self.upright or self.form == STRAIGHT:
            return False, ' flipH="1"' * left + ' flipV="1"' * up
        # Turned clockwise, what ran to the right runs down, and what ran down runs to the left.
        return True, ' flipH="1"' * up + ' flipV="1"' * (not left)


def line_of(shapes: Sequence[Shape]) -> Line | None:
    """The line that an edge begins with; None for another drawing, as the double line is."""
    path = shapes[0] if shapes else None
    if not isinstance(path, Path) or path.fill or not path.stroke:
        return None
    if not isinstance(path.commands[0], Move) or not all(
        isinstance(command, Curve) for command in path.commands[1:]
    ):
        return None
    tip, length = _head(shapes[1] if len(shapes) > 1 else None)
    commands = path.commands
    last = commands[-1]
    if tip is not None and isinstance(last, Curve):
        commands = *commands[:-1], last._replace(x=tip[0], y=tip[1])
    form, upright, bend = _form(commands)
    return Line(path, commands, length, form, upright, bend)


def _head(shape: Shape | None) -> tuple[Point | None, float]:
    """Tip and length of an arrowhead: a filled triangle that begins with its tip."""
    match shape:
        case Path(commands=(Move(x, y), To(ax, ay), To(bx, by), Close()), fill=str(), stroke=None):
            return (x, y), (((ax + bx) / 2 - x) ** 2 + ((ay + by) / 2 - y) ** 2) ** 0.5
    return None, 0.0


def _form(commands: Sequence[Command]) -> tuple[str | None, bool, float]:
    points = [(point[at], point[at + 1]) for point in commands for at in range(0, len(point), 2)]
    for axis in (0, 1):
        if all(_same(point[axis], points[0][axis]) for point in points):
            return STRAIGHT, axis == 0, 0.5
    match commands:
        case [Move(x0, y0), Curve(x1, y1, x2, y2, x, y)]:
            wide, tall = x - x0, y - y0
            level = _same(y0, y1) and _same(y2, y)
            upright = _same(x0, x1) and _same(x2, x)
            if level and abs(wide) > 1:
                return CURVED, False, _between((x1 + x2) / 2 - x0, wide)
            if upright and abs(tall) > 1:
                return CURVED, True, _between((y1 + y2) / 2 - y0, tall)
    return None, False, 0.5


def _between(part: float, whole: float) -> float:
    return min(max(part / whole, 0.05), 0.95)


def _same(a: float, b: float) -> bool:
    return abs(a - b) < LEVEL


@dataclass(frozen=True)
class Ends:
    """The cards at both ends of a line, each with the number of its side; None where is none."""

    start: tuple[str, int] | None
    end: tuple[str, int] | None

    @classmethod
    def among(cls, cards: Iterable[tuple[str, Bounds]], line: Line) -> Ends:
        found: list[tuple[str, int] | None] = [None, None]
        for key, box in cards:
            around = box.grown(NEAR)
            for number, point in enumerate((line.start, line.end)):
                if found[number] is None and around.contains(*point):
                    found[number] = key, _side(box, point)
        return cls(found[0], found[1])

    @property
    def said(self) -> str:
        """From which card to which."""
        ends = [end[0].removeprefix("card:") for end in (self.start, self.end) if end is not None]
        return " to ".join(ends)

    def sites(self) -> Iterator[tuple[str, tuple[str, int]]]:
        """The name that each end has in the XML, with what it is glued to."""
        if self.start is not None:
            yield "stCxn", self.start
        if self.end is not None:
            yield "endCxn", self.end


def _side(box: Bounds, point: Point) -> int:
    """Of a rectangle the sides count from the top, against the clock."""
    x, y = point
    away = (abs(y - box.y), abs(x - box.x), abs(y - box.bottom), abs(x - box.right))
    return away.index(min(away))
