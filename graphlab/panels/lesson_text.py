"""Text of a lesson with its mathematics: as high as it needs, to be selected and copied."""

from __future__ import annotations

import math
import re
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QFontInfo,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPalette,
    QPixmap,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget
from typing_extensions import override

from graphlab.panels.lesson_document import Look, look_of, write
from graphlab.panels.lesson_maths import AFTER, BEFORE, BREAK, COPIED, KIND, OBJECT, MathObject
from graphlab.study.lesson.spoken import spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QRect
    from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QMouseEvent, QPaintEvent

    from graphlab.study.lesson.model import Block

NARROWEST = 120
_APART = re.compile(f"[{OBJECT}\ufdd0\ufdd1]")  # formulas, and where tables begin and end
Standard = QKeySequence.StandardKey
Move = QTextCursor.MoveMode


class LessonText(QWidget):
    """Paints a document itself, for a page has dozens and a QTextEdit is six widgets.

    Follows the font and the palette at once. What cannot be selected takes no mouse either.
    """

    def __init__(self, parent: QWidget | None = None, *, selectable: bool = True) -> None:
        super().__init__(parent)
        self.setObjectName("lessonText")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if selectable:
            self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            self.setCursor(Qt.CursorShape.IBeamCursor)
        else:
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.document = QTextDocument(self)
        self.document.setUndoRedoEnabled(False)
        self._maths = MathObject(self)
        self.document.documentLayout().registerHandler(KIND, self._maths)
        self.cursor_ = QTextCursor(self.document)
        self._blocks: tuple[Block, ...] = ()
        self._theme = "light"
        self._scale = 1.0
        self._look: Look | None = None
        self._heights: dict[int, int] = {}
        self._image: QPixmap | None = None

    def show_blocks(self, blocks: Sequence[Block]) -> None:
        """Shows these, unless they are shown already."""
        if tuple(blocks) != self._blocks:
            self._blocks = tuple(blocks)
            self.setAccessibleName(spoken(self._blocks))
            self._look = None
            self._write()

    def set_theme(self, theme: str) -> None:
        """Colours of code, by the name of a theme; all others are the palette's."""
        if theme != self._theme:
            self._theme = theme
            self._write()

    def set_scale(self, scale: float) -> None:
        """Sets its text in the size of the widget's font times this."""
        self._scale = scale
        self._write()

    @property
    def plain(self) -> str:
        """All of it as it is copied."""
        cursor = QTextCursor(self.document)
        cursor.select(QTextCursor.SelectionType.Document)
        return copied(cursor)

    def select_all(self) -> None:
        self.cursor_.select(QTextCursor.SelectionType.Document)
        self.update()

    def settle(self) -> None:
        """Sets the text for the width it has; it may have been measured for another."""
        if self.document.textWidth() != self.width():
            self.document.setTextWidth(self.width())

    def paint_ahead(self) -> None:
        """Paints it while nothing else is to be done, as it will look in the place it has."""
        self._image = None
        if is_plainly_smoothed():
            ratio = self.devicePixelRatioF()
            image = QPixmap(self.size() * ratio)
            image.setDevicePixelRatio(ratio)
            image.fill(Qt.GlobalColor.transparent)
            with QPainter(image) as painter:
                self._paint(painter, self.rect())
            self._image = image

    def copy(self) -> None:
        """What is selected to the clipboard."""
        if self.cursor_.hasSelection():
            QGuiApplication.clipboard().setText(copied(self.cursor_))

    def _write(self) -> None:
        """Writes it as it is to look now, unless it does."""
        font = QFont(self.font())
        font.setPixelSize(round(QFontInfo(font).pixelSize() * self._scale))
        look, before = look_of(font, self.palette(), self._theme), self._look
        if look == before:
            return
        self._look = look
        write(self.document, self._blocks, look)
        self._maths.forget()
        self._image = None
        self.cursor_ = QTextCursor(self.document)
        if before is None or before.font != font:
            self._heights.clear()
            self.updateGeometry()
        self.update()

    def _selections(self) -> list[QAbstractTextDocumentLayout.Selection]:
        """The words that are selected, without the formulas, which know it themselves."""
        style = QTextCharFormat()
        style.setBackground(self.palette().brush(QPalette.ColorRole.Highlight))
        style.setForeground(self.palette().brush(QPalette.ColorRole.HighlightedText))
        found, at = [], self.cursor_.selectionStart()
        for words in _APART.split(self.cursor_.selectedText()):
            if words:
                chosen = QAbstractTextDocumentLayout.Selection()
                chosen.format = style
                chosen.cursor = QTextCursor(self.document)
                chosen.cursor.setPosition(at)
                chosen.cursor.setPosition(at + len(words), Move.KeepAnchor)
                found.append(chosen)
            at += len(words) + 1
        return found

    def _hit(self, event: QMouseEvent) -> int:
        fuzzy = Qt.HitTestAccuracy.FuzzyHit
        return self.document.documentLayout().hitTest(QPointF(event.position()), fuzzy)

    # ── Qt ───────────────────────────────────────────────────────────────────────────────────

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self.document.setTextWidth(width)
            self._heights[width] = math.ceil(self.document.size().height())
        return self._heights[width]

    @override
    def sizeHint(self) -> QSize:
        width = max(NARROWEST, self.width())
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(NARROWEST, 0)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        self.settle()
        image = None if self.cursor_.hasSelection() else self._image
        if image is not None and (image.deviceIndependentSize(), image.devicePixelRatioF()) != (
            *(self.size().toSizeF(), self.devicePixelRatioF()),
        ):
            image = self._image = None
        with QPainter(self) as painter:
            if image is not None:
                painter.drawPixmap(0, 0, image)
            else:
                self._paint(painter, event.rect())

    def _paint(self, painter: QPainter, area: QRect) -> None:
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette = self.palette()
        context.clip = QRectF(area)
        context.selections = self._selections()
        self._maths.chosen = range(self.cursor_.selectionStart(), self.cursor_.selectionEnd())
        painter.setClipRect(area)
        self.document.documentLayout().draw(painter, context)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and self._blocks:
            self._image = None
            self._write()
            self.update()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            is_on = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.cursor_.setPosition(
                self._hit(event), Move.KeepAnchor if is_on else Move.MoveAnchor
            )
            self.update()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.cursor_.setPosition(self._hit(event), Move.KeepAnchor)
            self.update()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.cursor_.setPosition(self._hit(event))
        self.cursor_.select(QTextCursor.SelectionType.WordUnderCursor)
        self.update()

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Copy", self.copy).setEnabled(self.cursor_.hasSelection())
        menu.addAction("Select all", self.select_all)
        menu.popup(event.globalPos())

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        ):
            self.cursor_.clearSelection()
            self.update()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_copy = event.matches(Standard.Copy) and self.cursor_.hasSelection()
            if is_copy or event.matches(Standard.SelectAll):
                event.accept()  # else the window copies the picture
                return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(Standard.Copy) and self.cursor_.hasSelection():
            self.copy()
        elif event.matches(Standard.SelectAll):
            self.select_all()
        else:
            event.ignore()  # the page scrolls


