"""Turns text into outlines of the bundled fonts, for readers that do not have them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ziafont.font import Font as FontFile

from graphlab.picture.shapes import Close, Curve, Line, Move
from graphlab.resources import resource

if TYPE_CHECKING:
    from graphlab.picture.shapes import Command, Font, Text

SHARES = {"start": 0.0, "middle": 0.5, "end": 1.0}
SLANT = 0.2  # for the one italic that is not bundled
FILES: dict[tuple[Font, bool, bool], str] = {
    ("sans", False, False): "DejaVuSans",
    ("sans", True, False): "DejaVuSans-Bold",
    ("sans", False, True): "DejaVuSans",
    ("sans", True, True): "DejaVuSans-Bold",
    ("condensed", False, False): "DejaVuSansCondensed",
    ("condensed", True, False): "DejaVuSansCondensed-Bold",
    ("condensed", False, True): "DejaVuSansCondensed-Oblique",
    ("condensed", True, True): "DejaVuSansCondensed-BoldOblique",
}


def outline(text: Text) -> tuple[Command, ...]:
    """The text's glyphs as one path, in the picture's coordinates."""
    file = FILES[text.font, text.bold, text.italic]
    scale = text.size / _font(file).info.layout.unitsperem
    slant = SLANT if text.italic and "Oblique" not in file else 0.0
    glyphs = [_glyph(file, character) for character in text.text]
    x = text.x - SHARES[text.anchor] * scale * sum(advance for _, advance in glyphs)
    commands: list[Command] = []
    for glyph, advance in glyphs:
        commands += (_placed(command, x, text.y, scale, slant) for command in glyph)
        x += advance * scale
    return tuple(commands)


@lru_cache(maxsize=8)
def _font(file: str) -> FontFile:
    return FontFile(resource(f"fonts/{file}.ttf"))


@lru_cache(maxsize=2048)
def _glyph(file: str, character: str) -> tuple[tuple[Command, ...], float]:
    """The outline of one character in font units, y upwards, and its advance width."""
    font = _font(file)
    glyph = font.glyph(character)
    commands: list[Command] = []
    at = (0.0, 0.0)
    for operator in glyph.operators:
        points = [(point.x, point.y) for point in operator.points()[0]]
        match type(operator).__name__:
            case "Moveto":
                commands += [Close()] if commands else []
                commands.append(Move(*points[0]))
            case "Lineto":
                commands.append(Line(*points[-1]))
            case "Quad":
                commands.append(_raised(at, points[-2], points[-1]))
            case _:
                commands.append(Curve(*points[-3], *points[-2], *points[-1]))
        at = points[-1]
    commands += [Close()] if commands else []
    return tuple(commands), font.advance(glyph.index, None)


def _raised(
    start: tuple[float, float], control: tuple[float, float], end: tuple[float, float]
) -> Curve:
    """A quadratic curve as the same cubic one."""
    (x0, y0), (x, y), (x3, y3) = start, control, end
    first = x0 + (x - x0) * 2 / 3, y0 + (y - y0) * 2 / 3
    second = x3 + (x - x3) * 2 / 3, y3 + (y - y3) * 2 / 3
    return Curve(*first, *second, x3, y3)


def _placed(command: Command, x: float, y: float, scale: float, slant: float) -> Command:
    values = [
        x + (a + slant * b) * scale if axis == 0 else y - b * scale
        for a, b in zip(command[::2], command[1::2], strict=True)
        for axis in (0, 1)
    ]
    return type(command)(*values)
