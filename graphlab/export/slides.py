"""Where a picture lies on a slide: the same for what writes it and for what shows it beforehand."""

from __future__ import annotations

from typing import NamedTuple

from graphlab.export.sheets import Piece, Sheet
from graphlab.picture.shapes import Bounds


class Slide(NamedTuple):
    """A slide and the room on it, in units of which ``unit`` are one logical pixel.

    No pixel of a picture is larger than ``largest``: a graph of two nodes need not fill a slide.
    """

    name: str
    size: tuple[float, float]
    room: tuple[float, float]
    largest: float
    unit: float

    def pixel(self, picture: tuple[float, float], *, sized: bool = False) -> float:
        """How large a pixel of a picture of this size becomes; ``sized``: not larger than it is."""
        largest = self.unit if sized else self.largest
        return min(self.room[0] / picture[0], self.room[1] / picture[1], largest)

    def sheet(self, picture: tuple[float, float], *, sized: bool = False) -> Sheet:
        """The slide with a picture of this size in its middle, in logical pixels."""
        scale = self.pixel(picture, sized=sized) / self.unit
        width, height = (side / self.unit for side in self.size)
        across, down = (side * scale for side in picture)
        whole = Bounds(0, 0, *picture)
        piece = Piece(whole, scale, (width - across) / 2, (height - down) / 2)
        return Sheet((width, height), (piece,))


EMU = 9_525  # to a logical pixel
EDGE = 304_800  # EMU, a third of an inch
POWERPOINT = Slide(
    "A 16:9 slide",
    (12_192_000, 6_858_000),
    (12_192_000 - 2 * EDGE, 6_858_000 - 2 * EDGE),
    29_600,
    EMU,
)
"""13.333 × 7.5 inches, in EMU."""

BEAMER = Slide("A 16 × 9 cm slide", (453.54, 255.12), (432.0, 236.0), 1.1, 0.75)
"""In big points."""
