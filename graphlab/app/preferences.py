"""Edit › Settings: one dialog for what is remembered from start to start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from graphlab.app.commands import COMMANDS
from graphlab.app.style import system_theme
from graphlab.app.view import USUAL
from graphlab.panels.settings_dialog import Preferred, SettingsDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

    from graphlab.app.actions import Actions
    from graphlab.app.limits import Limits
    from graphlab.app.settings import Settings
    from graphlab.app.view import View

FINER = "finer"
CALLED = {
    "orientation": "Direction",
    "labels": "Edge labels",
    "numbering": "Numbering",
    "digits": "Digits",
    "theme": "Theme",
}


class Preferences(QObject):
    """What is chosen there is done by the commands of the menus, which remember it."""

    def __init__(
        self,
        window: QMainWindow,
        view: View,
        limits: Limits,
        actions: Actions,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._view = view
        self._limits = limits
        self._actions = actions
        self._settings = settings
        self.dialog: SettingsDialog | None = None
        actions[FINER].toggled.connect(self._keep_finer)

    def restore(self) -> None:
        """The size of steps as it was."""
        if self._settings.flag(FINER, default=False):
            self._actions[FINER].trigger()

    def open(self) -> None:
        """Asks."""
        application, limits = QApplication.instance(), self._limits
        assert isinstance(application, QApplication)
        now = Preferred(self._view.chosen, self._actions[FINER].isChecked(), *limits.now)
        usual = Preferred({**USUAL, "theme": system_theme(application)}, False, *limits.usual)
        choices = {
            name: (called, {c.value: c.text for c in COMMANDS if c.group == name})
            for name, called in CALLED.items()
        }
        self.dialog = SettingsDialog(choices, now, usual, limits.reach, self._window)
        self.dialog.taken.connect(self._take)
        self.dialog.finished.connect(self._forget)
        self.dialog.open()

    def _take(self, preferred: Preferred) -> None:
        before = self._view.chosen
        for name, value in preferred.chosen.items():
            if value != before[name]:
                self._actions.trigger(f"{name}-{value}")
        if preferred.finer != self._actions[FINER].isChecked():
            self._actions.trigger(FINER)
        self._limits.set(preferred.seconds, preferred.gigabytes)

    def _keep_finer(self, finer: bool) -> None:
        self._settings.keep(FINER, finer)

    def _forget(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
