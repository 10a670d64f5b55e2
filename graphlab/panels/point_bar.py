"""What can be done with one point of the plane: open its loss, apply its update."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)
from typing_extensions import override

from graphlab.formula.numbers import format_number
from graphlab.panels.icons import icon
from graphlab.panels.own_keys import OwnKeys

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from graphlab.task.points import Points

OPEN_TIP = "The loss of this point alone as a graph, to be stepped through; no weight moves"
UPDATE_TIP = "One step of the optimiser on this point alone: the model moves towards it"


class PointBar(QFrame):
    """Hidden without a point. ``opened`` and ``applied`` send its index, as the data set counts."""

    opened = Signal(int)
    applied = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pointBar")
        self._index = 0
        self.name = QLabel(self)
        self.name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.open = QPushButton("Open its loss", self)
        self.open.setToolTip(OPEN_TIP)
        self.apply = QPushButton("Apply its update", self)
        self.apply.setToolTip(UPDATE_TIP)
        self.away = QToolButton(self)
        self.away.setToolTip("Close (Esc)")
        self.away.setAccessibleName("Close the bar of the point")
        for button in (self.open, self.apply):
            button.setMinimumWidth(1)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 2, 2, 6)
        grid.setVerticalSpacing(2)
        grid.addWidget(self.name, 0, 0, 1, 2)
        grid.addWidget(self.away, 0, 2)
        grid.addWidget(self.open, 1, 0)
        grid.addWidget(self.apply, 1, 1)
        self._keys = OwnKeys(self)
        self._keys.watch([self.open, self.apply, self.away])
        self.open.clicked.connect(self._open)
        self.apply.clicked.connect(self._apply)
        self.away.clicked.connect(self.close_bar)
        self.show_icons()
        self.hide()

    def show_icons(self) -> None:
        self.away.setIcon(icon("close"))

    def show_point(self, points: Points, index: int) -> None:
        """Names a point: ``Point 17, class B``, with its place."""
        self._index = index
        x, y = (format_number(float(number), 3) for number in points.xy[index])
        words = f"Point {index}"
        match points.kind:
            case "classes":
                words += f", class {points.names[int(points.mark[index])]}"
            case "surface":
                words += f", number {format_number(float(points.mark[index]), 3)}"
            case "curve":
                words += f", x {x}, y {y}"
        self.name.setText(words)
        self.name.setToolTip(f"dataset[{index}] at ({x}, {y})")
        self.setAccessibleName(words)
        for button, what in ((self.open, "Open the loss of"), (self.apply, "Apply the update of")):
            button.setAccessibleName(f"{what} point {index}")
        self.show()

    def close_bar(self) -> None:
        """Lets go of the point."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def _open(self) -> None:
        self.opened.emit(self._index)

    def _apply(self) -> None:
        self.applied.emit(self._index)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(
            focused, QPushButton
        ):
            focused.click()  # outside dialogs a button leaves Enter alone
        else:
            super().keyPressEvent(event)
