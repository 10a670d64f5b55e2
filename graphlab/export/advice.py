"""What a size means in words: how many pages, how large type becomes, and what would be better."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphlab.errors import ExportError
from graphlab.export.paging import pages_of
from graphlab.export.paper import PAPERS, POSTERS, OnPaper
from graphlab.export.sheets import READABLE, fitted, smallest_type

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.export.paper import Paper
    from graphlab.export.sheets import Page
    from graphlab.picture.shapes import Picture

POINTS = 0.75
MOST_POINTS = 14_400
"""The longest side that readers of PDF agree on, 5 m."""


@dataclass(frozen=True, slots=True)
class Advice:
    """``pages`` says what one gets; ``offer`` what would be better, empty where all can be read."""

    pages: str
    offer: str = ""

    @property
    def text(self) -> str:
        return f"{self.pages} {self.offer}".rstrip()


def too_many(pages: int) -> str:
    """The sentence about an image of several pages."""
    return f"This takes {pages} pages, and a PNG is one; write a PDF."


def is_too_long(picture: Picture) -> bool:
    """Whether no page of a PDF is as large as the picture."""
    return max(picture.size) * POINTS > MOST_POINTS


def advice(picture: Picture, wish: OnPaper, pages: Sequence[Page]) -> Advice:
    """About these pages of a picture."""
    size = smallest_type(picture) * pages[0].sheet.pieces[0].scale
    told = f"{_count(wish, pages)}{f'; type from {points(size)}' if size else ''}."
    if not size or size >= READABLE - 1e-6:
        return Advice(told)
    offer = _offer(picture, wish)
    return Advice(told, f"That is too small to be read{f': {offer}' if offer else '.'}")


def too_long(picture: Picture) -> str:
    """The sentence about a picture that no PDF can hold in its own size."""
    long = max(picture.size) * 25.4 / 96 / 1000
    offer = _in_rows(picture, PAPERS["a1"])
    return (
        f"In its own size the picture is {long:,.1f} m long, and a page of a PDF at most 5 m"
        f"{f'; {offer}' if offer else '.'}"
    )


def _count(wish: OnPaper, pages: Sequence[Page]) -> str:
    sheets = [*{id(page.sheet): page.sheet for page in pages}.values()]
    rows = sum(sheet.rows for sheet in sheets)
    parts = []
    if rows > 1:
        parts.append(f"{rows} {'columns' if sheets[0].down else 'rows'}")
    if wish.sheet is not None:
        way = _way(sheets[0].size, wish.sheet) if wish.tiles is None or rows > 1 else ""
        parts.append(f"{_number(len(sheets))} {wish.sheet.name}{way}")
    if wish.tiles is not None:
        way = _way(pages[0].size, wish.tiles)
        word = "page" if len(pages) == 1 else "pages"
        parts.append(f"{len(pages)} {wish.tiles.name}{way} {word}")
    text = " on ".join(parts) or "one page as large as the picture"
    return text[0].upper() + text[1:]


def _number(count: int) -> str:
    return "one" if count == 1 else f"{count} ×"


def _way(size: tuple[float, float], paper: Paper) -> str:
    if len(paper.ways()) == 1:
        return ""
    return " landscape" if size[0] > size[1] else " portrait"


def _offer(picture: Picture, wish: OnPaper) -> str:
    """The smallest poster on which all can be read; else rows; else nothing."""
    smallest = smallest_type(picture)
    for name in POSTERS:
        paper = PAPERS[name]
        scale = max(fitted(picture, way).pieces[0].scale for way in paper.ways())
        if scale * smallest >= READABLE:
            return f"an {paper.name} poster would have type from {points(scale * smallest)}."
    if wish.rows:
        return ""
    return _in_rows(picture, wish.sheet or PAPERS["a1"])


def _in_rows(picture: Picture, paper: Paper) -> str:
    wish = OnPaper(paper, rows=True)
    try:
        pages = pages_of(picture, wish)
    except ExportError:
        return ""
    size = smallest_type(picture) * pages[0].sheet.pieces[0].scale
    if size < READABLE - 1e-6:
        return ""
    count = _count(wish, pages)
    return f"it could be {count[0].lower()}{count[1:]}, type from {points(size)}."


def points(size: float) -> str:
    """Pixels on paper as points of type."""
    points = size * POINTS
    number = f"{points:.2g}" if points < 10 else f"{points:.0f}"
    return f"{number}\N{NO-BREAK SPACE}pt"
