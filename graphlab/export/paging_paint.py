"""Paints pages: parts of a picture in their places, and the marks beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from graphlab.export.paint import paint_item, smooth
from graphlab.picture.layout.giving_up import look
from graphlab.picture.shapes import Bounds, Item

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtGui import QPainter

    from graphlab.export.sheets import Page, Piece
    from graphlab.picture.shapes import Picture, Shape

SHELVES = 200
FEW = 8
"""Shelves up to which an item lies on each of its own; longer ones are looked at every time."""


class PagePainter:
    """Paints the pages of one picture; a long picture is not gone through for every piece."""

    def __init__(
        self,
        picture: Picture,
        *,
        transparent: bool = False,
        paint: Callable[[QPainter, Item], None] = paint_item,
    ) -> None:
        self._picture = picture
        self._paint_item = paint
        self._ground = None if transparent else picture.background
        self._down = picture.size[1] > picture.size[0]
        self._step = max(picture.size) / SHELVES
        self._shelves: dict[int, list[int]] = {}
        self._long: list[int] = []
        for index, item in enumerate(picture.items):
            shelves = self._on(item.bounds)
            if len(shelves) > FEW:
                self._long.append(index)
            else:
                for shelf in shelves:
                    self._shelves.setdefault(shelf, []).append(index)

    def paint(self, painter: QPainter, page: Page) -> None:
        """Paints one page, in logical pixels from the painter's origin."""
        smooth(painter)
        if self._ground:
            painter.fillRect(QRectF(0, 0, page.size[0] + 2, page.size[1] + 2), QColor(self._ground))
        x, y = page.at
        painter.save()
        painter.setClipRect(QRectF(x, y, page.part.width, page.part.height))
        painter.translate(x - page.part.x, y - page.part.y)
        for piece in page.sheet.pieces:
            shown = _cut(piece, page.part)
            if shown is not None:
                self._paint_piece(painter, shown)
        self._paint_shapes(painter, page.sheet.marks)
        painter.restore()
        self._paint_shapes(painter, page.marks)

    def _paint_piece(self, painter: QPainter, piece: Piece) -> None:
        painter.save()
        painter.setClipRect(QRectF(*piece.target))
        painter.translate(piece.x, piece.y)
        painter.scale(piece.scale, piece.scale)
        painter.translate(-piece.source.x, -piece.source.y)
        for item in self._items(piece.source):
            look()
            self._paint_item(painter, item)
        painter.restore()

    def _paint_shapes(self, painter: QPainter, shapes: tuple[Shape, ...]) -> None:
        if shapes:
            self._paint_item(painter, Item("marks", "note", Bounds(0, 0, 0, 0), shapes))

    def _items(self, box: Bounds) -> Iterator[Item]:
        near = set(self._long).union(*(self._shelves.get(shelf, ()) for shelf in self._on(box)))
        for index in sorted(near):
            item = self._picture.items[index]
            if item.bounds.overlaps(box):
                yield item

    def _on(self, box: Bounds) -> range:
        start, end = (box.y, box.bottom) if self._down else (box.x, box.right)
        return range(int(start // self._step), int(end // self._step) + 1)


def _cut(piece: Piece, part: Bounds) -> Piece | None:
    """What of a piece lies on a part of its sheet."""
    box = piece.target
    if not box.overlaps(part):
        return None
    x, y = max(box.x, part.x), max(box.y, part.y)
    source = Bounds(
        piece.source.x + (x - box.x) / piece.scale,
        piece.source.y + (y - box.y) / piece.scale,
        (min(box.right, part.right) - x) / piece.scale,
        (min(box.bottom, part.bottom) - y) / piece.scale,
    )
    return piece._replace(source=source, x=x, y=y)
