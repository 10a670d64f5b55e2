"""The keyboard's ring around one item of the canvas, and outlines around those that are marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.canvas import overlay

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from graphlab.canvas.camera import Camera
    from graphlab.picture.shapes import Bounds, Item, Picture
    from graphlab.picture.theme import Theme


class Rings:
    """Keys of the items, which a picture may have or not."""

    def __init__(self) -> None:
        self.focus: str | None = None
        self.marked: frozenset[str] = frozenset()
        self.pulsing: frozenset[str] = frozenset()
        self.strength = 0.0

    def focused(self, picture: Picture | None) -> Item | None:
        """The item with the ring."""
        return None if picture is None or self.focus is None else picture.item(self.focus)

    def outlined(self, picture: Picture | None) -> list[Item]:
        """The items that are marked."""
        found = map(picture.item, self.marked) if picture is not None else ()
        return [item for item in found if item is not None]

    def areas(self, picture: Picture | None, camera: Camera) -> list[Bounds]:
        """Where rings and outlines are seen."""
        focused = self.focused(picture)
        ringed = [*self.outlined(picture), *([focused] if focused is not None else [])]
        return [overlay.ring_bounds(item, camera) for item in ringed]

    def paint(
        self, painter: QPainter, picture: Picture | None, camera: Camera, theme: Theme
    ) -> None:
        """In the view's coordinates, over the picture."""
        for item in self.outlined(picture):
            overlay.paint_mark(painter, item, camera, theme)
        if self.strength and picture is not None:
            for item in filter(None, map(picture.item, self.pulsing)):
                overlay.paint_pulse(painter, item, camera, theme, self.strength)
        if (focused := self.focused(picture)) is not None:
            overlay.paint_ring(painter, focused, camera, theme)
