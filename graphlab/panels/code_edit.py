"""The editor for Python: colours, line numbers, the line of the step, mistakes at their lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPalette,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget
from typing_extensions import override

from graphlab.panels import code_typing
from graphlab.panels.gutter import Gutter
from graphlab.panels.monospace import monospace
from graphlab.panels.python_colours import PythonColours
from graphlab.picture.theme import LIGHT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from graphlab.errors import InputError
    from graphlab.picture.theme import Theme
    from graphlab.record import Phase

Key = Qt.Key
Standard = QKeySequence.StandardKey
STEPPING = (Key.Key_Left, Key.Key_Right)
PHASE_SIGN = {"forward": "▶", "backward": "◀"}
WRONG_SIGN, NOTE_SIGN = "✕", "•"
WHOLE_LINE = QTextFormat.Property.FullWidthSelection


class CodeEdit(QPlainTextEdit):
    """Marks move along with the text that is typed above them.

    ``cleaned`` is called with what is pasted and gives what is put in, if anything.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("codeEdit")
        self.setAccessibleName("Code")
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setFont(monospace())
        self.setTabStopDistance(code_typing.INDENT * self.fontMetrics().horizontalAdvance(" "))
        self.cleaned: Callable[[str], str] = str
        self._theme = LIGHT
        self._colours = PythonColours(self.document())
        self._gutter = Gutter(self)
        self._step: tuple[QTextCursor, Phase] | None = None
        self._wrong: tuple[QTextCursor, InputError] | None = None
        self._notes: list[tuple[QTextCursor, str]] = []
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._scroll_gutter)
        self.cursorPositionChanged.connect(self._mark)
        self.textChanged.connect(self._tell)
        self._make_room()
        self._mark()

    def set_theme(self, theme: Theme) -> None:
        """Colours of the words and of the marks."""
        self._theme = theme
        self._colours.set_theme(theme.name)
        self._mark()

    # ── text ─────────────────────────────────────────────────────────────────────────────────

    @property
    def text(self) -> str:
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Replaces everything; the editor's own undo brings the text before back."""
        if text == self.text:
            return
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        self._colours.expect(len(text))
        cursor.insertText(text)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def open_text(self, text: str) -> None:
        """Another file: its history begins here."""
        self._colours.expect(len(text))
        self.setPlainText(text)

    def toggle_comment(self) -> None:
        """Comments the selected lines out or in."""
        code_typing.toggle_comment(self.textCursor())

    # ── marks ────────────────────────────────────────────────────────────────────────────────

    @property
    def step_line(self) -> int | None:
        """The line that the step is at."""
        return self._step[0].blockNumber() + 1 if self._step else None

    @property
    def wrong_line(self) -> int | None:
        """The line with the mistake."""
        return self._wrong[0].blockNumber() + 1 if self._wrong else None

    def show_step(self, line: int | None, phase: Phase = "forward") -> None:
        """Lights the line of the active node, and scrolls there if it is out of sight."""
        place = self._place(line)
        self._step = (place, phase) if place is not None else None
        self._mark()
        if place is not None:
            self._reveal(place)

    def show_mistake(self, error: InputError | None) -> None:
        """Marks where a mistake is."""
        place = self._place(error.line) if error is not None else None
        self._wrong = (place, error) if place is not None and error is not None else None
        self._mark()
        if place is not None:
            self._reveal(place)

    def show_notes(self, notes: Sequence[tuple[int, str]]) -> None:
        """Marks lines that a run had something to say of."""
        places = ((self._place(line), said) for line, said in notes)
        self._notes = [(place, said) for place, said in places if place is not None]
        self._mark()

    def go_to(self, line: int) -> None:
        """The cursor to the start of a line, and the focus to the editor."""
        if (place := self._place(line)) is not None:
            self.setTextCursor(place)
            self.centerCursor()
        self.setFocus()

    def lines_in_view(self) -> Iterator[tuple[int, float, float]]:
        """Number, top and height of every line that can be seen."""
        block = self.firstVisibleBlock()
        offset = self.contentOffset()
        while block.isValid():
            box = self.blockBoundingGeometry(block).translated(offset)
            if box.top() > self.viewport().height():
                return
            yield block.blockNumber() + 1, box.top(), box.height()
            block = block.next()

    def _place(self, line: int | None) -> QTextCursor | None:
        if line is None:
            return None
        block = self.document().findBlockByNumber(line - 1)
        return QTextCursor(block) if block.isValid() else None

    def _reveal(self, place: QTextCursor) -> None:
        """Scrolls a line into the middle without moving the cursor."""
        seen = [line for line, top, height in self.lines_in_view() if top >= 0]
        number = place.blockNumber()
        if seen and not seen[0] <= number + 1 < seen[-1]:
            self.verticalScrollBar().setValue(max(0, number - len(seen) // 2))

    def _mark(self) -> None:
        theme, marks, tips = self._theme, dict[int, tuple[str, QColor]](), dict[int, str]()
        ground = QGuiApplication.palette().color(QPalette.ColorRole.Window)
        shown = [self._line(self.textCursor(), ground)]
        for place, said in self._notes:
            line = place.blockNumber() + 1
            marks[line] = (NOTE_SIGN, QColor(theme.muted))
            tips[line] = f"{tips[line]}\n{said}" if line in tips else said
        if self._step is not None:
            place, phase = self._step
            tint = theme.value_tint if phase == "forward" else theme.adjoint_tint
            ink = theme.value_line if phase == "forward" else theme.adjoint_line
            shown.append(self._line(place, QColor(tint or theme.divider)))
            marks[place.blockNumber() + 1] = (PHASE_SIGN[phase], QColor(ink))
        if self._wrong is not None:
            place, error = self._wrong
            shown.append(self._wave(place, error))
            line = place.blockNumber() + 1
            marks[line] = (WRONG_SIGN, QColor(theme.fault))
            tips[line] = error.problem
        self.setExtraSelections(shown)
        self._gutter.marks, self._gutter.tips = marks, tips
        self._gutter.update()

    def _line(self, place: QTextCursor, colour: QColor) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        selection.format.setBackground(colour)
        selection.format.setProperty(WHOLE_LINE, True)
        selection.cursor = QTextCursor(place)
        selection.cursor.clearSelection()
        return selection

    def _wave(self, place: QTextCursor, error: InputError) -> QTextEdit.ExtraSelection:
        text = place.block().text()
        start = (error.column or 0) - 1
        length = error.length
        if not 0 <= start < len(text):
            start = len(text) - len(text.lstrip())
            length = len(text) - start
        selection = QTextEdit.ExtraSelection()
        selection.format.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        selection.format.setUnderlineColor(QColor(self._theme.fault))
        cursor = QTextCursor(place.block())
        cursor.setPosition(place.block().position() + start)
        end = place.block().position() + min(len(text), start + max(1, length))
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        selection.cursor = cursor
        return selection

    def _tell(self) -> None:
        self._colours.expect(self.document().characterCount())
        self.edited.emit()

    # ── the gutter ───────────────────────────────────────────────────────────────────────────

    def _make_room(self) -> None:
        self.setViewportMargins(self._gutter.room, 0, 0, 0)
        self._seat_gutter()

    def _seat_gutter(self) -> None:
        inside = self.contentsRect()
        self._gutter.setGeometry(
            QRect(inside.left(), inside.top(), self._gutter.room, inside.height())
        )

    def _scroll_gutter(self, rect: QRect, by: int) -> None:
        if by:
            self._gutter.scroll(0, by)
        else:
            self._gutter.update(0, rect.y(), self._gutter.width(), rect.height())

    # ── Qt's own ─────────────────────────────────────────────────────────────────────────────

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._seat_gutter()
        # The sentence about a mistake takes its room from the code: the line stays in sight.
        if self._wrong is not None and event.size().height() < event.oldSize().height():
            self._reveal(self._wrong[0])

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if _steps(event):
                event.ignore()
                return False
            if event.matches(Standard.Undo) or _is_redo(event):
                event.accept()
                return True
        return super().event(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_gutter"):
            self._mark()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        cursor, key, plain = self.textCursor(), event.key(), _is_plain(event)
        if _is_redo(event):
            self.redo()
        elif key == Key.Key_Tab and plain:
            code_typing.indent(cursor)
            self.ensureCursorVisible()
        elif key == Key.Key_Backtab:
            code_typing.unindent(cursor)
        elif key in (Key.Key_Return, Key.Key_Enter) and plain:
            code_typing.new_line(cursor)
            self.ensureCursorVisible()
        elif key == Key.Key_Home and _is_plain(event, Qt.KeyboardModifier.ShiftModifier):
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            code_typing.to_line_start(cursor, select=bool(shift))
            self.setTextCursor(cursor)
        elif key == Key.Key_Backspace and plain and code_typing.backspace(cursor):
            self.ensureCursorVisible()
        else:
            super().keyPressEvent(event)

    @override
    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return not source.hasUrls() and super().canInsertFromMimeData(source)

    @override
    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasText():
            text = self.cleaned(source.text())
            if not text:
                return
            self._colours.expect(self.document().characterCount() + len(text))
            self.textCursor().insertText(text)
            self.ensureCursorVisible()
        else:
            super().insertFromMimeData(source)


def _is_plain(
    event: QKeyEvent, allowed: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> bool:
    held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | allowed)
    return held == Qt.KeyboardModifier.NoModifier


def _steps(event: QKeyEvent) -> bool:
    """Ctrl+arrows step from anywhere."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return held == Qt.KeyboardModifier.ControlModifier and event.key() in STEPPING


def _is_redo(event: QKeyEvent) -> bool:
    control = Qt.KeyboardModifier.ControlModifier
    return event.matches(Standard.Redo) or (
        event.key() == Key.Key_Y and event.modifiers() == control
    )
