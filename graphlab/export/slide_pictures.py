"""Formulas on slides: each form in each colour once in the file, as SVG with a PNG for the others.

PowerPoint since 2016 paints the SVG; what does not know it paints the PNG.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from graphlab.export.png import one_colour_png
from graphlab.export.svg import picture_svg
from graphlab.picture.shapes import Bounds, Item, Math, Picture

if TYPE_CHECKING:
    from pptx.opc.package import Part
    from pptx.package import Package
    from pptx.parts.slide import SlidePart

    from graphlab.picture.shapes import MathBlock

EM = 96.0  # pixels of a PNG to an em; 13 points shown on a whole 4K screen need half of them
LARGEST = 8_000.0
AIR = 0.06  # em around a formula, in which its slanted letters may end
_MARK = re.compile('"@(\\d+)@"')


class _Made(NamedTuple):
    svg: Part
    png: Part


class Formulas:
    """What stands for a formula in the XML of a slide, and the parts of the package it means."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._numbers: dict[tuple[int, str], int] = {}
        self._blocks: list[MathBlock] = []  # kept, or their identity could be another's later
        self._same: dict[str, int] = {}
        self._made: list[_Made] = []

    def picture(self, math: Math) -> tuple[str, Bounds]:
        """The ``blip`` of a formula, whose references are marks, and where it stands."""
        block, size = math.block, math.size
        key = id(block), math.color
        if key not in self._numbers:
            self._blocks.append(block)
            self._numbers[key] = self._number(block, math.color)
        number = 2 * self._numbers[key]
        box = Bounds(
            math.x - AIR * size,
            math.y - (block.ascent + AIR) * size,
            (block.width + 2 * AIR) * size,
            (block.ascent + block.descent + 2 * AIR) * size,
        )
        blip = (
            f'<a:blip r:embed="@{number}@"><a:extLst>'
            '<a:ext uri="{96DAC541-7B7A-43D3-8B79-37D633B846F1}">'
            '<asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main"'
            f' r:embed="@{number + 1}@"/></a:ext></a:extLst></a:blip>'
        )
        return blip, box

    def related(self, text: str, part: SlidePart) -> str:
        """The XML with its marks replaced by relations of this slide."""
        from pptx.opc.constants import RELATIONSHIP_TYPE

        known: dict[str, str] = {}

        def relation(found: re.Match[str]) -> str:
            number = found[1]
            if number not in known:
                which, is_svg = divmod(int(number), 2)
                made = self._made[which]
                target = made.svg if is_svg else made.png
                # ``relate_to`` would look through all relations that the slide has for each.
                known[number] = part.rels._add_relationship(RELATIONSHIP_TYPE.IMAGE, target)
            return f'"{known[number]}"'

        return _MARK.sub(relation, text)

    def _number(self, block: MathBlock, color: str) -> int:
        """Equal formulas were often set more than once, and differ in nothing that is written."""
        picture = _alone(block, color)
        svg = picture_svg(picture)
        if svg not in self._same:
            self._same[svg] = len(self._made)
            scale = min(1.0, LARGEST / max(picture.size))
            png = one_colour_png(picture, color, scale=scale)
            self._made.append(
                _Made(
                    self._part("svg", "image/svg+xml", svg.encode()),
                    self._part("png", "image/png", png),
                )
            )
        return self._same[svg]

    def _part(self, suffix: str, kind: str, data: bytes) -> Part:
        from pptx.opc.package import Part
        from pptx.opc.packuri import PackURI

        name = PackURI(f"/ppt/media/formula{len(self._made) + 1}.{suffix}")
        return Part(name, kind, self._package, data)


def _alone(block: MathBlock, color: str) -> Picture:
    """A formula as a picture of its own, an em as large as in the PNG."""
    air = AIR * EM
    size = block.width * EM + 2 * air, (block.ascent + block.descent) * EM + 2 * air
    math = Math(air, air + block.ascent * EM, block, EM, color)
    return Picture(size, None, (Item("formula", "label", Bounds(0, 0, *size), (math,)),))
