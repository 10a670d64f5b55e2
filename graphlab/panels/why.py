"""Why?: the rule, the substitution and the numbers behind one number, on a card of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from graphlab.panels.icons import icon
from graphlab.panels.math_label import MathLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from graphlab.study.why import Why

WIDTH = 440
GAP = 12


class WhyCard(QFrame):
    """Floats over the graph beside what it explains, can be dragged; Escape or ✕ closes it."""

    closed = Signal()

    def __init__(self, stage: QWidget) -> None:
        super().__init__(stage)
        self._stage = stage
        self.setObjectName("why")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.key: str | None = None
        self._grip: QPoint | None = None
        self.title = MathLabel(20, self)
        why = QLabel("Why", self)
        why.setObjectName("panelTitle")
        self._close = QToolButton(self)
        self._close.setAutoRaise(True)
        self._close.setAccessibleName("Close")
        self._close.setToolTip("Close (Esc)")
        self._close.clicked.connect(self.dismiss)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(why)
        head.addWidget(self.title, 1)
        head.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._body = QWidget(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 8, 8, 12)
        self._column.setSpacing(6)
        self._column.addLayout(head)
        self._column.addWidget(self._body)
        self.hide()

    def explain(
        self, key: str, why: Why, beside: QRect, busy: Sequence[QRect] = (), *, stay: bool = False
    ) -> None:
        """Shows an explanation beside a rectangle of the stage, and clear of ``busy`` ones.

        ``stay`` leaves the card where it is.
        """
        self.key = key
        self.title.show_formula(why.title, key)
        self.setAccessibleName(f"Why {key.partition(':')[2]}")
        self.setAccessibleDescription(
            " ".join(f"{line.label}: {line.text or line.latex}" for line in why.lines)
        )
        self._close.setIcon(icon("close"))
        body = self._lines(why)
        self._column.replaceWidget(self._body, body)
        self._body.hide()
        self._body.deleteLater()
        self._body = body
        self.setFixedWidth(min(WIDTH, self._stage.width() - 2 * GAP))
        self.show()
        self._column.activate()
        self.adjustSize()
        if not stay:
            self.move(self._place(beside, busy))
        self.raise_()

    def dismiss(self) -> None:
        """Closes the card."""
        if self.isVisible():
            self.key = None
            self.hide()
            self.closed.emit()

    def _lines(self, why: Why) -> QWidget:
        body = QWidget(self)
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 6, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for place, line in enumerate(why.lines):
            label = QLabel(line.label, body)
            label.setObjectName("quiet")
            grid.addWidget(label, place, 0, Qt.AlignmentFlag.AlignVCenter)
            if line.latex:
                shown: QWidget = MathLabel(17, body)
                assert isinstance(shown, MathLabel)
                shown.show_formula(line.latex, line.text)
            else:
                shown = QLabel(line.text, body)
                shown.setWordWrap(True)
                shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(shown, place, 1)
        return body

    @property
    def _room(self) -> QRect:
        return self._stage.rect().adjusted(GAP, GAP, -GAP, -GAP)

    def _place(self, beside: QRect, busy: Sequence[QRect]) -> QPoint:
        """Around it or in a corner: where least of what matters is covered, then nearest."""
        room = self._room
        width, height = self.width(), self.height()
        middle = beside.center() - QPoint(width // 2, height // 2)
        tries = (
            QPoint(beside.right() + GAP, middle.y()),
            QPoint(beside.left() - GAP - width, middle.y()),
            QPoint(middle.x(), beside.bottom() + GAP),
            QPoint(middle.x(), beside.top() - GAP - height),
            room.topLeft(),
            room.topRight(),
            room.bottomLeft(),
            room.bottomRight(),
        )

        def cost(point: QPoint) -> tuple[int, int]:
            card = QRect(point, self.size())
            covered = 4 * _area(card & beside) + sum(_area(card & rect) for rect in busy)
            return covered, (card.center() - beside.center()).manhattanLength()

        return min((self._inside(point) for point in tries), key=cost)

    def _inside(self, point: QPoint) -> QPoint:
        room = self._room
        x = max(room.left(), min(point.x(), room.right() - self.width()))
        y = max(room.top(), min(point.y(), room.bottom() - self.height()))
        return QPoint(x, y)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip = event.position().toPoint()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            self.move(self._inside(self.mapToParent(event.position().toPoint()) - self._grip))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = None

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)


def _area(rect: QRect) -> int:
    return max(0, rect.width()) * max(0, rect.height())
