"""Paper: its sizes, how a person names them, and what is wished of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from graphlab.errors import ExportError

Turn = Literal["auto", "portrait", "landscape"]
TURNS: tuple[Turn, ...] = get_args(Turn)

MM = 96 / 25.4
"""Logical pixels to a millimetre."""

LEAST, MOST = 50.0, 5000.0
"""Sides of a sheet in mm; a page of a PDF has at most 14,400 points, which is 5,080 mm."""

_OWN = re.compile(r"(\d{1,5}(?:\.\d+)?)\s*[x×]\s*(\d{1,5}(?:\.\d+)?)\s*(?:mm)?")


class Paper(NamedTuple):
    """A size in millimetres. Those with a name of their own stand upright and may be turned."""

    name: str
    width: float
    height: float

    @property
    def key(self) -> str:
        """What ``read_paper`` reads it back from."""
        return self.name.lower() if self.name in NAMES else f"{self.width:g}x{self.height:g}mm"

    def ways(self, turn: Turn = "auto") -> tuple[tuple[float, float], ...]:
        """Width and height in logical pixels, in each way that it may lie."""
        upright = self.width * MM, self.height * MM
        lying = upright[::-1]
        if self.name not in NAMES:
            return (upright,)
        return {"portrait": (upright,), "landscape": (lying,), "auto": (lying, upright)}[turn]


PAPERS = {
    "a4": Paper("A4", 210, 297),
    "a3": Paper("A3", 297, 420),
    "letter": Paper("Letter", 215.9, 279.4),
    "a2": Paper("A2", 420, 594),
    "a1": Paper("A1", 594, 841),
    "a0": Paper("A0", 841, 1189),
}
NAMES = {paper.name for paper in PAPERS.values()}
PAGES = ("a4", "a3", "letter")
"""What printers at hand hold."""

POSTERS = ("a2", "a1", "a0")


@dataclass(frozen=True, slots=True)
class OnPaper:
    """How a picture is put on paper; without anything it is as large as it is.

    ``sheet`` is what it is scaled to fit; with ``rows`` a long picture is cut into rows, as text
    is into lines. ``tiles`` are the pages that the sheet, or the picture in its own size, is cut
    into. ``turn`` is about the pages that leave the printer.
    """

    sheet: Paper | None = None
    turn: Turn = "auto"
    tiles: Paper | None = None
    rows: bool = False

    def __bool__(self) -> bool:
        return self.sheet is not None or self.tiles is not None

    @property
    def text(self) -> str:
        """One line that ``remembered`` reads back."""
        sizes = (paper.key if paper else "-" for paper in (self.sheet, self.tiles))
        return " ".join((*sizes, self.turn, "rows" if self.rows else "-"))


OWN_SIZE = OnPaper()


def remembered(text: str) -> OnPaper | None:
    """What ``OnPaper.text`` said; None for anything else."""
    match text.split():
        case [sheet, tiles, turn, rows] if turn in TURNS:
            try:
                sizes = [None if word == "-" else read_paper(word) for word in (sheet, tiles)]
            except ExportError:
                return None
            way = next(known for known in TURNS if known == turn)
            return OnPaper(sizes[0], way, sizes[1], rows == "rows" and sizes[0] is not None)
    return None


def read_paper(text: str) -> Paper:
    """``a4``, ``A0``, ``1200x800mm``, ``1200 × 800``. Raises ExportError."""
    word = text.strip().lower()
    if word in PAPERS:
        return PAPERS[word]
    found = _OWN.fullmatch(word)
    if found is None:
        raise ExportError(
            f'"{text}" is no size of paper; write {", ".join(PAPERS)}, or width and height in mm'
            " such as 1200x800mm."
        )
    width, height = float(found[1]), float(found[2])
    if not (LEAST <= width <= MOST and LEAST <= height <= MOST):
        raise ExportError(
            f"A sheet has sides of {LEAST:g} to {MOST:g} mm, not {width:g} × {height:g}."
        )
    return Paper(f"{width:g} × {height:g} mm", width, height)
