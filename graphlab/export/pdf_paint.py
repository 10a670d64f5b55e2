"""Paints shapes into a PDF: words and formulas as glyphs of the embedded fonts.

A formula as outlines takes ten times the time and forty times the bytes. Its italic letters come
from fonts in which they are plain ones, so that a reader finds w₅ by ``w5``. Nothing is kept ready,
for each shape is painted once; on a screen ``paint`` does it the other way.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QGlyphRun, QPainterPath, QTransform

from graphlab.export.paint import NO_PEN, brush, parts_path, pen_of, qt_path
from graphlab.export.typefaces import SHARES, borrowed_outline, maths_font, raw_font
from graphlab.picture.glyphs import PLAIN
from graphlab.picture.shapes import Box, Math, Outline, Path, Text

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter, QRawFont

    from graphlab.picture.glyphs import Style
    from graphlab.picture.shapes import Bounds, Cells, Font, Item, Part

BLEED = 0.2  # px: readers of PDF smooth every cell by itself


def paint_item(painter: QPainter, item: Item) -> None:
    """Paints one item in the picture's coordinates."""
    for shape in item.shapes:
        match shape:
            case Text():
                _text(painter, shape)
            case Math():
                _formula(painter, shape)
            case Path():
                painter.setPen(pen_of(shape))
                painter.setBrush(brush(shape.fill))
                painter.drawPath(qt_path(shape.commands))
            case Box():
                painter.setPen(pen_of(shape))
                painter.setBrush(brush(shape.fill))
                painter.drawRoundedRect(QRectF(*shape.bounds), shape.radius, shape.radius)
            case _:
                _cells(painter, shape)


def forget() -> None:
    """Lets go of all fonts, before the Qt application that they belong to ends."""
    _letters.cache_clear()
    _form.cache_clear()
    _found.cache_clear()


@lru_cache(maxsize=256)
def _color(name: str) -> QColor:
    return QColor(name)


def _text(painter: QPainter, text: Text) -> None:
    painter.setPen(_color(text.color))
    font, letters = _letters(text.font, text.bold, text.italic, text.size)
    glyphs, places, x = [], [], 0.0
    for character in text.text:
        found = letters.get(character)
        if found is None:
            found = letters[character] = _letter(font, character)
        index, advance = found
        glyphs.append(index)
        places.append(QPointF(x, 0.0))
        x += advance
    if 0 in glyphs:
        _fill(painter, borrowed_outline(text), text.color)
        return
    start = QPointF(text.x - SHARES[text.anchor] * x, text.y)
    painter.drawGlyphRun(start, _run(font, glyphs, places))


@lru_cache(maxsize=256)
def _letters(
    font: Font, bold: bool, italic: bool, size: float
) -> tuple[QRawFont, dict[str, tuple[int, float]]]:
    """A font, and the glyphs and advance widths of the characters used so far."""
    return raw_font(font, bold, italic, size), {}


def _letter(font: QRawFont, character: str) -> tuple[int, float]:
    """Its glyph and advance width, (0, 0) if the font has no single glyph for it."""
    glyphs = font.glyphIndexesForString(character)
    if len(glyphs) != 1 or not glyphs[0]:
        return 0, 0.0
    return glyphs[0], font.advancesForGlyphIndexes(glyphs)[0].x()


def _formula(painter: QPainter, shape: Math) -> None:
    block, start = shape.block, QPointF(shape.x, shape.y)
    form = _form(block.form, shape.size)
    changed = set()
    for place, digit in zip(block.places, block.digits, strict=True):
        if isinstance(digit, Outline):
            number, at = form.places[place]
            form.runs[number].glyphs[at] = _found(digit.character).number
            changed.add(number)
    for number in changed:
        run, glyphs = form.runs[number]
        run.setGlyphIndexes(glyphs)
    painter.setPen(_color(shape.color))
    for run, _ in form.runs:
        painter.drawGlyphRun(start, run)
    if form.rest is not None:
        _fill(painter, form.rest.translated(start), shape.color)


class _Run(NamedTuple):
    run: QGlyphRun
    glyphs: list[int]


class _Form(NamedTuple):
    """What formulas have in common that differ only in the digits of their indices.

    ``runs`` holds the glyphs of each size and style; the digits are set anew in each formula.
    ``places``: of a part its run, and the place in it. ``rest`` is what is no glyph: bars, roots,
    brackets that were stretched.
    """

    runs: tuple[_Run, ...]
    places: dict[int, tuple[int, int]]
    rest: QPainterPath | None


@lru_cache(maxsize=2048)
def _form(parts: tuple[Part, ...], size: float) -> _Form:
    found: dict[tuple[float, Style | None], tuple[list[int], list[QPointF]]] = {}
    places: dict[int, tuple[int, int]] = {}
    rest = []
    for number, part in enumerate(parts):
        x, y, scale, commands = part
        ink = _found(commands.character) if isinstance(commands, Outline) else NO_INK
        if not ink.number:
            rest.append(part)
            continue
        kind = scale, ink.style
        glyphs, points = found.setdefault(kind, ([], []))
        places[number] = [*found].index(kind), len(glyphs)
        glyphs.append(ink.number)
        points.append(QPointF(x * size, y * size))
    runs = (
        _Run(_run(maths_font(scale * size, style), glyphs, points), glyphs)
        for (scale, style), (glyphs, points) in found.items()
    )
    at_size = QTransform.fromScale(size, size)
    return _Form(tuple(runs), places, at_size.map(parts_path(rest)) if rest else None)


class _Ink(NamedTuple):
    """A glyph of the font of mathematics, or of a style's; 0 if there is none."""

    style: Style | None
    number: int


NO_INK = _Ink(None, 0)


@lru_cache(maxsize=1024)
def _found(character: str) -> _Ink:
    style, letter = PLAIN.get(character, (None, character))
    return _Ink(style, _letter(maths_font(64.0, style), letter)[0])


def _run(font: QRawFont, glyphs: list[int], places: list[QPointF]) -> QGlyphRun:
    run = QGlyphRun()
    run.setRawFont(font)
    run.setGlyphIndexes(glyphs)
    run.setPositions(places)
    return run


def _fill(painter: QPainter, path: QPainterPath, color: str) -> None:
    painter.setPen(NO_PEN)
    painter.setBrush(brush(color))
    painter.drawPath(path)


def _cells(painter: QPainter, cells: Cells) -> None:
    """Each a trifle over its neighbours, so that no seam is seen."""
    painter.setPen(NO_PEN)
    for color, boxes in cells.runs().items():
        painter.setBrush(brush(color))
        painter.drawRects([_overlapping(box) for box in boxes])


def _overlapping(box: Bounds) -> QRectF:
    return QRectF(box.x, box.y, box.width + BLEED, box.height + BLEED)
