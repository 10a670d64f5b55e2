"""Pictures as one GIF that plays: all of them in the same colours, so that nothing flickers."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from graphlab.errors import ExportError
from graphlab.export.png import picture_image
from graphlab.export.qt import painting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from PIL.Image import Image
    from PySide6.QtGui import QImage

    from graphlab.picture.shapes import Picture

MOST_FRAMES = 2_000
LARGEST_FILM = 400_000_000
"""Pixels of all frames together; a frame is held in one byte a pixel."""

COLOURS = 255
LAST = 2.5
"""The last frame stays so many times as long as the others."""


def pictures_gif(pictures: Iterable[Picture], *, scale: float = 2.0, delay: float = 1.2) -> bytes:
    """An endless film, ``delay`` seconds a frame. Raises ExportError if it would be too large."""
    film = list(pictures)
    check_film(film[0].size, len(film), scale)
    with painting("GIF"):
        palette = _palette(film, scale)
        frames = (_frame(picture, scale, palette) for picture in film)
        return _encoded(frames, len(film), delay)


def check_film(size: tuple[float, float], count: int, scale: float) -> None:
    """Raises ExportError for a film of so many frames that nobody could play."""
    width, height = size
    pixels = width * height * scale * scale * count
    if count > MOST_FRAMES or pixels > LARGEST_FILM:
        most = (LARGEST_FILM / (width * height * count)) ** 0.5
        told = f"{width * scale:,.0f} × {height * scale:,.0f} pixels"
        raise ExportError(
            f"A GIF of {count:,} frames with {told} is too large; this one may have up to"
            f" {MOST_FRAMES:,} frames, and be exported up to scale {most:.1f}."
        )


def _palette(film: Sequence[Picture], scale: float) -> Image:
    """Colours that serve all frames: of the first, one in the middle and the last."""
    from PIL import Image as Images

    chosen = {id(p): p for p in (film[0], film[len(film) // 2], film[-1])}.values()
    images = [_image(picture_image(picture, scale=min(scale, 1.0))) for picture in chosen]
    whole = Images.new("RGB", (images[0].width, sum(image.height for image in images)))
    top = 0
    for image in images:
        whole.paste(image, (0, top))
        top += image.height
    return whole.quantize(COLOURS, method=Images.Quantize.MEDIANCUT, dither=Images.Dither.NONE)


def _frame(picture: Picture, scale: float, palette: Image) -> Image:
    from PIL import Image as Images

    image = _image(picture_image(picture, scale=scale))
    return image.quantize(palette=palette, dither=Images.Dither.NONE)


def _image(painted: QImage) -> Image:
    from PIL import Image as Images
    from PySide6.QtGui import QImage

    rgb = painted.convertToFormat(QImage.Format.Format_RGB888)
    size = rgb.width(), rgb.height()
    return Images.frombuffer("RGB", size, bytes(rgb.constBits()), "raw", "RGB", rgb.bytesPerLine())


def _encoded(frames: Iterator[Image], count: int, delay: float) -> bytes:
    pause = max(20, round(delay * 1000))
    pauses = [pause] * (count - 1) + [round(pause * LAST)]
    file = io.BytesIO()
    first = next(frames)
    first.save(
        file,
        "GIF",
        save_all=True,
        append_images=frames,
        duration=pauses if count > 1 else pause,
        loop=0,
        disposal=1,
        optimize=False,
    )
    return file.getvalue()
