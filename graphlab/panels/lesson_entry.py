"""Where an answer is given: a line with its mathematics below, several lines, options, a node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from graphlab.errors import InputError
from graphlab.formula.parser import parse
from graphlab.panels.lesson_options import OptionsEntry, option_lines
from graphlab.panels.lesson_text import LessonText
from graphlab.panels.line_edit import LineEdit
from graphlab.panels.monospace import monospace
from graphlab.study.judging.typed import with_bars
from graphlab.study.lesson.model import Display

if TYPE_CHECKING:
    from graphlab.study.lesson.model import Question

LONGEST = 4000
LINES = 3
HINTS = {
    "number": "A number or a formula",
    "formula": "A formula",
    "tensor": "For example [1, 2; 3, 4]",
}
SHAPE_HINT = "For example (3, 2)"


class LineEntry(QWidget):
    """One line; what it says is shown in mathematics as soon as it can be read."""

    entered = Signal()
    edited = Signal()

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = LineEdit(self)
        self.line.setMaxLength(LONGEST)
        is_shape = question.of is not None and question.of.quantity == "shape"
        self.line.setPlaceholderText(SHAPE_HINT if is_shape else HINTS[question.kind])
        self.line.setAccessibleName("Your answer")
        self.line.returnPressed.connect(self.entered)
        self.line.textChanged.connect(self._preview)
        self.line.textEdited.connect(self.edited)
        self.shown = LessonText(self, selectable=False)
        self.shown.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.line)
        column.addWidget(self.shown)
        self.setFocusProxy(self.line)

    @property
    def text(self) -> str:
        return self.line.text().strip()

    def set_text(self, text: str) -> None:
        self.line.setText(text)

    def lock(self, is_locked: bool) -> None:
        _lock(self.line, is_locked)

    def set_theme(self, theme: str) -> None:
        self.shown.set_theme(theme)

    def _preview(self, text: str) -> None:
        latex = _latex(text)
        if latex:
            self.shown.show_blocks((Display(latex),))
        self.shown.setVisible(bool(latex))


class LinesEntry(QWidget):
    """Several lines in the type of code; Ctrl+Enter answers, Tab goes on."""

    entered = Signal()
    edited = Signal()

    def __init__(self, _question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = _Page(self)
        self.page.entered.connect(self.entered)
        self.page.textChanged.connect(self.edited)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self.setFocusProxy(self.page)

    @property
    def text(self) -> str:
        return self.page.toPlainText()

    def set_text(self, text: str) -> None:
        self.page.setPlainText(text)

    def lock(self, is_locked: bool) -> None:
        self.page.setReadOnly(is_locked)

    def set_theme(self, _theme: str) -> None:
        """Takes its colours from the palette."""


class NodeEntry(QWidget):
    """A node, clicked in the graph or typed by name."""

    entered = Signal()
    edited = Signal()

    def __init__(self, _question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.told = QLabel("Click a node in the graph, or type its name.", self)
        self.told.setObjectName("quiet")
        self.told.setWordWrap(True)
        self.line = LineEdit(self)
        self.line.setPlaceholderText("For example w4")
        self.line.setAccessibleName("The node")
        self.line.returnPressed.connect(self.entered)
        self.line.textEdited.connect(self.edited)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.told)
        column.addWidget(self.line)
        self.setFocusProxy(self.line)

    @property
    def text(self) -> str:
        return self.line.text().strip()

    def set_text(self, text: str) -> None:
        self.line.setText(text)

    def lock(self, is_locked: bool) -> None:
        _lock(self.line, is_locked)
        self.told.setVisible(not is_locked)

    def set_theme(self, _theme: str) -> None:
        """Takes its colours from the palette."""


Entry = LineEntry | LinesEntry | NodeEntry | OptionsEntry


def entry_for(question: Question, parent: QWidget) -> Entry | None:
    """What takes the answers of a question; what is done elsewhere has none."""
    match question.kind:
        case "number" | "formula" | "tensor":
            return LineEntry(question, parent)
        case "printed":
            return LinesEntry(question, parent)
        case "choice" | "memory":
            return OptionsEntry(*option_lines(question), parent)
        case "click":
            return NodeEntry(question, parent)
        case "do":
            return None


class _Page(QPlainTextEdit):
    entered = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("lessonLines")
        self.setTabChangesFocus(True)
        self.setAccessibleName("What is printed")
        self.setPlaceholderText("What is printed")
        self.setToolTip("Ctrl+Enter answers")
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(monospace())
        self._set_height()

    def _set_height(self) -> None:
        self.setFixedHeight(round((LINES + 0.6) * self.fontMetrics().lineSpacing()) + 8)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._set_height()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and _answers(event):
            event.accept()  # in the window it runs the code
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _answers(event):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


def _answers(event: QEvent) -> bool:
    """Whether it is Ctrl+Enter."""
    if not isinstance(event, QKeyEvent):
        return False
    is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return is_enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


def _lock(line: LineEdit, is_locked: bool) -> None:
    """Read-only, and seen to be."""
    if line.isReadOnly() != is_locked:
        line.setReadOnly(is_locked)
        line.style().unpolish(line)
        line.style().polish(line)


def _latex(text: str) -> str:
    """What is typed in mathematics; "" where it cannot be read, and for a bare number."""
    try:
        float(text.replace("−", "-"))
    except ValueError:
        pass
    else:
        return ""
    try:
        return parse(with_bars(text)).latex
    except InputError:
        return ""
