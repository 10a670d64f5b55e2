"""[Expression | Code]: what is typed in."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

KINDS = {
    "expression": ("Expression", "Type one formula (Ctrl+L)"),
    "code": ("Code", "Type or paste Python: a module, a function, or statements (Ctrl+E)"),
}


class KindSwitch(QWidget):
    """Two buttons of which one is down; ``chosen`` sends the one that was pressed."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for kind, (text, tip) in KINDS.items():
            button = QToolButton(self)
            button.setText(text)
            button.setToolTip(tip)
            button.setCheckable(True)
            button.setObjectName("switch")
            button.setProperty("kind", kind)
            button.clicked.connect(self._choose)
            self._group.addButton(button)
            self.buttons[kind] = button
            row.addWidget(button)
        self.show_kind("expression")

    def show_kind(self, kind: str) -> None:
        """Shows which one is in use."""
        self.buttons[kind].setChecked(True)

    def _choose(self) -> None:
        self.chosen.emit(self.sender().property("kind"))
