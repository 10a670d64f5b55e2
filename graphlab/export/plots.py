"""Plots that widgets paint, as a file: SVG and PDF as vectors, or PNG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.errors import ExportError
from graphlab.export.pdf import painted_pdf
from graphlab.export.png import painted_png
from graphlab.export.qt import painting

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QPainter

    Paint = Callable[[QPainter], None]

DOTS_PER_INCH = 96
SCALE = 2.0
SUFFIXES = (".svg", ".pdf", ".png")


def plot_file(path: Path, size: tuple[int, int], paint: Paint, title: str) -> bytes:
    """The file that the suffix of ``path`` names, of ``size`` logical pixels.

    Raises ExportError for another suffix.
    """
    match path.suffix.lower():
        case ".svg":
            return _svg(size, paint, title)
        case ".pdf":
            return painted_pdf(size, paint, title)
        case ".png":
            return painted_png(size, paint, scale=SCALE)
    raise ExportError(f"Plots are written as {', '.join(SUFFIXES)}; {path.name} is none of them.")


def _svg(size: tuple[int, int], paint: Paint, title: str) -> bytes:
    with painting("SVG"):
        from PySide6.QtCore import QBuffer, QIODevice, QRect, QSize
        from PySide6.QtGui import QPainter
        from PySide6.QtSvg import QSvgGenerator

        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        # Of SVG 1.2 it leaves out what clips; without a resolution it takes the screen's.
        made = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
        made.setResolution(DOTS_PER_INCH)
        made.setOutputDevice(buffer)
        made.setSize(QSize(*size))
        made.setViewBox(QRect(0, 0, *size))
        made.setTitle(title)
        with QPainter(made) as painter:
            paint(painter)
        return bytes(buffer.data().data())
