"""From one graph to another of the same run: cards glide to where they stand when modules open."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from graphlab.canvas.motion import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from PySide6.QtGui import QPainter

    from graphlab.canvas.camera import Camera
    from graphlab.canvas.scene import Scene
    from graphlab.picture.shapes import Bounds, Item, Picture

LENGTH = 0.350  # seconds
MOST = 160  # cards that move; where there are more, one sees the end at once
LINES = ("frame", "edge")


def shift_between(before: Picture, after: Picture, card: str = "") -> tuple[float, float]:
    """How far a card stands elsewhere in the second picture; or most that both have, without it."""
    centres = {
        item.key: (*item.bounds.centre, *other.bounds.centre)
        for item in before.items
        if item.kind == "card" and (other := after.item(item.key)) is not None
    }
    shifts = {key: (to_x - x, to_y - y) for key, (x, y, to_x, to_y) in centres.items()}
    if not shifts:
        return 0.0, 0.0
    most = median(dx for dx, _ in shifts.values()), median(dy for _, dy in shifts.values())
    return shifts.get(card, most)


class Still(NamedTuple):
    """What was seen: a scene and from where."""

    scene: Scene
    camera: Camera


class Mover(NamedTuple):
    """A card on its way between two places of the view; it appears or leaves by ``fade``."""

    scene: Scene
    item: Item
    start: tuple[float, float]
    end: tuple[float, float]
    fade: int = 0


class Glide:
    """All cards on their way.

    ``origins`` tell out of which card of the old graph a new one comes, ``goals`` into which of the
    new graph an old one goes: keys by keys.
    """

    def __init__(
        self,
        before: Still,
        after: Still,
        view: Bounds,
        origins: Mapping[str, str],
        goals: Mapping[str, str],
        now: float,
    ) -> None:
        self._before, self._after = before, after
        self.span = Span(now, LENGTH)
        self.movers = [
            mover
            for mover in (*_leaving(before, after, goals), *_coming(before, after, origins))
            if view.contains(*mover.start) or view.contains(*mover.end)
        ]

    @property
    def is_worth_it(self) -> bool:
        """Whether something moves, and not too much."""
        return 0 < len(self.movers) <= MOST and any(m.start != m.end for m in self.movers)

    def paint(self, painter: QPainter, now: float) -> None:
        """Lines of the old graph fade before those of the new one appear; cards glide between."""
        share = self.span.share(now)
        self._lines(painter, self._before, 1 - 2 * share)
        self._lines(painter, self._after, 2 * share - 1)
        zoom = self._before.camera.zoom * (1 - share) + self._after.camera.zoom * share
        for mover in self.movers:
            (x, y), (to_x, to_y) = mover.start, mover.end
            at = x + (to_x - x) * share, y + (to_y - y) * share
            painter.save()
            painter.setOpacity({0: 1.0, 1: share, -1: 1 - share}[mover.fade])
            painter.translate(*at)
            painter.scale(zoom, zoom)
            left, top = mover.item.bounds.centre
            painter.translate(-left, -top)
            mover.scene.paint_item(painter, mover.item, zoom)
            painter.restore()

    @staticmethod
    def _lines(painter: QPainter, still: Still, opacity: float) -> None:
        if opacity <= 0:
            return
        scene, camera = still
        painter.save()
        painter.setOpacity(opacity)
        painter.translate(camera.x, camera.y)
        painter.scale(camera.zoom, camera.zoom)
        for item in scene.picture.items:
            if item.kind in LINES:
                scene.paint_item(painter, item, camera.zoom)
        painter.restore()


def _coming(before: Still, after: Still, origins: Mapping[str, str]) -> Iterable[Mover]:
    """Cards of the new graph."""
    for item in _cards(after):
        end = after.camera.seen(item.bounds).centre
        stayed = before.scene.picture.item(item.key)
        if stayed is not None:
            yield Mover(after.scene, item, before.camera.seen(stayed.bounds).centre, end)
            continue
        origin = before.scene.picture.item(origins.get(item.key, ""))
        start = end if origin is None else before.camera.seen(origin.bounds).centre
        yield Mover(after.scene, item, start, end, 1)


def _leaving(before: Still, after: Still, goals: Mapping[str, str]) -> Iterable[Mover]:
    """Cards that only the old graph has."""
    for item in _cards(before):
        if after.scene.picture.item(item.key) is None:
            start = before.camera.seen(item.bounds).centre
            goal = after.scene.picture.item(goals.get(item.key, ""))
            end = start if goal is None else after.camera.seen(goal.bounds).centre
            yield Mover(before.scene, item, start, end, -1)


def _cards(still: Still) -> Iterable[Item]:
    return (item for item in still.scene.picture.items if item.kind == "card")
