"""Why?: the rule, the substitution and the numbers behind one number, on a card of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
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

    from graphlab.study.why import Why, WhyLine

WIDTH = 440
GAP = 10
TITLE, FORMULA = 19, 16
EDGE = 28  # left and right of the rows
APART = 12  # what labels keep from formulas
PRESENTING = 1.6  # so much larger to be read from the last row
MEANING = "Meaning"


class WhyCard(QFrame):
    """Floats over the graph beside what it explains, can be dragged; Escape or ✕ closes it."""

    closed = Signal()
    opened = Signal()
    numbers_wanted = Signal(str)

    def __init__(self, stage: QWidget) -> None:
        super().__init__(stage)
        self._stage = stage
        self.setObjectName("why")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.key: str | None = None
        self._grip: QPoint | None = None
        self._columns = 1
        self._scale = 1.0
        self.title = MathLabel(TITLE, self)
        self._why = QLabel("Why", self)
        self._why.setObjectName("panelTitle")
        self._meaning = QLabel(self)
        self._meaning.setObjectName("quiet")
        self._close = QToolButton(self)
        self._close.setAutoRaise(True)
        self._close.setAccessibleName("Close")
        self._close.setToolTip("Close (Esc)")
        self._close.clicked.connect(self.dismiss)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._why)
        head.addWidget(self.title)
        head.addWidget(self._meaning, 1)
        head.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.numbers = QPushButton("Show all numbers", self)
        self.numbers.setToolTip("The whole tensor as a table, to copy")
        self.numbers.clicked.connect(self._want_numbers)
        self.numbers.hide()
        self._body = QWidget(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 6, 6, 10)
        self._column.setSpacing(4)
        self._column.addLayout(head)
        self._column.addWidget(self._body)
        self._column.addWidget(self.numbers, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def explain(
        self,
        key: str,
        why: Why,
        beside: QRect,
        busy: Sequence[QRect] = (),
        *,
        stay: bool = False,
        is_table: bool = False,
    ) -> None:
        """Shows an explanation beside a rectangle of the stage, and clear of ``busy`` ones.

        ``stay`` leaves the card where it is; ``is_table`` offers all numbers of a tensor.
        """
        self.key = key
        self.numbers.setVisible(is_table)
        self.title.show_formula(why.title, key)
        self.setAccessibleName(f"Why {key.partition(':')[2]}")
        self.setAccessibleDescription(
            " ".join(f"{line.label}: {line.text or line.latex}" for line in why.lines)
        )
        self._close.setIcon(icon("close"))
        meaning = why.lines[0] if why.lines and why.lines[0].label == MEANING else None
        self._meaning.setText(meaning.text if meaning else "")
        taken = sum(part.sizeHint().width() + 8 for part in (self._why, self.title, self._close))
        _break(self._meaning, self._widest - EDGE - taken)
        rows = _rows(why.lines[1:] if meaning else why.lines)
        height = self.height()
        self._show_rows(rows, self._columns if stay else 1)
        self.show()
        if stay and self.height() == height:
            self.move(self._inside(self.pos()))
        else:
            self._find_place(rows, beside, busy)
        self.raise_()
        self.opened.emit()

    def set_presenting(self, on: bool) -> None:
        """Larger while presenting. What is open closes: it stands where the graph was."""
        self.dismiss()
        self._scale = PRESENTING if on else 1.0
        self.title.set_size(TITLE * self._scale)
        self.setProperty("presenting", on)
        for part in (self, self._why, self._meaning, self.numbers):
            part.style().unpolish(part)
            part.style().polish(part)

    def dismiss(self) -> None:
        """Closes the card."""
        if self.isVisible():
            self.key = None
            self.hide()
            self.closed.emit()

    def _want_numbers(self) -> None:
        if self.key is not None:
            self.numbers_wanted.emit(self.key)

    def _find_place(
        self, rows: Sequence[Sequence[WhyLine]], beside: QRect, busy: Sequence[QRect]
    ) -> None:
        """In one column, or lower and wider in two where that covers less."""
        covered = []
        for columns in (1, 2):
            whole = self._show_rows(rows, columns)
            if whole or columns == 1:
                covered.append(self._move_clear(beside, busy))
                if not covered[-1]:
                    return
        if covered[0] <= covered[-1]:
            self._show_rows(rows, 1)
            self._move_clear(beside, busy)

    def _show_rows(self, rows: Sequence[Sequence[WhyLine]], columns: int) -> bool:
        """Sets the rows in one column or two, in the size that they need; tells if they have it."""
        self._columns = columns
        body = QWidget(self)
        beside = QHBoxLayout(body)
        beside.setContentsMargins(0, 0, 8, 0)
        beside.setSpacing(28)
        each = -(-len(rows) // columns)
        for start in range(0, len(rows), each):
            grid = QGridLayout()
            grid.setHorizontalSpacing(APART)
            grid.setVerticalSpacing(5)
            grid.setColumnStretch(1, 1)
            labels = [QLabel(row[0].label, body) for row in rows[start : start + each]]
            for label in labels:
                label.setObjectName("quiet")
                label.ensurePolished()
            room = self._widest - EDGE - APART - max(each.sizeHint().width() for each in labels)
            for place, label in enumerate(labels):
                grid.addWidget(label, place, 0, Qt.AlignmentFlag.AlignVCenter)
                shown = _shown(rows[start + place], body, room, FORMULA * self._scale)
                grid.addLayout(shown, place, 1)
            grid.setRowStretch(each, 1)
            beside.addLayout(grid)
        self._column.replaceWidget(self._body, body)
        self._body.hide()
        self._body.deleteLater()
        self._body = body
        body.show()
        widest = self._stage.width() - 2 * GAP
        self._column.activate()
        size = self._column.totalSizeHint()
        wide = min(size.width(), self._widest if columns == 1 else widest, widest)
        broken = self._column.hasHeightForWidth()
        self.resize(wide, self._column.totalHeightForWidth(wide) if broken else size.height())
        return size.width() <= wide

    @property
    def _widest(self) -> int:
        """Of one column."""
        return int(WIDTH * self._scale)

    @property
    def _room(self) -> QRect:
        return self._stage.rect().adjusted(GAP, GAP, -GAP, -GAP)

    def _move_clear(self, beside: QRect, busy: Sequence[QRect]) -> int:
        """Moves to where least of what matters is covered, then nearest; tells how much is."""
        room = self._room
        width, height = self.width(), self.height()
        middle = beside.center() - QPoint(width // 2, height // 2)
        tries = (
            QPoint(beside.right() + GAP, middle.y()),
            QPoint(beside.left() - GAP - width, middle.y()),
            QPoint(middle.x(), beside.bottom() + GAP),
            QPoint(middle.x(), beside.top() - GAP - height),
            QPoint(middle.x(), room.top()),
            QPoint(middle.x(), room.bottom()),
            room.topLeft(),
            room.topRight(),
            room.bottomLeft(),
            room.bottomRight(),
        )

        def cost(point: QPoint) -> tuple[int, int]:
            card = QRect(point, self.size())
            way = (card.center() - beside.center()).manhattanLength()
            return self._covered(card, beside, busy), way

        best = min((self._inside(point) for point in tries), key=cost)
        self.move(best)
        return cost(best)[0]

    @staticmethod
    def _covered(card: QRect, beside: QRect, busy: Sequence[QRect]) -> int:
        return 4 * _area(card & beside) + sum(_area(card & rect) for rect in busy)

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


def _rows(lines: Sequence[WhyLine]) -> list[list[WhyLine]]:
    """What belongs together: a line without a label goes on with the one before. No repetitions."""
    rows: list[list[WhyLine]] = []
    said: set[str] = set()
    for line in lines:
        if line.latex is not None and line.latex in said:
            continue
        said.add(line.latex or "")
        if rows and not line.label:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _shown(row: Sequence[WhyLine], parent: QWidget, room: int, size: float) -> QVBoxLayout:
    """Formulas and sentences below each other; a sentence wider than the room is broken."""
    column = QVBoxLayout()
    column.setSpacing(1)
    for line in row:
        if line.latex:
            formula = MathLabel(size, parent)
            formula.show_formula(line.latex, line.text)
            column.addWidget(formula)
        else:
            words = QLabel(line.text, parent)
            _break(words, room)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(words)
    return column


def _break(words: QLabel, room: int) -> None:
    """In several lines where one would not have room."""
    words.ensurePolished()
    words.setWordWrap(False)
    words.setMinimumWidth(0)
    if words.sizeHint().width() > room:
        words.setWordWrap(True)
        words.setMinimumWidth(room)


def _area(rect: QRect) -> int:
    return max(0, rect.width()) * max(0, rect.height())
