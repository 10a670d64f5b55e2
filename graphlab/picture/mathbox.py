"""Boxes of typeset mathematics: what TeX calls horizontal lists, fractions and scripts.

The rules (classes of atoms, spaces between them, shifts of scripts) are those of The TeXbook,
appendix G, with the measures of STIX Two Math rounded. All lengths are in em.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from graphlab.picture.glyphs import Glyph, glyph
from graphlab.picture.shapes import Close, Command, Curve, Line, Move, Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Kind = Literal["ord", "op", "bin", "rel", "open", "close", "punct", "inner"]

AXIS = 0.25
RULE = 0.055
BAR = 0.066
HAT = "\u02c6"
SCRIPT = 0.72
FRACTION = 0.84
UNDER = 0.6
WORD_SPACE = 0.25
SCRIPTS_GAP = 0.1
CELL, LEADING, COLUMN_GAP = 0.82, 1.22, 0.75
"""Of a matrix: the size of its elements, and in their em the distance of rows and columns."""


@dataclass(frozen=True, slots=True)
class MathBox:
    """Outlines with the baseline at y = 0. ``slant`` is how far the ink leans out at the top."""

    parts: tuple[Part, ...]
    width: float
    ascent: float
    descent: float
    kind: Kind = "ord"
    slant: float = 0.0


EMPTY = MathBox((), 0.0, 0.0, 0.0)


def from_glyph(found: Glyph, kind: Kind = "ord", *, italic: bool = False) -> MathBox:
    """One character."""
    slant = max(0.0, found.right - found.advance) if italic else 0.0
    return MathBox(
        (Part(0, 0, 1, found.commands),), found.advance, -found.top, found.bottom, kind, slant
    )


def upright(word: str, kind: Kind = "op") -> MathBox:
    """A word in upright letters, such as cos."""
    letters = [space(WORD_SPACE) if c == " " else from_glyph(glyph(c)) for c in word]
    return row(letters, kind, spaced=False)


def space(width: float) -> MathBox:
    """Nothing, so many em wide."""
    return MathBox((), width, 0.0, 0.0)


def scaled(box: MathBox, by: float) -> MathBox:
    """A box at another size."""
    return MathBox(
        tuple(moved(box.parts, 0, 0, by)),
        box.width * by,
        box.ascent * by,
        box.descent * by,
        box.kind,
        box.slant * by,
    )


def row(boxes: Sequence[MathBox], kind: Kind = "ord", *, spaced: bool = True) -> MathBox:
    """Boxes side by side, with TeX's spaces between the classes of neighbours."""
    boxes = _binary_or_sign(boxes) if spaced else list(boxes)
    parts: list[Part] = []
    x = 0.0
    previous: MathBox | None = None
    for box in boxes:
        if previous is not None and spaced:
            x += _SPACES[previous.kind][box.kind]
        parts.extend(moved(box.parts, x, 0))
        x += box.width
        previous = box
    return MathBox(
        tuple(parts),
        x,
        max((b.ascent for b in boxes), default=0.0),
        max((b.descent for b in boxes), default=0.0),
        kind,
        boxes[-1].slant if boxes else 0.0,
    )


def scripts(base: MathBox, lower: MathBox | None, upper: MathBox | None) -> MathBox:
    """Subscript and superscript at ``base``; a tall superscript stands clear of the subscript."""
    parts = list(base.parts)
    width, ascent, descent = base.width, base.ascent, base.descent
    roof = 0.0  # of the subscript, above the baseline
    if lower is not None:
        small = scaled(lower, SCRIPT)
        shift = max(0.2, base.descent + 0.05) + (0.05 if upper is not None else 0.0)
        at = base.width + 0.01
        parts.extend(moved(small.parts, at, shift))
        width = max(width, at + small.width + 0.02)
        descent = max(descent, shift + small.descent)
        roof = small.ascent - shift
    if upper is not None:
        small = scaled(upper, SCRIPT)
        shift = max(0.36, base.ascent - 0.28)
        if lower is not None:
            shift = max(shift, roof + SCRIPTS_GAP + small.descent)
        at = base.width + base.slant * 0.6 + 0.03
        parts.extend(moved(small.parts, at, -shift))
        width = max(width, at + small.width + 0.02)
        ascent = max(ascent, shift + small.ascent)
    return MathBox(tuple(parts), width, ascent, descent, base.kind)


