"""Pictures as PowerPoint slides of native shapes, a slide a picture, what is said in the notes.

python-pptx keeps the package; the shapes are written by ``slide_shapes``. The same pictures give
the same bytes: nothing in the file tells when it was written.
"""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

from graphlab.errors import ExportError
from graphlab.export.qt import painting
from graphlab.export.slide_pictures import Formulas
from graphlab.export.slide_shapes import NAMESPACES, Drawing, Frame
from graphlab.export.slides import POWERPOINT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pptx.parts.slide import SlidePart
    from pptx.presentation import Presentation

    from graphlab.picture.shapes import Picture

WIDE, TALL = map(int, POWERPOINT.size)
MOST_SLIDES, MOST_ITEMS = 1_000, 5_000
MOST_SIGNS = 200_000_000
"""Characters of all slides together; PowerPoint has to hold them several times over."""

BLANK = 6  # of the layouts of python-pptx's own template
WRITTEN = datetime(2000, 1, 1)
ZIP_BEGINS = struct.pack("<2H", 0, 1 << 5 | 1)  # midnight of 1 January 1980


def pictures_pptx(
    pictures: Iterable[Picture],
    *,
    transparent: bool = False,
    title: str = "",
    said: Callable[[int], str] | None = None,
) -> bytes:
    """A slide a picture; ``said`` gives the notes of a slide by its number, from 0.

    Raises ExportError if it would be too large.
    """
    from pptx import Presentation

    deck = Presentation()
    _widen(deck)
    formulas = Formulas(deck.part.package)
    with painting("PPTX"):
        drawn = _drawn(pictures, formulas, transparent=transparent, said=said)
    # Relations come last: python-pptx looks through all there are for the name of a new slide.
    made = []
    for text, notes in drawn:
        slide = deck.slides.add_slide(deck.slide_layouts[BLANK])
        if notes:
            frame = slide.notes_slide.notes_text_frame
            assert frame is not None
            frame.text = notes
        made.append((slide.part, text))
    for part, text in made:
        _put(part, formulas.related(text, part))
    return _bytes(deck, title)


def _drawn(
    pictures: Iterable[Picture],
    formulas: Formulas,
    *,
    transparent: bool,
    said: Callable[[int], str] | None,
) -> list[tuple[str, str]]:
    """The XML of each slide, and its notes."""
    drawing: Drawing | None = None
    drawn: list[tuple[str, str]] = []
    signs = 0
    for number, picture in enumerate(pictures):
        if number == MOST_SLIDES:
            raise ExportError(f"A PPTX may have {MOST_SLIDES:,} slides; export fewer steps.")
        if len(picture.items) > MOST_ITEMS:
            raise ExportError(
                f"A slide may have {MOST_ITEMS:,} cards, lines and labels, not"
                f" {len(picture.items):,}; write a PDF, or fold parts of the graph."
            )
        drawing = drawing or Drawing(_frame(picture.size), formulas)
        text = _slide_xml(picture, drawing, transparent=transparent)
        signs += len(text)
        if signs > MOST_SIGNS:
            raise ExportError(
                f"This walk has too many shapes for a PPTX: {number + 1:,} slides are"
                f" {signs / 1e6:,.0f} MB already. Export fewer steps, or a PDF."
            )
        drawn.append((text, picture.title if said is None else said(number)))
    return drawn


def _frame(size: tuple[float, float]) -> Frame:
    """The picture in the middle of the slide, as large as its margins leave."""
    width, height = size
    pixel = POWERPOINT.pixel(size)
    return Frame(pixel, (WIDE - width * pixel) / 2, (TALL - height * pixel) / 2)


def _slide_xml(picture: Picture, drawing: Drawing, *, transparent: bool) -> str:
    ground = ""
    if picture.background and not transparent:
        fill = f'<a:solidFill><a:srgbClr val="{picture.background[1:].upper()}"/></a:solidFill>'
        ground = f"<p:bg><p:bgPr>{fill}<a:effectLst/></p:bgPr></p:bg>"
    return (
        f"<p:cSld {NAMESPACES}>{ground}<p:spTree><p:nvGrpSpPr>"
        '<p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>'
        f"<p:grpSpPr/>{drawing.shapes(picture)}</p:spTree></p:cSld>"
    )


def _put(part: SlidePart, text: str) -> None:
    from pptx.oxml import parse_xml

    element = part._element
    element.replace(element.cSld, parse_xml(text))


def _widen(deck: Presentation) -> None:
    """python-pptx's template is 4:3, master and layouts too."""
    from pptx.oxml.ns import qn
    from pptx.util import Emu

    share = WIDE / int(deck.slide_width or WIDE)
    deck.slide_width, deck.slide_height = Emu(WIDE), Emu(TALL)
    for sheet in (deck.slide_master, *deck.slide_layouts):
        for place in sheet.element.iter(qn("a:off"), qn("a:ext")):
            for name in ("x", "cx"):
                if name in place.attrib:
                    place.set(name, str(round(int(place.get(name)) * share)))


def _bytes(deck: Presentation, title: str) -> bytes:
    about = deck.core_properties
    about.title, about.author, about.last_modified_by = title[:255], "graphlab", "graphlab"
    about.created = about.modified = WRITTEN
    written = io.BytesIO()
    deck.save(written)
    return _undated(written.getvalue())


def _undated(file: bytes) -> bytes:
    """A zip archive with 1980 for the time of each entry, here and in its directory."""
    changed = bytearray(file)
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        at = archive.start_dir
        for entry in archive.infolist():
            for place in (entry.header_offset + 10, at + 12):
                changed[place : place + 4] = ZIP_BEGINS
            at += 46 + sum(struct.unpack_from("<3H", file, at + 28))
    return bytes(changed)
