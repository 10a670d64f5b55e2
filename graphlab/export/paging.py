"""The pages that a picture takes on the paper that is wished for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.export.rows import wrapped
from graphlab.export.sheets import Sheet, check_count, fitted, natural, whole
from graphlab.export.tiles import tiled

if TYPE_CHECKING:
    from graphlab.export.paper import OnPaper
    from graphlab.export.sheets import Page
    from graphlab.picture.shapes import Picture


def pages_of(picture: Picture, wish: OnPaper, *, trimmed: bool = True) -> tuple[Page, ...]:
    """The pages in reading order. Raises ExportError where there would be far too many.

    ``trimmed``: rows are only as high as what stands in them; without it a row fits every step of
    a walk.
    """
    sheets = _sheets(picture, wish, trimmed)
    if wish.tiles is None:
        return tuple(whole(sheet) for sheet in sheets)
    pages: list[Page] = []
    for number, sheet in enumerate(sheets, start=1):
        lead = f"sheet {number} of {len(sheets)}: " if len(sheets) > 1 else ""
        pages += tiled(sheet, wish.tiles, wish.turn, lead)
        check_count(len(pages))
    return tuple(pages)


def _sheets(picture: Picture, wish: OnPaper, trimmed: bool) -> tuple[Sheet, ...]:
    if wish.sheet is None:
        return (natural(picture),)
    ways = wish.sheet.ways("auto" if wish.tiles else wish.turn)
    if wish.rows:
        found = [wrapped(picture, way, trimmed=trimmed) for way in ways]
    else:
        found = [(fitted(picture, way),) for way in ways]
    return min(found, key=lambda sheets: (len(sheets), -sheets[0].pieces[0].scale))
