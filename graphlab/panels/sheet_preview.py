"""Sheets as they would be printed, small, with the cuts between pages."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget
from typing_extensions import override

from graphlab.export.paging_paint import PagePainter
from graphlab.export.paint import paint_item
from graphlab.export.sheets import Sheet, whole

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from graphlab.export.prospects import Prospect
    from graphlab.export.sheets import Page
    from graphlab.picture.shapes import Item

SIZE = QSize(400, 240)
MOST_SHEETS = 6
GAP, SQUARE = 10, 8
IN_FULL = 400
"""Items up to which cards are painted with all that stands on them."""

SEEN = 0.004
"""Scale below which a picture is not more than a line."""


class SheetPreview(QWidget):
    """Shows a ``Prospect``. It is painted once, as it costs too much to be painted often."""

    dragged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._press_at: QPointF | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Preview of the pages")
        self._image = QPixmap()
        self.prospect: Prospect | None = None
        self.cuts: tuple[QRectF, ...] = ()

    def show_pages(self, prospect: Prospect | None) -> None:
        """Shows these pages, or nothing."""
        self.prospect = prospect
        ratio = self.devicePixelRatioF()
        self._image = QPixmap(SIZE * ratio)
        self._image.setDevicePixelRatio(ratio)
        self._image.fill(Qt.GlobalColor.transparent)
        self.cuts = ()
        if prospect is not None and prospect.pages:
            with QPainter(self._image) as painter:
                self._paint_sheets(painter, prospect)
        self.update()

    def _paint_sheets(self, painter: QPainter, prospect: Prospect) -> None:
        sheets = [*{id(page.sheet): page.sheet for page in prospect.pages}.values()]
        shown = sheets[:MOST_SHEETS]
        simple = len(prospect.picture.items) > IN_FULL
        brush = PagePainter(
            prospect.picture,
            transparent=prospect.clear,
            paint=_paint_coarsely if simple else paint_item,
        )
        for sheet, place in zip(shown, _places(len(shown), sheets[0].size), strict=True):
            pages = [page for page in prospect.pages if page.sheet is sheet]
            zoom = place.width() / sheet.size[0]
            painter.save()
            painter.translate(place.x(), place.y())
            painter.scale(zoom, zoom)
            painter.setClipRect(QRectF(0, 0, *sheet.size))
            if prospect.clear:
                _paint_squares(painter, sheet.size, SQUARE / zoom)
            if sheet.pieces[0].scale * zoom >= SEEN:
                brush.paint(painter, whole(sheet))
            else:
                _paint_lines(painter, sheet, prospect.picture.background, 1 / zoom)
            painter.restore()
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(place)
            if len(pages) > 1:
                self._paint_cuts(painter, pages, place, zoom)

    def _paint_cuts(self, painter: QPainter, pages: list[Page], place: QRectF, zoom: float) -> None:
        color = self.palette().color(QPalette.ColorRole.Highlight)
        dashed = QPen(color, 1, Qt.PenStyle.DashLine)
        painter.setPen(dashed)
        for number, page in enumerate(pages, start=1):
            part = page.part
            box = QRectF(
                place.x() + part.x * zoom,
                place.y() + part.y * zoom,
                part.width * zoom,
                part.height * zoom,
            )
            self.cuts = (*self.cuts, box)
            painter.drawRect(box)
            if min(box.width(), box.height()) > 18:
                words = str(number)
                sign = QRectF(box.x(), box.y(), 8 + 8 * len(words), 16)
                painter.fillRect(sign, color)
                painter.setPen(self.palette().color(QPalette.ColorRole.HighlightedText))
                painter.drawText(sign, Qt.AlignmentFlag.AlignCenter, words)
                painter.setPen(dashed)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._press_at = event.position()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        begun = self._press_at
        if begun is None:
            return
        if (event.position() - begun).manhattanLength() >= QApplication.startDragDistance():
            self._press_at = None
            self.dragged.emit()

    @override
    def sizeHint(self) -> QSize:
        return SIZE

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._image)


def _places(count: int, size: tuple[float, float]) -> list[QRectF]:
    """Equal places in the middle, in a grid in which sheets of this size are largest."""
    room_x, room_y = SIZE.width() - 2, SIZE.height() - 2

    def zoom(columns: int) -> float:
        rows = math.ceil(count / columns)
        across, down = room_x - GAP * (columns - 1), room_y - GAP * (rows - 1)
        return min(across / columns / size[0], down / rows / size[1])

    columns = max(range(1, count + 1), key=zoom)
    width, height = (max(1.0, side * zoom(columns)) for side in size)
    rows = math.ceil(count / columns)
    left = 1 + (room_x - columns * (width + GAP) + GAP) / 2
    top = 1 + (room_y - rows * (height + GAP) + GAP) / 2
    return [
        QRectF(
            left + index % columns * (width + GAP),
            top + index // columns * (height + GAP),
            width,
            height,
        )
        for index in range(count)
    ]


def _paint_squares(painter: QPainter, size: tuple[float, float], side: float) -> None:
    """What stands for no ground."""
    painter.fillRect(QRectF(0, 0, *size), QColor("#FFFFFF"))
    for row in range(math.ceil(size[1] / side)):
        for column in range(row % 2, math.ceil(size[0] / side), 2):
            painter.fillRect(QRectF(column * side, row * side, side, side), QColor("#E4E7EB"))


def _paint_coarsely(painter: QPainter, item: Item) -> None:
    """Lines as they are; of a card only that it is there."""
    if item.kind == "edge":
        paint_item(painter, item)
    elif item.kind == "card":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#8A94A0"))
        painter.drawRect(QRectF(*item.bounds))


def _paint_lines(painter: QPainter, sheet: Sheet, ground: str | None, pixel: float) -> None:
    painter.fillRect(QRectF(0, 0, *sheet.size), QColor(ground or "#FFFFFF"))
    for piece in sheet.pieces:
        box = piece.target
        painter.fillRect(
            QRectF(box.x, box.y, max(box.width, pixel), max(box.height, pixel)), QColor("#8A94A0")
        )
