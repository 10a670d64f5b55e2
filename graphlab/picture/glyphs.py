"""Outlines of single mathematical characters from the bundled STIX Two Math font."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from graphlab.picture.shapes import Close, Command, Curve, Line, Move
from graphlab.resources import resource

if TYPE_CHECKING:
    import ziafont


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
    """The glyph of one character."""
    font = _font()
    found = font.glyph(character)
    unit = 1 / 1000
    commands: list[Command] = []
    x = y = 0.0
    for operator in found.operators:
        kind = type(operator).__name__
        if kind == "Moveto":
            if commands:
                commands.append(Close())
            x, y = operator.p.x * unit, -operator.p.y * unit
            commands.append(Move(x, y))
        elif kind == "Lineto":
            x, y = operator.p.x * unit, -operator.p.y * unit
            commands.append(Line(x, y))
        elif kind == "Quad":
            qx, qy = operator.p1.x * unit, -operator.p1.y * unit
            ex, ey = operator.p2.x * unit, -operator.p2.y * unit
            commands.append(
                Curve(
                    x + 2 / 3 * (qx - x),
                    y + 2 / 3 * (qy - y),
                    ex + 2 / 3 * (qx - ex),
                    ey + 2 / 3 * (qy - ey),
                    ex,
                    ey,
                )  # fmt: skip
            )
            x, y = ex, ey
        else:
            points = [(p.x * unit, -p.y * unit) for p in (operator.p1, operator.p2, operator.p3)]
            commands.append(Curve(*points[0], *points[1], *points[2]))
            x, y = points[2]
    if commands:
        commands.append(Close())
    box = found.bbox
    return Glyph(
        tuple(commands),
        found.advance() * unit,
        box.xmin * unit,
        box.xmax * unit,
        -box.ymax * unit,
        -box.ymin * unit,
    )


@cache
def _font() -> ziafont.Font:
    import ziafont

    return ziafont.Font(str(resource("fonts/STIXTwoMath-Regular.ttf")))


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
