"""Writes a Picture, or a page that shows it, as a PNG image."""

from __future__ import annotations

import math
from contextlib import contextmanager
from typing import TYPE_CHECKING

from graphlab.errors import ExportError
from graphlab.export.qt import painting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtGui import QImage, QPainter

    from graphlab.export.sheets import Page
    from graphlab.picture.shapes import Picture

LARGEST_SIDE = 16_384
LARGEST_AREA = 64_000_000  # pixels; 256 MB while it is painted
DOTS_PER_METRE = 96 / 0.0254


def picture_png(picture: Picture, *, scale: float = 2.0, transparent: bool = False) -> bytes:
    """One Picture as a PNG file, ``scale`` pixels to a logical pixel.

    Raises ExportError if it would be too large, MissingLibraryError without Qt.
    """
    check_size(picture.size, scale)
    with painting("PNG"):
        return _encoded(picture_image(picture, scale=scale, transparent=transparent))


def page_png(
    picture: Picture, page: Page, *, scale: float = 2.0, transparent: bool = False
) -> bytes:
    """One page with its picture as a PNG file, ``scale`` pixels to 1/96 inch of the paper.

    Raises ExportError if it would be too large, MissingLibraryError without Qt.
    """
    check_size(page.size, scale)
    with painting("PNG"):
        from graphlab.export.paging_paint import PagePainter

        with _painted(page.size, scale, None if transparent else picture.background) as (
            image,
            painter,
        ):
            PagePainter(picture, transparent=transparent).paint(painter, page)
        return _encoded(image)


def painted_png(
    size: tuple[float, float], paint: Callable[[QPainter], None], *, scale: float
) -> bytes:
    """An image of ``size`` logical pixels, painted by ``paint``, as a PNG file."""
    check_size(size, scale)
    with painting("PNG"):
        with _painted(size, scale, "#FFFFFF") as (image, painter):
            paint(painter)
        return _encoded(image)


def one_colour_png(picture: Picture, color: str, *, scale: float) -> bytes:
    """A picture all in one colour as a PNG file of a byte a pixel, without a background.

    Raises ExportError if it would be too large; needs a Qt application.
    """
    from PySide6.QtGui import QImage

    image = picture_image(picture, scale=scale, transparent=True)
    image.convertTo(QImage.Format.Format_Alpha8)
    image.reinterpretAsFormat(QImage.Format.Format_Indexed8)
    ink = int(color[1:], 16)
    image.setColorTable([alpha << 24 | ink for alpha in range(256)])
    return _encoded(image)


def picture_image(picture: Picture, *, scale: float = 2.0, transparent: bool = False) -> QImage:
    """The same as an image in memory; needs a Qt application."""
    from graphlab.export.paint import paint_picture

    check_size(picture.size, scale)
    ground = None if transparent else picture.background or "#FFFFFF"
    with _painted(picture.size, scale, ground) as (image, painter):
        paint_picture(painter, picture, transparent=True)
    return image


@contextmanager
def _painted(
    size: tuple[float, float], scale: float, ground: str | None
) -> Iterator[tuple[QImage, QPainter]]:
    """An image of this size and a painter on it, which is ended."""
    from PySide6.QtGui import QColor, QImage, QPainter

    image = QImage(*pixels_of(size, scale), QImage.Format.Format_ARGB32_Premultiplied)
    if image.isNull():
        raise ExportError("The PNG could not be made: there is not enough memory.")
    image.fill(QColor(ground) if ground else QColor(0, 0, 0, 0))
    image.setDotsPerMeterX(round(DOTS_PER_METRE * scale))
    image.setDotsPerMeterY(round(DOTS_PER_METRE * scale))
    with QPainter(image) as painter:
        painter.scale(scale, scale)
        yield image, painter


def _encoded(image: QImage) -> bytes:
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtGui import QImageWriter

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QImageWriter(buffer, QByteArray(b"png")).write(image):
        raise ExportError("The PNG could not be made: there is not enough memory.")
    return bytes(buffer.data().data())


def pixels_of(size: tuple[float, float], scale: float) -> tuple[int, int]:
    """Width and height of an image of this size."""
    width, height = size
    return max(1, math.ceil(width * scale - 1e-6)), max(1, math.ceil(height * scale - 1e-6))


def check_size(size: tuple[float, float], scale: float) -> None:
    """Raises ExportError for an image that nothing could hold."""
    if not (math.isfinite(scale) and scale > 0):
        raise ExportError(f"The scale of a PNG must be a positive number, not {scale:g}.")
    most = min(LARGEST_SIDE / max(size), math.sqrt(LARGEST_AREA / (size[0] * size[1])))
    if scale > most:
        width, height = (side * scale for side in size)
        raise ExportError(
            f"At scale {scale:g} the PNG would be {width:,.0f} × {height:,.0f} pixels; this picture"
            f" may be exported up to scale {math.floor(most * 10) / 10:g}."
        )
