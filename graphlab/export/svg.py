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

from graphlab.making import calm
from graphlab.picture.fonts import text_width
from graphlab.picture.shapes import (
    Bounds,
    Box,
    Cells,
    Close,
    Curve,
    Line,
    Math,
    Move,
    Path,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from graphlab.picture.shapes import Anchor, Command, Font, Item, Part, Picture
    from graphlab.record import Record

FAMILIES = {
    "sans": "'DejaVu Sans', Verdana, Arial, sans-serif",
    "condensed": "'DejaVu Sans Condensed', 'DejaVu Sans', 'Arial Narrow', Arial, sans-serif",
}
MOST_USED = "condensed"  # its family is said once, at the root, and inherited
UNITS = 1000  # of a formula's path to an em, as in the mathematical font itself
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SPECIAL = re.compile(f"[&<>]|{FORBIDDEN.pattern}")
LETTERS = {Move: "M", Line: "L", Curve: "C", Close: "Z"}


def picture_svg(picture: Picture, *, transparent: bool = False, outlines: bool = False) -> str:
    """One Picture as a complete SVG document. ``outlines`` makes paths of its text."""
    width, height = (number(side) for side in picture.size)
    words = _outlined if outlines else _text
    with calm():
        return "".join(_pieces(picture, width, height, transparent, words))


def record_svg(record: Record) -> str:
    """The whole graph of a record with everything revealed, as a notebook shows it."""
    from graphlab.picture.compose import Composer
    from graphlab.picture.layout.graphviz import GraphvizLayouter
    from graphlab.picture.options import Options
    from graphlab.picture.theme import THEMES
    from graphlab.study.moment import EVERYTHING

    with calm():
        composer = Composer(record, THEMES["light"], Options(), GraphvizLayouter())
        return picture_svg(composer.picture(EVERYTHING))


@lru_cache(maxsize=16384)  # cards of a row differ in their x alone
def number(value: float) -> str:
    """A coordinate with at most three decimals and no more digits than it needs."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def path_data(commands: Iterable[Command]) -> str:
    """The ``d`` attribute of a path."""
    return "".join([LETTERS[type(c)] + " ".join(map(number, c)) for c in commands])


def _pieces(
    picture: Picture, width: str, height: str, transparent: bool, words: Callable[[Text], str]
) -> Iterator[str]:
    """The document in pieces; a glyph is the same piece wherever it stands."""
    label = f" aria-label={_quoted(picture.title)}" if picture.title else ""
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" role="img"{label}'
        f' font-family="{FAMILIES[MOST_USED]}" stroke-linejoin="round">\n'
    )
    if picture.title:
        yield f"<title>{_escaped(picture.title)}</title>\n"
    if picture.background and not transparent:
        yield f'<rect width="{width}" height="{height}" fill="{picture.background}"/>\n'
    for item in picture.items:
        yield from _group(item, words)
    yield "</svg>\n"


def _group(item: Item, words: Callable[[Text], str]) -> Iterator[str]:
    yield f"<g id={_quoted(item.key)}>\n"
    if item.speech:
        yield f"<title>{_escaped(item.speech)}</title>\n"
    for shape in item.shapes:
        match shape:
            case Path():
                yield _path(shape)
            case Box():
                yield _box(shape)
            case Text():
                yield words(shape)
            case Math():
                yield from _math(shape)
            case Cells():
                yield from _cells(shape)
        yield "\n"
    yield "</g>\n"


def _path(path: Path) -> str:
    paint = _paint(path.fill, path.stroke, path.width, path.dash)
    return f'<path d="{path_data(path.commands)}"{paint}/>'


def _box(box: Box) -> str:
    x, y, width, height = (number(value) for value in box.bounds)
    radius = f' rx="{number(box.radius)}"' if box.radius else ""
    paint = _paint(box.fill, box.stroke, box.width, box.dash)
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}"{radius}{paint}/>'


@lru_cache(maxsize=1024)
def _paint(fill: str | None, stroke: str | None, width: float, dash: tuple[float, ...]) -> str:
    filled = f' fill="{fill or "none"}"'
    if not stroke or not width:
        return filled
    dashes = f' stroke-dasharray="{" ".join(map(number, dash))}"' if dash else ""
    return f'{filled} stroke="{stroke}" stroke-width="{number(width)}"{dashes}'


def _cells(cells: Cells) -> Iterator[str]:
    """A path a colour; crisp, or readers smooth each cell's border and show seams."""
    x, y, width, height = cells.bounds
    place = f"translate({number(x)} {number(y)})"
    yield f'<g shape-rendering="crispEdges" transform="{place}">'
    yield _cell_paths(width, height, cells.columns, cells.colors)
    yield "</g>"


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
    return f"M{x} {y}v{height}h{width}v-{height}"


def _text(text: Text) -> str:
    width = text_width(text.text, text.size, text.font, bold=text.bold, italic=text.italic)
    kind = _type(text.font, text.size, text.color, text.bold, text.italic, text.anchor)
    # A reader with another font still fits the words into their place.
    fitted = f' textLength="{number(width)}" lengthAdjust="spacingAndGlyphs"' if width else ""
    spaces = ' xml:space="preserve"' if text.text != " ".join(text.text.split()) else ""
    return (
        f'<text x="{number(text.x)}" y="{number(text.y)}"{kind}{spaces}{fitted}>'
        f"{_escaped(text.text)}</text>"
    )


@lru_cache(maxsize=1024)
def _type(font: Font, size: float, color: str, bold: bool, italic: bool, anchor: Anchor) -> str:
    return (
        (f' font-family="{FAMILIES[font]}"' if font != MOST_USED else "")
        + f' font-size="{number(size)}" fill="{color}"'
        + (' font-weight="bold"' if bold else "")
        + (' font-style="italic"' if italic else "")
        + (f' text-anchor="{anchor}"' if anchor != "start" else "")
    )


def _outlined(text: Text) -> str:
    from graphlab.export.outlines import outline

    data = path_data(outline(text))
    return f'<path d="{data}" fill="{text.color}"><title>{_escaped(text.text)}</title></path>'


def _math(math: Math) -> Iterator[str]:
    """A path in whole thousandths of an em."""
    block = math.block
    yield '<path d="'
    yield from map(_part_data, block.parts)
    place = f"translate({number(math.x)} {number(math.y)}) scale({_scale(math.size)})"
    label = _quoted(block.latex)
    yield f'" transform="{place}" fill="{math.color}" role="img" aria-label={label}/>'


@lru_cache(maxsize=256)
def _scale(size: float) -> str:
    return f"{size / UNITS:.6f}".rstrip("0")


@lru_cache(maxsize=16384)
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
        if index and (letter != "l" or points[0] != at):
            steps = (f"{x - at[0]} {y - at[1]}" for x, y in points)
            parts.append((letter + " ".join(steps)).replace(" -", "-"))
        at = points[-1]
    return "".join(parts)


def _escaped(text: str) -> str:
    if SPECIAL.search(text) is None:
        return text
    return escape(FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text))


def _quoted(text: str) -> str:
    if SPECIAL.search(text) is None and text.isprintable() and '"' not in text:
        return f'"{text}"'
    return quoteattr(FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text))
