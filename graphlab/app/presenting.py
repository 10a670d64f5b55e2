"""Presenting: the graph on the full screen, stepped with a pointer's keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMainWindow

    from graphlab.app.desk import Desk
    from graphlab.app.view import View
    from graphlab.app.walk import Walk


class Presenting(QObject):
    """PageUp and PageDown step, "." blanks, Escape leaves one thing after the other."""

    def __init__(
        self,
        window: QMainWindow,
        desk: Desk,
        walk: Walk,
        view: View,
        action: QAction,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._view = view
        self._action = action
        self._was_maximized = False
        self._blank = QWidget(window)
        self._blank.setObjectName("blank")
        self._blank.setStyleSheet("#blank { background: black; }")
        self._blank.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._blank.hide()
        self._keys = [
            self._key("PgDown", walk.forward),
            self._key("PgUp", walk.back),
            self._key(".", self.blank),
            self._key("Esc", self.leave),
        ]
        view.presenting_wanted.connect(self.present)

    @property
    def is_blank(self) -> bool:
        return self._blank.isVisible()

    def present(self, on: bool) -> None:
        """Begins or ends presenting."""
        for key in self._keys:
            key.setEnabled(on)
        self._action.setChecked(on)
        self._blank.hide()
        self._window.menuBar().setVisible(not on)
        self._desk.narration.set_presenting(on)
        self._desk.why.set_presenting(on)
        self._desk.canvas.set_presenting(on)
        if on:
            self._was_maximized = self._window.isMaximized()
            self._desk.show_bare(True)
            self._window.showFullScreen()
        else:
            self._desk.show_bare(self._view.bare)
            if self._was_maximized:
                self._window.showMaximized()
            else:
                self._window.showNormal()
        self._desk.canvas.setFocus()
        self._desk.canvas.fit()

    def blank(self) -> None:
        """Black, and back."""
        self._blank.setGeometry(self._window.rect())
        self._blank.setVisible(not self.is_blank)
        self._blank.raise_()

    def leave(self) -> None:
        """Ends the black, else Why?, else what is lit, else presenting."""
        if self.is_blank:
            self.blank()
        elif not self._desk.escape():
            self.present(False)

    def _key(self, key: str, slot: object) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), self._window)
        shortcut.setEnabled(False)
        shortcut.activated.connect(slot)
        return shortcut
