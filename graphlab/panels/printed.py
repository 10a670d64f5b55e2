"""What the code printed, character for character."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from graphlab.panels.monospace import monospace

TAB = 8  # columns, as a terminal has them


class PrintedPanel(QFrame):
    """``text`` is what was printed, exactly; ``said`` sends a sentence for the person."""

    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("printed")
        self.text = ""
        self.note = QLabel(self)
        self.note.setObjectName("quiet")
        self.note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.copy = QPushButton("Copy", self)
        self.copy.setToolTip("Put everything that was printed on the clipboard")
        self.copy.clicked.connect(self.copy_all)
        self.page = _Page(self)
        head = QHBoxLayout()
        head.setContentsMargins(12, 4, 8, 4)
        head.addWidget(self.note, 1)
        head.addWidget(self.copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.page, 1)
        self.setFocusProxy(self.page)
        self.clear()

    def clear(self) -> None:
        """Another run begins."""
        self.text = ""
        self.page.clear()
        self._count()

    def add(self, text: str) -> None:
        """Adds what was printed; the page follows unless the person has scrolled away."""
        self.text += text
        bar = self.page.verticalScrollBar()
        follows = bar.value() == bar.maximum()
        cursor = QTextCursor(self.page.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(text)
        if follows:
            bar.setValue(bar.maximum())
        self._count()

    def copy_all(self) -> None:
        """Everything to the clipboard."""
        data = QMimeData()
        data.setText(self.text)
        QGuiApplication.clipboard().setMimeData(data)
        self.said.emit("What was printed is on the clipboard.")

    def _count(self) -> None:
        lines = self.text.count("\n") + (0 if self.text.endswith("\n") or not self.text else 1)
        said = "Nothing was printed." if not lines else "1 line" if lines == 1 else f"{lines} lines"
        self.note.setText(said)
        self.copy.setEnabled(bool(lines))


class _Page(QPlainTextEdit):
    """Read-only. Qt would copy a non-breaking space as a plain one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(monospace())
        self.setTabStopDistance(TAB * self.fontMetrics().horizontalAdvance(" "))
        self.setAccessibleName("Printed")
        self.setPlaceholderText("What the code prints appears here.")

    @override
    def createMimeDataFromSelection(self) -> QMimeData:
        data = QMimeData()
        data.setText(self.textCursor().selectedText().replace("\u2029", "\n"))
        return data

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and not self.textCursor().hasSelection():
            parent = self.parent()
            if isinstance(parent, PrintedPanel):
                parent.copy_all()
        else:
            super().keyPressEvent(event)
