"""The whole graph in small over a corner of the canvas, where one sees a part of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from graphlab.canvas.overlay import INSET_PAD, corner_of
from graphlab.picture.shapes import Bounds
from graphlab.picture.theme import THEMES

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from PySide6.QtCore import QEvent, QRect

    from graphlab.canvas.shelf import Sides
    from graphlab.canvas.view import CanvasView
    from graphlab.picture.shapes import Item, Picture

AT_LEAST = 40  # cards: of fewer a map would cover more than it shows
LEAST_CARD = 2.0  # px
OTHERS = 4  # as bad as so many cards of the step is it to lie over something else that floats
SHARE, LONGEST = 0.035, (0.4, 0.6)  # of the canvas: area, and width and height of long graphs


class Minimap(QWidget):
    """Follows a canvas beside it; a click or a drag looks there. It takes no focus.

    The cards never move while one steps, so they are painted once a graph, theme, size and light.
    ``busy`` tells what else floats over the canvas, in the pixels of the parent.
    """

    def __init__(self, canvas: CanvasView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._wanted = True
        self.busy: Callable[[], Sequence[QRect]] = tuple
        self._of: Picture | None = None
        self._cards: Sides | None = None
        self._active: list[Item] = []
        self._pale: tuple[bool, ...] = ()
        self._image: QPixmap | None = None
        self._painted: Hashable = None
        self.setAccessibleName("Overview of the graph")
        self.setToolTip("The whole graph; click or drag to look there")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        canvas.looked.connect(self.settle)
        self.hide()

    def set_wanted(self, wanted: bool) -> None:
        """Whether it appears at all."""
        self._wanted = wanted
        self.settle()

    def settle(self) -> None:
        """Appears in a corner that the step leaves free, or goes away where all is seen."""
        picture, scene = self._canvas.picture, self._canvas.scene
        if picture is None or scene is None or not self._wanted or self._canvas.sees_all:
            self.hide()
            return
        if picture is not self._of:  # a pan asks again for the same picture, many times a second
            self._of = picture
            self._cards = scene.card_sides()
            self._active = [item for item in picture.actives if item.kind != "edge"]
            any_pale = any(item.faded for item in picture.items[:1])  # they lie behind the others
            self._pale = tuple(card.faded for card in scene.cards()) if any_pale else ()
        if self._cards is None or self._cards.shape[1] < AT_LEAST:
            self.hide()
            return
        size = float(self._canvas.width()), float(self._canvas.height())
        seen = [self._canvas.camera.seen(item.bounds) for item in self._active]
        others = (rect.translated(-self._canvas.pos()) for rect in self.busy())
        seen += OTHERS * [Bounds(r.x(), r.y(), r.width(), r.height()) for r in others]
        place = corner_of(_extent(picture.size, size), size, seen)
        self.setGeometry(QRectF(*place).toAlignedRect().translated(self._canvas.pos()))
        self.show()
        self.raise_()
        self.update()

    def _zoom(self) -> float:
        picture = self._canvas.picture
        assert picture is not None
        return (self.width() - 2 * INSET_PAD) / picture.size[0]

    def _small(self, bounds: Bounds) -> QRectF:
        zoom = self._zoom()
        return QRectF(
            INSET_PAD + bounds.x * zoom,
            INSET_PAD + bounds.y * zoom,
            max(LEAST_CARD, bounds.width * zoom),
            max(LEAST_CARD, bounds.height * zoom),
        )

    def _look(self, at: QPointF) -> None:
        zoom, camera = self._zoom(), self._canvas.camera
        x = (at.x() - INSET_PAD) / zoom * camera.zoom + camera.x
        y = (at.y() - INSET_PAD) / zoom * camera.zoom + camera.y
        self._canvas.pan_by(self._canvas.width() / 2 - x, self._canvas.height() / 2 - y)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._look(event.position())

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._look(event.position())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        picture = self._canvas.picture
        if picture is None:
            return
        theme = THEMES[picture.theme]
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawPixmap(0, 0, self._drawn())
            for item in self._active:
                if item.kind == "card":
                    painter.fillRect(self._small(item.bounds), QColor(theme.adjoint_line))
            view = self._canvas.camera.area(
                Bounds(0, 0, self._canvas.width(), self._canvas.height())
            )
            whole = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
            painter.setPen(QPen(QColor(theme.ink), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self._small(view) & whole)

    def _drawn(self) -> QPixmap:
        """The ground and all cards, from before where nothing of it is new."""
        picture, ratio = self._canvas.picture, self.devicePixelRatioF()
        assert picture is not None
        cards = self._cards
        assert cards is not None
        key = picture.theme, picture.size, cards.tobytes(), self._pale, self.size(), ratio
        if self._image is None or key != self._painted:
            self._painted = key
            theme = THEMES[picture.theme]
            self._image = QPixmap(self.size() * ratio)
            self._image.setDevicePixelRatio(ratio)
            self._image.fill(Qt.GlobalColor.transparent)
            with QPainter(self._image) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(QColor(theme.edge), 1))
                painter.setBrush(QColor(theme.canvas))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
                colors = QColor(theme.edge), QColor(theme.divider)
                pale = self._pale or (False,) * cards.shape[1]
                for card, is_pale in zip(cards.T.tolist(), pale, strict=True):
                    left, top, right, bottom = card
                    bounds = Bounds(left, top, right - left, bottom - top)
                    painter.fillRect(self._small(bounds), colors[is_pale])
        return self._image

    @override
    def changeEvent(self, event: QEvent) -> None:
        self._image = None
        super().changeEvent(event)


def _extent(picture: tuple[float, float], view: tuple[float, float]) -> tuple[float, float]:
    """Width and height: of long graphs a long strip, of about the same area as of others."""
    inner = 2 * INSET_PAD
    zoom = min(
        LONGEST[0] * view[0] / picture[0],
        LONGEST[1] * view[1] / picture[1],
        math.sqrt(SHARE * view[0] * view[1] / (picture[0] * picture[1])),
    )
    return picture[0] * zoom + inner, picture[1] * zoom + inner
