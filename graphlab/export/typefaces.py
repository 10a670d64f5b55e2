"""The bundled fonts as Qt's painter wants them: exact sizes, no hinting, plain advance widths."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QFontDatabase, QGlyphRun, QPainterPath, QRawFont, QTransform

from graphlab.resources import resource

if TYPE_CHECKING:
    from graphlab.picture.glyphs import Style
    from graphlab.picture.shapes import Font, Text

MATHEMATICS = "STIX Two Math"
FAMILIES: dict[Font, str] = {"sans": "DejaVu Sans", "condensed": "DejaVu Sans Condensed"}
SHARES = {"start": 0.0, "middle": 0.5, "end": 1.0}
FIRST = 8
"""The number of the first font, above those that a window has by then. Qt calls a font in memory by
its number and one in a file by its path; by these names it orders the fonts of a PDF."""

MASTER = 64  # px; the size a font is opened at before it is scaled


@lru_cache(maxsize=1)
def load_typefaces() -> tuple[str, ...]:
    """Gives Qt the bundled fonts, once; the names of their families."""
    # Qt looks for the system's fonts before ours come: of two with one name the last is taken.
    QFontDatabase.hasFamily(MATHEMATICS)
    files = [file.read_bytes() for file in sorted(resource("fonts").glob("*.ttf"))]
    filler = min(files, key=len)
    for _ in range(FIRST):
        if QFontDatabase.addApplicationFontFromData(filler) >= FIRST - 1:
            break
    families = [
        family
        for file in files
        for family in QFontDatabase.applicationFontFamilies(
            QFontDatabase.addApplicationFontFromData(file)
        )
    ]
    return tuple(dict.fromkeys(families))


def glyph_run(text: Text) -> tuple[QGlyphRun, QPointF] | None:
    """The glyphs of a text and where their baseline starts; None when a glyph is not bundled."""
    font = raw_font(text.font, text.bold, text.italic, text.size)
    glyphs = font.glyphIndexesForString(text.text)
    if 0 in glyphs:
        return None
    positions, x = [], 0.0
    for advance in font.advancesForGlyphIndexes(glyphs):
        positions.append(QPointF(x, 0.0))
        x += advance.x()
    run = QGlyphRun()
    run.setRawFont(font)
    run.setGlyphIndexes(glyphs)
    run.setPositions(positions)
    return run, QPointF(text.x - SHARES[text.anchor] * x, text.y)


def borrowed_outline(text: Text) -> QPainterPath:
    """The outline of a text with characters that only the system's own fonts have."""
    path = QPainterPath()
    path.addText(0.0, 0.0, _font(text.font, text.bold, text.italic), text.text)
    scale = text.size / MASTER
    width = path.currentPosition().x() if path.isEmpty() else path.boundingRect().right()
    x = text.x - SHARES[text.anchor] * width * scale
    return QTransform(scale, 0.0, 0.0, scale, x, text.y).map(path)


def forget() -> None:
    """Lets go of all fonts, before the Qt application that they belong to ends."""
    raw_font.cache_clear()
    _font.cache_clear()
    maths_font.cache_clear()
    load_typefaces.cache_clear()


@lru_cache(maxsize=256)
def raw_font(font: Font, bold: bool, italic: bool, size: float) -> QRawFont:
    """A font of the bundled ones, at a size in px."""
    return _sized(_font(font, bold, italic), size)


@lru_cache(maxsize=256)
def maths_font(size: float, style: Style | None = None) -> QRawFont:
    """The font of formulas, at a size in px; with a style, the one whose plain letters look so."""
    load_typefaces()
    return _sized(_exact(f"graphlab Math {style}" if style else MATHEMATICS), size)


def _sized(font: QFont, size: float) -> QRawFont:
    raw = QRawFont.fromFont(font)
    raw.setPixelSize(size)
    return raw


@lru_cache(maxsize=8)
def _font(font: Font, bold: bool, italic: bool) -> QFont:
    load_typefaces()
    made = _exact(FAMILIES[font])
    made.setBold(bold)
    made.setItalic(italic)
    return made


def _exact(family: str) -> QFont:
    made = QFont(family)
    made.setPixelSize(MASTER)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made
