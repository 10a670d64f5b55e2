"""The canvas's surface: shows a Picture through a camera and moves between two of them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QRegion
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from graphlab.canvas import motion, overlay
from graphlab.canvas.camera import CLOSEST_FIT, FAR_SEATS, READABLE, Camera
from graphlab.canvas.following import fitted_camera, next_camera
from graphlab.canvas.glide import Glide, shift_between
from graphlab.canvas.rings import Rings
from graphlab.canvas.stage import Stage, pixels
from graphlab.export.paint import smooth
from graphlab.picture.shapes import Bounds
from graphlab.picture.theme import THEMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QHideEvent, QPaintEvent, QResizeEvent

    from graphlab.canvas.glide import Still
    from graphlab.canvas.scene import Scene
    from graphlab.picture.shapes import Item, Picture
    from graphlab.picture.theme import Theme

FRAME = 16  # ms between two frames of a motion
REST = 200  # ms after which a zoom is over


class Surface(QWidget):
    """Shows one Picture; the part of the canvas that needs neither mouse nor keys.

    ``looked`` tells that another picture or part of it is seen.
    """

    zoom_changed = Signal(float)
    resized = Signal()
    looked = Signal()

    def __init__(self, parent: QWidget | None = None, theme: str = "light") -> None:
        super().__init__(parent)
        self.clock: Callable[[], float] = time.monotonic
        self.reduced_motion = False
        self._stage = Stage()
        self._theme, self._empty_text = theme, ""
        self._fitted, self._whole = True, False
        self._presenting = False
        self._pan: motion.Pan | None = None
        self._shown_at = float("-inf")
        self._ghost: str | None = None
        self._blank = self._framed = False
        self._rings = Rings()
        self._kept: str | None = None
        self._timer = QTimer(self, interval=FRAME, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._sharpen)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Graph")

    @property
    def picture(self) -> Picture | None:
        """The picture that is shown."""
        return self.scene.picture if self.scene else None

    @property
    def scene(self) -> Scene | None:
        """The picture with where everything lies."""
        return self._stage.scene

    @property
    def zoom(self) -> float:
        """Screen pixels to a logical pixel of the picture."""
        return self._stage.camera.zoom

    @property
    def is_fitted(self) -> bool:
        """Whether the view chose what is seen, and not the person by zooming or panning."""
        return self._fitted

    @property
    def camera(self) -> Camera:
        """Where the view looks; at the end of its pan, if it is on the way."""
        return self._pan.goal if self._pan else self._stage.camera

    def set_picture(self, picture: Picture | None, animate: bool = True) -> None:
        """Shows a picture; what it shares with the one before stays untouched on the screen.

        Changes are animated unless ``animate`` is false, the last picture came less than 250 ms
        ago, or motion is reduced. The camera moves only if the active part is outside the view.
        """
        now = self.clock()
        hurried = now - self._shown_at < motion.HURRY
        self._shown_at = now
        animate = animate and not hurried and not self.reduced_motion and self.isVisible()
        before = self.picture
        kept, self._kept = self._kept, None
        self._end_motion()
        self.setAccessibleDescription(picture.title if picture else "")
        if picture is None:
            self._stage.empty()
            self.update()
        elif before is None or not self._stage.goes_on(picture):
            self._stage.replace(picture)
            if kept is not None and before is not None:
                dx, dy = shift_between(before, picture, kept)
                self._look(self._stage.camera.panned(-dx * self.zoom, -dy * self.zoom))
            elif self._fitted or before is None or before.size != picture.size:
                self.fit()
            self.update()
        else:
            self._step(picture, animate, now, stays=kept is not None)
        self.looked.emit()

    def keep_view(self, card: str = "") -> None:
        """Of the next picture one sees the same cards at the same zoom, ``card`` in its place."""
        self._kept = card

    def still(self) -> Still | None:
        """What is seen now, to glide from it to another picture that is shown later."""
        self._end_motion()
        return self._stage.still

    def glide_from(
        self, before: Still, origins: Mapping[str, str], goals: Mapping[str, str]
    ) -> None:
        """Cards glide from where they were seen before to where they stand in the picture now.

        New ones come out of their ``origins``, those that are gone leave into their ``goals``:
        keys of cards by keys of cards.
        """
        if self.reduced_motion or not self.isVisible():
            return
        view, now = Bounds(0, 0, *self._extent()), self.clock()
        self._stage.glide(lambda after: Glide(before, after, view, origins, goals, now))
        if self._stage.moving:
            self._timer.start()
            self.update()

    def fit(self, *, whole: bool = False) -> None:
        """Shows the whole picture, or as much as keeps the numbers of a step readable.

        Before the first step that is where the graph begins. ``whole`` shows all of it; the next
        step is readable again.
        """
        self._fitted, self._whole = True, whole
        if self.picture is not None:
            self._end_motion()
            at = self.picture, self._extent(), self.readable
            self._look(fitted_camera(*at, whole=whole))

    def set_presenting(self, on: bool) -> None:
        """Numbers are read from the last row: what does not fit then is an inset."""
        self._presenting = on
        self.looked.emit()
        self.update()

    @property
    def readable(self) -> float:
        """The least zoom of a picture that is fitted while it is stepped through."""
        if not self._presenting:
            return READABLE
        return max(READABLE, min(CLOSEST_FIT, FAR_SEATS * self.width()))

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zooms about a point of the view, its middle by default."""
        if self.picture is not None:
            centre = at if at is not None else QRectF(self.rect()).center()
            self._end_motion()
            self._move(self._stage.camera.zoomed(factor, centre.x(), centre.y()))

    def pan_by(self, dx: float, dy: float) -> None:
        """Moves the picture by so many pixels."""
        if self.picture is not None:
            self._end_motion()
            self._move(self._stage.camera.panned(dx, dy))

    def look_at(self, point: tuple[float, float], zoom: float) -> None:
        """Has this point of the picture in the middle of the view."""
        if self.picture is not None:
            self._end_motion()
            self._move(Camera(zoom).centred(point, self._extent()))

    def ensure_visible(self, bounds: Bounds, animate: bool = True) -> None:
        """Pans, within 250 ms and without zooming, until this part of the picture is in view."""
        goal = self.camera.reaching(bounds, self._extent())
        if goal == self.camera:
            return
        goal = goal.on_pixels(self.devicePixelRatioF())
        if not animate or self.reduced_motion or not self.isVisible():
            self._look(goal)
            return
        self._pan = motion.Pan(self._stage.camera, goal, motion.Span(self.clock(), motion.PAN))
        self._timer.start()

    def set_theme(self, name: str) -> None:
        """The colours of the canvas while it has no picture."""
        self._theme = name
        self.update()

    @property
    def focus_key(self) -> str | None:
        """The key of the item in the keyboard's ring."""
        return self._rings.focus

    @property
    def marked(self) -> frozenset[str]:
        """The keys of the items that are outlined."""
        return self._rings.marked

    def set_focus_key(self, key: str | None) -> None:
        """Puts the keyboard's ring around the item with this key, and brings it into view."""
        self.update(self._ring_region())
        self._rings.focus = key
        item = self._focus_item()
        if item is not None:
            self.ensure_visible(item.bounds)
        self.update(self._ring_region())

    def set_marked(self, keys: frozenset[str]) -> None:
        """Outlines the items with these keys, such as those that were found."""
        if keys != self._rings.marked:
            self._rings.marked = keys
            self.update()

    def set_ghost(self, ribbon: str | None) -> None:
        """Shows the picture at 60 % with a ribbon with these words; None ends that."""
        self._ghost = ribbon
        self.update()

    def set_blank(self, blank: bool) -> None:
        """Hides everything, as "." does when presenting."""
        self._blank = blank
        self.update()

    def set_empty_text(self, words: str) -> None:
        """What stands in the middle while there is no picture."""
        self._empty_text = words
        self.update()

    def _step(self, picture: Picture, animate: bool, now: float, *, stays: bool) -> None:
        inset = self._inset_region()
        goal = self._stage.camera if stays else self._goal(picture)
        self._whole = self._whole and stays
        stays = goal == self._stage.camera
        fade = (now, self.rect(), self.devicePixelRatioF()) if animate and stays else None
        region = self._stage.step(picture, fade, now if animate else None)
        self.update(region + self._ring_region() + inset + self._inset_region())
        if not stays and goal.zoom == self.zoom and animate:
            self._pan = motion.Pan(self._stage.camera, goal, motion.Span(now, motion.PAN))
        elif not stays:
            self._look(goal)
        if self._stage.moving or self._pan:
            self._timer.start()

    def _goal(self, picture: Picture) -> Camera:
        """Where to look at the next frame of the same walk."""
        camera, ratio = self._stage.camera, self.devicePixelRatioF()
        goal = next_camera(camera, picture, self._extent(), self.readable if self._fitted else None)
        return goal.on_pixels(ratio) if goal != camera else camera

    def _move(self, camera: Camera) -> None:
        """A camera that the person chose."""
        self._fitted = False
        if self.picture is not None:
            camera = camera.kept_near(self.picture.size, self._extent())
        self._look(camera)

    def _look(self, camera: Camera) -> None:
        self._pan = None
        zoom, camera = self.zoom, camera.on_pixels(self.devicePixelRatioF())
        self._see_from(camera)
        if camera.zoom != zoom:
            self._rest.start()
            self.zoom_changed.emit(camera.zoom)

    def _sharpen(self) -> None:
        if self._stage.sharpen():
            self.update()

    def _see_from(self, camera: Camera) -> None:
        """Takes another camera; after a pan only what comes into view is painted."""
        before, self._stage.camera = self._stage.camera, camera
        dx, dy = camera.x - before.x, camera.y - before.y
        self.looked.emit()
        stays_put = self._framed or self._presenting or self._ghost is not None
        if camera.zoom == before.zoom and dx.is_integer() and dy.is_integer() and not stays_put:
            self.scroll(int(dx), int(dy))
        else:
            self.update()

    def _end_motion(self) -> None:
        self.update(self._stage.settle())
        self._timer.stop()
        if self._pan is not None:
            self._look(self._pan.goal)

    def _tick(self) -> None:
        now = self.clock()
        if self._pan is not None:
            self._see_from(self._pan.camera(now).on_pixels(self.devicePixelRatioF()))
            if self._pan.span.over(now):
                self._look(self._pan.goal)
        self.update(self._stage.tick(now))
        if self._pan is None and not self._stage.moving:
            self._timer.stop()

    def _extent(self) -> tuple[float, float]:
        return float(self.width()), float(self.height())

    def _colors(self) -> Theme:
        picture = self.picture
        return THEMES[picture.theme if picture and picture.theme in THEMES else self._theme]

    def _background(self) -> QColor:
        return QColor((self.picture and self.picture.background) or self._colors().canvas)

    def _focus_item(self) -> Item | None:
        return self._rings.focused(self.picture)

    def _ring_region(self) -> QRegion:
        region = QRegion()
        for area in self._rings.areas(self.picture, self._stage.camera):
            region += pixels(area)
        return region

    @property
    def sees_all(self) -> bool:
        """Whether no part of the picture is outside, or the whole is there as an inset."""
        if self._presenting or self.picture is None:
            return True
        return self._all_in_view(self.picture.size)

    def _all_in_view(self, size: tuple[float, float]) -> bool:
        seen, view = self.camera.seen(Bounds(0, 0, *size)), self._extent()
        return min(seen.x, seen.y) >= 0 and seen.right <= view[0] and seen.bottom <= view[1]

    def _inset(self) -> Bounds | None:
        """Where the whole picture is seen small; None while it is seen large."""
        if not self._presenting or self.picture is None:
            return None
        size, view = self.picture.size, self._extent()
        if self._all_in_view(size):
            return None
        cards = (item for item in self.picture.actives if item.kind != "edge")
        return overlay.inset_bounds(size, view, [self.camera.seen(item.bounds) for item in cards])

    def _inset_region(self) -> QRegion:
        inset = self._inset()
        return QRegion(pixels(inset.grown(2))) if inset is not None else QRegion()

    def _paint_inset(self, painter: QPainter, region: QRegion, theme: Theme) -> None:
        inset, scene = self._inset(), self._stage.scene
        if inset is not None and scene is not None and region.intersects(self._inset_region()):
            view = self._stage.camera.area(Bounds(0, 0, *self._extent()))
            overlay.paint_inset(painter, scene, inset, view, theme)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            smooth(painter)
            theme, background = self._colors(), self._background()
            painter.fillRect(event.rect(), background)
            if self._blank:
                return
            if self.picture is None:
                overlay.paint_words(painter, self._empty_text, self._extent(), theme)
            else:
                self._stage.paint(painter, event.region(), self.clock())
                self._paint_inset(painter, event.region(), theme)
            if self.picture is not None and self._ghost is not None:
                overlay.paint_veil(painter, background, QRectF(event.rect()))
                overlay.paint_ribbon(painter, self._ghost, self._extent(), theme)
            self._rings.paint(painter, self.picture, self._stage.camera, theme)
            if self._framed and self._focus_item() is None:
                overlay.paint_focus_frame(painter, self._extent(), theme)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitted:
            self.fit(whole=self._whole)
        elif event.oldSize().isValid():
            grown = event.size() - event.oldSize()
            self._end_motion()
            self._look(self._stage.camera.panned(grown.width() / 2, grown.height() / 2))
        self.resized.emit()
        self.looked.emit()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._end_motion()