def fraction(top: MathBox, bottom: MathBox, size: float) -> MathBox:
    """A fraction whose parts are set at ``size``."""
    top, bottom = scaled(top, size), scaled(bottom, size)
    width = max(top.width, bottom.width) + 0.16
    gap = 0.13 * size + 0.03
    up = AXIS + RULE / 2 + gap + top.descent
    down = -AXIS + RULE / 2 + gap + bottom.ascent
    parts = [
        *moved(top.parts, (width - top.width) / 2, -up),
        *moved(bottom.parts, (width - bottom.width) / 2, down),
        *rule(0.02, -AXIS - RULE / 2, width - 0.04, RULE),
    ]
    padded = MathBox(tuple(moved(parts, 0.06, 0)), width + 0.12, 0, 0)
    return MathBox(padded.parts, padded.width, up + top.ascent, down + bottom.descent)


def overbar(base: MathBox, left: float, right: float) -> MathBox:
    """A bar as wide as the letter's own ink, thick enough for the last row of a lecture hall."""
    y = -base.ascent - 0.11
    lean = 0.05
    parts = (*base.parts, *rule(left + lean, y - BAR, right - left, BAR))
    return MathBox(parts, base.width, base.ascent + 0.11 + BAR, base.descent, base.kind)


def overhat(base: MathBox, left: float, right: float) -> MathBox:
    """A circumflex over the middle of the letter's own ink."""
    ink = glyph(HAT)
    lean = 0.05
    x = (left + right) / 2 + lean - (ink.left + ink.right) / 2
    y = -base.ascent - 0.06 - ink.bottom
    parts = (*base.parts, Part(x, y, 1, ink.commands))
    return MathBox(parts, base.width, -(y + ink.top), base.descent, base.kind)


def radical(inner: MathBox, degree: MathBox | None) -> MathBox:
    """A root sign drawn around its content."""
    top, depth = inner.ascent + 0.14, inner.descent + 0.04
    height = top + depth
    lead = 0.0
    parts: list[Part] = []
    if degree is not None:
        small = scaled(degree, 0.6)
        lead = max(0.0, small.width - 0.28)
        parts.extend(moved(small.parts, lead + 0.26 - small.width, -top + height * 0.42))
    x, foot = lead, depth
    thin, thick = RULE, RULE * 1.7
    points = [
        (x + 0.06, foot - height * 0.42),
        (x + 0.2, foot - height * 0.52),
        (x + 0.36, foot - 0.19 * height),
        (x + 0.62, -top),
        (x + 0.7 + inner.width + 0.08, -top),
        (x + 0.7 + inner.width + 0.08, -top + thin),
        (x + 0.66, -top + thin),
        (x + 0.37, foot),
        (x + 0.33, foot),
        (x + 0.17, foot - height * 0.52 + thick),
        (x + 0.08, foot - height * 0.42 + thin * 0.7),
    ]
    parts.append(Part(0, 0, 1, (Move(*points[0]), *(Line(*p) for p in points[1:]), Close())))
    parts.extend(moved(inner.parts, x + 0.7, 0))
    return MathBox(tuple(parts), x + 0.82 + inner.width, top + thin, depth)


def delimiter(character: str, height: float, depth: float, kind: Kind) -> MathBox:
    """A bracket or bar, stretched upright until it covers ``height`` above and ``depth`` below."""
    if character == "|":
        width = 0.28
        top, bottom = max(height, 0.75), max(depth, 0.22)
        bar = rule(width / 2 - RULE / 2, -top, RULE, top + bottom)
        return MathBox(tuple(bar), width, top, bottom, kind)
    base = glyph(character)
    natural = base.bottom - base.top
    wanted = 2 * max(height - AXIS, depth + AXIS) + 0.1
    stretch = max(1.0, wanted / natural)
    if stretch == 1.0:
        return from_glyph(base, kind)
    middle = (base.top + base.bottom) / 2
    commands = tuple(_stretched(base.commands, 1 + (stretch - 1) * 0.15, stretch, middle))
    half = natural * stretch / 2
    return MathBox(
        (Part(0, 0, 1, commands),),
        base.advance * (1 + (stretch - 1) * 0.15),
        half + AXIS,
        half - AXIS,
        kind,
    )


def underset(base: MathBox, below: MathBox) -> MathBox:
    """``below`` in small type, centred under ``base``."""
    small = scaled(below, UNDER)
    width = max(base.width, small.width + 0.3)
    shift = base.descent + 0.1 + small.ascent
    parts = [
        *moved(base.parts, (width - base.width) / 2, 0),
        *moved(small.parts, (width - small.width) / 2, shift),
    ]
    return MathBox(tuple(parts), width, base.ascent, shift + small.descent, base.kind)


