"""Heat maps: an array as a small picture of coloured cells, for cards and chips.

Purple is negative, green positive, the scale symmetric about 0. In grey both look alike, so that
negative parts also carry minus signs. NaN is hatched, ±∞ an arrow, a mask black and white.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from graphlab.picture.shapes import Bounds, Close, Line, Move, new_box, new_cells, new_path
from graphlab.study.arrays import FEW, is_finite, magnitudes, numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from graphlab.picture.shapes import Shape
    from graphlab.picture.theme import Theme
    from graphlab.record import Array

    Image = Array
    Mask = NDArray[np.bool_]

SIDE = 48.0
MOST = 48
"""Rows and columns up to which every element has a cell of its own."""

THINNEST = 10.0
GAP = 2.0
MOST_TILES = 36
LEVELS = 24
SIGN = 4.0
"""Least distance between two minus signs."""


class Frame(NamedTuple):
    """Where the cells of an array stand: tiles of the last two dimensions, side by side."""

    width: float
    height: float
    across: int
    tile: tuple[float, float]
    cells: tuple[int, int]


@lru_cache(maxsize=1024)
def frame(shape: tuple[int, ...], side: float = SIDE) -> Frame:
    """The frame for arrays of this shape, at most ``side`` wide and high; a vector is a column."""
    rows, columns = _last(shape)
    tiles = math.prod(shape[:-2]) if len(shape) > 2 else 1
    if not rows * columns * tiles:
        return Frame(side, THINNEST * 1.5, 1, (side, THINNEST * 1.5), (0, 0))
    if tiles > MOST_TILES:
        rows, tiles = rows * tiles, 1
    best = max(range(1, tiles + 1), key=lambda across: _scale(rows, columns, tiles, across, side))
    scale = _scale(rows, columns, tiles, best, side)
    down = math.ceil(tiles / best)
    thin = THINNEST if tiles == 1 else 1.0
    tile = (
        min(max(columns * scale, thin), (side - (best - 1) * GAP) / best),
        min(max(rows * scale, thin), (side - (down - 1) * GAP) / down),
    )
    cells = _fitting(rows, tile[1]), _fitting(columns, tile[0])
    return Frame(
        best * tile[0] + (best - 1) * GAP, down * tile[1] + (down - 1) * GAP, best, tile, cells
    )


def heat_map(
    array: Array, at: Frame, x: float, y: float, reach: float, theme: Theme
) -> Iterator[Shape]:
    """The cells of an array in its frame at (x, y); full colour at ±``reach``."""
    mask = array.dtype.kind == "b"
    ramp = _ramp(theme) if not mask else (*["#FFFFFF"] * (LEVELS + 1), *["#000000"] * LEVELS)
    for box, image in _tiles(array, at, x, y):
        values = image.ravel().tolist() if image.size <= FEW else None
        places = _places(image, values, reach, mask=mask)
        yield new_cells(box, image.shape[1], tuple(map(ramp.__getitem__, places)))
        if not mask and min(places) < LEVELS:
            yield from _signs(image.shape, places, box, theme)
        finite = is_finite(image) if values is None else all(map(math.isfinite, values))
        if not mask and not finite:
            yield from _not_finite(image, box, theme)
        yield new_box(box.grown(0.5), 0, None, theme.edge, 1.0)


def outline(mask: Mask, at: Frame, x: float, y: float, color: str) -> Iterator[Shape]:
    """A line of 2 px around the elements where ``mask`` is true."""
    commands: list[Move | Line] = []
    for box, image in _tiles(mask, at, x, y):
        commands += border(numbers(image) > 0, box)
    if commands:
        yield new_path(tuple(commands), stroke=color, width=2.0)


def border(mask: Mask, box: Bounds) -> Iterator[Move | Line]:
    """The sides between cells where ``mask`` is true and cells where it is not."""
    import numpy as np

    rows, columns = mask.shape
    wide, tall = box.width / columns, box.height / rows
    padded = np.pad(mask, 1)
    upright = padded[1:-1, 1:] != padded[1:-1, :-1]
    level = padded[1:, 1:-1] != padded[:-1, 1:-1]
    over = 0.5  # so that corners are closed
    for column in range(columns + 1):
        for first, last in _stretches(upright[:, column]):
            x = box.x + column * wide
            yield Move(x, box.y + first * tall - over)
            yield Line(x, box.y + last * tall + over)
    for row in range(rows + 1):
        for first, last in _stretches(level[row]):
            y = box.y + row * tall
            yield Move(box.x + first * wide - over, y)
            yield Line(box.x + last * wide + over, y)


def scale_bar(box: Bounds, theme: Theme) -> Iterator[Shape]:
    """The colours from −reach to reach."""
    ramp = _ramp(theme)
    yield new_cells(box, len(ramp), tuple(ramp))
    yield new_path(
        (Move(box.x + 2, box.centre[1]), Line(box.x + 7, box.centre[1])),
        stroke=theme.zero,
        width=1.2,
    )
    yield new_box(box.grown(0.5), 0, None, theme.edge, 1.0)


def hatching(
    box: Bounds, step: float = 6.0, around: Bounds | None = None
) -> tuple[Move | Line, ...]:
    """Slanted lines that fill a rectangle but for what is ``around``; they meet its neighbours'."""
    if around is not None:
        x, y, right, bottom = around.x, around.y, around.right, around.bottom
        parts = (
            Bounds(box.x, box.y, box.width, y - box.y),
            Bounds(box.x, y, x - box.x, around.height),
            Bounds(right, y, box.right - right, around.height),
            Bounds(box.x, bottom, box.width, box.bottom - bottom),
        )
        return tuple(line for part in parts if min(part[2:]) > 0 for line in hatching(part, step))
    lines: list[Move | Line] = []
    total = math.ceil((box.x + box.y) / step) * step
    while total < box.right + box.bottom:
        # Points with x + y = total.
        first, last = max(box.x, total - box.bottom), min(box.right, total - box.y)
        if last > first:
            lines += [Move(first, total - first), Line(last, total - last)]
        total += step
    return tuple(lines)


