"""What stands on paper beside the picture: where a row goes on, where pages are cut and glued."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphlab.picture.shapes import Bounds, Box, Line, Move, Path, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphlab.export.sheets import Piece
    from graphlab.picture.shapes import Shape

MM = 96 / 25.4
INK = "#808080"
"""Grey that is seen on white, on light and on dark ground."""

MOST_STUBS = 24
LEADING = 1.25
STUB = 1.2
"""Length of a line that goes on, in sizes of the type beside it."""


@dataclass(frozen=True, slots=True)
class Ends:
    """Both ends of a row: where lines cross them, and on which pages its neighbours stand.

    ``page_before`` and ``page_after`` are None on the same page.
    """

    number: int
    before: Sequence[float]
    after: Sequence[float]
    first: bool
    last: bool
    page_before: int | None
    page_after: int | None


def type_size(way: tuple[float, float]) -> float:
    """The size of these words in px: 8 pt at a desk, more on a poster."""
    return max(10.6, min(way) / 140)


def continuation(piece: Piece, ends: Ends, size: float, *, down: bool) -> Iterator[Shape]:
    """Short dashed lines where lines were cut, and where they come from and lead to."""
    box = piece.target
    word = "column" if down else "row"
    low = piece.source.x if down else piece.source.y
    start = box.x if down else box.y

    def placed(crossings: Sequence[float]) -> list[float]:
        return [start + (place - low) * piece.scale for place in crossings[:MOST_STUBS]]

    if not ends.first:
        yield from _end(
            box, placed(ends.before), f"{word} {ends.number}", ends.page_before, size, down, -1
        )
    if not ends.last:
        yield from _end(
            box, placed(ends.after), f"{word} {ends.number + 2}", ends.page_after, size, down, 1
        )


def _end(
    box: Bounds,
    lines: list[float],
    words: str,
    page: int | None,
    size: float,
    down: bool,
    way: int,
) -> Iterator[Shape]:
    edge = (box.bottom if way > 0 else box.y) if down else (box.right if way > 0 else box.x)
    dash = (size / 5, size / 5)
    far = edge + way * STUB * size
    for at in lines:
        ends = ((at, edge), (at, far)) if down else ((edge, at), (far, at))
        yield Path((Move(*ends[0]), Line(*ends[1])), stroke=INK, width=size / 12, dash=dash)
    told = [words] if page is None else [f"{words},", f"page {page}"]
    middle = lines[len(lines) // 2] if lines else box.centre[0 if down else 1]
    if down:
        yield from _above_or_below(told, middle, far, size, way)
    else:
        yield from _beside(told, far + way * size * 0.3, middle, size, way)


def _beside(told: list[str], x: float, middle: float, size: float, way: int) -> Iterator[Shape]:
    if way > 0:
        told[0] = f"→ {told[0]}"
    else:
        told[-1] = f"{told[-1]} →"
    first = middle + size * 0.365 - LEADING / 2 * size * (len(told) - 1)
    for line, text in enumerate(told):
        y = first + line * LEADING * size
        yield Text(x, y, text, size, INK, "condensed", anchor="start" if way > 0 else "end")


def _above_or_below(
    told: list[str], middle: float, far: float, size: float, way: int
) -> Iterator[Shape]:
    if way > 0:
        told[0] = f"↓ {told[0]}"
    first = far + size if way > 0 else far - size * 0.4 - LEADING * size * (len(told) - 1)
    for line, text in enumerate(told):
        y = first + line * LEADING * size
        yield Text(middle, y, text, size, INK, "condensed", anchor="middle")


# ── pages that are glued together ────────────────────────────────────────────────────────────

CROP, AWAY = 4 * MM, 1 * MM
LABEL = 10.6
MAP_HEIGHT, MAP_CELL = 8 * MM, 4 * MM


def crop_marks(part: Bounds) -> Iterator[Shape]:
    """Two short lines outside each corner, along the edges of what is kept."""
    for x, way in ((part.x, -1), (part.right, 1)):
        for y, turn in ((part.y, -1), (part.bottom, 1)):
            yield _mark((x + way * AWAY, y), (x + way * (AWAY + CROP), y))
            yield _mark((x, y + turn * AWAY), (x, y + turn * (AWAY + CROP)))


def glue_marks(part: Bounds, overlap: float, *, right: bool, below: bool) -> Iterator[Shape]:
    """Dashed, where the edge of the next page comes to lie."""
    dash = (2.0, 2.0)
    if right:
        x = part.right - overlap
        yield _mark((x, part.y - AWAY), (x, part.y - AWAY - CROP), dash)
        yield _mark((x, part.bottom + AWAY), (x, part.bottom + AWAY + CROP), dash)
    if below:
        y = part.bottom - overlap
        yield _mark((part.x - AWAY, y), (part.x - AWAY - CROP, y), dash)
        yield _mark((part.right + AWAY, y), (part.right + AWAY + CROP, y), dash)


def page_label(words: str, x: float, y: float) -> Shape:
    """``2 of 6 (row 1, column 2)``."""
    return Text(x, y, words, LABEL, INK, "condensed")


def key_map(
    rows: int, columns: int, here: tuple[int, int], cell: tuple[float, float], corner: Bounds
) -> Iterator[Shape]:
    """All pages small, with this one filled, at the right of ``corner``."""
    tall = min(MAP_CELL, MAP_HEIGHT / rows)
    wide = tall * cell[0] / cell[1]
    if columns * wide > corner.width:
        wide, tall = corner.width / columns, corner.width / columns * cell[1] / cell[0]
    left, top = corner.right - columns * wide, corner.y
    row, column = here
    if wide >= 3:
        for index in range(rows * columns):
            x, y = left + index % columns * wide, top + index // columns * tall
            yield Box(Bounds(x, y, wide, tall), 0, None, INK, 0.6)
    yield Box(Bounds(left, top, columns * wide, rows * tall), 0, None, INK, 0.6)
    yield Box(Bounds(left + column * wide, top + row * tall, wide, tall), 0, INK, INK, 0.6)


def _mark(
    start: tuple[float, float], end: tuple[float, float], dash: tuple[float, ...] = ()
) -> Shape:
    return Path((Move(*start), Line(*end)), stroke=INK, width=0.6, dash=dash)
