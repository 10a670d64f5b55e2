"""Writes a Picture as SVG text; knows no Qt and needs no display.

The text is the same for the same Picture, on every machine. Text stays text, in the bundled
fonts' family names with fall-backs, or becomes outlines; formulas are always paths. Nothing is
shared by reference: several readers draw blanks for ``<use>``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any
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
    from collections.abc import Callable, Iterable, Mapping

    from graphlab.picture.shapes import Anchor, Command, Font, Item, MathBlock, Part, Picture
    from graphlab.record import Record

    Writer = Callable[[Any, list[str]], None]

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
        composer = Composer(record, THEMES["light"], Options(), GraphvizLayouter(), still=True)
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
    picture: Picture, width: str, height: str, transparent: bool, words: Writer
) -> list[str]:
    """The document in pieces, which are put together once: it may be hundreds of megabytes."""
    label = f" aria-label={_quoted(picture.title)}" if picture.title else ""
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" role="img"{label}'
        f' font-family="{FAMILIES[MOST_USED]}" stroke-linejoin="round">\n'
    ]
    if picture.title:
        out.append(f"<title>{_escaped(picture.title)}</title>\n")
    if picture.background and not transparent:
        ground = f'<rect width="{width}" height="{height}" fill="{picture.background}"/>\n'
        out.append(ground)
    writers = _writers(words)
    for item in picture.items:
        _group(item, f"id={_quoted(item.key)}", writers, out)
    out.append("</svg>\n")
    return out


def groups_svg(items: Iterable[tuple[Item, str]], *, outlines: bool = False) -> str:
    """Items as groups with attributes of the caller's, to stand in a document of the caller's."""
    writers = _writers(_outlined if outlines else _text)
    out: list[str] = []
    with calm():
        for item, attributes in items:
            _group(item, attributes, writers, out)
    return "".join(out)


def _writers(words: Writer) -> dict[type, Writer]:
    """What writes each shape; formulas of one document share their glyphs."""
    return {Path: _path, Box: _box, Text: words, Math: _Formulas().write, Cells: _cells}


def _group(item: Item, attributes: str, writers: Mapping[type, Writer], out: list[str]) -> None:
    title = f"<title>{_escaped(item.speech)}</title>\n" if item.speech else ""
    out.append(f"<g {attributes}>\n{title}")
    for shape in item.shapes:
        writers[type(shape)](shape, out)
    out.append("</g>\n")


def _path(path: Path, out: list[str]) -> None:
    paint = _paint(path.fill, path.stroke, path.width, path.dash)
    out.append(f'<path d="{path_data(path.commands)}"{paint}/>\n')


def _box(box: Box, out: list[str]) -> None:
    x, y, width, height = map(number, box.bounds)
    radius = f' rx="{number(box.radius)}"' if box.radius else ""
    paint = _paint(box.fill, box.stroke, box.width, box.dash)
    out.append(f'<rect x="{x}" y="{y}" width="{width}" height="{height}"{radius}{paint}/>\n')


@lru_cache(maxsize=1024)
def _paint(fill: str | None, stroke: str | None, width: float, dash: tuple[float, ...]) -> str:
    filled = f' fill="{fill or "none"}"'
    if not stroke or not width:
        return filled
    dashes = f' stroke-dasharray="{" ".join(map(number, dash))}"' if dash else ""
    return f'{filled} stroke="{stroke}" stroke-width="{number(width)}"{dashes}'


def _cells(cells: Cells, out: list[str]) -> None:
    """A path a colour; crisp, or readers smooth each cell's border and show seams."""
    x, y, width, height = cells.bounds
    place = f"translate({number(x)} {number(y)})"
    out.append(f'<g shape-rendering="crispEdges" transform="{place}">')
    out.append(_cell_paths(width, height, cells.columns, cells.colors))
    out.append("</g>\n")


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


def _text(text: Text, out: list[str]) -> None:
    words = _words(text.text, text.font, text.size, text.color, text.bold, text.italic, text.anchor)
    out.append(f'<text x="{number(text.x)}" y="{number(text.y)}"{words}')


@lru_cache(maxsize=16384)
def _words(
    words: str, font: Font, size: float, color: str, bold: bool, italic: bool, anchor: Anchor
) -> str:
    """All but where it stands: many cards say the same."""
    width = text_width(words, size, font, bold=bold, italic=italic)
    kind = (
        (f' font-family="{FAMILIES[font]}"' if font != MOST_USED else "")
        + f' font-size="{number(size)}" fill="{color}"'
        + (' font-weight="bold"' if bold else "")
        + (' font-style="italic"' if italic else "")
        + (f' text-anchor="{anchor}"' if anchor != "start" else "")
    )
    # A reader with another font still fits the words into their place.
    fitted = f' textLength="{number(width)}" lengthAdjust="spacingAndGlyphs"' if width else ""
    spaces = ' xml:space="preserve"' if words != " ".join(words.split()) else ""
    return f"{kind}{spaces}{fitted}>{_escaped(words)}</text>\n"


def _outlined(text: Text, out: list[str]) -> None:
    from graphlab.export.outlines import outline

    words = f"<title>{_escaped(text.text)}</title>"
    out.append(f'<path d="{path_data(outline(text))}" fill="{text.color}">{words}</path>\n')


class _Formulas:
    """Writes formulas as paths in whole thousandths of an em, each form made once a document."""

    def __init__(self) -> None:
        # By identity: looking a glyph up by its points would look at each of them.
        self._forms: dict[int, tuple[list[str], dict[int, dict[int, str]]]] = {}
        self._outlines: dict[tuple[int, float], str] = {}

    def write(self, math: Math, out: list[str]) -> None:
        block = math.block
        out.append('<path d="')
        out += self._data(block)
        place = f"translate({number(math.x)} {number(math.y)}) scale({_scale(math.size)})"
        label = _quoted(block.latex)
        out.append(f'" transform="{place}" fill="{math.color}" role="img" aria-label={label}/>\n')

    def _data(self, block: MathBlock) -> list[str]:
        """The path of each part: those of the form, but for its digits."""
        form = self._forms.get(id(block.form))
        if form is None:
            digits: dict[int, dict[int, str]] = {place: {} for place in block.places}
            form = self._forms[id(block.form)] = [*map(self._glyph, block.form)], digits
        if not block.digits:
            return form[0]
        data = form[0].copy()
        for place, digit in zip(block.places, block.digits, strict=True):
            known = form[1][place]
            if id(digit) not in known:
                known[id(digit)] = self._glyph(block.form[place]._replace(commands=digit))
            data[place] = known[id(digit)]
        return data

    def _glyph(self, part: Part) -> str:
        """Its first point, then the outline that it has wherever it stands."""
        x, y, scale, commands = part
        if not commands:
            return ""
        first, shape = commands[0], (id(commands), scale)
        assert isinstance(first, Move)
        if shape not in self._outlines:
            self._outlines[shape] = _outline_data(commands, scale)
        left, top = round((x + first.x * scale) * UNITS), round((y + first.y * scale) * UNITS)
        return f"M{left}{'' if top < 0 else ' '}{top}{self._outlines[shape]}"


@lru_cache(maxsize=256)
def _scale(size: float) -> str:
    return f"{size / UNITS:.6f}".rstrip("0")


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