def _last(shape: tuple[int, ...]) -> tuple[int, int]:
    if len(shape) < 2:
        return (shape[0] if shape else 1), 1
    return shape[-2], shape[-1]


def _scale(rows: int, columns: int, tiles: int, across: int, side: float) -> float:
    down = math.ceil(tiles / across)
    wide = (side - (across - 1) * GAP) / (across * columns)
    return min(wide, (side - (down - 1) * GAP) / (down * rows))


def _fitting(count: int, length: float) -> int:
    """Cells for ``count`` elements: one each, or as many as have a pixel."""
    return count if count <= length else max(1, min(MOST, int(length)))


def _tiles(array: Array, at: Frame, x: float, y: float) -> Iterator[tuple[Bounds, Image]]:
    if not array.size:
        return
    rows, columns = _last(array.shape)
    wide, tall = at.tile
    if array.ndim <= 2:
        yield Bounds(x, y, wide, tall), _coarse(array.reshape(rows, columns), at.cells)
        return
    parts = array.reshape(-1, rows, columns)
    if len(parts) > MOST_TILES:
        parts = parts.reshape(1, -1, columns)
    for place, part in enumerate(parts):
        down, across = divmod(place, at.across)
        box = Bounds(x + across * (wide + GAP), y + down * (tall + GAP), wide, tall)
        yield box, _coarse(part, at.cells)


def _coarse(part: Array, cells: tuple[int, int]) -> Image:
    """The mean of each block; NaN or infinite where the block holds such a number."""
    import numpy as np

    if part.shape == cells:
        return part if part.dtype.kind == "f" else numbers(part)
    rows, columns = _blocks(part.shape[0], cells[0]), _blocks(part.shape[1], cells[1])
    real = magnitudes(part)
    with np.errstate(invalid="ignore", over="ignore"):
        # Whole bands of rows: ``reduceat`` along them takes ten times as long.
        bands = [real[i:j].sum(axis=0, dtype=np.float64) for i, j in pairwise(rows)]
        image = np.stack(bands) / np.diff(rows)[:, None]
        return np.add.reduceat(image, columns[:-1], axis=1) / np.diff(columns)


