"""What the canvas shows at an instant: a scene, a camera, and what is moving between two steps.

The stage paints and says which part of the view has to be painted anew; the widget around it
deals with events and time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QRegion

from graphlab.canvas import motion
from graphlab.canvas.camera import Camera
from graphlab.canvas.foreseen import Foreseen
from graphlab.canvas.glide import Glide, Still
from graphlab.canvas.overview import Overview
from graphlab.canvas.scene import Scene
from graphlab.export.paint import smooth
from graphlab.picture.shapes import Bounds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from PySide6.QtCore import QSize
    from PySide6.QtGui import QColor

    from graphlab.canvas.carry import Carry
    from graphlab.picture.shapes import Item, Picture

MANY_AREAS = 100
MANY_RECTANGLES = 12
EVERYWHERE = QRect(0, 0, 100_000, 100_000)  # more than any view


@dataclass(frozen=True, slots=True)
class Fade:
    """How the changed part of the view looked before, and where that part is."""

    image: QPixmap
    corner: QPoint
    region: QRegion
    span: motion.Span


class Stage:
    """Scene, camera and motion. All regions are in the view's coordinates."""

    def __init__(self) -> None:
        self.scene: Scene | None = None
        self.camera = Camera()
        self._overview = Overview()
        self._foreseen: Foreseen | None = None
        self._fade: Fade | None = None
        self._flights: tuple[motion.Flight, ...] = ()
        self._glide: Glide | None = None
        self.carry: Carry | None = None

    @property
    def moving(self) -> bool:
        """Whether something fades, flies or glides."""
        return self._fade is not None or bool(self._flights) or self._glide is not None

    @property
    def still(self) -> Still | None:
        """What is seen now."""
        return None if self.scene is None else Still(self.scene, self.camera)

    def glide(self, make: Callable[[Still], Glide]) -> None:
        """Lets cards glide from what was seen to where they stand now."""
        if self.still is not None:
            glide = make(self.still)
            self._glide = glide if glide.is_worth_it else None

    def empty(self) -> None:
        """Shows nothing."""
        self.settle()
        self.scene = self.carry = self._foreseen = None
        self._overview.forget()

    def foresee(
        self, picture: Picture, camera: Camera, size: QSize, ratio: float, background: QColor
    ) -> None:
        """Has a picture painted for a view of this size; it is shown next, seen by this camera."""
        scene = Scene(picture, self.scene)
        self._foreseen = Foreseen(scene, camera, size, ratio, background)

    def replace(self, picture: Picture) -> None:
        """Shows a picture that has little in common with the one before."""
        self.settle()
        self.carry = None
        self.scene = self._scene_of(picture)
        self._overview.forget()

    def goes_on(self, picture: Picture) -> bool:
        """Whether this is another frame of the walk that is shown, so that only items differ."""
        if self.scene is None:
            return False
        before = self.scene.picture
        frame = picture.size, picture.background, picture.theme
        return (before.size, before.background, before.theme) == frame

    def step(
        self, picture: Picture, fade_in: tuple[float, QRect, float] | None, fly_at: float | None
    ) -> QRegion:
        """Shows the next frame of the same walk; the region that has changed.

        ``fade_in`` is the time, the view's rectangle and its device pixel ratio, None for no
        cross-fade; new chips start to fly at ``fly_at``.
        """
        before = self.scene
        if before is None:
            raise ValueError("a step needs a picture before it")
        self.settle()
        self.carry = None
        scene = self._scene_of(picture)
        is_foreseen = self._foreseen is not None and scene is self._foreseen.scene
        if is_foreseen and fade_in is None and fly_at is None:
            self.scene = scene
            self._overview.forget()
            return QRegion(EVERYWHERE)
        changed = scene.changes_from(before, self.camera.zoom)
        region = self._region(changed)
        if fade_in is not None:
            self._start_fade(before, region, *fade_in)
        if fly_at is not None:
            self._flights = motion.flights(scene.new_chips(before), fly_at)
        self.scene = scene
        self._overview.renew(scene, changed, self.camera.zoom)
        return region

    def _scene_of(self, picture: Picture) -> Scene:
        """The scene that was painted before for this picture, else a new one."""
        foreseen = self._foreseen
        if foreseen is not None and foreseen.is_of(picture):
            return foreseen.scene
        if foreseen is not None and foreseen.scene is self.scene:
            self._foreseen = None  # it has been seen
        return Scene(picture, self.scene)

    def sharpen(self) -> bool:
        """Whether what is seen has to be painted anew: it was an image of another zoom."""
        blurred = self._overview.is_blurred
        if blurred:
            self._overview.forget()
        return blurred

    def settle(self) -> QRegion:
        """Ends all motion at once; the region it was in."""
        region = self._motion_region()
        self._fade = self._glide = None
        self._flights = ()
        return region

    def tick(self, now: float) -> QRegion:
        """The region to paint for this instant; motion that is over is let go."""
        region = self._motion_region()
        if self._fade is not None and self._fade.span.over(now):
            self._fade = None
        if all(flight.span.over(now) for flight in self._flights):
            self._flights = ()
        if self._glide is not None and self._glide.span.over(now):
            self._glide = None
        return region

    def _region(self, areas: Sequence[Bounds]) -> QRegion:
        """Where these parts of the picture are seen."""
        if len(areas) > MANY_AREAS:
            areas = [reduce(Bounds.united, areas)]
        region = QRegion()
        for area in areas:
            region += pixels(self.camera.seen(area))
        if region.rectCount() > MANY_RECTANGLES:
            return QRegion(region.boundingRect())
        return region

    def paint(self, painter: QPainter, region: QRegion, now: float) -> None:
        """Paints this region of the view, over a background that is already there."""
        scene, camera = self.scene, self.camera
        if scene is None:
            return
        if self._glide is not None:
            self._glide.paint(painter, now)
            return
        is_still = not self.moving and self.carry is None
        foreseen = self._foreseen
        if is_still and foreseen is not None and foreseen.scene is scene:
            if foreseen.paint(painter, camera):
                return
            self._foreseen = None
        ratio = painter.device().devicePixelRatioF()
        if is_still and self._overview.suits(scene, camera, ratio):
            self._overview.paint(painter, scene, camera, ratio)
            self._paint_scene(painter, scene, region, set(), floating=True)
            return
        aloft = {flight.chip for flight in self._flights if not flight.span.over(now)}
        self._paint_scene(
            painter, scene, region, aloft | (self.carry.hidden if self.carry else set())
        )
        if self._fade is not None:
            painter.save()
            painter.setOpacity(1.0 - self._fade.span.share(now))
            painter.setClipRegion(self._fade.region, Qt.ClipOperation.IntersectClip)
            painter.drawPixmap(self._fade.corner, self._fade.image)
            painter.restore()
        self._paint_flights(painter, scene, now)
        if self.carry is not None:
            painter.save()
            self._to_picture(painter)
            self.carry.paint(painter, self.camera.zoom)
            painter.restore()

    def _paint_scene(
        self,
        painter: QPainter,
        scene: Scene,
        region: QRegion,
        without: set[Item],
        floating: bool | None = None,
    ) -> None:
        rectangles = cast("Iterable[QRect]", region)  # Qt's stubs do not say that it is one
        areas = [
            self.camera.area(Bounds(r.x() - 1, r.y() - 1, r.width() + 2, r.height() + 2))
            for r in rectangles
        ]
        painter.save()
        self._to_picture(painter)
        scene.paint(painter, areas, self.camera.zoom, without, floating)
        painter.restore()

    def _paint_flights(self, painter: QPainter, scene: Scene, now: float) -> None:
        painter.save()
        self._to_picture(painter)
        for flight in self._flights:
            place = flight.place(now)
            if place is not None and not flight.span.over(now):
                scene.paint_item(painter, flight.chip, self.camera.zoom, place)
        painter.restore()

    def _to_picture(self, painter: QPainter) -> None:
        painter.translate(self.camera.x, self.camera.y)
        painter.scale(self.camera.zoom, self.camera.zoom)

    def _start_fade(
        self, before: Scene, region: QRegion, now: float, view: QRect, ratio: float
    ) -> None:
        region = region & view
        if region.isEmpty():
            return
        rect = _on_whole_pixels(region.boundingRect())
        image = QPixmap(rect.size() * ratio)
        image.setDevicePixelRatio(ratio)
        image.fill(before.picture.background or Qt.GlobalColor.transparent)
        with QPainter(image) as painter:
            smooth(painter)
            painter.translate(-rect.topLeft())
            self._paint_scene(painter, before, region, set())
        self._fade = Fade(image, rect.topLeft(), region, motion.Span(now, motion.FADE))

    def _covered(self, item: Item) -> Bounds | None:
        return self.scene.detail(self.camera.zoom).covered(item) if self.scene else None

    def _motion_region(self) -> QRegion:
        if self._glide is not None:
            return QRegion(EVERYWHERE)
        region = QRegion(self._fade.region) if self._fade is not None else QRegion()
        for flight in self._flights:
            area = self._covered(flight.chip)
            if area is None:
                continue
            way, rest = area, flight.chip.bounds.centre
            for x, y in flight.chip.travel:
                by_x, by_y = x - rest[0], y - rest[1]
                way = way.united(area._replace(x=area.x + by_x, y=area.y + by_y))
            region += pixels(self.camera.seen(way))
        return region


def pixels(bounds: Bounds) -> QRect:
    """The whole pixels that these bounds of the view touch, and one more for smooth edges."""
    return _on_whole_pixels(QRectF(*bounds).toAlignedRect().adjusted(-1, -1, 1, 1))


def _on_whole_pixels(rect: QRect) -> QRect:
    """Grown to multiples of 4, which are whole pixels on screens scaled by 1.25, 1.5, 1.75 too."""
    left, top = rect.left() // 4 * 4, rect.top() // 4 * 4
    right, bottom = (rect.right() // 4 + 1) * 4, (rect.bottom() // 4 + 1) * 4
    return QRect(left, top, right - left, bottom - top)
