"""Where the view looks: zoom and offset, as plain numbers without Qt."""

from __future__ import annotations

from typing import NamedTuple

from graphlab.picture.shapes import Bounds

CLOSEST_FIT = 2.0
READABLE = 11 / 14.6  # the zoom at which labels and names on cards are 11 px high, numbers 11.3
FAR_SEATS = 30 / 15 / 1920  # the zoom at which they are 30 px on a screen 1920 px wide, a pixel
NEAREST = 6.0
FARTHEST = 0.02
MARGIN = 6.0
"""Pixels kept free around a fitted picture, which has a margin of its own."""

Size = tuple[float, float]


class Camera(NamedTuple):
    """A point p of the picture is seen at ``p * zoom + (x, y)`` of the view."""

    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def seen(self, bounds: Bounds) -> Bounds:
        """Where the view shows this part of the picture."""
        z = self.zoom
        return Bounds(
            bounds.x * z + self.x, bounds.y * z + self.y, bounds.width * z, bounds.height * z
        )

    def under(self, x: float, y: float) -> tuple[float, float]:
        """The point of the picture that is seen at (x, y)."""
        return (x - self.x) / self.zoom, (y - self.y) / self.zoom

    def area(self, seen: Bounds) -> Bounds:
        """The part of the picture that is seen within these bounds of the view."""
        x, y = self.under(seen.x, seen.y)
        return Bounds(x, y, seen.width / self.zoom, seen.height / self.zoom)

    def panned(self, dx: float, dy: float) -> Camera:
        return self._replace(x=self.x + dx, y=self.y + dy)

    def zoomed(self, factor: float, x: float, y: float) -> Camera:
        """Nearer or farther, with the point under (x, y) staying where it is."""
        zoom = min(max(self.zoom * factor, min(self.zoom, FARTHEST)), NEAREST)
        at_x, at_y = self.under(x, y)
        return Camera(zoom, x - at_x * zoom, y - at_y * zoom)

    def kept_near(self, picture: Size, view: Size) -> Camera:
        """Panned back so that some of the picture stays in view."""
        x, y = (
            min(max(offset, MARGIN - side * self.zoom), room - MARGIN)
            for offset, side, room in zip((self.x, self.y), picture, view, strict=True)
        )
        return self._replace(x=x, y=y)

    def on_pixels(self, ratio: float) -> Camera:
        """With the offset on whole pixels of a screen with this device pixel ratio."""
        return self._replace(x=round(self.x * ratio) / ratio, y=round(self.y * ratio) / ratio)

    def centred(self, point: tuple[float, float], view: Size) -> Camera:
        """With this point of the picture in the middle of the view."""
        x, y = (side / 2 - at * self.zoom for side, at in zip(view, point, strict=True))
        return self._replace(x=x, y=y)

    def reaching(self, bounds: Bounds, view: Size, ahead: float = 0.0) -> Camera:
        """The least pan that brings all of ``bounds`` into view; never a zoom.

        ``ahead`` is the share of the view to pan further, for what will come from that side next.
        """
        seen = self.seen(bounds)
        return self.panned(
            _shift(seen.x, seen.right, view[0], ahead), _shift(seen.y, seen.bottom, view[1], ahead)
        )

    def following(self, bounds: Bounds, picture: Size, view: Size, ahead: float) -> Camera:
        """The same, but a pan leaves no more empty space at a side than the margin."""
        goal = self.reaching(bounds, view, ahead)
        kept = _kept_in(goal, picture, view)
        return goal._replace(
            x=self.x if goal.x == self.x else kept.x, y=self.y if goal.y == self.y else kept.y
        )

    def towards(self, goal: Camera, share: float) -> Camera:
        """The camera this share of the way to ``goal``."""
        return Camera(*(a + (b - a) * share for a, b in zip(self, goal, strict=True)))


def fitted(picture: Size, view: Size, active: Bounds | None, readable: float = READABLE) -> Camera:
    """The camera that shows the whole picture, centred.

    While a step is shown (``active``) its numbers stay readable: a picture too large for that is
    not shown whole, and the active part is centred.
    """
    width, height = (max(side - 2 * MARGIN, 1.0) for side in view)
    whole = min(width / max(picture[0], 1.0), height / max(picture[1], 1.0), CLOSEST_FIT)
    if active is None or whole >= readable:
        return Camera(whole).centred((picture[0] / 2, picture[1] / 2), view)
    return _kept_in(Camera(readable).centred(active.centre, view), picture, view)


def _kept_in(camera: Camera, picture: Size, view: Size) -> Camera:
    """Without more empty space at a side than the margin; what has room is centred."""
    offsets = []
    for offset, side, room in zip((camera.x, camera.y), picture, view, strict=True):
        length = side * camera.zoom
        if length + 2 * MARGIN <= room:
            offsets.append((room - length) / 2)
        else:
            offsets.append(min(MARGIN, max(offset, room - MARGIN - length)))
    return camera._replace(x=offsets[0], y=offsets[1])


def _shift(low: float, high: float, room: float, ahead: float) -> float:
    spare = room - (high - low)
    if spare < 0:
        return room / 2 - (low + high) / 2
    margin = min(MARGIN + ahead * room, max(spare - MARGIN, spare / 2))
    if low < 0:
        return margin - low
    if high > room:
        return room - margin - high
    return 0.0
