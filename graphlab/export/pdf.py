"""Writes Pictures as one PDF file, a page each or on paper: vectors, with the fonts embedded."""

from __future__ import annotations

import math
import re
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from graphlab.errors import ExportError
from graphlab.export.advice import is_too_long, too_long
from graphlab.export.qt import painting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from PySide6.QtCore import QBuffer
    from PySide6.QtGui import QPageSize, QPainter

    from graphlab.export.sheets import Page
    from graphlab.picture.shapes import Picture

DOTS_PER_INCH = 96  # so that one logical pixel is one unit
POINTS = 72 / DOTS_PER_INCH
# Qt stamps the hour of writing; the same pictures shall give the same file.
STAMP = re.compile(rb"(?<=Date \(D:)\d{14}(?:Z|[+-]\d\d'\d\d')")
XMP_STAMP = re.compile(rb'(?<=Date=")\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)?')
NEW_YEAR = b"20000101000000Z"
PLACE = re.compile(rb"(?m)^\d{10}(?= \d{5} n)|(?<=startxref\n)\d+")
XMP_NEW_YEAR = b"2000-01-01T00:00:00"


def pictures_pdf(
    pictures: Iterable[Picture], *, transparent: bool = False, title: str = ""
) -> bytes:
    """A PDF file with one page a picture, each page as large as its picture.

    A page is a whole number of points, so it may be up to one point larger. Raises ExportError
    for a page that no reader would open, MissingLibraryError without Qt.
    """
    return _file((_own_leaf(picture, transparent) for picture in pictures), title)


def pages_pdf(leaves: Iterable[tuple[Picture, Page]], *, transparent: bool, title: str) -> bytes:
    """A PDF file of pages, each of them with the picture that it shows a part of.

    The pages of one picture follow each other. Raises MissingLibraryError without Qt.
    """
    return _file(_paper_leaves(leaves, transparent), title)


def painted_pdf(size: tuple[int, int], paint: Callable[[QPainter], None], title: str) -> bytes:
    """A PDF file with one page of ``size`` logical pixels, painted by ``paint``."""
    width, height = (math.ceil(side * POINTS) for side in size)
    return _file([_Leaf(width, height, paint)], title)


class _Leaf(NamedTuple):
    """A page of the file: its size in points, and what paints it in logical pixels."""

    width: int
    height: int
    paint: Callable[[QPainter], None]


def _file(leaves: Iterable[_Leaf], title: str) -> bytes:
    with painting("PDF"):
        from PySide6.QtCore import QBuffer, QIODevice

        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        _write(buffer, leaves, title)
        return _undated(bytes(buffer.data().data()))


def _write(buffer: QBuffer, leaves: Iterable[_Leaf], title: str) -> None:
    from PySide6.QtCore import QMarginsF, QUuid
    from PySide6.QtGui import QPainter, QPdfWriter

    writer = QPdfWriter(buffer)
    writer.setResolution(DOTS_PER_INCH)
    writer.setTitle(title)
    writer.setCreator("graphlab")
    writer.setDocumentId(QUuid.createUuidV5(QUuid(), f"graphlab {title}".encode()))
    painter = QPainter()
    try:
        for number, leaf in enumerate(leaves):
            writer.setPageSize(_page(leaf.width, leaf.height))
            writer.setPageMargins(QMarginsF(0, 0, 0, 0))
            if not (painter.begin(writer) if number == 0 else writer.newPage()):
                raise ExportError("The PDF could not be made: there is not enough memory.")
            leaf.paint(painter)
    finally:  # a person who stops the writing must not leave a painter behind
        well = painter.end() if painter.isActive() else False
    if not well:
        raise ExportError("The PDF could not be made: there is not enough memory.")


def _own_leaf(picture: Picture, transparent: bool) -> _Leaf:
    width, height = (math.ceil(side * POINTS - 1e-6) for side in picture.size)
    if is_too_long(picture):
        raise ExportError(too_long(picture))

    def paint(painter: QPainter) -> None:
        from PySide6.QtCore import QRectF
        from PySide6.QtGui import QColor

        from graphlab.export.paint import smooth
        from graphlab.export.pdf_paint import paint_item

        smooth(painter)
        if picture.background and not transparent:
            page = QRectF(0, 0, width / POINTS, height / POINTS)
            painter.fillRect(page, QColor(picture.background))
        for item in picture.items:
            paint_item(painter, item)

    return _Leaf(width, height, paint)


def _paper_leaves(leaves: Iterable[tuple[Picture, Page]], transparent: bool) -> Iterator[_Leaf]:
    from graphlab.export.paging_paint import PagePainter
    from graphlab.export.pdf_paint import paint_item

    for picture, pages in groupby(leaves, itemgetter(0)):
        brush = PagePainter(picture, transparent=transparent, paint=paint_item)
        for _, page in pages:
            width, height = (round(side * POINTS) for side in page.size)
            yield _Leaf(width, height, partial(brush.paint, page=page))


def _page(width: int, height: int) -> QPageSize:
    from PySide6.QtCore import QSizeF
    from PySide6.QtGui import QPageSize

    exact = QPageSize.SizeMatchPolicy.ExactMatch
    return QPageSize(QSizeF(width, height), QPageSize.Unit.Point, "Picture", exact)


def _undated(data: bytes) -> bytes:
    """The same file with fixed dates, in whatever time zone it is written.

    Dates are one of two lengths there, so that the places of what stands behind are written anew.
    """
    data = XMP_STAMP.sub(lambda found: XMP_NEW_YEAR + _offset(found[0][19:]), data)
    dates = list(STAMP.finditer(data))
    fixed = STAMP.sub(NEW_YEAR, data)
    gone = len(data) - len(fixed)
    if not gone:
        return fixed
    end, start = dates[-1].end(), int(data[data.rindex(b"startxref") :].split()[1])

    def moved(found: re.Match[bytes]) -> bytes:
        place = int(found[0])
        return b"%0*d" % (len(found[0]), place - gone if place >= end else place)

    return fixed[: start - gone] + PLACE.sub(moved, fixed[start - gone :])


def _offset(zone: bytes) -> bytes:
    return re.sub(rb"[+-]", b"+", re.sub(rb"\d", b"0", zone))
