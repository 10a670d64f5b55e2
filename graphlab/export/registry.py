"""The table of file formats, and the one function that exports a record."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graphlab.errors import ExportError
from graphlab.export import frames
from graphlab.export.save import save

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from graphlab.picture.options import Options
    from graphlab.picture.shapes import Picture
    from graphlab.record import Record
    from graphlab.study.moment import Moment


@dataclass(frozen=True, slots=True)
class Settings:
    """What a writer may be told. ``scale`` is pixels to a logical pixel, for images."""

    title: str = ""
    scale: float = 2.0
    transparent: bool = False
    outlines: bool = False


@dataclass(frozen=True, slots=True)
class Writer:
    """One format: its name for people, whether a file holds many pages, and the encoder."""

    label: str
    many_pages: bool
    encode: Callable[[Iterable[Picture], Settings], bytes]


def _svg(pictures: Iterable[Picture], settings: Settings) -> bytes:
    from graphlab.export.svg import picture_svg

    (picture,) = pictures
    text = picture_svg(picture, transparent=settings.transparent, outlines=settings.outlines)
    return text.encode()


def _pdf(pictures: Iterable[Picture], settings: Settings) -> bytes:
    from graphlab.export.pdf import pictures_pdf

    return pictures_pdf(pictures, transparent=settings.transparent, title=settings.title)


def _png(pictures: Iterable[Picture], settings: Settings) -> bytes:
    from graphlab.export.png import picture_png

    (picture,) = pictures
    return picture_png(picture, scale=settings.scale, transparent=settings.transparent)


WRITERS = {
    ".svg": Writer("SVG drawing", False, _svg),
    ".pdf": Writer("PDF, a page a step", True, _pdf),
    ".png": Writer("PNG image", False, _png),
}


def export(
    record: Record,
    path: str | Path,
    *,
    step: int | Moment | None = None,
    steps: str | None = None,
    theme: str = "print",
    options: Options | None = None,
    scale: float = 2.0,
    transparent: bool = False,
    outlines: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Path, ...]:
    """Writes one step (None: the whole graph, all revealed) or several; the files written.

    ``steps`` is ``all``, ``forward``, ``backward`` or ``A-B``. ``progress(done, total)`` is called
    after each picture and may raise to stop. Raises ExportError, MissingLibraryError.
    """
    path = Path(path)
    writer = writer_for(path)
    if step is not None and steps is not None:
        raise ExportError("Give either one step or several, not both.")
    walk = (frames.single(record, step),) if steps is None else frames.several(record, steps)
    settings = Settings(record.source.text, scale, transparent, outlines)
    pictures = _pictures(record, walk, theme, options, progress)
    if steps is None or writer.many_pages:
        save(path, writer.encode(pictures, settings))
        return (path,)
    written = []
    for moment, picture in zip(walk, pictures, strict=True):
        written.append(frames.numbered(path, moment, record))
        save(written[-1], writer.encode((picture,), settings))
    return tuple(written)


def writer_for(path: Path) -> Writer:
    """The writer for a file's suffix. Raises ExportError that names the known ones."""
    known = ", ".join(WRITERS)
    if not path.suffix:
        raise ExportError(f'"{path.name}" has no file type; end it in one of {known}.')
    if path.suffix.lower() not in WRITERS:
        raise ExportError(f'graphlab does not write "{path.suffix}" files; it writes {known}.')
    return WRITERS[path.suffix.lower()]


def _pictures(
    record: Record,
    walk: tuple[Moment, ...],
    theme: str,
    options: Options | None,
    progress: Callable[[int, int], None] | None,
) -> Iterator[Picture]:
    from graphlab.picture.compose import Composer
    from graphlab.picture.layout.graphviz import GraphvizLayouter
    from graphlab.picture.options import Options
    from graphlab.picture.theme import THEMES

    if theme not in THEMES:
        raise ExportError(f'There is no theme "{theme}"; there are {", ".join(THEMES)}.')
    # The sum line belongs to a step; the whole graph by itself has none.
    chosen = options or Options(strip=walk[0].step is not None)
    composer = Composer(record, THEMES[theme], chosen, GraphvizLayouter())
    for done, moment in enumerate(walk, start=1):
        yield composer.picture(moment)
        if progress is not None:
            progress(done, len(walk))