def matrix(rows: Sequence[Sequence[MathBox]], brackets: str = "[]") -> MathBox:
    """Rows and columns about the axis, numbers aligned at the right of their column."""
    cells = [[scaled(box, CELL) for box in row] for row in rows if row]
    if not cells:
        return EMPTY
    count = max(map(len, cells))
    widths = [max((row[c].width for row in cells if c < len(row)), default=0) for c in range(count)]
    heights = [(max(b.ascent for b in row), max(b.descent for b in row)) for row in cells]
    baselines = [0.0]
    for (_, down), (up, _) in pairwise(heights):
        baselines.append(baselines[-1] + max(LEADING * CELL, down + up + 0.12))
    top, bottom = heights[0][0], baselines[-1] + heights[-1][1]
    shift = (top - bottom) / 2 - AXIS
    parts: list[Part] = []
    for row, baseline in zip(cells, baselines, strict=True):
        right = 0.0
        for box, width in zip(row, widths, strict=False):
            right += width
            parts.extend(moved(box.parts, right - box.width, baseline + shift))
            right += COLUMN_GAP * CELL
    width = sum(widths) + (count - 1) * COLUMN_GAP * CELL
    half = (top + bottom) / 2
    inner = MathBox(tuple(parts), width, half + AXIS, half - AXIS, "inner")
    return _bracketed(inner, brackets)


def _bracketed(inner: MathBox, brackets: str) -> MathBox:
    if brackets == "()":
        sides = [delimiter(c, inner.ascent, inner.descent, "ord") for c in brackets]
        return row([sides[0], inner, sides[1]], "inner", spaced=False)
    if not brackets:
        return inner
    # Drawn: a stretched glyph would have thick feet.
    foot, air, over = 0.17, 0.14, 0.1
    top, height = -inner.ascent - over, inner.ascent + inner.descent + 2 * over
    right = 2 * (RULE + air) + inner.width
    parts = [
        *rule(0, top, RULE, height),
        *rule(0, top, foot, RULE),
        *rule(0, top + height - RULE, foot, RULE),
        *moved(inner.parts, RULE + air, 0),
        *rule(right - RULE, top, RULE, height),
        *rule(right - foot, top, foot, RULE),
        *rule(right - foot, top + height - RULE, foot, RULE),
    ]
    side = 0.08
    return MathBox(
        tuple(moved(parts, side, 0)),
        right + 2 * side,
        inner.ascent + over,
        inner.descent + over,
        "ord",
    )


def rule(x: float, y: float, width: float, height: float) -> tuple[Part]:
    """A filled rectangle."""
    corners = Move(x, y), Line(x + width, y), Line(x + width, y + height), Line(x, y + height)
    return (Part(0, 0, 1, (*corners, Close())),)


def moved(parts: Iterable[Part], dx: float, dy: float, by: float = 1.0) -> Iterable[Part]:
    """Parts scaled by ``by`` and then moved."""
    for part in parts:
        yield Part(part.x * by + dx, part.y * by + dy, part.scale * by, part.commands)


def _stretched(
    commands: Iterable[Command], wide: float, tall: float, middle: float
) -> Iterable[Command]:
    def place(x: float, y: float) -> tuple[float, float]:
        return x * wide, (y - middle) * tall - AXIS

    for c in commands:
        match c:
            case Curve():
                yield Curve(*place(c.x1, c.y1), *place(c.x2, c.y2), *place(c.x, c.y))
            case Close():
                yield c
            case Move():
                yield Move(*place(c.x, c.y))
            case Line():
                yield Line(*place(c.x, c.y))


def _binary_or_sign(boxes: Sequence[MathBox]) -> list[MathBox]:
    """A − at the start or after an operator is a sign, not an operation (TeXbook, p. 170)."""
    ready: list[MathBox] = []
    for box in boxes:
        before = ready[-1].kind if ready else "open"
        if box.kind == "bin" and before in {"bin", "op", "rel", "open", "punct"}:
            box = MathBox(box.parts, box.width, box.ascent, box.descent, "ord", box.slant)
        ready.append(box)
    return ready


def _spaces() -> dict[Kind, dict[Kind, float]]:
    """TeXbook, p. 170; thin, medium and thick spaces a little tighter, for small cards."""
    kinds: list[Kind] = ["ord", "op", "bin", "rel", "open", "close", "punct", "inner"]
    rows = [
        "01230001",
        "11030001",
        "22002002",
        "33003003",
        "00000000",
        "01230001",
        "11011111",
        "11231011",
    ]
    width = {"0": 0.0, "1": 0.15, "2": 0.2, "3": 0.25}
    return {
        left: {right: width[row[i]] for i, right in enumerate(kinds)}
        for left, row in zip(kinds, rows, strict=True)
    }


_SPACES = _spaces()
