"""What would be written, in small: the page, its size in words, and a way along a walk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from graphlab.panels.sheet_preview import SheetPreview

if TYPE_CHECKING:
    from graphlab.export.prospects import Prospect

KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class ExportPreview(QWidget):
    """Shows a ``Prospect``. ``turned`` says that another picture of the walk is wanted: ``number``.

    Arrow keys turn too, while the sheets have the focus.
    """

    turned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = 0
        self._count = 1
        self.sheets = SheetPreview(self)
        self.sheets.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.sheets.installEventFilter(self)
        self.back, self.on = QToolButton(self), QToolButton(self)
        for button, arrow, name in (
            (self.back, Qt.ArrowType.LeftArrow, "Picture before"),
            (self.on, Qt.ArrowType.RightArrow, "Next picture"),
        ):
            button.setArrowType(arrow)
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.setAutoRaise(True)
        self.place = QLabel(self)
        self.place.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        self.words.setFixedWidth(self.sheets.sizeHint().width())
        self.words.setMinimumHeight(self.fontMetrics().height() * 4)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._row = QWidget(self)
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch()
        row.addWidget(self.back)
        row.addWidget(self.place)
        row.addWidget(self.on)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.sheets)
        column.addWidget(self._row)
        column.addWidget(self.words)
        column.addStretch()
        self.back.clicked.connect(lambda: self._turn(-1))
        self.on.clicked.connect(lambda: self._turn(1))
        self._show_place()

    def begin(self) -> None:
        """Another walk: its first picture is looked at."""
        self.number = 0

    def show_prospect(self, prospect: Prospect | None, words: str = "") -> None:
        """Shows the pages, or says why there are none."""
        self.sheets.show_pages(prospect)
        self.words.setText(words if prospect is None else prospect.words)
        self._count = 1 if prospect is None else prospect.count
        if prospect is not None:
            self.number = prospect.number
        self._show_place()

    def _show_place(self) -> None:
        self.place.setText(f"{self.number + 1} of {self._count}")
        self._row.setVisible(self._count > 1)
        self.back.setEnabled(self.number > 0)
        self.on.setEnabled(self.number < self._count - 1)

    def _turn(self, by: int) -> None:
        wanted = min(max(0, self.number + by), self._count - 1)
        if wanted != self.number:
            self.number = wanted
            self._show_place()
            self.turned.emit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            by = KEYS.get(Qt.Key(event.key()), 0)
            if by:
                self._turn(by)
                return True
        return super().eventFilter(watched, event)
