"""A part of a page that opens and closes; closed, its head still says what is set in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from graphlab.panels.icons import icon
from graphlab.panels.own_keys import OwnKeys

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

SIDE = 16
PAD = 5


class Section(QWidget):
    """``toggled`` says whether it is open. Add what belongs to it to ``body``."""

    toggled = Signal(bool)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.head = _Head(title, self)
        self.inside = QWidget(self)
        self.body = QVBoxLayout(self.inside)
        self.body.setContentsMargins(PAD, 4, PAD, 10)
        self.body.setSpacing(4)
        self.problems = QLabel(self.inside)
        self.problems.setWordWrap(True)
        self.problems.setTextFormat(Qt.TextFormat.PlainText)
        self.problems.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.problems.hide()
        self.body.addWidget(self.problems)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.inside)
        self.inside.hide()
        self._keys = OwnKeys(self)
        self._keys.watch([self.head])
        self.head.toggled.connect(self._toggle)

    @property
    def is_open(self) -> bool:
        return self.head.isChecked()

    def add(self, widget: QWidget) -> None:
        """One more thing in it."""
        self.body.addWidget(widget)

    def open_it(self, is_open: bool = True) -> None:
        self.head.setChecked(is_open)

    def show_summary(self, words: str) -> None:
        """What is set in it, in a line."""
        self.head.show_summary(words)

    def show_problems(self, sentences: str, *, blocks: bool) -> None:
        """What is to be mended in it, above all else; "" for nothing."""
        self.problems.setObjectName("fieldProblem" if blocks else "fieldRemark")
        self.problems.style().unpolish(self.problems)
        self.problems.style().polish(self.problems)
        self.problems.setText(sentences)
        self.problems.setVisible(bool(sentences))

    def mark(self, sentences: str) -> None:
        """Says at the head that something inside is to be mended."""
        self.head.mark(sentences)

    def show_icons(self) -> None:
        """Icons in the colours of the application; again after a change of theme."""
        self.head.update()

    def _toggle(self, is_open: bool) -> None:
        self.inside.setVisible(is_open)
        self.toggled.emit(is_open)


class _Head(QToolButton):
    """The title in bold and the summary beside it, shortened at its end where it has no room."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("sectionHead")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._title, self._summary, self._marked = title, "", ""
        self._tell()

    def show_summary(self, words: str) -> None:
        if words != self._summary:
            self._summary = words
            self._tell()

    def mark(self, sentences: str) -> None:
        if sentences != self._marked:
            self._marked = sentences
            self._tell()

    def _tell(self) -> None:
        words = f"{self._title}: {self._summary}" if self._summary else self._title
        self.setAccessibleName(words)
        self.setAccessibleDescription(self._marked)
        self.setToolTip(f"{words}\n{self._marked}" if self._marked else words)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, self.fontMetrics().height() + 2 * PAD + 2)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The frame and ground of a tool button, and in it what Qt would not set in two fonts."""
        with QPainter(self) as painter:
            if self.underMouse():
                painter.fillRect(
                    self.rect(), self.palette().color(QPalette.ColorRole.AlternateBase)
                )
            painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
            painter.drawLine(0, 0, self.width(), 0)
            middle = (self.height() - SIDE) // 2
            icon("down" if self.isChecked() else "closed").paint(painter, 0, middle, SIDE, SIDE)
            font = self.font()
            font.setBold(True)
            painter.setFont(font)
            room = self.rect().adjusted(SIDE + PAD, 0, -PAD, 0)
            side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            title = f"⚠ {self._title}" if self._marked else self._title
            painter.drawText(room, side, title)
            room.setLeft(room.left() + painter.fontMetrics().horizontalAdvance(title) + 10)
            painter.setFont(self.font())
            words = painter.fontMetrics().elidedText(
                self._summary, Qt.TextElideMode.ElideRight, room.width()
            )
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(room, side, words)
            if self.hasFocus():
                painter.setPen(self.palette().color(QPalette.ColorRole.Highlight))
                painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
