"""Writes Pictures as one PDF file, a page each: vectors, with the fonts embedded."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from graphlab.errors import ExportError
from graphlab.export.qt import painting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QBuffer
    from PySide6.QtGui import QPageSize

    from graphlab.picture.shapes import Picture

DOTS_PER_INCH = 96  # so that one logical pixel is one unit
POINTS = 72 / DOTS_PER_INCH
# Qt stamps the hour of writing; the same pictures shall give the same file.
STAMP = re.compile(rb"(?<=Date \(D:)\d{14}(?:Z|[+-]\d\d'\d\d')")
XMP_STAMP = re.compile(rb'(?<=Date=")\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)?')
NEW_YEAR = b"20000101000000"
XMP_NEW_YEAR = b"2000-01-01T00:00:00"


def pictures_pdf(
    pictures: Iterable[Picture], *, transparent: bool = False, title: str = ""
) -> bytes:
    """A PDF file with one page a picture, each page as large as its picture.

    A page is a whole number of points, so it may be up to one point larger. Raises
    MissingLibraryError without Qt.
    """
    with painting("PDF"):
        from PySide6.QtCore import QBuffer, QIODevice

        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        _write(buffer, iter(pictures), transparent, title)
        return _undated(bytes(buffer.data().data()))


def _write(buffer: QBuffer, pictures: Iterable[Picture], transparent: bool, title: str) -> None:
    from PySide6.QtCore import QMarginsF, QRectF, QUuid
    from PySide6.QtGui import QColor, QPainter, QPdfWriter

    from graphlab.export.paint import paint_picture

    writer = QPdfWriter(buffer)
    writer.setResolution(DOTS_PER_INCH)
    writer.setTitle(title)
    writer.setCreator("graphlab")
    writer.setDocumentId(QUuid.createUuidV5(QUuid(), f"graphlab {title}".encode()))
    painter = QPainter()
    for number, picture in enumerate(pictures):
        width, height = (math.ceil(side * POINTS - 1e-6) for side in picture.size)
        writer.setPageSize(_page(width, height))
        writer.setPageMargins(QMarginsF(0, 0, 0, 0))
        if not (painter.begin(writer) if number == 0 else writer.newPage()):
            raise ExportError("The PDF could not be made: there is not enough memory.")
        if picture.background and not transparent:
            page = QRectF(0, 0, width / POINTS, height / POINTS)
            painter.fillRect(page, QColor(picture.background))
        paint_picture(painter, picture, transparent=True)
    if not painter.end():
        raise ExportError("The PDF could not be made: there is not enough memory.")


def _page(width: int, height: int) -> QPageSize:
    from PySide6.QtCore import QSizeF
    from PySide6.QtGui import QPageSize

    exact = QPageSize.SizeMatchPolicy.ExactMatch
    return QPageSize(QSizeF(width, height), QPageSize.Unit.Point, "Picture", exact)


def _undated(data: bytes) -> bytes:
    """The same file with fixed dates; the lengths stay, so every offset in it still holds."""
    data = STAMP.sub(lambda found: NEW_YEAR + _offset(found[0][14:]), data)
    return XMP_STAMP.sub(lambda found: XMP_NEW_YEAR + _offset(found[0][19:]), data)


def _offset(zone: bytes) -> bytes:
    return re.sub(rb"[+-]", b"+", re.sub(rb"\d", b"0", zone))
