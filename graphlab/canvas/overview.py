"""A large picture seen from afar, kept as one image."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QRegion

from graphlab.export.paint import smooth
from graphlab.picture.shapes import Bounds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.canvas.camera import Camera
    from graphlab.canvas.scene import Scene

FAR = 0.3  # zoom below which an image is kept
MANY = 150  # items below which it is not worth it
LARGEST, LONGEST = 4096 * 4096, 32_000  # px, and px a side
SLOW = 1_500  # items from which on an image takes longer than a frame


class Overview:
    """The image of a scene's cards and edges at one zoom; repainted only where they change."""

    def __init__(self) -> None:
        self._image: QPixmap | None = None
        self._zoom = 0.0
        self._ratio = 1.0
        self.is_blurred = False  # whether it was last shown at another zoom than its own

    def suits(self, scene: Scene, camera: Camera, ratio: float) -> bool:
        """Whether to paint from an image: far away, many items, and not too large for one."""
        if camera.zoom >= FAR or len(scene.picture.items) < MANY:
            return False
        width, height = (side * camera.zoom * ratio for side in scene.picture.size)
        return width * height <= LARGEST and max(width, height) <= LONGEST

    def forget(self) -> None:
        self._image = None
        self.is_blurred = False

    def renew(self, scene: Scene, areas: Sequence[Bounds], zoom: float) -> None:
        """Repaints these parts of the picture, if there is an image for this zoom."""
        if self._image is not None and (zoom == self._zoom or self.is_blurred):
            self._paint(self._image, scene, areas)
        else:
            self._image = None

    def paint(self, painter: QPainter, scene: Scene, camera: Camera, ratio: float) -> None:
        """Paints all but labels and chips, in the view's coordinates.

        Of very many items an image of another zoom is shown for the time being.
        """
        image = self._image
        of_another = (self._zoom, self._ratio) != (camera.zoom, ratio)
        self.is_blurred = image is not None and of_another and len(scene.picture.items) > SLOW
        if image is None or (of_another and not self.is_blurred):
            self._zoom, self._ratio = camera.zoom, ratio
            image = self._image = self._made(scene)
        larger = camera.zoom / (self._zoom * self._ratio)
        size = image.deviceIndependentSize() * larger
        painter.drawPixmap(QRectF(QPointF(camera.x, camera.y), size), image, QRectF(image.rect()))

    def _made(self, scene: Scene) -> QPixmap:
        scale = self._zoom * self._ratio
        width, height = (math.ceil(side * scale) + 1 for side in scene.picture.size)
        image = QPixmap(width, height)
        image.fill(Qt.GlobalColor.transparent)
        self._paint(image, scene, [Bounds(0, 0, *scene.picture.size)])
        return image

    def _paint(self, image: QPixmap, scene: Scene, areas: Sequence[Bounds]) -> None:
        scale = self._zoom * self._ratio
        region = QRegion()
        for x, y, width, height in areas:
            rect = QRectF(x * scale, y * scale, width * scale, height * scale)
            region += rect.toAlignedRect().adjusted(-1, -1, 1, 1)
        with QPainter(image) as painter:
            smooth(painter)
            painter.setClipRegion(region)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
            painter.fillRect(image.rect(), Qt.GlobalColor.transparent)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
            painter.scale(scale, scale)
            touched = [area.grown(2 / scale) for area in areas]
            many = len(scene.picture.items) > SLOW
            scene.paint(painter, touched, self._zoom, floating=False, passing=many)
