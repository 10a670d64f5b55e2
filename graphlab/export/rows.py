"""A long picture in rows, like lines of text; one that is high rather than wide, in columns."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graphlab.export.cuts import Cutter, Row
from graphlab.export.marks import Ends, continuation, type_size
from graphlab.export.sheets import (
    READABLE,
    Piece,
    Sheet,
    check_count,
    fitted,
    margin,
    smallest_type,
)
from graphlab.picture.shapes import Bounds, Math

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.picture.shapes import Picture, Shape

GUTTER = 5.0
"""Room at both ends of a row for the marks, in sizes of their type."""

BETWEEN = 1.4
HALVINGS = 12


@dataclass(frozen=True)
class _Room:
    """A sheet as rows see it: how long a row is, and how much stands across."""

    way: tuple[float, float]
    down: bool
    strip: Bounds | None

    @property
    def type(self) -> float:
        return type_size(self.way)

    @property
    def length(self) -> float:
        gutters = 2 * GUTTER * self.type
        return self.way[1 if self.down else 0] - 2 * margin(self.way) - gutters - self._below(True)

    @property
    def enough(self) -> float:
        """The scale from which on rows need not make a picture larger: 1.1 on A4, 4.5 on A0."""
        return min(self.way) / 700

    @property
    def across(self) -> float:
        return self.way[0 if self.down else 1] - 2 * margin(self.way) - self._below(False)

    def strip_piece(self) -> Piece | None:
        """The written-out line at the foot of the sheet, no larger than at scale 1."""
        if self.strip is None:
            return None
        width, height = self.way
        scale = min(max(1.0, self.type / 12), (width - 2 * margin(self.way)) / self.strip.width)
        across, tall = self.strip.width * scale, self.strip.height * scale
        return Piece(self.strip, scale, (width - across) / 2, height - margin(self.way) - tall)

    def _below(self, along: bool) -> float:
        """What the written-out line takes away from the room along, or across."""
        piece = self.strip_piece()
        return piece.target.height + self.type if piece and along == self.down else 0.0


def wrapped(picture: Picture, way: tuple[float, float], *, trimmed: bool) -> tuple[Sheet, ...]:
    """The picture in rows on one sheet, as large as they fit.

    It takes several where type would be too small to be read. One row is the picture as it is.
    Raises ExportError if that takes too many sheets.
    """
    one = fitted(picture, way)
    down = picture.size[1] > picture.size[0]
    cutter = Cutter(picture, down=down, trimmed=trimmed)
    room = _Room(way, down, _written(picture))
    simple = one.pieces[0].scale
    smallest = smallest_type(picture)
    readable = READABLE / smallest if smallest else simple
    if room.length <= 0 or room.across <= 0 or cutter.length <= 0:
        return (one,)
    if simple >= max(readable, room.enough):
        return (one,)
    least = max(simple, readable)
    count = _count(cutter.rows(room.length / least), room, least)
    check_count(count)
    if not count and simple < readable:
        scale = _lowered(cutter, room)
    else:
        scale = _largest(cutter, room, least, 1 if simple >= readable else count)
    return (one,) if scale <= simple else _set(cutter, room, scale)


def _lowered(cutter: Cutter, room: _Room) -> float:
    """The scale at which the whole height stands on a sheet, though type is small then."""
    (row,) = cutter.rows(math.inf)
    return room.across / (row.high - row.low)


def _largest(cutter: Cutter, room: _Room, least: float, sheets: int) -> float:
    """The largest scale at which the rows stand on so many sheets; ``least`` if none is larger.

    No card is cut through just to be larger.
    """
    low, high = least, max(least, room.enough)
    forced = sum(row.forced for row in cutter.rows(room.length / least))
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        rows = cutter.rows(room.length / middle)
        cut = sum(row.forced for row in rows)
        if cut <= forced and 0 < _count(rows, room, middle) <= sheets:
            low = middle
        else:
            high = middle
    return low


def _count(rows: list[Row], room: _Room, scale: float) -> int:
    """How many sheets these rows take; 0 where one is too high for any."""
    if max(row.high - row.low for row in rows) * scale > room.across:
        return 0
    return len(_stacked(rows, room, scale))


def _height(rows: Sequence[Row], room: _Room, scale: float) -> float:
    used = sum((row.high - row.low) * scale for row in rows)
    return used + BETWEEN * room.type * (len(rows) - 1)


def _set(cutter: Cutter, room: _Room, scale: float) -> tuple[Sheet, ...]:
    rows = cutter.rows(room.length / scale)
    stacks = _stacked(rows, room, scale)
    check_count(len(stacks))
    lines = cutter.crossings([end for row in rows for end in (row.start, row.end)])
    sheets = []
    number = 0
    for place, stack in enumerate(stacks):
        seen = _Seen(number, len(rows), place, len(stacks), lines)
        sheets.append(_sheet(room, scale, stack, seen))
        number += len(stack)
    foot = room.strip_piece()
    if foot is not None:
        sheets[-1] = replace(sheets[-1], pieces=(*sheets[-1].pieces, foot))
    return tuple(sheets)


def _stacked(rows: list[Row], room: _Room, scale: float) -> list[list[Row]]:
    """As many rows on a sheet as stand across it."""
    stacks: list[list[Row]] = [[]]
    used = 0.0
    for row in rows:
        tall = (row.high - row.low) * scale
        if stacks[-1] and used + tall > room.across + 1e-6:
            stacks.append([])
            used = 0.0
        stacks[-1].append(row)
        used += tall + BETWEEN * room.type
    return stacks


@dataclass(frozen=True)
class _Seen:
    """Which row and sheet is next, of how many, and the lines through every cut."""

    row: int
    rows: int
    sheet: int
    sheets: int
    lines: dict[float, list[float]]


def _sheet(room: _Room, scale: float, stack: list[Row], seen: _Seen) -> Sheet:
    spare = max(0.0, room.across - _height(stack, room, scale)) if seen.sheets == 1 else 0.0
    across = margin(room.way) + spare / 2
    along = margin(room.way) + GUTTER * room.type
    pieces: list[Piece] = []
    marks: list[Shape] = []
    for index, row in enumerate(stack):
        number = seen.row + index
        piece = _piece(row, scale, along, across, room.down)
        pieces.append(piece)
        follows = number + 1 < seen.rows
        ends = Ends(
            number=number,
            before=seen.lines[row.start],
            after=seen.lines[row.end],
            first=number == 0,
            last=not follows,
            page_before=seen.sheet if index == 0 and seen.sheet else None,
            page_after=seen.sheet + 2 if index == len(stack) - 1 and follows else None,
        )
        marks += continuation(piece, ends, room.type, down=room.down)
        across += (row.high - row.low) * scale + BETWEEN * room.type
    return Sheet(room.way, tuple(pieces), tuple(marks), len(pieces), room.down)


def _piece(row: Row, scale: float, along: float, across: float, down: bool) -> Piece:
    if down:
        box = Bounds(row.low, row.start, row.high - row.low, row.end - row.start)
        return Piece(box, scale, across, along)
    box = Bounds(row.start, row.low, row.end - row.start, row.high - row.low)
    return Piece(box, scale, along, across)


def _written(picture: Picture) -> Bounds | None:
    """What is painted of the written-out line, which has the width of the whole picture."""
    for item in picture.items:
        math = [shape for shape in item.shapes if isinstance(shape, Math)]
        if item.kind == "strip" and math:
            left = min(shape.x for shape in math)
            right = max(shape.x + shape.block.width * shape.size for shape in math)
            return Bounds(left, item.bounds.y, right - left, item.bounds.height).grown(2)
    return None
