"""A button that opens what Python said: the same wherever a sentence has more behind it."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QToolButton, QWidget

from graphlab.panels.monospace import monospace

HIGHEST = 150


class Details:
    """``button`` and the ``page`` that it opens, to be laid out by whoever shows the sentence.

    Both are hidden while there is nothing to show. The same text again leaves the page as it is.
    """

    def __init__(self, parent: QWidget) -> None:
        self.button = QToolButton(parent)
        self.button.setText("Details")
        self.button.setCheckable(True)
        self.button.setToolTip("What Python said")
        self.page = QPlainTextEdit(parent)
        self.page.setReadOnly(True)
        self.page.setTabChangesFocus(True)
        self.page.setFont(monospace(12))
        self.page.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.page.setAccessibleName("What Python said")
        self.page.setMaximumHeight(HIGHEST)
        self.button.toggled.connect(self.page.setVisible)
        self.show_text("")

    def show_text(self, text: str) -> None:
        """What the button opens; without text there is no button."""
        if not text or text != self.page.toPlainText():
            self.button.setChecked(False)
            self.page.setPlainText(text)
        self.button.setVisible(bool(text))
        self.page.setVisible(self.button.isChecked())
