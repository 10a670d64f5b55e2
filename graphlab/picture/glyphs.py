"""Outlines of single mathematical characters from the bundled STIX Two Math font."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple
from unicodedata import normalize

from ziafont.svgpath import Lineto, Moveto, Quad

from graphlab.picture.shapes import Close, Command, Curve, Line, Move, Outline
from graphlab.resources import resource

if TYPE_CHECKING:
    from ziafont.font import Font
    from ziafont.svgpath import Point, SVGOpType


class Glyph(NamedTuple):
    """An outline in em, y downwards, and the box of its ink."""

    commands: tuple[Command, ...]
    advance: float
    left: float
    right: float
    top: float
    bottom: float


@cache
def glyph(character: str) -> Glyph:
    """The glyph of one character; all digits are as wide as the places that are kept for them."""
    if character in PLACES:
        zero = glyph("0")
        return zero._replace(commands=Outline(zero.commands, "0"))
    font = _font()
    found = font.glyph(character)
    unit = 1 / 1000
    commands: list[Command] = []
    x = y = 0.0
    for operator in found.operators:
        points = [(p.x * unit, -p.y * unit) for p in _points(operator)]
        if isinstance(operator, Moveto):
            if commands:
                commands.append(Close())
            commands.append(Move(*points[0]))
        elif isinstance(operator, Lineto):
            commands.append(Line(*points[0]))
        elif isinstance(operator, Quad):
            (qx, qy), (ex, ey) = points
            first = x + 2 / 3 * (qx - x), y + 2 / 3 * (qy - y)
            commands.append(Curve(*first, ex + 2 / 3 * (qx - ex), ey + 2 / 3 * (qy - ey), ex, ey))
        else:
            commands.append(Curve(*points[0], *points[1], *points[2]))
        x, y = points[-1]
    if commands:
        commands.append(Close())
    box = found.bbox
    return Glyph(
        Outline(commands, character),
        found.advance() * unit,
        box.xmin * unit,
        box.xmax * unit,
        -box.ymax * unit,
        -box.ymin * unit,
    )


def _points(operator: SVGOpType) -> tuple[Point, ...]:
    if isinstance(operator, Moveto | Lineto):
        return (operator.p,)
    if isinstance(operator, Quad):
        return operator.p1, operator.p2
    return operator.p1, operator.p2, operator.p3


@cache
def _font() -> Font:
    from ziafont.font import Font

    return Font(str(resource("fonts/STIXTwoMath-Regular.ttf")))


_GREEK = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho"
_GREEK_MORE = "sigmaf sigma tau upsilon phi chi psi omega"


def _math_italic() -> dict[str, str]:
    table = {chr(ord("a") + i): chr(0x1D44E + i) for i in range(26)}
    table |= {chr(ord("A") + i): chr(0x1D434 + i) for i in range(26)}
    table["h"] = "\u210e"
    names = f"{_GREEK} {_GREEK_MORE}".split()
    table |= {name: chr(0x1D6FC + i) for i, name in enumerate(names)}
    upright = "Gamma Delta Theta Lambda Xi Sigma Upsilon Phi Psi Omega".split()
    return table | dict(zip(upright, "ΓΔΘΛΞΣΥΦΨΩ", strict=True))


ITALIC: dict[str, str] = _math_italic()
"""Latin letters and names of Greek ones → the character of the mathematical italic."""

BOLD: dict[str, str] = (
    {chr(ord("A") + i): chr(0x1D400 + i) for i in range(26)}
    | {chr(ord("a") + i): chr(0x1D41A + i) for i in range(26)}
    | {chr(ord("0") + i): chr(0x1D7CE + i) for i in range(10)}
)
"""Latin letters and digits → the character in upright bold."""

DOUBLE: dict[str, str] = (
    {chr(ord("A") + i): chr(0x1D538 + i) for i in range(26)}
    | dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))
    | {"1": "𝟙"}
)
"""Capital letters → the character with doubled strokes, as in ℝ."""

Style = Literal["Italic", "Bold", "Double"]


def _plain() -> dict[str, tuple[Style, str]]:
    tables: tuple[tuple[Style, dict[str, str]], ...] = (
        ("Italic", ITALIC),
        ("Bold", BOLD),
        ("Double", DOUBLE),
    )
    styled = ((style, letter) for style, table in tables for letter in table.values())
    return {
        letter: (style, normalize("NFKC", letter)) for style, letter in styled if letter > "\uffff"
    } | {"\u210e": ("Italic", "h")}


PLAIN: dict[str, tuple[Style, str]] = _plain()
"""Letters of the mathematical alphabets beyond U+FFFF, and ℎ, → their style and plain letter."""

PLACES = "".join(chr(0xE000 + index) for index in range(96))
"""Characters for private use that keep the place of a digit, each with an outline of its own."""
