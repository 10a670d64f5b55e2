"""Our own icons, tinted: the system's standard ones vanish on a dark window."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from graphlab.resources import resource

SIDE = 16
SCALES = (1, 2, 3)
FAINT = 0.5
"""How much is left of what cannot be pressed, so that it is seen from the back row."""


def icon(name: str) -> QIcon:
    """The icon in the colours of the application's palette; ask again after a change of theme."""
    palette = QGuiApplication.palette()
    group = QPalette.ColorGroup
    made = QIcon()
    for mode, colours, opacity in (
        (QIcon.Mode.Normal, group.Active, 1.0),
        (QIcon.Mode.Disabled, group.Disabled, FAINT),
    ):
        colour = palette.color(colours, QPalette.ColorRole.ButtonText).name()
        for scale in SCALES:
            made.addPixmap(_pixmap(name, colour, scale, opacity), mode)
    return made


@lru_cache(maxsize=256)
def _pixmap(name: str, colour: str, scale: int, opacity: float) -> QPixmap:
    text = resource(f"icons/{name}.svg").read_text(encoding="utf-8").replace("#000", colour)
    pixmap = QPixmap(SIDE * scale, SIDE * scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setOpacity(opacity)
        QSvgRenderer(QByteArray(text.encode())).render(
            painter, QRectF(0, 0, SIDE * scale, SIDE * scale)
        )
    pixmap.setDevicePixelRatio(scale)
    return pixmap
