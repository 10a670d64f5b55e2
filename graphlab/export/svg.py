"""Writes a Picture as SVG text; knows no Qt and needs no display.

The text is the same for the same Picture, on every machine. Text stays text, in the bundled
fonts' family names with fall-backs, or becomes outlines; formulas are always paths. Nothing is
shared by reference: several readers draw blanks for ``<use>``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from graphlab.picture.shapes import (
    Bounds,
    Box,
    Cells,
    Close,
    Curve,
    Line,
    Math,
    MathBlock,
    Move,
    Path,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from graphlab.picture.shapes import Command, Item, Part, Picture, Shape
    from graphlab.record import Record

FAMILIES = {
    "sans": "'DejaVu Sans', Verdana, Arial, sans-serif",
    "condensed": "'DejaVu Sans Condensed', 'DejaVu Sans', 'Arial Narrow', Arial, sans-serif",
}
UNITS = 1000  # of a formula's path to an em, as in the mathematical font itself
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def picture_svg(picture: Picture, *, transparent: bool = False, outlines: bool = False) -> str:
    """One Picture as a complete SVG document. ``outlines`` makes paths of its text."""
    width, height = (number(side) for side in picture.size)
    words = _outlined if outlines else _text
    return "\n".join(_lines(picture, width, height, transparent, words)) + "\n"


def record_svg(record: Record) -> str:
    """The whole graph of a record with everything revealed, as a notebook shows it."""
    from graphlab.picture.compose import Composer
    from graphlab.picture.layout.graphviz import GraphvizLayouter
    from graphlab.picture.options import Options
    from graphlab.picture.theme import THEMES
    from graphlab.study.moment import EVERYTHING

    return picture_svg(
        Composer(record, THEMES["light"], Options(), GraphvizLayouter()).picture(EVERYTHING)
    )


def number(value: float) -> str:
    """A coordinate with at most three decimals and no more digits than it needs."""
    if value == (whole := int(value)):
        return str(whole)
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def path_data(commands: Iterable[Command]) -> str:
    """The ``d`` attribute of a path."""
    return "".join(_command(command) for command in commands)


def _lines(
    picture: Picture, width: str, height: str, transparent: bool, words: Callable[[Text], str]
) -> Iterator[str]:
    label = f" aria-label={_quoted(picture.title)}" if picture.title else ""
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" role="img"{label}>'
    )
    if picture.title:
        yield f"<title>{_escaped(picture.title)}</title>"
    if picture.background and not transparent:
        yield f'<rect width="{width}" height="{height}" fill="{picture.background}"/>'
    for item in picture.items:
        yield from _group(item, words)
    yield "</svg>"


def _group(item: Item, words: Callable[[Text], str]) -> Iterator[str]:
    yield f"<g id={_quoted(item.key)}>"
    if item.speech:
        yield f"<title>{_escaped(item.speech)}</title>"
    for shape in item.shapes:
        yield _shape(shape, words)
    yield "</g>"


def _shape(shape: Shape, words: Callable[[Text], str]) -> str:
    match shape:
        case Path():
            return f'<path d="{path_data(shape.commands)}"{_paint(shape)}/>'
        case Box():
            return _box(shape)
        case Text():
            return words(shape)
        case Math():
            return _math(shape)
        case Cells():
            return _cells(shape)


def _box(box: Box) -> str:
    x, y, width, height = (number(value) for value in box.bounds)
    radius = f' rx="{number(box.radius)}"' if box.radius else ""
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}"{radius}{_paint(box)}/>'


def _paint(shape: Path | Box) -> str:
    fill = f' fill="{shape.fill or "none"}"'
    if not shape.stroke or not shape.width:
        return fill
    dash = " ".join(number(length) for length in shape.dash)
    return (
        f'{fill} stroke="{shape.stroke}" stroke-width="{number(shape.width)}"'
        ' stroke-linejoin="round"' + (f' stroke-dasharray="{dash}"' if dash else "")
    )


def _cells(cells: Cells) -> str:
    """A path a colour; crisp, or readers smooth each cell's border and show seams."""
    x, y, width, height = cells.bounds
    paths = _cell_paths(width, height, cells.columns, cells.colors)
    place = f"translate({number(x)} {number(y)})"
    return f'<g shape-rendering="crispEdges" transform="{place}">{paths}</g>'


