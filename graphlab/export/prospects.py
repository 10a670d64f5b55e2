"""What a file would hold, before it is written: its pages, and how large type will be, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphlab.errors import ExportError
from graphlab.export.advice import advice, is_too_long, points, too_long, too_many
from graphlab.export.gif import check_film
from graphlab.export.paging import pages_of
from graphlab.export.paper import OWN_SIZE, OnPaper
from graphlab.export.png import check_size, pixels_of
from graphlab.export.sheets import READABLE, smallest_type, whole
from graphlab.export.sizing import CM
from graphlab.export.slides import BEAMER, POWERPOINT

if TYPE_CHECKING:
    from graphlab.export.sheets import Page, Sheet
    from graphlab.export.slides import Slide
    from graphlab.picture.shapes import Picture

IMAGES = (".png", ".gif")
SCREEN = 1920.0, 1010.0
"""Pixels of a browser that fills a screen, without the row of buttons."""

FAR = 1.8
"""Percent of a slide's height, below which type cannot be read from the back row: 10 pt of 540."""


@dataclass(frozen=True, slots=True)
class Form:
    """As what a picture is written, as far as that is to be seen.

    ``scale`` is pixels to a logical pixel, for images; ``count`` are the pictures of the walk, each
    in a file of its own where they are ``numbered``; ``sized`` is as in ``Settings``.
    """

    suffix: str
    paper: OnPaper = OWN_SIZE
    transparent: bool = False
    scale: float = 1.0
    count: int = 1
    numbered: bool = False
    sized: bool = False


@dataclass(frozen=True, slots=True)
class Prospect:
    """What would be written: its pages, none where it cannot be, and a sentence about them.

    The picture has this ``number`` of ``count``, from 0. A ``clear`` page has no ground.
    """

    picture: Picture
    pages: tuple[Page, ...]
    words: str
    clear: bool = False
    number: int = 0
    count: int = 1


def prospect(picture: Picture, form: Form, number: int = 0) -> Prospect:
    """What a file of this form holds of a picture, of a walk of that with this number."""
    slide = slide_of(form)
    if slide is not None:
        sheet = slide.sheet(picture.size, sized=form.sized)
        words = _on_slide(picture, sheet, slide)
        return Prospect(picture, (whole(sheet),), words, False, number, form.count)
    try:
        pages = pages_of(picture, form.paper, trimmed=form.count == 1)
        if form.suffix in IMAGES and not form.paper:
            _check(picture, form)
    except ExportError as error:
        return Prospect(picture, (), str(error), number=number, count=form.count)
    words = _words(picture, form, pages)
    return Prospect(picture, pages, words, form.transparent, number, form.count)


def _check(picture: Picture, form: Form) -> None:
    check_size(picture.size, form.scale)
    if form.suffix == ".gif":
        check_film(picture.size, form.count, form.scale)


def slide_of(form: Form) -> Slide | None:
    """The slide that a picture comes to stand on, None where its page is as large as it."""
    if form.suffix == ".pptx":
        return POWERPOINT
    is_walk = form.count > 1 and not form.numbered
    return BEAMER if form.suffix == ".tex" and is_walk else None


def _words(picture: Picture, form: Form, pages: tuple[Page, ...]) -> str:
    if form.suffix == ".png" and len(pages) > 1:
        return too_many(len(pages))
    if form.paper:
        return advice(picture, form.paper, pages).text
    if form.suffix == ".pdf" and is_too_long(picture):
        return too_long(picture)
    if form.suffix in IMAGES:
        return _in_pixels(picture, form.scale)
    if form.suffix == ".html":
        return _in_a_browser(picture)
    return _as_it_is(picture)


def _as_it_is(picture: Picture) -> str:
    width, height = (f"{side / CM:.1f}".removesuffix(".0") for side in picture.size)
    told = f"{width} × {height} cm"
    smallest = smallest_type(picture)
    if not smallest:
        return f"{told}."
    small = " That is too small to be read." if smallest < READABLE - 1e-6 else ""
    return f"{told}; type from {points(smallest)}.{small}"


def _in_pixels(picture: Picture, scale: float) -> str:
    width, height = (f"{count:,}" for count in pixels_of(picture.size, scale))
    smallest = smallest_type(picture) * scale
    return f"{width} × {height} pixels" + (f"; type from {smallest:.0f} px." if smallest else ".")


def _in_a_browser(picture: Picture) -> str:
    by = min(room / side for room, side in zip(SCREEN, picture.size, strict=True))
    smallest = smallest_type(picture) * by
    told = "As large as the window of the browser"
    return f"{told}: type from {smallest:.0f} px on a whole 1920 × 1080 screen."


def _on_slide(picture: Picture, sheet: Sheet, slide: Slide) -> str:
    smallest = smallest_type(picture) * sheet.pieces[0].scale
    if not smallest:
        return f"{slide.name}."
    small = ""
    if smallest < sheet.size[1] * FAR / 100:
        small = " The back row cannot read that: fold modules, or show a part of the graph."
    return f"{slide.name}; type from {points(smallest)}.{small}"
