"""The list of bookmarks: go to one, rename it, remove it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

WIDTH, HEIGHT = 420, 300
NONE_YET = (
    "There are no bookmarks yet. Ctrl+D keeps the view you see: which modules are open, where you"
    " look, the step, and what is lit."
)
Flag = Qt.ItemFlag


class BookmarkList(QDialog):
    """``wanted`` and ``removed`` send a bookmark's place in the list, ``renamed`` its name too."""

    wanted = Signal(int)
    removed = Signal(int)
    renamed = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Bookmarks")
        self.list = QListWidget(self)
        self.list.setAccessibleName("Bookmarks")
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.list.itemChanged.connect(self._rename)
        self.list.itemActivated.connect(self._go)
        self.empty = QLabel(NONE_YET, self)
        self.empty.setObjectName("quiet")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.go = self._button("&Go to", "Show this view again (Enter)")
        self.rename = self._button("&Rename", "Type another name (F2)")
        self.remove = self._button("Re&move", "Take it from the list; undo brings it back (Delete)")
        close = self._button("Close", "Back to the graph (Esc)")
        self.go.clicked.connect(self._go)
        self.rename.clicked.connect(self._edit)
        self.remove.clicked.connect(self._remove)
        close.clicked.connect(self.reject)
        self._pages = QStackedLayout()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.list)
        row = QHBoxLayout()
        for button in (self.go, self.rename, self.remove):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.addLayout(self._pages, 1)
        column.addLayout(row)
        self.resize(WIDTH, HEIGHT)
        self.show_names(())

    def show_names(self, names: Sequence[str]) -> None:
        """Shows the bookmarks; the row that was chosen stays chosen."""
        with QSignalBlocker(self.list):
            row = max(0, self.list.currentRow())
            # What is there stays there: one of them may be telling of its new name just now.
            while self.list.count() > len(names):
                self.list.takeItem(self.list.count() - 1)
            while self.list.count() < len(names):
                entry = QListWidgetItem(self.list)
                entry.setFlags(Flag.ItemIsEnabled | Flag.ItemIsSelectable | Flag.ItemIsEditable)
            for place, name in enumerate(names):
                self.list.item(place).setText(name)
            self.list.setCurrentRow(min(row, len(names) - 1))
        self._pages.setCurrentIndex(1 if names else 0)
        for button in (self.go, self.rename, self.remove):
            button.setEnabled(bool(names))
        if names:
            self.list.setFocus()

    def _go(self) -> None:
        if (row := self.list.currentRow()) >= 0:
            self.accept()
            self.wanted.emit(row)

    def _edit(self) -> None:
        entry = self.list.currentItem()
        if entry is not None:
            self.list.setFocus()
            self.list.editItem(entry)

    def _remove(self) -> None:
        if (row := self.list.currentRow()) >= 0:
            self.removed.emit(row)

    def _rename(self, entry: QListWidgetItem) -> None:
        self.renamed.emit(self.list.row(entry), entry.text())

    def _button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        return button

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._remove()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go()
        else:
            super().keyPressEvent(event)