@lru_cache(maxsize=1024)
def _cell_paths(width: float, height: float, columns: int, colors: tuple[str | None, ...]) -> str:
    """The same wherever they stand, as the scales of all cards are."""
    runs = Cells(Bounds(0, 0, width, height), columns, colors).runs()
    return "".join(
        f'<path d="{"".join(map(_rectangle, boxes))}" fill="{color}"/>'
        for color, boxes in runs.items()
    )


def _rectangle(box: Bounds) -> str:
    x, y, width, height = (number(value) for value in box)
    return f"M{x} {y}h{width}v{height}h-{width}z"


def _text(text: Text) -> str:
    from graphlab.picture.fonts import text_width

    width = text_width(text.text, text.size, text.font, bold=text.bold, italic=text.italic)
    style = (
        (' font-weight="bold"' if text.bold else "")
        + (' font-style="italic"' if text.italic else "")
        + (f' text-anchor="{text.anchor}"' if text.anchor != "start" else "")
        # A reader with another font still fits the words into their place.
        + (' xml:space="preserve"' if text.text != " ".join(text.text.split()) else "")
        + (f' textLength="{number(width)}" lengthAdjust="spacingAndGlyphs"' if width else "")
    )
    return (
        f'<text x="{number(text.x)}" y="{number(text.y)}" font-family="{FAMILIES[text.font]}"'
        f' font-size="{number(text.size)}" fill="{text.color}"{style}>'
        f"{_escaped(text.text)}</text>"
    )


def _outlined(text: Text) -> str:
    from graphlab.export.outlines import outline

    data = path_data(outline(text))
    return f'<path d="{data}" fill="{text.color}"><title>{_escaped(text.text)}</title></path>'


def _math(math: Math) -> str:
    scale = f"{math.size / UNITS:.6f}".rstrip("0")
    place = f"translate({number(math.x)} {number(math.y)}) scale({scale})"
    return (
        f'<path d="{_block_data(math.block)}" transform="{place}" fill="{math.color}"'
        f' role="img" aria-label={_quoted(math.block.latex)}>'
        f"<title>{_escaped(math.block.latex)}</title></path>"
    )


def _block_data(block: MathBlock) -> str:
    """The path of a formula in whole thousandths of an em."""
    return "".join(_part_data(part) for part in block.parts)


def _part_data(part: Part) -> str:
    """One glyph: its first point, then the outline that it has wherever it stands."""
    x, y, scale, commands = part
    if not commands:
        return ""
    first = commands[0]
    assert isinstance(first, Move)
    left, top = round((x + first.x * scale) * UNITS), round((y + first.y * scale) * UNITS)
    return f"M{left}{'' if top < 0 else ' '}{top}{_outline_data(commands, scale)}"


@lru_cache(maxsize=4096)
def _outline_data(commands: tuple[Command, ...], scale: float) -> str:
    """An outline after its first point, each point from the one before."""
    parts: list[str] = []
    at = start = (0, 0)
    for index, command in enumerate(commands):
        points = [
            (round(x * scale * UNITS), round(y * scale * UNITS))
            for x, y in zip(command[::2], command[1::2], strict=True)
        ]
        match command:
            case Close():
                parts.append("z")
                at = start
                continue
            case Move():
                letter, start = "m", points[0]
            case Line():
                letter = "l"
            case Curve():
                letter = "c"
        if index:
            steps = (f"{x - at[0]} {y - at[1]}" for x, y in points)
            parts.append((letter + " ".join(steps)).replace(" -", "-"))
        at = points[-1]
    return "".join(parts)


def _command(command: Command) -> str:
    match command:
        case Move(x, y):
            return f"M{number(x)} {number(y)}"
        case Line(x, y):
            return f"L{number(x)} {number(y)}"
        case Curve():
            return "C" + " ".join(number(value) for value in command)
        case Close():
            return "Z"


def _escaped(text: str) -> str:
    return escape(FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text))


def _quoted(text: str) -> str:
    return quoteattr(FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text))
