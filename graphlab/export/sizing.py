"""A picture as the same drawing in another size, or as a part of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graphlab.errors import ExportError
from graphlab.picture.shapes import Bounds, Box, Cells, Math, Path, Picture, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphlab.picture.shapes import Command, Item, Shape

CM = 96 / 2.54
"""Logical pixels to a centimetre."""

WIDEST = 500.0  # cm, as paper
LARGEST_TYPE = 3.0
"""Times its usual size; from then on there are no gaps left to be gained."""

_WIDTH = re.compile(r"(\d{1,6}(?:\.\d+)?)\s*(cm|mm|px)")
_PART = re.compile(r",".join([r"\s*(-?\d{1,7}(?:\.\d+)?)\s*"] * 4))


@dataclass(frozen=True, slots=True)
class Width:
    """How wide a picture is to be: in cm, or in the pixels that an image has."""

    value: float
    unit: str

    @property
    def text(self) -> str:
        """What ``read_width`` reads back."""
        return f"{self.value:g}{self.unit}"

    @property
    def logical(self) -> float:
        """In logical pixels."""
        return self.value * CM if self.unit == "cm" else self.value


def read_width(text: str) -> Width:
    """``12cm``, ``120mm``, ``800px``. Raises ExportError."""
    found = _WIDTH.fullmatch(text.strip().lower())
    if found is None:
        raise ExportError(f'"{text}" is no width; write it in cm or pixels, as 12cm or 800px.')
    value, unit = float(found[1]), found[2]
    width = Width(value / 10, "cm") if unit == "mm" else Width(value, unit)
    if not 1 <= width.logical <= WIDEST * CM:
        raise ExportError(f"A picture may be 1 px to {WIDEST:g} cm wide, not {text.strip()}.")
    return width


def read_part(text: str) -> Bounds:
    """``x,y,width,height`` in logical pixels of the picture. Raises ExportError."""
    found = _PART.fullmatch(text)
    part = Bounds(*map(float, found.groups())) if found else Bounds(0, 0, 0, 0)
    if part.width < 1 or part.height < 1:
        raise ExportError(
            f'"{text}" is no part of a picture; write left, top, width and height in its pixels,'
            " as 0,0,640,360."
        )
    return part


def fitted(
    pictures: Iterable[Picture], width: Width | None, part: Bounds | None, larger: float = 1.0
) -> Iterator[Picture]:
    """The pictures made ``larger``, cut to ``part`` of that, and made ``width`` wide.

    What two share they still share. Raises ExportError for a part beside the picture.
    """
    if width is None and part is None and larger == 1:
        yield from pictures
        return
    made: dict[int, tuple[Item, Item]] = {}
    for picture in pictures:
        seen = Bounds(0, 0, *picture.size) if part is None else Bounds(*(s / larger for s in part))
        if not seen.overlaps(Bounds(0, 0, *picture.size)):
            wide, tall = (f"{side * larger:,.0f}" for side in picture.size)
            raise ExportError(f"Nothing lies in this part: the picture is {wide} × {tall} px.")
        by = larger if width is None else width.logical / seen.width
        put = _Putting(by, -seen.x * by, -seen.y * by)
        items = []
        for item in picture.items:
            if item.bounds.overlaps(seen):
                if id(item) not in made:
                    made[id(item)] = item, put.item(item)
                items.append(made[id(item)][1])
        yield Picture(
            (seen.width * by, seen.height * by),
            picture.background,
            tuple(items),
            None,
            picture.title,
            picture.theme,
        )


@dataclass(frozen=True, slots=True)
class _Putting:
    """Everything ``by`` times as large, then moved."""

    by: float
    x: float
    y: float

    def item(self, item: Item) -> Item:
        shapes = tuple(map(self.shape, item.shapes))
        return replace(
            item, bounds=self.box(item.bounds), shapes=shapes, regions=(), travel=(), heading=None
        )

    def shape(self, shape: Shape) -> Shape:
        by = self.by
        match shape:
            case Path():
                track = tuple(map(self.command, shape.commands))
                dash = tuple(length * by for length in shape.dash)
                return replace(shape, commands=track, width=shape.width * by, dash=dash)
            case Box():
                dash = tuple(length * by for length in shape.dash)
                return replace(
                    shape,
                    bounds=self.box(shape.bounds),
                    radius=shape.radius * by,
                    width=shape.width * by,
                    dash=dash,
                )
            case Text() | Math():
                x, y = shape.x * by + self.x, shape.y * by + self.y
                return replace(shape, x=x, y=y, size=shape.size * by)
            case Cells():
                return replace(shape, bounds=self.box(shape.bounds))

    def command(self, command: Command) -> Command:
        if not command:
            return command
        moved = [
            value * self.by + (self.y if at % 2 else self.x) for at, value in enumerate(command)
        ]
        return type(command)(*moved)

    def box(self, box: Bounds) -> Bounds:
        return Bounds(
            box.x * self.by + self.x,
            box.y * self.by + self.y,
            box.width * self.by,
            box.height * self.by,
        )
