"""The table of file formats, and the one function that exports a record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from graphlab.errors import ExportError
from graphlab.export import frames
from graphlab.export.paper import OWN_SIZE, OnPaper
from graphlab.export.save import save
from graphlab.export.sizing import fitted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from graphlab.export.sheets import Page
    from graphlab.export.sizing import Width
    from graphlab.picture.compose import Composer
    from graphlab.picture.options import Options
    from graphlab.picture.shapes import Bounds, Picture
    from graphlab.record import Record
    from graphlab.study.code import Code
    from graphlab.study.document import Document
    from graphlab.study.moment import Moment


@dataclass(frozen=True, slots=True)
class Settings:
    """What a writer may be told. ``scale`` is pixels to a logical pixel, for images.

    ``delay`` is seconds from picture to picture, where they play; ``said`` is what is said to the
    picture of a number, from 0.
    ``sized``: pictures are as wide as they are to be, also on a slide that has room for more.
    ``paper`` and ``several`` pictures of one walk decide about pages, whose writing ``progress``
    hears of; ``notice`` gets a sentence where type becomes too small to be read.
    """

    title: str = ""
    scale: float = 2.0
    transparent: bool = False
    outlines: bool = False
    sized: bool = False
    paper: OnPaper = OWN_SIZE
    several: int = 1
    delay: float = 1.2
    said: Callable[[int], str] | None = None
    progress: Callable[[int, int], None] | None = None
    notice: Callable[[str], None] | None = None


@dataclass(frozen=True, slots=True)
class Writer:
    """One format: its name for people, whether a file holds many pages, and the encoder.

    ``on_paper``: whether it has a size in millimetres.
    """

    label: str
    many_pages: bool
    on_paper: bool
    encode: Callable[[Iterable[Picture], Settings], bytes]


class Ran(NamedTuple):
    """What ran, where that was code, and the seed of the run."""

    code: Code | None = None
    seed: int = 0

    @classmethod
    def of(cls, document: Document, seed: int | None = None) -> Ran:
        """What runs of a document, with another seed if one is given."""
        code = document.code if document.kind == "code" else None
        return cls(code, document.seed if seed is None else seed)


UNKNOWN = Ran()


@dataclass(frozen=True, slots=True)
class Teller:
    """A format that tells of a record instead of drawing it, with the code that it is a run of."""

    label: str
    encode: Callable[[Record, Ran], str]


def _svg(pictures: Iterable[Picture], settings: Settings) -> bytes:
    from graphlab.export.svg import picture_svg

    (picture,) = pictures
    text = picture_svg(picture, transparent=settings.transparent, outlines=settings.outlines)
    return text.encode()


def _pdf(pictures: Iterable[Picture], settings: Settings) -> bytes:
    from graphlab.export.pdf import pages_pdf, pictures_pdf

    transparent, title = settings.transparent, settings.title
    if settings.paper:
        return pages_pdf(leaves(pictures, settings), transparent=transparent, title=title)
    return pictures_pdf(pictures, transparent=transparent, title=title)


def _png(pictures: Iterable[Picture], settings: Settings) -> bytes:
    from graphlab.export.advice import too_many
    from graphlab.export.png import page_png, picture_png

    (picture,) = pictures
    if not settings.paper:
        return picture_png(picture, scale=settings.scale, transparent=settings.transparent)
    pages = _paged(picture, settings)
    if len(pages) > 1:
        raise ExportError(too_many(len(pages)))
    return page_png(picture, pages[0], scale=settings.scale, transparent=settings.transparent)


def leaves(pictures: Iterable[Picture], settings: Settings) -> Iterator[tuple[Picture, Page]]:
    """Every page with its picture. All steps of a walk are cut alike, so that nothing moves."""
    pages: tuple[Page, ...] = ()
    size = (0.0, 0.0)
    done = 0
    for picture in pictures:
        if picture.size != size:
            pages, size = _paged(picture, settings), picture.size
        for page in pages:
            yield picture, page
            done += 1
            if settings.progress is not None:
                settings.progress(done, settings.several * len(pages))


def _paged(picture: Picture, settings: Settings) -> tuple[Page, ...]:
    from graphlab.export.advice import advice
    from graphlab.export.paging import pages_of

    pages = pages_of(picture, settings.paper, trimmed=settings.several == 1)
    if settings.notice is not None:
        told = advice(picture, settings.paper, pages)
        if told.offer:
            settings.notice(told.text)
    return pages


def _tex(pictures: Iterable[Picture], settings: Settings) -> bytes:
    from graphlab.export.tikz import picture_tex, slides_tex

    transparent, title = settings.transparent, settings.title
    if settings.several == 1:
        return picture_tex(pictures, transparent=transparent, title=title).encode()
    sized = settings.sized
    return slides_tex(pictures, transparent=transparent, sized=sized, title=title).encode()


def _html(pictures: Iterable[Picture], settings: Settings) -> bytes:
    from graphlab.export.html import pictures_html

    page = pictures_html(
        pictures,
        transparent=settings.transparent,
        outlines=settings.outlines,
        title=settings.title,
        delay=settings.delay,
    )
    return page.encode()


def _gif(pictures: Iterable[Picture], settings: Settings) -> bytes:
    from graphlab.export.gif import pictures_gif

    return pictures_gif(pictures, scale=settings.scale, delay=settings.delay)


def _pptx(pictures: Iterable[Picture], settings: Settings) -> bytes:
    from graphlab.export.pptx import pictures_pptx

    return pictures_pptx(
        pictures,
        transparent=settings.transparent,
        title=settings.title,
        said=settings.said,
    )


def _dot(record: Record, _ran: Ran) -> str:
    from graphlab.export.other_tools import dot

    return dot(record)


def _json(record: Record, _ran: Ran) -> str:
    from graphlab.export.other_tools import node_link

    return node_link(record)


def _python(record: Record, ran: Ran) -> str:
    from graphlab.export.other_tools import script

    return script(record, ran.code, seed=ran.seed)


WRITERS = {
    ".svg": Writer("SVG drawing", False, False, _svg),
    ".pdf": Writer("PDF, a page a step", True, True, _pdf),
    ".png": Writer("PNG image", False, True, _png),
    ".tex": Writer("LaTeX: TikZ, or Beamer slides", True, False, _tex),
    ".pptx": Writer("PowerPoint, a slide a step", True, False, _pptx),
    ".html": Writer("HTML that steps by arrow keys", True, False, _html),
    ".gif": Writer("GIF that plays", True, False, _gif),
}
MEANING: dict[str, tuple[str, ...]] = {
    "delay": (".html", ".gif"),
    "scale": (".png", ".gif"),
    "outlines": (".svg", ".html"),
    "width": (".svg", ".pdf", ".png", ".tex", ".gif"),
    "transparent": (".svg", ".pdf", ".png", ".tex", ".pptx", ".html"),
    "type": tuple(WRITERS),
    "numbered": (".pdf", ".tex"),
}
"""The formats that a setting means something to."""

TELLERS = {
    ".dot": Teller("DOT, for Graphviz", _dot),
    ".json": Teller("Node-link JSON, for networkx", _json),
    ".py": Teller("Python that records it again", _python),
}


def export(
    record: Record,
    path: str | Path,
    *,
    step: int | Moment | None = None,
    steps: str | None = None,
    by: frames.By = "step",
    theme: str = "print",
    options: Options | None = None,
    scale: float = 2.0,
    transparent: bool = False,
    outlines: bool = False,
    paper: OnPaper = OWN_SIZE,
    delay: float = 1.2,
    width: Width | None = None,
    part: Bounds | None = None,
    numbered: bool = False,
    ran: Ran = UNKNOWN,
    like: Composer | None = None,
    progress: Callable[[int, int], None] | None = None,
    notice: Callable[[str], None] | None = None,
) -> tuple[Path, ...]:
    """Writes one step (None: the whole graph, all revealed) or several; the files written.

    ``steps`` is ``all``, ``forward``, ``backward``, ``A-B`` or ``3,7,9``, each of them whole or
    ``by`` contribution. ``options.type`` and ``width`` make the picture larger or smaller,
    ``part`` is what is seen of it. ``numbered`` writes a file a step also where one could hold
    all. ``ran`` is what Python can be written of. The layout of ``like`` may serve.
    ``progress(done, total)`` is called after each picture or page and may raise to stop; ``notice``
    hears a sentence about type that is too small on ``paper``. Raises ExportError,
    MissingLibraryError.
    """
    path = Path(path)
    if teller := TELLERS.get(path.suffix.lower()):
        save(path, teller.encode(record, ran).encode())
        return (path,)
    writer = writer_for(path, paper)
    scale = scale if width is None or width.unit == "cm" else 1.0  # an image of so many pixels
    if step is not None and steps is not None:
        raise ExportError("Give either one step or several, not both.")
    walk = (frames.single(record, step),) if steps is None else frames.several(record, steps, by)
    title = _title(record, ran)
    settings = Settings(
        title,
        scale,
        transparent,
        outlines,
        width is not None,
        paper,
        len(walk) if paper or not numbered else 1,
        delay,
        partial(_said, record, walk, options),
        progress,
        notice,
    )
    together = writer.many_pages and not numbered
    told = None if paper and together else progress
    larger = 1.0 if options is None else options.type
    drawn = _pictures(record, walk, theme, options, like, told, title)
    pictures = fitted(drawn, width, part, larger)
    if steps is None or together:
        save(path, writer.encode(pictures, settings))
        return (path,)
    written = []
    for moment, picture in zip(walk, pictures, strict=True):
        written.append(frames.numbered(path, moment, record))
        save(written[-1], writer.encode((picture,), settings))
    return tuple(written)


def check(path: Path, paper: OnPaper = OWN_SIZE) -> None:
    """Raises ExportError, before anything runs, if no such file can be written."""
    if path.suffix.lower() not in TELLERS:
        writer_for(path, paper)


def writer_for(path: Path, paper: OnPaper = OWN_SIZE) -> Writer:
    """The writer for a file's suffix. Raises ExportError that names those that would do."""
    known = ", ".join((*WRITERS, *TELLERS))
    if not path.suffix:
        raise ExportError(f'"{path.name}" has no file type; end it in one of {known}.')
    if path.suffix.lower() not in WRITERS:
        raise ExportError(f'graphlab does not write "{path.suffix}" files; it writes {known}.')
    writer = WRITERS[path.suffix.lower()]
    if paper and not writer.on_paper:
        raise ExportError(
            f'A "{path.suffix}" file has no pages; write a .pdf or .png, or leave out its size.'
        )
    return writer