@cache
def is_plainly_smoothed() -> bool:
    """Whether the edges of type are grey on this screen, so that it may be painted on nothing.

    Elsewhere they have the colours of a pixel's parts, which need to know what is behind them.
    """
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        painter.drawText(image.rect(), Qt.AlignmentFlag.AlignCenter, "W&")
    colors = (image.pixelColor(x, y) for x in range(40) for y in range(40))
    return all(color.red() == color.green() == color.blue() for color in colors)


def copied(cursor: QTextCursor) -> str:
    """What is selected, with formulas as LaTeX: between dollar signs unless they stand alone."""
    text = cursor.selectedText()
    if OBJECT not in text:
        return _lines(text.replace(BREAK, ""))
    document: QTextDocument = cursor.document()
    start = cursor.selectionStart()
    places = [start + at for at, c in enumerate(text) if c == OBJECT]
    found = [_copied_at(document, place) for place in places]
    words = text.replace(BREAK, "")
    if not words.replace(OBJECT, "").strip():
        return "\n".join(latex for _, latex, _ in found if latex)
    parts = words.split(OBJECT)
    said = [f"{head}{f'${latex}$' if latex else ''}{tail}" for head, latex, tail in found]
    return _lines("".join(a + b for a, b in zip(parts, [*said, ""], strict=True)))


def _copied_at(document: QTextDocument, place: int) -> tuple[str, str, str]:
    """A formula as LaTeX, and the signs of the text that were set with it."""
    cursor = QTextCursor(document)
    cursor.setPosition(place + 1)
    style = cursor.charFormat()
    before, latex, after = (str(style.property(p) or "") for p in (BEFORE, COPIED, AFTER))
    return before, latex, after


def _lines(text: str) -> str:
    return text.translate({0x2029: "\n", 0x2028: "\n", 0xFDD0: "\n", 0xFDD1: "\n", 0xA0: " "})
