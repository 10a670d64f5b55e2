"""The strip under the canvas: a Picture of one written-out line, scaled down to fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from graphlab.canvas.camera import Camera
from graphlab.canvas.scene import Scene
from graphlab.export.paint import smooth
from graphlab.picture.shapes import Bounds
from graphlab.picture.theme import THEMES

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent, QWheelEvent

    from graphlab.picture.shapes import Picture

MARGIN = 12.0
SMALLEST = 11 / 20  # the line's type is 20 px; it is never painted under 11
NOTCH_PAN = 64.0 / 120


class StripView(QWidget):
    """Paints a Picture at the left, in the middle of its height; a longer one can be wheeled."""

    def __init__(self, parent: QWidget | None = None, theme: str = "light") -> None:
        super().__init__(parent)
        self._scene: Scene | None = None
        self._theme = theme
        self._pushed = 0.0
        self._largest = 1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Formula of this step")

    @property
    def picture(self) -> Picture | None:
        """The picture that is shown."""
        return self._scene.picture if self._scene else None

    def set_picture(self, picture: Picture | None) -> None:
        """Shows another line; None shows an empty strip."""
        self._scene = Scene(picture, self._scene) if picture else None
        self._pushed = 0.0
        self.setAccessibleDescription(_words(picture) if picture else "")
        self.update()

    def set_theme(self, name: str) -> None:
        """The background while there is no picture, or one without its own."""
        self._theme = name
        self.update()

    def set_largest(self, zoom: float) -> None:
        """How far a line that leaves room may be enlarged, to be read from the last row."""
        self._largest = zoom
        self.update()

    def camera(self) -> Camera:
        """Where the line is seen: as large as drawn if it fits, or as allowed; else smaller."""
        if self._scene is None:
            return Camera()
        width, height = self._scene.picture.size
        room = max(self.width() - 2 * MARGIN, 1.0)
        zoom = min(
            self._largest,
            max(min(room / max(width, 1.0), self.height() / max(height, 1.0)), SMALLEST),
        )
        return Camera(zoom, MARGIN - self._pushed, (self.height() - height * zoom) / 2)

    def _push(self, by: float) -> None:
        if self._scene is None:
            return
        overhang = self._scene.picture.size[0] * self.camera().zoom - self.width() + 2 * MARGIN
        self._pushed = min(max(self._pushed + by, 0.0), max(overhang, 0.0))
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            smooth(painter)
            own = self._scene.picture.background if self._scene else None
            painter.fillRect(event.rect(), QColor(own or THEMES[self._theme].canvas))
            if self._scene is None:
                return
            camera = self.camera()
            painter.translate(QPointF(camera.x, camera.y))
            painter.scale(camera.zoom, camera.zoom)
            area = camera.area(Bounds(0, 0, self.width(), self.height()))
            self._scene.paint(painter, [area], camera.zoom)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._push(0.0)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        way = event.angleDelta()
        self._push(-(way.x() or way.y()) * NOTCH_PAN)
        event.accept()

    @override
    def sizeHint(self) -> QSize:
        return QSize(480, 72)


def _words(picture: Picture) -> str:
    return picture.title or " ".join(item.speech for item in picture.items if item.speech)