@lru_cache(maxsize=1024)
def _blocks(length: int, count: int) -> tuple[int, ...]:
    """Where each of ``count`` blocks begins, and where the last one ends."""
    return tuple(place * length // count for place in range(count + 1))


def _places(image: Image, values: list[float] | None, reach: float, *, mask: bool) -> list[int]:
    """The place of each element on the scale: LEVELS for 0, and for what is not finite.

    ``values`` are the elements where they are few.
    """
    import numpy as np

    if mask:
        return [2 * LEVELS if value >= 0.5 else LEVELS for value in image.ravel().tolist()]
    if not reach:
        return [LEVELS] * image.size
    if values is not None:
        if -reach <= min(values) <= max(values) <= reach and all(map(math.isfinite, values)):
            return [round(v / reach * LEVELS) + LEVELS for v in values]
        finite = [v if math.isfinite(v) else 0.0 for v in values]
        return [round(min(max(v / reach, -1.0), 1.0) * LEVELS) + LEVELS for v in finite]
    shares = np.where(np.isfinite(image), image, 0.0) / reach
    levels = np.rint(np.clip(shares, -1.0, 1.0) * LEVELS) + LEVELS
    places: list[int] = levels.astype(np.int64).ravel().tolist()
    return places


def _ramp(theme: Theme) -> tuple[str, ...]:
    """From negative over zero to positive."""
    return _colors(theme.negative, theme.zero, theme.positive)


@lru_cache(maxsize=8)
def _colors(negative: str, zero: str, positive: str) -> tuple[str, ...]:
    below = [_mixed(zero, negative, n / LEVELS) for n in range(LEVELS, 0, -1)]
    above = [_mixed(zero, positive, n / LEVELS) for n in range(1, LEVELS + 1)]
    return (*below, zero, *above)


def _mixed(first: str, second: str, share: float) -> str:
    channels = (
        round(int(first[i : i + 2], 16) * (1 - share) + int(second[i : i + 2], 16) * share)
        for i in (1, 3, 5)
    )
    return "#" + "".join(f"{channel:02X}" for channel in channels)


def _signs(shape: tuple[int, ...], places: list[int], box: Bounds, theme: Theme) -> Iterator[Shape]:
    """Minus signs on what is negative, one a cell or, where cells are tiny, one a block."""
    rows, columns = shape
    wide, tall = box.width / columns, box.height / rows
    down, over = max(1, math.ceil(SIGN / tall)), max(1, math.ceil(SIGN / wide))
    tops, lefts = _steps(rows, down), _steps(columns, over)
    found: list[tuple[int, int, float]]
    if down == over == 1:
        levels = enumerate(place - LEVELS for place in places)
        found = [(*divmod(at, columns), level) for at, level in levels if level < 0]
    else:
        found = _negative_blocks(shape, places, tops, lefts)
    drawn: dict[str, list[Move | Line]] = {}
    for row, column, level in found:
        left, right, top, bottom = *lefts[column : column + 2], *tops[row : row + 2]
        x = box.x + (left + (right - left) / 2) * wide
        y = box.y + (top + (bottom - top) / 2) * tall
        half = min((right - left) * wide * 0.25, 3.0)
        # Seen in grey too: the light end of the colours on dark cells, the dark one on light ones.
        ink = theme.zero if level < -0.45 * LEVELS else theme.negative
        ends = Move(x - half, y), Line(x + half, y)
        drawn.setdefault(ink, []).extend(ends)
    for color, commands in drawn.items():
        yield new_path(tuple(commands), stroke=color, width=1.0)


def _negative_blocks(
    shape: tuple[int, ...], places: list[int], tops: tuple[int, ...], lefts: tuple[int, ...]
) -> list[tuple[int, int, float]]:
    """Row and column of the blocks whose mean is negative, and that mean."""
    import numpy as np

    levels = np.array(places).reshape(shape) - LEVELS
    sums = np.add.reduceat(np.add.reduceat(levels, tops[:-1], axis=0), lefts[:-1], axis=1)
    means = sums / np.outer(np.diff(tops), np.diff(lefts))
    found: list[list[int]] = np.argwhere(means <= -0.5).tolist()
    return [(row, column, float(means[row, column])) for row, column in found]


@lru_cache(maxsize=1024)
def _steps(length: int, step: int) -> tuple[int, ...]:
    """Where blocks of ``step`` begin, and where the last one ends."""
    return *range(0, length, step), length


def _not_finite(image: Image, box: Bounds, theme: Theme) -> Iterator[Shape]:
    import numpy as np

    odd = ~np.isfinite(image)
    rows, columns = image.shape
    wide, tall = box.width / columns, box.height / rows
    lines: list[Move | Line] = []
    arrows: list[Move | Line | Close] = []
    for row, column in np.argwhere(odd).tolist():
        cell = Bounds(box.x + column * wide, box.y + row * tall, wide, tall)
        value = float(image[row, column])
        if math.isnan(value):
            lines += hatching(cell, 3.0)
        else:
            arrows += _arrow(cell, up=value > 0)
    if lines:
        yield new_path(tuple(lines), stroke=theme.ink, width=0.9)
    if arrows:
        yield new_path(tuple(arrows), fill=theme.ink)


def _arrow(cell: Bounds, *, up: bool) -> tuple[Move | Line | Close, ...]:
    (x, y), half = cell.centre, min(max(min(cell.width, cell.height) * 0.4, 2.5), 7.0)
    way = -half if up else half
    stem = half * 0.28
    return (
        Move(x, y + way),
        Line(x + half * 0.8, y),
        Line(x + stem, y),
        Line(x + stem, y - way),
        Line(x - stem, y - way),
        Line(x - stem, y),
        Line(x - half * 0.8, y),
        Close(),
    )


def _stretches(flags: Mask) -> Iterator[tuple[int, int]]:
    """First and end of every run of true flags."""
    import numpy as np

    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
