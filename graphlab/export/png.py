"""Writes a Picture as a PNG image."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from graphlab.errors import ExportError
from graphlab.export.qt import painting

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from graphlab.picture.shapes import Picture

LARGEST_SIDE = 16_384
LARGEST_AREA = 64_000_000  # pixels; 256 MB while it is painted
DOTS_PER_METRE = 96 / 0.0254


def picture_png(picture: Picture, *, scale: float = 2.0, transparent: bool = False) -> bytes:
    """One Picture as a PNG file, ``scale`` pixels to a logical pixel.

    Raises ExportError if it would be too large, MissingLibraryError without Qt.
    """
    _check(picture, scale)
    with painting("PNG"):
        from PySide6.QtCore import QBuffer, QByteArray, QIODevice
        from PySide6.QtGui import QImageWriter

        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image = picture_image(picture, scale=scale, transparent=transparent)
        if not QImageWriter(buffer, QByteArray(b"png")).write(image):
            raise ExportError("The PNG could not be made: there is not enough memory.")
        return bytes(buffer.data().data())


def picture_image(picture: Picture, *, scale: float = 2.0, transparent: bool = False) -> QImage:
    """The same as an image in memory; needs a Qt application."""
    from PySide6.QtGui import QColor, QImage, QPainter

    from graphlab.export.paint import paint_picture

    _check(picture, scale)
    width, height = _pixels(picture, scale)
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    if image.isNull():
        raise ExportError("The PNG could not be made: there is not enough memory.")
    image.fill(QColor(0, 0, 0, 0) if transparent else QColor(picture.background or "#FFFFFF"))
    image.setDotsPerMeterX(round(DOTS_PER_METRE * scale))
    image.setDotsPerMeterY(round(DOTS_PER_METRE * scale))
    with QPainter(image) as painter:
        painter.scale(scale, scale)
        paint_picture(painter, picture, transparent=True)
    return image


def _pixels(picture: Picture, scale: float) -> tuple[int, int]:
    width, height = picture.size
    return max(1, math.ceil(width * scale - 1e-6)), max(1, math.ceil(height * scale - 1e-6))


def _check(picture: Picture, scale: float) -> None:
    if not (math.isfinite(scale) and scale > 0):
        raise ExportError(f"The scale of a PNG must be a positive number, not {scale:g}.")
    side, area = max(picture.size), picture.size[0] * picture.size[1]
    most = min(LARGEST_SIDE / side, math.sqrt(LARGEST_AREA / area))
    if scale > most:
        width, height = (side * scale for side in picture.size)
        raise ExportError(
            f"At scale {scale:g} the PNG would be {width:,.0f} × {height:,.0f} pixels; this picture"
            f" may be exported up to scale {math.floor(most * 10) / 10:g}."
        )
