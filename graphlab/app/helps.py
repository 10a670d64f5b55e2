"""The slots of the Help menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from graphlab.app.pages import keys_page, words_page
from graphlab.app.palette import CommandPalette

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog, QMainWindow

    from graphlab.app.actions import Actions


class Helps(QObject):
    """Opens the palette and the pages."""

    def __init__(self, window: QMainWindow, actions: Actions) -> None:
        super().__init__(window)
        self._window = window
        self._actions = actions

    def palette(self) -> CommandPalette:
        """Every command by name."""
        palette = CommandPalette(self._actions, self._window)
        palette.chosen.connect(self._actions.trigger)
        palette.show()
        return palette

    def keys(self) -> QDialog:
        """The page of keys."""
        return _opened(keys_page(self._window))

    def words(self) -> QDialog:
        """What the words mean."""
        return _opened(words_page(self._window))


def _opened(page: QDialog) -> QDialog:
    page.open()
    return page