def _title(record: Record, ran: Ran) -> str:
    """The formula in one line; of code the part of it that ran."""
    part = ran.code.part if ran.code is not None else None
    return record.source.title or (part.name if part is not None else "") or "graph"


def _said(record: Record, walk: tuple[Moment, ...], options: Options | None, number: int) -> str:
    """What the narration says at a moment of the walk, with what is odd there."""
    from graphlab.picture.options import Options
    from graphlab.study.narration import narrate

    chosen = options or Options()
    told = narrate(
        record,
        walk[number],
        numbering=chosen.numbering,
        digits=chosen.digits,
        hide=chosen.hide,
        keys=False,
    )
    return f"{told.sentence} {told.warning}".strip()


def _pictures(
    record: Record,
    walk: tuple[Moment, ...],
    theme: str,
    options: Options | None,
    like: Composer | None,
    progress: Callable[[int, int], None] | None,
    title: str,
) -> Iterator[Picture]:
    from graphlab.picture.compose import Composer
    from graphlab.picture.layout.graphviz import GraphvizLayouter
    from graphlab.picture.options import Options
    from graphlab.picture.theme import THEMES

    if theme not in THEMES:
        raise ExportError(f'There is no theme "{theme}"; there are {", ".join(THEMES)}.')
    # The sum line belongs to a step; the whole graph by itself has none.
    chosen = options or Options(strip=walk[0].step is not None)
    if like is not None:
        composer = like.updated(record, THEMES[theme], chosen)
    else:
        composer = Composer(record, THEMES[theme], chosen, GraphvizLayouter())
    for done, moment in enumerate(walk, start=1):
        yield replace(composer.picture(moment), title=title)
        if progress is not None:
            progress(done, len(walk))
