"""A picture that will be shown next, painted while nothing else is to be done."""

from __future__ import annotations

from operator import is_
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QPainter, QPixmap

from graphlab.export.paint import smooth
from graphlab.picture.shapes import Bounds

if TYPE_CHECKING:
    from PySide6.QtCore import QSize

    from graphlab.canvas.camera import Camera
    from graphlab.canvas.scene import Scene
    from graphlab.picture.shapes import Picture


class Foreseen:
    """The image of a scene in a view of this size, seen by one camera."""

    def __init__(
        self, scene: Scene, camera: Camera, size: QSize, ratio: float, background: QColor
    ) -> None:
        self.scene = scene
        self._camera = camera
        self._image = QPixmap(size * ratio)
        self._image.setDevicePixelRatio(ratio)
        self._image.fill(background)
        with QPainter(self._image) as painter:
            smooth(painter)
            painter.translate(camera.x, camera.y)
            painter.scale(camera.zoom, camera.zoom)
            everywhere = Bounds(0, 0, size.width(), size.height())
            scene.paint(painter, [camera.area(everywhere)], camera.zoom)

    def is_of(self, picture: Picture) -> bool:
        """Whether this is what will be seen of a picture: the same items in the same frame."""
        mine = self.scene.picture
        return (
            (mine.size, mine.background, mine.theme)
            == (picture.size, picture.background, picture.theme)
            and len(mine.items) == len(picture.items)
            and all(map(is_, mine.items, picture.items))
        )

    def paint(self, painter: QPainter, camera: Camera) -> bool:
        """Paints the image, if it was made for this camera and this view."""
        view, image = painter.device(), self._image
        there = view.width(), view.height(), view.devicePixelRatioF()
        made = image.deviceIndependentSize()
        if (camera, *there) != (
            *(self._camera, made.width(), made.height(), image.devicePixelRatioF()),
        ):
            return False
        painter.drawPixmap(0, 0, image)
        return True
